"""Who goes (teams, stays), what was done there (visits) and what was heard (people met, problems)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tiexin.evidence.measures import TAGS
from tiexin.evidence.models import Entry, File
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.models import Employer, Worker
from tiexin.visits.day_rules import DONE, TOGETHER
from tiexin.visits.problem_rules import STATES, UNSOLVED, is_late


class TeamKind(models.TextChoices):
    SERVICE_GROUP = "service_group", "服务职工工作组"
    STAY_TEAM = "stay_team", "蹲点小组"


class TeamQuerySet(ScopedQuerySet["Team"]):
    scope_fields = ("org",)


class Team(models.Model):
    """A group that travels: a service group of a union, or a stay team of two or three."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="teams", verbose_name="派出单位")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=16, choices=TeamKind.choices)
    number = models.PositiveSmallIntegerField("组号", null=True, blank=True)
    leader_post = models.CharField("带队岗位", max_length=40, blank=True)
    departments = models.CharField("实施部门", max_length=80, blank=True)
    place = models.ForeignKey(Org, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="走访地点")
    assigned = models.ManyToManyField(Org, blank=True, related_name="+", verbose_name="直属企业工会")
    since = models.DateField("成立日期")
    until = models.DateField("结束日期", null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="team_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_at_work(self, day: date) -> bool:
        """Tell whether the team has not ended by `day`."""
        return self.until is None or day < self.until


class TeamMember(models.Model):
    """An officer in a team for a time; exactly one may lead."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="teams")
    leads = models.BooleanField("带队", default=False)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "officer"], condition=Q(until__isnull=True), name="member_once"),
            models.UniqueConstraint(fields=["team"], condition=Q(until__isnull=True, leads=True), name="one_leader"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} in {self.team_id}"

    def holds_on(self, day: date) -> bool:
        """Tell whether the officer belongs to the team on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


class StayQuerySet(ScopedQuerySet["Stay"]):
    scope_fields = ("team__org", "employer__org")

    def standing(self) -> StayQuerySet:
        """Stays that were not cancelled: only these are periods of their own."""
        return self.filter(cancelled=None)


class Stay(models.Model):
    """A team stays in an enterprise for a while; `end` is its last day. A cancelled one stays readable.

    Its days are told from the day on which it has `begun`; `unready` is what was missing then, `why_begun` why it began
    all the same.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="stays", verbose_name="工作组")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="stays", verbose_name="企业")
    start = models.DateField("进驻日期")
    end = models.DateField("离开日期")
    batch = models.PositiveSmallIntegerField("第几批", null=True, blank=True)
    cancelled = models.DateField("取消日期", null=True)
    begun = models.DateField("进驻登记日期", null=True)
    unready = models.TextField("进驻时还没有备齐的", blank=True)
    why_begun = models.CharField("没有备齐而进驻的理由", max_length=200, blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="stay_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} @ {self.employer_id} {self.start}"

    def stands(self, day: date) -> str:
        """Where it stands on a day: past, coming or now."""
        return "past" if self.end < day else "coming" if self.start > day else "now"


class StayChange(models.Model):
    """A stay moved or cancelled: its days before, and why. Who did it on which day stands in the entry."""

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="changes", verbose_name="蹲点")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    start = models.DateField("原进驻日期")
    end = models.DateField("原离开日期")
    reason = models.CharField("理由", max_length=200)

    def __str__(self) -> str:
        return f"{self.stay_id} {self.start}–{self.end}"


class StayDay(models.Model):
    """One day of a stay as one officer tells it: what was done together with workers, what was paid for it.

    Told anew, a day is a new row; the former one says when it was `replaced`, and counts no more. Money in fen.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="days", verbose_name="蹲点")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="干部")
    on = models.DateField("日期")
    together = models.JSONField("四同", default=list)
    done = models.JSONField("当天做了", default=list)
    board = models.PositiveIntegerField("伙食费", default=0)
    lodging = models.PositiveIntegerField("住宿费", default=0)
    receipt = models.CharField("票据号", max_length=60, blank=True)
    note = models.TextField("当天记事", blank=True)
    paper = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="票据照片")
    replaced = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stay", "officer", "on"], condition=Q(replaced__isnull=True), name="stay_day_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.officer_id} {self.on}"

    @property
    def said(self) -> str:
        """What it says, in one line."""
        paid = [f"{label}{fen / 100:g}元" for label, fen in (("伙食", self.board), ("住宿", self.lodging)) if fen]
        done = [*(TOGETHER[each] for each in self.together), *(DONE[each] for each in self.done)]
        return "、".join([*done, *paid]) or "记事"


