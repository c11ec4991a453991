"""What is common to many problems and asked of a party committee, a government or a department (C262)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.visits import proposal_rules as rules


class ProposalQuerySet(ScopedQuerySet["Proposal"]):
    scope_fields = ("org",)


class Proposal(models.Model):
    """A policy or a system that a unit asks a body to change, for all problems that it joins.

    `answer`, `verdict` and `answered` stand when the body has answered, `effect`, `document` and `effect_on` when
    something has changed. `owner`, `due` and `state` are those of the last step.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="单位")
    title = models.CharField("建议", max_length=rules.TITLE)
    text = models.TextField("内容", max_length=rules.LONG)
    body = models.CharField("提给谁", max_length=rules.BODY)
    sent = models.DateField("提出日期")
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="proposals", verbose_name="负责人")
    due = models.DateField("期限", null=True)
    state = models.CharField("状态", max_length=10, choices=list(rules.STATES.items()), default="sent")
    answer = models.CharField("答复", max_length=rules.TEXT, blank=True)
    verdict = models.CharField("采纳了没有", max_length=10, choices=list(rules.VERDICTS.items()), blank=True)
    answered = models.DateField("答复日期", null=True)
    effect = models.CharField("改变了什么", max_length=rules.TEXT, blank=True)
    document = models.CharField("文件号", max_length=rules.BODY, blank=True)
    effect_on = models.DateField("见效日期", null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "due", "id"], name="proposal_of_org")]

    def __str__(self) -> str:
        return self.title

    def is_late(self, day: date) -> bool:
        """Tell whether its day has passed and it is still under way."""
        return rules.is_late(self.state, self.due, day)

    @property
    def result(self) -> str:
        """What came of it so far, in one line."""
        if self.effect_on:
            return f"{self.effect}（{self.document}）" if self.document else self.effect
        return f"{self.get_verdict_display()}：{self.answer}" if self.answered else ""


class ProposalStep(models.Model):
    """What was done about a proposal, never changed: the state it came to, who owns it from then on, until when."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="steps")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    was = models.CharField("原状态", max_length=10, choices=list(rules.STATES.items()), blank=True)
    state = models.CharField("状态", max_length=10, choices=list(rules.STATES.items()))
    owner = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="负责人")
    due = models.DateField("期限", null=True)
    text = models.CharField("情况", max_length=rules.TEXT, blank=True)

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.was}→{self.state}"
