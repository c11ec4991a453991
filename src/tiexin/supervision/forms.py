"""Input of those who inspect, and of those who are inspected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.evidence.measures import TAGS
from tiexin.orgs.asking import home_of, me, today
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.picker import ORG, Pickable, pick_field, pick_many_field
from tiexin.orgs.scope import below, nodes
from tiexin.supervision import check_rules, queries, rules
from tiexin.supervision.models import Inspection, ShortcomingQuerySet
from tiexin.supervision.sheets import day_after, limits, sheets
from tiexin.visits.forms import day_field

INSPECTOR = Pickable("inspector-pick", ("name", "org__name"), lambda who: str(who.org), "姓名或单位中的几个字")
UNIT = "被督查单位"


def inspectors(request: HttpRequest) -> QuerySet[Officer]:
    """Who may inspect: everybody in office in the person's reach."""
    found = Officer.objects.filter(org__in=below(nodes(request, "supervision.manage"))).serving(today(request))
    return found.select_related("org").order_by("org_id", "name", "pk")


def text_field(label: str, **more: Any) -> forms.CharField:
    """What happened, in words."""
    return forms.CharField(label=label, max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 3}), **more)


class InspectionFilter(FilterForm):
    unit = words(UNIT)
    way = choice("方式", rules.WAYS)

    def narrowed(self, found: QuerySet[Inspection]) -> QuerySet[Inspection]:
        """The inspections that both filters let through."""
        asked = {"unit__name__contains": self.get("unit"), "way": self.get("way")}
        return found.filter(**{name: value for name, value in asked.items() if value})


