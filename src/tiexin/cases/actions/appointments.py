"""Hours offered by a counsellor, taken for a matter, moved, given up, and what came of them.

Where whoever asked does it on their own pages there is no officer behind it: `by` is None.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tiexin.cases import rules as of_cases
from tiexin.cases.actions import steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.actions.telling_asker import SEALED
from tiexin.cases.appointments import rules
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.appointments.queries import TAKEN, agreed_on
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.reaching import phone_of
from tiexin.core.actions import insert
from tiexin.core.days import moment, naive
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.sealed import seal
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer
from tiexin.outbox.actions import tell_officer, tell_phone
from tiexin.outbox.rules import MOBILE, News


@transaction.atomic
def offer_slot(new: Slot, *, by: Officer, on: date) -> Slot:
    """Offer an hour of one's own. Refused: past, too short or long, crossing another of one's hours."""
    Officer.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two forms of one person wait for each other
    standing = Slot.objects.filter(counsellor=by, dropped=None, ends__gt=new.begins, begins__lt=new.ends)
    spans = [(naive(each.begins), naive(each.ends)) for each in standing]
    rules.check_offered((naive(new.begins), naive(new.ends)), spans, on)
    of_cases.check_words(new.place, "place", "在哪里", rules.PLACE)
    new.counsellor = by
    [made] = insert([new])
    record(Act("offer_slot", made, by, on, made.org_id))
    return made


@transaction.atomic
def drop_slot(slot: Slot, *, by: Officer, on: date) -> Slot:
    """Take an hour back that nobody has."""
    found = Slot.objects.select_for_update(of=("self",)).get(pk=slot.pk)
    if found.dropped or not Slot.objects.free().filter(pk=slot.pk).exists():
        raise Refused("这个时间已经有人约了，或者已经收回；有人约的请先改期或者取消", clause=rules.ONCE)
    found.dropped = on
    found.save(update_fields=["dropped"])
    record(Act("drop_slot", found, by, on, found.org_id))
    return found


@transaction.atomic
def book_appointment(case: Case, slot: Slot, *, by: Officer | None, on: date) -> Appointment:
    """Agree on an hour for a matter: the counsellor takes part from now on, whoever asked is told their way.

    Refused, with nothing written: an hour that is taken, past or one's second, a matter that has ended.
    """
    case = steps.locked(case)
    of_cases.check_open(case.state)
    if case.appointments.filter(state="booked").exists():
        raise Refused("已经约了一个时间，要换请改期", clause=rules.ONCE)
    made, step = _agree(case, slot, "约好时间" if by else "本人约了时间", by, on)
    _tell(case, made.slot, step, "您约的时间定了", on)
    return made


@transaction.atomic
def move_appointment(appointment: Appointment, slot: Slot, *, by: Officer | None, on: date) -> Appointment:
    """Agree on another hour instead; the former is free again, and whoever offered it hears of it, too."""
    case, found = _locked(appointment)
    of_cases.check_open(case.state)
    rules.check_standing(found.state)
    _end(found, "moved")
    made, step = _agree(case, slot, "改期" if by else "本人改了时间", by, on)
    _leave(case, found.slot.counsellor, on)
    if found.slot.counsellor_id != made.slot.counsellor_id:
        _tell_counsellor(case, found.slot, step, on)
    _tell(case, made.slot, step, "您约的时间改了", on)
    return made


@transaction.atomic
def cancel_appointment(appointment: Appointment, reason: str, *, by: Officer | None, on: date) -> Appointment:
    """Give the hour up, with the reason; it is free again."""
    case, found = _locked(appointment)
    rules.check_standing(found.state)
    of_cases.check_words(reason, "reason", "为什么取消", 200)
    _end(found, "cancelled")
    _leave(case, found.slot.counsellor, on)
    entry = record(Act("cancel_appointment", case, by, on, case.org_id))
    words = f"{found.slot.when}：{reason.strip()}"
    label = "取消预约" if by else "本人取消预约"
    made = steps.step(case, Happened("noted", label, words, told=True), entry, moment(on))
    _tell(case, found.slot, made, "您约的时间取消了", on)
    return found


def free_hour(case: Case, reason: str, *, by: Officer | None, on: date) -> None:
    """Give up the hour to come that was agreed on for a matter, if there is one: it is there for others again."""
    agreed = agreed_on(case)
    if agreed is not None and agreed.slot.begins > moment(on):
        cancel_appointment(agreed, reason, by=by, on=on)


@transaction.atomic
def close_appointment(appointment: Appointment, came: bool, note: str, *, by: Officer, on: date) -> Appointment:
    """Say whether they came, and what was said, under seal; the first talk begins the handling of the matter."""
    case, found = _locked(appointment)
    rules.check_closed(found.state, found.slot.day, on)
    of_cases.check_words(note, "note")
    found.note_sealed = seal(note.strip(), f"appointment.note:{found.key}") if note.strip() else None
    _end(found, "done" if came else "absent")
    was, event = case.state, "noted"
    if came and case.state == "accepted":
        case.state, event = "handling", "begun"
        case.save(update_fields=["state"])
    entry = record(Act("close_appointment", case, by, on, case.org_id))
    made = steps.step(case, Happened(event, "来了" if came else "约好没有来", found.slot.when), entry, moment(on), was)
    steps.hear(case, event, made.at)
    return found


def _locked(appointment: Appointment) -> tuple[Case, Appointment]:
    case = steps.locked(appointment.case)
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("slot__counsellor")
    return case, rows.get(pk=appointment.pk)


def _end(found: Appointment, state: str) -> None:
    found.state = state
    found.save(update_fields=["state", "note_sealed"])


def _leave(case: Case, counsellor: Officer, on: date) -> None:
    """With the hour ends the counsellor's part, unless they have another, met the person, or were asked to help."""
    there = case.appointments.filter(slot__counsellor=counsellor, state__in=TAKEN).exists()
    asked = case.steps.filter(event="helped", label=f"{counsellor}协办"[:40]).exists()
    if not (there or asked):
        steps.part(case, counsellor, "helper", on)


