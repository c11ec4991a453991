"""The one way in: log-in name and password; the account is read together with its officer and unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.backends import ModelBackend
from django.db.models import F, OuterRef, QuerySet, Subquery

from tiexin.core.prepared import Prepared
from tiexin.orgs.models import Account, Officer, Org, Post
from tiexin.orgs.scope import WIDE, WIDE_LEVELS

ALONG: dict[str, Callable[[], Any]] = {}


def along(name: str, expression: Callable[[], Any]) -> None:
    """Have a room above read something with the account, in the same statement; called once from its `ready()`."""
    ALONG[name] = expression


class Backend(ModelBackend):
    """Rights come from posts, not from here; this only says who it is."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account with `officer.org` and `officer.all_posts` in one query; a disabled account is nobody."""
        rows: list[Any] = _account(int(user_id))  # one for each post
        if not rows:
            return None
        account = rows[0]
        if officer := getattr(account, "officer", None):
            officer.all_posts = [_post(row, officer) for row in rows if row.post]
            officer.levels = {row.at: row.level for row in rows if row.post}
            WIDE.update(row.at for row in rows if row.level in WIDE_LEVELS)
        return cast(Account, account)


def _post(row: Any, officer: Officer) -> Post:
    return Post(pk=row.post, officer=officer, org_id=row.at, role=row.role, since=row.since, until=row.until)


def _of_account(pk: int) -> QuerySet[Account]:
    found = Account.objects.filter(pk=pk, is_active=True).select_related("officer__org")
    columns = {"post": "id", "at": "org_id", "role": "role", "since": "since", "until": "until"}
    posts: dict[str, Any] = {name: F(f"officer__posts__{column}") for name, column in columns.items()}
    # no further table is joined: PostgreSQL thinks about each order of them longer than it reads
    posts["level"] = Subquery(Org.objects.filter(pk=OuterRef("officer__posts__org")).values("level"))
    return found.annotate(**posts, **{name: expression() for name, expression in ALONG.items()})


_account = Prepared(_of_account)
