"""A draw, what is drawn from (its frame), who gives the seed, and what was drawn."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class State(models.TextChoices):
    PREPARING = "preparing", "准备抽样框"
    FROZEN = "frozen", "已封存，待定种子"
    COMMITTED = "committed", "种子已约定，待公开"
    DRAWN = "drawn", "已抽签"
    CANCELLED = "cancelled", "已取消"


class DrawQuerySet(ScopedQuerySet["Draw"]):
    scope_fields = ("org",)


class Draw(models.Model):
    """A draw by lot. `rules` is checked by `definition.Rules`; `frame_hash` and the days are set step by step.

    The seed is made of two parts, or it is a value that others publish: `published_what` says which,
    `published_on` the day on which it will be known; both are named before, `published_value` is written down after.
    A draw of teams may stand `beside` one of enterprises, which are dealt to them (see `pairing`).
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="draws", verbose_name="抽签单位")
    title = models.CharField("名称", max_length=80)
    kind = models.CharField("抽什么", max_length=20)
    basis = models.CharField("依据的条款", max_length=80, blank=True)
    place = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="范围")
    rules = models.JSONField("规则")
    state = models.CharField("进度", max_length=12, choices=State.choices, default=State.PREPARING)
    opened = models.DateField("发起日期")
    frozen = models.DateField("封存日期", null=True)
    frame_hash = models.CharField("抽样框的哈希值", max_length=64, blank=True)
    published_what = models.CharField("公开的数", max_length=120, blank=True)
    published_on = models.DateField("公布日期", null=True)
    published_value = models.CharField("公布的值", max_length=120, blank=True)
    drawn = models.DateField("抽签日期", null=True)
    seed = models.CharField("种子", max_length=260, blank=True)
    cancelled = models.CharField("取消的理由", max_length=200, blank=True)
    beside = models.ForeignKey("self", models.PROTECT, null=True, related_name="opposite", verbose_name="配对的抽签")

    objects = DrawQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-opened", "-id"], name="draw_by_day")]

    def __str__(self) -> str:
        return self.title


class FrameItemQuerySet(ScopedQuerySet["FrameItem"]):
    scope_fields = ("draw__org",)


class FrameItem(models.Model):
    """One of those that may be drawn; `key` is a public number that never changes (of an employer its credit code)."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="items", db_index=False)
    key = models.CharField("编号", max_length=64)
    thing_id = models.BigIntegerField()
    label = models.CharField("名称", max_length=120)
    values = models.JSONField("特征")
    excluded = models.CharField("排除的理由", max_length=200, blank=True)
    arranged_by = models.CharField("谁安排的", max_length=60, blank=True)
    arranged_why = models.CharField("安排的理由", max_length=200, blank=True)

    objects = FrameItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draw", "key"], name="frame_item_once")]
        indexes: ClassVar = [models.Index(fields=["thing_id"], name="frame_item_of_thing")]

    def __str__(self) -> str:
        return self.label


class SeedPart(models.Model):
    """One person's part of the seed: `commitment` is kept at once, the words themselves when they are made public."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="parts", db_index=False)
    giver = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    words = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draw", "giver"], name="one_part_each")]

    def __str__(self) -> str:
        return f"part of {self.draw_id} by {self.giver_id}"


class PickQuerySet(ScopedQuerySet["Pick"]):
    scope_fields = ("draw__org",)

    def standing(self) -> PickQuerySet:
        """Those that were not replaced by another."""
        return self.filter(replaced_by=None)


class How(models.TextChoices):
    ARRANGED = "arranged", "当地安排"
    RANDOM = "random", "抽中"
    REPLACEMENT = "replacement", "候补"


class Pick(models.Model):
    """What was drawn, in its order; one that takes another's place says why in `reason`."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="picks", db_index=False)
    item = models.OneToOneField(FrameItem, models.PROTECT, related_name="pick")
    stratum = models.CharField("层", max_length=160, blank=True)
    place = models.PositiveIntegerField("次序")
    how = models.CharField("怎样选出", max_length=12, choices=How.choices)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField("更换的理由", max_length=200, blank=True)

    objects = PickQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "place"], name="one_pick_a_place"),
            models.CheckConstraint(condition=Q(replaces=None) | ~Q(reason=""), name="replaced_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.place} of {self.draw_id}"
