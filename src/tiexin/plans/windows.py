"""When a milestone is: its words turned into days of the plan's year. Nothing is guessed: what no published
calendar says stays unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tiexin.core.workdays import Calendar
from tiexin.plans.festivals import window as festive
from tiexin.plans.items import Milestone
from tiexin.plans.moments import Anchor, Span, after, before, counted
from tiexin.plans.readings import span as limit

Ends = tuple[date | None, date | None]


@dataclass
class Windows:
    """The days of the milestones of one pack; `days` reads a phrase in the plan's year, `days_next` in the next."""

    year: int | None
    days: Callable[[str], Span | None]
    days_next: Callable[[str], Span | None]
    head: Mapping[str, Span | None]
    stones: Mapping[str, Milestone]
    calendar: Calendar | None = None
    _open: list[str] = field(default_factory=list)

    def span(self, event: str) -> Span | None:
        """First and last day of a milestone or of a day of the head; None when unknown."""
        if event in self.head:
            return self.head[event]
        stone = self.stones.get(event)
        if stone is None or event in self._open:  # each waits for the other: said by a check of its own
            return None
        self._open.append(event)
        first, last = self.ends(stone)
        self._open.pop()
        first, last = first or last, last or first
        return (first, last) if first and last else None

    def ends(self, stone: Milestone) -> Ends:
        """First and last day of a milestone, each as far as it is known."""
        if stone.festival:
            return self._festival(stone)
        begins = stone.from_ or ("" if stone.after else stone.by)
        first, last = self._said(begins), self._said(stone.to or stone.by)
        start = first[0] if first else self._relative(stone.after, after)
        end = last[1] if last else self._relative(stone.before, before)
        if stone.within and start and end is None:
            end = _within(start, stone.within, self.calendar)
        if stone.yearly and start and end and end < start:  # from December into the next year
            later = self.days_next(stone.to or stone.by)
            end = later[1] if later else None
        return start, end

    def resolved(self, stone: Milestone) -> dict[str, str]:
        """What is known of a milestone, as texts: `from`, `to`, `time`, `data` (the day to which records count)."""
        first, last = self.ends(stone)
        data = self._said(stone.data_until)
        known = {"from": first, "to": last, "data": data and data[1]}
        days = {name: day.isoformat() for name, day in known.items() if day}
        return {**days, **({"time": stone.time} if stone.time else {})}

    def _said(self, phrase: str) -> Span | None:
        return self.days(phrase) if phrase else None

    def _relative(self, anchor: Anchor | None, count: Callable[..., date | None]) -> date | None:
        return count(anchor, self.span, self.calendar) if anchor else None

    def _festival(self, stone: Milestone) -> Ends:
        """The festival of the plan's year, or of the next when this year's is over before the plan begins."""
        begins = self.head.get("period.from")
        for year in (self.year, self.year + 1) if self.year and stone.festival else ():
            found = festive(stone.festival, year, self.calendar) if stone.festival else None
            if found is None:
                break
            if begins is None or found[1] >= begins[0]:
                return found
        return None, None


def _within(start: date, text: str, calendar: Calendar | None) -> date | None:
    time = limit(text)
    if time is None:
        return None
    if not time.days:
        return start
    return counted(start, time.days, working=time.working, forward=True, calendar=calendar)
