"""Every write of the hotline: events of the telephone system, what calls were, call-backs, lines, seats, shifts."""

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from tiexin.cases.hotline import rules
from tiexin.cases.hotline.forms import Message
from tiexin.cases.hotline.models import Call, CallEvent, Line, LineJoin, Seat, Shift
from tiexin.cases.models import Case
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.sealed import blind_index, seal
from tiexin.evidence.actions import NewFact, record
from tiexin.orgs.models import Kind, Level, Officer, Org

KEPT = {"question": "call_answered", "request": "call_taken", "difficulty": "call_helped"}


@transaction.atomic
def take_event(message: Message, *, by: Officer | None, on: date) -> Call:
    """Keep an event and let its call be what all its events tell; an event that came before changes nothing.

    Refused, with nothing written: a line that is not opened, an event's id used for something else.
    """
    call = _call_of(message, on)
    told = message.happened
    row = CallEvent(
        call=call, event=told.event, kind=told.kind, at=told.at, received=moment(on), recording=told.recording
    )
    CallEvent.objects.bulk_create([row], ignore_conflicts=True)
    kept = CallEvent.objects.get(event=told.event)
    if (kept.call_id, kept.kind, kept.at, kept.recording) != (call.pk, told.kind, told.at, told.recording):
        raise Refused("这个事件编号已经用过", clause="热线接口：一个事件一个编号", field="event")
    _retell(call, message)
    if call.answer is not None:
        _count(call, "call_connected", on)
    return call


def _call_of(message: Message, on: date) -> Call:
    """The call under its lock; made when this is the first that is heard of it."""
    line = Line.objects.select_related("org").filter(number=message.line).first()
    if line is None:
        raise Refused("这条热线没有开通", field="line")
    at = message.happened.at
    new = Call(exchange_id=message.call, line=line, org=_org_of(message.region, line, on), at=at, state="ringing")
    Call.objects.bulk_create([new], ignore_conflicts=True)
    rows = Call.objects.select_for_update(of=("self",)).select_related("line__org", "org")
    call = rows.get(exchange_id=message.call)
    if call.line_id != line.pk:
        raise Refused("这个通话编号属于另一条热线", field="call")
    _count(call, "call_received", on)
    return call


def _org_of(region: str, line: Line, on: date) -> Org:
    """The county union of the region from which the call comes; else the union that runs the line."""
    counties = Org.objects.filter(region=region, level=Level.COUNTY, kind=Kind.TERRITORIAL, opened__lte=on, closed=None)
    counties = counties.filter(practice=line.org.practice)
    return (counties.order_by("pk").first() if region else None) or line.org


def _retell(call: Call, message: Message) -> None:
    events = CallEvent.objects.filter(call=call).values_list("event", "kind", "at", "recording")
    told = rules.fold(rules.Happened(*row) for row in events)
    call.at, call.ring, call.answer, call.end = told.first, told.ring, told.answer, told.end
    call.recording, call.state = told.recording, told.state
    number = rules.phone(message.caller)
    if number and call.phone_index is None:
        call.phone_sealed = seal(number, f"call.phone:{call.key}")
        call.phone_index = blind_index(number, "worker.phone")
    if message.seat and message.happened.kind == "answered":
        call.seat = Seat.objects.filter(line=call.line, number=message.seat).first()
    call.save()


def _count(call: Call, measure: str, on: date, by: Officer | None = None) -> None:
    """Count once for a call what happened to it, on its own day."""
    source = f"{measure}:{call.key}"
    if _counted(call, measure):
        return
    tags = (("call", call.what),) if call.what else ()
    day = on if measure in KEPT.values() else min(localdate(call.at), on)
    fact = NewFact(measure, day, call.line.org, call.org, tags=tags)
    record(Act(measure, call, by, on, call.org_id, source=source), [fact])


def _counted(call: Call, measure: str) -> bool:
    from tiexin.evidence.models import Entry

    return Entry.objects.filter(source=f"{measure}:{call.key}").exists()


def _open(call: Call) -> Call:
    """The call under its lock, answered and not registered yet."""
    found = Call.objects.select_for_update(of=("self",)).select_related("line__org", "org").get(pk=call.pk)
    rules.check_answered(found.state)
    rules.check_unwritten(found.what)
    return found


@transaction.atomic
def answer_question(call: Call, *, by: Officer, on: date) -> Call:
    """Write down that the call was a question and was answered at once: no matter comes of it."""
    found = _open(call)
    found.what, found.at_once, found.by, found.done = "question", True, by, on
    found.save(update_fields=["what", "at_once", "by", "done"])
    _count(found, "call_answered", on, by)
    return found


