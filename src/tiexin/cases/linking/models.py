"""Matters that are handled together."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce

from tiexin.cases.linking.rules import REPEAT, SHORT
from tiexin.orgs.models import Officer


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    def standing(self) -> CaseLinkQuerySet:
        """Links that hold."""
        return self.filter(until=None)

    def people(self) -> models.QuerySet[Any, Any]:
        """For each head how many its followers add, `more`, and how many its own asker said once more, `again`: what
        `rules.people_in` adds up.
        """
        again, said = Q(kind=REPEAT), "case__people"
        sums = {"more": Sum(said, filter=~again), "again": Max(said, filter=again)}
        return self.order_by().values("head").annotate(**{name: Coalesce(each, 0) for name, each in sums.items()})


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
