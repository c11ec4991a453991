"""Input about opinions: how the list is narrowed, one noted afterwards, its end, who was told."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from tiexin.core.filters import FilterForm, choice, words
from tiexin.evidence.measures import TAGS
from tiexin.visits import opinion_rules as rules
from tiexin.visits.forms import day_field
from tiexin.visits.opinions import Opinion


class OpinionFilter(FilterForm):
    unit = words("单位")
    state = choice("着落", rules.STATES)
    source = choice("来源", rules.SOURCES)
    told = choice("告知", {"no": "还没告知"})
    q = words("企业或意见")

    def narrowed(self, found: QuerySet[Opinion]) -> QuerySet[Opinion]:
        """The opinions that every filter lets through; withdrawn ones only where they are asked for."""
        plain = {"state": self.get("state"), "source": self.get("source"), "org__name__contains": self.get("unit")}
        found = found.filter(**{field: value for field, value in plain.items() if value})
        if not self.get("state"):
            found = found.exclude(state="withdrawn")
        if self.get("told"):
            found = found.filter(state__in=rules.TO_TELL, told_on=None)
        text = self.get("q")
        return found.filter(text__contains=text) | found.filter(visit__employer__name__contains=text) if text else found


def lines(label: str, *, required: bool = True) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label, max_length=rules.TEXT, required=required, widget=forms.Textarea(attrs={"rows": 3})
    )


class HearForm(forms.Form):
    """An opinion of a visit that was recorded already."""

    opinion = lines("提的意见建议")
    opinion_from = forms.ChoiceField(
        label="谁提的", required=False, choices=[("", "就是见到的人（身份相同时）"), *rules.SOURCES.items()]
    )
    opinion_answer = lines("当场怎么答复的", required=False)


class SettleForm(forms.Form):
    """How an opinion ends: one of the ends that its state allows."""

    end = forms.ChoiceField(label="怎样了结", widget=forms.RadioSelect)
    text = lines("答复、建议、回复或理由")
    unit = forms.CharField(label="向哪个单位建议", max_length=rules.UNIT, required=False)
    question = forms.ChoiceField(
        label="问题类别", required=False, choices=[("", "不是问题"), *TAGS["question"].items()]
    )

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = {"required": "请选择怎样了结", "invalid_choice": "这条意见现在不能这样了结，请另选"}
        ends = rules.ends_from(opinion.state)
        self.fields["end"] = forms.ChoiceField(
            label="怎样了结",
            widget=forms.RadioSelect,
            error_messages=wrong,
            choices=[(end.name, end.label) for end in ends],
        )
        if "suggested" not in [end.name for end in ends]:
            del self.fields["unit"]
        self.fields["question"].help_text = "转为问题办理时选。"


class TellForm(forms.Form):
    """How and when the giver was told."""

    way = forms.ChoiceField(label="怎么告知的", choices=list(TAGS["way"].items()), widget=forms.RadioSelect)
    day = day_field("哪天告知的")
