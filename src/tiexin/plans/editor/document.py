"""A document laid beside its clauses: sentence by sentence, as found, with what no clause speaks of yet.

Places are characters of `Document.joined`, the text without any white space, so that a sentence broken across lines
(“存在的⏎问题”) is one sentence and its quote is found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tiexin.plans.fields import QUOTE_LIMIT
from tiexin.plans.quotes import BOILER, Document

# What a copyist got wrong, with what was meant: shown as found, found under both.
SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("(?<!目)的的(?![士确])"), "的"),
    (re.compile("信耐"), "信赖"),
)
AS_FOUND = "〔原文如此〕"

_BLANK = re.compile(r"\s+")
_SENTENCE = re.compile("[^。！？；!?;]*[。！？；!?;]+[”’）)」』]*|[^。！？；!?;]+")
_DONE = tuple("。！？；：!?;:")
_OPENS = re.compile(
    r"\s*([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．]|第.{1,4}[条章节]|附[:：件])"
)
_HEADING = re.compile(
    "([一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第.{1,4}[章节])[^，,]{1,20}|附[:：].{1,40}"
)
_TITLE = re.compile("(通知|方案|意见|办法|规定|细则|决定|制度|安排|文件|[日表号])$")
_WRAPPED = 30  # a shorter line without a full stop is a heading or a name, not half a sentence
_PARTS = re.compile("[，、：,:。；;]")


class Mark(NamedTuple):
    """A clause's id and its quote."""

    ident: str
    quote: str


@dataclass(frozen=True)
class Sentence:
    """One sentence: its number, where it stands, and the clauses whose quotes lie in it."""

    number: int
    start: int
    text: str
    boiler: bool = False
    clauses: tuple[str, ...] = ()

    @property
    def heading(self) -> bool:
        """Tell whether this only names a part of the document: 二、组织领导."""
        return bool(_HEADING.fullmatch(self.text))

    @property
    def open(self) -> bool:
        """Tell whether a clause is still missing here; boiler-plate and headings need none."""
        needless = self.boiler or self.clauses or self.heading
        return not needless and any(char.isalnum() for char in self.text)

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text cut at its slips: (as found, what was meant or nothing)."""
        return pieces(self.text)


@dataclass(frozen=True)
class Laid:
    """The whole document: paragraphs of sentences, and the clauses whose quotes it does not hold."""

    paragraphs: list[list[Sentence]] = field(default_factory=list)
    lost: list[Mark] = field(default_factory=list)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences in their order."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]

    @cached_property
    def open(self) -> list[Sentence]:
        """The sentences without a clause."""
        return [sentence for sentence in self.sentences if sentence.open]

    @property
    def bare(self) -> list[list[Sentence]]:
        """The paragraphs of which no sentence has a clause."""
        return [part for part in self.paragraphs if not any(s.clauses for s in part) and any(s.open for s in part)]

    def sentence(self, number: int) -> Sentence | None:
        """A sentence by its number."""
        found = self.sentences
        return found[number] if 0 <= number < len(found) else None


def lay(document: Document, marks: Iterable[Mark]) -> Laid:
    """Lay a document out with the clauses that quote it."""
    cut = [list(_sentences(document, start, end, boiler)) for start, end, boiler in _paragraphs(document)]
    starts = [sentence.start for paragraph in cut for sentence in paragraph]
    clauses: dict[int, list[str]] = {}
    lost, before = [], 0
    for mark in marks:
        found = _place(document, mark.quote, before)
        if found is None:
            lost.append(mark)
            continue
        before, end = found, found + len(_BLANK.sub("", mark.quote))
        for number in range(bisect_right(starts, found) - 1, bisect_right(starts, end - 1)):
            clauses.setdefault(number, []).append(mark.ident)
    return Laid(list(_numbered(cut, clauses)), lost)


def _numbered(cut: Sequence[list[Sentence]], clauses: dict[int, list[str]]) -> Iterator[list[Sentence]]:
    number = 0
    for paragraph in cut:
        done = []
        for sentence in paragraph:
            named = tuple(dict.fromkeys(clauses.get(number, ())))
            done.append(Sentence(number, sentence.start, sentence.text, sentence.boiler, named))
            number += 1
        yield done


def _place(document: Document, quote: str, before: int) -> int | None:
    """Where a quote stands: behind the clause before it, if it stands there at all; clauses follow the document."""
    wanted = _BLANK.sub("", quote)
    if not wanted or document.find(quote) is None:
        return None
    later = document.joined.find(wanted, before)
    return later if later >= 0 else document.joined.find(wanted)


def _paragraphs(document: Document) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether it is boiler-plate of each paragraph; neighbours of boiler-plate are one."""
    lines = [(line, piece) for line in document.lines if (piece := _BLANK.sub("", line))]
    start = place = 0
    for row, (line, piece) in enumerate(lines):
        place += len(piece)
        boiler, following = bool(BOILER.match(line)), lines[row + 1 : row + 2]
        if not (following and _goes_on(piece, boiler, following[0][0])):
            yield start, place, boiler
            start = place


def _goes_on(piece: str, boiler: bool, following: str) -> bool:
    """Tell whether the next line is part of the same paragraph: broken inside a sentence, or more boiler-plate."""
    more = bool(BOILER.match(following))
    if boiler or more:
        return boiler and more
    whole = len(piece) < _WRAPPED or piece.endswith(_DONE) or _TITLE.search(piece) or _OPENS.match(following)
    return not whole


def _sentences(document: Document, start: int, end: int, boiler: bool) -> Iterator[Sentence]:
    text = document.joined[start:end]
    for found in [re.match(r"(?s).*", text)] if boiler else _SENTENCE.finditer(text):
        if found and found[0]:
            yield Sentence(0, start + found.start(), found[0], boiler)


def pieces(text: str) -> list[tuple[str, str]]:
    """Cut a text at its known slips: (as found, what was meant); what is right has nothing in the second place."""
    found = sorted((hit.start(), hit.end(), meant) for slip, meant in SLIPS for hit in slip.finditer(text))
    cut, place = [], 0
    for start, end, meant in found:
        cut += [(text[place:start], "")] if start > place else []
        cut.append((text[start:end], meant))
        place = end
    return [*cut, (text[place:], "")] if place < len(text) or not cut else cut


def mended(text: str) -> str:
    """The text with its known slips corrected, for searching only."""
    return "".join(meant or found for found, meant in pieces(text))


def says(text: str, words: str) -> bool:
    """Tell whether a text holds the words, as found or as meant."""
    wanted = _BLANK.sub("", words)
    return bool(wanted) and (wanted in text or wanted in mended(text))


def suggestion(sentence: str) -> str:
    """The first part of a sentence that may be quoted: whole, or cut at a comma, or cut short."""
    text = sentence.rstrip("。；;！!？?")
    if len(text) <= QUOTE_LIMIT:
        return text
    stops = [stop.start() for stop in _PARTS.finditer(text, 0, QUOTE_LIMIT + 1)]
    return text[: stops[-1]] if stops and stops[-1] >= QUOTE_LIMIT // 3 else text[:QUOTE_LIMIT]
