"""Matters that are handled together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tiexin.cases.linking.rules import SHORT
from tiexin.orgs.models import Officer


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    def standing(self) -> CaseLinkQuerySet:
        """Links that hold."""
        return self.filter(until=None)


class CaseLink(models.Model):
    """One matter follows another, its head: one leader for both, each asker still answered on their own matter."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="heads", verbose_name="随办")
    head = models.ForeignKey("cases.Case", models.PROTECT, related_name="followers", verbose_name="主办")
    kind = models.CharField("为什么", max_length=8, choices=list(SHORT.items()))
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    since = models.DateField("起")
    until = models.DateField("止", null=True)
    end_reason = models.CharField("为什么解除", max_length=200, blank=True)

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(until=None), name="case_follows_one"),
            models.CheckConstraint(condition=~Q(case=F("head")), name="case_never_follows_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.head_id}"
