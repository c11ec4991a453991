"""Employers, their dated tags, and the workers met there."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.vocabulary import (
    EMPLOYER_KINDS,
    EMPLOYER_TAGS,
    IMPORTS,
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
        indexes: ClassVar = [models.Index(fields=["org", "name"], name="employer_of_org")]

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
    scope_fields = ("employer__org",)


class Worker(models.Model):
    """A worker known by name and employer; an ID number is kept sealed and only where law or money needs it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="workers", verbose_name="单位")
    team = models.CharField("班组", max_length=40, blank=True)
    role = models.CharField("身份", max_length=12, choices=list(ROLES.items()), default="front_line")
    identity_sealed = models.BinaryField(null=True, editable=False)
    identity_index = models.BinaryField(max_length=16, null=True, unique=True, editable=False)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["employer", "name"], name="worker_of_employer")]

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


class ImportRun(models.Model):
    """One workbook on its way into the registry; none of its rows is seen before all are in.

    `read` is the last row of the sheet that is checked and staged: a killed worker goes on after it.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="导入到")
    kind = models.CharField("内容", max_length=12, choices=list(IMPORTS.items()))
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
    scope_fields = ("worker__employer__org",)

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
