"""Clocks and what follows when they pass: steps in order, pauses no longer than makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tiexin.core.documents.problems import Problem
from tiexin.plans.clocks import Reaction
from tiexin.plans.draft import Draft
from tiexin.plans.quantities import order


def steps_in_order(draft: Draft) -> Iterator[Problem]:
    """Each step of a ladder comes later than the one before it."""
    for path, ladder in draft.parts.get("reactions", []):
        steps = ladder.steps if isinstance(ladder, Reaction) else []
        for index, (one, two) in enumerate(pairwise(steps), start=1):
            if (order(one.late) or 0) >= (order(two.late) or 0):
                said = f"“{two.action}”在逾期 {two.late}，不晚于前一步的 {one.late}。请从早到晚写。"
                yield draft.problem("error", (*path, "steps", index, "late"), "steps-order", said)
