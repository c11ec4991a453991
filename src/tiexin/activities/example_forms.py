"""Input about models."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.activities import example_rules as rules
from tiexin.activities.example_queries import entry_at
from tiexin.activities.examples import Example
from tiexin.activities.forms import day_field
from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.orgs.asking import home_of, today
from tiexin.orgs.models import Officer
from tiexin.orgs.picker import Pickable, pick_field

PERSON = Pickable("example-officer-pick", ("name", "title"), lambda who: str(who.org), "姓名或职务中的几个字")


def persons(request: HttpRequest) -> QuerySet[Officer]:
    """Who may be proposed: officers in reach, in office today."""
    rows = Officer.objects.for_request(request, "activities.record").serving(today(request))
    return rows.select_related("org").order_by("name", "id")


def text_field(label: str, **more: Any) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(label=label, max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 4}), **more)


class ExampleFilter(FilterForm):
    q = words("名称")
    unit = words("推荐单位")
    kind = choice("类别", rules.KINDS)
    state = choice("状态", rules.STATES)

    def narrowed(self, found: QuerySet[Example]) -> QuerySet[Example]:
        """The examples that every filter lets through."""
        wanted = {"title__contains": self.get("q"), "org__name__contains": self.get("unit")}
        wanted |= {"kind": self.get("kind"), "state": self.get("state")}
        return found.filter(**{name: value for name, value in wanted.items() if value})


class ExampleForm(forms.Form):
    """A proposal with its evidence."""

    kind = forms.ChoiceField(label="推荐什么", choices=list(rules.KINDS.items()), widget=forms.RadioSelect)
    title = forms.CharField(label="名称", max_length=rules.TITLE)
    text = text_field("做法和成效")
    proofs = text_field(
        "佐证",
        help_text="每行一个记录的地址，例如 /visits/12/、/deeds/3/、/activities/5/：打开那条记录，从地址栏抄下来。",
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"kind": "experience"})
        self.request, self.home = request, home_of(request)
        self.fields["officer"] = pick_field(persons(request), PERSON, "本人", required=False)
        self.fields["officer"].help_text = "推荐干部的，选是哪一位；写到了某个人的经验，也选上。本人同意才公布。"
        self.order_fields(["kind", "title", "officer", "text", "proofs"])

    def clean_proofs(self) -> list[Any]:
        """Read the addresses; one that leads nowhere is named."""
        lines = [line.strip() for line in self.cleaned_data["proofs"].splitlines() if line.strip()][: rules.PROOFS + 1]
        found = {line: entry_at(self.request, line) for line in lines}
        if wrong := [line for line, entry in found.items() if entry is None]:
            raise forms.ValidationError(f"找不到这条记录，或者您看不到它：{wrong[0][:60]}")
        return list(found.values())


class DecideForm(forms.Form):
    """Accepted or not, and why."""

    accept = forms.ChoiceField(
        label="采纳不采纳", choices=[("yes", "采纳"), ("no", "不采纳")], widget=forms.RadioSelect
    )
    reason = reason_field("理由")


class WithdrawForm(forms.Form):
    reason = reason_field("撤回的理由")


class PlainForm(forms.Form):
    """Nothing to fill in: a button."""


class TakeUpForm(forms.Form):
    """Since when the unit does so, and how."""

    on = day_field("哪天起")
    what = text_field("怎样学用")
