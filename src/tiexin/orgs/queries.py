"""Reads about units and people that are not rows of one model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest

from tiexin.orgs.models import Account, Activation, Officer, Org, Post, Tree, Under
from tiexin.orgs.roles import ROLES
from tiexin.orgs.scope import nodes

UNUSABLE = "!"  # how Django marks a password that was never set


def tops(request: HttpRequest) -> QuerySet[Org]:
    """Return the highest units of the person's scope: those of their posts that stand below no other of them."""
    held = nodes(request, request.needs)  # type: ignore[attr-defined]
    lower = Under.objects.filter(ancestor__in=held, org__in=held, depth__gt=0).values("org")
    return Org.objects.filter(pk__in=held).exclude(pk__in=lower)


def counted(units: QuerySet[Org]) -> QuerySet[Org]:
    """Add `below`: how many units stand one step below, in either tree."""
    steps = Under.objects.filter(ancestor=OuterRef("pk"), depth=1).order_by().values("ancestor")
    return units.annotate(below=Subquery(steps.annotate(n=Count("org", distinct=True)).values("n")))


def children(org: Org) -> QuerySet[Org]:
    """Return the units one step below in either tree."""
    return Org.objects.filter(pk__in=Under.objects.filter(ancestor=org, depth=1).values("org"))


def way_to(org: Org, request: HttpRequest) -> list[Org]:
    """Return the units from the person's highest one down to this, by the first tree in which there is a way."""
    for tree in Tree:
        way = list(Org.objects.above(org, tree).for_request(request))
        if len(way) > 1:
            return way
    return [org]


def with_posts(officers: QuerySet[Officer]) -> QuerySet[Officer]:
    """Read each officer's open posts along, in one query."""
    held = Post.objects.filter(until=None).select_related("org").order_by("pk")
    return officers.prefetch_related(Prefetch("posts", held, to_attr="held"))


def accounts(officers: QuerySet[Officer], now: datetime) -> QuerySet[Officer]:
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


def free_username(name: str) -> str:
    """Suggest a log-in name that nobody has: the sounds of the name, numbered when taken."""
    from pypinyin import lazy_pinyin

    sound = "".join(part for part in lazy_pinyin(name) if part.isascii() and part.isalpha()).lower() or "user"
    base = f"{sound:x<3}"[:30]
    taken = set(Account.objects.filter(username__startswith=base).values_list("username", flat=True))
    return base if base not in taken else next(u for n in range(2, 10**6) if (u := f"{base}{n}") not in taken)


def demo_people(today: date) -> list[dict[str, Any]]:
    """Return the persons of a demo who can be entered, by role in the order of the roles."""
    held = (
        Post.objects.filter(until=None, since__lte=today, officer__account__is_active=True)
        .select_related("officer__org", "org")
        .order_by("pk")
    )
    ranked = sorted(held, key=lambda post: list(ROLES).index(post.role))
    return [
        {"label": ROLES[role].label, "posts": list(_once(posts))}
        for role, posts in groupby(ranked, key=lambda post: post.role)
    ]


def _once(posts: Iterable[Post]) -> Iterable[Post]:
    return {post.officer_id: post for post in posts}.values()
