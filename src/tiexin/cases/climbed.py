"""How far the ladder of a term has got, beside its clock: who was told when, who is next. The file stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from tiexin.cases import ladder
from tiexin.cases.models import Case, CaseClock
from tiexin.core.days import naive
from tiexin.core.templatetags.tiexin import near_date
from tiexin.outbox.models import Channel, Message

UP = {0: "本单位的领导", 1: "上一级的领导", 2: "上两级的领导"}


def mark(case: Case, clocks: Sequence[CaseClock], now: datetime) -> None:
    """Put beside each running clock of the unit what its ladder has said so far, and whom it tells next.

    Messages are found by what they were written for, as `actions.telling` and `actions.hourly` name it.
    """
    running = list(_climbed(clocks))
    named = {clock.pk: dict(_sources(case, clock)) for clock in running}
    due = [source for clock in running for source in _due(clock, named[clock.pk], naive(now))]
    told: dict[str, list[Message]] = {}
    if due:
        found = Message.objects.filter(source__in=due, channel=Channel.APP).select_related("officer").order_by("pk")
        for message in found:
            told.setdefault(message.source, []).append(message)
    for clock in running:
        names = named[clock.pk]
        lines = _said([message for source in names.values() for message in told.get(source, ())], naive(now).date())
        after = _next(clock, set(told) & set(names.values()), names, naive(now), owned=case.owner_id is not None)
        clock.reminded = [*lines, *after]  # type: ignore[attr-defined]


def _climbed(clocks: Sequence[CaseClock]) -> Iterator[CaseClock]:
    """The clocks whose ladder is climbed: each of hours, and of those of days the next to end."""
    bound = [each for each in clocks if each.runs and each.holder == "unit" and each.due is not None]
    yield from (each for each in bound if each.unit in ladder.HOURS)
    days = [each for each in bound if each.unit not in ladder.HOURS]
    yield from sorted(days, key=lambda each: each.due)[:1]  # type: ignore[arg-type,return-value]  # none without one


def _sources(case: Case, clock: CaseClock) -> Iterator[tuple[str, str]]:
    """What each rung writes for, by the rung's name; a term of days by its last day, one of hours by its end."""
    if clock.unit in ladder.HOURS:
        end = naive(clock.due)  # type: ignore[arg-type]  # asked of clocks with an end
        yield from ((rung.name, f"case/{case.pk}/{clock.rule}/{end:%Y%m%dT%H%M}/{rung.name}") for rung in _rungs(clock))
    else:
        yield from ((rung.name, f"case/{case.pk}/{clock.day}/{rung.name}") for rung in _rungs(clock))  # type: ignore[attr-defined]


def _rungs(clock: CaseClock) -> Sequence[ladder.Rung | ladder.HourRung]:
    return ladder.rungs_by_hour() if clock.unit in ladder.HOURS else ladder.rungs()


def _at(clock: CaseClock, rung: ladder.Rung | ladder.HourRung) -> datetime:
    """When a rung speaks, if nothing is done before."""
    if isinstance(rung, ladder.HourRung):
        return naive(clock.due) + rung.after  # type: ignore[arg-type]
    return datetime.combine(clock.day + timedelta(days=rung.days), datetime.min.time())  # type: ignore[attr-defined]


def _due(clock: CaseClock, names: dict[str, str], now: datetime) -> list[str]:
    return [names[rung.name] for rung in _rungs(clock) if _at(clock, rung) <= now]


def _said(messages: Sequence[Message], today: date) -> list[str]:
    """A line for each day."""
    days: dict[date, dict[str, None]] = {}
    for message in messages:
        days.setdefault(naive(message.told).date(), {})[str(message.officer)] = None
    return [f"{near_date(day, today)}催办，告诉了{'、'.join(names)}" for day, names in days.items()]


def _first(clock: CaseClock, owned: bool) -> str:
    if clock.rule == "call_back":
        return "可以回访的人"
    return "承办人" if owned else "可以认领、指派的人"


def _next(clock: CaseClock, told: set[str], names: dict[str, str], now: datetime, *, owned: bool) -> list[str]:
    """Whom the next rung tells, and when; nothing once the last has spoken."""
    for rung in _rungs(clock):
        if names[rung.name] not in told and (at := _at(clock, rung)) > now:
            whom = _first(clock, owned) if rung.up is None else UP.get(rung.up, f"上{rung.up}级的领导")
            hour = f"{at:%H:%M}" if isinstance(rung, ladder.HourRung) else ""
            return [f"{near_date(at.date(), now.date())}{hour}还没有办，就告诉{whom}"]
    return []
