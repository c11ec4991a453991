"""Accounts of workers by their phone, what belongs to them, and how often somebody tried. Nothing here is an officer's.

A phone lies sealed, found again by a blind index alone. What an account may see are the matters that were asked through
it or whose code was typed in it: a number that somebody wrote into a form opens nothing.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from tiexin.cases.models import Case
from tiexin.core.sealed import unseal


class PortalAccount(models.Model):
    """Somebody who proved once that a phone is in their hand."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    phone_sealed = models.BinaryField(editable=False)
    phone_index = models.BinaryField(max_length=16, unique=True, editable=False)
    since = models.DateField()

    def __str__(self) -> str:
        return f"portal account {self.pk}"

    @property
    def phone(self) -> str:
        """The number in the clear, for its owner alone."""
        return unseal(bytes(self.phone_sealed), f"portal.phone:{self.key}")


class PortalMatter(models.Model):
    """A matter that belongs to an account: asked through it, or opened in it by its code."""

    account = models.ForeignKey(PortalAccount, models.PROTECT, related_name="matters", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "case"], name="portal_matter_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.case_id}"


class PhoneCode(models.Model):
    """A code on its way to a phone. The browser that asked for it holds the ticket; both are kept as hashes."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ticket_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    phone_sealed = models.BinaryField(editable=False)
    phone_index = models.BinaryField(max_length=16, editable=False)
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["until"], name="phone_code_until")]

    def __str__(self) -> str:
        return f"phone code {self.pk}"


class PortalSession(models.Model):
    """A browser in which an account is open: its cookie's hash, until when. Logging out deletes it."""

    account = models.ForeignKey(PortalAccount, models.CASCADE, related_name="sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["until"], name="portal_session_until")]

    def __str__(self) -> str:
        return f"portal session {self.pk}"


class Tally(models.Model):
    """How often an address or a number did one thing in one stretch of hours; who it was is a blind index."""

    kind = models.CharField(max_length=12)
    who = models.BinaryField(max_length=16)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "who", "since"], name="tally_once")]
        indexes: ClassVar = [models.Index(fields=["since"], name="tally_since")]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"
