"""What a matter proves counts once, however often it is closed or answered: the former fact is voided, not erased."""

from __future__ import annotations

from datetime import date

from tiexin.cases.models import Case
from tiexin.cases.rates.breaking import judged
from tiexin.core.journal import Act
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.models import Officer

CLOSED, MONEY, TERMS = "case_closed", "money_recovered", "case_terms"


def count_once(case: Case, move: str, was: str, *, by: Officer | None, on: date) -> None:
    """Void what no longer holds: that it was closed, once it is taken up again; the money of an earlier answer, once
    there is a newer one, which states the whole.
    """
    if was == "closed" and case.state != "closed":
        _void(case, CLOSED, by, on)
        _void(case, TERMS, by, on)
    if move == "reply" and case.round > 1:
        _void(case, MONEY, by, on)


def count_terms(case: Case, *, by: Officer | None, on: date) -> None:
    """Once it is closed, say whether every term was kept, in an entry of its own: it may be left out later by decision.

    What was left out before it was closed proves nothing here, as it stands in no rate.
    """
    if case.exclusions.filter(state="granted").exists():
        return
    for kept in judged(Case.objects.filter(pk=case.pk)).values_list("kept", flat=True):
        said = fact(case, TERMS, by, on, tags=(("in_time", "yes" if kept else "no"),))
        record(Act("check_case_terms", case, by, on, case.org_id), [said])


def leave_out(case: Case, *, by: Officer, on: date) -> None:
    """What is left out of the rates by decision is left out of gauges of the same rate."""
    _void(case, TERMS, by, on)


def _void(case: Case, measure: str, by: Officer | None, on: date) -> None:
    facts = Fact.objects.live().filter(measure=measure, entry__thing=Case._meta.label_lower, entry__thing_id=case.pk)
    for entry in Entry.objects.filter(pk__in=facts.values("entry")).order_by("pk"):
        void(entry, by=by, on=on)


def fact(
    case: Case, measure: str, by: Officer | None, on: date, qty: int = 1, tags: tuple[tuple[str, str], ...] = ()
) -> NewFact:
    """One fact about a matter, with the service it belongs to."""
    function = case.service.function
    dims = {"officer": by.pk if by else None, "employer": case.employer_id}
    if function:
        tags = (("service", function), *tags)
    at = case.employer.org if case.employer else case.org
    return NewFact(measure, on, case.org, at, qty=qty, dims=dims, tags=tags)
