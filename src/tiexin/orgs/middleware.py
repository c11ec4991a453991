"""Who asks, which day it is, and no page without a mark."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from tiexin.orgs import backend, calendar, practice
from tiexin.orgs.models import Account, Officer
from tiexin.orgs.operations import is_marked


class AccountMiddleware:
    """Django's own way from the session to `user`, to which the account that was read with the session is enough."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out when somebody asks."""
        request.user = SimpleLazyObject(lambda: _account(request))  # type: ignore[assignment]  # as Django does
        return self.get_response(request)


def _account(request: HttpRequest) -> Any:
    with backend.beside(request.session):
        return get_user(request)


class DayMiddleware:
    """Give every request `today` (the demo's day in a demo), `installation` and `officer` (or their double)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read the installation's day and the officer behind the account."""
        if request.path.startswith("/static/"):
            return self.get_response(request)
        request.installation = installation = calendar.installation()  # type: ignore[attr-defined]
        request.today = calendar.day_of(installation)  # type: ignore[attr-defined]
        request.practising = ""  # type: ignore[attr-defined]
        request.officer = _officer(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def _officer(request: HttpRequest) -> Officer | None:
    if not isinstance(request.user, Account):
        return None
    officer = getattr(request.user, "officer", None)  # read with the account by `orgs.backend`
    role = request.session.get(practice.KEY, "")
    if officer is None or role not in practice.PRACTISED:
        return officer
    double = practice.double(officer, role, request.today)  # type: ignore[attr-defined]
    if double is not None:
        request.practising = role  # type: ignore[attr-defined]
    return double or officer


class NeedsMiddleware:
    """A view that carries neither `needs` nor `open_to` is not reachable: forgetting fails closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the check happens when the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raise Http404 for an unmarked view."""
        if not is_marked(view):
            raise Http404
