"""Assessment sheets: points that make up the total, deductions no larger than what there is to lose."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tiexin.core.documents.problems import Problem
from tiexin.plans.draft import Draft
from tiexin.plans.scoring import Scoring


def points(draft: Draft) -> Iterator[Problem]:
    """Indicators and the weights of the duties that join the sheet make up its total."""
    for path, sheet in draft.parts.get("scoring", []):
        if not isinstance(sheet, Scoring):
            continue
        joined = [(duty.ident, duty.weight) for _, duty in draft.duties if duty.score == sheet.name]
        parts = [(line.name, line.points) for line in sheet.indicators] + joined
        reached = sum(n for _, n in parts)
        undecided = parts and not reached  # points of nought are still to be decided
        if reached != sheet.total and not undecided:
            sums = " + ".join(f"{name} {n}" for name, n in parts) or "没有一项"
            said = f"“{sheet.name}”各项合计 {reached} 分（{sums}），总分写 {sheet.total} 分。"
            yield draft.problem("error", path, "points", said, (f"total: {reached}",))


def weights_without_sheet(draft: Draft) -> Iterator[Problem]:
    """A weight belongs to a sheet."""
    for path, duty in draft.duties:
        if duty.weight and not duty.score:
            said = f"{duty.ident} 占 {duty.weight} 分，没有写计入哪张考核表。"
            yield draft.problem("warning", (*path, "weight"), "weight-alone", said, ("score: 年度考核",))


def deductions(draft: Draft) -> Iterator[Problem]:
    """An indicator cannot lose more than its points."""
    for path, sheet in draft.parts.get("scoring", []):
        for index, line in enumerate(sheet.indicators if isinstance(sheet, Scoring) else ()):
            most = line.deduct.most if line.deduct else None
            if most is not None and Decimal(most) > line.points:
                said = f"“{line.name}”满分 {line.points} 分，最多却扣 {most} 分。"
                at = (*path, "indicators", index, "deduct", "most")
                yield draft.problem("error", at, "points", said, (str(line.points),))


def switched_off(draft: Draft) -> Iterator[Problem]:
    """A sheet without a document that allows it is not used."""
    for path, sheet in draft.parts.get("scoring", []):
        if isinstance(sheet, Scoring) and not (sheet.permit and sheet.permit.active):
            said = f"“{sheet.name}”没有写明依据并启用，只列出，不计分。"
            yield draft.problem("warning", path, "scoring-off", said, ("permit: {basis: 年度考核办法, active: true}",))
