"""Words of a text: whole ones or none. A list that knows common words, characters that only hold words together, and
what an organisation's own titles say often enough in different company. Pure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parents[1] / "data" / "words.yaml"
EDGE = ""  # stands for the beginning or end of a stretch


@dataclass(frozen=True)
class Finding:
    """When characters that often stand together are a word though no list has it."""

    longest: int
    least: int
    cohesion: float
    freedom: float


@dataclass(frozen=True)
class Lexicon:
    """Which words are known, which of them are never a topic, which characters are no word by themselves."""

    known: frozenset[str]
    skip: frozenset[str]
    stop: frozenset[str]
    longest: int
    most_words: int
    leftover: int
    found: Finding

    @cached_property
    def parts(self) -> frozenset[str]:
        """Every word by which a text is parted, topic or not."""
        return self.known | self.skip

    @cached_property
    def reach(self) -> int:
        """Characters of the longest of them."""
        return max(map(len, self.parts), default=1)


@cache
def lexicon() -> Lexicon:
    """The words of `data/words.yaml`."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    groups = [*said["known"].values(), said["own"] or ""]
    known = frozenset(word for group in groups for word in group.split())
    numbers = {name: said[name] for name in ("longest", "most_words", "leftover")}
    skip = frozenset(said["skip"].split())
    return Lexicon(known - skip, skip, frozenset(said["stop"]), **numbers, found=Finding(**said["found"]))


def parted(stretch: str, words: Lexicon) -> list[str]:
    """A stretch as pieces, each a word of the list or a single character; with as few characters left over as can be.

    Of ways that leave as few, the one with the fewest pieces; of those, the one whose first words are longest.
    """
    size, reach = len(stretch), words.reach
    costs: list[tuple[int, int]] = [(0, 0)] * (size + 1)
    steps = [1] * size
    for at in range(size - 1, -1, -1):
        ways = [(costs[at + 1][0] + 1, costs[at + 1][1] + 1, -1)]
        for length in range(2, min(reach, size - at) + 1):
            if stretch[at : at + length] in words.parts:
                ways.append((costs[at + length][0], costs[at + length][1] + 1, -length))
        left, pieces, length = min(ways)
        costs[at], steps[at] = (left, pieces), -length
    found, at = [], 0
    while at < size:
        found.append(stretch[at : at + steps[at]])
        at += steps[at]
    return found


def chunks(stretch: str, words: Lexicon) -> list[list[str]]:
    """The words of a stretch that stand side by side; whatever is no word parts them.

    Characters that no list knows are a word where both their ends are certain: between words, stops and edges.
    """
    found: list[list[str]] = [[]]
    for piece in _gathered(stretch, words):
        if _is_word(piece, words):
            found[-1].append(piece)
        elif found[-1]:
            found.append([])
    return [each for each in found if each]


def _is_word(piece: str, words: Lexicon) -> bool:
    return piece in words.known or (2 <= len(piece) <= words.leftover and _is_rest(piece, words))


def _is_rest(piece: str, words: Lexicon) -> bool:
    return piece not in words.skip and not any(sign in words.stop or sign.isascii() for sign in piece)


def _gathered(stretch: str, words: Lexicon) -> Iterator[str]:
    """The pieces, with single characters side by side that no list knows as one."""
    rest = ""
    for piece in parted(stretch, words):
        if len(piece) == 1 and _is_rest(piece, words) and piece not in words.known:
            rest += piece
            continue
        if rest:
            yield rest
        rest = ""
        yield piece
    if rest:
        yield rest


def phrases(stretch: str, words: Lexicon) -> set[str]:
    """Every word of a stretch, and every few that stand side by side."""
    found = set()
    for chunk in chunks(stretch, words):
        for at in range(len(chunk)):
            for end in range(at + 1, min(at + words.most_words, len(chunk)) + 1):
                said = "".join(chunk[at:end])
                if len(said) <= words.longest:
                    found.add(said)
    return found


def learned(texts: Sequence[Sequence[str]], words: Lexicon) -> Lexicon:
    """The list with the words that these texts (each its stretches) use often, held together, in different company."""
    rests = [[rest for stretch in text for rest in _rests(stretch, words)] for text in texts]
    counts = Counter(gram for rest in _all(rests) for gram in _grams(rest[1], words.found.longest))
    often = Counter(
        gram for text in rests for gram in {g for rest in text for g in _grams(rest[1], words.found.longest)}
    )
    signs = sum(len(rest[1]) for rest in _all(rests))
    held = {
        gram
        for gram, count in often.items()
        if len(gram) > 1 and count >= words.found.least and cohesion(gram, counts, signs) >= words.found.cohesion
    }
    free = {gram for gram, sides in _sides(_all(rests), held).items() if _is_free(sides, words.found.freedom)}
    return replace(words, known=words.known | free) if free else words


def _all(rests: Iterable[Sequence[tuple[str, str, str]]]) -> Iterator[tuple[str, str, str]]:
    for text in rests:
        yield from text


def _rests(stretch: str, words: Lexicon) -> Iterator[tuple[str, str, str]]:
    """What no list knows of a stretch, each with what stands before and after it."""
    pieces = [EDGE, *_gathered(stretch, words), EDGE]
    for (before, piece), after in zip(pairwise(pieces), pieces[2:], strict=False):
        if piece not in words.known and len(piece) > 1 and _is_rest(piece, words):
            yield before, piece, after


def _grams(rest: str, longest: int) -> list[str]:
    return [rest[at : at + size] for size in range(1, longest + 1) for at in range(len(rest) - size + 1)]


def cohesion(gram: str, counts: Mapping[str, int], signs: int) -> float:
    """How much more often its parts stand together than by chance, where it holds least."""
    splits = [counts[gram[:at]] * counts[gram[at:]] for at in range(1, len(gram))]
    return min(math.log2(counts[gram] * signs / split) for split in splits)


def _sides(
    rests: Iterable[tuple[str, str, str]], held: Collection[str]
) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """What stands before and after each; every edge, and every word of a list, is a neighbour of its own."""
    found: dict[str, tuple[Counter[str], Counter[str]]] = {gram: (Counter(), Counter()) for gram in held}
    for number, (_, rest, _) in enumerate(rests):
        for size in range(2, max(map(len, held), default=1) + 1):
            for at in range(len(rest) - size + 1):
                if (sides := found.get(rest[at : at + size])) is not None:
                    sides[0][rest[at - 1] if at else f"{number}<"] += 1
                    sides[1][rest[at + size] if at + size < len(rest) else f"{number}>"] += 1
    return found


def _is_free(sides: tuple[Counter[str], Counter[str]], least: float) -> bool:
    return all(entropy(side) >= least for side in sides)


def entropy(counts: Mapping[str, int]) -> float:
    """How many different neighbours there are, in bits."""
    total = sum(counts.values())
    return -sum(count / total * math.log2(count / total) for count in counts.values()) if total else 0.0


def whole(counts: Mapping[str, int]) -> list[str]:
    """Of phrases those that are not a part of a longer one said as often."""
    return [
        said
        for said, count in counts.items()
        if not any(said != other and said in other and count <= more for other, more in counts.items())
    ]
