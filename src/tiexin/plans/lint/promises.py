"""Promises of a hundred per cent beside the norm of the trade: both numbers are shown, the plan is not changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from tiexin.core.documents.problems import Problem
from tiexin.core.documents.source import Keys
from tiexin.duties.definition import Definition
from tiexin.plans.clause import Clause
from tiexin.plans.lint.seen import Seen, stated

NORMS = Path(__file__).parent.parent / "data" / "norms.yaml"


class Norm(BaseModel):
    """A percentage that a standard asks for, the words and measures by which a promise of it is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    says: list[str]
    measures: list[str]
    percent: int
    law: bool
    source: str


@cache
def norms() -> tuple[Norm, ...]:
    """The norms that ship with the product."""
    return tuple(Norm(**one) for one in yaml.safe_load(NORMS.read_text(encoding="utf-8"))["norms"])


def above_the_norm(draft: Seen) -> Iterator[Problem]:
    """A promise that is higher than the norm names both (trap T12: 一拨就通 beside 95 %)."""
    counted = {path: definition for path, _, definition in stated(draft)}
    spoken: set[tuple[str, str]] = set()
    for path, clause, _ in draft.clauses:
        for norm in norms():
            promise = _promise(clause, counted.get(path), norm)
            if promise and promise > norm.percent and (clause.clause, norm.title) not in spoken:
                spoken.add((clause.clause, norm.title))
                yield _said(draft, path, clause, promise, norm)


def _promise(clause: Clause, definition: Definition | None, norm: Norm) -> int | None:
    """What the clause promises of the norm's figure, in per cent: as counted, else a hundred by its words."""
    measure = definition.do.measure if definition and definition.kind == "rate" and definition.do else ""
    if definition and measure in norm.measures and definition.low is not None:
        return definition.low
    return 100 if any(word in clause.quote for word in norm.says) else None


def _said(draft: Seen, path: Keys, clause: Clause, promise: int, norm: Norm) -> Problem:
    rank = "标准" if norm.law else "推荐性标准"
    said = f"{clause.ident} 承诺 {promise}%，{rank}对{norm.title}只要求 {norm.percent}%（{norm.source}）。"
    return draft.problem("warning", path, "above-norm", f"{said}两个数都给人看；如原文如此，可以不改。")
