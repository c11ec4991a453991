"""Practical deeds for workers: promised by a unit, done, and confirmed by those they serve."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.visits.deed_rules import STATES, TEXT, TITLE, is_late


class DeedQuerySet(ScopedQuerySet["Deed"]):
    scope_fields = ("org",)


class Deed(models.Model):
    """One practical thing a unit promised its workers.

    `result` and `done_on` stand when it is done; `people` of those it serves confirmed it, `names` says who where they
    gave their names; only then does it count.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="单位")
    title = models.CharField("办什么实事", max_length=TITLE)
    serves = models.CharField("为谁办", max_length=TITLE)
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="deeds", verbose_name="负责人")
    promised = models.DateField("承诺日期")
    due = models.DateField("期限")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="promised")
    result = models.CharField("结果", max_length=TEXT, blank=True)
    done_on = models.DateField("办成日期", null=True)
    people = models.PositiveIntegerField("几位职工确认", null=True)
    names = models.CharField("谁确认的", max_length=TEXT, blank=True)
    confirmed = models.DateField("确认日期", null=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "due", "id"], name="deed_of_org")]

    def __str__(self) -> str:
        return self.title

    def is_late(self, day: date) -> bool:
        """Tell whether the promise has passed its day."""
        return is_late(self.state, self.due, day)


class DeedStep(models.Model):
    """What was done about a deed, never changed: the state it came to, and in what words."""

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="steps")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()))
    text = models.CharField("情况", max_length=TEXT, blank=True)

    def __str__(self) -> str:
        return f"{self.deed_id} {self.state}"
