"""The one way in: log-in name and password; the account is read together with its officer and unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from django.contrib.auth.backends import ModelBackend
from django.db.models import F, OuterRef, QuerySet, Subquery

from tiexin.core.prepared import Prepared
from tiexin.orgs.models import Account, Officer, Org, Post
from tiexin.orgs.scope import WIDE, WIDE_LEVELS

ALONG: dict[str, Callable[[str], Any]] = {}
_SESSION: ContextVar[Any] = ContextVar("session", default=None)


def along(name: str, expression: Callable[[str], Any]) -> None:
    """Have a room above read something with the account, in the same statement; called once from its `ready()`.

    The expression is given the way that leads to the account from the table that is read.
    """
    ALONG[name] = expression


class Backend(ModelBackend):
    """Rights come from posts, not from here; this only says who it is."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account with `officer.org` and `officer.all_posts`; a disabled account is nobody.

        It was read with its session, or takes one statement.
        """
        pk, read = int(user_id), getattr(_SESSION.get(), "account", None)
        if read and read.pk == pk:
            return cast(Account, read)
        rows = _account(pk)
        return account_of(rows, rows[0]) if rows else None


@contextmanager
def beside(session: Any) -> Iterator[None]:
    """Let the account that came with a session be the one that is meant by its number."""
    token = _SESSION.set(session)
    try:
        yield
    finally:
        _SESSION.reset(token)


def account_of(rows: list[Any], account: Any) -> Account | None:
    """An account from rows that `with_posts` dressed, one for each post of its officer."""
    if account is None or not account.is_active:
        return None
    if officer := getattr(account, "officer", None):
        officer.all_posts = [_post(row, officer) for row in rows if row.post]
        officer.levels = {row.at: row.level for row in rows if row.post}
        WIDE.update(row.at for row in rows if row.level in WIDE_LEVELS)
    for name in ALONG:
        setattr(account, name, getattr(rows[0], name))
    return cast(Account, account)


def _post(row: Any, officer: Officer) -> Post:
    return Post(pk=row.post, officer=officer, org_id=row.at, role=row.role, since=row.since, until=row.until)


def with_posts(found: Any, to: str = "") -> Any:
    """Dress rows of accounts, or what leads `to` one, with each post of the officer and what is read along."""
    columns = {"post": "id", "at": "org_id", "role": "role", "since": "since", "until": "until"}
    posts: dict[str, Any] = {name: F(f"{to}officer__posts__{column}") for name, column in columns.items()}
    # no further table is joined: PostgreSQL thinks about each order of them longer than it reads
    posts["level"] = Subquery(Org.objects.filter(pk=OuterRef(f"{to}officer__posts__org")).values("level"))
    return found.annotate(**posts, **{name: expression(to) for name, expression in ALONG.items()})


def _of_account(pk: int) -> QuerySet[Account]:
    return cast("QuerySet[Account]", with_posts(Account.objects.filter(pk=pk).select_related("officer__org")))


_account = Prepared(_of_account)
