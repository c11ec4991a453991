"""What is known of a worker over time: groups, employment, membership and dues. Each row holds from a day to a day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.models import Employer, Worker
from tiexin.registry.vocabulary import SPELL_KINDS, WHY_LEFT, WORKER_GROUPS

ENDS_LATER = Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gt=F("since"))


class WorkerGroupQuerySet(ScopedQuerySet["WorkerGroup"]):
    scope_fields = ("worker__org",)

    def on(self, day: date) -> WorkerGroupQuerySet:
        """The groups in force on a day."""
        return self.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))


class WorkerGroup(models.Model):
    """A worker belongs to one of the groups to be served (C081) for a time, with the reason and who set it."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="groups", verbose_name="职工")
    group = models.CharField("群体", max_length=20, choices=list(WORKER_GROUPS.items()))
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    reason = models.CharField("理由", max_length=200)
    set_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = WorkerGroupQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker", "group"], condition=Q(until__isnull=True), name="open_group_once"
            ),
            models.CheckConstraint(condition=ENDS_LATER, name="group_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.group}"


class SpellQuerySet(ScopedQuerySet["Spell"]):
    scope_fields = ("worker__org", "employer__org", "using__org")

    def standing(self) -> SpellQuerySet:
        """Employment that has not ended."""
        return self.filter(until=None)


class Spell(models.Model):
    """Employment of one worker from a day to a day; there may be none or several at once.

    `employer` has the contract (the agency of a dispatched worker, the firm behind a platform), `using` is where the
    work is done when that is another; both are empty for whoever works for nobody in particular. `since` is empty
    where nobody knows it any more.
    """

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="spells", verbose_name="职工")
    kind = models.CharField("用工形式", max_length=12, choices=list(SPELL_KINDS.items()))
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, blank=True, related_name="spells")
    using = models.ForeignKey(Employer, models.PROTECT, null=True, blank=True, related_name="used_spells")
    since = models.DateField("起", null=True, blank=True)
    until = models.DateField("止", null=True, blank=True)

    objects = SpellQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker", "employer"], condition=Q(until__isnull=True), name="spell_once"),
            models.CheckConstraint(condition=ENDS_LATER, name="spell_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.kind}"

    @property
    def place(self) -> Employer | None:
        """Where the work is done."""
        return self.using or self.employer


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    scope_fields = ("org", "worker__org")

    def on(self, day: date) -> MembershipQuerySet:
        """Memberships that stand on a day."""
        return self.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))


class Membership(models.Model):
    """A worker is a member of one basic union from a day to a day; `to` is the union that one was transferred to.

    `doubled` is set when two entries of one person are found to tell the same membership, and on what was entered
    by mistake: it does not count.
    """

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="memberships", verbose_name="职工")
    org = models.ForeignKey(Org, models.PROTECT, related_name="memberships", verbose_name="基层工会")
    since = models.DateField("入会日期")
    until = models.DateField("止", null=True, blank=True)
    why = models.CharField("原因", max_length=12, choices=list(WHY_LEFT.items()), blank=True)
    to = models.ForeignKey(Org, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    doubled = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker"], condition=Q(until__isnull=True), name="member_of_one_union"),
            models.CheckConstraint(condition=ENDS_LATER, name="membership_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} @ {self.org_id}"


class Dues(models.Model):
    """Dues paid for whole months: the first day of the first month, the last day of the last, and how much (fen)."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="dues", db_index=False)
    first = models.DateField("从")
    last = models.DateField("到")
    amount = models.PositiveBigIntegerField("金额（分）")
    on = models.DateField("登记日期")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "first"], name="month_paid_once"),
            models.CheckConstraint(condition=Q(last__gt=F("first")), name="dues_last_after_first"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.first}–{self.last}"
