"""Matters that workers bring: who asked, what for, who is responsible, each step, each clock.

What is asked stands in the clear, held by scope and found by search, but for what the catalogue seals and phones.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.http import HttpRequest

from tiexin.cases.catalogue import Service, catalogue, here
from tiexin.cases.reach import elsewhere, reached, stepped_back
from tiexin.cases.rules import ASKERS, CHANNELS, LONG, NAME, OPEN, REPLY_WAYS, STATES, TEXT, TITLE, UNCLEAR, is_late
from tiexin.core.sealed import unseal
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org, Post
from tiexin.orgs.roles import roles_with
from tiexin.orgs.scope import ScopedQuerySet, nodes, reaching
from tiexin.registry.models import Employer, Worker

HIDDEN, WITHHELD = "隐去姓名的职工", "只有经办的人看得到"


class CaseQuerySet(ScopedQuerySet["Case"]):
    scope_fields = ("org",)

    def for_request(self, request: HttpRequest, permission: str = "") -> CaseQuerySet:
        """Matters of units in reach, sealed ones only for those who take part, or who lead while nobody owns it;
        those one takes part in, and those offered to one and not answered yet, anywhere.

        Whoever a matter is about, or stepped back from it, never reaches it, wherever their posts reach.
        """
        held = nodes(request, permission or request.needs)  # type: ignore[attr-defined]
        if not held:
            return self.none()
        return self.filter(reached(request, held) | elsewhere(request)).apart_from(request.officer)  # type: ignore[attr-defined]

    def apart_from(self, officer: Officer) -> CaseQuerySet:
        """Matters in which somebody has no interest: not about them, and they did not step back from them."""
        return self.exclude(about=officer).exclude(stepped_back(officer))

    def having(self, field: str = "case") -> Exists:
        """Rows whose matter is among these, asked row by row: nobody makes a list of a province's matters."""
        return Exists(self.filter(pk=OuterRef(field)))

    def open(self) -> CaseQuerySet:
        """Matters that have not ended."""
        return self.filter(closed=None)


