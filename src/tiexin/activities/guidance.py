"""Guidance of a lower union or a mass-work room: what was advised, and whether it was taken up (C151, C238)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.activities.guidance_rules import STATES
from tiexin.activities.rules import TEXT, TITLE
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class GuidanceQuerySet(ScopedQuerySet["Guidance"]):
    scope_fields = ("org", "to")  # who guides and who is guided read the same record

    def due(self, day: date) -> GuidanceQuerySet:
        """Those to be looked at again by `day` that nobody has answered."""
        return self.filter(state="open", voided=None, follow__lte=day)


class Guidance(models.Model):
    """One piece of advice to a union below, or to a room (群众工作室) in words; `follow` is when to look again."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="指导单位")
    author = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="指导的干部")
    to = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+", verbose_name="被指导的工会")
    room = models.CharField("群众工作室", max_length=TITLE, blank=True)
    on = models.DateField("日期")
    subject = models.CharField("主题", max_length=TITLE)
    advice = models.CharField("意见和建议", max_length=TEXT)
    follow = models.DateField("回看的日子", null=True)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="open")
    answer = models.CharField("情况和理由", max_length=TEXT, blank=True)
    answered = models.DateField("答复日期", null=True)
    answered_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁答复的")
    voided = models.DateField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "-on"], name="guidance_of_org")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to__isnull=False) | ~Q(room=""), name="guidance_of_somebody"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def whom(self) -> str:
        """Who is guided, in words."""
        return " · ".join(filter(None, [str(self.to or ""), self.room]))

    def is_due(self, today: date) -> bool:
        """Whether it is time to look again."""
        return self.state == "open" and self.voided is None and self.follow is not None and self.follow <= today
