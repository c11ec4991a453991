"""Reads about units and people that are not rows of one model."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.http import HttpRequest

from tiexin.orgs.models import Account, Activation, Officer, Org, OrgLink, OrgQuerySet, Post, Tree, Under
from tiexin.orgs.roles import ROLES
from tiexin.orgs.scope import nodes

UNUSABLE = "!"  # how Django marks a password that was never set


def tops(request: HttpRequest) -> QuerySet[Org]:
    """Return the highest units of the person's scope: those below no other of them."""
    held = nodes(request, request.needs)  # type: ignore[attr-defined]
    lower = Under.objects.filter(ancestor__in=held, org__in=held, depth__gt=0).values("org")
    return Org.objects.filter(pk__in=held).exclude(pk__in=lower)


def home() -> Org | None:
    """The unit that keeps the installation: the highest with a system administrator, else the root of the tree.

    The tree may go up further: a document comes from units above that do not work here.
    """
    kept = list(Post.objects.filter(role="system", until=None).values_list("org", flat=True).distinct())
    if kept:
        return Org.objects.top_of(kept)
    linked = OrgLink.objects.filter(tree=Tree.TERRITORY, until=None).values("child")
    return Org.objects.filter(practice=False).exclude(pk__in=linked).order_by("pk").first()


def units(request: HttpRequest, text: str, level: str) -> QuerySet[Org]:
    """Return the units that match; asked for nothing, the person's highest units and those one step below."""
    reach = Org.objects.for_request(request).in_order()
    if not (text or level):
        first = tops(request).values("pk")
        below = Under.objects.filter(ancestor__in=first, depth=1).values("org")
        return reach.filter(Q(pk__in=first) | Q(pk__in=below))
    named = reach.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    return named.filter(level=level) if level else named


def counted(units: QuerySet[Org]) -> QuerySet[Org]:
    """Add `below`: how many units stand one step below, in either tree."""
    steps = Under.objects.filter(ancestor=OuterRef("pk"), depth=1).order_by().values("ancestor")
    return units.annotate(below=Subquery(steps.annotate(n=Count("org", distinct=True)).values("n")))


def children(org: Org) -> OrgQuerySet:
    """Return the units one step below in either tree."""
    return Org.objects.filter(pk__in=Under.objects.filter(ancestor=org, depth=1).values("org"))


def way_to(org: Org, request: HttpRequest) -> list[Org]:
    """Return the units from the person's highest one down to this, by the first tree that has a way."""
    for tree in Tree:
        way = list(Org.objects.above(org, tree).for_request(request))
        if len(way) > 1:
            return way
    return [org]


def topmost(org: Org) -> bool:
    """Tell whether no unit that works here stands above: it can be moved nowhere, merged with none, split into none."""
    if not Under.objects.filter(org=org, depth__gt=0).exists():
        return True
    if not Post.objects.filter(org=org, role="system", until=None).exists():
        return False  # nearly always: the home has a system administrator
    kept = home()
    return kept is not None and kept.pk == org.pk


def held_at(org: Org) -> QuerySet[Post]:
    """Return the open posts at one unit."""
    return Post.objects.filter(org=org, until=None).select_related("officer__org").order_by("pk")


def with_posts(officers: QuerySet[Officer]) -> QuerySet[Officer]:
    """Read each officer's open posts along, in one query."""
    held = Post.objects.filter(until=None).select_related("org").order_by("pk")
    return officers.prefetch_related(Prefetch("posts", held, to_attr="held"))


def accounts(officers: QuerySet[Officer], now: datetime) -> QuerySet[Any]:
    """Add `state` of each officer's account: none, waiting, lapsed or active."""
    link = Activation.objects.filter(account=OuterRef("account"), used=None, expires__gt=now)
    state = Case(
        When(account=None, then=Value("none")),
        When(~Q(account__password__startswith=UNUSABLE), then=Value("active")),
        When(Exists(link), then=Value("waiting")),
        default=Value("lapsed"),
        output_field=CharField(),
    )
    return officers.select_related("org", "account").annotate(state=state)


def accounts_found(request: HttpRequest, text: str, state: str, now: datetime) -> QuerySet[Any]:
    """Return the serving officers of the person's scope whose name, unit or log-in matches, with `state`."""
    day = request.today  # type: ignore[attr-defined]
    officers = accounts(Officer.objects.for_request(request).serving(day), now)
    match = Q(name__icontains=text) | Q(org__name__icontains=text) | Q(account__username__icontains=text)
    found = officers.filter(match).order_by("org__region", "org_id", "pk")
    return found.filter(state=state) if state else found


def usable_link(token_hash: str, now: datetime) -> Activation | None:
    """Return the activation link if it can still be used."""
    links = Activation.objects.filter(token_hash=token_hash, used=None, expires__gt=now)
    return links.select_related("account").first()


def officer_of(username: str) -> Officer | None:
    """Return whose account it is."""
    return Officer.objects.filter(account__username=username).select_related("org").first()


def free_username(name: str) -> str:
    """Suggest a log-in name that nobody has: the sounds of the name, numbered when taken."""
    from pypinyin import lazy_pinyin

    sound = "".join(part for part in lazy_pinyin(name) if part.isascii() and part.isalpha()).lower() or "user"
    base = f"{sound:x<3}"[:30]
    taken = set(Account.objects.filter(username__startswith=base).values_list("username", flat=True))
    return base if base not in taken else next(u for n in range(2, 10**6) if (u := f"{base}{n}") not in taken)


def posts_found(request: HttpRequest, text: str, role: str) -> QuerySet[Post]:
    """Return the open posts in scope, by unit, whose holder and role match."""
    found = Post.objects.for_request(request).filter(until=None, officer__name__icontains=text)
    found = found.select_related("officer__org", "org").order_by("org__region", "org_id", "pk")
    return found.filter(role=role) if role else found


def electable(request: HttpRequest, near: Collection[int] = ()) -> QuerySet[Officer]:
    """Return the people of the person's scope who are in office today, by name; those of the units `near` first."""
    serving = Officer.objects.for_request(request).serving(request.today)  # type: ignore[attr-defined]
    apart = Case(When(org__in=near, then=Value(0)), default=Value(1))
    return serving.select_related("org").order_by(*([apart] if near else []), "name", "pk")


def demo_posts(today: date) -> QuerySet[Post]:
    """Return the posts by which a demo can be entered."""
    return Post.objects.filter(until=None, since__lte=today, officer__account__is_active=True)


def demo_people(today: date) -> list[dict[str, Any]]:
    """Return the persons of a demo who can be entered, by role in the order of the roles."""
    held = demo_posts(today).select_related("officer__org", "org").order_by("pk")
    ranked = sorted(held, key=lambda post: list(ROLES).index(post.role))
    return [
        {"label": ROLES[role].label, "posts": list(_once(posts))}
        for role, posts in groupby(ranked, key=lambda post: post.role)
    ]


def _once(posts: Iterable[Post]) -> Iterable[Post]:
    return {post.officer_id: post for post in posts}.values()
