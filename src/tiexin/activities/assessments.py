"""Assessment of dispatched cadres (C209): a sheet by named assessors, open to the cadre, with appeal; never a rank."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.activities.assessment_rules import OUTCOMES, STATES, lines
from tiexin.activities.rules import TEXT, TITLE
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class AssessmentQuerySet(ScopedQuerySet["Assessment"]):
    scope_fields = ("org",)

    def about(self, officer: Officer) -> AssessmentQuerySet:
        """The sheets of a person: those about them, and those that they have to fill in."""
        return self.filter(Q(officer=officer) | Q(pk__in=Part.objects.filter(assessor=officer).values("assessment")))


class Assessment(models.Model):
    """One sheet about one cadre. `basis` names the document that allows it; without one there is no sheet.

    The cadre reads everything, has a `word`, may appeal once; who decides has neither opened nor filled in the sheet.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="考核单位")
    author = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁发起的")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="下派干部")
    basis = models.CharField("依据的文件", max_length=TITLE)
    on = models.DateField("发起日期")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="asked")
    word = models.CharField("本人的话", max_length=TEXT, blank=True)
    appeal = models.CharField("申诉", max_length=TEXT, blank=True)
    appealed = models.DateField("申诉日期", null=True)
    outcome = models.CharField("申诉的决定", max_length=10, choices=list(OUTCOMES.items()), blank=True)
    decision = models.CharField("决定的理由", max_length=TEXT, blank=True)
    decided = models.DateField("决定日期", null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁决定的")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "-on"], name="assessment_of_org")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.on}"


class Part(models.Model):
    """What one named assessor says: a word for each line of the sheet, and why."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="parts", db_index=False)
    assessor = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="评价人")
    words = models.JSONField("评价", default=dict)
    note = models.CharField("说明", max_length=TEXT, blank=True)
    given = models.DateField("评价日期", null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "assessor"], name="assessor_once")]

    def __str__(self) -> str:
        return f"{self.assessor_id} @ {self.assessment_id}"

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each line of the sheet with the word given, as a page shows it."""
        return [(line.label, line.words.get(self.words.get(name, ""), "—")) for name, line in lines().items()]
