"""Input about the knowledge base: how lists are narrowed, what an entry says, what is wrong with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tiexin.cases.catalogue import catalogue
from tiexin.cases.knowledge import queries, rules
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss, KnowledgeQuerySet, KnowledgeRemark
from tiexin.cases.knowledge.norms import limits
from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import today
from tiexin.orgs.picker import Pickable, pick_field

OWNER = Pickable("knowledge-owner-pick", ("name", "org__name"), lambda who: str(who.org), "姓名或单位中的几个字")
STANDS = {
    "valid": "有效的",
    "soon": "快到期",
    "expired": "已过期",
    "unowned": "没有负责人",
    "doubted": "有人指出可能有误",
    "draft": "草稿",
    "retired": "已停用",
}
HOW = "一行一条：《劳动合同法》第三十条：原句。方案的条款写 C143：原句。有网址的写在行末。"


def services() -> dict[str, str]:
    """The services by name."""
    return {name: service.label for name, service in catalogue().items()}


class KnowledgeFilter(FilterForm):
    q = words("问题")
    kind = forms.ChoiceField(label="服务", required=False)
    stand = choice("现在", STANDS, ("", "没有停用的"))
    unit = words("哪个单位的")

    def __init__(self, request: HttpRequest) -> None:
        self.declared_fields["kind"].choices = [("", "全部"), *services().items()]  # type: ignore[attr-defined]
        super().__init__(request)

    def narrowed(self, found: KnowledgeQuerySet, request: HttpRequest) -> QuerySet[Knowledge]:
        """The entries that every filter lets through."""
        asked = {"question__contains": self.get("q"), "kind": self.get("kind"), "org__name__contains": self.get("unit")}
        found = found.filter(**{name: value for name, value in asked.items() if value})
        return self._standing(found, request)

    def _standing(self, found: KnowledgeQuerySet, request: HttpRequest) -> QuerySet[Knowledge]:
        day, stand = today(request), self.get("stand")
        if stand in ("draft", "retired"):
            return found.filter(state=stand)
        if stand == "doubted":
            return found.published().filter(pk__in=KnowledgeRemark.objects.filter(answer="").values("knowledge"))
        if stand == "soon":
            return queries.soon(found, day)
        ways = {"valid": found.valid, "expired": found.expired, "unowned": found.unowned}
        return ways[stand](day) if stand else found.exclude(state="retired")


class MissFilter(FilterForm):
    q = words("找的是")
    settled = choice("现在", {"yes": "已经写好的"}, ("", "还没有写的"))

    def narrowed(self, found: QuerySet[KnowledgeMiss]) -> QuerySet[KnowledgeMiss]:
        """The searches that every filter lets through."""
        found = found.exclude(settled=None) if self.get("settled") else found.filter(settled=None)
        return found.filter(words__contains=self.get("q")) if self.get("q") else found


def text_field(label: str, longest: int, rows: int = 3, **more: Any) -> forms.CharField:
    """Words on several lines."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


class KnowledgeForm(forms.Form):
    """An entry as it is written or written anew."""

    kind = forms.ChoiceField(label="哪项服务的", required=False)
    question = forms.CharField(label="职工怎么问", max_length=rules.QUESTION)
    answer = text_field("怎么答", rules.ANSWER, 6)
    sources = text_field("依据", 6000, 5, required=False, help_text=HOW)
    valid_until = forms.DateField(label="有效期至", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        default = today(request) + timedelta(days=limits().valid_days)
        kwargs["initial"] = {"valid_until": default, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "各项服务"), *services().items()]  # type: ignore[attr-defined]
        owner = pick_field(queries.owners(request), OWNER, label="负责人", required=False)
        owner.help_text = "发布以前要定下来；到期以前提醒他，有人说答错了由他答复"
        self.fields["owner"] = owner

    def clean_sources(self) -> list[dict[str, str]]:
        """Read the sentences."""
        try:
            return rules.read_sources(self.cleaned_data["sources"])
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class WrongForm(forms.Form):
    text = text_field("哪里不对", rules.WORDS, 2)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="怎么办的",
        choices=[(name, label) for name, label in rules.ANSWERS.items() if name],
        widget=forms.RadioSelect,
    )
    reply = text_field("怎么改的，或者为什么没有错", rules.WORDS, 3)


class RetireForm(forms.Form):
    reason = reason_field("停用的理由")


def known_of(request: HttpRequest, number: str) -> dict[str, Any]:
    """What a closed matter within reach knows of a new entry, its asker's names left out; nothing out of reach."""
    from tiexin.cases.knowledge import findable

    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return {}
    reach = queries.answered_before(request).filter(pk=int(number)).values("pk")
    case = findable.answered().filter(pk__in=reach).first()
    if case is None:
        return {}
    found = findable.of_answer(case)
    return {"kind": case.kind, "question": found.title, "answer": found.body[: rules.ANSWER], "case": case}


def matching(found: QuerySet[Knowledge], service: str) -> QuerySet[Knowledge]:
    """Entries of a service, and those of all services."""
    return found.filter(Q(kind=service) | Q(kind="")) if service in catalogue() else found