class Case(models.Model):
    """One matter. `first` received it first and stays responsible until somebody takes it (C136).

    `org` and `owner` are responsible now; without an owner it waits in the queue. `due` is the earliest end of its
    clocks that bind the unit, `not_before` the first day of an end in a year not published; `review`: `rules.REVIEWED`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField("事项", max_length=20)
    cls = models.CharField("难易", max_length=12, default="ordinary")
    state = models.CharField("状态", max_length=20, choices=list(STATES.items()), default="registered")
    round = models.PositiveSmallIntegerField("第几次办理", default=1)
    on = models.DateField("登记日期")
    at = models.DateTimeField("登记时间")
    channel = models.CharField("从哪里来", max_length=8, choices=list(CHANNELS.items()))
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="负责单位")
    owner = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="承办人")
    first_org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="首接单位")
    first = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="首接人"
    )
    lead = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="包案领导"
    )
    asker = models.CharField("谁提出的", max_length=10, choices=list(ASKERS.items()), default="self")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="cases", verbose_name="职工")
    name = models.CharField("姓名", max_length=NAME, blank=True)
    behalf = models.CharField("代谁提出", max_length=NAME, blank=True)
    people = models.PositiveIntegerField("多少人", default=1)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_index = models.BinaryField(max_length=16, null=True, editable=False)
    phone_tail = models.BinaryField(max_length=16, null=True, editable=False)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="cases", verbose_name="企业")
    place = models.CharField("单位或者地点", max_length=TITLE, blank=True)
    title = models.CharField("什么事", max_length=TITLE)
    text = models.CharField("情况", max_length=LONG, blank=True)
    text_sealed = models.BinaryField(null=True, editable=False)
    details = models.JSONField("所问", default=dict)
    outcome = models.JSONField("结果", default=dict)
    sealed = models.BooleanField("内容加密", default=False)
    hide_name = models.BooleanField("对单位和被反映人隐去姓名", default=True)
    about = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="反映的是谁"
    )
    about_org = models.ForeignKey(
        Org, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="反映的是哪个单位"
    )
    wants_woman = models.BooleanField("请女同志接待", default=False)
    reply_way = models.CharField("怎么告诉结果", max_length=8, choices=list(REPLY_WAYS.items()), default="code")
    urgent = models.BooleanField("紧急", default=False)
    due = models.DateTimeField("期限", null=True)
    not_before = models.DateField(null=True)
    closed = models.DateField("办结日期", null=True)
    redone = models.PositiveSmallIntegerField("重办次数", default=0)
    review = models.CharField("复查到哪一步", max_length=8, blank=True, default="")

    reads: bool | None = False  # what whoever looks may read: nothing until `cases.reading` has said so
    unnamed: bool | None = True

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sealed=False) | Q(text=""), name="sealed_case_has_no_clear_text"),
            models.CheckConstraint(condition=~Q(owner=F("about")), name="case_not_with_whom_it_is_about"),
            models.CheckConstraint(  # indexes say it by the day: SQLite knows no partial index by its values when asked
                condition=Q(state__in=OPEN, closed=None) | Q(~Q(state__in=OPEN), closed__isnull=False),
                name="case_open_without_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "-at", "-id"], name="case_of_org"),
            models.Index(fields=["-at", "-id"], name="case_by_day"),
            models.Index(fields=["kind", "-at", "-id"], name="case_of_kind"),
            models.Index(fields=["owner", "due"], condition=Q(closed=None), name="case_of_owner"),
            models.Index(fields=["org", "due"], condition=Q(closed=None), name="case_due_in_org"),
            models.Index(fields=["due", "id"], condition=Q(closed=None), name="case_due"),
            models.Index(fields=["due", "id"], condition=Q(closed=None, owner=None), name="case_in_queue"),
            models.Index(fields=["phone_index"], condition=Q(phone_index__isnull=False), name="case_of_phone"),
            models.Index(fields=["name", "at"], condition=Q(closed=None), name="case_of_name"),
            models.Index(fields=["closed"], condition=Q(closed__isnull=False), name="case_by_closing"),
            models.Index(fields=["lead"], condition=Q(lead__isnull=False), name="case_of_lead"),
            models.Index(fields=["employer", "-id"], condition=Q(closed=None), name="case_at_employer"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """The number by which officers speak of it."""
        return f"{self.on.year}-{self.pk:07d}"

    @property
    def service(self) -> Service:
        """Its service, with the numbers of this installation's place."""
        return here()[self.kind]

    @property
    def what(self) -> str:
        """Its kind in words."""
        return catalogue()[self.kind].label

    @property
    def words(self) -> str:
        """What was asked; sealed content is opened only here."""
        if self.text_sealed is None:
            return self.text
        return unseal(bytes(self.text_sealed), f"case.text:{self.key}")

    @property
    def named(self) -> bool:
        """Whether whoever looks learns who asked."""
        return bool(self.reads) and not self.unnamed

    @property
    def who(self) -> str:
        """Who asks, in words, as far as whoever looks may know it."""
        if not self.named:
            return HIDDEN if self.reads else WITHHELD
        name = self.name or (self.worker.name if self.worker else "") or "没有留姓名"
        return f"{name}（{self.get_asker_display()}）" if self.asker != "self" else name

    @property
    def subject(self) -> str:
        """What it is about, for whoever looks."""
        return self.as_read(self.title) or f"{self.what} {self.number}"

    @property
    def said(self) -> str:
        """What was asked, for whoever looks."""
        return self.as_read(self.words) if self.reads else ""

    def as_read(self, text: str) -> str:
        """Words of the matter as whoever looks may read them: all, without the name, or nothing."""
        return self.without_name(text) if self.reads else ""

    def without_name(self, text: str) -> str:
        """Words without the name of whoever asked, where whoever looks is not to know it."""
        return self.nameless(text) if self.unnamed else text

    def nameless(self, text: str) -> str:
        """Words without the name of whoever asked."""
        names = {self.name, self.behalf, self.worker.name if self.worker else ""}
        for name in sorted((each for each in names if len(each) > 1), key=len, reverse=True):
            text = text.replace(name, HIDDEN)
        return text

    def is_late(self, now: datetime) -> bool:
        """Whether its next term has passed at a moment."""
        return is_late(self.state, self.due, now)


class Part(models.Model):
    """Somebody who takes part in a matter: its first receiver, owner, co-handler or leader; until they leave it.

    Who stepped back for a conflict of interest stays as `recused`, reads nothing of it any more; every list asks it.
    """

    ROLES: ClassVar = {
        "first": "首接",
        "owner": "承办",
        "helper": "协办",
        "lead": "包案",
        "caller": "回访",
        "reader": "知情",
        "agent": "代理",
        "recused": "回避",
    }

    case = models.ForeignKey(Case, models.PROTECT, related_name="parts", db_index=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    role = models.CharField("身份", max_length=8, choices=list(ROLES.items()))
    since = models.DateField("起")
    until = models.DateField("止", null=True)
    reason = models.CharField("为什么退出", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "officer", "role"], condition=Q(until=None), name="part_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["officer", "case"], condition=Q(until=None), name="part_of_officer"),
            models.Index(fields=["officer", "case"], condition=Q(until=None, role="recused"), name="part_recused"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role} {self.case_id}"


class CaseStep(models.Model):
    """One step, never changed: what happened, from which state to which, in which words; `told`: the asker reads them.

    `by` is None for what the asker or the clock did.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.CharField(max_length=24)
    label = models.CharField("做了什么", max_length=40)
    was = models.CharField("原状态", max_length=20, blank=True)
    state = models.CharField("状态", max_length=20, choices=list(STATES.items()))
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="谁")
    text = models.CharField("情况", max_length=TEXT, blank=True)
    text_sealed = models.BinaryField(null=True, editable=False)
    told = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case"], condition=Q(label=UNCLEAR), name="step_unclear")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.label}"


class CaseClock(models.Model):
    """One clock of one matter: its rule as it stood, when it began, when it ends and why (`lines`), when it was met."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks", db_index=False)
    rule = models.CharField(max_length=24)
    label = models.CharField("期限", max_length=40)
    holder = models.CharField(max_length=6)
    round = models.PositiveSmallIntegerField(default=1)
    began = models.DateTimeField()
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10)
    first = models.CharField(max_length=6)
    extended = models.PositiveSmallIntegerField(default=0)  # how often
    extra = models.PositiveSmallIntegerField(default=0)  # units of `extra_unit` in all
    extra_unit = models.CharField(max_length=10, blank=True)
    due = models.DateTimeField(null=True)
    not_before = models.DateField(null=True)
    lines = models.JSONField(default=list)
    met = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)  # without being met: withdrawn, refused, handed to another body

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "rule", "began"], name="clock_once"),
            models.CheckConstraint(condition=Q(met=None) | Q(ended=None), name="clock_met_or_ended"),
        ]
        indexes: ClassVar = [models.Index(fields=["due"], condition=Q(met=None, ended=None), name="clock_running")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rule}"

    @property
    def runs(self) -> bool:
        """Whether it still runs."""
        return self.met is None and self.ended is None


