"""Every write of deeds: promised, done, confirmed by those they serve, given up."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.evidence.actions import NewFact, record
from tiexin.orgs.models import Officer
from tiexin.visits import deed_rules as rules
from tiexin.visits.deeds import Deed, DeedStep


@transaction.atomic
def promise_deed(new: Deed, *, by: Officer, on: date) -> Deed:
    """Promise a (unsaved) deed: refused without words, for nobody, of a day to come, due before it was promised."""
    rules.check_promise(new.title, new.serves, new.promised, new.due, on)
    new.title, new.serves = new.title.strip(), new.serves.strip()
    new.save(force_insert=True)
    _note("promise_deed", new, "", by, on)
    return new


def _note(verb: str, deed: Deed, text: str, by: Officer, on: date) -> None:
    facts = [_fact(deed)] if verb == "confirm_deed" else []
    entry = record(Act(verb, deed, by, on, deed.org_id), facts)
    DeedStep.objects.create(deed=deed, entry=entry, state=deed.state, text=text.strip())


def _fact(deed: Deed) -> NewFact:
    """It counts for the day on which it was done; confirmation only lets it count."""
    day = deed.done_on or deed.promised
    return NewFact("deed_done", day, deed.org, deed.org, dims={"officer": deed.owner_id})


def _locked(deed: Deed, *wanted: str) -> Deed:
    found: Deed = Deed.objects.select_for_update(of=("self",)).select_related("org").get(pk=deed.pk)
    rules.check_state(found.state, wanted)
    return found


@transaction.atomic
def finish_deed(deed: Deed, result: str, day: date, *, by: Officer, on: date) -> Deed:
    """Say that a promised deed is done, what came of it and on which day; it does not count yet."""
    deed = _locked(deed, "promised")
    rules.check_text(result, "result", "办成的结果")
    rules.check_day(day, deed.promised, on, "day")
    deed.state, deed.result, deed.done_on = "done", result.strip(), day
    deed.save(update_fields=["state", "result", "done_on"])
    _note("finish_deed", deed, result, by, on)
    return deed


@dataclass(frozen=True)
class Confirmation:
    """How many of those a deed serves confirm it, who they are as far as they gave their names, on which day."""

    people: int
    day: date
    names: str = ""


@transaction.atomic
def confirm_deed(deed: Deed, new: Confirmation, *, by: Officer, on: date) -> Deed:
    """Note that those whom a done deed serves confirm it; a `deed_done` for the day on which it was done."""
    deed = _locked(deed, "done")
    rules.check_people(new.people)
    if new.names:
        rules.check_text(new.names, "names", "谁确认的")
    rules.check_day(new.day, deed.done_on or deed.promised, on, "day")
    deed.state, deed.people, deed.names, deed.confirmed = "confirmed", new.people, new.names.strip(), new.day
    deed.save(update_fields=["state", "people", "names", "confirmed"])
    _note("confirm_deed", deed, f"{new.people}位职工确认", by, on)
    return deed


@transaction.atomic
def give_up_deed(deed: Deed, reason: str, *, by: Officer, on: date) -> Deed:
    """Give up a deed that is not confirmed, with a reason that stays readable."""
    deed = _locked(deed, *rules.UNDER_WAY)
    check_reason(reason, "不再办")
    deed.state = "given_up"
    deed.save(update_fields=["state"])
    _note("give_up_deed", deed, reason, by, on)
    return deed