class VisitQuerySet(ScopedQuerySet["Visit"]):
    scope_fields = ("org", "employer__org")


class Visit(models.Model):
    """One visit to one employer on one day, as its author wrote it down.

    `unnamed` were met besides those in `talks`, their names not written down. `corrects` is the record, voided since,
    that this one was written instead of.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(Officer, models.PROTECT, related_name="visits", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="visits")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="visits", db_index=False)
    on = models.DateField("日期")
    methods = models.JSONField("方式", default=list)
    places = models.JSONField("场所", default=list)
    companions = models.JSONField("同行干部", default=list)  # ids of officers, the author among them
    unnamed = models.PositiveSmallIntegerField("没有记姓名的人数", default=0)
    said = models.TextField("谈了什么", blank=True)
    voided = models.DateField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction", verbose_name="更正")

    objects = VisitQuerySet.as_manager()

    class Meta:
        # the keys without an index of their own begin one of these
        indexes: ClassVar = [
            models.Index(fields=["employer", "-on"], name="visit_of_employer"),
            models.Index(fields=["org", "-on"], name="visit_of_org"),
            models.Index(fields=["author", "-on"], name="visit_of_author"),
            models.Index(fields=["-on", "-id"], name="visit_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.employer_id}"


class Talk(models.Model):
    """A person met face to face during a visit, and in what role."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="talks", db_index=False)  # begins `talk_once`
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="talks")
    role = models.CharField("身份", max_length=12, choices=list(TAGS["role"].items()))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit", "worker"], name="talk_once")]

    def __str__(self) -> str:
        return f"{self.worker_id} @ {self.visit_id}"


class ProblemQuerySet(ScopedQuerySet["Problem"]):
    scope_fields = ("org", "visit__org", "visit__employer__org")

    def unsolved(self) -> ProblemQuerySet:
        """Problems that somebody still has to do something about."""
        return self.filter(state__in=UNSOLVED)

    def late(self, day: date) -> ProblemQuerySet:
        """Those whose day has passed; the day itself is in time."""
        return self.unsolved().filter(due__lt=day)


class Problem(models.Model):
    """A problem heard during a visit: most hoped for, urgent, worried or resented; who owns it, and how far it is.

    `org`, `owner`, `due` and `state` are those of the last step. `closed` is the day on which it was solved or
    withdrawn. `root` is the first record of the same problem where its visit was mended: its steps go on here.
    `into` is the problem to which it was joined because it is the same matter; `dispute` says that it is a conflict of
    labour relations; `proposal` what was asked of a body for it.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="problems")
    question = models.CharField("类别", max_length=8, choices=list(TAGS["question"].items()))
    text = models.CharField("问题", max_length=500)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="负责单位")
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="problems", verbose_name="负责人")
    due = models.DateField("期限", null=True)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="open")
    closed = models.DateField("办结日期", null=True)
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="later", verbose_name="最初的记录")
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined", verbose_name="并入")
    dispute = models.BooleanField("劳动关系矛盾", default=False)
    proposal = models.ForeignKey("visits.Proposal", models.PROTECT, null=True, related_name="problems")

    objects = ProblemQuerySet.as_manager()

    class Meta:
        # begins with the unit: its own list, and the list by units that leaders take along
        indexes: ClassVar = [models.Index(fields=["org", "due", "id"], name="problem_of_org")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=UNSOLVED, closed=None) | Q(~Q(state__in=UNSOLVED), closed__isnull=False),
                name="problem_closed_or_not",
            ),
            models.CheckConstraint(
                condition=Q(state="joined", into__isnull=False) | Q(~Q(state="joined"), into=None),
                name="problem_joined_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_late(self, day: date) -> bool:
        """Tell whether its day has passed and it is not solved."""
        return is_late(self.state, self.due, day)


from tiexin.visits import (  # noqa: E402, F401 - tables of their own files
    announcements,
    deeds,
    matters,
    opinions,
    preparing,
    proposals,
    writing,
)
from tiexin.visits.field import models as field  # noqa: E402, F401 - phones and their receipts
