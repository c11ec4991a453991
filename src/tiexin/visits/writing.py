"""What a team writes about a stay: the enterprise's dossier, the three portraits, the report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.visits.models import Stay
from tiexin.visits.writing_rules import REASON, STATES, Kind, gaps, kind


class StayPaperQuerySet(ScopedQuerySet["StayPaper"]):
    scope_fields = ("stay__team__org",)


class StayPaper(models.Model):
    """One paper about a stay, each kind once: its sections' texts, who wrote last, how far it is.

    The sender reads it, the host does not: it may say what workers asked to be kept from their employer.
    """

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="papers", verbose_name="蹲点")
    kind = models.CharField("哪一种", max_length=12)
    sections = models.JSONField("各部分", default=dict)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="draft")
    author = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="执笔")
    edition = models.PositiveIntegerField(default=1)  # told with the form: two who write at once are warned
    accepted = models.DateField("通过日期", null=True)

    objects = StayPaperQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stay", "kind"], name="stay_paper_once")]

    def __str__(self) -> str:
        return self.told.label

    @property
    def told(self) -> Kind:
        """What kind of paper it is."""
        return kind(self.kind)

    @property
    def gaps(self) -> list[str]:
        """The sections in which nothing stands yet."""
        return gaps(self.kind, self.sections)


class StayPaperStep(models.Model):
    """What happened to a paper, never changed: handed in, accepted, returned with its reason."""

    paper = models.ForeignKey(StayPaper, models.PROTECT, related_name="steps")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()))
    reason = models.CharField("理由", max_length=REASON, blank=True)

    def __str__(self) -> str:
        return f"{self.paper_id} {self.state}"
