"""Letters as they were issued: numbered by unit and year without gaps, never changed."""

from __future__ import annotations

import uuid
from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from tiexin.cases.letters.rules import TO, delivery, with_term
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.core.sealed import unseal
from tiexin.orgs.models import Officer, Org


class CaseLetterQuerySet(models.QuerySet["CaseLetter"]):
    def for_request(self, request: HttpRequest, permission: str = "") -> CaseLetterQuerySet:
        """Letters about matters that the person may read."""
        return self.filter(Case.objects.for_request(request, permission).having())

    def undelivered(self) -> CaseLetterQuerySet:
        """Those whose term waits for the day on which they were delivered; an answer to one says that it was."""
        named = [Q(case__kind=kind, name__in=names) for kind, names in with_term().items()]
        return self.filter(reduce(or_, named), delivery=None, answer=None, clock=None)


class CaseLetter(models.Model):
    """One letter. `text` is one paragraph a line; about a sealed matter it is under seal. `clock` is the term in which
    whoever it was sent to has to answer it, from the day of its delivery on."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters", verbose_name="诉求")
    step = models.OneToOneField(CaseStep, models.PROTECT, related_name="+")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="哪个单位发的")
    name = models.CharField(max_length=24)
    label = models.CharField("文书", max_length=40)
    year = models.PositiveSmallIntegerField("年")
    serial = models.PositiveIntegerField("号")
    to = models.CharField("写给谁", max_length=TO)
    text = models.TextField("正文", blank=True)
    text_sealed = models.BinaryField(null=True, editable=False)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁发的")
    on = models.DateField("日期")
    clock = models.ForeignKey(CaseClock, models.PROTECT, null=True, related_name="+", verbose_name="对方答复的期限")

    objects = CaseLetterQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "year", "serial"], name="letter_number_once"),
            models.CheckConstraint(condition=Q(serial__gt=0), name="letter_numbers_begin_at_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["-on", "-id"], name="letter_by_day")]

    def __str__(self) -> str:
        return f"{self.label}{self.number}"

    @property
    def number(self) -> str:
        """Its number, as letters are numbered."""
        return f"〔{self.year}〕{self.serial}号"

    @property
    def lines(self) -> list[str]:
        """Its paragraphs; sealed words are opened only here."""
        text = self.text if self.text_sealed is None else unseal(bytes(self.text_sealed), f"letter.text:{self.key}")
        return [line for line in text.splitlines() if line.strip()]


class LetterDelivery(models.Model):
    """That a letter reached whom it was written to: the day, the way; the term of its answer runs from there."""

    letter = models.OneToOneField(CaseLetter, models.PROTECT, related_name="delivery", verbose_name="哪份文书")
    step = models.OneToOneField(CaseStep, models.PROTECT, related_name="+")
    day = models.DateField("哪天送达的")
    way = models.CharField("怎么送达的", max_length=12)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁记的")

    def __str__(self) -> str:
        return f"{self.letter}送达"

    @property
    def said_way(self) -> str:
        """How, in words."""
        return delivery().ways.get(self.way, "")


class LetterAnswer(models.Model):
    """What whoever a letter was sent to answered in writing, once; its words stand in the step."""

    letter = models.OneToOneField(CaseLetter, models.PROTECT, related_name="answer", verbose_name="答复哪份文书")
    step = models.OneToOneField(CaseStep, models.PROTECT, related_name="+")
    day = models.DateField("哪天答复的")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁记的")

    def __str__(self) -> str:
        return f"{self.letter}的答复"
