"""What was learned, when and how well; whether this installation lets it speak. The model itself is a file."""

from __future__ import annotations

from django.db import models

from tiexin.orgs.models import Officer


class Learned(models.Model):
    """One training: how many closed matters, how it was measured, the hash of the file that came of it.

    `measures` holds macro-F1 and counts for each of the two questions. Without a file it was too few or failed: `why`.
    """

    on = models.DateField("日期")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁要求的")
    cases = models.PositiveIntegerField("学了多少件")
    sha256 = models.CharField(max_length=64, blank=True)
    measures = models.JSONField("量得怎么样", default=dict)
    why = models.CharField("为什么没有学成", max_length=200, blank=True)

    def __str__(self) -> str:
        return f"第{self.pk}次学习"


class LearnSwitch(models.Model):
    """Somebody let suggestions be shown, or shut them off; the last row holds for the whole installation."""

    on = models.DateField("日期")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁")
    shown = models.BooleanField("给出建议")
    reason = models.CharField("理由", max_length=200)

    def __str__(self) -> str:
        return "给出建议" if self.shown else "不给建议"
