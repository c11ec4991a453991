"""When a plan may be signed for and started; plain values in, refusals out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.rules import SIDES

if TYPE_CHECKING:
    from tiexin.orgs.models import Officer, Org

ONCE = "签收和启动各登记一次"
ORDER = "先签收，再启动"
PRACTICE = "tiexin-practice"  # code of the one plan of the practice tree


@dataclass(frozen=True)
class Sent:
    """How far a unit has come with a plan that was sent to it."""

    issued: date | None
    received: date | None
    started: date | None
    in_force: bool = True


@dataclass(frozen=True)
class Window:
    """The days in which units of a kind are to start, and the sentence that says so.

    `where` holds the levels and kinds it speaks of; `unless` leaves out units that fit one of its sets.
    """

    first: date
    last: date
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unless: Sequence[Mapping[str, Sequence[str]]] = ()
    clause: str = ""
    quote: str = ""

    def fits(self, unit: Mapping[str, str]) -> bool:
        """Tell whether a unit with this level and kind is asked."""
        left_out = any(_among(unit, where) for where in self.unless)
        return _among(unit, self.where) and not left_out

    def holds(self, day: date) -> bool:
        """Tell whether the day lies inside."""
        return self.first <= day <= self.last


def _among(unit: Mapping[str, str], where: Mapping[str, Sequence[str]]) -> bool:
    return all(unit.get(column) in values for column, values in where.items())


def window_of(unit: Mapping[str, str], windows: Sequence[Window]) -> Window | None:
    """Return the first window that speaks of the unit; None where no start is asked of it."""
    return next((window for window in windows if window.fits(unit)), None)


def check_receive(sent: Sent) -> None:
    """Refuse to sign twice, or for a version that is no longer in force."""
    if not sent.in_force:
        raise Refused("这一版已被新版替代，请签收新的一版")
    if sent.received is not None:
        raise Refused(f"已于{zh_date(sent.received)}签收", clause=ONCE)


def check_start(sent: Sent, day: date, today: date) -> None:
    """Refuse a start before the plan was signed for or issued, on a day to come, or a second one."""
    if not sent.in_force:
        raise Refused("这一版已被新版替代，请签收新的一版")
    if sent.received is None:
        raise Refused("这份方案还没有签收", clause=ORDER, field="day")
    if sent.started is not None:
        raise Refused(f"已于{zh_date(sent.started)}启动", clause=ONCE, field="day")
    if day > today:
        raise Refused(f"启动日期{zh_date(day)}还没有到", field="day")
    if sent.issued is not None and day < sent.issued:
        raise Refused(f"方案{zh_date(sent.issued)}才印发，启动不会更早", field="day")


def check_withdraw(sent: Sent) -> None:
    """Refuse to take back a start that was not made, or one of a version that is no longer in force."""
    if not sent.in_force:
        raise Refused("这一版已被新版替代，请在新的一版上撤回")
    if sent.started is None:
        raise Refused("还没有登记启动，没有可以撤回的")


def state(sent: Sent, window: Window | None) -> str:
    """Return how far the unit is: waiting, received, within, outside, or started where no window is set."""
    if sent.received is None:
        return "waiting"
    if sent.started is None:
        return "received"
    if window is None:
        return "started"
    return "within" if window.holds(sent.started) else "outside"


def check_earnest(by: Officer | None) -> None:
    """Refuse to load or publish while practising: one plan at a time is published for the whole installation."""
    if by is not None and by.practises_for_id is not None:
        raise Refused("练习中只有练习方案，不装载、不发布别的方案；可以起草", clause=SIDES, field="pack")


def check_code(code: str, issuer: Org) -> None:
    """Refuse the code of the practice plan anywhere else, and any other code there: codes are one namespace."""
    if (code == PRACTICE) != issuer.practice:
        raise Refused(f"代号 {PRACTICE} 留给练习方案，只有它用", clause=SIDES, field="pack")
