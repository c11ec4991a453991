"""Who at a unit handles which kind of matter first."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet


class DefaultOwnerQuerySet(ScopedQuerySet["DefaultOwner"]):
    scope_fields = ("org",)

    def standing(self) -> DefaultOwnerQuerySet:
        """Those in force."""
        return self.filter(until=None)


class DefaultOwner(models.Model):
    """An officer who hears first of new matters of a kind at a unit, and is put first where one is assigned."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False, verbose_name="哪个单位的")
    kind = models.CharField("哪一项", max_length=20)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="谁承办")
    since = models.DateField("起")
    until = models.DateField("止", null=True)

    objects = DefaultOwnerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "kind"], condition=Q(until=None), name="default_owner_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="default_owner_ends_after"),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "kind", "until"], name="default_owner_of_unit")]

    def __str__(self) -> str:
        return f"{self.what}由{self.officer}承办"

    @property
    def what(self) -> str:
        """The kind of matter in words."""
        from tiexin.cases.catalogue import catalogue

        found = catalogue().get(self.kind)
        return found.label if found else self.kind
