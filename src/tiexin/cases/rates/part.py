"""What the rates tell the house at start, and what of them stands on the page of a matter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.http import HttpRequest

from tiexin.cases.models import Case
from tiexin.cases.queries import rights
from tiexin.cases.rates.models import AnswerReminder, Exclusion
from tiexin.core.prepared import Prepared
from tiexin.draws import kinds
from tiexin.duties import worker
from tiexin.evidence import names
from tiexin.orgs.asking import me


def begin() -> None:
    """Register everything; called once from the app's `ready()`."""
    from tiexin.cases.rates import drawing

    names.register("cases.exclusion", _exclusions, "cases.see")
    names.register("cases.recheck", _rechecks, "cases.see")
    kinds.register(kinds.Kind("call_backs", "回访", drawing.rows, drawing.BY, "件", dated=True))
    worker.DAILY.append(_remind)


def _exclusions(ids: Collection[int]) -> dict[int, str]:
    from tiexin.cases.rates.models import Exclusion

    rows = Exclusion.objects.select_related("case").filter(pk__in=list(ids))
    return {row.pk: f"{row.case.number}不计入三个率" for row in rows}


def _rechecks(ids: Collection[int]) -> dict[int, str]:
    from tiexin.cases.rates.models import Recheck

    rows = Recheck.objects.select_related("case").filter(pk__in=list(ids))
    return {row.pk: f"{row.case.number}抽查再问" for row in rows}


def _remind(day: date) -> None:
    from tiexin.cases.actions.rates import remind_unanswered

    remind_unanswered(day)


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """The decision about a matter, whether it may still be asked for, and when whoever asked was reminded."""
    there = rights(request, found)
    exclusion = next(iter(_exclusion_of(found.pk)), None) if there.has_exclusions else None
    standing = exclusion is not None and exclusion.state != "refused"
    reminders = _reminders(found.pk) if there.has_reminders else []
    return {
        "exclusion": exclusion,
        "may_exclude": "owner" in roles and not standing and me(request).org_id == found.org_id,
        "reminded": next((each for each in reminders if each.round == found.round), None),
    }


_exclusion_of = Prepared(
    lambda case: Exclusion.objects.filter(case=case).select_related("decided_org").order_by("-pk")[:1]
)
_reminders = Prepared(lambda case: AnswerReminder.objects.filter(case=case).order_by("pk"))
