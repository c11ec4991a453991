"""What people type about a new unit; its region is chosen from the standard's list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from tiexin.orgs import regions
from tiexin.orgs.models import Kind, Level, Org
from tiexin.orgs.picker import FIRST, SHOWN, Pickable, Picker

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

    def __init__(self, under: str) -> None:
        super().__init__(REGION)
        self.under = under

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address to ask and the divisions nearest to the parent's."""
        context = forms.Widget.get_context(self, name, value, attrs)
        picks = offers("", str(value or ""), self.under, FIRST)
        more = {"url": reverse(REGION.url), "hint": REGION.hint, "picks": picks, "most": SHOWN, "many": False}
        return {**context, **more, "name": name, "required": False}


class FoundForm(forms.Form):
    """A new unit below one that exists."""

    name = forms.CharField(label="名称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    level = forms.ChoiceField(label="层级", choices=Level.choices[1:], widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="类别", choices=Kind.choices, widget=forms.RadioSelect)
    opened = forms.DateField(label="成立日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, parent: Org, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"opened": today, "kind": Kind.TERRITORIAL, "region": parent.region})
        picked = RegionPicker(parent.region)
        self.fields["region"] = forms.CharField(label="行政区划", max_length=12, widget=picked, required=False)
