"""Who asks and on which day, as every action wants to know it."""

from datetime import date
from typing import TypedDict, cast

from django.http import HttpRequest

from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import nodes


class Who(TypedDict):
    by: Officer
    on: date


def who(request: HttpRequest) -> Who:
    """Return the person and today as an action's `by` and `on`."""
    return Who(by=cast(Officer, request.officer), on=today(request))  # type: ignore[attr-defined]


def today(request: HttpRequest) -> date:
    """Return the day on which the request is made."""
    return cast(date, request.today)  # type: ignore[attr-defined]


def me(request: HttpRequest) -> Officer:
    """Return the person who asks."""
    return cast(Officer, request.officer)  # type: ignore[attr-defined]


def home_of(request: HttpRequest) -> Org:
    """The person's own unit when the page's right reaches it, else the highest unit at which it is held."""
    held, own = nodes(request, request.needs), me(request)  # type: ignore[attr-defined]
    if own.org_id in held:
        return own.org  # read with the account
    return Org.objects.for_request(request).filter(pk=own.org_id).first() or Org.objects.top_of(held)
