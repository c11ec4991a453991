"""The lanes of the background process that send: one for each way out, as one may let the other wait."""

from datetime import date

from tiexin.core.days import moment, naive
from tiexin.orgs.calendar import today
from tiexin.outbox import rules
from tiexin.outbox.actions.sending import deliver, make_digests
from tiexin.outbox.models import OUT, Channel

IDLE, BUSY = 5.0, 0.2  # seconds between looks


class Post:
    """Step of a lane: one batch. That of SMS makes the digests: made twice, after a restart, they are told once."""

    def __init__(self, channel: Channel = Channel.SMS) -> None:
        self.channel = channel
        self.digested: date | None = None

    def __call__(self) -> float:
        """Send a batch; return how long to pause."""
        now = moment(today())
        at = naive(now)
        if self.channel == Channel.SMS and rules.digest_is_due(at, self.digested):
            make_digests(at.date(), now)
            self.digested = at.date()
        return BUSY if deliver(now, channel=self.channel) else IDLE


def lanes() -> dict[str, Post]:
    """A step for each way out, by the name of its lane; also for one that is not open: what waits of it must end."""
    return {f"outbox-{channel.value}": Post(channel) for channel in OUT}