class InspectionForm(forms.Form):
    """An inspection: of whom, when, how, by whom, what was heard, which draw."""

    on = day_field("日期")
    way = forms.ChoiceField(label="方式", choices=list(rules.WAYS.items()), widget=forms.RadioSelect)
    sheet = forms.ChoiceField(label="检查表")
    heard = forms.CharField(
        label="听取的情况",
        max_length=rules.HEARD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="听取汇报的，写谁汇报、讲了什么",
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home_of(request)
        held = nodes(request, "supervision.manage")
        reach = Org.objects.filter(pk__in=below([self.home.pk])).open_on(today(request)).in_order()
        self.fields["unit"] = pick_field(reach, ORG, UNIT)
        self.fields["inspectors"] = pick_many_field(inspectors(request), INSPECTOR, "督查人员")
        self.fields["inspectors"].required = True
        self.fields["inspectors"].error_messages["required"] = "请选择督查人员"
        self.fields["draw"] = forms.ModelChoiceField(
            queries.finished_draws(held),
            label="抽签",
            required=False,
            empty_label="没有抽签",
            help_text="抽查的，先在“抽签”里抽走访记录，再在这里选",
        )
        self.fields["sheet"].choices = [(name, name) for name in sheets()]  # type: ignore[attr-defined]
        self.order_fields(["unit", "on", "way", "inspectors", "heard", "draw", "sheet"])


class SheetForm(forms.Form):
    """The check sheet: one answer and a note for each line; what is left empty stays as it was."""

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = queries.sheet_of(inspection)
        for line in self.lines:
            key, given = line["key"], line["given"]
            label = f"{line['text']}（{line['clause']}）"
            self.fields[key] = forms.ChoiceField(
                label=label, choices=list(rules.ANSWERS.items()), widget=forms.RadioSelect, required=False
            )
            self.fields[f"{key}-note"] = forms.CharField(
                label=f"{line['clause']}的说明", max_length=rules.NOTE, required=False
            )
            if given:
                self.initial = {**self.initial, key: given.answer, f"{key}-note": given.note}

    def clean(self) -> dict[str, Any]:
        """A note belongs to an answer: written without one it would be lost."""
        data = {**self.cleaned_data}
        for line in self.lines:
            key = line["key"]
            if data.get(f"{key}-note") and not data.get(key) and key not in self.errors:
                self.add_error(key, "写了说明，还要选做到、没有做到或不适用")
        return data

    @property
    def given(self) -> Mapping[str, tuple[str, str]]:
        """What was answered, by line."""
        data, keys = self.cleaned_data, [line["key"] for line in self.lines]
        return {key: (data[key], data[f"{key}-note"]) for key in keys if data[key]}


class ShortcomingFilter(FilterForm):
    """Without a state the list is what is not closed."""

    unit = words("整改单位")
    state = choice("状态", {**rules.STATES, "all": "全部"}, ("", "还没有销号的"))
    late = choice("期限", {"yes": "已超期"})
    whose = choice("负责人", {"mine": "我负责的"})

    def narrowed(self, found: ShortcomingQuerySet, request: HttpRequest) -> ShortcomingQuerySet:
        """The shortcomings that every filter lets through."""
        state, unit = self.get("state"), self.get("unit")
        if state != "all":
            found = found.filter(state=state) if state else found.exclude(state="closed")
        if self.get("late"):
            found = found.late(today(request))
        if self.get("whose"):
            found = found.filter(owner=me(request))
        return found.filter(unit__name__contains=unit) if unit else found


def owner_of(inspection: Inspection) -> Pickable:
    """Who is searched as the owner of what an inspection found."""
    return Pickable(
        "shortcoming-owner", ("name", "org__name"), lambda who: str(who.org), "姓名或单位中的几个字", (inspection.pk,)
    )


def owners(inspection: Inspection, day: date) -> QuerySet[Officer]:
    """Who may own what was found: those in office at the unit inspected or below it."""
    found = Officer.objects.filter(org__in=below([inspection.unit_id])).serving(day)
    return found.select_related("org").order_by("org_id", "name", "pk")


class ShortcomingForm(forms.Form):
    """What was found, and who puts it right by when; the unit is that of the owner."""

    text = text_field("发现的问题")
    line = forms.ChoiceField(label="检查表的哪一条", required=False)
    clause = forms.CharField(label="依据的条款", max_length=80, required=False, help_text="不写就用检查表那一条的条款")
    due = day_field("整改期限")

    def __init__(self, *args: Any, inspection: Inspection, day: date, **kwargs: Any) -> None:
        days = limits()["put_right"]
        kwargs["initial"] = {"due": day_after(day, days), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        lines = [(line["key"], line["text"]) for line in inspection.sheet]
        self.fields["line"].choices = [("", "不在检查表上"), *lines]  # type: ignore[attr-defined]
        self.fields["due"].help_text = f"建议{days}个工作日"
        self.fields["owner"] = pick_field(owners(inspection, day), owner_of(inspection), "整改负责人")
        self.order_fields(["text", "line", "clause", "owner", "due"])


class AnswerForm(forms.Form):
    text = text_field("做了什么")


class RecheckForm(forms.Form):
    """Whether it was put right."""

    passed = forms.ChoiceField(
        label="复查结果", choices=[("yes", "通过"), ("no", "没有通过")], widget=forms.RadioSelect
    )
    text = text_field("复查看到了什么")
    due = day_field("新的期限", required=False, help_text="没有通过的要定新的期限")


class AskForm(forms.Form):
    """What somebody said about a record that names them."""

    came = forms.ChoiceField(label="有没有人来过", choices=list(check_rules.CAME.items()), widget=forms.RadioSelect)
    promised = text_field("答应了什么", required=False)
    way = forms.ChoiceField(label="怎么问的", choices=list(TAGS["way"].items()), widget=forms.RadioSelect)
    on = day_field("哪天问的")


class ReplyForm(forms.Form):
    text = text_field("当时的情况")


class DecideForm(forms.Form):
    """The conclusion on a disproved record."""

    upheld = forms.ChoiceField(
        label="结论",
        choices=[("yes", "不实，作废这条走访"), ("no", "不实不成立，保留")],
        widget=forms.RadioSelect,
    )
    reason = reason_field("理由")
