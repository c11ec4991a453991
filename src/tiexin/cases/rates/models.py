"""What the rates leave out by a recorded decision, who was reminded once, and what a second person heard."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tiexin.cases.calling import CallBack
from tiexin.cases.calling_rules import SOLVED
from tiexin.cases.models import Case
from tiexin.cases.rates.rules import DECISIONS, WORDS, Answer, reasons
from tiexin.draws.models import Draw
from tiexin.evidence.measures import TAGS
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class ExclusionQuerySet(ScopedQuerySet["Exclusion"]):
    scope_fields = ("org",)

    def granted(self) -> ExclusionQuerySet:
        """Those that were decided and leave a matter out."""
        return self.filter(state="granted")

    def decided(self) -> ExclusionQuerySet:
        """Those that were answered, either way: what is made public."""
        return self.exclude(state="asked")


class Exclusion(models.Model):
    """A matter that a unit asks to leave out of the rates, and what the unit above decided.

    `org` is the unit that is measured by it, as it stood when it asked; until it is granted, the matter counts.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="exclusions", db_index=False)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="哪个单位申请")
    reason = models.CharField("理由", max_length=16)
    why = models.CharField("具体情况", max_length=WORDS)
    state = models.CharField("决定", max_length=8, choices=list(DECISIONS.items()), default="asked")
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁申请的")
    asked_on = models.DateField("申请日期")
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁决定的")
    decided_org = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+", verbose_name="哪个单位决定")
    decided_on = models.DateField("决定日期", null=True)
    answer = models.CharField("决定的理由", max_length=WORDS, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=("asked", "granted")), name="one_standing_exclusion"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="exclusion_decided_by_another"),
            models.CheckConstraint(condition=~Q(decided_org=F("org")), name="exclusion_decided_above"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None, decided_org=None, decided_on=None)
                | ~Q(state="asked") & Q(decided_by__isnull=False, decided_org__isnull=False, decided_on__isnull=False),
                name="exclusion_says_who_decided",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-decided_on", "-id"], name="exclusion_by_day"),
            models.Index(fields=["asked_on", "id"], condition=Q(state="asked"), name="exclusion_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.get_state_display()}"

    @property
    def why_not(self) -> str:
        """The reason of the closed list in words, also one that the list no longer has."""
        found = reasons().get(self.reason)
        return found.label if found else "以前的理由"


class AnswerReminder(models.Model):
    """That whoever asked was reminded to answer after a reply: once in a round, never twice."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="answer_reminders", db_index=False)
    round = models.PositiveSmallIntegerField()
    on = models.DateField("提醒日期")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "round"], name="one_reminder_a_round")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"


class RecheckQuerySet(ScopedQuerySet["Recheck"]):
    scope_fields = ("case__org",)

    def ended(self) -> RecheckQuerySet:
        """The last attempt about each call-back that was drawn."""
        return self.filter(ends=True)


class Recheck(models.Model):
    """One attempt to ask again what a call-back was told, after the lot fell on it; `ends` as of a call-back."""

    call_back = models.ForeignKey(CallBack, models.PROTECT, related_name="rechecks", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="rechecks")
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="+", verbose_name="哪次抽签抽中的")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁问的")
    on = models.DateField("日期")
    reached = models.BooleanField("找到本人")
    solved = models.CharField("解决了吗", max_length=8, choices=list(SOLVED.items()), blank=True)
    answer = models.CharField("满意吗", max_length=12, choices=list(TAGS["answer"].items()), blank=True)
    text = models.CharField("本人还说了什么", max_length=WORDS, blank=True)
    differs = models.BooleanField("和第一次不一样", default=False)
    ends = models.BooleanField(default=False)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call_back"], condition=Q(ends=True), name="one_recheck_ends_a_call_back"),
            models.CheckConstraint(
                condition=Q(reached=True, ends=True) & ~Q(solved="") & ~Q(answer="")
                | Q(reached=False, solved="", answer="", differs=False),
                name="recheck_answers_when_reached",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["call_back"], name="recheck_of_call_back"),
            models.Index(fields=["on"], condition=Q(ends=True), name="recheck_ended_on"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"

    @property
    def heard(self) -> Answer:
        """What was answered the second time."""
        return Answer(self.solved, self.answer)
