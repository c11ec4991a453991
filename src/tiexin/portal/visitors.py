"""Who looks: an account whose session the browser holds, matters that it has opened by their code, large print.

Cookies of their own, for the portal's addresses alone: an officer's session is never read here, nor made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tiexin.cases.models import Case
from tiexin.core.addresses import address_of
from tiexin.core.days import moment, now
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
    return Visitor(queries.account_of(token, moment(today(request))), tuple(pk for pk, _ in _opened(request)))


def _opened(request: HttpRequest) -> list[tuple[int, int]]:
    """The matters that this browser has opened by their code, the newest first, each with the second of that.

    They shut when nobody looked for a while, and for good some hours after the code was typed: a telephone is lent.
    """
    read = unsigned(request, SEEN, SEEN_SALT, limits().seen)
    pairs = [each for each in read if _is_pair(each)] if isinstance(read, list) else []
    first = now().timestamp() - limits().seen_at_most.total_seconds()
    return [(pk, at) for pk, at in pairs if at > first]


def _is_pair(each: Any) -> bool:
    return isinstance(each, list) and [type(part) for part in each] == [int, int]


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
    """Let this browser look at a matter for a while, counted from now."""
    others = [each for each in _opened(request) if each[0] != case.pk]
    kept = [(case.pk, int(now().timestamp())), *others][: limits().remembered]
    put(response, SEEN, signing.dumps(kept, salt=SEEN_SALT), limits().seen)


def renew(request: HttpRequest, response: HttpResponse) -> None:
    """Count the while from now: somebody is looking. When the code was typed stays as it is."""
    if SEEN not in response.cookies and (kept := _opened(request)):
        put(response, SEEN, signing.dumps(kept, salt=SEEN_SALT), limits().seen)


def address(request: HttpRequest) -> str:
    """From where somebody tries."""
    return address_of(request)
