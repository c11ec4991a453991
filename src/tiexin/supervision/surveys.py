"""Surveys of effect (C170): who is asked and whether they answered; what was answered is kept apart, as counts alone.

Nothing here says who gave which answer: `SurveyAsk` knows that somebody answered, `SurveyTally` how many gave an
answer. There is no row for one answer, so there is none that could be laid beside a person.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from tiexin.draws.models import Draw
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import nodes, reaching
from tiexin.registry.models import Employer, Worker
from tiexin.supervision.judged import JudgedQuerySet
from tiexin.supervision.survey_rules import ANSWERS, ASKS, BODIES, KINDS, NAME, STATES, WAYS, takes_answers


class SurveyQuerySet(JudgedQuerySet):
    """Those who ask read it at any time; the unit judged, and whoever is above it, once it has ended."""

    scope_fields = ("org",)

    def for_request(self, request: HttpRequest, permission: str = "") -> Self:
        """Surveys that the person's units made, and those that have ended about them."""
        held = nodes(request, permission or request.needs)  # type: ignore[attr-defined]
        return self.filter(reaching("org", held) | (Q(state="closed") & reaching("unit", held)))

    def over(self, day: date) -> SurveyQuerySet:
        """Those whose last day has passed while nobody ended them."""
        return self.filter(state="open", until__lt=day)


class Survey(models.Model):
    """One question about a unit, asked by a unit above it, from a day to a day."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="调查单位")
    unit = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="被评价单位")
    kind = models.CharField("调查什么", max_length=12, choices=list(KINDS.items()))
    since = models.DateField("第一天")
    until = models.DateField("最后一天")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="surveys", verbose_name="抽签")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁发起的")
    state = models.CharField("进度", max_length=10, choices=list(STATES.items()), default="open")
    closed = models.DateField("结束日期", null=True)
    reason = models.CharField("撤回的理由", max_length=200, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-until", "-id"], name="survey_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draw"], condition=~Q(state="withdrawn") & Q(draw__isnull=False), name="draw_surveyed_once"
            ),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="survey_ends_after_start"),
            models.CheckConstraint(condition=~Q(org=models.F("unit")), name="survey_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.get_kind_display()}调查"

    def runs(self, day: date) -> bool:
        """Tell whether an answer given on the day counts."""
        return takes_answers(self.state, self.since, self.until, day)


class SurveyAskQuerySet(JudgedQuerySet):
    scope_fields = ("survey__org",)
    judge, judged = "survey__org", "survey__unit"


class SurveyAsk(models.Model):
    """Somebody who is asked: a drawn worker, or a named body. Says whether they answered, never what, never when.

    The link is made from `key` and the installation's secret (`survey_links`); here stands only its hash, so a copy
    of the database opens nothing. `noted_by` is who wrote down an answer given by phone.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="asks", db_index=False)
    place = models.PositiveIntegerField("次序")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+", verbose_name="职工")
    body = models.CharField("哪一方", max_length=12, choices=list(BODIES.items()), blank=True)
    name = models.CharField("单位名称", max_length=NAME, blank=True)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="+", verbose_name="企业")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField("进度", max_length=10, choices=list(ASKS.items()), default="open")
    way = models.CharField("怎样回答的", max_length=8, choices=list(WAYS.items()), blank=True)
    noted_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁记下的")

    objects = SurveyAskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["survey", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "place"], name="one_ask_a_place"),
            models.UniqueConstraint(fields=["survey", "worker"], name="surveyed_once"),
            models.CheckConstraint(
                condition=Q(worker__isnull=False, body="") | (Q(worker=None) & ~Q(body="")), name="worker_or_body"
            ),
            models.CheckConstraint(condition=Q(state="answered") ^ Q(way=""), name="answered_some_way"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.worker_id)


class SurveyTally(models.Model):
    """How many gave an answer: made with the survey, one row for each answer, and only ever counted up."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="tallies", db_index=False)
    answer = models.CharField("回答", max_length=12, choices=list(ANSWERS.items()))
    count = models.PositiveIntegerField("份数", default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "answer"], name="one_tally_an_answer")]

    def __str__(self) -> str:
        return f"{self.answer} ×{self.count}"
