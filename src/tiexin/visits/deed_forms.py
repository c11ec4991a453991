"""Input about deeds: a promise, what came of it, who confirmed it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.orgs.asking import today
from tiexin.visits import deed_rules as rules
from tiexin.visits.deeds import Deed
from tiexin.visits.forms import day_field


class DeedFilter(FilterForm):
    unit = words("单位")
    state = choice("状态", rules.STATES)
    late = choice("期限", {"yes": "已超期"})

    def narrowed(self, found: QuerySet[Deed], request: HttpRequest) -> QuerySet[Deed]:
        """The deeds that every filter lets through."""
        wanted: dict[str, Any] = {"state": self.get("state"), "org__name__contains": self.get("unit")}
        if self.get("late"):
            found = found.filter(state="promised", due__lt=today(request))
        return found.filter(**{field: value for field, value in wanted.items() if value})


class PromiseForm(forms.Form):
    """A deed that the unit promises its workers."""

    title = forms.CharField(label="办什么实事", max_length=rules.TITLE)
    serves = forms.CharField(label="为谁办", max_length=rules.TITLE)
    promised = day_field("哪天承诺的")
    due = day_field("办到哪天")


class FinishForm(forms.Form):
    """What came of it, and when."""

    result = forms.CharField(label="办成的结果", max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    day = day_field("哪天办成的")


class ConfirmForm(forms.Form):
    """Who of those it serves confirms it."""

    people = forms.IntegerField(label="几位受益的职工确认", min_value=1, max_value=rules.PEOPLE)
    names = forms.CharField(label="谁确认的", max_length=rules.TEXT, required=False)
    day = day_field("哪天确认的")


class GiveUpForm(forms.Form):
    reason = reason_field("为什么不再办")
