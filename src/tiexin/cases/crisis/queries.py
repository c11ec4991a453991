"""Who was told of a crisis, by which way, whether they have seen it: whom somebody has to ring now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tiexin.cases.crisis.rules import occasion
from tiexin.cases.models import Case, CaseStep
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
    """One person who was told: when they opened it or did something about it, what became of the text, when somebody
    rang them and whether they answered."""

    officer: Officer
    opened: datetime | None = None
    did: datetime | None = None
    outside: str = ""
    reached: bool = False
    rung: datetime | None = None
    answered: bool = False

    @property
    def seen(self) -> bool:
        """Whether they know of it: they opened it, took a step, or answered the telephone."""
        return self.opened is not None or self.did is not None or self.answered

    @property
    def rings(self) -> bool:
        """Whether they have seen nothing and no text went to them: somebody has to ring."""
        return not self.seen and not self.reached

    @property
    def number(self) -> str:
        """The number that they left to be told by; "" where they left none, or it was not read along."""
        kept = getattr(self.officer, "preference", None)
        return kept.number if kept is not None else ""


def told(case: Case) -> list[Told]:
    """Everybody who was told, whoever has to be rung first."""
    return told_of([case])[case.pk]


def told_of(cases: Collection[Case]) -> dict[int, list[Told]]:
    """The same of several, by the number of each: two statements, however many they are; with numbers to ring."""
    sources = {occasion(case.pk): case.pk for case in cases}
    found: dict[int, dict[int, Told]] = {case.pk: {} for case in cases}
    rows = Message.objects.filter(source__in=sources, officer__isnull=False)
    for row in rows.select_related("officer__org", "officer__preference").order_by("pk"):
        if row.officer is None:
            continue
        each = found[sources[row.source]].setdefault(row.officer.pk, Told(row.officer))
        if row.channel == Channel.APP:
            each.opened = row.opened
        else:
            state = State(row.state)
            each.outside, each.reached = f"{row.get_channel_display()}{OUTSIDE[state]}", state in GONE
    if any(found.values()):
        _mark(found)
    return {pk: sorted(those.values(), key=lambda each: not each.rings) for pk, those in found.items()}


def _mark(found: dict[int, dict[int, Told]]) -> None:
    """Put beside each when they first took a step, and when they were last rung."""
    whom = {officer for those in found.values() for officer in those}
    steps = CaseStep.objects.filter(Q(by__in=whom) | Q(event="rung"), case__in=found).order_by("pk")
    for case, by, at, officer, answered in steps.values_list("case", "by", "at", "ring__officer", "ring__answered"):
        if (each := found[case].get(by)) is not None:
            each.did = each.did or at
        if (each := found[case].get(officer)) is not None:
            each.rung, each.answered = at, each.answered or answered
