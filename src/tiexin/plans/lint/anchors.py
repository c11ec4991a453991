"""Days counted from something else: that something is in the pack."""

from __future__ import annotations

from collections.abc import Iterator

from tiexin.plans.draft import Draft
from tiexin.plans.items import Milestone
from tiexin.plans.moments import ANCHORS, Anchor
from tiexin.plans.problems import Problem, choices, meant, sentence


def known(draft: Draft) -> Iterator[Problem]:
    """`before` and `after` name a milestone of the pack or a day of its head."""
    stones = [stone.ident for _, stone in draft.parts.get("milestones", []) if isinstance(stone, Milestone)]
    accepted = (*stones, *ANCHORS)
    for path, clause, _ in draft.clauses:
        for name in ("before", "after"):
            anchor = getattr(clause, name, None)
            if isinstance(anchor, Anchor) and anchor.event not in accepted:
                said = f"没有编号为 {anchor.event} 的时间节点。"
                said = sentence(said, meant(anchor.event, accepted), choices(accepted))
                yield draft.problem("error", (*path, name, "event"), "id-unknown", said, accepted)
