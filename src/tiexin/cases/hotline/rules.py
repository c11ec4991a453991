"""What events of a telephone system make of a call, and what may be done with it; the signature they carry. Pure."""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tiexin.cases.hotline import norms
from tiexin.core.refusal import Refused
from tiexin.core.signed import signature

KINDS = {"ringing": "振铃", "answered": "接起", "hungup": "挂断", "recording": "录音"}
STATES = {"ringing": "正在振铃", "talking": "正在通话", "ended": "已通话", "abandoned": "没有接到"}
ASKED = {"question": "咨询", "request": "诉求", "difficulty": "困难"}  # for each a promise stands in the plan
NOTHING = "nothing"
WHAT = {**ASKED, NOTHING: "打错、无声、骚扰"}
UNDONE = {"answer": "当场答复", NOTHING: WHAT[NOTHING], "reached": "打通了"}
SCORES = {"yes": "做到了", "partly": "做到一部分", "no": "没有做到", "none": "没有遇到"}
SEAT_STATES = {"free": "空闲", "talking": "通话", "writing": "整理", "away": "离席"}
SCORING = "通话抽查：抽中的才评，接的人不评自己，接的人看得到、可以说明"
PROMISE = "C146：一拨就通、有问必答、有求必应、有难必帮"
UNDOING = "改记规则：记错了的可以改，写明为什么，原来记的留在记录里"
REASON = 200


@dataclass(frozen=True)
class Happened:
    """One event as the telephone system told it."""

    event: str
    kind: str
    at: datetime
    recording: str = ""


@dataclass(frozen=True)
class Told:
    """What all events of a call tell together."""

    first: datetime
    ring: datetime | None
    answer: datetime | None
    end: datetime | None
    recording: str
    state: str


def fold(events: Iterable[Happened], stale: datetime | None = None) -> Told:
    """The call that these events tell, whatever their order and however often each came.

    One that began to ring before `stale` and of which nothing more was heard rings no longer: nobody answered it.
    """
    known = sorted(set(events), key=lambda each: (each.at, each.event, each.kind, each.recording))
    ring, answer, end = (_first(known, kind) for kind in ("ringing", "answered", "hungup"))
    recording = next((each.recording for each in reversed(known) if each.recording), "")
    state = _state(answer, end)
    if state == "ringing" and stale is not None and known[0].at < stale:
        state = "abandoned"
    return Told(known[0].at, ring, answer, end, recording, state)


def _first(known: list[Happened], kind: str) -> datetime | None:
    return next((each.at for each in known if each.kind == kind), None)


def _state(answer: datetime | None, end: datetime | None) -> str:
    if end is None:
        return "ringing" if answer is None else "talking"
    return "abandoned" if answer is None else "ended"


def wait(ring: datetime | None, answer: datetime | None) -> float | None:
    """Seconds from ringing to answering; None while one of them is not known, never negative."""
    return None if ring is None or answer is None else max(0.0, (answer - ring).total_seconds())


def is_signed(secret: str, stamp: str, body: bytes, signed: str, now: datetime) -> bool:
    """Whether the message is by somebody who knows the secret, and of this moment; without a secret nothing is."""
    if not secret or not re.fullmatch(r"[0-9]{1,12}", stamp):
        return False
    fresh = abs(int(stamp) - now.timestamp()) <= norms.window().total_seconds()
    same = hmac.compare_digest(signature(secret, stamp, body).encode(), signed.encode())
    return fresh and same


def check_moment(at: datetime, now: datetime) -> None:
    """Refused for an event of the future or of long ago."""
    if not now - norms.late() <= at <= now + norms.window():
        raise Refused(f"事件时间不对：不能晚于现在，也不能早于{norms.late().days}天前", field="at")


def phone(number: str) -> str:
    """A number as it is kept: digits alone, without the code of the country; empty when it was hidden."""
    digits = re.sub(r"[^0-9]", "", number)
    return digits[2:] if re.fullmatch(r"861[0-9]{10}", digits) else digits


def is_spoken(state: str, reached: bool | None) -> bool:
    """Whether somebody spoke with the caller: on answering, or on calling back whoever was not answered."""
    return state in ("talking", "ended") or (state == "abandoned" and reached is True)


def check_spoken(state: str, reached: bool | None) -> None:
    """Refused for a call that nobody answered, unless its caller was reached since."""
    if is_spoken(state, reached):
        return
    if state == "abandoned":
        raise Refused("这个电话没有接到，回拨打通了再登记", clause=PROMISE)
    raise Refused("这个电话还没有接起，不能登记", clause=PROMISE)


