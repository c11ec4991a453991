"""Employers, their dated tags, and the workers met there."""

from __future__ import annotations

import uuid
from datetime import date
from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest

from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet, below, nodes, reaching
from tiexin.registry.importing import KINDS, Kind, offered
from tiexin.registry.vocabulary import (
    EMPLOYER_KINDS,
    EMPLOYER_TAGS,
    MUST_VISIT_LEVELS,
    MUST_VISIT_ROLES,
    ROLES,
)


class EmployerQuerySet(ScopedQuerySet["Employer"]):
    scope_fields = ("org",)

    def annotate_tags(self) -> EmployerQuerySet:
        """One row per mark (`tag`, `tag_since`, `tag_until`; None without any): employer and marks in one query."""
        return self.annotate(tag=F("tags__tag"), tag_since=F("tags__since"), tag_until=F("tags__until"))


class Employer(models.Model):
    """An enterprise or institution; `org` is the union whose territory it belongs to."""

    name = models.CharField("单位名称", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    org = models.ForeignKey(Org, models.PROTECT, related_name="employers", verbose_name="所属工会")
    kind = models.CharField("类型", max_length=20, choices=list(EMPLOYER_KINDS.items()))
    industry = models.CharField("行业", max_length=40)
    headcount = models.PositiveIntegerField("职工人数", null=True, blank=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["org", "name"], name="employer_of_org"),
            models.Index(fields=["name", "id"], name="employer_by_name"),  # the list of a whole province, in its order
        ]

    def __str__(self) -> str:
        return self.name


class EmployerTag(models.Model):
    """A dated mark on an employer (distressed, halted …) with its reason and who set it."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="tags")
    tag = models.CharField("标记", max_length=20, choices=list(EMPLOYER_TAGS.items()))
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    reason = models.CharField("理由", max_length=200)
    set_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["employer", "tag"], condition=Q(until__isnull=True), name="open_tag_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="tag_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer_id} {self.tag}"

    def holds_on(self, day: date) -> bool:
        """Tell whether the mark was in force on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


class WorkerQuerySet(ScopedQuerySet["Worker"]):
    scope_fields = ("org",)

    def within(self, org_ids: list[int]) -> WorkerQuerySet:
        """Workers whom one of the units looks after, and whoever works at an employer there at the same time."""
        from tiexin.registry.people import Spell

        here = Q(employer__org__in=below(org_ids)) | Q(using__org__in=below(org_ids))
        also = Spell.objects.standing().filter(here).values("worker")
        return self.filter(reaching("org", org_ids) | Q(pk__in=also))

    def persons(self) -> WorkerQuerySet:
        """Everybody once: without the entries that were merged into another."""
        return self.filter(same=None)

    def annotate_groups(self) -> WorkerQuerySet:
        """One row per group (`group`, `group_since`, `group_until`; None without any): both in one query."""
        since, until = F("groups__since"), F("groups__until")
        return self.annotate(group=F("groups__group"), group_since=since, group_until=until)

    def at(self, employer: Employer | int) -> WorkerQuerySet:
        """Everybody, each once, who works at the employer: mainly, beside another work, or sent there by an agency."""
        from tiexin.registry.people import Spell

        spells = Spell.objects.standing().filter(Q(employer=employer) | Q(using=employer))
        return self.persons().filter(Q(employer=employer) | Q(pk__in=spells.values("worker")))


