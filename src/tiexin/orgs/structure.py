"""How the trees of units changed and who moved along; and where numbers are to be recounted since."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tiexin.orgs.models import Officer, Org, Tree
from tiexin.orgs.scope import ScopedQuerySet


class ChangeKind(models.TextChoices):
    MOVE = "move", "划转"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    UNDO = "undo", "撤销调整"


class ChangeQuerySet(ScopedQuerySet["OrgChange"]):
    scope_fields = ("org",)

    def standing(self) -> ChangeQuerySet:
        """Changes that hold: neither taken back nor themselves the taking back of another."""
        return self.filter(undoes=None, undone_by=None)


class OrgChange(models.Model):
    """One change of a tree: written once, never edited. Taking it back is a change of its own.

    `before` and `after` are the parents of a move; the unit that a merge goes into is its `after`. `parts` says what
    went along, by ids: `links` (tree, unit, former parent), `officers`, `follow` (kind → ids), `founded`.
    """

    kind = models.CharField("调整", max_length=8, choices=ChangeKind.choices)
    org = models.ForeignKey(Org, models.PROTECT, related_name="changes")
    tree = models.CharField(max_length=12, choices=Tree.choices, default=Tree.TERRITORY)
    before = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+")
    since = models.DateField("生效日期")
    reason = models.CharField("依据和理由", max_length=200)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    on = models.DateField("登记日期")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    units = models.ManyToManyField(Org, related_name="history")
    parts = models.JSONField(default=dict)

    objects = ChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.org_id} {self.since}"


class FormerHome(models.Model):
    """A unit where an officer worked before: homes follow one another and never overlap."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="former_homes")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    since = models.DateField("起")
    until = models.DateField("止")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "since"], name="one_home_at_a_time"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="home_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} @ {self.org_id} {self.since}–{self.until}"


class Recount(models.Model):
    """The stale mark of a changed tree: `root` came under or left `node`, whose numbers the worker counts anew."""

    node = models.ForeignKey(Org, models.CASCADE, related_name="recounts")
    root = models.ForeignKey(Org, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.node_id} ({self.root_id})"
