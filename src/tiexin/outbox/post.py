"""The lane of the background process that sends: it looks, sends what is due, makes the digest of the day."""

from datetime import date

from tiexin.core.days import moment, naive
from tiexin.orgs.calendar import today
from tiexin.outbox import rules
from tiexin.outbox.actions.sending import deliver, make_digests

IDLE, BUSY = 5.0, 0.2  # seconds between looks


class Post:
    """Step of the lane: one batch. The digest of a day may be made twice, after a restart: it is told once."""

    def __init__(self) -> None:
        self.digested: date | None = None

    def __call__(self) -> float:
        """Send a batch; return how long to pause."""
        now = moment(today())
        at = naive(now)
        if rules.digest_is_due(at, self.digested):
            make_digests(at.date(), now)
            self.digested = at.date()
        return BUSY if deliver(now) else IDLE
