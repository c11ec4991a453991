"""Input about guidance."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.activities import guidance_rules as rules
from tiexin.activities.forms import day_field
from tiexin.activities.guidance import Guidance
from tiexin.core.filters import FilterForm, choice, words
from tiexin.orgs.asking import home_of, today
from tiexin.orgs.models import Org
from tiexin.orgs.picker import Pickable, pick_field
from tiexin.orgs.scope import below

UNIT = Pickable("guidance-unit-pick", ("name", "short_name"), lambda org: org.get_level_display(), "单位名称中的几个字")


def text_field(label: str) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(label=label, max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 3}))


def guided(request: HttpRequest) -> QuerySet[Org]:
    """The unions below the person's unit."""
    home = home_of(request)
    return Org.objects.filter(pk__in=below([home.pk])).exclude(pk=home.pk).open_on(today(request)).in_order()


class GuidanceFilter(FilterForm):
    q = words("主题")
    unit = words("被指导的工会")
    state = choice("状态", {**rules.STATES, "voided": "已作废"})
    late = choice("回看", {"yes": "该回看了"})

    def narrowed(self, found: QuerySet[Guidance], request: HttpRequest) -> QuerySet[Guidance]:
        """The guidance that every filter lets through."""
        wanted = {"subject__contains": self.get("q"), "to__name__contains": self.get("unit")}
        found = found.filter(**{name: value for name, value in wanted.items() if value})
        state = self.get("state")
        if state == "voided":
            found = found.exclude(voided=None)
        elif state:
            found = found.filter(state=state, voided=None)
        return found.due(today(request)) if self.get("late") else found  # type: ignore[attr-defined]


class GuidanceForm(forms.Form):
    """Advice to a union below, or to a room."""

    on = day_field("日期")
    room = forms.CharField(
        label="群众工作室",
        max_length=rules.TITLE,
        required=False,
        help_text="指导的是工作室的，写它的名称；计入指导群众工作室。",
    )
    subject = forms.CharField(label="主题", max_length=rules.TITLE)
    advice = text_field("意见和建议")
    follow = day_field("哪天回看", required=False)

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"on": today(request)})
        self.home = home_of(request)
        self.fields["to"] = pick_field(guided(request), UNIT, "被指导的工会", required=False)
        self.order_fields(["on", "to", "room", "subject", "advice", "follow"])


class AnswerForm(forms.Form):
    """Whether it was taken up."""

    state = forms.ChoiceField(
        label="采纳了没有",
        choices=list(rules.ANSWERS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择采纳了没有"},
    )
    text = text_field("情况和理由")
