"""Visits that were announced to an enterprise, what it said to that, and what it answers to problems found there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.models import Employer
from tiexin.visits import announcement_rules as rules
from tiexin.visits.models import Problem, Visit


class AnnouncementQuerySet(ScopedQuerySet["Announcement"]):
    scope_fields = ("org", "employer__org")

    def standing(self) -> AnnouncementQuerySet:
        """Those of visits that are still to be made."""
        return self.filter(state__in=rules.STANDING)


class Announcement(models.Model):
    """A visit announced to an enterprise: on which day, what for; `contact` is whom the enterprise named."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="负责人")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="announcements", verbose_name="企业")
    day = models.DateField("日期")
    purpose = models.CharField("为什么去", max_length=rules.PURPOSE)
    contact = models.CharField("企业联系人", max_length=rules.NAME, blank=True)
    state = models.CharField("状态", max_length=10, choices=list(rules.STATES.items()), default="announced")
    visit = models.OneToOneField(Visit, models.PROTECT, null=True, related_name="announcement", verbose_name="走访")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "day", "id"], name="announcement_of_org")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="visited", visit__isnull=False) | Q(~Q(state="visited"), visit=None),
                name="announcement_visited",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer} {self.day}"


class AnnouncementStep(models.Model):
    """What was said to an announcement, never changed: by whom at the enterprise, and the day from then on."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="steps")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=list(rules.STATES.items()))
    day = models.DateField("日期")
    said_by = models.CharField("企业谁说的", max_length=rules.NAME, blank=True)
    text = models.CharField("说了什么", max_length=rules.TEXT, blank=True)

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.state} {self.day}"


class ProblemReply(models.Model):
    """What the enterprise answers to a problem found there: who said it, on which day; it decides no step."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="replies")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    said_by = models.CharField("企业谁答复的", max_length=rules.NAME)
    day = models.DateField("日期")
    text = models.CharField("答复", max_length=rules.TEXT)

    def __str__(self) -> str:
        return f"{self.problem_id} {self.day}"
