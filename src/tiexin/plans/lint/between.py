"""Items that name each other: what they name is in the pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tiexin.plans.bodies import Decision, Programme, Reference
from tiexin.plans.clocks import Clock, Reaction, SecondHandling
from tiexin.plans.draft import Draft
from tiexin.plans.duty import Duty
from tiexin.plans.offers import Offer
from tiexin.plans.problems import Problem, choices, meant, sentence
from tiexin.plans.scoring import Scoring
from tiexin.plans.source import Keys

Named = tuple[Keys, str]


def items(draft: Draft) -> Iterator[Problem]:
    """Programmes, clocks, decisions and indicators name items by their ids."""
    known = [clause.ident for _, clause, _ in draft.clauses]
    known += [ident.partition("@")[0] for ident in known if "@" in ident]
    for path, clause, _ in draft.clauses:
        named: list[Named] = []
        if isinstance(clause, Programme | Clock | Decision):
            named = [(("members", index), name) for index, name in enumerate(clause.members)]
        elif isinstance(clause, Scoring):
            lines = enumerate(clause.indicators)
            named = [(("indicators", index, "item"), line.item) for index, line in lines if line.item]
        yield from _missing(draft, path, named, "编号为 {} 的项", known)


def clocks(draft: Draft) -> Iterator[Problem]:
    """Reactions and second handlings name a clock."""
    known = [clause.name for _, clause, _ in draft.clauses if isinstance(clause, Clock)]
    for path, clause, _ in draft.clauses:
        if isinstance(clause, Reaction):
            yield from _missing(draft, path, [(("clock",), clause.clock)], "叫“{}”的时限", known)
        if isinstance(clause, SecondHandling):
            yield from _missing(draft, path, [(("first",), clause.first)], "叫“{}”的时限", known)


def sheets(draft: Draft) -> Iterator[Problem]:
    """A duty that counts in an assessment names its sheet."""
    known = [clause.name for _, clause, _ in draft.clauses if isinstance(clause, Scoring)]
    for path, clause, _ in draft.clauses:
        if isinstance(clause, Duty) and clause.score:
            yield from _missing(draft, path, [(("score",), clause.score)], "叫“{}”的考核表", known)


def series(draft: Draft) -> Iterator[Problem]:
    """A threshold names a reference series."""
    known = [clause.name for _, clause, _ in draft.clauses if isinstance(clause, Reference)]
    for path, clause, _ in draft.clauses:
        lines = enumerate(clause.thresholds) if isinstance(clause, Offer) else ()
        named: list[Named] = [(("thresholds", index, "reference"), line.reference) for index, line in lines]
        yield from _missing(draft, path, named, "叫“{}”的参照标准", known)


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


def _missing(draft: Draft, path: Keys, named: Sequence[Named], what: str, known: Sequence[str]) -> Iterator[Problem]:
    for at, name in named:
        if name not in known:
            accepted = tuple(dict.fromkeys(known))
            said = sentence(f"没有{what.format(name)}。", meant(name, accepted), choices(accepted))
            yield draft.problem("error", (*path, *at), "id-unknown", said, accepted)
