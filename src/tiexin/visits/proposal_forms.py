"""Input about proposals: what is asked of whom for which problems, the answer, the effect, who goes on."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.orgs.asking import today
from tiexin.orgs.picker import Pickable, pick_field, pick_many_field
from tiexin.visits import proposal_queries as queries
from tiexin.visits import proposal_rules as rules
from tiexin.visits.forms import day_field
from tiexin.visits.models import Problem
from tiexin.visits.proposals import Proposal


class ProposalFilter(FilterForm):
    unit = words("单位")
    state = choice("状态", rules.STATES)
    late = choice("期限", {"yes": "已超期"})
    q = words("建议或提给谁")

    def narrowed(self, found: QuerySet[Proposal], request: HttpRequest) -> QuerySet[Proposal]:
        """The proposals that every filter lets through."""
        wanted: dict[str, Any] = {"state": self.get("state"), "org__name__contains": self.get("unit")}
        if self.get("late"):
            found = found.filter(state__in=rules.UNDER_WAY, due__lt=today(request))
        if text := self.get("q"):
            found = found.filter(title__contains=text) | found.filter(body__contains=text)
        return found.filter(**{field: value for field, value in wanted.items() if value})


def long_field(label: str, longest: int = rules.TEXT, rows: int = 3) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}))


def where(problem: Problem) -> str:
    """What is said beside a problem that can be chosen."""
    return f"{problem.visit.employer} · {problem.get_state_display()}"


PROBLEM = Pickable("proposal-problem-pick", ("text", "visit__employer__name"), where, "问题或企业中的几个字")


class SendForm(forms.Form):
    """What is asked of whom, since when, and for which problems."""

    title = forms.CharField(label="建议什么", max_length=rules.TITLE)
    text = long_field("内容和理由", rules.LONG, 5)
    body = forms.CharField(label="提给谁", max_length=rules.BODY, widget=forms.TextInput(attrs={"list": "bodies"}))
    sent = day_field("哪天提出的")
    due = day_field("等到哪天", required=False)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problems"] = pick_many_field(queries.may_join(request), PROBLEM, "汇总哪些问题")
        self.fields["due"].help_text = f"不填就等{rules.data()['days']['sent']}天。"


class TakeInForm(forms.Form):
    """More problems for a proposal."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problems"] = pick_many_field(queries.may_join(request), PROBLEM, "再列入哪些问题")


class AnswerForm(forms.Form):
    """What the body said."""

    verdict = forms.ChoiceField(label="采纳了没有", choices=list(rules.VERDICTS.items()), widget=forms.RadioSelect)
    text = long_field("怎么答复的")
    day = day_field("哪天答复的")
    due = day_field("等到哪天见效", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].help_text = f"不填就等{rules.data()['days']['answered']}天。"


class EffectForm(forms.Form):
    """What has changed."""

    text = long_field("改变了什么")
    document = forms.CharField(label="文件号", max_length=rules.BODY, required=False)
    day = day_field("从哪天起")


class CloseForm(forms.Form):
    reason = reason_field("为什么结束")


class PassForm(forms.Form):
    """Who goes on, until when, and why."""

    text = long_field("为什么改")
    due = day_field("期限", required=False)

    def __init__(self, *args: Any, proposal: Proposal, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"] = pick_field(queries.owners(request, proposal), owner(proposal), "负责人")
        self.order_fields(["officer", "due", "text"])


def owner(proposal: Proposal) -> Pickable:
    """How somebody of the unit is searched."""
    return Pickable("proposal-owner-pick", ("name", "title"), lambda who: who.title, "姓名中的几个字", (proposal.pk,))


class EndForm(forms.Form):
    """Which problems are ended by what has changed, and how."""

    text = long_field("怎么解决的")

    def __init__(self, *args: Any, waiting: list[Problem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problems"] = forms.TypedMultipleChoiceField(
            label="办结哪些问题",
            coerce=int,
            choices=[(problem.pk, f"{problem.text}（{problem.visit.employer}）") for problem in waiting],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "请选择问题", "invalid_choice": "请从列出的问题里选"},
        )
        self.order_fields(["problems", "text"])
