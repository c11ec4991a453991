"""The messages of the house, one row for each way one of them takes, and how each person wants to be reached."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tiexin.core import sealed
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.outbox import rules
from tiexin.outbox.kinds import KINDS


class Channel(models.TextChoices):
    APP = "app", "系统内"
    SMS = "sms", "短信"
    WORK = "work", "工作平台"


OUT = (Channel.SMS, Channel.WORK)  # the ways out of the house
COLUMNS = {Channel.SMS: "phone", Channel.WORK: "account"}  # where the sealed address of a way lies


class Way(models.TextChoices):
    """How somebody is told outside the product: at most one way."""

    NONE = "none", "不另外告诉"
    SMS = Channel.SMS.value, Channel.SMS.label
    WORK = Channel.WORK.value, Channel.WORK.label


class State(models.TextChoices):
    WAITING = "waiting", "待发"
    SENDING = "sending", "正在发"
    SENT = "sent", "已发"
    FAILED = "failed", "没有发成"
    DROPPED = "dropped", "不再发"
    READ = "read", "已读"


UNREAD = {"channel": Channel.APP, "state": State.SENT}
IS_OUT = ~Q(channel="app")  # so said SQLite finds its indexes by it, by a list of channels it does not
UNSENT = IS_OUT & Q(state__in=(State.FAILED, State.DROPPED))


class MessageQuerySet(ScopedQuerySet["Message"]):
    def of(self, officer: Officer) -> MessageQuerySet:
        """What stands in a person's list: told in the product, read or not; what waits for its moment does not yet."""
        return self.filter(officer=officer, channel=Channel.APP, state__in=(State.SENT, State.READ))

    def unread(self) -> MessageQuerySet:
        """Messages in the product that nobody has opened."""
        return self.filter(**UNREAD)

    def unsent(self) -> MessageQuerySet:
        """Texts that did not go: given up, or dropped on the way."""
        return self.filter(UNSENT)

    def texts(self) -> MessageQuerySet:
        """Messages that leave the house, by SMS or through a work platform."""
        return self.filter(IS_OUT)


class Message(models.Model):
    """One thing told to one person by one channel. `reader` names the person without telling who it is.

    The words carry no personal content. A phone number, or an account on a platform, lies sealed and goes to the
    gateway alone.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name="单位")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="messages", db_index=False)
    phone = models.BinaryField(null=True, editable=False)
    account = models.BinaryField(null=True, editable=False)
    reader = models.CharField(max_length=40, editable=False)
    channel = models.CharField("方式", max_length=4, choices=Channel.choices)
    kind = models.CharField("类别", max_length=12, choices=list(KINDS.items()))
    title = models.CharField("说什么", max_length=rules.TITLE)
    body = models.CharField("内容", max_length=rules.BODY, blank=True)
    url = models.CharField("通到哪里", max_length=rules.URL, blank=True)
    urgent = models.BooleanField("紧急", default=False)
    source = models.CharField("因何而发", max_length=rules.SOURCE)
    told = models.DateTimeField("何时写下")
    due = models.DateTimeField("不早于")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("试过几次", default=0)
    taken = models.DateTimeField("何时交给通道", null=True)
    opened = models.DateTimeField("何时看的", null=True)
    error = models.CharField("为什么没有发成", max_length=rules.ERROR, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "reader", "channel"], name="message_told_once"),
            models.UniqueConstraint(fields=["source", "reader"], condition=IS_OUT, name="message_out_once"),
            models.CheckConstraint(
                condition=Q(channel="app", officer__isnull=False, phone__isnull=True, account__isnull=True)
                | Q(channel="sms", phone__isnull=False, account__isnull=True)
                | Q(channel="work", officer__isnull=False, phone__isnull=True, account__isnull=False),
                name="message_has_a_way",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["officer", "-id"], condition=Q(channel="app"), name="message_list"),
            models.Index(fields=["officer"], condition=Q(channel="app", state="sent"), name="message_unread"),
            models.Index(fields=["state", "due"], name="message_waiting"),
            models.Index(fields=["reader", "taken"], condition=IS_OUT, name="message_cap"),
            models.Index(fields=["org", "due"], name="message_burden"),
            models.Index(fields=["-id"], condition=IS_OUT & Q(state__in=("failed", "dropped")), name="message_unsent"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def address(self) -> str:
        """The phone number or the account in the clear, for the gateway alone."""
        column = COLUMNS[Channel(self.channel)]
        return sealed.unseal(bytes(getattr(self, column) or b""), place("message", self.uuid, column))

    def send_to(self, way: str, address: str) -> None:
        """Let it take this way out, to an address that is sealed to its row."""
        self.channel, self.phone, self.account = way, None, None
        column = COLUMNS[Channel(way)]
        setattr(self, column, sealed.seal(address, place("message", self.uuid, column)))

    @property
    def text(self) -> str:
        """The words as they leave the house."""
        return rules.spoken(self.title, self.body)

    def is_lost(self, now: datetime) -> bool:
        """Tell whether it was handed over so long ago that the worker must have died over it."""
        return self.state == State.SENDING and self.taken is not None and self.taken + rules.limits().lost_after <= now


class Preference(models.Model):
    """How one person wants to be reached; whoever has none is told in the product alone."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    officer = models.OneToOneField(Officer, models.PROTECT, related_name="preference")
    way = models.CharField("另外怎么告诉", max_length=4, choices=Way.choices, default=Way.NONE)
    phone = models.BinaryField(null=True, editable=False)
    account = models.BinaryField(null=True, editable=False)
    quiet_from = models.TimeField("安静时段从")
    quiet_until = models.TimeField("到")
    digested = models.DateTimeField(null=True, editable=False)
    calendar = models.UUIDField(
        null=True, unique=True, editable=False
    )  # of the link to one's calendar, while there is one

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(way="none") | Q(way="sms", phone__isnull=False) | Q(way="work", account__isnull=False),
                name="way_has_its_address",
            ),
        ]

    def __str__(self) -> str:
        return f"preference {self.pk}"

    @property
    def number(self) -> str:
        """The phone number in the clear; "" without one."""
        return sealed.unseal(bytes(self.phone), place("preference", self.uuid)) if self.phone else ""

    @property
    def userid(self) -> str:
        """The account on the work platform in the clear; "" without one."""
        where = place("preference", self.uuid, "account")
        return sealed.unseal(bytes(self.account), where) if self.account else ""

    @property
    def address(self) -> str:
        """Where the way chosen leads to; "" for none."""
        return self.address_of(self.way)

    def address_of(self, way: str) -> str:
        """Where a way leads to; "" for none."""
        return {Way.SMS: self.number, Way.WORK: self.userid}.get(Way(way), "")

    @property
    def quiet(self) -> rules.Quiet:
        """The hours in which nothing leaves the house for them."""
        return rules.Quiet(self.quiet_from, self.quiet_until)


def place(table: str, uuid: object, column: str = "phone") -> str:
    """Where a sealed phone number or account belongs."""
    return f"{table}.{column}:{uuid}"
