"""Input about preparation and discipline: a material, beginning a stay, a breach and how it was handled."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.core.filters import FilterForm, choice, words
from tiexin.evidence.organ_views import PaperForm
from tiexin.orgs.models import Officer
from tiexin.orgs.picker import Pickable, pick_field
from tiexin.visits import preparing_rules as rules
from tiexin.visits.forms import day_field

CONCERNED = Pickable("breach-pick", ("name",), lambda officer: f"{officer.title} · {officer.org}", "姓名")


class MaterialFilter(FilterForm):
    unit = words("单位")
    kind = choice("材料", rules.MATERIALS)


class MaterialForm(PaperForm):
    """A paper that stands ready for those who are sent out."""

    kind = forms.ChoiceField(label="哪种材料", choices=[("", "请选择"), *rules.MATERIALS.items()])
    field_order = ("kind", "file", "number")


class BeginForm(forms.Form):
    """Why a stay begins although not everything is ready; asked only then, and only of who may say so."""

    reason = forms.CharField(label="没有备齐，为什么先进驻", max_length=200, required=False)


class BreachFilter(FilterForm):
    unit = words("单位")
    state = choice("状态", rules.BREACHES)


class BreachForm(forms.Form):
    """Who, on which day, what."""

    day = day_field("哪天的事")
    what = forms.CharField(label="是什么事", max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"] = pick_field(within(request), CONCERNED, "谁")
        self.order_fields(["officer", "day", "what"])


def within(request: HttpRequest) -> QuerySet[Officer]:
    """Of whom a breach may be written down: officers within the page's reach."""
    return Officer.objects.for_request(request).select_related("org").order_by("name", "pk")


ENDS = [(name, rules.BREACHES[name]) for name in ("handled", "unfounded")]


class CloseForm(forms.Form):
    """How a breach ended."""

    state = forms.ChoiceField(
        label="结果",
        choices=[(name, rules.BREACHES[name]) for name in ("handled", "unfounded")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label="怎么处理的", max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 3}))
