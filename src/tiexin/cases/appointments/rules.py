"""When an hour may be offered, taken, moved, and what came of it. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tiexin.core.refusal import Refused

ENDS = {"booked": "已约", "moved": "已改期", "cancelled": "已取消", "done": "来了", "absent": "没有来"}
PLACE = 60  # characters
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=4)
ONCE = "一个时间只约一位，一位同时只约一个时间"
Span = tuple[datetime, datetime]


def check_offered(new: Span, standing: Iterable[Span], on: date) -> None:
    """Refuse hours that are past, no stretch of a talk, or cross others of the same person."""
    begins, ends = new
    if begins.date() < on:
        raise Refused("请选今天或者以后的日子", field="day")
    if not SHORTEST <= ends - begins <= LONGEST:
        raise Refused("一次请在10分钟到4小时之间", field="ends")
    if any(begins < last and first < ends for first, last in standing):
        raise Refused("和您已经开放的时间重叠了，请改一改", clause=ONCE, field="begins")


def check_booked(takes_them: bool, free: bool, day: date, on: date) -> None:
    """Refuse a service to which nobody is asked to come, an hour that is taken or past."""
    if not takes_them:
        raise Refused("这项服务不用预约时间")
    if not free:
        raise Refused("这个时间已经有人约了，请另选", clause=ONCE, field="slot")
    if day < on:
        raise Refused("这个时间已经过了，请另选", field="slot")


def check_serving(since: date, until: date | None, day: date) -> None:
    """Refuse an hour with somebody who is not in office on its day."""
    if since > day or (until is not None and until <= day):
        raise Refused("接待的人那天不在职，请另选", field="slot")


def check_own(here: bool, begins: datetime, now: datetime, last: datetime) -> None:
    """Refuse whoever asked an hour of another unit, one that has begun, and one further ahead than they may choose."""
    if not here:
        raise Refused("请在现在负责的单位开放的时间里选", field="slot")
    if begins <= now:
        raise Refused("这个时间已经过了，请另选", field="slot")
    if begins >= last:
        raise Refused("这个时间还太远，请在列出的里面选", field="slot")


def check_ahead(begins: datetime, now: datetime) -> None:
    """Refuse whoever asked to change an hour that has begun: whoever waits for them there has to hear it."""
    if begins <= now:
        raise Refused("约好的时间已经到了，网上不能再改；来不了的，请打12351说一声")


def check_standing(state: str) -> None:
    """Refuse to change what is no longer agreed."""
    if state != "booked":
        raise Refused(f"这次预约{ENDS[state]}，不能再改")


def check_closed(state: str, day: date, on: date) -> None:
    """Refuse to say what came of it before its day."""
    check_standing(state)
    if day > on:
        raise Refused("还没有到约好的日子", field="came")


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())
