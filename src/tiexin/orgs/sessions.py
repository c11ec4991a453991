"""Sessions in the database, each beside its account: every request reads both, in one statement composed once."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import QuerySet

from tiexin.core.days import now
from tiexin.core.prepared import Prepared
from tiexin.orgs import backend
from tiexin.orgs.models import Account, Session


class SessionStore(db.SessionStore):
    """A session that is unknown or has expired is none, as it is with Django's own."""

    account: Account | None = None  # whose it is, as it was when the session was read

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row, with the account that has logged in."""
        row = cast(Session, super().create_model_instance(data))
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def _get_session_from_db(self) -> Session | None:
        rows: list[Any] = _sessions(self.session_key or "")  # one for each post of its officer
        if not rows or rows[0].expire_date <= now():
            self._session_key = None
            return None
        self.account = backend.account_of(rows, rows[0].account)
        return cast(Session, rows[0])


def _of_key(key: str) -> QuerySet[Session]:
    found = Session.objects.filter(session_key=key).select_related("account__officer__org")
    return cast("QuerySet[Session]", backend.with_posts(found, "account__"))


_sessions = Prepared(_of_key)