def check_unwritten(what: str) -> None:
    """Refused for a call that was registered before: one call is one question, one request or one difficulty."""
    if what:
        raise Refused(f"这个电话已经登记为{WHAT[what]}", clause="一次录入：一个电话只登记一次")


def check_what(what: str) -> None:
    """Refused for a word that calls from which something is to come are not."""
    if what not in ASKED:
        raise Refused("请选择来电是咨询、诉求还是困难", field="what")


class Written(Protocol):
    """What of a call decides whether something written down may be taken back."""

    state: str
    reached: bool | None
    what: str
    at_once: bool

    @property
    def is_open(self) -> bool:
        """Whether nothing has come of it yet."""


def undoable(call: Written) -> str:
    """What one key wrote and may be taken back: an answer at once, that it was about nothing, that somebody was
    reached of whom nothing has come yet. What became a matter is mended there.
    """
    if call.at_once:
        return "answer"
    if call.what == NOTHING:
        return NOTHING
    return "reached" if call.state == "abandoned" and call.reached and call.is_open else ""


def check_undo(was: str, may: bool, why: str) -> None:
    """Refused where nothing can be taken back, for anybody but who wrote it or leads the line, and without a reason."""
    if not was:
        raise Refused("这个电话没有可以改记的", clause=UNDOING)
    if not may:
        raise Refused(f"“{UNDONE[was]}”不是您记的，请记的人或者管热线的人改", clause=UNDOING)
    check_why(why)


def check_why(why: str) -> None:
    """Refused without a reason, or with one too long to keep."""
    if not why.strip():
        raise Refused("请写一句为什么", clause=UNDOING, field="why")
    if len(why.strip()) > REASON:
        raise Refused(f"为什么不超过{REASON}个字", field="why")


def check_scored(answered_by: int | None, scorer: int, scored: bool) -> None:
    """Refused for a call that was scored, and for who answered it."""
    if scored:
        raise Refused("这个电话已经评过", clause=SCORING)
    if answered_by == scorer:
        raise Refused("这个电话是您接的，请别人来评", clause=SCORING)


def check_scores(given: Iterable[tuple[str, str]], lines: Iterable[str]) -> None:
    """Refused unless every line of the sheet, and nothing else, was judged in one of the words."""
    said = dict(given)
    for key in lines:
        if said.get(key) not in SCORES:
            raise Refused("每一条都要选一个", clause=SCORING, field=key)
    if strange := [key for key in said if key not in set(lines)]:
        raise Refused("评分表没有这一条", clause=SCORING, field=strange[0][:40])


def check_reply(answered_by: int | None, by: int, before: str, text: str) -> None:
    """Refused for anybody else than who answered the call, for a second reply, and for an empty one."""
    if answered_by != by:
        raise Refused("只有接这个电话的人可以说明", clause=SCORING)
    if before:
        raise Refused("已经说明过了", clause=SCORING)
    if not text.strip():
        raise Refused("请写一句说明", clause=SCORING, field="reply")


def check_call_back(state: str, reached: bool | None) -> None:
    """Refused unless nobody answered the call and the caller was not reached since."""
    if state != "abandoned":
        raise Refused("只有没有接到的电话才需要回拨", clause=PROMISE)
    if reached:
        raise Refused("这个电话已经回拨接通", clause="一次录入：回拨接通只记一次")


def check_seat_state(state: str, manned: bool) -> None:
    """Refused for a state that seats do not have, and for a seat at which nobody sits."""
    if state not in SEAT_STATES:
        raise Refused("请选择座席状态", field="state")
    if not manned:
        raise Refused("这个座席现在没有人", field="state")


def check_not_talking(state: str, talking: bool) -> None:
    """Refused for the next call while one is going on; whoever knows better sits down anew."""
    if state == "free" and talking:
        said = "这个座席正在通话，挂断以后再转空闲；已经挂断、这里没有变的，先下座再坐下"
        raise Refused(said, clause="座席规则：通话的时候不转来下一个电话", field="state")


def clock(minutes: int) -> str:
    """Minutes since midnight as a clock shows them; the end of the day is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def check_shift(start: int, end: int, others: Iterable[tuple[int, int]]) -> None:
    """Refused unless the shift (minutes of the day) ends after it begins and crosses none of the officer's others."""
    if not 0 <= start < end <= 24 * 60:
        raise Refused("下班时间要晚于上班时间；跨零点的班请分两天排", field="end")
    if any(start < other_end and other_start < end for other_start, other_end in others):
        raise Refused("这位同志当天已有时间重叠的班次", clause="排班规则：一人同一时间只排一个班", field="start")
