"""What people type about a new unit; its region is chosen from the standard's list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from tiexin.orgs import regions
from tiexin.orgs.models import Kind, Level, Org
from tiexin.orgs.picker import FIRST, SHOWN, Pickable, Picker
from tiexin.orgs.restructuring import BASE, LEVELS

REGION = Pickable("region-pick", (), lambda row: row.code, "区划名称或代码")


def offers(text: str, chosen: str, under: str, most: int) -> list[dict[str, Any]]:
    """Return the chosen division, if any, and the first matches, as a picker shows them."""
    taken = [row for row in [regions.table().get(chosen)] if row]
    rows = [*taken, *(row for row in regions.found(text, under, most) if row not in taken)]
    return [
        {"pk": row.code, "label": row.name, "note": regions.way(row.parent) or row.code, "checked": row in taken}
        for row in rows
    ]


class RegionPicker(Picker):
    """The picker over the standard's list, which is no table of the database."""

    def __init__(self, under: str, kind: Pickable = REGION) -> None:
        super().__init__(kind)
        self.under = under

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address to ask and the divisions nearest to the parent's."""
        context = forms.Widget.get_context(self, name, value, attrs)
        picks = offers("", str(value or ""), self.under, FIRST)
        more = {"url": reverse(self.kind.url), "hint": self.kind.hint, "picks": picks, "most": SHOWN, "many": False}
        return {**context, **more, "name": name, "required": False}


def levels(parent: Org) -> list[tuple[str, str]]:
    """Return the levels that can stand below a unit, its own among them: an industry union may stand beside it."""
    return [choice for choice in Level.choices[1:] if LEVELS.index(choice[0]) >= LEVELS.index(parent.level)]


def kinds(parent: Org) -> list[tuple[str, str]]:
    """Return the kinds that can stand below a unit: territorial ones below each other alone."""
    barred = set() if parent.kind == Kind.TERRITORIAL else {Kind.TERRITORIAL}
    barred |= set(Kind) - set(BASE) if parent.level == Level.ENTERPRISE else set()
    return [choice for choice in Kind.choices if choice[0] not in barred]


class FoundForm(forms.Form):
    """A new unit below one that exists."""

    name = forms.CharField(label="名称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    level = forms.ChoiceField(label="层级", widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="类别", widget=forms.RadioSelect)
    opened = forms.DateField(label="成立日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, parent: Org, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"opened": today, "kind": kinds(parent)[0][0], "region": parent.region})
        self.fields["level"].choices = levels(parent)  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds(parent)  # type: ignore[attr-defined]
        picked = RegionPicker(parent.region)
        self.fields["region"] = forms.CharField(label="行政区划", max_length=12, widget=picked, required=False)
