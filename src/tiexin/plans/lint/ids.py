"""Ids and clause numbers: each used once, each reference found, each clause under a heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tiexin.plans.headings import heading
from tiexin.plans.items import Draw
from tiexin.plans.lint.seen import Seen
from tiexin.plans.problems import Problem, meant, sentence
from tiexin.plans.source import Keys

HINTS = 20
SHOWN_IDS = 200  # a finding carries at most so many ids to choose from


def used_twice(draft: Seen) -> Iterator[Problem]:
    """An id names one item; a clause restated by several items gives each an id of its own."""
    first: dict[str, int] = {}
    for path, clause, _ in sorted(draft.clauses, key=lambda placed: draft.source.place(placed.path)):
        line = draft.source.place(path).line
        if clause.ident in first:
            said = f"编号 {clause.ident} 用了两次（先用在第 {first[clause.ident]} 行）。请给这一项另写 id。"
            example = f"id: {clause.clause}-2"
            yield draft.problem("error", path, "id-twice", said, (example,))
        first.setdefault(clause.ident, line)


def constraints_exist(draft: Seen) -> Iterator[Problem]:
    """The duties that constrain a draw are in the pack."""
    known = sorted({duty.ident for _, duty in draft.duties})
    draws = [(path, clause) for path, clause, _ in draft.clauses if isinstance(clause, Draw)]
    named = [((*path, "constraints", n), name) for path, draw in draws for n, name in enumerate(draw.constraints)]
    yield from unknown_ids(draft, named, known, "任务")


def unknown_ids(draft: Seen, named: list[tuple[Keys, str]], known: Sequence[str], what: str) -> Iterator[Problem]:
    """Each named id that nothing has, with what was meant: for the first few, since that compares with all ids."""
    there, hints = set(known), HINTS
    for path, name in named:
        if name not in there:
            guess = meant(name, known) if hints > 0 else ""
            hints -= 1
            said = sentence(f"没有编号为 {name} 的{what}。", guess)
            yield draft.problem("error", path, "id-unknown", said, tuple(known[:SHOWN_IDS]))


def without_heading(draft: Seen) -> Iterator[Problem]:
    """When the pack lists the document's headings, every clause stands under one of them."""
    sections = draft.head.sections if draft.head else []
    for path, clause, _ in draft.clauses:
        if sections and not heading(clause.clause, sections):
            said = f"{clause.clause} 不在 sections 的任何标题之下。"
            yield draft.problem("warning", path, "no-heading", said)
