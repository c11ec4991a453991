"""Input about who handles which kind of matter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tiexin.cases.owners import queries
from tiexin.cases.owners.models import DefaultOwner, DefaultOwnerQuerySet
from tiexin.cases.owners.rules import kinds
from tiexin.core.filters import FilterForm, choice, words
from tiexin.orgs.asking import me
from tiexin.orgs.picker import Pickable, pick_field

UNIT = Pickable(
    "default-owner-unit-pick", ("name", "short_name"), lambda org: org.get_level_display(), "单位名称中的几个字"
)
OFFICER = Pickable(
    "default-owner-officer-pick", ("name", "org__name"), lambda who: str(who.org), "姓名或单位中的几个字"
)
STATES = {"ended": "不再承办的", "gone": "承办人已经不办的"}


class OwnerFilter(FilterForm):
    kind = forms.ChoiceField(label="事项", required=False)
    unit = words("单位")
    q = words("承办人")
    state = choice("现在", STATES, ("", "现行的"))

    def __init__(self, request: HttpRequest) -> None:
        self.declared_fields["kind"].choices = [("", "全部"), *kinds().items()]  # type: ignore[attr-defined]
        super().__init__(request)

    def narrowed(self, found: DefaultOwnerQuerySet) -> QuerySet[DefaultOwner]:
        """The rows that every filter lets through."""
        state = self.get("state")
        found = found.exclude(until=None) if state == "ended" else found.standing()
        found = found.filter(Q(("serves", False))) if state == "gone" else found
        asked = {
            "kind": self.get("kind"),
            "org__name__contains": self.get("unit"),
            "officer__name__contains": self.get("q"),
        }
        return found.filter(**{name: value for name, value in asked.items() if value})


class OwnerForm(forms.Form):
    """At which unit, which kinds, by whom."""

    kinds = forms.MultipleChoiceField(
        label="哪些事项",
        widget=forms.CheckboxSelectMultiple,
        help_text="一项在一个单位由一个人先承办；原来有人的，从今天起改由新的人。",
        error_messages={"required": "请选择事项"},
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"org": me(request).org_id})
        self.fields["org"] = pick_field(queries.units(request), UNIT, "哪个单位的")
        self.fields["officer"] = pick_field(queries.officers(request), OFFICER, "由谁承办")
        self.fields["kinds"].choices = list(kinds().items())  # type: ignore[attr-defined]
        self.order_fields(["org", "kinds", "officer"])
