"""What hours tell the house at start, and what of them stands on the page of a matter."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest

from tiexin.cases import rules
from tiexin.cases.models import Case
from tiexin.evidence import names


def begin() -> None:
    """Register everything; called once from the app's `ready()`."""
    names.register("cases.slot", _slots, "cases.see")


def _slots(ids: Collection[int]) -> dict[int, str]:
    from tiexin.cases.appointments.models import Slot

    return {row.pk: row.when for row in Slot.objects.filter(pk__in=list(ids))}


def beside(request: HttpRequest, found: Case, takes_part: bool) -> dict[str, Any]:
    """The hours of a matter with what was said, for those who take part; nothing where nobody is asked to come."""
    if not found.service.appointment or not takes_part:
        return {"appointments": [], "may_book": False}
    rows = list(found.appointments.select_related("slot__counsellor").order_by("-pk"))
    open_one = any(each.state == "booked" for each in rows)
    return {"appointments": rows, "may_book": not open_one and found.state not in rules.ENDED}
