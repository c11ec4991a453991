"""What a matter proves counts once, however often it is closed or answered: the former fact is voided, not erased."""

from __future__ import annotations

from datetime import date

from tiexin.cases.models import Case
from tiexin.evidence.actions import void
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.models import Officer

CLOSED, MONEY = "case_closed", "money_recovered"


def count_once(case: Case, move: str, was: str, *, by: Officer | None, on: date) -> None:
    """Void what no longer holds: that it was closed, once it is taken up again; the money of an earlier answer, once
    there is a newer one, which states the whole.
    """
    if was == "closed" and case.state != "closed":
        _void(case, CLOSED, by, on)
    if move == "reply" and case.round > 1:
        _void(case, MONEY, by, on)


def _void(case: Case, measure: str, by: Officer | None, on: date) -> None:
    facts = Fact.objects.live().filter(measure=measure, entry__thing=Case._meta.label_lower, entry__thing_id=case.pk)
    for entry in Entry.objects.filter(pk__in=facts.values("entry")).order_by("pk"):
        void(entry, by=by, on=on)
