"""Mass-work rooms with their two signs, worker service centres with their seven functions, the agents of petitions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from tiexin.cases.rooms.rules import ENDS, FUNCTIONS, NAME, PLACE, SIGNS, TEXT, WEEKDAYS, missing, write_hours
from tiexin.cases.rooms.standards import agent_fields
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.models import Employer, Worker


class RoomQuerySet(ScopedQuerySet["Room"]):
    scope_fields = ("org",)

    def standing(self) -> RoomQuerySet:
        """Rooms that are not closed."""
        return self.filter(closed=None)


class Room(models.Model):
    """One mass-work room, which is the service station, too: one record with two signs (C149).

    `hours` maps a weekday ("1" is Monday) to its stretches. `standardised` is the day on which it came to fulfil the
    checklist and `proof` the entry that holds the fact; both are empty again when a later check fails.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="rooms", db_index=False, verbose_name="哪个工会的")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="rooms", verbose_name="企事业单位")
    name = models.CharField("名称", max_length=NAME)
    address = models.CharField("地点", max_length=PLACE)
    opened = models.DateField("启用日期")
    closed = models.DateField("撤销日期", null=True)
    close_reason = models.CharField("撤销的理由", max_length=200, blank=True)
    hours = models.JSONField("开放时间", default=dict)
    standardised = models.DateField("规范化日期", null=True)
    proof = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    objects = RoomQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["org", "name"], name="room_of_org"),
            models.Index(fields=["name", "id"], name="room_by_name"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["employer", "name"], condition=Q(closed=None), name="room_once"),
            models.CheckConstraint(
                condition=Q(standardised=None, proof=None) | Q(standardised__isnull=False, proof__isnull=False),
                name="room_standardised_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def signs(self) -> Sequence[str]:
        """What is written at its door."""
        return SIGNS

    def open_on(self, day: date) -> str:
        """Its hours on a day, in words; empty when it is closed."""
        return write_hours(self.hours.get(str(day.isoweekday()), []))

    @property
    def week(self) -> list[tuple[str, str]]:
        """Its hours by weekday."""
        return [(word, write_hours(self.hours.get(str(number), []))) for number, word in WEEKDAYS.items()]


class RoomCheckQuerySet(ScopedQuerySet["RoomCheck"]):
    scope_fields = ("room__org",)


class RoomCheck(models.Model):
    """A room against the checklist of its day: `lines` are the list as it stood with each answer."""

    room = models.ForeignKey(Room, models.PROTECT, related_name="checks", db_index=False)
    on = models.DateField("日期")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁检查的")
    list_hash = models.CharField(max_length=64)  # says which list it was
    lines = models.JSONField(default=list)
    passed = models.BooleanField("达标")
    note = models.CharField("情况", max_length=TEXT, blank=True)

    objects = RoomCheckQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["room", "-on", "-id"], name="check_of_room")]

    def __str__(self) -> str:
        return f"{self.room} {self.on}"

    @property
    def lacks(self) -> list[str]:
        """The lines that must be there and are not."""
        return [line["label"] for line in self.lines if line["must"] and line["answer"] != "yes"]


class RoomLinkQuerySet(ScopedQuerySet["RoomLink"]):
    scope_fields = ("room__org", "org")

    def standing(self) -> RoomLinkQuerySet:
        """Links that have not ended."""
        return self.filter(until=None)


class RoomLink(models.Model):
    """A cadre who stays in contact with a room all year (C150); one room a cadre, one cadre a room, at one time.

    `org` is the cadre's unit of that time; `counted` the last year for which the link was recorded: it is carried on
    each year that it lasts.
    """

    room = models.ForeignKey(Room, models.PROTECT, related_name="links")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="干部的单位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="rooms", verbose_name="联系干部")
    since = models.DateField("起")
    until = models.DateField("止", null=True)
    counted = models.PositiveSmallIntegerField()
    reason = models.CharField("为什么结束", max_length=200, blank=True)

    objects = RoomLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer"], condition=Q(until=None), name="one_room_a_cadre"),
            models.UniqueConstraint(fields=["room"], condition=Q(until=None), name="one_cadre_a_room"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="room_link_ends_after"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} – {self.room_id}"


