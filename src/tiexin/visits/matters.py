"""What happens to a problem: the steps of its path, and whose voices raised it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.evidence.measures import TAGS
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.registry.models import Worker
from tiexin.visits.models import Problem, Visit
from tiexin.visits.problem_rules import STATES, TEXT


class ProblemStep(models.Model):
    """One step of a problem's path, never changed: from which state to which, who owns it from then on, until when.

    `was` is empty for the first step. A step that leaves the state as it was hands the problem over.
    """

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="steps")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    was = models.CharField("原状态", max_length=10, choices=list(STATES.items()), blank=True)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()))
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="负责单位")
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="负责人")
    due = models.DateField("期限", null=True)
    text = models.CharField("情况和理由", max_length=TEXT, blank=True)

    def __str__(self) -> str:
        return f"{self.problem_id} {self.was}→{self.state}"


class Voice(models.Model):
    """Somebody who raised a problem in a talk, and when and how they were told what came of it.

    Without a worker: those met in that visit, where nobody wrote down which of them said it. `heard` is the problem
    that they raised where it was joined to this one: their voice is here until the two are parted.
    """

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="voices")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="voices", verbose_name="职工")
    heard = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="+", verbose_name="原来反映的问题")
    told_on = models.DateField("告知日期", null=True)
    told_way = models.CharField("怎么告知的", max_length=8, choices=list(TAGS["way"].items()), blank=True)
    told_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁告知的")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem", "visit", "worker"], name="voice_once"),
            models.UniqueConstraint(
                fields=["problem", "visit"], condition=Q(worker=None), name="one_voice_without_a_name"
            ),
        ]

    def __str__(self) -> str:
        return str(self.worker) if self.worker else "走访时见到的人"
