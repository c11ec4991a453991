"""Who may call back about matters at their own units, by the one rule of call-backs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Prefetch, Q

from tiexin.cases import queries
from tiexin.cases.mine import Asker
from tiexin.cases.models import Case
from tiexin.core.prepared import Prepared, padded
from tiexin.orgs.models import Officer, Post
from tiexin.orgs.roles import roles_with
from tiexin.orgs.scope import nodes
from tiexin.orgs.standing import Standing

RIGHT = "cases.call_back"


def callers(batch: Collection[Case], on: date) -> dict[int, list[Officer]]:
    """Of each matter those who hold a post to call back at its very unit, and of whom the button would take it.

    Each of them is asked for once, with their posts at hand, however many matters there are.
    """
    found: dict[int, list[Officer]] = {case.pk: [] for case in batch}
    held = Post.objects.filter(org__in={case.org_id for case in batch}, role__in=roles_with(RIGHT), since__lte=on)
    held = held.filter(Q(until=None) | Q(until__gt=on))
    who = Officer.objects.serving(on).filter(pk__in=held.values("officer")).exclude(account=None)
    posts = Prefetch("posts", to_attr="all_posts")  # where `orgs.scope` looks for them
    for officer in who.select_related("org").prefetch_related(posts).order_by("pk"):
        asker = Asker(officer, on)
        there = set(nodes(asker.request, RIGHT))
        theirs = [case.pk for case in batch if case.org_id in there]
        for case in _let(Standing(asker.request), padded(theirs)):
            found[case.pk].append(officer)
    return found


def apart(batch: Collection[Case], officer: Officer) -> set[int]:
    """Those of some matters that somebody never handled, whether or not they may call back themself."""
    return set(queries.apart_from(officer).filter(pk__in=[case.pk for case in batch]).values_list("pk", flat=True))


_let = Prepared(lambda person, pks: queries.to_call_back(person).filter(pk__in=pks).only("pk"))
