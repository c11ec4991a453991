"""Organs are founded and ended; their seats are made, filled, handed on and given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from tiexin.core import journal
from tiexin.core.journal import Act, Claim
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.organs import COUNTED, INSIDE, Holding, Organ, OrganKind, Seat, SeatKind

RULE = "组织机构规则：办公室设在领导小组之下，内设组设在办公室之下，牵头组长只有一人"


@dataclass(frozen=True)
class NewSeat:
    """A seat to be made; `places` None for any number of holders."""

    title: str
    kind: str
    by_post: str = ""
    places: int | None = None
    lead: bool = False


@dataclass(frozen=True)
class Sitting:
    """From which day somebody sits, beside another office or not, lent by which unit."""

    since: date
    concurrent: bool = False
    seconded_from: Org | None = None


@transaction.atomic
def found_organ(organ: Organ, seats: Sequence[NewSeat] = (), *, by: Officer | None, on: date) -> Organ:
    """Found a new (unsaved) organ with its seats; leading groups and lecture corps count as founded for plans.

    Refused, with nothing written: a day to come or on which the unit was not open, a parent of another unit, that has
    ended or is of the wrong kind, a name that an organ of the unit has.
    """
    org = Org.objects.select_for_update().get(pk=organ.org_id)
    if organ.since > on:
        raise Refused("成立日期还没有到", field="since")
    if not org.is_open(organ.since):
        raise Refused(f"“{org}”在{zh_date(organ.since)}不存在", field="since")
    _check_parent(organ)
    if Organ.objects.standing().filter(org=org, name=organ.name).exists():
        raise Refused(f"“{org}”已有“{organ.name}”", field="name")
    organ.save(force_insert=True)
    for new in seats:
        _make(organ, new)
    tags = (("organ", str(organ.kind)),)
    claims = [Claim("organ_founded", organ.since, org, tags)] if organ.kind in COUNTED else []
    journal.write(Act("found", organ, by, on, org.pk), claims)
    return organ


def _check_parent(organ: Organ) -> None:
    wanted, parent = INSIDE.get(OrganKind(organ.kind)), organ.parent
    if (wanted is None) != (parent is None) or (parent is not None and parent.kind != wanted):
        where = f"应设在{wanted.label}之下" if wanted else "不设在别的机构之下"
        raise Refused(f"{OrganKind(organ.kind).label}{where}", clause=RULE, field="parent")
    if parent is not None and (parent.org_id != organ.org_id or parent.until is not None):
        raise Refused(f"“{parent}”不是本单位现有的机构", clause=RULE, field="parent")


@transaction.atomic
def end_organ(organ: Organ, *, by: Officer | None, on: date) -> Organ:
    """End an organ from today on with all who sit there; refused while another stands inside it."""
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    _check_stands(organ)
    if organ.inside.filter(until=None).exists():
        raise Refused(f"“{organ}”之下还有机构，请先撤销它们", clause=RULE)
    for holding in Holding.objects.present().filter(seat__organ=organ).order_by("pk"):
        _end(holding, on)
    organ.until = on
    organ.save(update_fields=["until"])
    journal.write(Act("close", organ, by, on, organ.org_id))
    return organ


def _check_stands(organ: Organ) -> None:
    if organ.until is not None:
        raise Refused(f"“{organ}”已于{zh_date(organ.until)}撤销")


@transaction.atomic
def make_seat(organ: Organ, new: NewSeat, *, by: Officer | None, on: date) -> Seat:
    """Add a seat to an organ that stands."""
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    _check_stands(organ)
    seat = _make(organ, new)
    journal.write(Act("make_seat", organ, by, on, organ.org_id))
    return seat


def _make(organ: Organ, new: NewSeat) -> Seat:
    if organ.seats.filter(title=new.title).exists():
        raise Refused(f"“{organ}”已有“{new.title}”", field="title")
    if new.lead and (new.kind != SeatKind.HEAD or organ.seats.filter(lead=True).exists()):
        raise Refused("只能有一个牵头职务，而且是主要负责人", clause=RULE, field="lead")
    places = 1 if new.lead else new.places
    order = SeatKind.values.index(new.kind) * 2 + (not new.lead)
    said = {"title": new.title, "kind": new.kind, "by_post": new.by_post, "places": places, "lead": new.lead}
    return Seat.objects.create(organ=organ, kind_order=order, **said)


@transaction.atomic
def seat_officer(seat: Seat, officer: Officer, sitting: Sitting, *, by: Officer | None, on: date) -> Holding:
    """Let an officer sit from a day on.

    Refused, with nothing written: a day to come or before the organ was founded, somebody not in office that day, who
    sits there already, or for whom there is no place.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("organ").get(pk=seat.pk)
    _check_sitting(seat, officer, sitting.since, on)
    if seat.places is not None and seat.holdings.filter(until=None).count() >= seat.places:
        raise Refused(f"“{seat}”只设{seat.places}人，已经满了", field="officer")
    holding = _sit(seat, officer, sitting)
    journal.write(Act("seat_officer", holding, by, on, seat.organ.org_id))
    return holding


def _check_sitting(seat: Seat, officer: Officer, since: date, on: date) -> None:
    _check_stands(seat.organ)
    if since > on:
        raise Refused("任职日期还没有到", field="since")
    if since < seat.organ.since:
        raise Refused(f"“{seat.organ}”{zh_date(seat.organ.since)}才成立", field="since")
    if since < officer.since or (officer.until is not None and officer.until <= since):
        raise Refused(f"{officer}在{zh_date(since)}不在职", field="officer")


def _sit(seat: Seat, officer: Officer, sitting: Sitting) -> Holding:
    said = {"since": sitting.since, "concurrent": sitting.concurrent, "seconded_from": sitting.seconded_from}
    try:
        with transaction.atomic():
            return Holding.objects.create(seat=seat, officer=officer, **said)
    except IntegrityError as error:
        raise Refused(f"{officer}已任“{seat}”", field="officer") from error


@transaction.atomic
def replace_holder(holding: Holding, officer: Officer, sitting: Sitting, *, by: Officer | None, on: date) -> Holding:
    """Hand a seat on: the former holder's time ends on the day on which the other's begins."""
    holding = _locked(holding)
    if holding.officer_id == officer.pk:
        raise Refused(f"{officer}就是现任", field="officer")
    _check_sitting(holding.seat, officer, sitting.since, on)
    _end(holding, sitting.since)
    new = _sit(holding.seat, officer, sitting)
    journal.write(Act("replace_holder", new, by, on, holding.seat.organ.org_id))
    return new


@transaction.atomic
def end_holding(holding: Holding, *, by: Officer | None, on: date) -> Holding:
    """Let somebody give a seat up from today on."""
    holding = _locked(holding)
    _end(holding, on)
    journal.write(Act("end_holding", holding, by, on, holding.seat.organ.org_id))
    return holding


def _locked(holding: Holding) -> Holding:
    held = Holding.objects.select_for_update(of=("self",)).select_related("seat__organ", "officer")
    return held.get(pk=holding.pk)


def _end(holding: Holding, day: date) -> None:
    if holding.until is not None:
        raise Refused(f"这个任职已于{zh_date(holding.until)}结束")
    if day < holding.since:
        raise Refused(f"现任{zh_date(holding.since)}才就任，不能更早结束", field="since")
    holding.until = day
    holding.save(update_fields=["until"])
