"""Every write of rooms: registered, changed, closed, checked against the list, linked to a cadre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from tiexin.cases.rooms import rules
from tiexin.cases.rooms.models import Room, RoomCheck, RoomLink
from tiexin.cases.rooms.standards import standard
from tiexin.core.actions import insert, locked
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import NewFact, record, void
from tiexin.orgs.models import Officer, Under
from tiexin.registry.models import Employer

BATCH = 500  # links carried on in one transaction


@transaction.atomic
def open_room(new: Room, *, by: Officer, on: date) -> Room:
    """Register an (unsaved) room, with the hours that the standard proposes: one record with two signs (C149).

    Refused, with nothing written: without name or place, in use from a day to come, at an enterprise that is none of
    the union's, a second time under the same name.
    """
    _check_said(new, on)
    new.hours = {str(day): rules.read_hours(text, f"day{day}") for day, text in standard().weekdays.items()}
    try:
        insert([new])  # no savepoint: a refusal undoes the caller's whole action
    except IntegrityError as error:
        raise Refused(f"{new.employer}已经登记过“{new.name}”", clause=rules.ONE, field="name") from error
    record(Act("open_room", new, by, on, new.org_id))
    return new


@dataclass(frozen=True)
class Said:
    """What may be changed of a room without becoming another one."""

    name: str
    address: str


@transaction.atomic
def change_room(room: Room, said: Said, *, by: Officer, on: date) -> Room:
    """Change what a room is called and where it is."""
    room = _locked(room)
    room.name, room.address = said.name, said.address
    _check_said(room, on)
    if Room.objects.standing().filter(employer=room.employer_id, name=room.name).exclude(pk=room.pk).exists():
        raise Refused(f"{room.employer}已经登记过“{room.name}”", clause=rules.ONE, field="name")
    room.save(update_fields=["name", "address"])
    record(Act("change_room", room, by, on, room.org_id))
    return room


def _check_said(room: Room, on: date) -> None:
    room.name = rules.check_words(room.name, "name", "名称", rules.NAME)
    room.address = rules.check_words(room.address, "address", "地点", rules.PLACE)
    rules.check_day(room.opened, on, "opened")
    if not _same_side(room.employer, room.org_id):
        raise Refused("这家单位不归这个工会管", clause=rules.ONE, field="employer")


def _same_side(employer: Employer, org: int) -> bool:
    """Whether the enterprise's union and the room's stand in one line."""
    below, above = Q(org=employer.org_id, ancestor=org), Q(org=org, ancestor=employer.org_id)
    return Under.objects.filter(below | above).exists()


@transaction.atomic
def set_hours(room: Room, week: Mapping[int, str], *, by: Officer, on: date) -> Room:
    """Write down when a room is open, by weekday; a weekday without hours is closed."""
    room = _locked(room)
    hours = {str(day): rules.read_hours(week.get(day, ""), f"day{day}") for day in rules.WEEKDAYS}
    rules.check_open(hours)
    room.hours = {day: stretches for day, stretches in hours.items() if stretches}
    room.save(update_fields=["hours"])
    record(Act("set_room_hours", room, by, on, room.org_id))
    return room


@transaction.atomic
def close_room(room: Room, day: date, reason: str, *, by: Officer, on: date) -> Room:
    """Close a room for good: it counts as standardised no more, and its link ends."""
    room = _locked(room)
    rules.check_day(day, on, "day", room.opened)
    check_reason(reason, "撤销")
    for link in RoomLink.objects.standing().filter(room=room):
        _end(link, day, "群众工作室撤销", by, on)
    room.closed, room.close_reason = day, reason.strip()
    _drop_proof(room, by, on)
    room.save(update_fields=["closed", "close_reason", "standardised", "proof"])
    record(Act("close_room", room, by, on, room.org_id))
    return room


def _locked(room: Room) -> Room:
    # the proof is read afterwards: beside a row that was waited for, PostgreSQL does not see what came meanwhile
    found = locked(Room.objects.select_related("employer__org", "org"), pk=room.pk)
    rules.check_here(found.closed)
    return found


def _drop_proof(room: Room, by: Officer, on: date) -> None:
    if room.proof is not None:
        void(room.proof, by=by, on=on)
    room.standardised, room.proof = None, None


@dataclass(frozen=True)
class Checked:
    """What a check found: an answer to each line of the list, and words."""

    on: date
    answers: Mapping[str, str]
    note: str = ""


@transaction.atomic
def check_room(room: Room, found: Checked, *, by: Officer, on: date) -> RoomCheck:
    """Hold a room against the checklist. Fact: `room_standardised`, once, when every line that must be there is; a
    later check that fails voids it.

    Refused, with nothing written: a line without an answer, a day to come or before an earlier check.
    """
    room, lines = _locked(room), standard()
    last = room.checks.order_by("-on", "-pk").first()
    rules.check_day(found.on, on, "on", max(room.opened, last.on) if last else room.opened)
    rules.check_answers(lines, found.answers)
    note = rules.check_words(found.note, "note", "", rules.TEXT)
    kept = [{"key": x.key, "label": x.label, "must": x.must, "answer": found.answers[x.key]} for x in lines.lines]
    check = RoomCheck(room=room, on=found.on, by=by, list_hash=lines.hash, lines=kept, note=note)
    check.passed = rules.passes(lines, found.answers)
    insert([check])
    fresh = check.passed and room.proof_id is None
    entry = record(Act("check_room", check, by, on, room.org_id), [_standardised(room, check)] if fresh else [])
    if fresh:
        room.standardised, room.proof = found.on, entry
    elif not check.passed:
        _drop_proof(room, by, on)
    room.save(update_fields=["standardised", "proof"])
    return check


def _standardised(room: Room, check: RoomCheck) -> NewFact:
    dims: dict[str, int | None] = {"employer": room.employer_id, "officer": check.by_id}
    return NewFact("room_standardised", check.on, room.org, room.employer.org, dims=dims)


@transaction.atomic
def link_room(room: Room, officer: Officer, since: date, reason: str = "", *, by: Officer | None, on: date) -> RoomLink:
    """Link a room to a cadre, or hand it over to another, who is then in contact with it. Fact: `room_linked`.

    Refused, with nothing written: whoever owes no room, is not in office, has a room already or this one, whose unit
    does not stand above it; a hand-over without a reason, a day to come.
    """
    room = _locked(room)
    Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    former = RoomLink.objects.standing().select_related("officer").filter(room=room).first()
    rules.check_day(since, on, "since", max(room.opened, former.since) if former else room.opened)
    _check_cadre(room, officer, since)
    if former is not None:
        check_reason(reason, "移交")
        _end(former, since, reason.strip(), by, on)
    link = RoomLink(room=room, officer=officer, org=officer.org, since=since, counted=since.year)
    insert([link])
    record(Act("link_room", link, by, on, room.org_id), [_linked(link, since)])
    return link


def _check_cadre(room: Room, officer: Officer, day: date) -> None:
    owes = rules.owes_room(officer.rank, officer.org.level, officer.org.kind)
    above = Under.objects.filter(org=room.org_id, ancestor=officer.org_id).exists()
    serving = officer.since <= day and (officer.until is None or day < officer.until)
    rules.check_cadre(owes, serving, above, officer.name)
    held = RoomLink.objects.standing().select_related("room").filter(officer=officer).first()
    if held is not None:
        raise Refused(f"{officer}已经联系“{held.room}”，每人联系一个", clause=rules.LINKED, field="officer")


def _linked(link: RoomLink, day: date) -> NewFact:
    dims: dict[str, int | None] = {"officer": link.officer_id, "employer": link.room.employer_id}
    return NewFact("room_linked", day, link.org, link.room.org, dims=dims)


@transaction.atomic
def end_link(link: RoomLink, day: date, reason: str, *, by: Officer, on: date) -> RoomLink:
    """Let a cadre be in contact with a room no longer; the room is then listed as one without."""
    _locked(link.room)
    found = locked(RoomLink.objects.select_related("room"), pk=link.pk)
    if found.until is not None:
        raise Refused(f"这项联系已于{zh_date(found.until)}结束")
    rules.check_day(day, on, "day", found.since)
    check_reason(reason, "结束联系")
    _end(found, day, reason.strip(), by, on)
    return found


def _end(link: RoomLink, day: date, reason: str, by: Officer | None, on: date) -> None:
    link.until, link.reason = day, reason
    link.save(update_fields=["until", "reason"])
    record(Act("end_room_link", link, by, on, link.room.org_id))


@transaction.atomic
def carry_on_links(on: date) -> int:
    """Record links that last into a new year for that year, too: all year round is counted year by year (C150)."""
    rows = RoomLink.objects.standing().filter(counted__lt=on.year)
    ids = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True)[:BATCH])
    along = RoomLink.objects.filter(pk__in=ids).select_related("room__org", "org", "officer")
    found: Sequence[RoomLink] = list(along.order_by("pk"))
    for link in found:
        link.counted = on.year
        link.save(update_fields=["counted"])
        here = link.officer.until is None or link.officer.until > on
        source = f"room-link:{link.pk}:{on.year}"
        record(Act("carry_on_link", link, None, on, link.room.org_id, source), [_linked(link, on)] if here else [])
    return len(found)
