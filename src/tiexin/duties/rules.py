"""How a stored number reads today: the only place where `today` meets a gauge."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tiexin.core.refusal import Refused

LARGEST = 1_000_000_000
LABELS = {
    "met": "已达标",
    "on_track": "进行中",
    "behind": "落后",
    "missed": "逾期未达",
    "not_started": "未开始",
    "measured": "仅计量",
    "unset": "未定",
    "within": "未超限",
    "exceeded": "已超限",
    "short": "未达到",
    "unrecorded": "尚无登记入口",
}
URGENCY = (
    "missed", "exceeded", "behind", "on_track", "not_started", "short", "within", "met", "unset", "measured",
    "unrecorded",
)  # fmt: skip
EVENTS = {
    "answered": "按时",
    "late": "逾期才办",
    "waiting": "待办",
    "overdue": "逾期未办",
    "unknown": "期限待定",
}
TEMPO = 0.8  # a gauge keeps pace while it stands at four fifths of the time's share or better


@dataclass(frozen=True)
class Window:
    """When a duty runs and when it is due."""

    start: date
    end: date
    due: date


def has_own_terms(per: str) -> bool:
    """Tell whether each subject has periods of its own (a stay, an own year) instead of common ones."""
    return per in ("stay", "event-year")


def anniversaries(since: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each year counted from `since` that begins by `last`.

    Who began on 29 February has the year's day on 28 February where there is no 29th.
    """
    first, number = since, 0
    while first <= last and first.year < date.max.year - 1:
        number += 1
        following = _same_day(since, since.year + number)
        yield first, following - timedelta(days=1)
        first = following


def stretch_before(per: str, start: date, end: date) -> tuple[date, date]:
    """Return the period before one: the whole calendar period for those of the calendar, else as many days."""
    months = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}.get(per)
    last = start - timedelta(days=1)
    if months is None or start.day != 1:
        return start - timedelta(days=(end - start).days + 1), last
    place = start.year * 12 + start.month - 1 - months
    return date(place // 12, place % 12 + 1, 1), last


def _same_day(day: date, year: int) -> date:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and not leap else day.replace(year=year)


def check_own_target(target: str, low: int, minutes: str) -> None:
    """Refuse an own number where the plan states one, a number below one, and one that no meeting decided."""
    if target != "self_set":
        raise Refused("这项任务的数由方案规定，不由本单位自定")
    if not 1 <= low <= LARGEST:
        raise Refused(f"自定数应在1至{LARGEST:,}之间", field="low")
    if not minutes.strip() or len(minutes.strip()) > 200:
        raise Refused("请写明会议纪要（1至200个字）", clause="自定数要有会议纪要", field="minutes")


def state(met: int | None, value: int, bounds: tuple[int | None, int | None], window: Window, today: date) -> str:
    """Return the state's key for a gauge with bounds; `measured` when it has none."""
    low, high = bounds
    if low is None and high is None:
        return "measured"
    if met is None:
        return "not_started"
    if met:
        return "within" if low is None else "met"
    if high is not None and value >= high:  # not met at the limit itself: a rate's percent is rounded down
        return "exceeded"
    return unmet(value, low or 0, window, today)


def softened(state: str, strength: str) -> str:
    """Return the state as the sentence's strength allows: only what must be done can be missed."""
    return "short" if state == "missed" and strength != "must" else state


def unmet(value: int, low: int, window: Window, today: date) -> str:
    """Return the state of a value that is still too low."""
    if today > window.due:
        return "missed"
    if today < window.start:
        return "not_started"
    return "on_track" if value >= TEMPO * low * elapsed(window, today) else "behind"


def event_state(due: date | None, answered: date | None, today: date) -> str:
    """Return how one event stands; an answer is in time where nobody knows yet how long its days are."""
    if answered is not None:
        return "answered" if due is None or answered <= due else "late"
    if due is None:
        return "unknown"
    return "overdue" if today > due else "waiting"


def elapsed(window: Window, today: date) -> float:
    """Return the share of the duty's time that has passed, from 0 to 1."""
    whole = (window.due - window.start).days + 1
    gone = (today - window.start).days + 1
    return min(1.0, max(0.0, gone / whole))


def percent(value: int, base: int | None) -> int | None:
    """Return a whole percent rounded down (99.9 % is not yet 100 %), None without a denominator."""
    return value * 100 // base if base else None


def told_number(definition: dict[str, Any], value: int, base: int | None) -> int | None:
    """Return the number that a closed period was told by: the whole percent of a share, else the value itself."""
    return percent(value, base) if definition["kind"] in ("rate", "response") else value


def increase_text(base: int | None) -> str:
    """Return the target of an increase in words: 超过上期 12."""
    return f"超过上期 {base:,}" if base else "超过上期（上期无可比的数）"


def bounds_text(low: int | None, high: int | None) -> str:
    """Return the bounds in words: 至少 15, 至多 3, 恰好 10, 4 至 6."""
    if low is None and high is None:
        return "未定数"
    if low is None:
        return f"至多 {high:,}"
    if high is None:
        return f"至少 {low:,}"
    return f"恰好 {low:,}" if low == high else f"{low:,} 至 {high:,}"
