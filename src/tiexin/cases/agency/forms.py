"""Input about petition agency: the decision, the authorisation and its signature, a step outside, who speaks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tiexin.cases import forms as case_forms
from tiexin.cases.agency import queries, rules
from tiexin.cases.agency.models import Errand, Judgement, Mandate, Speaker
from tiexin.cases.agency.norms import norms
from tiexin.cases.catalogue import Extension
from tiexin.cases.forms import text_field
from tiexin.cases.models import Case
from tiexin.cases.papers.forms import PaperForm
from tiexin.core.filters import IN_SPAN, FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.asking import today
from tiexin.orgs.picker import Pickable, pick_field
from tiexin.registry.models import Worker

STATES = {
    "open": "有有效委托的",
    "draft": "等职工签的",
    "none": "可以代理、还没有委托的",
    "waiting": "等外面机关答复的",
    "late": "外面机关超期的",
}


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, typed or picked, within the years that are kept."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=list(IN_SPAN), **more)


def radio(label: str, options: dict[str, str], wrong: str) -> forms.ChoiceField:
    """One of a few, all of them seen."""
    said = {"required": wrong, "invalid_choice": wrong}
    return forms.ChoiceField(label=label, choices=list(options.items()), widget=forms.RadioSelect, error_messages=said)


def ticks(label: str, options: dict[str, str], **more: Any) -> forms.MultipleChoiceField:
    """Some of a few, all of them seen."""
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=list(options.items()), widget=widget, **more)


class AgencyFilter(FilterForm):
    state = choice("委托和答复", STATES)
    cls = choice("判定", {name: each.label for name, each in norms().classes.items()})
    unit = words("负责单位")
    agent = words("代理员")

    def narrowed(self, found: QuerySet[Judgement], request: HttpRequest) -> QuerySet[Judgement]:
        """The matters that every filter lets through."""
        plain = {"cls": self.get("cls"), "case__org__name__contains": self.get("unit")}
        found = found.filter(**{field: value for field, value in plain.items() if value})
        day = today(request)
        if name := self.get("agent"):
            mandates = Mandate.objects.standing(day).filter(agent__officer__name__contains=name)
            found = found.filter(case__in=mandates.values("case"))
        return self._by_state(found, day)

    def _by_state(self, found: QuerySet[Judgement], day: date) -> QuerySet[Judgement]:
        state, standing = self.get("state"), Mandate.objects.standing(day)
        if state == "none":
            found = found.filter(cls__in=norms().offering, case__closed=None)
            return found.exclude(case__in=standing.values("case"))
        rows: dict[str, QuerySet[Any]] = {
            "open": Mandate.objects.open(day),
            "draft": standing.filter(signed=None),
            "waiting": Errand.objects.waiting(),
            "late": queries.late(day),
        }
        return found.filter(case__in=rows[state].values("case")) if state else found


class JudgeForm(forms.Form):
    """Which of the four classes, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        ways = {name: f"{each.label}：{each.say}" for name, each in norms().classes.items()}
        self.fields["cls"] = radio("属于哪一类", ways, "请选择属于哪一类")
        self.fields["cls"].help_text = f"依据：{norms().sources['classes']}"
        wrong = {"required": f"{rules.WHY}（依据：{norms().sources['classes']}）"}
        self.fields["reason"] = text_field("为什么这样判定", rules.TEXT, error_messages=wrong)
        self.fields["reason"].help_text = "写清事实和依据；以后情况变了可以重新判定，原来的留着。"


