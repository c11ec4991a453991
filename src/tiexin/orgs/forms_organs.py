"""What people type about organs, seats and who sits there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from tiexin.orgs.asking import today
from tiexin.orgs.models import Org
from tiexin.orgs.organs import Organ, OrganKind, Seat, SeatKind
from tiexin.orgs.picker import ORG, Pickable, pick_field
from tiexin.orgs.queries import electable

SITTER = Pickable("sitter-pick", ("name", "org__name"), lambda who: str(who.org), "姓名或单位中的几个字")
SEATS = "每行一个职务，人数写在后面，例如“组长 1”“副组长 5”“成员”。牵头的写“牵头组长”。"


class OrganForm(forms.ModelForm[Organ]):
    """A new organ of a unit; its seats as lines of text."""

    seats = forms.CharField(
        label="职务", required=False, help_text=SEATS, max_length=1000, widget=forms.Textarea({"rows": 4})
    )

    class Meta:
        model = Organ
        fields = ["name", "kind", "parent", "charter", "since"]
        labels = {"parent": "设在哪个机构之下"}
        widgets = {
            "since": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            "charter": forms.Textarea({"rows": 4}),
        }

    def __init__(self, org: Org, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data, instance=Organ(org=org), initial={"since": today(request), "kind": "leading_group"})
        parents = Organ.objects.standing().filter(org=org).exclude(kind__in=["office_group", "lecture_corps"])
        field = forms.ModelChoiceField(parents.order_by("pk"), label="设在哪个机构之下", required=False)
        field.empty_label = "不设在别的机构之下"
        self.fields["parent"] = field
        self.fields["kind"] = _kinds("类别", OrganKind.choices)
        self.order_fields(["name", "kind", "parent", "charter", "seats", "since"])

    def titles(self) -> list[tuple[str, int | None]]:
        """Return the seats of the text: title, and how many sit there (None: any number)."""
        found = []
        for line in self.cleaned_data["seats"].splitlines():
            title, _, number = line.strip().rpartition(" ")
            found.append((title.strip(), int(number)) if title and number.isdecimal() else (line.strip(), None))
        return [(title[:40], places or None) for title, places in found if title]


class SeatForm(forms.ModelForm[Seat]):
    class Meta:
        model = Seat
        fields = ["title", "kind", "by_post", "places", "lead"]
        help_texts = {"by_post": "例如“各部室主要负责人”。"}

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"kind": "member"})
        self.fields["kind"] = _kinds("性质", SeatKind.choices)
        text = "不填就不限人数。"
        self.fields["places"] = forms.IntegerField(
            label="人数", required=False, min_value=1, max_value=999, help_text=text
        )


def _kinds(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    """Return buttons without an empty one."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


class SittingForm(forms.Form):
    """Who sits from which day on."""

    since = forms.DateField(label="任职日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    concurrent = forms.BooleanField(label="兼任", required=False)

    def __init__(self, request: HttpRequest, organ: Organ, data: Any = None) -> None:
        super().__init__(data, initial={"since": today(request)})
        units = Org.objects.for_request(request).open_on(today(request)).in_order()
        self.fields["officer"] = pick_field(electable(request, [organ.org_id]), SITTER, "干部")
        lent = pick_field(units, ORG, "抽调自（不是抽调就不选）", required=False)
        self.fields["seconded_from"] = lent
        self.order_fields(["officer", "since", "concurrent", "seconded_from"])
