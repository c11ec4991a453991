"""The day's work of the worker: fold pending entries into slices, gauges and totals.

Each step looks at what is true now and writes the difference to what is stored, so that a crash, a replay, a
void and a full rebuild all end in the same tables. Nobody else writes these tables meanwhile, so a step may look
before it becomes the database's writer, whom everybody who saves a page waits for on SQLite. The pending rows are
deleted with the last step: killed anywhere, it simply runs again.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.db.models import Q

from tiexin.calendars import queries as calendars
from tiexin.duties import closing, days, periods, retree, run
from tiexin.duties.gauging import Change, changes
from tiexin.duties.lock import Hold, alone
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
    """Fold up to `limit` pending entries; return how many, and the longest time that others had to wait, in seconds."""
    with alone():
        waiting = first(limit)
        if not waiting:
            return 0, 0.0
        touched, hold = look_at(waiting), Hold()
        search.follow(touched.things, hold.writing)
        whole = touched.calendar or periods.concerned(touched.things)  # periods and days are told of only once
        with hold.writing() if whole else nullcontext(), absorb(touched, hold.writing):
            done(waiting)
    return len(waiting), hold.longest


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
    with absorb(touched, nullcontext):
        pass
    search.follow(touched.things, nullcontext)


@contextmanager
def absorb(touched: Touched, writing: Callable[[], AbstractContextManager[object]]) -> Iterator[None]:
    """Bring slices, then gauges up to date with what was touched, and tell the rooms above.

    What is done within it belongs to the last of the `writing` transactions.
    """
    if touched.calendar and WorkDay.objects.exists():
        number_days(())
    fold_slices(touched, writing)
    if any(kind == REGISTER for kind, _ in touched.things):
        count_members()
    told, change = looked_again(touched, stale_gauges(touched, also=periods.follow(touched.things)))
    with writing():
        for duty, pairs in told.items():
            closing.correct(duty, pairs)
        change.write()
        for follow in FOLLOWERS:
            follow(touched.things)
        retree.recount()
        yield


def count_members() -> None:
    """Count anew whatever members owe or are counted for: a workbook brings thousands of them under one entry."""
    theirs = Duty.objects.filter(Q(population="members") | Q(definition__stock__population="members"), built=True)
    duties = list(theirs.filter(clause__version__state=State.LIVE).select_related("clause__version").order_by("id"))
    if duties:
        from tiexin.duties.build import fill_gauges  # with Ibis, which takes a second to import

        for duty in duties:
            fill_gauges(duty)


def looked_again(touched: Touched, stale: dict[Duty, Pairs]) -> tuple[dict[Duty, Pairs], Change]:
    """Look again at some gauges of duties: what is told with a correction, being closed, and what follows."""
    told = {duty: {pair for pair in pairs if pair[0] in touched.closed} for duty, pairs in stale.items()}
    left: Pairs = set()
    rows: list[run.Row] = []
    for duty, pairs in stale.items():
        if open_now := pairs - told[duty]:
            left |= open_now
            rows += run.gauges(duty.sql_some, open_now)
    return {duty: pairs for duty, pairs in told.items() if pairs}, changes(left, rows, touched.above)


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
