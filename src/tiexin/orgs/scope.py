"""Which rows a person may reach: the same question for pages, API, menus and object checks."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce, wraps
from operator import or_
from typing import Any, ClassVar, Self, TypeVar, cast

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.http import urlencode

from tiexin.orgs.roles import roles_with

M_co = TypeVar("M_co", bound=models.Model, covariant=True)
View = Callable[..., HttpResponseBase]


def posts_of(request: HttpRequest) -> list[tuple[int, str]]:
    """Return the (unit id, role) pairs the person holds today; read once per request."""
    if not hasattr(request, "_posts"):
        request._posts = _read_posts(request)  # type: ignore[attr-defined]
    return cast(list[tuple[int, str]], request._posts)  # type: ignore[attr-defined]


def _read_posts(request: HttpRequest) -> list[tuple[int, str]]:
    from tiexin.orgs.absences import stand_ins
    from tiexin.orgs.models import Post

    officer, today = request.officer, request.today  # type: ignore[attr-defined]
    if officer is None:
        return []
    read = getattr(officer, "all_posts", None)  # with the account, by `orgs.backend`
    held = Post.objects.filter(officer_id=officer.pk) if read is None else read
    posts = sorted(held, key=lambda post: post.pk)
    own = [(post.org_id, post.role) for post in posts if post.holds_on(today)]
    officer.own_posts, officer.stand_ins = own, stand_ins(request, own)
    return [*own, *(post for each in officer.stand_ins for post in each.posts if post not in own)]


def nodes(request: HttpRequest, permission: str) -> list[int]:
    """Return the units at which the person holds `permission`."""
    roles = set(roles_with(permission))
    return sorted({org for org, role in posts_of(request) if role in roles})


def may(request: HttpRequest, permission: str) -> bool:
    """Tell whether the person holds `permission` anywhere."""
    return bool(nodes(request, permission))


def enterprises(request: HttpRequest) -> list[int]:
    """Return which of the person's units are unions of an enterprise; known with the account, else read once."""
    if not hasattr(request, "_enterprises"):
        request._enterprises = _read_enterprises(request)  # type: ignore[attr-defined]
    return cast(list[int], request._enterprises)  # type: ignore[attr-defined]


def _read_enterprises(request: HttpRequest) -> list[int]:
    from tiexin.orgs.models import Level, Org

    officer = request.officer  # type: ignore[attr-defined]
    units = {officer.org_id, *(org for org, _ in posts_of(request))}
    levels = {**getattr(officer, "levels", {}), officer.org_id: officer.org.level}
    if unknown := units - levels.keys():  # of whom one stands in for
        levels |= dict(Org.objects.filter(pk__in=unknown).values_list("pk", "level"))
    return sorted(unit for unit in units if levels.get(unit) == Level.ENTERPRISE)


def below(org_ids: list[int]) -> models.QuerySet[Any, Any]:
    """Return the ids of the units at and below the given ones, in both trees."""
    from tiexin.orgs.models import Under

    return Under.objects.filter(ancestor__in=org_ids).values("org")


WIDE_LEVELS = ("national", "province", "city")
WIDE: set[int] = set()  # units of these levels where this process has seen posts: how rows are found, never which


class Wide(int):
    """The mark of such a unit in a read that is composed once."""


class Asked(Exists):
    """Asked row by row, as it stands: PostgreSQL would list all that fits first, for a page of 25 rows."""

    template = "EXISTS(%(subquery)s OFFSET 0)"


def reaching(field: str, org_ids: list[int]) -> Q:
    """Rows whose unit stands at or below one of the units.

    Two ways to the same rows: below a county few rows are looked up by their unit; below a city or a province, where
    most rows fit, a list is walked in its own order and each row asks once whether it fits.
    """
    if WIDE.isdisjoint(org_ids) and not any(isinstance(each, Wide) for each in org_ids):
        return Q(**{f"{field}__in": below(org_ids)})
    return standing_below(field, org_ids)


def standing_below(field: str, org_ids: list[int]) -> Q:
    """The same, asked for each row: right where there are few rows, such as plans, however many units are below."""
    return Q(Asked(below(org_ids).filter(org=OuterRef(field))))


class ScopedQuerySet(models.QuerySet[M_co]):
    """A queryset that knows which of its columns name the unit a row belongs to."""

    scope_fields: ClassVar[tuple[str, ...]] = ("org",)

    def within(self, org_ids: list[int]) -> Self:
        """Rows that belong to one of the units or to anything below them."""
        return self.filter(reduce(or_, (reaching(field, org_ids) for field in self.scope_fields)))

    def for_request(self, request: HttpRequest, permission: str = "") -> Self:
        """Rows the person may reach with the page's permission (or a named one)."""
        return self.within(nodes(request, permission or request.needs))  # type: ignore[attr-defined]


def needs(permission: str) -> Callable[[View], View]:
    """Mark a page with its permission; a stranger to it gets the same 404 as for a page that is not there."""
    roles_with(permission)

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
            admit(request, permission)
            return view(request, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        return guarded

    return mark


def admit(request: HttpRequest, permission: str) -> None:
    """Set the request's permission, or raise Http404 when the person holds it nowhere."""
    request.needs = permission  # type: ignore[attr-defined]
    if not may(request, permission):
        raise Http404
    request.officer.acted_with = permission  # type: ignore[attr-defined] # for the trail of a deputy


def open_to(whom: str) -> Callable[[View], View]:
    """Mark one of the few pages that need no permission: log-in, activation, static help; `whom` says for whom."""

    def mark(view: View) -> View:
        view.open_to = whom  # type: ignore[attr-defined]
        return view

    return mark
