"""Who asks and on which day, as every action wants to know it."""

from datetime import date
from typing import TypedDict, cast

from django.http import HttpRequest

from tiexin.orgs.models import Officer


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
