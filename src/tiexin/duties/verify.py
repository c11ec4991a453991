"""Is every stored number what the facts say? Recount all of it and compare.

Closed periods are left out: they say what was told, and corrections say the rest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tiexin.duties import run
from tiexin.duties.fold import settle
from tiexin.duties.lock import alone, drainer, snapshot
from tiexin.duties.models import Correction, Duty, Gauge, Seen, Slice, Standing, State, Term, Total
from tiexin.duties.periods import own_of, wanted_for
from tiexin.duties.retree import standing_sql, total_sql
from tiexin.duties.rules import has_own_terms

Table = dict[tuple[Any, ...], tuple[Any, ...]]


def differences() -> list[str]:
    """Fold what waits, then compare every slice, total, gauge and standing; return a line per difference."""
    found: list[str] = []
    with settled():
        duties = Duty.objects.filter(clause__version__state=State.LIVE, built=True).select_related("clause__version")
        for piece in Slice.objects.filter(live=True).order_by("id"):
            found += _slice(piece)
        for duty in duties.order_by("id"):
            found += _duty(duty)
    return found


@contextmanager
def settled() -> Iterator[None]:
    """A moment in which nothing waits to be folded."""
    with alone():
        while True:
            with drainer():
                settle()
            with snapshot():
                if not run.fetch("SELECT 1 FROM evidence_pending LIMIT 1"):
                    yield
                    return


def corrections() -> int:
    """How many corrections stand beside closed periods."""
    return Correction.objects.count()


def _slice(piece: Slice) -> Iterator[str]:
    fresh: Table = {(row[0], row[2]): (row[1],) for row in run.fetch(piece.sql_all)}
    rows = Seen.objects.filter(slice=piece).values_list("key", "org_id", "n")
    stored: Table = {(key, org): (n,) for key, org, n in rows}
    yield from _compare(f"slice {piece.id} {piece.measure} key@unit", stored, fresh)
    fresh = {(row[1],): (row[2],) for row in run.fetch(total_sql(piece))}
    stored = {(node,): (n,) for node, n in Total.objects.filter(slice=piece).values_list("node_id", "n")}
    yield from _compare(f"slice {piece.id} {piece.measure} node", stored, fresh)


def _duty(duty: Duty) -> Iterator[str]:
    yield from _periods(duty)
    fresh: Table = {row[:2]: tuple(row[2:]) for row in run.fetch(duty.sql_all)}
    names = ("term_id", "subject", "value", "base", "low", "high", "met", "org_id")
    gauges = Gauge.objects.filter(term__duty=duty, term__closed=None).values_list(*names)
    yield from _compare(f"{duty.clause.item} gauge", {row[:2]: tuple(row[2:]) for row in gauges}, fresh)
    fresh = {row[:2]: tuple(row[2:]) for row in run.fetch(standing_sql(duty))}
    names = ("term_id", "node_id", "subjects", "owed", "met", "value", "base", "target")
    rolled = Standing.objects.filter(term__duty=duty, term__closed=None).values_list(*names)
    yield from _compare(f"{duty.clause.item} standing", {row[:2]: tuple(row[2:]) for row in rolled}, fresh)


def _periods(duty: Duty) -> Iterator[str]:
    """Own periods against the stays and years they come from."""
    if not has_own_terms(duty.definition["per"]):
        return
    terms = Term.objects.filter(duty=duty, subject__isnull=False)
    told = {own_of(term).key for term in terms if term.closed}
    stored: Table = {own_of(term).key: tuple(own_of(term)[3:]) for term in terms if not term.closed}
    fresh: Table = {own.key: tuple(own[3:]) for own in wanted_for(duty) if own.key not in told}
    yield from _compare(f"{duty.clause.item} period", stored, fresh)


def _compare(what: str, stored: Table, fresh: Table) -> Iterator[str]:
    for key in sorted(stored.keys() | fresh.keys(), key=str):
        if stored.get(key) != fresh.get(key):
            yield f"{what} {key}: stored {stored.get(key)} ≠ recounted {fresh.get(key)}"