class ReceptionQuerySet(ScopedQuerySet["Reception"]):
    scope_fields = ("room__org",)


class Reception(models.Model):
    """Somebody received at a room: what about in a line; answered at once, or it became a matter."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="receptions", db_index=False)
    on = models.DateField("日期")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁接待的")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+", verbose_name="职工")
    name = models.CharField("怎么称呼", max_length=40, blank=True)
    about = models.CharField("什么事", max_length=NAME)
    end = models.CharField("怎么答复的", max_length=8, choices=list(ENDS.items()), blank=True)
    answer = models.CharField("答复了什么", max_length=200, blank=True)

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["room", "-on", "-id"], name="reception_of_room"),
            models.Index(fields=["-on", "-id"], name="reception_by_day"),
            models.Index(fields=["on", "id"], condition=Q(end=""), name="reception_unanswered"),
        ]

    def __str__(self) -> str:
        return self.about

    @property
    def who(self) -> str:
        """Who came, in words."""
        return self.name or str(self.worker or "") or "没有留姓名"


class CentreQuerySet(ScopedQuerySet["Centre"]):
    scope_fields = ("org",)


class Centre(models.Model):
    """The worker service centre of a union of county level or above; converted when all seven functions are there."""

    org = models.OneToOneField(Org, models.PROTECT, related_name="centre", verbose_name="哪个工会的")
    name = models.CharField("名称", max_length=NAME)
    address = models.CharField("地点", max_length=PLACE)
    converted = models.DateField("转型日期", null=True)
    why = models.CharField("更正转型日期的理由", max_length=200, blank=True)
    proof = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    objects = CentreQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(converted=None, proof=None) | Q(converted__isnull=False, proof__isnull=False),
                name="centre_converted_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def lacks(self, day: date) -> list[str]:
        """The functions that nobody serves on the day, in words."""
        return missing([each.function for each in self.functions.all() if each.is_served(day)])


class CentreFunctionQuerySet(ScopedQuerySet["CentreFunction"]):
    scope_fields = ("centre__org",)


class CentreFunction(models.Model):
    """One of the seven functions of a centre: where, by whom, when; `outside` names whoever is no officer.

    One that is served no longer has ended on `until` and stays readable.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="functions", db_index=False)
    function = models.CharField("服务", max_length=12, choices=list(FUNCTIONS.items()))
    place = models.CharField("在哪里", max_length=PLACE)
    staff = models.ManyToManyField(Officer, related_name="+", verbose_name="谁在办")
    outside = models.CharField("请来的人", max_length=NAME, blank=True)
    hours = models.CharField("什么时候", max_length=NAME)
    until = models.DateField("停办日期", null=True)
    reason = models.CharField("停办的理由", max_length=200, blank=True)

    objects = CentreFunctionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["centre", "function"], condition=Q(until=None), name="function_once"),
        ]

    def __str__(self) -> str:
        return FUNCTIONS[self.function]

    def is_served(self, day: date) -> bool:
        """Whether somebody serves it: an officer still in office, or whoever was brought in."""
        there = (who for who in self.staff.all() if who.until is None or who.until > day)
        return self.until is None and bool(self.outside or any(there))


class AgentQuerySet(ScopedQuerySet["Agent"]):
    scope_fields = ("org",)

    def on(self, day: date) -> AgentQuerySet:
        """Those on the roster on a day."""
        return self.filter(Q(since__lte=day), Q(until=None) | Q(until__gt=day))


class Agent(models.Model):
    """An officer who carries petitions for workers (信访代理员) at a union, from a day to a day."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="哪个工会的")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="代理员")
    fields = models.JSONField("分工", default=list)
    since = models.DateField("起")
    until = models.DateField("止", null=True)
    reason = models.CharField("为什么不再担任", max_length=200, blank=True)

    objects = AgentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["org", "until"], name="agent_of_org")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "officer"], condition=Q(until=None), name="agent_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="agent_ends_after"),
        ]

    def __str__(self) -> str:
        return str(self.officer)

    @property
    def works_on(self) -> list[str]:
        """The fields of work in words."""
        known: Any = agent_fields()
        return [known.get(name, name) for name in self.fields]
