"""Serious matters reported upward: who knew when, to which unit, in which words, who took note of it there and when."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from tiexin.cases.reporting.rules import ANSWERS, TEXT, WHO
from tiexin.core.sealed import unseal
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet, nodes, reaching


class ReportQuerySet(ScopedQuerySet["Report"]):
    scope_fields = ("org", "from_org")

    def for_request(self, request: HttpRequest, permission: str = "") -> ReportQuerySet:
        """Reports to and from units in reach; of sealed matters for whoever leads where they went, or sent them.

        Whoever a matter is about, or whose unit it is about, or who stepped back from it, never reads a report of it.
        """
        from tiexin.cases.reach import stepped_back

        me = request.officer  # type: ignore[attr-defined]
        found = super().for_request(request, permission)
        held = nodes(request, "cases.lead")
        sealed = Q(reaching("org", held)) | Q(by=me) if held else Q(by=me)
        return (
            found.filter(Q(case__sealed=False) | sealed)
            .exclude(case__about=me)
            .exclude(case__about_org=me.org_id)
            .exclude(stepped_back(me, "case"))
        )

    def waiting(self) -> ReportQuerySet:
        """Those of which the unit has not taken note."""
        return self.filter(received=None, answer="")


class Report(models.Model):
    """One step of a matter up the line. The first has no `parent`; a unit that passes it on makes the next.

    `happened` and `known` are when it happened and when the union first knew, by whom; `due` is by when the unit should
    take note. `coordinated` stands with the first one: when somebody of the union was there to coordinate.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="reports")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="next")
    from_org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="哪个单位报的")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="报给哪个单位")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁报的")
    happened = models.DateTimeField("事情发生的时间")
    known = models.DateTimeField("第一次知道的时间")
    known_by = models.CharField("谁第一个知道", max_length=WHO)
    at = models.DateTimeField("报告时间")
    due = models.DateTimeField("最晚知悉")
    text = models.CharField("报告的话", max_length=TEXT, blank=True)
    text_sealed = models.BinaryField(null=True, editable=False)
    received = models.DateTimeField("知悉时间", null=True)
    received_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁知悉")
    answer = models.CharField("后来", max_length=8, choices=list(ANSWERS.items()), blank=True)
    answered = models.DateTimeField(null=True)
    answer_text = models.CharField(max_length=200, blank=True)
    coordinated = models.DateTimeField("到场协调的时间", null=True)
    coordinator = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁协调")

    said = ending = ""  # what the person who looks reads of its words and of its end: `queries.tell`

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "org"], condition=Q(answer=""), name="report_open_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["org", "-at", "-id"], name="report_of_org"),
            models.Index(fields=["-at", "-id"], name="report_by_time"),
            models.Index(fields=["due"], condition=Q(received=None, answer=""), name="report_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.org_id}"

    @property
    def words(self) -> str:
        """What was reported; sealed words are opened only here."""
        if self.text_sealed is None:
            return self.text
        return unseal(bytes(self.text_sealed), f"case.report:{self.key}")
