"""Every write about calls: events of the telephone system, what calls were, call-backs."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from tiexin.cases import asking
from tiexin.cases.hotline import rules, sittings
from tiexin.cases.hotline.forms import Message
from tiexin.cases.hotline.models import Call, CallEvent, CallUndone, Line, Seat
from tiexin.cases.models import Case
from tiexin.core.actions import locked
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.sealed import blind_index, seal
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry, Fact
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
    line = _line_of(message)
    at = message.happened.at
    new = Call(exchange_id=message.call, line=line, org=_org_of(message.region, line, on), at=at, state="ringing")
    Call.objects.bulk_create([new], ignore_conflicts=True)
    call = locked(Call.objects.select_related("line__org", "org"), exchange_id=message.call)
    if call.line_id != line.pk:
        raise Refused("这个通话编号属于另一条热线", field="call")
    _count(call, "call_received", on)
    return call


def _line_of(message: Message) -> Line:
    """The line in service under the number; of a call that is known, the line that was, though closed since."""
    lines = Line.objects.select_related("org").filter(number=message.line)
    line = lines.filter(closed=None).first() or lines.filter(calls__exchange_id=message.call).first()
    if line is None:
        raise Refused("这条热线没有开通", field="line")
    return line


def _org_of(region: str, line: Line, on: date) -> Org:
    """The county union of the region from which the call comes; else the union that runs the line."""
    counties = Org.objects.filter(region=region, level=Level.COUNTY, kind=Kind.TERRITORIAL, opened__lte=on, closed=None)
    counties = counties.filter(practice=line.org.practice)
    return (counties.order_by("pk").first() if region else None) or line.org


def _retell(call: Call, message: Message) -> None:
    events = CallEvent.objects.filter(call=call).values_list("event", "kind", "at", "recording")
    told = rules.fold((rules.Happened(*row) for row in events), sittings.stale())
    call.at, call.ring, call.answer, call.end = told.first, told.ring, told.answer, told.end
    call.recording, call.state = told.recording, told.state
    number = rules.phone(message.caller)
    if number and call.phone_index is None:
        call.phone_sealed = seal(number, f"call.phone:{call.key}")
        call.phone_index = blind_index(number, "worker.phone")
    if message.seat:
        _seat(call, message)
    call.save()
    if call.seat is not None:
        _seat_state(call, call.seat)


def _seat_state(call: Call, at: Seat) -> None:
    """Whoever answers is talking; when the call ends they write down what it was, until they say otherwise.

    What is past moves nobody: a later call was answered there, somebody else sits there or said otherwise since.
    """
    moment = {"talking": call.answer, "ended": call.end}.get(call.state)
    if moment is None or not sittings.is_moved_by(at, call, moment):
        return
    seat = Seat.objects.filter(pk=at.pk).exclude(officer=None)
    if call.state == "talking":
        seat.update(state="talking")
    else:
        seat.filter(state="talking").update(state="writing")


def _seat(call: Call, message: Message) -> None:
    """At which seat it rings or was answered, and by whom; a late “ringing” moves no call that was answered."""
    kind = message.happened.kind
    if kind == "answered" or (kind == "ringing" and call.seat is None):
        seats = Seat.objects.select_related("officer").filter(line=call.line, number=message.seat)
        call.seat = seats.order_by(F("closed").desc(nulls_first=True), "pk").first()
    if kind == "answered" and call.by is None and call.seat is not None:
        call.by = sittings.sitter(call.seat, message.happened.at)


def _count(call: Call, measure: str, on: date, by: Officer | None = None) -> None:
    """Count once for a call what happened to it, on its own day; what was taken back may count anew."""
    source = f"{measure}:{call.key}"
    if Entry.objects.filter(source=source).exists():
        before = list(_facts(call, measure).values_list("voided_by", flat=True))
        if None in before:
            return
        source = f"{source}:{len(before)}"
    tags = (("call", call.what),) if call.what in KEPT else ()
    day = on if measure in KEPT.values() else min(localdate(call.at), on)
    fact = NewFact(measure, day, call.line.org, call.org, tags=tags)
    record(Act(measure, call, by, on, call.org_id, source=source), [fact])


def _told(call: Call, what: str, by: Officer, on: date) -> None:
    """Say what a call is about. It was counted when it came, when nobody knew: it is counted anew with what it was
    about, as three of the four promises are kept for calls of a kind (C146).
    """
    before, call.what, call.by = call.what, what, call.by or by
    if what != before:
        _uncount(call, "call_received", by, on)
        _count(call, "call_received", on, by)


def _uncount(call: Call, measure: str, by: Officer | None, on: date) -> None:
    standing = _facts(call, measure).filter(voided_by=None)
    for entry in Entry.objects.filter(pk__in=standing.values("entry")).order_by("pk"):
        void(entry, by=by, on=on)


def _facts(call: Call, measure: str) -> QuerySet[Fact]:
    return Fact.objects.filter(measure=measure, entry__thing=Call._meta.label_lower, entry__thing_id=call.pk)


def _open(call: Call) -> Call:
    """The call under its lock, its caller spoken with, not registered yet; it may be marked as what it is about."""
    found = locked(Call.objects.select_related("line__org", "org"), pk=call.pk)
    rules.check_spoken(found.state, found.reached)
    rules.check_unwritten("" if found.is_open else found.what)
    return found


@transaction.atomic
def mark_call(call: Call, what: str, *, by: Officer, on: date) -> Call:
    """Say what the call is about before it is registered: it stands in the rate from now on, kept or not."""
    rules.check_what(what)
    found = _open(call)
    _told(found, what, by, on)
    found.save(update_fields=["what", "by"])
    record(Act("mark_call", found, by, on, found.org_id))
    return found


@transaction.atomic
def mark_nothing(call: Call, *, by: Officer, on: date) -> Call:
    """Write down that nobody wanted anything: a wrong number, silence, a nuisance. None of the three promises is made
    for it; it rang and was answered like any other.
    """
    found = _open(call)
    _told(found, rules.NOTHING, by, on)
    found.done = on
    found.save(update_fields=["what", "by", "done"])
    record(Act("mark_nothing", found, by, on, found.org_id))
    return found


@transaction.atomic
def undo_call(call: Call, why: str, *, leads: bool = False, by: Officer, on: date) -> Call:
    """Take back what one key wrote: the call is open again, or its caller still to be called back.

    Refused, with nothing written: for anybody but who wrote it, unless they lead the line; without a reason.
    """
    found = locked(Call.objects.select_related("line__org", "org"), pk=call.pk)
    was = rules.undoable(found)
    rules.check_undo(was, leads or by.pk == _writer(found, was), why)
    if was == "answer":
        _uncount(found, KEPT["question"], by, on)
    _told(found, "", by, on)
    found.at_once, found.done = False, None
    if was == "reached":
        _unreach(found)
    found.save()
    CallUndone.objects.create(call=found, was=was, why=why.strip(), by=by, on=on)
    record(Act("undo_call", found, by, on, found.org_id))
    return found


def _writer(call: Call, was: str) -> int | None:
    """Who wrote last what is to be taken back."""
    if was == "reached":
        return call.called_by_id
    verb = "mark_nothing" if was == rules.NOTHING else KEPT["question"]
    found = Entry.objects.filter(thing=Call._meta.label_lower, thing_id=call.pk, verb=verb, voids=None)
    return found.order_by("-pk").values_list("by", flat=True).first()


def _unreach(call: Call) -> None:
    """The try that reached nobody did not happen; those before it did."""
    call.tries -= 1
    call.reached = False if call.tries else None
    call.by = None
    if not call.tries:
        call.called_by = call.called_at = None


@transaction.atomic
def answer_question(call: Call, *, by: Officer, on: date) -> Call:
    """Write down that the call was a question and was answered at once: no matter comes of it."""
    found = _open(call)
    _told(found, "question", by, on)
    found.at_once, found.done = True, on
    found.save(update_fields=["what", "at_once", "by", "done"])
    _count(found, "call_answered", on, by)
    return found


@transaction.atomic
def link_case(call: Call, case: Case, what: str = "", *, by: Officer, on: date) -> Call:
    """Tie a call to the matter registered from it; without a word it is what it was marked as, else a request.

    A request is taken up with that, unless it belongs elsewhere; the others have yet to be done.
    """
    found = _open(call)
    what = what or found.what or "request"
    rules.check_what(what)
    _told(found, what, by, on)
    found.case = case
    taken = what == "request" and _keeps(what, case)
    found.done = on if taken else None
    found.save(update_fields=["what", "case", "by", "done"])
    record(Act("link_call", found, by, on, found.org_id))
    if taken:
        _count(found, KEPT[what], on, by)
    return found


def _keeps(what: str, case: Case) -> bool:
    """Whether a matter, as it stands, is what its call asked for: none that belongs elsewhere was taken up, and only
    an outcome that helps, by the catalogue, has helped. A question has its answer either way.
    """
    if what == "difficulty":
        return case.state != "elsewhere" and asking.helped(case.service, case.outcome)
    return what == "question" or case.state != "elsewhere"


@transaction.atomic
def keep_promise(case: Case, only: Collection[str] = tuple(KEPT), *, by: Officer | None, on: date) -> int:
    """Let the calls of a matter have got what they asked for: a question its answer, a difficulty help; how many."""
    kept = [what for what in only if _keeps(what, case)]
    found = _calls(case, Q(what__in=kept, done=None))
    for call in found:
        call.done = on
        call.save(update_fields=["done"])
        _count(call, KEPT[call.what], on, by)
    return len(found)


def follow_case(case: Case, move: str, *, by: Officer | None, on: date) -> None:
    """Let the calls of a matter follow a move: what was sent elsewhere was not taken up, until it is opened again;
    a reply helped or did not, whatever an earlier one had said.
    """
    if move in ("reply", "refuse"):
        _take_back(case, by, on)
    if move in ("reply", "reopen"):
        keep_promise(case, tuple(KEPT) if move == "reply" else ("request",), by=by, on=on)


def _take_back(case: Case, by: Officer | None, on: date) -> None:
    """Void what counted for calls and does not hold any more."""
    lost = [what for what in KEPT if not _keeps(what, case)]
    for call in _calls(case, Q(what__in=lost, done__isnull=False)) if lost else ():
        call.done = None
        call.save(update_fields=["done"])
        _uncount(call, KEPT[call.what], by, on)


def _calls(case: Case, which: Q) -> list[Call]:
    """Calls of a matter under their locks."""
    ids = list(Call.objects.select_for_update().filter(which, case=case).order_by("pk").values_list("pk", flat=True))
    return list(Call.objects.filter(pk__in=ids).select_related("line__org", "org").order_by("pk")) if ids else []


@transaction.atomic
def call_back(call: Call, reached: bool, at: datetime | None = None, *, by: Officer, on: date) -> Call:
    """Write down that whoever was not answered was called back, when (else now), and whether they were reached."""
    found = Call.objects.select_for_update().get(pk=call.pk)
    rules.check_call_back(found.state, found.reached)
    found.called_by, found.called_at, found.reached = by, at or moment(on), reached
    found.tries += 1
    found.save(update_fields=["called_by", "called_at", "reached", "tries"])
    record(Act("call_back", found, by, on, found.org_id))
    return found
