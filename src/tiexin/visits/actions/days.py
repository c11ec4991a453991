"""Days of a stay: told in a few taps by whoever was there, told anew when something was wrong."""

from datetime import date

from django.db import transaction

from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.visits import day_rules, preparing_rules
from tiexin.visits.day_rules import DaySaid
from tiexin.visits.models import Stay, StayDay, Team

VERB = "tell_day"


@transaction.atomic
def tell_day(stay: Stay, day: date, said: DaySaid, *, by: Officer, on: date) -> StayDay:
    """Keep what an officer did with the workers on a day of the stay (C086, C088–C090).

    Facts: the day at the grass roots, and a study session, a day on the line, a reception where there was one. A day
    told before is replaced, and what it proved is voided. Refused, with nothing written: a day that is not of the
    stay or still to come, somebody who was not of the team that day,
    a stay that has not begun, a day of which nothing is said or nothing new.
    """
    Team.objects.select_for_update(of=("self",)).get(pk=stay.team_id)
    stay = Stay.objects.select_related("team__org", "employer__org").get(pk=stay.pk)
    day_rules.check_day(day, (stay.start, stay.end), stay.cancelled, on)
    day_rules.check_said(said)
    preparing_rules.check_begun(stay.begun)
    if not any(member.holds_on(day) for member in stay.team.members.filter(officer=by)):
        raise Refused(f"您{day}不在这个工作组", field="on")
    _replace(stay, day, said, by, on)
    told = StayDay.objects.create(stay=stay, officer=by, on=day, **_columns(said))
    record(Act(VERB, told, by, on, stay.team.org_id), _facts(stay, told))
    return told


def _replace(stay: Stay, day: date, said: DaySaid, by: Officer, on: date) -> None:
    former = StayDay.objects.filter(stay=stay, officer=by, on=day, replaced=None).first()
    if former is None:
        return
    if said_of(former) == said:
        raise Refused("和已经记下的一样，没有要改的")
    former.replaced = on
    former.save(update_fields=["replaced"])
    void(Entry.objects.get(thing=StayDay._meta.label_lower, thing_id=former.pk, verb=VERB), by=by, on=on)


def said_of(told: StayDay) -> DaySaid:
    """What a stored day says."""
    return DaySaid(tuple(told.together), tuple(told.done), told.board, told.lodging, told.receipt, told.note)


def _columns(said: DaySaid) -> dict[str, object]:
    return vars(said) | {"together": list(said.together), "done": list(said.done)}


def _facts(stay: Stay, told: StayDay) -> list[NewFact]:
    dims: dict[str, int | None] = {
        "officer": told.officer_id,
        "team": stay.team_id,
        "employer": stay.employer_id,
    }
    tags = (("employer_kind", stay.employer.kind), ("team_kind", stay.team.kind))
    return [
        NewFact(measure, told.on, stay.team.org, stay.employer.org, dims=dims, tags=tags)
        for measure in ("presence", *told.done)
    ]
