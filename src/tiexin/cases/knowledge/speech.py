"""How callers ask: which of their words say what is looked for, what else is said for the same. Pure; the words are
data (`data/knowledge/speech.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tiexin.search.words import MOST_WORDS, asked

EITHER = re.compile(r"(.)不\1")  # 发不发 asks, it does not say 不发
HALF = 0.5  # of what was asked that an entry must share to be near


@dataclass(frozen=True)
class Speech:
    """What only asks, what names everybody's employer, characters without sense at the edges, what asks for days and
    what tells them, what says the same."""

    source: str
    asking: Sequence[str]
    empty: Sequence[str]
    edges: str
    days: Mapping[str, Sequence[str]]
    same: Sequence[tuple[str, ...]]


def words_of(typed: str, speech: Speech) -> list[str]:
    """The words to look for; when all of them say little, they are what there is."""
    left_out = {*speech.asking, *speech.empty}
    parts = [part for token in asked(typed) for part in _parts(token, [*left_out, *_known(speech)], speech.edges)]
    words = [part for part in parts if part not in left_out]
    if not any(word not in speech.days["asked"] for word in words):
        words = [part for token in asked(typed) for part in _cut(token, speech.asking) if part not in speech.asking]
    return list(dict.fromkeys(words))[:MOST_WORDS]


def _known(speech: Speech) -> list[str]:
    return [*speech.days["asked"], *(word for line in speech.same for word in line)]


def _parts(token: str, known: Sequence[str], edges: str) -> list[str]:
    """The known words in a run of characters and what stands between them, but no single character cut off."""
    parts = [part if part in known else part.strip(edges) for part in _cut(token, known)]
    return [part for part in parts if part and (len(part) > 1 or part in known or len(parts) == 1)]


def _cut(token: str, known: Sequence[str]) -> list[str]:
    longest_first = sorted(known, key=lambda word: (-len(word), word))
    return [part for part in re.split(f"({'|'.join(map(re.escape, longest_first))})", token) if part]


def any_of(word: str, speech: Speech) -> tuple[str, ...]:
    """The words that say the same as one, itself the first."""
    if word in speech.days["asked"]:
        return tuple(dict.fromkeys([word, *speech.days["asked"], *speech.days["told"]]))
    return tuple(dict.fromkeys([word, *(each for line in speech.same if word in line for each in line)]))


def pairs(text: str) -> set[str]:
    """Two Chinese characters that stand side by side, each such pair once."""
    return {text[at : at + 2] for at in range(len(text) - 1) if all("一" <= each <= "鿿" for each in text[at : at + 2])}


def pieces(word: str, speech: Speech) -> tuple[str, ...]:
    """What of a word an entry may share: what says the same, or else two characters of it."""
    same = any_of(word, speech)
    return same if len(same) > 1 else tuple(sorted(pairs(word))) or same


def telling(words: Sequence[str], speech: Speech) -> list[str]:
    """The words by which something near is looked for: all but those that ask for days."""
    return [word for word in words if word not in speech.days["asked"]]


def in_title(title: str, words: Sequence[str], speech: Speech) -> int:
    """How many of the words, or what says the same, stand in a title."""
    said = EITHER.sub(r"\1", title)
    return sum(any(each in said for each in any_of(word, speech)) for word in words)


def shared(text: str, words: Sequence[str], speech: Speech) -> float:
    """The part of the words that a text shares, from 0 to 1; of a word without synonyms the part of its pieces."""
    return sum(_share(text, word, speech) for word in words) / len(words)


def _share(text: str, word: str, speech: Speech) -> float:
    found = [each in text for each in pieces(word, speech)]
    return float(any(found)) if len(any_of(word, speech)) > 1 else sum(found) / len(found)
