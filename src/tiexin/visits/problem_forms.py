"""Input about problems: how a list is narrowed, the next step, to whom one goes, who was told."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tiexin.core.filters import FilterForm, choice, words
from tiexin.evidence.measures import TAGS
from tiexin.orgs.asking import me, today
from tiexin.orgs.picker import Pickable, pick_field
from tiexin.visits import problem_queries as queries
from tiexin.visits import problem_rules as rules
from tiexin.visits.forms import day_field
from tiexin.visits.matters import Voice
from tiexin.visits.models import Problem
from tiexin.visits.proposal_queries import offered

STATES = {**rules.STATES, "all": "全部"}


class ProblemFilter(FilterForm):
    """Without a state the list is what is not solved: the one that leaders take into meetings."""

    unit = words("负责单位")
    state = choice("状态", STATES, ("", "还没有解决的"))
    question = choice("类别", TAGS["question"])
    late = choice("期限", {"yes": "已超期"})
    whose = choice("负责人", {"mine": "我负责的"})
    q = words("企业或问题")

    def narrowed(self, found: QuerySet[Problem], request: HttpRequest) -> QuerySet[Problem]:
        """The problems that every filter lets through."""
        state = self.get("state")
        if state != "all":
            found = found.filter(state=state) if state else found.unsolved()  # type: ignore[attr-defined]
        if self.get("late"):
            found = found.late(today(request))  # type: ignore[attr-defined]
        if self.get("whose"):
            found = found.filter(owner=me(request))
        plain = {"question": self.get("question"), "org__name__contains": self.get("unit")}
        found = found.filter(**{field: value for field, value in plain.items() if value})
        text = self.get("q")
        return found.filter(Q(text__contains=text) | Q(visit__employer__name__contains=text)) if text else found

    @property
    def title(self) -> str:
        """What the list is called when it is taken out."""
        return "问题清单" if self.get("state") else "未解决问题清单"


def text_field(label: str) -> forms.CharField:
    """What was done and why, in words."""
    return forms.CharField(label=label, max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 3}))


class StepForm(forms.Form):
    """The next step: one of those that the state allows."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    move = forms.ChoiceField(
        label="下一步", widget=forms.RadioSelect, error_messages={"required": "请选择下一步怎么办"}
    )
    text = text_field("情况和理由")
    due = day_field("办到哪天", required=False)
    dispute = forms.BooleanField(label="这是劳动关系矛盾（解决了计入“化解劳动关系矛盾”）", required=False)

    def __init__(self, *args: Any, problem: Problem, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = rules.moves_from(problem.state)
        wrong = {"required": "请选择下一步怎么办", "invalid_choice": "问题现在的状态不能走这一步，请另选"}
        self.fields["move"] = forms.ChoiceField(
            label="下一步",
            widget=forms.RadioSelect,
            error_messages=wrong,
            choices=[(move.name, move.label) for move in allowed],
        )
        if "propose" in [move.name for move in allowed]:
            self.fields["proposal"] = forms.ModelChoiceField(
                offered(request), label="列入哪个政策建议", required=False, empty_label="先不列入，或者以后再写建议"
            )
            self.order_fields(["seen", "move", "text", "proposal", "due", "dispute"])
        days, ways = rules.limits(), [move.to for move in allowed if move.to in rules.UNSOLVED]
        said = "、".join(f"“{rules.STATES[state]}”{days[state]}天" for state in ways)
        self.fields["due"].help_text = f"不填就按建议的天数：{said}。已经解决的不用填。"


class HandoverForm(forms.Form):
    """Who takes the problem, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = text_field("为什么移交")
    due = day_field("办到哪天", required=False)

    def __init__(self, *args: Any, problem: Problem, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"] = pick_field(queries.takers(request, problem), taker(problem), "接手的干部")
        self.fields["due"].help_text = "不填就还是原来的期限。"
        self.order_fields(["seen", "officer", "text", "due"])


def taker(problem: Problem) -> Pickable:
    """How the officer who takes a problem is searched: by name or unit."""
    hint = "姓名或单位中的几个字"
    return Pickable("problem-taker", ("name", "org__name"), lambda who: str(who.org), hint, (problem.pk,))


class TellForm(forms.Form):
    """Who was told the result, how and when."""

    way = forms.ChoiceField(label="怎么告知的", choices=list(TAGS["way"].items()), widget=forms.RadioSelect)
    day = day_field("哪天告知的")

    def __init__(self, *args: Any, waiting: list[Voice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["voices"] = forms.TypedMultipleChoiceField(
            label="告知了谁",
            coerce=int,
            choices=[(voice.pk, str(voice)) for voice in waiting],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "请选择告知了谁", "invalid_choice": "请选择还没有告知的人"},
        )
        self.order_fields(["voices", "way", "day"])


class VoicesForm(forms.Form):
    """Which of those met in the visit raised the problem."""

    def __init__(self, *args: Any, problem: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        talks = problem.visit.talks.select_related("worker").order_by("pk")
        self.fields["workers"] = forms.TypedMultipleChoiceField(
            label="谁反映的",
            coerce=int,
            required=False,
            choices=[(talk.worker_id, str(talk.worker)) for talk in talks],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "请只选那次走访见到的人"},
        )


class JoinForm(forms.Form):
    """To which problem this one is joined, and why it is the same matter."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = text_field("为什么是同一件事")

    def __init__(self, *args: Any, problem: Problem, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = pick_field(queries.joinable(request, problem), twin(problem), "并入哪个问题")
        self.order_fields(["seen", "into", "text"])


def twin(problem: Problem) -> Pickable:
    """How the problem to which one is joined is searched: by its words or the enterprise."""

    def where(other: Problem) -> str:
        return f"{other.visit.employer} · {other.visit.on} · {other.get_state_display()}"

    hint = "问题或企业中的几个字；像的排在前面"
    return Pickable("problem-twin", ("text", "visit__employer__name"), where, hint, (problem.pk,))


class SeparateForm(forms.Form):
    """Why it is not the same matter after all."""

    text = text_field("为什么要分开")
