"""Which of the words that somebody searched for look like the name of a person or of an enterprise. Pure; the words
are data (`data/names.yaml`). In doubt it is a name: a question lost is no harm, a name kept is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DOTTED = re.compile(r"[㐀-鿿][·•・‧∙．][㐀-鿿]")  # names of other tongues are written so, nothing else is
LONGEST = 8  # characters of a known word
CALLED = "小老"  # before a surname: how people are called
WHOLE = (2, 3)  # characters of a name that stands alone


@dataclass(frozen=True)
class Naming:
    """How people and enterprises are called, and the texts of the house in which no name stands: what they say is a
    word. `surnames` are seldom anything else; `common` ones are everyday words as well."""

    surnames: frozenset[str]
    common: frozenset[str]
    compound: tuple[str, ...]
    forms: tuple[str, ...]
    between: str
    words: frozenset[str]
    texts: str

    def knows(self, word: str) -> bool:
        """Whether it is a word, or stands in a text of the house."""
        return word in self.words or (len(word) > 1 and word in self.texts)


def names_somebody(typed: str, run: str, naming: Naming) -> bool:
    """Whether what was typed, or one of the runs of characters that would be kept of it, looks like a name."""
    return DOTTED.search(typed) is not None or any(
        _is_person(each, naming) or _is_firm(each, naming) for each in run.split()
    )


def unknown(run: str, naming: Naming) -> Iterator[int]:
    """The places of a run that no known word covers, read from the left, the longest word first."""
    at = 0
    while at < len(run):
        sizes = range(min(LONGEST, len(run) - at), 1, -1)
        size = next((each for each in sizes if naming.knows(run[at : at + each])), 0)
        if not size:
            yield at
        at += size or 1


def _is_person(run: str, naming: Naming) -> bool:
    bare = set(unknown(run, naming))
    if len(run) == len(CALLED) and run[0] in CALLED and run[1] in naming.surnames:
        return True
    return any(_begins(run, at, bare, naming) for at in sorted(bare))


def _begins(run: str, at: int, bare: set[int], naming: Naming) -> bool:
    """Whether a name begins here: a surname that is part of no known word, with something behind it."""
    if run.startswith(naming.compound, at):
        return len(run) > at + 2
    if run[at] in naming.common:
        return at + 1 in bare or (at == 0 and len(run) in WHOLE)
    return run[at] in naming.surnames and at + 1 < len(run)


def _is_firm(run: str, naming: Naming) -> bool:
    return any(_is_called(before, naming) for before in _before_forms(run, naming))


def _before_forms(run: str, naming: Naming) -> Iterator[str]:
    """What stands right before each form of an enterprise: back to what parts it from the words before."""
    forms = "|".join(map(re.escape, sorted(naming.forms, key=lambda form: (-len(form), form))))
    parts = f"({forms})|[{re.escape(naming.between)}]"
    since = 0
    for found in re.finditer(parts, run):
        if found[1]:
            yield run[since : found.start()]
        since = found.end()


def _is_called(before: str, naming: Naming) -> bool:
    """Whether it is more than what kind of enterprise it is: 劳务公司 is nobody's name."""
    return len(before) > 1 and not naming.knows(before)
