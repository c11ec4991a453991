"""Phones that send records, and the receipt of each record that came."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiexin.orgs.models import Officer
from tiexin.visits.field.rules import KINDS


class Device(models.Model):
    """A browser of one officer that records without a signal; `key` was made there."""

    key = models.UUIDField(unique=True)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="devices", verbose_name="干部")
    since = models.DateField("首次同步")

    def __str__(self) -> str:
        return f"{self.officer_id} {self.key}"


class Receipt(models.Model):
    """A record of a phone that was received: sent again, it gets the same answer and is not written again.

    `made_at` is when it was written by the phone's clock, put right by what the phone measured.
    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="receipts", db_index=False)
    uuid = models.UUIDField()
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    answer = models.JSONField()
    made_at = models.DateTimeField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "uuid"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
