"""Models (典型): an experience or a cadre, proposed with evidence and consent, and who took it up (C176, C210)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from tiexin.activities.example_rules import KINDS, STATES
from tiexin.activities.rules import TEXT, TITLE
from tiexin.evidence.models import Entry
from tiexin.orgs.asking import me
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class ExampleQuerySet(ScopedQuerySet["Example"]):
    scope_fields = ("org",)

    def readable(self, request: HttpRequest) -> ExampleQuerySet:
        """Those within reach, and what was published: that is for every unit (of the same, real or practised, tree)."""
        public = self.filter(state="published", org__practice=me(request).org.practice)
        return self.filter(Q(pk__in=self.for_request(request).values("pk")) | Q(pk__in=public.values("pk")))


class Example(models.Model):
    """What a unit proposes for others to learn from. A person named in it has to consent before it is published."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="推荐单位")
    author = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="推荐人")
    kind = models.CharField("类别", max_length=12, choices=list(KINDS.items()))
    title = models.CharField("名称", max_length=TITLE)
    text = models.CharField("做法和成效", max_length=TEXT)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="本人")
    on = models.DateField("推荐日期")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="proposed")
    consented = models.DateField("本人同意日期", null=True)
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁决定的")
    decided = models.DateField("决定日期", null=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    published = models.DateField("公布日期", null=True)

    objects = ExampleQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "-on"], name="example_of_org")]

    def __str__(self) -> str:
        return self.title


class Proof(models.Model):
    """A record that shows what the example says: the trail's own entry of it."""

    example = models.ForeignKey(Example, models.CASCADE, related_name="proofs", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["example", "entry"], name="proof_once")]

    def __str__(self) -> str:
        return f"{self.example_id} {self.entry_id}"


class TakeUp(models.Model):
    """A unit that took a published example up: since when, and what it does."""

    example = models.ForeignKey(Example, models.PROTECT, related_name="takers", db_index=False)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="学用的单位")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁登记的")
    on = models.DateField("哪天起")
    what = models.CharField("怎样学用", max_length=TEXT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["example", "org"], name="taken_up_once")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.example_id}"
