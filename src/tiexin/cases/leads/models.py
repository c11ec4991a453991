"""That a matter asks for a leader in charge, until one is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.cases.leads.rules import LeadRule, rules
from tiexin.orgs.models import Officer, Org


class LeadDueQuerySet(models.QuerySet["LeadDue"]):
    def waiting(self) -> LeadDueQuerySet:
        """Those for which nobody has taken charge yet."""
        return self.filter(met=None, ended=None)


class LeadDue(models.Model):
    """A leader of `org` should be in charge of a matter by `due`; `met` when one is, `ended` when it ended before."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="lead_dues")
    round = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=12)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="哪个单位的领导")
    since = models.DateField()
    due = models.DateField("最晚")
    met = models.DateField(null=True)
    leader = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    ended = models.DateField(null=True)

    objects = LeadDueQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(met=None, ended=None), name="lead_due_once"),
            models.UniqueConstraint(fields=["case", "rule", "round"], name="lead_asked_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rule}"

    @property
    def said(self) -> LeadRule:
        """Its rule."""
        return rules().rules[self.rule]
