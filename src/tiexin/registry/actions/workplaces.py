"""Every write of an employer's workshops, teams and posts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction

from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.models import Officer
from tiexin.registry import workplace_rules as rules
from tiexin.registry.models import Employer
from tiexin.registry.workplaces import HAZARDS, Hazard, Workplace


@dataclass(frozen=True)
class NewPlace:
    """What is said of a workplace; `hazards` are classes with what they are in words (which may be empty)."""

    name: str
    parent: Workplace | None = None
    headcount: int | None = None
    hazards: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def add_workplace(
    employer: Employer, kind: str, new: NewPlace, *, since: date, by: Officer | None, on: date
) -> Workplace:
    """Enter a workshop, a team or a post of an employer from a day on.

    Refused, with nothing written: a day to come, a place out of the order of the three, hazards of a whole workshop,
    and a name that another one in force has at the same place.
    """
    if since > on:
        raise Refused("起始日期还没有到", field="since")
    Employer.objects.select_for_update(of=("self",)).get(pk=employer.pk)
    place = Workplace(employer=employer, kind=kind, since=since)
    _say(place, new)
    if new.parent is not None and new.parent.since > since:
        raise Refused(f"“{new.parent}”{zh_date(new.parent.since)}才有，里面的不能更早", field="since")
    _save(place)
    _keep_hazards(place, new.hazards, since)
    journal.write(Act("add_workplace", place, by, on, employer.org_id))
    return place


@transaction.atomic
def change_workplace(place: Workplace, new: NewPlace, *, by: Officer | None, on: date) -> Workplace:
    """Say a workplace's name, number, place and hazards anew from today on; hazards no longer named are ended."""
    place = _locked(place)
    _say(place, new)
    _save(place)
    _keep_hazards(place, new.hazards, on)
    journal.write(Act("change_workplace", place, by, on, place.employer.org_id))
    return place


@transaction.atomic
def end_workplace(place: Workplace, reason: str, *, by: Officer | None, on: date) -> Workplace:
    """End a workplace from today on with everything inside it; all of it stays readable with the reason."""
    place = _locked(place)
    check_reason(reason, "撤销")
    for each in _whole(place):
        if each.since > on:
            raise Refused(f"“{each}”{zh_date(each.since)}才开始，不能更早撤销")
        each.until, each.end_reason = on, reason.strip()
        each.save(update_fields=["until", "end_reason"])
        each.hazards.filter(until=None).update(until=on)
        journal.write(Act("end_workplace", each, by, on, place.employer.org_id))
    place.refresh_from_db()
    return place


def _locked(place: Workplace) -> Workplace:
    """The workplace under the lock of its employer, so that two changes of a tree wait for each other."""
    Employer.objects.select_for_update(of=("self",)).get(pk=place.employer_id)
    found = Workplace.objects.select_related("employer").get(pk=place.pk)
    if found.until is not None:
        raise Refused(f"“{found}”已于{zh_date(found.until)}撤销")
    return found


def _whole(place: Workplace) -> list[Workplace]:
    """A workplace and everything in force inside it: three layers at most."""
    found, layer = [place], [place]
    while layer:
        layer = list(Workplace.objects.filter(parent__in=layer, until=None).order_by("pk"))
        found += layer
    return found


def _say(place: Workplace, new: NewPlace) -> None:
    """Put what is said into the row, or refuse it."""
    parent = new.parent
    if parent is not None and (parent.employer_id != place.employer_id or parent.until is not None):
        raise Refused("上级不在这家企业，或者已经撤销", field="parent")
    rules.check_place(place.kind, parent.kind if parent else None)
    rules.check_said(new.name, new.headcount)
    rules.check_hazards(place.kind, new.hazards, HAZARDS)
    place.parent, place.name, place.headcount = parent, new.name.strip(), new.headcount


def _save(place: Workplace) -> None:
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:  # the database decides, also when two add at once
        raise Refused("同一处已有这个名称", field="name") from error


def _keep_hazards(place: Workplace, hazards: Mapping[str, str], day: date) -> None:
    """Let exactly these stand from a day on: what stays as it was stays, other words end the old row."""
    wanted = {kind: detail.strip() for kind, detail in hazards.items()}
    for row in place.hazards.filter(until=None).order_by("pk"):
        if wanted.get(row.kind) == row.detail:
            del wanted[row.kind]
        else:
            row.until = max(day, row.since)
            row.save(update_fields=["until"])
    Hazard.objects.bulk_create(
        Hazard(workplace=place, kind=kind, detail=wanted[kind], since=day) for kind in HAZARDS if kind in wanted
    )
