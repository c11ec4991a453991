"""Input about surveys: of whom, until when, which bodies; one tap of an answer."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.orgs.asking import home_of, today
from tiexin.orgs.models import Org
from tiexin.orgs.picker import ORG, Pickable, pick_field
from tiexin.orgs.scope import below
from tiexin.registry.models import Employer
from tiexin.supervision import survey_queries as queries
from tiexin.supervision import survey_rules as rules
from tiexin.supervision.sheets import limits
from tiexin.supervision.surveys import Survey, SurveyAskQuerySet, SurveyQuerySet
from tiexin.visits.forms import day_field


class SurveyFilter(FilterForm):
    unit = words("被评价单位")
    kind = choice("调查什么", rules.KINDS)
    state = choice("进度", rules.STATES)

    def narrowed(self, found: SurveyQuerySet) -> SurveyQuerySet:
        """The surveys that every filter lets through."""
        asked = {"unit__name__contains": self.get("unit"), "kind": self.get("kind"), "state": self.get("state")}
        return found.filter(**{name: value for name, value in asked.items() if value})


class AskFilter(FilterForm):
    state = choice("进度", rules.ASKS)

    def narrowed(self, found: SurveyAskQuerySet) -> SurveyAskQuerySet:
        """Those who stand as it was asked for."""
        return found.filter(state=self.get("state")) if self.get("state") else found


class SurveyForm(forms.Form):
    """A survey: of which unit below, what is asked, of whom, until when."""

    kind = forms.ChoiceField(label="调查什么", choices=list(rules.KINDS.items()), widget=forms.RadioSelect)
    since = day_field("第一天")
    until = day_field("最后一天")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home_of(request)
        reach = Org.objects.filter(pk__in=below([self.home.pk])).exclude(pk=self.home.pk)
        self.fields["unit"] = pick_field(reach.open_on(today(request)).in_order(), ORG, "被评价单位")
        self.fields["draw"] = DrawChoice(
            queries.draws_of([self.home.pk]),
            label="抽签",
            required=False,
            empty_label="没有抽签",
            help_text="职工满意度：先在“抽签”里抽职工，范围选被评价单位，再在这里选。认可度不用抽签。",
        )
        self.fields["until"].help_text = f"这一天还可以回答；从第一天起最长{limits()['survey_days']}天"
        self.order_fields(["kind", "unit", "draw", "since", "until"])


class DrawChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, draw: Any) -> str:
        """The draw with its place."""
        return f"{draw.title}（{draw.place}）"


def employers(survey: Survey) -> Any:
    """Enterprises of the unit judged."""
    return Employer.objects.filter(org__in=below([survey.unit_id])).select_related("org").order_by("name", "pk")


def employer_of(survey: Survey) -> Pickable:
    """Which enterprise is asked."""
    return Pickable("survey-body-pick", ("name",), lambda row: str(row.org), "企业名称中的几个字", (survey.pk,))


class BodyForm(forms.Form):
    """A body that is asked: party committee, government, or an enterprise of the register."""

    body = forms.ChoiceField(label="哪一方", choices=list(rules.BODIES.items()), widget=forms.RadioSelect)
    name = forms.CharField(
        label="单位名称", max_length=rules.NAME, required=False, help_text="名册里有的企业不用写，在下面选"
    )

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"] = pick_field(employers(survey), employer_of(survey), "企业", required=False)


class WithdrawForm(forms.Form):
    reason = reason_field("撤回的理由")


class CloseForm(forms.Form):
    """Nothing to fill in: the button says it."""


class TapForm(forms.Form):
    """One tap: the answer is the button itself."""

    answer = forms.ChoiceField(
        label="回答", choices=list(rules.ANSWERS.items()), error_messages={"required": "请点一个回答"}
    )


class NoteForm(forms.Form):
    """What was said by phone, or that nobody could be found: the answer is the button itself."""

    answer = forms.ChoiceField(
        label="回答",
        choices=[*rules.ANSWERS.items(), ("unreached", "没有找到本人")],
        error_messages={"required": "请点一个回答"},
    )
