"""The lawful steps of its service on the page of a matter: a short list to go by, with one tap for each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tiexin.cases import queries
from tiexin.cases.models import Case
from tiexin.cases.rules import ENDED
from tiexin.cases.stages.queries import done_of
from tiexin.cases.stages.rules import marks


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """Nothing for a crisis, which has a list of its own."""
    if found.service.script:
        return {}
    rights = queries.rights(request, found)
    part = found.state not in ENDED and rights.works
    return {
        "marks": marks(found.service, done_of(found, getattr(found, "walked", None), lettered=rights.has_letters)),
        "may_mark": part,
        "undelivered": found.state not in ENDED and rights.has_undelivered,
    }
