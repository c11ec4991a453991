"""What unions do for many at once: lectures, tours, consultations, training, seminars, help to an enterprise."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.activities.rules import AUDIENCES, KINDS, NAME, STATES, TEXT, TITLE, tasks_of
from tiexin.activities.topics import topics
from tiexin.evidence.models import Entry
from tiexin.evidence.vocabulary import TASKS
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.organs import Organ
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.models import Employer, Worker


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    scope_fields = ("org",)


class Activity(models.Model):
    """One activity on one day; planned until it was held. `audience` is how many came (planned: are expected).

    `organ` is the lecture corps whose tour it belongs to; `lecturer` names whoever spoke and is no officer.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    author = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    kind = models.CharField("类别", max_length=12, choices=list(KINDS.items()))
    state = models.CharField("状态", max_length=8, choices=list(STATES.items()), default="held")
    on = models.DateField("日期")
    title = models.CharField("主题", max_length=TITLE)
    topics = models.JSONField("内容", default=list)
    place = models.CharField("地点", max_length=TITLE, blank=True)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="+", verbose_name="企业")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name="宣讲团")
    givers = models.ManyToManyField(Officer, related_name="+", verbose_name="谁主讲")
    lecturer = models.CharField("外请的人", max_length=TITLE, blank=True)
    audience = models.PositiveIntegerField("人数", default=0)
    audience_kind = models.CharField("听众", max_length=12, choices=list(AUDIENCES.items()), blank=True)
    note = models.CharField("情况", max_length=TEXT, blank=True)
    voided = models.DateField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["org", "-on"], name="activity_of_org"),
            models.Index(fields=["-on", "-id"], name="activity_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_due(self, today: date) -> bool:
        """Whether it was planned for a day that has come."""
        return self.state == "planned" and self.voided is None and self.on <= today

    @property
    def where(self) -> str:
        """The place in words."""
        return "，".join(filter(None, [str(self.employer or ""), self.place]))

    @property
    def tasks(self) -> list[str]:
        """Which of the four tasks of C077 it serves, in words."""
        serves = {name: topic.task for name, topic in topics().items()}
        return [TASKS[task] for task in tasks_of(self.kind, self.topics, serves)]

    @property
    def about(self) -> list[str]:
        """Its topics in words."""
        known = topics()
        return [known[name].label if name in known else name for name in self.topics]

    @property
    def speakers(self) -> list[str]:
        """Who spoke: officers, then whoever came from elsewhere."""
        return [*(giver.name for giver in self.givers.all()), *filter(None, [self.lecturer])]


class Attendance(models.Model):
    """An officer (at training) or a worker (at anything else) who was there; `dropped` when it turned out wrong."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attendances", db_index=False)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="干部")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+", verbose_name="职工")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    signed = models.BooleanField("扫码签到", default=False)
    dropped = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(officer=None) ^ Q(worker=None), name="attendance_of_one_person"),
            models.UniqueConstraint(
                fields=["activity", "officer"], condition=Q(dropped=None, worker=None), name="officer_attends_once"
            ),
            models.UniqueConstraint(
                fields=["activity", "worker"], condition=Q(dropped=None, officer=None), name="worker_attends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id or self.worker_id} @ {self.activity_id}"


class Signing(models.Model):
    """A name typed by somebody who scanned the code; nobody is looked up before the union has confirmed it.

    A name that was not accepted is emptied.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="signings", db_index=False)
    name = models.CharField("姓名", max_length=NAME)
    at = models.DateTimeField(auto_now_add=True)
    settled = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "name"], condition=Q(settled=None), name="signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}"


from tiexin.activities import assessments, examples, guidance  # noqa: E402, F401 - tables of their own files
