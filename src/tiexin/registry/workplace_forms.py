"""What people type about workshops, teams and posts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tiexin.core.reasons import reason_field
from tiexin.registry.models import Employer
from tiexin.registry.workplace_queries import layout
from tiexin.registry.workplace_rules import INSIDE, LONGEST_DETAIL, LONGEST_NAME, MOST_PEOPLE
from tiexin.registry.workplaces import HAZARD_SOURCE, HAZARDS, Workplace, WorkplaceKind

PARENTS = {kind for parents in INSIDE.values() for kind in parents if kind}


class PlaceForm(forms.Form):
    """Name, number, place and hazards of a workshop, a team or a post."""

    name = forms.CharField(label="名称", max_length=LONGEST_NAME)
    headcount = forms.IntegerField(
        label="人数",
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        help_text="连同里面的各处，大约多少人；不清楚可以不填。",
    )
    hazards = forms.MultipleChoiceField(
        label="职业病危害因素", required=False, choices=list(HAZARDS.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, employer: Employer, day: date, data: Any = None, place: Workplace | None = None) -> None:
        super().__init__(data, initial=said(place) if place else {"since": day})
        self.fields["hazards"].rule = HAZARD_SOURCE  # type: ignore[attr-defined]
        for kind, label in HAZARDS.items():
            self.fields[f"detail_{kind}"] = forms.CharField(
                label=f"{label}：具体是什么", required=False, max_length=LONGEST_DETAIL
            )
        above = [branch for branch in layout(employer, day).rows if _may_hold(branch.row, place)]
        self.above = {branch.row.pk: branch.row for branch in above}
        places = [(branch.row.pk, f"{'　' * branch.depth}{branch.row}") for branch in above]
        self.fields["parent"] = forms.TypedChoiceField(
            label="在哪里", required=False, coerce=int, empty_value=None, choices=[("", "直接设在企业"), *places]
        )
        self.order_fields(["kind", "parent", "name", "headcount"])

    @property
    def details(self) -> list[Any]:
        """The fields in which hazards are put in words."""
        return [self[f"detail_{kind}"] for kind in HAZARDS]

    @property
    def place(self) -> dict[str, Any]:
        """What was said, as the action takes it; a hazard put in words is one that was ticked."""
        data = self.cleaned_data
        words = {kind: data[f"detail_{kind}"] for kind in HAZARDS}
        hazards = {kind: text for kind, text in words.items() if text or kind in data["hazards"]}
        parent = self.above.get(data["parent"] or 0)
        return {"name": data["name"], "headcount": data["headcount"], "parent": parent, "hazards": hazards}


class NewPlaceForm(PlaceForm):
    """A new one: also of which kind, and from which day."""

    kind = forms.ChoiceField(label="类别", choices=WorkplaceKind.choices, widget=forms.RadioSelect)
    since = forms.DateField(label="从哪天起", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class EndPlaceForm(forms.Form):
    """Why a workplace is ended."""

    reason = reason_field("撤销的理由")


def said(place: Workplace) -> dict[str, Any]:
    """What the form of a change says at first."""
    present = list(place.hazards.filter(until=None))
    details = {f"detail_{row.kind}": row.detail for row in present}
    plain = {"name": place.name, "headcount": place.headcount, "parent": place.parent_id}
    return {**plain, "hazards": [row.kind for row in present], **details}


def _may_hold(row: Any, place: Workplace | None) -> bool:
    """Whether a workplace may stand above this one (or above any)."""
    return row.kind in (INSIDE[place.kind] if place else PARENTS) and row != place
