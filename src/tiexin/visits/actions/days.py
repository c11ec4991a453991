"""Days of a stay: told in a few taps by whoever was there, told anew when something was wrong."""

from datetime import date

from django.db import transaction

from tiexin.core.journal import Act
from tiexin.core.pictures import redraw
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import NewFact, keep_file, record, void
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.visits import day_rules, preparing_rules
from tiexin.visits.day_rules import DaySaid
from tiexin.visits.models import Stay, StayDay, Team

VERB = "tell_day"


@transaction.atomic
def tell_day(stay: Stay, day: date, said: DaySaid, *, by: Officer, on: date, receipt: bytes = b"") -> StayDay:
    """Keep what an officer did with the workers on a day of the stay (C086, C088–C090).

    Facts: the day at the grass roots, and a study session, a day on the line, a reception where there was one. A day
    told before is replaced, and what it proved is voided. `receipt` is a photo of the receipt, drawn anew; without a
    new one that of the former telling stays. Refused, with nothing written: a day that is not of the
    stay or still to come, somebody who was not of the team that day,
    a stay that has not begun, a day of which nothing is said or nothing new.
    """
    Team.objects.select_for_update(of=("self",)).get(pk=stay.team_id)
    stay = Stay.objects.select_related("team__org", "employer__org").get(pk=stay.pk)
    day_rules.check_day(day, (stay.start, stay.end), stay.cancelled, on)
    day_rules.check_said(said)
    preparing_rules.check_begun(stay.begun)
    if not any(member.holds_on(day) for member in stay.team.members.filter(officer=by)):
        raise Refused(f"您{zh_date(day)}不在这个工作组", field="on")
    drawn = _drawn(receipt) if receipt else None
    former = _replace(stay, day, said if drawn is None else None, by, on)
    told = StayDay.objects.create(
        stay=stay, officer=by, on=day, paper=former.paper if former else None, **_columns(said)
    )
    entry = record(Act(VERB, told, by, on, stay.team.org_id), _facts(stay, told))
    if drawn is not None:
        told.paper = keep_file(drawn, f"票据{day}.jpg", "image/jpeg", org=stay.team.org, entry=entry)
        told.save(update_fields=["paper"])
    return told


def _drawn(receipt: bytes) -> bytes:
    try:
        return redraw(receipt)
    except Refused as refusal:
        raise Refused(refusal.message, clause=refusal.clause, field="paper") from refusal


def _replace(stay: Stay, day: date, said: DaySaid | None, by: Officer, on: date) -> StayDay | None:
    """Let the former telling count no more and return it; `said` is what must not be the same."""
    rows = StayDay.objects.filter(stay=stay, officer=by, on=day, replaced=None)
    former: StayDay | None = rows.select_related("paper").first()
    if former is None:
        return None
    if said_of(former) == said:
        raise Refused("和已经记下的一样，没有要改的")
    former.replaced = on
    former.save(update_fields=["replaced"])
    void(Entry.objects.get(thing=StayDay._meta.label_lower, thing_id=former.pk, verb=VERB), by=by, on=on)
    return former


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
