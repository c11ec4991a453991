"""Closed periods: their numbers stay as they were told; what comes late is a numbered correction beside them."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max

from tiexin.duties import run
from tiexin.duties.models import Correction, Duty, Gauge, Slice, Term, Total
from tiexin.duties.rules import told_number
from tiexin.duties.stale import Pairs

Told = dict[tuple[int, int], int | None]


def slice_hash(spec: dict[str, Any], start: date, end: date) -> str:
    """The name under which duties share what they count in the same days."""
    text = json.dumps([spec, str(start), str(end), connection.vendor], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def close(terms: Iterable[Term], day: date) -> None:
    """Close periods whose numbers are up to date. Runs inside the drainer's lock.

    The exact totals of units are kept too: each closed period gets a copy of its slice that nothing changes, while
    the slice itself goes on for the open periods and for corrections.
    """
    copies: dict[int, Slice] = {}
    for term in terms:
        if term.slice is not None:
            copies[term.slice.id] = copies.get(term.slice.id) or frozen(term.slice, day)
            term.slice = copies[term.slice.id]
        term.closed = day
        term.save(update_fields=["closed", "slice"])


def frozen(piece: Slice, day: date) -> Slice:
    """A copy of a slice's totals as they stand, under a name that no plan will ask for."""
    name = hashlib.sha256(f"{piece.hash} closed {day} {piece.id}".encode()).hexdigest()[:32]
    values = {"measure": piece.measure, "start": piece.start, "end": piece.end, "sql_all": "", "sql_some": ""}
    copy, new = Slice.objects.get_or_create(hash=name, defaults={**values, "spec": {**piece.spec, "of": piece.id}})
    if new:
        run.change(
            f"INSERT INTO duties_total (slice_id, node_id, n) SELECT {copy.id}, node_id, n "  # noqa: S608
            f"FROM duties_total WHERE slice_id = {piece.id}"
        )
    return copy


def correct(duty: Duty, pairs: Pairs) -> None:
    """Write what closed periods would say now, where that differs from what was told or corrected last."""
    terms = {term.id: term for term in Term.objects.filter(id__in={term for term, _ in pairs}).select_related("slice")}
    told, now = told_numbers(duty, pairs), numbers_now(duty, terms, pairs)
    last = corrected(terms)
    count = dict(Correction.objects.filter(term__in=terms).values_list("term").annotate(Max("number")))
    new = []
    for term, subject in sorted(pairs):
        pair = (term, subject)
        if now.get(pair) != last.get(pair, told.get(pair)):
            count[term] = count.get(term, 0) + 1
            figures = {"told": told.get(pair), "now": now.get(pair)}
            new.append(Correction(term_id=term, subject=subject, number=count[term], **figures))
    Correction.objects.bulk_create(new)


def corrected(terms: Iterable[int]) -> Told:
    """What the latest correction of each pair says."""
    rows = Correction.objects.filter(term__in=terms).order_by("number").values_list("term_id", "subject", "now")
    return {(term, subject): now for term, subject, now in rows}


def told_numbers(duty: Duty, pairs: Pairs) -> Told:
    """What was told: the number of each stored gauge."""
    rows = Gauge.objects.filter(term__in={term for term, _ in pairs}, subject__in={subject for _, subject in pairs})
    found = rows.values_list("term_id", "subject", "value", "base")
    return {(row[0], row[1]): told_number(duty.definition, row[2], row[3]) for row in found}


def numbers_now(duty: Duty, terms: dict[int, Term], pairs: Pairs) -> Told:
    """What the facts say now; the totals of a whole subtree are read from the slice that still lives."""
    rows = run.gauges(duty.sql_some, pairs)
    now = {(row.term_id, row.subject): told_number(duty.definition, row.value, row.base) for row in rows}
    if duty.definition["kind"] == "tally" and duty.definition["counted"] == "below":
        kept = {term.id: (term.slice.spec or {}).get("of") for term in terms.values() if term.slice is not None}
        totals = _totals(list(kept.values()), pairs)
        now = {
            pair: totals.get((kept[pair[0]], pair[1]), 0) if pair[0] in kept else number for pair, number in now.items()
        }
    return now


def _totals(slices: Sequence[int | None], pairs: Pairs) -> dict[tuple[int | None, int], int]:
    rows = Total.objects.filter(slice__in=[pk for pk in slices if pk], node__in={subject for _, subject in pairs})
    return {(total.slice_id, total.node_id): total.n for total in rows}
