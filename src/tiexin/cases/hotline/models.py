"""The hotline: lines and unions that joined them, seats and shifts, calls and what a telephone system told of them;
whom a seat rang about a crisis that nobody had taken over."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.cases.hotline.rules import (
    KINDS,
    SCORES,
    SEAT_STATES,
    STATES,
    UNDONE,
    WHAT,
    clock,
    is_spoken,
    undoable,
    wait,
)
from tiexin.core.sealed import unseal
from tiexin.draws.models import Pick
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.rules import masked


class Line(models.Model):
    """A hotline in service, and the union that runs it."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="主办单位")
    number = models.CharField("号码", max_length=20)
    opened = models.DateField("开通日期")
    closed = models.DateField("停用日期", null=True)

    objects = ScopedQuerySet["Line"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], condition=Q(closed=None), name="line_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class LineJoin(models.Model):
    """A union whose workers the line serves, from a day until a day."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="joined")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="接入单位")
    since = models.DateField("接入日期")
    until = models.DateField("撤销日期", null=True)

    objects = ScopedQuerySet["LineJoin"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "org"], condition=Q(until=None), name="line_joined_once")
        ]

    def __str__(self) -> str:
        return f"{self.line} · {self.org}"


class Seat(models.Model):
    """A place at which calls are answered, who sits there now and whether the next call may come."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="seats")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="单位")
    number = models.CharField("座席号", max_length=20)
    officer = models.OneToOneField(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁在座")
    state = models.CharField("状态", max_length=8, choices=list(SEAT_STATES.items()), default="away")
    closed = models.DateField("停用日期", null=True)

    objects = ScopedQuerySet["Seat"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "number"], condition=Q(closed=None), name="seat_number_once"),
            models.CheckConstraint(condition=~Q(officer=None) | Q(state="away"), name="empty_seat_is_away"),
            models.CheckConstraint(condition=Q(closed=None) | Q(officer=None), name="closed_seat_is_empty"),
        ]

    def __str__(self) -> str:
        return self.number


class Sitting(models.Model):
    """Who sat at a seat from when to when, by the clock: an event that comes late is credited by it."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="sittings", db_index=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["seat", "-since"], name="sitting_of_seat")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat"], condition=Q(until=None), name="one_sits_at_a_seat")
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.officer_id}"


class LineMend(models.Model):
    """What was put right on a line, and why: a number, a seat, a union that had joined."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="mends")
    text = models.CharField("改了什么", max_length=120)
    why = models.CharField("为什么", max_length=200)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁改的")
    on = models.DateField("日期")

    def __str__(self) -> str:
        return self.text


