"""Call-backs: somebody else than the handler asks whether it was solved and whether the person is satisfied."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.cases.calling_rules import SOLVED, SOURCES
from tiexin.cases.models import Case, CaseStep
from tiexin.evidence.measures import TAGS
from tiexin.orgs.models import Officer


class CallBack(models.Model):
    """One attempt to ask; the last of a round either reached the person or gave up, and `ends` it.

    What was given up ends it no more once whoever asked says themself what came of it.

    `by` is nobody where whoever asked said it themself, without being called.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="call_backs")
    step = models.ForeignKey(CaseStep, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    source = models.CharField("谁说的", max_length=8, choices=list(SOURCES.items()), default="officer")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁回访")
    on = models.DateField("回访日期")
    reached = models.BooleanField("找到本人")
    solved = models.CharField("解决了吗", max_length=8, choices=list(SOLVED.items()), blank=True)
    answer = models.CharField("满意吗", max_length=12, choices=list(TAGS["answer"].items()), blank=True)
    ends = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "round"], condition=Q(ends=True), name="one_call_back_ends_a_round"
            ),
            models.CheckConstraint(
                condition=Q(reached=True) & ~Q(solved="") & ~Q(answer="") & Q(ends=True)
                | Q(reached=False, solved="", answer=""),
                name="call_back_answers_when_reached",
            ),
            models.CheckConstraint(
                condition=Q(source="officer", by__isnull=False) | Q(source="asker", by=None, reached=True),
                name="call_back_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["on"], condition=Q(ends=True), name="call_back_ended_on")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"
