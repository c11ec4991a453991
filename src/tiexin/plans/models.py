"""Packs that are still being written, and starts taken back. What is loaded and sent lives in `duties`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiexin.duties.models import Dispatch
from tiexin.evidence.models import Entry, File
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class DraftQuerySet(ScopedQuerySet["PackDraft"]):
    """Drafts of units at or below a post with the right."""


class PackDraft(models.Model):
    """A pack on its way: its text as its authors write it, and the document it restates.

    `revision` grows by one with every change; whoever writes over a revision that is not the newest is told.
    `code` and `title` repeat the text's head for the list. `year` fills in a masked year.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="pack_drafts", verbose_name="印发单位")
    code = models.CharField("代号", max_length=40, blank=True)
    title = models.CharField("标题", max_length=200, blank=True)
    text = models.TextField("方案文件", blank=True)
    document = models.TextField("原文", blank=True)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    revision = models.PositiveIntegerField("修订号", default=1)
    updated_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="改动人")
    updated_at = models.DateTimeField("改动时间", auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "updated_at"], name="draft_of_org")]

    def __str__(self) -> str:
        return self.title or self.code or "未命名的草稿"


class Withdrawal(models.Model):
    """A start entered wrongly and taken back: its day, its own plan, and why. Who did it stands in the entry."""

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="withdrawals")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    started = models.DateField("原启动日期")
    own_plan = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("理由", max_length=200)

    def __str__(self) -> str:
        return f"{self.dispatch_id}: {self.started}"
