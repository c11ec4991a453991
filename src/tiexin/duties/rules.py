"""How a stored number reads today: the only place where `today` meets a gauge."""

from dataclasses import dataclass
from datetime import date

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
    "unrecorded": "尚无登记入口",
}
URGENCY = (
    "missed", "exceeded", "behind", "on_track", "not_started", "within", "met", "unset", "measured", "unrecorded",
)  # fmt: skip
TEMPO = 0.8  # a gauge keeps pace while it stands at four fifths of the time's share or better


@dataclass(frozen=True)
class Window:
    """When a duty runs and when it is due."""

    start: date
    end: date
    due: date


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


def unmet(value: int, low: int, window: Window, today: date) -> str:
    """Return the state of a value that is still too low."""
    if today > window.due:
        return "missed"
    if today < window.start:
        return "not_started"
    return "on_track" if value >= TEMPO * low * elapsed(window, today) else "behind"


def elapsed(window: Window, today: date) -> float:
    """Return the share of the duty's time that has passed, from 0 to 1."""
    whole = (window.due - window.start).days + 1
    gone = (today - window.start).days + 1
    return min(1.0, max(0.0, gone / whole))


def percent(value: int, base: int | None) -> int | None:
    """Return a whole percent rounded down (99.9 % is not yet 100 %), None without a denominator."""
    return value * 100 // base if base else None


def bounds_text(low: int | None, high: int | None) -> str:
    """Return the bounds in words: 至少 15, 至多 3, 恰好 10, 4 至 6."""
    if low is None and high is None:
        return "未定数"
    if low is None:
        return f"至多 {high:,}"
    if high is None:
        return f"至少 {low:,}"
    return f"恰好 {low:,}" if low == high else f"{low:,} 至 {high:,}"
