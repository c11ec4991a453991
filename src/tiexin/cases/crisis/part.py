"""What of a crisis stands on the page of a matter: the words for its kind, whom to call, what to write down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tiexin.cases import rules
from tiexin.cases.crisis.queries import told
from tiexin.cases.crisis.rules import KIND, script_of
from tiexin.cases.models import Case


def beside(request: HttpRequest, found: Case, takes_part: bool) -> dict[str, Any]:
    """Nothing for what is no crisis."""
    if found.kind != KIND:
        return {}
    service = found.service
    whom = told(found) if takes_part or found.reads else None
    return {
        "crisis": {
            "told": whom,
            "rings": sum(each.rings for each in whom or ()),
            "call": service.call,
            "script": script_of(service, found.details, found.sealed),
            "writes": takes_part and found.state not in rules.ENDED,
        }
    }
