"""The workplaces of an employer as a tree, for pages and lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tiexin.registry.models import Employer
from tiexin.registry.workplace_rules import Branch, exposed, flat
from tiexin.registry.workplaces import Workplace, WorkplaceKind

PLACES = {kind: place for place, kind in enumerate(WorkplaceKind.values)}
CHECK = "请核对（不影响保存）"


@dataclass(frozen=True)
class Layout:
    """An employer's workplaces in force: each before what stands inside it, and what they come to."""

    rows: list[Branch]
    on_top: list[Branch]
    headcount: int | None

    @property
    def exposed(self) -> int:
        """People at teams and posts with hazards."""
        return exposed(self.on_top)

    @property
    def whole(self) -> Branch:
        """The employer itself, with its workplaces on top inside."""
        return Branch(None, self.headcount, False, inside=self.on_top)

    @property
    def over(self) -> int:
        """How many more people the workplaces on top name than the employer has."""
        return self.whole.over

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many there are of each kind, those that there are."""
        kinds = [branch.row.kind for branch in self.rows]
        return [(str(label), kinds.count(kind)) for kind, label in WorkplaceKind.choices if kind in kinds]


def layout(employer: Employer, day: date) -> Layout:
    """Lay out the workplaces in force on a day, in two queries however many there are."""
    found = Workplace.objects.filter(employer=employer).on(day).with_hazards()
    rows = sorted(found, key=lambda row: (PLACES[row.kind], row.name, row.pk))
    branches = {row.pk: Branch(row, row.headcount, bool(row.present)) for row in rows}  # type: ignore[attr-defined]
    on_top: list[Branch] = []
    for row in rows:  # the larger layers come first, so that each parent knows its depth
        branch, parent = branches[row.pk], branches.get(row.parent_id or 0)
        (parent.inside if parent else on_top).append(branch)
        if parent:
            branch.depth = parent.depth + 1
            branch.where = " / ".join(filter(None, (parent.where, str(parent.row))))
    return Layout(flat(on_top), on_top, employer.headcount)


def ended(employer: Employer, day: date) -> QuerySet[Workplace]:
    """Workplaces that are there no more, the latest first."""
    found = Workplace.objects.filter(employer=employer, until__lte=day).select_related("parent")
    return found.order_by("-until", "-pk")


def over(workplace: Workplace, day: date) -> str:
    """Say mildly that the parts of something name more people than the whole, where this workplace makes it so."""
    tree = layout(workplace.employer, day)
    for branch in tree.rows:
        here = branch.row == workplace or any(each.row == workplace for each in branch.inside)
        if branch.over and here:
            return f"“{branch.row}”写的是 {branch.headcount} 人，里面各处加起来是 {branch.said} 人，{CHECK}"
    if tree.over:
        return f"企业登记的是 {tree.headcount} 人，车间、班组加起来是 {tree.whole.said} 人，{CHECK}"
    return ""