class Shift(models.Model):
    """An officer's hours on one day, in minutes since midnight."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="单位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁")
    on = models.DateField("日期")
    start = models.PositiveSmallIntegerField("上班")
    end = models.PositiveSmallIntegerField("下班")
    dropped = models.DateField("取消日期", null=True)

    objects = ScopedQuerySet["Shift"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["officer", "on"], name="shift_of_officer")]

    def __str__(self) -> str:
        return f"{self.officer} {self.on}"

    @property
    def hours(self) -> str:
        """From when to when, as clocks show it."""
        return f"{clock(self.start)}–{clock(self.end)}"


class Call(models.Model):
    """One call. Its moments are what its events tell together; what it was about is said by who answered it, or by
    who reached the caller on calling back: nobody has answered it then, and `by` is who wrote down what it was.

    `done` is the day on which its promise was kept: the question answered, the request taken up (not sent
    elsewhere), the difficulty helped.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exchange_id = models.CharField(max_length=64, unique=True, editable=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="calls")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="来电地区")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="calls", verbose_name="座席")
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_index = models.BinaryField(max_length=16, null=True, editable=False)
    at = models.DateTimeField("来电时间")
    ring = models.DateTimeField("振铃", null=True)
    answer = models.DateTimeField("接起", null=True)
    end = models.DateTimeField("挂断", null=True)
    recording = models.CharField("录音编号", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()))
    what = models.CharField("来电是", max_length=10, choices=list(WHAT.items()), blank=True)
    at_once = models.BooleanField("当场答复", default=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="calls", verbose_name="登记的事项")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁接的")
    done = models.DateField("做到的日期", null=True)
    called_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁回拨")
    called_at = models.DateTimeField("回拨时间", null=True)
    reached = models.BooleanField("回拨接通", null=True)
    tries = models.PositiveSmallIntegerField("回拨次数", default=0)

    objects = ScopedQuerySet["Call"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["org", "-at", "-id"], name="call_of_org"),
            models.Index(fields=["line", "-at", "-id"], name="call_of_line"),
            models.Index(fields=["phone_index"], condition=Q(phone_index__isnull=False), name="call_of_phone"),
            models.Index(fields=["-at", "-id"], name="call_by_day"),
            models.Index(fields=["at"], condition=Q(state="ringing"), name="call_ringing"),
            models.Index(fields=["at", "id"], condition=Q(state="abandoned"), name="call_abandoned"),
            models.Index(
                fields=["at", "id"],
                condition=Q(Q(reached=None) | Q(reached=False), state="abandoned"),
                name="call_to_ring_back",
            ),
            models.Index(
                fields=["at", "id"], condition=Q(done=None, case=None) & ~Q(what=""), name="call_unregistered"
            ),
        ]

    def __str__(self) -> str:
        return self.exchange_id

    @property
    def phone(self) -> str:
        """The caller's number, opened only here; empty when it was hidden."""
        return unseal(bytes(self.phone_sealed), f"call.phone:{self.key}") if self.phone_sealed is not None else ""

    @property
    def masked(self) -> str:
        """The number as lists show it."""
        return masked("phone", self.phone) if self.phone else "没有显示号码"

    @property
    def is_open(self) -> bool:
        """Whether somebody spoke with the caller and nothing has come of it yet, not even a matter."""
        return is_spoken(self.state, self.reached) and self.case_id is None and self.done is None

    @property
    def undoable(self) -> str:
        """Which of the things written down may be taken back now; empty for none."""
        return undoable(self)

    @property
    def answered_by(self) -> Officer | None:
        """Who answered it, as far as that is known; of a call that was not answered, nobody."""
        return self.by if self.answer is not None else None

    @property
    def wait(self) -> float | None:
        """How many seconds it rang before it was answered."""
        return wait(self.ring, self.answer)


class CallEvent(models.Model):
    """One event as the telephone system told it, kept even when it came late; its id is taken once."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="events")
    event = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    at = models.DateTimeField()
    received = models.DateTimeField()
    recording = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"


class CallUndone(models.Model):
    """What was written down of a call by mistake and taken back, by whom and why."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="undone")
    was = models.CharField("原来记的", max_length=10, choices=list(UNDONE.items()))
    why = models.CharField("为什么", max_length=200)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁改的")
    on = models.DateField("日期")

    def __str__(self) -> str:
        return f"{self.call_id} {self.was}"


class CrisisRing(models.Model):
    """That somebody at a seat rang one who was told of a crisis, and whether they answered; its step says when, and by
    whom. Without an officer it was the union above, where nobody could be told."""

    step = models.OneToOneField("cases.CaseStep", models.PROTECT, primary_key=True, related_name="ring")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="打给谁")
    answered = models.BooleanField("打通了")

    def __str__(self) -> str:
        return f"{self.step_id} {self.officer_id}"


class CallScore(models.Model):
    """A drawn call judged on a sheet by somebody who did not answer it: the lines as they stood, a word for each."""

    pick = models.OneToOneField(Pick, models.PROTECT, related_name="+", verbose_name="抽中")
    call = models.ForeignKey(Call, models.PROTECT, related_name="scores", verbose_name="来电")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="来电地区")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁评的")
    on = models.DateField("评分日期")
    sheet = models.JSONField("评分表")
    sheet_hash = models.CharField(max_length=64)
    answers = models.JSONField("每一条")
    note = models.CharField("评语", max_length=200, blank=True)
    reply = models.CharField("接听人的说明", max_length=200, blank=True)
    replied = models.DateField("说明日期", null=True)

    objects = ScopedQuerySet["CallScore"].as_manager()

    def __str__(self) -> str:
        return f"{self.call} {self.on}"

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each line in the words of the sheet, with how it was judged."""
        return [(line["text"], SCORES[self.answers[line["key"]]]) for line in self.sheet["lines"]]
