"""Which characters of a title or a text a query has found, for the eye."""

from collections.abc import Iterator, Sequence

from tiexin.search.sounds import SURNAMES, readings
from tiexin.search.words import folded, said

AROUND = 30  # characters shown before the first place found
SHOWN = 120  # characters of a text that are shown
Span = tuple[str, bool]  # a stretch of text, and whether it was found


def marked(text: str, words: Sequence[str]) -> list[Span]:
    """Part a text into stretches found and not found; a title is also found by its sound."""
    return list(_spans(text, _places(text, words, heard=True)))


def excerpt(text: str, words: Sequence[str]) -> list[Span]:
    """The same for the part of a longer text around the first place found."""
    flat = " ".join(text.split())
    first = min(_places(flat, words, heard=False), default=0)
    start = max(0, first - AROUND) if len(flat) > SHOWN else 0
    part = flat[start : start + SHOWN]
    spans = list(_spans(part, _places(part, words, heard=False)))
    ends = ("…" if start else "", "…" if start + SHOWN < len(flat) else "")
    return [(ends[0], False), *spans, (ends[1], False)] if flat else []


def _places(text: str, words: Sequence[str], *, heard: bool) -> set[int]:
    """Return the places of all characters that a word stands for."""
    pieces = [folded(c) for c in text]
    whole, origin = "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]
    found: set[int] = set()
    for word in words:
        at = whole.find(word)
        if at < 0 and heard and said(word):
            found |= _heard(pieces, word)
        while at >= 0:
            found |= set(origin[at : at + len(word)])
            at = whole.find(word, at + len(word))
    return found


def _heard(pieces: Sequence[str], word: str) -> set[int]:
    """Return the first run of characters that the word spells out or gives the initials of."""
    for start in range(len(pieces)):
        end = _spelt(pieces, start, word)
        if end:
            return set(range(start, end))
    return set()


def _spelt(pieces: Sequence[str], at: int, word: str) -> int:
    """Return where the characters that spell the word end, 0 when they do not."""
    if not word:
        return at
    if at == len(pieces):
        return 0
    for sound in _sounds(pieces[at]):
        if word.startswith(sound) and (end := _spelt(pieces, at + 1, word[len(sound) :])):
            return end
    return 0


def _sounds(piece: str) -> list[str]:
    """Return everything that may stand for a character: itself, its readings, their beginnings; the longest first."""
    if len(piece) != 1:
        return [piece] if piece else []
    read = [SURNAMES.get(piece, ""), *readings(piece)]
    parts = {sound[:length] for sound in read for length in range(1, len(sound) + 1)}
    return [piece, *sorted(parts, key=lambda part: (-len(part), part))]


def _spans(text: str, places: set[int]) -> Iterator[Span]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (at in places) != (start in places):
            yield text[start:at], start in places
            start = at
