"""Items that name each other: what they name is in the pack."""

from __future__ import annotations

from collections.abc import Iterator

from tiexin.core.documents.problems import Problem
from tiexin.plans.bodies import Decision, Programme, Reference
from tiexin.plans.clocks import Clock, Reaction, SecondHandling
from tiexin.plans.draft import Draft
from tiexin.plans.duty import Duty
from tiexin.plans.lint.ids import Known
from tiexin.plans.offers import Offer
from tiexin.plans.scoring import Scoring


def items(draft: Draft) -> Iterator[Problem]:
    """Programmes, clocks, decisions and indicators name items by their ids."""
    idents = [clause.ident for _, clause, _ in draft.clauses]
    known = Known([*idents, *(ident.partition("@")[0] for ident in idents if "@" in ident)], "编号为 {} 的项")
    for path, clause, _ in draft.clauses:
        if isinstance(clause, Programme | Clock | Decision):
            for index, name in enumerate(clause.members):
                yield from known.missing(draft, (*path, "members", index), name)
        elif isinstance(clause, Scoring):
            for index, line in enumerate(clause.indicators):
                if line.item:
                    yield from known.missing(draft, (*path, "indicators", index, "item"), line.item)


def clocks(draft: Draft) -> Iterator[Problem]:
    """Reactions and second handlings name a clock."""
    known = Known([clause.name for _, clause, _ in draft.clauses if isinstance(clause, Clock)], "叫“{}”的时限")
    for path, clause, _ in draft.clauses:
        if isinstance(clause, Reaction):
            yield from known.missing(draft, (*path, "clock"), clause.clock)
        if isinstance(clause, SecondHandling):
            yield from known.missing(draft, (*path, "first"), clause.first)


def sheets(draft: Draft) -> Iterator[Problem]:
    """A duty that counts in an assessment names its sheet."""
    known = Known([clause.name for _, clause, _ in draft.clauses if isinstance(clause, Scoring)], "叫“{}”的考核表")
    for path, clause, _ in draft.clauses:
        if isinstance(clause, Duty) and clause.score:
            yield from known.missing(draft, (*path, "score"), clause.score)


def series(draft: Draft) -> Iterator[Problem]:
    """A threshold names a reference series."""
    known = Known([clause.name for _, clause, _ in draft.clauses if isinstance(clause, Reference)], "叫“{}”的参照标准")
    for path, clause, _ in draft.clauses:
        for index, line in enumerate(clause.thresholds if isinstance(clause, Offer) else ()):
            yield from known.missing(draft, (*path, "thresholds", index, "reference"), line.reference)


def names_twice(draft: Draft) -> Iterator[Problem]:
    """Clocks, sheets and series are called by name, so each name stands once."""
    first: dict[tuple[str, str], int] = {}
    for path, clause, _ in draft.clauses:
        if isinstance(clause, Clock | Scoring | Reference):
            line = draft.source.place(path).line
            if (clause.kind, clause.name) in first:
                said = f"“{clause.name}”在第 {first[clause.kind, clause.name]} 行已经有了。请换一个名称。"
                yield draft.problem("error", (*path, "name"), "name-twice", said)
            first.setdefault((clause.kind, clause.name), line)
