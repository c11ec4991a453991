"""Ids and clause numbers: each used once, each reference found, each clause under a heading."""

from __future__ import annotations

from collections.abc import Iterator

from tiexin.plans.draft import Draft
from tiexin.plans.headings import heading
from tiexin.plans.items import Draw
from tiexin.plans.problems import Problem, meant, sentence


def used_twice(draft: Draft) -> Iterator[Problem]:
    """An id names one item; a clause restated by several items gives each an id of its own."""
    first: dict[str, int] = {}
    for path, clause, _ in sorted(draft.clauses, key=lambda placed: draft.source.place(placed.path)):
        line = draft.source.place(path).line
        if clause.ident in first:
            said = f"编号 {clause.ident} 用了两次（先用在第 {first[clause.ident]} 行）。请给这一项另写 id。"
            example = f"id: {clause.clause}-2"
            yield draft.problem("error", path, "id-twice", said, (example,))
        first.setdefault(clause.ident, line)


def constraints_exist(draft: Draft) -> Iterator[Problem]:
    """The duties that constrain a draw are in the pack."""
    known = {duty.ident for _, duty in draft.duties}
    for path, clause, _ in draft.clauses:
        for index, name in enumerate(clause.constraints if isinstance(clause, Draw) else ()):
            if name not in known:
                said, at = sentence(f"没有编号为 {name} 的任务。", meant(name, known)), "constraints"
                yield draft.problem("error", (*path, at, index), "id-unknown", said, tuple(sorted(known)))


def without_heading(draft: Draft) -> Iterator[Problem]:
    """When the pack lists the document's headings, every clause stands under one of them."""
    sections = draft.head.sections if draft.head else []
    for path, clause, _ in draft.clauses:
        if sections and not heading(clause.clause, sections):
            said = f"{clause.clause} 不在 sections 的任何标题之下。"
            yield draft.problem("warning", path, "no-heading", said)
