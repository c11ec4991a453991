"""From what a matter came, as a table of its own file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CaseOrigin(models.Model):
    """The call, reception, talk or problem that a matter comes from, as an id: its room may stand above this one."""

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="origin")
    kind = models.CharField(max_length=12)
    thing_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "thing_id", "case"], name="origin_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"
