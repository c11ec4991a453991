"""Where a matter comes from: a call, a reception, a talk, a problem. Rooms register theirs, imports still point down.

One tap there opens the form with everything that is known; what comes of the matter is shown there again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest

if TYPE_CHECKING:
    from tiexin.cases.models import Case
    from tiexin.orgs.models import Officer


@dataclass(frozen=True)
class Origin:
    """A kind of place that a matter comes from.

    `known` reads what is known there as initial values of the form, None out of reach; `link` is called in the
    transaction that registers the matter, `answered` in the one that answers it; `url` names the page that shows the
    place.
    """

    name: str
    label: str
    channel: str
    url: str
    known: Callable[[HttpRequest, int], dict[str, Any] | None]
    link: Callable[[int, Case, Officer, date], None] | None = None
    answered: Callable[[int, Case, Officer | None, date], None] | None = None


ORIGINS: dict[str, Origin] = {}


def register(origin: Origin) -> None:
    """Let matters come from a kind of place; called by its room at start."""
    ORIGINS[origin.name] = origin


def asked(request: HttpRequest) -> tuple[Origin, int, dict[str, Any]] | None:
    """The place that the address names, with what is known there; None when it names none within reach."""
    for name, origin in ORIGINS.items():
        text = request.GET.get(name, "")
        if text.isascii() and text.isdigit() and len(text) <= 18:
            known = origin.known(request, int(text))
            return None if known is None else (origin, int(text), known)
    return None


def address(origin: tuple[Origin, int, dict[str, Any]] | None) -> str:
    """The place once more, for the address of the next page; nothing else of an address is passed on."""
    return urlencode({origin[0].name: origin[1]}) if origin else ""


def tell_answered(case: Case, by: Officer | None, on: date) -> None:
    """Let the place that a matter comes from hear that it was answered."""
    from tiexin.cases.models import CaseOrigin

    came = CaseOrigin.objects.filter(case=case).first()
    kind = ORIGINS.get(came.kind) if came else None
    if came is not None and kind is not None and kind.answered is not None:
        kind.answered(came.thing_id, case, by, on)
