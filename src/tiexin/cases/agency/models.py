"""Petition agency: what was decided of a demand, whom its asker authorised, steps at other bodies, who speaks."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest

from tiexin.cases.agency import rules
from tiexin.cases.agency.norms import PREFIX, norms
from tiexin.cases.catalogue import ClockRule, Extension
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.rooms.models import Agent
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.registry.models import Worker

M = TypeVar("M", bound=models.Model)


class OfCase(models.QuerySet[M]):
    """Rows that are read by whoever reads their matter."""

    def for_request(self, request: HttpRequest, permission: str = "") -> Self:
        """Rows of matters in reach."""
        from tiexin.cases.models import Case

        return self.filter(Case.objects.for_request(request, permission).having())


class JudgementQuerySet(OfCase["Judgement"]):
    def current(self) -> JudgementQuerySet:
        """Decisions that were not made anew since."""
        return self.filter(until=None)


class Judgement(models.Model):
    """What was decided of a demand, by whom, why (《信访工作条例》第27条); `until` when it was decided anew."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="judgements", db_index=False)
    cls = models.CharField("判定", max_length=12)
    reason = models.CharField("为什么", max_length=rules.TEXT)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁判定的")
    on = models.DateField("日期")
    until = models.DateField("到哪天", null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    objects = JudgementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(until=None), name="judgement_current_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "id"], name="judgement_of_case"),
            models.Index(fields=["-on", "-id"], condition=Q(until=None), name="judgement_by_day"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The class in words."""
        found = norms().classes.get(self.cls)
        return f"{found.label}：{found.say}" if found else self.cls

    @property
    def offers(self) -> bool:
        """Whether agency is offered for it."""
        return self.cls in norms().offering


class MandateQuerySet(OfCase["Mandate"]):
    def standing(self, day: date) -> MandateQuerySet:
        """Those that hold on a day, or wait for a signature."""
        return self.filter(Q(withdrawn=None) | Q(withdrawn__gt=day), until__gte=day)

    def open(self, day: date) -> MandateQuerySet:
        """Those that hold on a day."""
        return self.standing(day).filter(signed__lte=day)


class Mandate(models.Model):
    """An authorisation (委托书): written, printed, signed by the worker; it holds through `until` unless withdrawn."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="mandates")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="mandates", verbose_name="委托谁")
    principal = models.CharField("谁委托", max_length=rules.PRINCIPAL)
    powers = models.JSONField("委托办哪些事", default=list)
    drafted = models.DateField("准备日期")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁准备的")
    until = models.DateField("到哪天")
    signed = models.DateField("签署日期", null=True)
    way = models.CharField("怎么签的", max_length=12, blank=True)
    paper = models.ForeignKey(CasePaper, models.PROTECT, null=True, related_name="+", verbose_name="签好的委托书")
    first = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="在场见证")
    second = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="在场见证")
    withdrawn = models.DateField("撤回日期", null=True)
    reason = models.CharField("为什么撤回", max_length=200, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(signed=None) | Q(signed__lte=F("until")), name="mandate_signed_in_time"),
            models.CheckConstraint(
                condition=Q(signed=None, way="") | Q(~Q(way=""), signed__isnull=False), name="mandate_signed_some_way"
            ),
        ]

    def __str__(self) -> str:
        return f"委托{self.agent}"

    @property
    def force(self) -> rules.Force:
        """From when to when it holds."""
        return rules.Force(self.signed, self.until, self.withdrawn)

    @property
    def plain(self) -> list[str]:
        """What it names of ordinary powers, in words."""
        return norms().words([name for name in self.powers if name in norms().powers])

    @property
    def special(self) -> list[str]:
        """What it names of special powers, in words."""
        return norms().words([name for name in self.powers if name in norms().special])

    @property
    def said_way(self) -> str:
        """How it was signed, in words."""
        return norms().ways.get(self.way, "")


class ErrandQuerySet(OfCase["Errand"]):
    def waiting(self) -> ErrandQuerySet:
        """Those that the other body has not answered."""
        return self.filter(answered=None)


class Errand(models.Model):
    """A step taken for a worker at another body, under an authorisation; `clock` is that body's, not the union's."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="errands")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="errands", verbose_name="凭哪份委托")
    body = models.CharField("哪个机关", max_length=rules.BODY)
    power = models.CharField("办的是哪一项", max_length=12)
    text = models.CharField("办了什么", max_length=rules.TEXT)
    kind = models.CharField("期限", max_length=24)
    sent = models.DateField("哪天")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁记的")
    step = models.OneToOneField("cases.CaseStep", models.PROTECT, related_name="+")
    clock = models.OneToOneField("cases.CaseClock", models.PROTECT, related_name="errand")
    answered = models.DateField("答复日期", null=True)
    answer = models.CharField("怎么答复的", max_length=rules.TEXT, blank=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered=None, answer="") | Q(~Q(answer=""), answered__gte=F("sent")),
                name="errand_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.body

    @property
    def rule(self) -> ClockRule | None:
        """By which term that body answers."""
        return norms().bodies.get(self.kind.removeprefix(PREFIX))

    @property
    def extension(self) -> Extension | None:
        """By how much that body may lengthen its term."""
        return norms().extensions.get(self.kind.removeprefix(PREFIX))

    @property
    def source(self) -> str:
        """Where its term comes from, and its extension once there is one."""
        longer = f"；延长：{self.extension.source}" if self.extension and self.clock.extended else ""
        return f"{self.rule.source}{longer}" if self.rule else ""

    @property
    def may_extend(self) -> bool:
        """Whether that body may still lengthen its term."""
        found = self.extension
        return self.answered is None and self.clock.runs and found is not None and self.clock.extended < found.times

    @property
    def done(self) -> str:
        """Which power was used, in words."""
        return "".join(norms().words([self.power]))


class SpeakerQuerySet(OfCase["Speaker"]):
    def standing(self) -> SpeakerQuerySet:
        """Those who speak now."""
        return self.filter(until=None)


class Speaker(models.Model):
    """Somebody who speaks for the people of a matter, until another takes their place."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="speakers")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+", verbose_name="名册里的职工")
    name = models.CharField("姓名", max_length=40)
    since = models.DateField("起")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    until = models.DateField("止", null=True)
    reason = models.CharField("为什么不再担任", max_length=200, blank=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "name"], condition=Q(until=None), name="speaker_once"),
        ]

    def __str__(self) -> str:
        return self.name