@transaction.atomic
def link_case(call: Call, case: Case, what: str = "request", *, by: Officer, on: date) -> Call:
    """Tie a call to the matter registered from it. A request is taken up with that; the others have yet to be done."""
    if what not in rules.WHAT:
        raise Refused("请选择来电是咨询、诉求还是困难", field="what")
    found = _open(call)
    found.what, found.case, found.by = what, case, by
    found.done = on if what == "request" else None
    found.save(update_fields=["what", "case", "by", "done"])
    record(Act("link_call", found, by, on, found.org_id))
    if what == "request":
        _count(found, KEPT[what], on, by)
    return found


@transaction.atomic
def keep_promise(case: Case, *, by: Officer | None, on: date) -> int:
    """Let the calls of a matter have got what they asked for: a question its answer, a difficulty help; how many."""
    calls = Call.objects.select_for_update(of=("self",)).select_related("line__org", "org")
    found = list(calls.filter(case=case, done=None).order_by("pk"))
    for call in found:
        call.done = on
        call.save(update_fields=["done"])
        _count(call, KEPT[call.what], on, by)
    return len(found)


@transaction.atomic
def call_back(call: Call, reached: bool, *, by: Officer, on: date) -> Call:
    """Write down that whoever was not answered was called back, and whether they were reached."""
    found = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    rules.check_call_back(found.state, found.reached)
    found.called_by, found.called_at, found.reached = by, moment(on), reached
    found.save(update_fields=["called_by", "called_at", "reached"])
    record(Act("call_back", found, by, on, found.org_id))
    return found


@transaction.atomic
def open_line(org: Org, number: str, *, by: Officer, on: date) -> Line:
    """Open a hotline; refused for a number that is open already."""
    if Line.objects.filter(number=number).exists():
        raise Refused("这个号码的热线已经开通", clause="C144：开通“12351”职工服务热线", field="number")
    line = Line.objects.create(org=org, number=number, opened=on)
    record(Act("open_line", line, by, on, org.pk), [NewFact("hotline_opened", on, org, org)])
    return line


@transaction.atomic
def join_line(line: Line, org: Org, *, by: Officer, on: date) -> LineJoin:
    """Let a union's workers be served by a line; refused when they are."""
    if LineJoin.objects.filter(line=line, org=org).exists():
        raise Refused("这个单位已经接入", clause="C145：对全省所有县级工会全覆盖", field="org")
    joined = LineJoin.objects.create(line=line, org=org, since=on)
    record(Act("join_line", joined, by, on, org.pk), [NewFact("hotline_joined", on, line.org, org)])
    return joined


@transaction.atomic
def take_seat(seat: Seat, *, by: Officer, on: date) -> Seat:
    """Sit down at a seat, free for calls; refused where somebody sits, or while sitting elsewhere."""
    found = Seat.objects.select_for_update().get(pk=seat.pk)
    if found.officer_id not in (None, by.pk):
        raise Refused("这个座席已有人", clause="座席规则：一席一人", field="seat")
    if Seat.objects.filter(officer=by).exclude(pk=found.pk).exists():
        raise Refused("您已经在另一个座席，请先离开", clause="座席规则：一人一席", field="seat")
    return _seated(found, by, "free", by, on)


@transaction.atomic
def leave_seat(seat: Seat, *, by: Officer, on: date) -> Seat:
    """Leave a seat; refused for one at which somebody else sits."""
    return _seated(_own(seat, by), None, "away", by, on)


@transaction.atomic
def change_seat(seat: Seat, state: str, *, by: Officer, on: date) -> Seat:
    """Say whether the next call may come to one's seat."""
    found = _own(seat, by)
    rules.check_seat_state(state, manned=True)
    return _seated(found, by, state, by, on)


def _own(seat: Seat, by: Officer) -> Seat:
    found = Seat.objects.select_for_update().get(pk=seat.pk)
    if found.officer_id != by.pk:
        raise Refused("这不是您的座席", clause="座席规则：一席一人", field="seat")
    return found


def _seated(seat: Seat, officer: Officer | None, state: str, by: Officer, on: date) -> Seat:
    seat.officer, seat.state = officer, state
    seat.save(update_fields=["officer", "state"])
    record(Act("change_seat", seat, by, on, seat.org_id))
    return seat


@transaction.atomic
def plan_shift(shift: Shift, *, by: Officer, on: date) -> Shift:
    """Put an officer on the rota; refused for hours that cross another shift of theirs, or a day that has passed."""
    if shift.on < on:
        raise Refused("不能给过去的日子排班", field="on")
    Officer.objects.select_for_update().get(pk=shift.officer_id)
    others = Shift.objects.filter(officer=shift.officer_id, on=shift.on).values_list("start", "end")
    rules.check_shift(shift.start, shift.end, others)
    shift.save(force_insert=True)
    record(Act("plan_shift", shift, by, on, shift.org_id))
    return shift
