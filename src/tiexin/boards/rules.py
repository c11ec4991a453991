"""How a roll-up reads and in which order units stand."""

from typing import Any

ORDER = ("missed", "behind", "on_track", "not_started", "short", "met", "measured", "unrecorded")


def percent(part: int, whole: int | None) -> int | None:
    """Whole percent rounded down; None without a denominator."""
    return part * 100 // whole if whole else None


def enough(met: int, owed: int, share: int) -> bool:
    """Tell whether so many of those who owe it have met it that the stated share (percent) is reached."""
    return met * 100 >= share * owed


def standing_state(*, owed: int, met: int, begun: bool, recorded: bool = True, overdue: bool = False) -> str:
    """The state of a clause over many who owe it: met by all, on the way, not begun, missed, only measured."""
    if not recorded:
        return "unrecorded"
    if not owed:
        return "measured"
    if met == owed:
        return "met"
    if overdue:
        return "missed"
    return "on_track" if met or begun else "not_started"


def worst_first(row: dict[str, Any]) -> tuple[int, int, str]:
    """Sort key of a ladder: small denominators apart, then the lowest share, then by name."""
    share = row["percent"]
    return (1 if row["unranked"] else 0, 101 if share is None else share, row["name"])
