"""Who looks: an account whose session the browser holds, matters that it has opened by their code, large print.

Cookies of their own, for the portal's addresses alone: an officer's session is never read here, nor made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tiexin.cases.models import Case
from tiexin.core.addresses import address_of
from tiexin.core.days import moment
from tiexin.orgs.asking import today
from tiexin.portal import queries
from tiexin.portal.models import PortalAccount
from tiexin.portal.rules import limits

SESSION, SEEN, TICKET, LARGE = "tiexin_my", "tiexin_my_seen", "tiexin_my_ticket", "tiexin_my_large"
SEEN_SALT, TICKET_SALT = "tiexin.portal.seen", "tiexin.portal.ticket"
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Visitor:
    """Somebody at the portal: with an account or without, and what this browser may look at."""

    account: PortalAccount | None
    seen: tuple[int, ...]

    @property
    def matters(self) -> QuerySet[Case]:
        """What they may see, the newest first."""
        return queries.own(self.account, self.seen).order_by("-pk")


def visitor(request: HttpRequest) -> Visitor:
    """Who looks at this page."""
    token = request.COOKIES.get(SESSION, "")
    return Visitor(queries.account_of(token, moment(today(request))), _seen(request))


def _seen(request: HttpRequest) -> tuple[int, ...]:
    read = unsigned(request, SEEN, SEEN_SALT, limits().seen)
    return tuple(read) if isinstance(read, list) else ()


def unsigned(request: HttpRequest, name: str, salt: str, lasts: timedelta) -> Any:
    """What a signed cookie says while it is fresh; None for a forged or an old one."""
    try:
        return signing.loads(request.COOKIES.get(name, ""), salt=salt, max_age=lasts)
    except signing.BadSignature:
        return None


def put(response: HttpResponse, name: str, value: str, lasts: timedelta) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send, for the portal's addresses alone."""
    kind: dict[str, Any] = {"path": reverse("my"), "httponly": True, "samesite": "Lax", "secure": settings.SECURE}
    response.set_cookie(name, value, max_age=int(lasts.total_seconds()), **kind)


def drop(response: HttpResponse, *names: str) -> None:
    """Take cookies back."""
    for name in names:
        response.delete_cookie(name, path=reverse("my"), samesite="Lax")


def remember(request: HttpRequest, response: HttpResponse, case: Case) -> None:
    """Let this browser look at a matter for a while."""
    others = [pk for pk in _seen(request) if pk != case.pk]
    kept = [case.pk, *others][: limits().remembered]
    put(response, SEEN, signing.dumps(kept, salt=SEEN_SALT), limits().seen)


def own(view: Callable[[HttpRequest, Case], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the visitor's own matter; for any other, there or not, the way is the code."""

    @wraps(view)
    def guarded(request: HttpRequest, which: str) -> HttpResponse:
        case = queries.named(visitor(request).matters, which)
        return redirect("my-follow") if case is None else view(request, case)

    return guarded


def address(request: HttpRequest) -> str:
    """From where somebody tries."""
    return address_of(request)
