"""The day's work of the worker: fold pending entries into slices, gauges and totals.

Each step looks at what is true now and writes the difference to what is stored, so that a crash, a replay, a
void and a full rebuild all end in the same tables. Everything happens in one transaction with the deletion of
the pending rows: killed anywhere, it simply runs again.
"""

import time
from collections.abc import Callable, Collection, Iterable

from django.db.models import Q

from tiexin.calendars import queries as calendars
from tiexin.duties import closing, days, periods, retree, run
from tiexin.duties.gauging import write_gauges
from tiexin.duties.lock import drainer
from tiexin.duties.models import Duty, State, WorkDay
from tiexin.duties.seen import fold_slices
from tiexin.duties.stale import Pairs, stale_gauges
from tiexin.duties.touched import Touched, look_at
from tiexin.search import actions as search

BATCH = 200
WAITING = "SELECT entry_id FROM evidence_pending ORDER BY entry_id LIMIT %s"
REGISTER = "registry.importrun"
FOLLOWERS: list[Callable[[Collection[tuple[str, int]]], object]] = []  # rooms above, told which things were changed


def drain(limit: int = BATCH) -> int:
    """Fold up to `limit` pending entries; return how many were taken (0: nothing waits)."""
    return batch(limit)[0]


def batch(limit: int) -> tuple[int, float]:
    """Fold up to `limit` pending entries; return how many, and for how many seconds the lock was held.

    What the entries wrote stands, so it is read before the lock is taken; what is true now is looked at within.
    """
    waiting = first(limit)
    if not waiting:
        return 0, 0.0
    touched = look_at(waiting)
    search.follow(touched.things)
    with drainer():
        began = time.monotonic()
        left = sorted(set(waiting) & set(first(limit)))
        absorb(touched if left == waiting else look_at(left))
        done(left)
    return len(left), time.monotonic() - began


def first(limit: int) -> list[int]:
    """The oldest entries that wait."""
    return [pk for (pk,) in run.fetch(WAITING, [limit])]


def done(entry_ids: Collection[int]) -> None:
    """These wait no more."""
    for part in run.chunks(entry_ids):
        run.change(f"DELETE FROM evidence_pending WHERE entry_id IN ({', '.join(['%s'] * len(part))})", part)  # noqa: S608


def settle() -> None:
    """Fold everything that waits. Runs inside the drainer's lock."""
    while waiting := first(1000):
        fold(waiting)
        done(waiting)


def fold(entry_ids: Collection[int]) -> None:
    """Bring numbers, then search up to date with the entries. Runs inside the drainer's lock."""
    touched = look_at(entry_ids)
    absorb(touched)
    search.follow(touched.things)


def absorb(touched: Touched) -> None:
    """Bring slices, then gauges up to date with what was touched, and tell the rooms above."""
    if touched.calendar and WorkDay.objects.exists():
        number_days(())
    fold_slices(touched)
    renew(touched, stale_gauges(touched, also=periods.follow(touched.things)))
    if any(kind == REGISTER for kind, _ in touched.things):
        count_members()
    for follow in FOLLOWERS:
        follow(touched.things)
    retree.recount()


def count_members() -> None:
    """Count anew whatever members owe or are counted for: a workbook brings thousands of them under one entry."""
    theirs = Duty.objects.filter(Q(population="members") | Q(definition__stock__population="members"), built=True)
    duties = list(theirs.filter(clause__version__state=State.LIVE).select_related("clause__version").order_by("id"))
    if duties:
        from tiexin.duties.build import fill_gauges  # with Ibis, which takes a second to import

        for duty in duties:
            fill_gauges(duty)


def renew(touched: Touched, stale: dict[Duty, Pairs]) -> None:
    """Look again at some gauges of duties: open periods follow, closed ones are told with a correction."""
    left: Pairs = set()
    rows: list[run.Row] = []
    for duty, pairs in stale.items():
        if told := {pair for pair in pairs if pair[0] in touched.closed}:
            closing.correct(duty, told)
        if open_now := pairs - told:
            left |= open_now
            rows += run.gauges(duty.sql_some, open_now)
    write_gauges(left, rows, touched.above)


def number_days(years: Iterable[int]) -> bool:
    """Number the days of the published years, of those asked for and of those that stand; tell whether any changed.

    From the first day with another number on all are written anew, for a number moves every later one.
    """
    stored = {day: said for day, *said in WorkDay.objects.values_list("day", "work_no", "works")}
    wanted = list(days.numbered(calendars.here(), {*years, *{day.year for day in stored}}))
    changed = [day.day for day in wanted if stored.get(day.day, [day.work_no, day.works]) != [day.work_no, day.works]]
    if changed:
        WorkDay.objects.filter(day__gte=changed[0]).delete()
        stored = {day: said for day, said in stored.items() if day < changed[0]}
    WorkDay.objects.bulk_create((WorkDay(**vars(day)) for day in wanted if day.day not in stored), batch_size=200)
    return bool(changed)
