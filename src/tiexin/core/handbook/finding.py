"""Looking for words in the handbook: plain, over the text that is built in."""

from collections.abc import Iterator
from dataclasses import dataclass

from tiexin.core.handbook.book import Chapter, Section, chapters

LONGEST = 60  # characters that are looked for
WORDS = 6
BEFORE, AFTER = 24, 72  # characters of the excerpt around the first word


@dataclass(frozen=True)
class Hit:
    """A section in which every word stands; `spans` are pieces of its text, each with whether it was looked for."""

    section: Section
    chapter: Chapter
    spans: list[tuple[str, bool]]


def asked(typed: str) -> list[str]:
    """Return the words that were typed, folded, each once."""
    return list(dict.fromkeys(typed[:LONGEST].casefold().split()))[:WORDS]


def find(typed: str, only: str = "") -> list[Hit]:
    """Return the sections that hold every word; those with one in the title come first. `only` names one chapter."""
    words = asked(typed)
    if not words:
        return []
    found = []
    for chapter in chapters().values():
        for section in chapter.sections if only in ("", chapter.name) else ():
            title, text = section.title.casefold(), section.words.casefold()
            if all(word in title or word in text for word in words):
                rank = -sum(word in title for word in words)
                found.append((rank, Hit(section, chapter, list(_spans(section.words, words)))))
    return [hit for _, hit in sorted(found, key=lambda pair: pair[0])]


def _spans(text: str, words: list[str]) -> Iterator[tuple[str, bool]]:
    """Cut an excerpt around the first word that stands in the text."""
    folded = text.casefold()
    places = [at for at in (folded.find(word) for word in words) if at >= 0]
    start = max(min(places, default=0) - BEFORE, 0)
    end = min(start + BEFORE + AFTER, len(text))
    if start:
        yield "…", False
    at = start
    while at < end:
        place, word = min(((folded.find(word, at, end), word) for word in words), key=_first)
        upto = place if place >= 0 else end
        yield from [(text[at:upto], False)] if upto > at else []
        yield from [(text[upto : upto + len(word)], True)] if place >= 0 else []
        at = upto + len(word) if place >= 0 else end
    if end < len(text):
        yield "…", False


def _first(pair: tuple[int, str]) -> tuple[bool, int, int]:
    """Order places: found before not found, then from left to right, the longer word first."""
    place, word = pair
    return place < 0, place, -len(word)
