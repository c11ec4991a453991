"""Papers of a matter: each file beside the step that says who brought it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from tiexin.cases.papers.rules import Kind, kinds
from tiexin.core.sealed import unseal
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer

NAME = 120


class PaperQuerySet(models.QuerySet["CasePaper"]):
    def for_request(self, request: HttpRequest, permission: str = "") -> PaperQuerySet:
        """Papers of matters in reach whose words the person reads: a paper tells the name as well."""
        from tiexin.cases.models import Case
        from tiexin.cases.reading import named

        return self.filter(named(request).having(), Case.objects.for_request(request, permission).having())

    def standing(self) -> PaperQuerySet:
        """Papers that were not taken away."""
        return self.filter(dropped=None)

    def for_asker(self) -> PaperQuerySet:
        """Papers that whoever asked may fetch: those they brought, and those that the handler marked."""
        return self.standing().filter(Q(by=None) | Q(told=True))


class CasePaper(models.Model):
    """One file of a matter. `sha256` is the hash of what lies on the disk, which is sealed where the matter is.

    `same` finds the same content within the matter without telling it. `by` is None for what the asker brought;
    `told`: the asker may fetch it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="papers")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=NAME, blank=True)
    name_sealed = models.BinaryField(null=True, editable=False)
    kind = models.CharField("类型", max_length=8)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField(max_length=64)
    same = models.BinaryField(max_length=16)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁附上的")
    on = models.DateField("日期")
    told = models.BooleanField("职工看得到", default=False)
    dropped = models.DateField("撤下日期", null=True)
    reason = models.CharField("为什么撤下", max_length=200, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "same"], condition=Q(dropped=None), name="case_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def place(self) -> str:
        """What its sealed content is bound to."""
        return f"case.paper:{self.key}"

    @property
    def said(self) -> str:
        """How it is called; a sealed name is opened only here."""
        return self.name if self.name_sealed is None else unseal(bytes(self.name_sealed), f"case.paper_name:{self.key}")

    @property
    def what(self) -> Kind:
        """Its kind."""
        return kinds()[self.kind]