class MandateForm(forms.Form):
    """Whom, for what, until when; what is known is filled in."""

    def __init__(self, data: Any = None, *, case: Case, request: HttpRequest, speakers: list[Speaker]) -> None:
        found, now = norms(), today(request)
        first = {"principal": queries.principal_of(case, speakers), "powers": list(found.powers)}
        super().__init__(data, initial={**first, "until": now + timedelta(days=found.longest_days // 2)})
        said = {
            "required": "请选择委托谁",
            "invalid_choice": "请从名册里选负责单位或者上级工会的代理员，应当回避的不能选",
        }
        agents = queries.agents_for(case, now)
        self.fields["agent"] = forms.ModelChoiceField(
            agents, label="委托哪位代理员", empty_label="请选择", error_messages=said
        )
        self.fields["agent"].label_from_instance = _called  # type: ignore[attr-defined]
        self.fields["agent"].help_text = "名册上在任的；应当回避的不在里面。"
        self.fields["principal"] = forms.CharField(label="谁委托", max_length=rules.PRINCIPAL)
        wrong = {"required": "请选择委托办哪些事"}
        self.fields["powers"] = ticks("委托办哪些事", dict(found.powers), error_messages=wrong)
        self.fields["special"] = ticks("特别授权", dict(found.special), required=False)
        self.fields["special"].help_text = f"职工明确说了才勾，一项一项写进委托书。依据：{found.sources['special']}"
        self.fields["until"] = day_field("到哪天")
        self.fields["until"].help_text = f"最长{found.longest_days}天，到期可以再签。"


def _called(agent: Any) -> str:
    return f"{agent.officer}（{agent.org}，{'、'.join(agent.works_on)}）"


class SignForm(PaperForm):
    """The day, how it was signed, and what proves it."""

    def __init__(self, data: Any = None, files: Any = None, *, case: Case, request: HttpRequest) -> None:
        super().__init__(data, files, initial={"signed": today(request)})
        del self.fields["told"]
        self.fields["signed"] = day_field("哪天签的")
        self.fields["way"] = radio("怎么签的", dict(norms().ways), "请选择怎么签的")
        self.fields["file"].required = False
        self.fields["file"].label = "签好的委托书"
        self.fields["file"].when = "书面签名的必须附"  # type: ignore[attr-defined]
        for name, label in (("first", "在场的第一名干部"), ("second", "在场的第二名干部")):
            kind = case_forms.picked("case-officer-pick", case)
            wrong = {"invalid_choice": "请从搜索结果中选择，应当回避的不能作见证"}
            rows = queries.witnesses(case, case_forms.officers(request))
            self.fields[name] = pick_field(rows, kind, label, required=False, error_messages=wrong)
            self.fields[name].when = "在场见证的必须选"  # type: ignore[attr-defined]
        self.order_fields(["signed", "way", "file", "first", "second"])


class ErrandForm(forms.Form):
    """Which body, what was done there, under which authorisation, when, by which term it answers."""

    def __init__(self, data: Any = None, *, case: Case, request: HttpRequest) -> None:
        super().__init__(data, initial={"sent": today(request)})
        found = norms()
        rows = Mandate.objects.filter(case=case, signed__isnull=False).select_related("agent__officer")
        said = {"required": "请选择凭哪份委托书", "invalid_choice": "请选择凭哪份委托书"}
        self.fields["mandate"] = forms.ModelChoiceField(
            rows.order_by("-pk"), label="凭哪份委托书", empty_label=None, error_messages=said
        )
        self.fields["mandate"].label_from_instance = _held  # type: ignore[attr-defined]
        self.fields["body"] = forms.CharField(label="哪个机关", max_length=rules.BODY)
        self.fields["body"].help_text = f"例如：{'、'.join(case.service.outside)}"
        if case.hide_name and case.employer_id is None:
            label = "已经核对：这个机关不是职工的单位，也不是被反映的单位"
            self.fields["apart"] = forms.BooleanField(label=label, required=False, help_text=rules.UNKNOWN)
        powers = {**found.powers, **found.special}
        self.fields["power"] = radio("办的是哪一项", powers, "请选择办的是哪一项")
        self.fields["text"] = text_field("办了什么", rules.TEXT, 3, help_text="职工本人看得到。")
        self.fields["sent"] = day_field("哪天")
        self.fields["sent"].help_text = "对方受理或者立案的，填受理、立案那天；还没有的，填递交那天。"
        terms = {name: f"{each.label}，{each.length}" for name, each in found.bodies.items()}
        self.fields["kind"] = radio("对方按哪种期限答复", terms, "请选择对方按哪种期限答复")


def _held(mandate: Mandate) -> str:
    powers = "、".join(norms().words(mandate.powers))
    return f"{mandate.agent}，{zh_date(mandate.signed)}到{zh_date(mandate.until)}：{powers}"


class AnswerForm(forms.Form):
    """What another body answered, and when."""

    day = day_field("哪天答复的")
    answer = text_field("怎么答复的", rules.TEXT, 3, help_text="职工本人看得到。")


class LongerForm(forms.Form):
    """By how much another body lengthens its term, on which day it told so, what its notice says."""

    def __init__(self, data: Any = None, *, extension: Extension, request: HttpRequest) -> None:
        super().__init__(data, initial={"told": today(request)})
        most = extension.length
        self.fields["amount"] = forms.IntegerField(
            label=f"延长多少{'个工作日' if most.unit == 'workday' else '日'}",
            min_value=1,
            max_value=most.amount,
            help_text=f"最多{most}。依据：{extension.source}",
        )
        self.fields["told"] = day_field("哪天通知的")
        self.fields["told"].help_text = "以通知上写的日子为准；没有书面通知的，填对方告诉您的那天。"
        self.fields["notice"] = text_field("通知的文号或者内容", rules.TEXT, 3, help_text="职工本人看得到。")


class SpeakerForm(forms.Form):
    """Who speaks for the people of a matter: of the roster, or by name; in another's place, why."""

    def __init__(self, data: Any = None, *, case: Case, request: HttpRequest, former: Speaker | None) -> None:
        super().__init__(data)
        self.fields["worker"] = pick_field(speakable(case, request), pickable(case), "名册里的职工", required=False)
        self.fields["name"] = forms.CharField(label="姓名", max_length=40, required=False)
        found = norms().speakers[case.kind]
        self.fields["name"].help_text = f"名册里选到的不用写。最多{found.most}名，依据：{found.source}"
        if former is not None:
            self.fields["reason"] = reason_field(f"为什么换下{former}")


def pickable(case: Case) -> Pickable:
    """How somebody of the roster is searched for."""
    return Pickable(
        "case-speaker-pick", ("name",), lambda who: str(who.employer or who.org), "姓名中的几个字", (case.pk,)
    )


def speakable(case: Case, request: HttpRequest) -> QuerySet[Worker]:
    """Who of the people of a matter stands on a roster in reach."""
    return queries.speakable(case).filter(Q(pk__in=case_forms.workers(request).values("pk")))