class ClockStop(models.Model):
    """A stretch in which a clock stands still; open until it goes on. Its step tells the asker why."""

    clock = models.ForeignKey(CaseClock, models.PROTECT, related_name="stops")
    step = models.ForeignKey(CaseStep, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock"], condition=Q(until=None), name="one_open_stop"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.reason}"


class OfferQuerySet(models.QuerySet["Offer"]):
    def waiting_for(self, request: HttpRequest) -> OfferQuerySet:
        """Offers that the person may answer: made to them, or to a unit where they handle matters themselves.

        Where nobody handles matters at that unit, whoever does so above it answers; never whoever made the offer, and
        never one under seal.
        """
        officer, today = request.officer, request.today  # type: ignore[attr-defined]
        held = nodes(request, "cases.handle")
        there = Post.objects.filter(org=OuterRef("org"), role__in=roles_with("cases.handle"), since__lte=today)
        staffed = Exists(there.filter(Q(until=None) | Q(until__gt=today)))
        above = Q(reaching("org", held), ~Q(by=officer), ~staffed, case__sealed=False) if held else Q(pk__in=[])
        mine = Q(officer=officer) & ~Q(by=officer)
        return self.filter(mine | Q(Q(org__in=held) | above, officer=None), answer="")


class Offer(models.Model):
    """A matter offered to another unit or officer; whoever offered it stays responsible until it is taken (C136)."""

    ANSWERS: ClassVar = {"": "等待收下", "taken": "已收下", "returned": "已退回", "dropped": "已收回"}

    case = models.ForeignKey(Case, models.PROTECT, related_name="offers")
    step = models.ForeignKey(CaseStep, models.PROTECT, related_name="+")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="转给哪个单位")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="转给谁")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    reason = models.CharField("为什么转", max_length=200)
    at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=list(ANSWERS.items()), blank=True)
    answered = models.DateTimeField(null=True)
    answer_reason = models.CharField("为什么退回", max_length=200, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(answer=""), name="one_open_offer")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.org_id}"


from tiexin.cases.agency.models import Errand, Judgement, Mandate, Speaker  # noqa: E402, F401
from tiexin.cases.appointments.models import Appointment, Slot  # noqa: E402, F401
from tiexin.cases.calling import CallBack  # noqa: E402, F401 - a table of its own file
from tiexin.cases.came import CaseOrigin as CaseOrigin  # noqa: E402, PLC0414 - the same, asked for here
from tiexin.cases.delays.models import Delay  # noqa: E402, F401
from tiexin.cases.hotline.models import Call, CallEvent, CallScore, Line, LineJoin, Seat, Shift  # noqa: E402, F401
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss, KnowledgeRemark, KnowledgeVersion  # noqa: E402, F401
from tiexin.cases.leads.models import LeadDue  # noqa: E402, F401
from tiexin.cases.learning.models import Learned, LearnSwitch  # noqa: E402, F401
from tiexin.cases.letters.models import CaseLetter  # noqa: E402, F401
from tiexin.cases.linking.models import CaseLink  # noqa: E402, F401
from tiexin.cases.members.models import Member  # noqa: E402, F401
from tiexin.cases.owners.models import DefaultOwner  # noqa: E402, F401
from tiexin.cases.papers.models import CasePaper  # noqa: E402, F401
from tiexin.cases.rates.models import AnswerReminder, Exclusion, Recheck  # noqa: E402, F401
from tiexin.cases.reporting.models import Report  # noqa: E402, F401
from tiexin.cases.rooms.models import Agent, Centre, CentreFunction, Reception, Room, RoomCheck, RoomLink  # noqa: E402, F401
