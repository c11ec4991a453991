"""Organs of a unit: leading groups, their offices and the groups inside; seats, and who held them from when to when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Prefetch, Q

from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class OrganKind(models.TextChoices):
    LEADING_GROUP = "leading_group", "领导小组"
    OFFICE = "office", "办公室"
    OFFICE_GROUP = "office_group", "内设组"
    LECTURE_CORPS = "lecture_corps", "宣讲团"


COUNTED = (OrganKind.LEADING_GROUP, OrganKind.LECTURE_CORPS)  # which a plan can ask for; they are tags of the measure
INSIDE = {OrganKind.OFFICE: OrganKind.LEADING_GROUP, OrganKind.OFFICE_GROUP: OrganKind.OFFICE}  # kind → of its parent


class SeatKind(models.TextChoices):
    HEAD = "head", "主要负责人"
    DEPUTY = "deputy", "副职"
    MEMBER = "member", "成员"
    STAFF = "staff", "工作人员"


class OrganQuerySet(ScopedQuerySet["Organ"]):
    scope_fields = ("org",)

    def standing(self) -> OrganQuerySet:
        """Organs that have not ended."""
        return self.filter(until=None)

    def with_seats(self) -> OrganQuerySet:
        """Read the seats along, each with its present holders."""
        now = Holding.objects.filter(until=None).select_related("officer__org", "seconded_from").order_by("pk")
        return self.prefetch_related(
            Prefetch("seats", Seat.objects.order_by("kind_order", "pk")),
            Prefetch("seats__holdings", now, to_attr="present"),
        )


class Organ(models.Model):
    """A leading group, an office or a group inside it, founded by a unit for a time; `charter` says what it is for."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="organs", verbose_name="单位")
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=16, choices=OrganKind.choices)
    charter = models.TextField("职责", max_length=2000, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="inside")
    since = models.DateField("成立日期")
    until = models.DateField("撤销日期", null=True, blank=True)

    objects = OrganQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "name"], condition=Q(until=None), name="organ_named_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="organ_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class SeatQuerySet(ScopedQuerySet["Seat"]):
    scope_fields = ("organ__org",)


class Seat(models.Model):
    """A seat of an organ: several may share it; `by_post` names the posts whose holders sit there ex officio."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="seats")
    title = models.CharField("职务", max_length=40)
    kind = models.CharField("性质", max_length=8, choices=SeatKind.choices)
    kind_order = models.PositiveSmallIntegerField(default=0)
    by_post = models.CharField("按职务担任", max_length=60, blank=True)
    places = models.PositiveSmallIntegerField("人数", null=True, blank=True)
    lead = models.BooleanField("牵头", default=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organ", "title"], name="seat_titled_once"),
            models.UniqueConstraint(fields=["organ"], condition=Q(lead=True), name="one_lead_seat"),
            models.CheckConstraint(condition=Q(places=None) | Q(places__gt=0), name="seat_for_somebody"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_full(self) -> bool:
        """Tell whether every place is taken; `with_seats` has read the present holders."""
        present: list[Holding] = getattr(self, "present", [])
        return self.places is not None and len(present) >= self.places


class HoldingQuerySet(ScopedQuerySet["Holding"]):
    scope_fields = ("seat__organ__org",)

    def present(self) -> HoldingQuerySet:
        """Holdings that have not ended."""
        return self.filter(until=None)


class Holding(models.Model):
    """An officer holds a seat from a day on; `seconded_from` is the unit that lends its own."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="holdings")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="holdings", verbose_name="干部")
    concurrent = models.BooleanField("兼任", default=False)
    seconded_from = models.ForeignKey(Org, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "officer"], condition=Q(until=None), name="seat_held_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="holding_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.seat_id}"

    def holds_on(self, day: date) -> bool:
        """Tell whether the officer sits there on `day`."""
        return self.since <= day and (self.until is None or day < self.until)
