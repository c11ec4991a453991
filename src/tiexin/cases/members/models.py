"""The people of a matter of a group, each with a code of their own: so that it is seen who was answered and who not."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest

from tiexin.cases.members.rules import NAME, said_way
from tiexin.core.sealed import unseal
from tiexin.orgs.models import Officer


class MemberQuerySet(models.QuerySet["Member"]):
    def standing(self) -> MemberQuerySet:
        """Those on the list now."""
        return self.filter(until=None)

    def unanswered(self) -> MemberQuerySet:
        """Those whom the answer of the present round has not reached."""
        return self.standing().exclude(round=F("case__round"), round__isnull=False)

    def for_request(self, request: HttpRequest, permission: str = "") -> Self:
        """Rows of matters in reach."""
        from tiexin.cases.models import Case

        return self.filter(Case.objects.for_request(request, permission).having())


class Member(models.Model):
    """Somebody for whom a matter of many was brought, beside whoever asked.

    A phone lies sealed: it is there for one text when there is an answer. `round`, `way` and `answered` say of which
    handling they learned the answer, how and when; their code shows the matter and changes nothing.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="members", db_index=False)
    name = models.CharField("姓名", max_length=NAME)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_index = models.BinaryField(max_length=16, null=True, editable=False)
    since = models.DateField("起")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField("哪一次办理的答复", null=True)
    way = models.CharField("怎么答复到的", max_length=12, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    answered = models.DateField("答复日期", null=True)
    until = models.DateField("止", null=True)
    reason = models.CharField("为什么划去", max_length=200, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "name", "phone_index"], condition=Q(until=None), name="member_once_by_phone"
            ),
            models.UniqueConstraint(
                fields=["case", "name"], condition=Q(until=None, phone_index=None), name="member_once_by_name"
            ),
            models.CheckConstraint(
                condition=Q(round=None, way="", answered=None)
                | Q(~Q(way=""), round__isnull=False, answered__isnull=False),
                name="member_answered_some_way",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="member_of_case")]

    def __str__(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        """The number that was left, opened; nothing where none was."""
        return unseal(bytes(self.phone_sealed), f"case.member.phone:{self.key}") if self.phone_sealed else ""

    @property
    def said_way(self) -> str:
        """How the answer reached them, in words."""
        return said_way(self.way)