def _agree(case: Case, slot: Slot, label: str, by: Officer | None, on: date) -> tuple[Appointment, CaseStep]:
    """Take the hour; the table itself refuses a second one at the same moment."""
    found = Slot.objects.select_for_update(of=("self",)).select_related("counsellor").get(pk=slot.pk)
    free = Slot.objects.free().filter(pk=found.pk).exists()
    rules.check_booked(case.service.appointment, free, found.day, on)
    rules.check_serving(found.counsellor.since, found.counsellor.until, found.day)
    if found.counsellor_id == case.about_id:
        raise Refused("反映的就是这个人，请另选", clause=of_cases.CONFLICT, field="slot")
    if case.parts.filter(officer=found.counsellor, role="recused", until=None).exists():
        raise Refused("这个人已经回避，请另选", clause=of_cases.CONFLICT, field="slot")
    try:
        [made] = insert([Appointment(slot=found, case=case, by=by, on=on)])
    except IntegrityError as error:
        raise Refused("这个时间刚刚有人约了，请另选", clause=rules.ONCE, field="slot") from error
    steps.join(case, found.counsellor, "helper", on)
    entry = record(Act("book_appointment", case, by, on, case.org_id))
    words = f"{found.when}，{found.place}，{found.counsellor}接待"
    step = steps.step(case, Happened("contacted", label, words, told=True), entry, moment(on))
    steps.hear(case, "contacted", step.at)
    return made, step


def _tell(case: Case, slot: Slot, step: CaseStep, words: str, on: date) -> None:
    """The counsellor hears that the time changed; whoever follows by code gets a text, which says nothing of what is
    under seal. A practised matter texts nobody."""
    _tell_counsellor(case, slot, step, on)
    phone = phone_of(case)
    if case.reply_way == "code" and not case.org.practice and MOBILE.fullmatch(phone):
        said = f"{SEALED if case.sealed else words}，请凭查询码看"
        tell_phone(phone, case.org, News("notice", said, _source(case, step), sms=True), on=on)


def _tell_counsellor(case: Case, slot: Slot, step: CaseStep, on: date) -> None:
    if slot.counsellor_id != step.by_id:
        news = News("task", f"预约有变动：{step.label}，请看时间", _source(case, step), url=f"/cases/{case.pk}/")
        tell_officer(slot.counsellor, news, on=on)


def _source(case: Case, step: CaseStep) -> str:
    return f"case/{case.pk}/appointment/{step.pk}"
