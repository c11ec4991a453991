"""Where a total stood at the end of each week: what a trend is drawn from.

A week's number counts what was done up to its last day (Sunday). It is recounted daily for a week, because records
come late, and then stays as it was told. Only what a plan promises of a whole subtree has weeks, and only at units
down to the county: below, few numbers change and many rows would.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection
from django.db.models import Max

from tiexin.duties import run
from tiexin.duties.models import Plan, Slice, State, Week
from tiexin.duties.retree import total_sql
from tiexin.orgs.models import Level, Org

LEVELS = (Level.NATIONAL, Level.PROVINCE, Level.CITY, Level.COUNTY)
LATE = timedelta(days=7)  # for so long after its end a week is counted anew


def fill_next(day: date) -> bool:
    """Count one week that is due, the latest first; tell whether there was any. Reads long, writes briefly."""
    for piece, sunday in due(day):
        fill(piece, sunday, day)
        return True
    return False


def due(day: date) -> Iterator[tuple[Slice, date]]:
    """Weeks over by `day` that nobody has counted yet, or that may still change and were not counted that day."""
    rows = Week.objects.values_list("slice", "on").annotate(last=Max("counted")).order_by()
    counted = {(piece, on): last for piece, on, last in rows}
    pieces = Slice.objects.filter(
        live=True, terms__duty__definition__counted="below", terms__duty__clause__version__state=State.LIVE
    )
    wanted = [(piece, sunday) for piece in pieces.distinct().order_by("id") for sunday in sundays(piece, day)]
    for piece, sunday in sorted(wanted, key=lambda each: each[1], reverse=True):
        last = counted.get((piece.pk, sunday))
        if last is None or (last < day <= sunday + LATE):
            yield piece, sunday


def sundays(piece: Slice, day: date) -> Iterator[date]:
    """The last days of the weeks of a slice that are over by `day`."""
    sunday = piece.start + timedelta(days=6 - piece.start.weekday())
    while sunday < day and sunday <= piece.end:
        yield sunday
        sunday += timedelta(days=7)


def fill(piece: Slice, sunday: date, day: date) -> None:
    """Count one week of a slice at every unit that has weeks, and keep it; a unit with nothing has a nought.

    Noughts are kept, so that a week in which nothing was done is not counted again and again.
    """
    found = {node: n for _, node, n in run.fetch(upto_sql(piece, sunday))}
    sides = Plan.objects.filter(versions__clauses__duty__terms__slice=piece).values("issuer__practice")
    units = Org.objects.filter(level__in=LEVELS, closed=None, practice__in=sides).values_list("pk", flat=True)
    Week.objects.bulk_create(
        (Week(slice=piece, node_id=unit, on=sunday, n=found.get(unit, 0), counted=day) for unit in units),
        update_conflicts=True,
        unique_fields=["slice", "node", "on"],
        update_fields=["n", "counted"],
        batch_size=500,
    )


def upto_sql(piece: Slice, last: date) -> str:
    """The recount of a slice's totals from facts up to a day: the compiled texts, over a window that ends then."""
    mark = "DATE " if connection.vendor == "postgresql" else ""
    window = f"SELECT '{piece.hash}' AS hash, {mark}'{piece.start}' AS start, {mark}'{last}' AS \"end\""
    seen = f"SELECT {piece.id} AS slice_id, q.key, q.n, q.org_id FROM ({piece.sql_all}) AS q"  # noqa: S608
    return f"WITH duties_slice AS ({window}), duties_seen AS ({seen}) SELECT * FROM ({total_sql(piece)}) AS t"  # noqa: S608