class Worker(models.Model):
    """A worker known by name and where they work; numbers are kept sealed and only where law or money needs them.

    `org` is the union that looks after them: their employer's, or without one where they live or last worked.
    `employer` is where they mainly work today; what is known of it over time are `Spell` rows.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40)
    org = models.ForeignKey(Org, models.PROTECT, related_name="workers", verbose_name="所属工会")
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="workers", verbose_name="单位"
    )
    team = models.CharField("班组", max_length=40, blank=True)
    role = models.CharField("身份", max_length=12, choices=list(ROLES.items()), default="front_line")
    identity_sealed = models.BinaryField(null=True, editable=False)
    identity_index = models.BinaryField(max_length=16, null=True, unique=True, editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_index = models.BinaryField(max_length=16, null=True, editable=False)
    phone_tail = models.BinaryField(max_length=16, null=True, editable=False)  # of the last four digits
    bank_sealed = models.BinaryField(null=True, editable=False)
    bank_index = models.BinaryField(max_length=16, null=True, editable=False)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["employer", "name"], name="worker_of_employer"),
            models.Index(fields=["org", "name"], name="worker_of_org"),
            models.Index(fields=["phone_index"], condition=Q(phone_index__isnull=False), name="worker_of_phone"),
            models.Index(fields=["phone_tail"], condition=Q(phone_tail__isnull=False), name="worker_of_tail"),
            models.Index(fields=["bank_index"], condition=Q(bank_index__isnull=False), name="worker_of_bank"),
        ]

    def __str__(self) -> str:
        return self.name


class RunState(models.TextChoices):
    OPEN = "open", "待核对"
    RUNNING = "running", "导入中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


class ImportRunQuerySet(ScopedQuerySet["ImportRun"]):
    scope_fields = ("org",)

    def for_request(self, request: HttpRequest, permission: str = "") -> ImportRunQuerySet:
        """Runs of units where the person may enter such rows by hand."""
        mine = [Q(kind=kind.name) & reaching("org", nodes(request, kind.permission)) for kind in offered(request)]
        return self.filter(reduce(or_, mine, Q(pk=None)))


class ImportRun(models.Model):
    """One workbook on its way in; of a kind that comes at once, none of its rows is seen before all are in.

    `read` is the last row of the sheet that is checked and staged: a killed worker goes on after it.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="导入到")
    kind = models.CharField("内容", max_length=12)  # one of `importing.KINDS`
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    on = models.DateField("日期")
    name = models.CharField("文件名", max_length=120)
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.OPEN)
    columns = models.JSONField(default=dict)  # field → number of its column, from 0
    head = models.PositiveIntegerField(default=1)  # the row of the headings
    heads = models.JSONField(default=list)
    update = models.BooleanField(default=True)
    about = models.PositiveIntegerField(default=0)  # rows as the workbook states them
    read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    found = models.BooleanField(default=True)  # False from the moment its rows are there until search knows them

    objects = ImportRunQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def what(self) -> Kind:
        """The kind of its rows."""
        return KINDS[self.kind]


class ImportContent(models.Model):
    """The workbook itself, sealed, until its run has ended."""

    run = models.OneToOneField(ImportRun, models.CASCADE, primary_key=True, related_name="content")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"file of {self.run_id}"


class ImportLine(models.Model):
    """A row that was found good and waits for the others; `target` is the row that it will change."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines", db_index=False)
    row = models.PositiveIntegerField()
    target = models.BigIntegerField(null=True)
    key = models.UUIDField(null=True)
    org_id = models.BigIntegerField(null=True)
    employer_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, default="")
    kind = models.CharField(max_length=20, default="")
    industry = models.CharField(max_length=40, default="")
    headcount = models.PositiveIntegerField(null=True)
    team = models.CharField(max_length=40, default="")
    role = models.CharField(max_length=12, default="")
    identity_sealed = models.BinaryField(null=True)
    identity_index = models.BinaryField(max_length=16, null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(max_length=16, null=True)
    phone_tail = models.BinaryField(max_length=16, null=True)
    joined = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "row"], name="line_once")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.row}"


class ImportRefusal(models.Model):
    """A row that was not taken: as it was, sealed (it may hold anything), and the reason."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="refusals", db_index=False)
    row = models.PositiveIntegerField()
    sealed = models.BinaryField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "row"], name="refusal_once")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.row}"


class ImportColumns(models.Model):
    """Which heading a unit uses for which field, kept from its last run."""

    org = models.ForeignKey(Org, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    heads = models.JSONField(default=dict)  # field → heading; empty where the unit has no such column

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "kind"], name="columns_once")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.kind}"


class MustVisitQuerySet(ScopedQuerySet["MustVisit"]):
    scope_fields = ("worker__org",)

    def on(self, day: date) -> MustVisitQuerySet:
        """Those on the list on `day`."""
        return self.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))


class MustVisit(models.Model):
    """Somebody whom a stay must meet (必访): a leader of the enterprise or a union cadre of one of three levels."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="listings")
    role = models.CharField("身份", max_length=12, choices=list(MUST_VISIT_ROLES.items()))
    level = models.CharField("哪一级", max_length=12, choices=list(MUST_VISIT_LEVELS.items()))
    title = models.CharField("职务", max_length=40, blank=True)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    objects = MustVisitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker", "role"], condition=Q(until__isnull=True), name="must_visit_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="must_visit_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.role}"


from tiexin.registry import people, persons  # noqa: E402, F401 - tables of their own files
