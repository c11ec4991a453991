"""A document as found: broken lines joined, web boiler-plate marked, quotes looked up to the letter."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

# Lines that a web page adds around a document; they are kept but never are a clause.
BOILER = re.compile(r"^\s*(友情提示|免责声明|来源[:：]网络|扩展阅读|-{6,})")
_BLANK = re.compile(r"\s+")
_WIDTHS = str.maketrans("，：；（）！？．％－", ",:;()!?.%-")
_SHORTEST = 4  # fewer agreeing characters are chance


@dataclass(frozen=True)
class Found:
    """Where a quote stands: line of the document (from 1) and whether that line is boiler-plate."""

    line: int
    boiler: bool


class Document:
    """An attached document, ready to be searched.

    Web copies break lines inside words (“存在的⏎问题”), so all white space is left out on both sides before
    matching; nothing else is: doubled particles and wrong characters stay as found.
    """

    def __init__(self, text: str) -> None:
        self.lines = text.removeprefix("\ufeff").splitlines()
        pieces = [_BLANK.sub("", line) for line in self.lines]
        self._starts: list[int] = []
        offset = 0
        for piece in pieces:
            self._starts.append(offset)
            offset += len(piece)
        self.joined = "".join(pieces)
        self._one_width = self.joined.translate(_WIDTHS)

    def find(self, quote: str) -> Found | None:
        """Look a quote up, a clause before boiler-plate; None when the document does not say it."""
        first = None
        wanted, at = _BLANK.sub("", quote), -1
        while wanted and (at := self.joined.find(wanted, at + 1)) >= 0:
            found = self._found(at)
            if not found.boiler:
                return found
            first = first or found
        return first

    def _found(self, offset: int) -> Found:
        row = bisect_right(self._starts, offset) - 1
        return Found(row + 1, bool(BOILER.match(self.lines[row])))

    def nearest(self, quote: str) -> str:
        """Return what the document says where the quote comes close to it, else nothing.

        Punctuation of the other width counts as equal; then the longest agreeing beginning decides.
        """
        wanted = _BLANK.sub("", quote).translate(_WIDTHS)
        for length in range(len(wanted), _SHORTEST - 1, -1):
            at = self._one_width.find(wanted[:length])
            if at >= 0:
                return self.joined[at : at + len(wanted)]
        return ""
