"""What makes a team ready, and its discipline: materials of a unit, pledges of its members, breaches."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiexin.evidence.models import File
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.visits.models import Team
from tiexin.visits.preparing_rules import BREACHES, MATERIALS, TEXT


class MaterialQuerySet(ScopedQuerySet["Material"]):
    scope_fields = ("org",)


class Material(models.Model):
    """A paper that a unit prepared for those whom it sends out (C234); a withdrawn one stays readable."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("材料", max_length=20, choices=list(MATERIALS.items()))
    on = models.DateField("归档日期")
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="文件")
    withdrawn = models.DateField("撤下日期", null=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "-on", "-id"], name="material_of_org")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.file}"


class Pledge(models.Model):
    """A member of a team pledged its discipline (C258) in the wording with this hash."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="pledges")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="干部")
    on = models.DateField("承诺日期")
    wording = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "officer"], name="pledge_once")]

    def __str__(self) -> str:
        return f"{self.officer_id} @ {self.team_id}"


class BreachQuerySet(ScopedQuerySet["Breach"]):
    scope_fields = ("org",)


class Breach(models.Model):
    """Somebody broke the discipline, as it was reported; counted for the unit, never for the person.

    `org` is the officer's unit on that day. `answer` says how it was handled, or why it was unfounded.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="所在单位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="干部")
    on = models.DateField("哪天的事")
    what = models.CharField("是什么事", max_length=TEXT)
    state = models.CharField("状态", max_length=10, choices=list(BREACHES.items()), default="reported")
    answer = models.CharField("处理结果", max_length=TEXT, blank=True)
    closed = models.DateField("处理日期", null=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "-on", "-id"], name="breach_of_org")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.on}"
