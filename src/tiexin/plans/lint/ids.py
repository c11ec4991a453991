"""Ids and clause numbers: each used once, each reference found, each clause under a heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tiexin.core.documents.problems import Problem, choices, meant, sentence
from tiexin.core.documents.source import Keys
from tiexin.plans.draft import Draft
from tiexin.plans.headings import heading
from tiexin.plans.items import Draw
from tiexin.plans.lint.seen import Seen

HINTS = 20  # looking for what was meant compares with every id: after so many the author knows
SHOWN_IDS = 200  # a finding carries at most so many ids to choose from


class Known:
    """Ids or names that may be referred to; `what` says what they are, with a place for the one that is missing."""

    def __init__(self, names: Iterable[str], what: str) -> None:
        self.names, self.what, self.hints = dict.fromkeys(names), what, HINTS
        self.accepted = tuple(self.names)[:SHOWN_IDS]

    def missing(self, draft: Draft, path: Keys, name: str) -> Iterator[Problem]:
        """Say that nothing is called so, and for the first few what may have been meant."""
        if name in self.names:
            return
        guess = meant(name, self.names) if self.hints > 0 else ""
        self.hints -= 1
        said = sentence(f"没有{self.what.format(name)}。", guess, choices(self.accepted))
        yield draft.problem("error", path, "id-unknown", said, self.accepted)


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
    known = Known(sorted({duty.ident for _, duty in draft.duties}), "编号为 {} 的任务")
    for path, clause, _ in draft.clauses:
        for index, name in enumerate(clause.constraints if isinstance(clause, Draw) else ()):
            yield from known.missing(draft, (*path, "constraints", index), name)


def without_heading(draft: Seen) -> Iterator[Problem]:
    """When the pack lists the document's headings, every clause stands under one of them."""
    sections = draft.head.sections if draft.head else []
    for path, clause, _ in draft.clauses:
        if sections and not heading(clause.clause, sections):
            said = f"{clause.clause} 不在 sections 的任何标题之下。"
            yield draft.problem("warning", path, "no-heading", said)
