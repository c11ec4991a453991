"""Days counted from something else: that something is in the pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from tiexin.core.documents.problems import Problem
from tiexin.plans.draft import Draft
from tiexin.plans.items import Milestone
from tiexin.plans.lint.ids import Known
from tiexin.plans.moments import ANCHORS, Anchor

LONGEST = 20  # milestones of which each waits for the next


def known(draft: Draft) -> Iterator[Problem]:
    """`before` and `after` name a milestone of the pack or a day of its head."""
    stones = [stone.ident for _, stone in draft.parts.get("milestones", []) if isinstance(stone, Milestone)]
    there = Known([*stones, *ANCHORS], "编号为 {} 的时间节点")
    for path, clause, _ in draft.clauses:
        for name in ("before", "after"):
            anchor = getattr(clause, name, None)
            if isinstance(anchor, Anchor):
                yield from there.missing(draft, (*path, name, "event"), anchor.event)


def circular(draft: Draft) -> Iterator[Problem]:
    """No two milestones wait for each other, nor so many in a row that nobody can follow."""
    stones = {stone.ident: stone for _, stone in draft.parts.get("milestones", []) if isinstance(stone, Milestone)}
    for path, stone in draft.parts.get("milestones", []):
        chain = list(islice(_chain(stone, stones), LONGEST + 1)) if isinstance(stone, Milestone) else []
        if isinstance(stone, Milestone) and stone.ident in chain:
            waits = f"{stone.ident} 的日子要等 {chain[0]}，而 {chain[0]} 又要等 {stone.ident}"
            said = f"{waits}，永远定不下来。请给其中一个写日期。"
            yield draft.problem("error", path, "day-circular", said, ("from", "to", "by"))
        elif isinstance(stone, Milestone) and len(chain) > LONGEST:
            said = f"{stone.ident} 的日子要一件等一件，等了 {LONGEST} 件还没有日期。请在中间写一个日期。"
            yield draft.problem("error", path, "day-chain", said, ("from", "to", "by"))


def _chain(stone: Milestone, stones: Mapping[str, Milestone]) -> Iterator[str]:
    """The ids that a milestone waits for, directly or not, each once."""
    todo, seen = [stone], set[str]()
    while todo:
        one = todo.pop()
        for anchor in (one.before, one.after):
            if anchor and anchor.event in stones and anchor.event not in seen:
                seen.add(anchor.event)
                todo.append(stones[anchor.event])
                yield anchor.event


def unpublished(draft: Draft) -> Iterator[Problem]:
    """A day that hangs on a calendar nobody has published is not known yet."""
    windows = draft.windows()
    for path, stone in draft.parts.get("milestones", []):
        if not isinstance(stone, Milestone) or not draft.year:
            continue
        if (stone.festival or _works(stone)) and not any(windows.ends(stone)):
            said = f"{stone.ident} 要用的放假安排还没有公布，或不在已有的年份里，日期先不知道。"
            yield draft.problem("warning", path, "day-unpublished", said)


def _works(stone: Milestone) -> bool:
    return any(anchor and anchor.working for anchor in (stone.before, stone.after)) or "工作日" in stone.within
