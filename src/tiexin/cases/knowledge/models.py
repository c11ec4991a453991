"""Entries of the knowledge base with every version, what readers say is wrong, what was searched and not found."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.cases.catalogue import catalogue
from tiexin.cases.knowledge.rules import ANSWER, ANSWERS, MISSED, QUESTION, STATES, WORDS
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class KnowledgeQuerySet(ScopedQuerySet["Knowledge"]):
    scope_fields = ("org",)

    def published(self) -> KnowledgeQuerySet:
        """Entries that are shown, whether they still hold or not."""
        return self.filter(state="published")

    def valid(self, day: date) -> KnowledgeQuerySet:
        """Entries that one may answer by."""
        return self.published().filter(valid_until__gte=day)

    def expired(self, day: date) -> KnowledgeQuerySet:
        """Entries shown as expired: nobody has looked at them again."""
        return self.published().filter(valid_until__lt=day)

    def unowned(self, day: date) -> KnowledgeQuerySet:
        """Entries in use that nobody in office answers for."""
        return self.exclude(state="retired").filter(Q(officer=None) | Q(officer__until__lte=day))


class Knowledge(models.Model):
    """One question with its answer; it speaks to its unit and everything below it.

    `sources` are sentences with where they stand. `valid_until` is the last day on which one may answer by it.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="哪个单位的")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="负责人")
    kind = models.CharField("服务", max_length=20, blank=True)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="draft")
    question = models.CharField("问题", max_length=QUESTION)
    answer = models.CharField("答复", max_length=ANSWER)
    sources = models.JSONField("依据", default=list)
    valid_until = models.DateField("有效期至")
    version = models.PositiveSmallIntegerField("第几版", default=1)
    on = models.DateField("这一版的日期")
    shipped = models.BooleanField("随系统带来", default=False)
    from_case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")

    objects = KnowledgeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["org", "state"], name="knowledge_of_org"),
            models.Index(fields=["valid_until"], condition=Q(state="published"), name="knowledge_expires"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["org", "question"], condition=~Q(state="retired"), name="knowledge_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def what(self) -> str:
        """Its service in words."""
        return catalogue()[self.kind].label if self.kind in catalogue() else "各项服务"

    def is_expired(self, day: date) -> bool:
        """Whether its last day has passed; the day itself still counts."""
        return self.valid_until < day


class KnowledgeVersion(models.Model):
    """An entry as it stood from a day on; never changed."""

    knowledge = models.ForeignKey(Knowledge, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    on = models.DateField("日期")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁写的")
    kind = models.CharField(max_length=20, blank=True)
    question = models.CharField(max_length=QUESTION)
    answer = models.CharField(max_length=ANSWER)
    sources = models.JSONField(default=list)
    valid_until = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["knowledge", "number"], name="knowledge_version")]

    def __str__(self) -> str:
        return f"{self.knowledge_id} 第{self.number}版"


class KnowledgeRemarkQuerySet(ScopedQuerySet["KnowledgeRemark"]):
    scope_fields = ("knowledge__org",)


class KnowledgeRemark(models.Model):
    """Somebody says that an entry is wrong; its owner answers: mended, or right as it is and why."""

    knowledge = models.ForeignKey(Knowledge, models.PROTECT, related_name="remarks", db_index=False)
    version = models.PositiveSmallIntegerField("说的是第几版")
    on = models.DateField("日期")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁说的")
    text = models.CharField("哪里不对", max_length=WORDS)
    answer = models.CharField("怎么办的", max_length=8, choices=list(ANSWERS.items()), blank=True)
    reply = models.CharField("答复", max_length=WORDS, blank=True)
    answered = models.DateField(null=True)
    answered_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    objects = KnowledgeRemarkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["knowledge", "by"], condition=Q(answer=""), name="one_open_remark_each"),
        ]

    def __str__(self) -> str:
        return self.text


class KnowledgeMissQuerySet(ScopedQuerySet["KnowledgeMiss"]):
    scope_fields = ("org",)


class KnowledgeMiss(models.Model):
    """Words that were searched for at a unit and found nothing: how often, when last; nobody's name, no number."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)
    words = models.CharField("找的是", max_length=MISSED)
    count = models.PositiveIntegerField("几次", default=1)
    last = models.DateField("最近一次")
    settled = models.DateField("写好的日期", null=True)

    objects = KnowledgeMissQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "words"], name="missed_once")]

    def __str__(self) -> str:
        return self.words
