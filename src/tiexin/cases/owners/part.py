"""What default owners tell the house at start: names for the trail, what leavers hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from tiexin.evidence import names
from tiexin.orgs import orphans
from tiexin.orgs.models import Officer

if TYPE_CHECKING:
    from tiexin.cases.owners.models import DefaultOwner


def begin() -> None:
    """Register everything; called once from the app's `ready()`."""
    names.register("cases.defaultowner", _names, "cases.see")
    orphans.register(orphans.Held("defaultowner", "承办分工", _standing, _told, _hand_over, "org"))


def _names(ids: Collection[int]) -> dict[int, str]:
    from tiexin.cases.owners.models import DefaultOwner

    return {row.pk: str(row) for row in DefaultOwner.objects.filter(pk__in=list(ids)).select_related("officer")}


def _standing(day: date) -> QuerySet[DefaultOwner]:
    from tiexin.cases.owners.models import DefaultOwner

    return DefaultOwner.objects.standing().select_related("org", "officer").order_by("org", "kind")


def _told(row: DefaultOwner) -> str:
    return f"{row.org}的{row.what}"


def _hand_over(row: DefaultOwner, successor: Officer, by: Officer | None, on: date) -> object:
    from tiexin.cases.actions.owners import name_default_owner

    return name_default_owner(row.org, [row.kind], successor, by=by or successor, on=on)
