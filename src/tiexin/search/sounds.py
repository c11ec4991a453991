"""How names are read aloud: tokens in letters, each found from its beginning. pypinyin is loaded when first asked."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

# Readings of characters that are read otherwise in a surname.
SURNAMES = {
    "单": "shan",
    "解": "xie",
    "曾": "zeng",
    "仇": "qiu",
    "查": "zha",
    "区": "ou",
    "任": "ren",
    "朴": "piao",
    "盖": "ge",
    "华": "hua",
    "乐": "yue",
    "种": "chong",
    "员": "yun",
    "翟": "zhai",
    "缪": "miao",
    "覃": "qin",
    "召": "shao",
    "黑": "he",
    "折": "she",
    "秘": "bi",
    "冼": "xian",
    "洗": "xian",
    "逄": "pang",
    "繁": "po",
    "尉": "wei",
    "燕": "yan",
    "应": "ying",
    "宁": "ning",
    "葛": "ge",
    "纪": "ji",
    "哈": "ha",
    "万": "wan",
    "车": "che",
    "石": "shi",
    "谌": "chen",
    "卜": "bu",
    "柏": "bai",
    "褚": "chu",
    "晁": "chao",
}
DOUBLE = {
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
    "万俟": ("mo", "qi"),
}
LONGEST = 60  # characters of a token
MIXED = 4  # characters of a name up to which forms like li桂英 are indexed


@lru_cache(maxsize=20_000)
def readings(character: str) -> tuple[str, ...]:
    """Return every reading of one character without tones, the usual one first; of a letter or digit itself."""
    if character.isascii():
        return (character,)
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(each for each in found[0] if each)) if found else ()


def spoken(text: str) -> list[tuple[str, str]]:
    """Return (character, reading in this text) of everything in it that can be read; marks are left out."""
    from pypinyin import lazy_pinyin

    clean = "".join(c for c in text if c.isalnum())
    read = lazy_pinyin(clean, errors=list)  # type: ignore[arg-type]  # its hints forget lists
    return [(c, sound) for c, sound in zip(clean, read, strict=True) if (c.isascii() or c != sound)]


def tokens(text: str, how: str) -> list[str]:
    """Return the tokens of a folded title that is a person's name, a unit's or something to be found by initials."""
    makers = {"person": _person, "unit": _unit, "brief": _brief}
    found = makers[how](spoken(text)) if how else ()
    return list(dict.fromkeys(token[:LONGEST] for token in found if token))


def _whole(sounds: Iterable[str]) -> str:
    return "".join(sounds)


def _initials(sounds: Iterable[str]) -> str:
    return "".join(sound[:1] for sound in sounds)


def _brief(name: list[tuple[str, str]]) -> Iterator[str]:
    yield _initials(sound for _, sound in name)


def _unit(name: list[tuple[str, str]]) -> Iterator[str]:
    yield from _brief(name)
    yield _whole(sound for _, sound in name)


def _person(name: list[tuple[str, str]]) -> Iterator[str]:
    """Whole and initials, for each reading of the first character; the given name alone; characters among letters."""
    if not name:
        return
    first, *rest = name
    for opening in _openings(name):
        sounds = [*opening, *(sound for _, sound in name[len(opening) :])]
        yield _whole(sounds)
        yield _initials(sounds)
    if len(rest) > 1:
        given = [sound for _, sound in rest]
        yield _whole(given)
        yield _initials(given)
    if len(name) <= MIXED:
        usual = [(first[0], _openings(name)[0][0]), *rest]
        yield from (form for form in map(_whole, product(*usual)) if any(c.isascii() for c in form))


def _openings(name: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the readings of the surname: as a surname first, then the others of its first character."""
    first = name[0][0]
    double = DOUBLE.get("".join(c for c, _ in name[:2]))
    single = dict.fromkeys([SURNAMES.get(first, name[0][1]), name[0][1], *readings(first)])
    return [*([double] if double else []), *((sound,) for sound in single if sound)]
