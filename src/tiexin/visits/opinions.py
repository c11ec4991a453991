"""What people said should be better: opinions heard in talks, each with its source and its end (C101, C253)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.evidence.measures import TAGS
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.models import Worker
from tiexin.visits import opinion_rules as rules
from tiexin.visits.models import Problem, Visit


class OpinionQuerySet(ScopedQuerySet["Opinion"]):
    scope_fields = ("org", "visit__org", "visit__employer__org")

    def standing(self) -> OpinionQuerySet:
        """Those whose visit was not voided."""
        return self.exclude(state="withdrawn")


class Opinion(models.Model):
    """An opinion or a suggestion heard in a talk: whose it is, and where it ended.

    `answer` is what was answered or replied, or why it was set aside; `unit` is to whom it was suggested, `problem`
    what it became. `worker` is who said it, as far as that is known.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="opinions")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="opinions", verbose_name="谁提的")
    source = models.CharField("来源", max_length=12, choices=list(rules.SOURCES.items()))
    text = models.CharField("意见建议", max_length=rules.TEXT)
    state = models.CharField("着落", max_length=10, choices=list(rules.STATES.items()), default="open")
    unit = models.CharField("向哪个单位建议", max_length=rules.UNIT, blank=True)
    answer = models.CharField("答复、回复或理由", max_length=rules.TEXT, blank=True)
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="opinions", verbose_name="转为的问题")
    told_on = models.DateField("告知日期", null=True)
    told_way = models.CharField("怎么告知的", max_length=8, choices=list(TAGS["way"].items()), blank=True)
    told_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁告知的")

    objects = OpinionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "state", "id"], name="opinion_of_org")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="problem", problem__isnull=False) | ~Q(state="problem"), name="opinion_problem_named"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def untold(self) -> bool:
        """Tell whether it ended in something that its giver was not told yet."""
        return self.state in rules.TO_TELL and self.told_on is None


class OpinionStep(models.Model):
    """What was done about an opinion, never changed: the state it came to, and in what words."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="steps")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    state = models.CharField("着落", max_length=10, choices=list(rules.STATES.items()))
    text = models.CharField("情况", max_length=rules.TEXT, blank=True)

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.state}"
