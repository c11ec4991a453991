"""Sessions in the database as Django keeps them; every request reads one, so the read is composed once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from tiexin.core.days import now
from tiexin.core.prepared import Prepared


def _of_key(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


_sessions = Prepared(_of_key)


class SessionStore(db.SessionStore):
    """A session that is unknown or has expired is none, as it is with Django's own."""

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(_sessions(self.session_key or "")), None)
        if found is None or found.expire_date <= now():
            self._session_key = None
            return None
        return found
