"""Input about hours: offered, chosen, given up, what came of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest

from tiexin.cases.appointments import queries
from tiexin.cases.appointments.models import Slot
from tiexin.cases.appointments.rules import PLACE
from tiexin.cases.forms import text_field
from tiexin.core.days import aware
from tiexin.core.filters import IN_SPAN, FilterForm, day
from tiexin.core.reasons import reason_field
from tiexin.orgs.models import Org

OFFERED = 60  # free hours that the form lists, the next first


class WeekFilter(FilterForm):
    """Any day of the week that is shown."""

    week = day("哪一周（选其中一天）")


class SlotForm(forms.Form):
    """One hour that somebody offers."""

    day = forms.DateField(
        label="哪天", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), validators=IN_SPAN
    )
    begins = forms.TimeField(label="从几点", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label="到几点", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(label="在哪里", max_length=PLACE)
    woman = forms.BooleanField(
        label="由女同志接待", required=False, help_text="有的职工请女同志接待，勾上了她们才知道选哪个时间。"
    )

    def made(self, org: Org) -> Slot:
        """The hour as it was asked for."""
        said = self.cleaned_data
        first, last = (aware(datetime.combine(said["day"], said[name])) for name in ("begins", "ends"))
        return Slot(org=org, place=said["place"], woman=said["woman"], begins=first, ends=last)


class ChooseForm(forms.Form):
    """Which of the free hours."""

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data)
        free = list(queries.bookable(request)[:OFFERED])
        ways = [(each.pk, f"{each.when}，{each.place}，{each.receiver}，{each.org}") for each in free]
        kept = {each.pk: each for each in free}
        self.fields["slot"] = forms.TypedChoiceField(
            label="约哪个时间",
            choices=ways,
            coerce=lambda value: kept[int(value)],
            widget=forms.RadioSelect,
            help_text="" if ways else "没有空的时间，请先开放时间。",
        )


class CancelForm(forms.Form):
    reason = reason_field("为什么取消")


class CameForm(forms.Form):
    """Whether they came, and what was said."""

    came = forms.TypedChoiceField(
        label="来了吗",
        choices=[("yes", "来了"), ("no", "没有来")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = text_field("谈了什么", rows=5, required=False, help_text="加密保存，只有参与这件事的人看得到。")
