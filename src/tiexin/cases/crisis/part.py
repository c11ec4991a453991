"""What of a crisis stands on the page of a matter: the words for its kind, whom to call, what to write down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tiexin.cases import rules
from tiexin.cases.crisis.queries import Told, told
from tiexin.cases.crisis.rules import KIND, occasion, script_of
from tiexin.cases.models import Case
from tiexin.core.days import moment
from tiexin.orgs.asking import me, today, who
from tiexin.outbox.actions import mark_told


def _see(request: HttpRequest, found: Case, whom: list[Told]) -> None:
    """Whoever was told and opens the matter has seen it, whether by its message or not: nobody is to ring them."""
    mine = next((each for each in whom if each.officer == me(request) and each.opened is None), None)
    if mine is not None and request.method == "GET" and mark_told(occasion(found.pk), **who(request)):
        mine.opened = moment(today(request))


def beside(request: HttpRequest, found: Case, takes_part: bool) -> dict[str, Any]:
    """Nothing for what is no crisis."""
    if found.kind != KIND:
        return {"crisis": None}
    service = found.service
    whom = told(found) if takes_part or found.reads else None
    _see(request, found, whom or [])
    return {
        "crisis": {
            "told": whom,
            "rings": sum(each.rings for each in whom or ()),
            "call": service.call,
            "script": script_of(service, found.details, found.sealed),
            "writes": takes_part and found.state not in rules.ENDED,
        }
    }
