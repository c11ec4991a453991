"""Who was told of a crisis, by which way, whether they have seen it: whom somebody has to ring now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tiexin.cases.crisis.rules import occasion
from tiexin.cases.models import Case
from tiexin.orgs.models import Officer
from tiexin.outbox.models import Channel, Message, State

OUTSIDE = {
    State.WAITING: "正在发",
    State.SENDING: "正在发",
    State.SENT: "已发出",
    State.READ: "已发出",
    State.FAILED: "没有发成",
    State.DROPPED: "没有发",
}
GONE = (State.WAITING, State.SENDING, State.SENT, State.READ)


@dataclass
class Told:
    """One person who was told: when they opened it, what became of the text, if they have a way to get one."""

    officer: Officer
    opened: datetime | None = None
    outside: str = ""
    reached: bool = False

    @property
    def rings(self) -> bool:
        """Whether they have seen nothing and no text went to them: somebody has to ring."""
        return self.opened is None and not self.reached


def told(case: Case) -> list[Told]:
    """Everybody who was told, whoever has to be rung first."""
    found: dict[int, Told] = {}
    rows = Message.objects.filter(source=occasion(case.pk), officer__isnull=False).select_related("officer__org")
    for row in rows.order_by("pk"):
        if row.officer is None:
            continue
        each = found.setdefault(row.officer.pk, Told(row.officer))
        if row.channel == Channel.APP:
            each.opened = row.opened
        else:
            state = State(row.state)
            each.outside, each.reached = f"{row.get_channel_display()}{OUTSIDE[state]}", state in GONE
    return sorted(found.values(), key=lambda each: not each.rings)
