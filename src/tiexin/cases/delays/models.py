"""A stop or an extension of a clock that whoever handles the matter asks for, and what a leader decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tiexin.cases.models import CaseClock, CaseStep
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import ScopedQuerySet

WAYS = {"stop": "停计", "extend": "延长"}
ANSWERS = {"": "等领导批", "agreed": "同意", "refused": "不同意"}


class DelayQuerySet(ScopedQuerySet["Delay"]):
    scope_fields = ("clock__case__org",)

    def waiting(self) -> DelayQuerySet:
        """Those that nobody has answered, of clocks that still run."""
        return self.filter(answer="", clock__met=None, clock__ended=None)


class Delay(models.Model):
    """One question: which clock, in which way, and why; the words stand in the step, sealed where the matter is.

    `reason` is one of the clock rule's for a stop, `amount` how much longer for an extension.
    """

    clock = models.ForeignKey(CaseClock, models.PROTECT, related_name="delays", db_index=False)
    step = models.ForeignKey(CaseStep, models.PROTECT, related_name="+")
    way = models.CharField("请求什么", max_length=8, choices=list(WAYS.items()))
    reason = models.CharField("因为什么", max_length=24, blank=True)
    amount = models.PositiveSmallIntegerField("延长多少", default=0)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁请求的")
    on = models.DateField("请求日期")
    answer = models.CharField("决定", max_length=8, choices=list(ANSWERS.items()), blank=True)
    answered_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁批的")
    answered_on = models.DateField("批的日期", null=True)

    objects = DelayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock"], condition=Q(answer=""), name="one_open_delay"),
            models.CheckConstraint(condition=~Q(answered_by=F("by")), name="delay_answered_by_another"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_on=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_on__isnull=False),
                name="delay_says_who_answered",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["clock", "id"], name="delay_of_clock")]

    def __str__(self) -> str:
        return f"{self.clock.label}{self.get_way_display()}"

    @property
    def what(self) -> str:
        """What is asked for, in words."""
        rule = self.clock.case.service.clock(self.clock.rule)
        if self.way == "stop":
            reasons = rule.stops.reasons if rule and rule.stops else {}
            return f"因{reasons.get(self.reason, self.reason)}停计"
        unit = rule.extend.length.unit if rule and rule.extend else "day"
        return f"延长{self.amount}{'个工作日' if unit == 'workday' else '日'}"
