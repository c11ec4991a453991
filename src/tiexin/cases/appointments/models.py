"""Hours that a counsellor offers, and who comes: one at a time, what was said under seal."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tiexin.cases.appointments.rules import ENDS, PLACE
from tiexin.cases.models import Case
from tiexin.core.sealed import unseal
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class SlotQuerySet(ScopedQuerySet["Slot"]):
    scope_fields = ("org",)

    def free(self) -> SlotQuerySet:
        """Hours that nobody has and that were not taken back."""
        return self.filter(dropped=None).exclude(appointments__state__in=("booked", "done", "absent"))


class Slot(models.Model):
    """A stretch of time at a place that one counsellor offers."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    counsellor = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁接待")
    place = models.CharField("地点", max_length=PLACE)
    woman = models.BooleanField("由女同志接待", default=False)
    begins = models.DateTimeField("开始")
    ends = models.DateTimeField("结束")
    dropped = models.DateField("收回日期", null=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["counsellor", "begins"], condition=Q(dropped=None), name="slot_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="slot_ends_after_it_begins"),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "begins"], name="slot_of_org")]

    def __str__(self) -> str:
        return self.when

    @property
    def day(self) -> date:
        """The local day on which it begins."""
        return timezone.localtime(self.begins).date()

    @property
    def when(self) -> str:
        """Its time in words."""
        first, last = timezone.localtime(self.begins), timezone.localtime(self.ends)
        return f"{first.year}年{first.month}月{first.day}日 {first:%H:%M}—{last:%H:%M}"

    @property
    def receiver(self) -> str:
        """Who receives, and that it is a woman where that was said."""
        return f"{self.counsellor}{'（女同志）' if self.woman else ''}"


class Appointment(models.Model):
    """A matter at an hour; `note_sealed` is what was said, for those who take part in the matter alone.

    `by` is None where whoever asked chose it on their own pages.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="appointments", verbose_name="时间")
    case = models.ForeignKey(Case, models.PROTECT, related_name="appointments", db_index=False)
    state = models.CharField("情况", max_length=10, choices=list(ENDS.items()), default="booked")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name="谁约的")
    on = models.DateField("哪天约的")
    note_sealed = models.BinaryField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(state__in=("booked", "done", "absent")), name="one_comes_at_an_hour"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state="booked"), name="one_open_appointment"),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="appointment_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.slot_id}"

    @property
    def note(self) -> str:
        """What was said; opened only here."""
        return unseal(bytes(self.note_sealed), f"appointment.note:{self.key}") if self.note_sealed else ""
