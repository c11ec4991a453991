"""The day's work of the worker: fold pending entries into slices, gauges and totals.

Each step looks at what is true now and writes the difference to what is stored, so that a crash, a replay, a
void and a full rebuild all end in the same tables. Everything happens in one transaction with the deletion of
the pending rows: killed anywhere, it simply runs again.
"""

from collections.abc import Callable, Collection, Iterable

from django.db.models import Q

from tiexin.calendars import queries as calendars
from tiexin.duties import closing, days, periods, retree, run
from tiexin.duties.gauging import write_gauges
from tiexin.duties.lock import drainer
from tiexin.duties.models import Duty, State, Term, WorkDay
from tiexin.duties.seen import fold_slices
from tiexin.duties.stale import Pairs, Touched, look_at, stale_gauges
from tiexin.evidence.models import Pending
from tiexin.search import actions as search

BATCH = 200
REGISTER = "registry.importrun"
FOLLOWERS: list[Callable[[Collection[tuple[str, int]]], object]] = []  # rooms above, told which things were changed


def drain(limit: int = BATCH) -> int:
    """Fold up to `limit` pending entries; return how many were taken (0: nothing waits)."""
    if not Pending.objects.exists():
        return 0
    with drainer():
        ids = list(Pending.objects.order_by("entry_id").values_list("entry_id", flat=True)[:limit])
        fold(ids)
        Pending.objects.filter(entry_id__in=ids).delete()
    return len(ids)


def settle() -> None:
    """Fold everything that waits. Runs inside the drainer's lock."""
    while ids := list(Pending.objects.order_by("entry_id").values_list("entry_id", flat=True)[:1000]):
        fold(ids)
        Pending.objects.filter(entry_id__in=ids).delete()


def fold(entry_ids: Collection[int]) -> None:
    """Bring slices, then gauges, then search up to date with the entries. Runs inside the drainer's lock."""
    touched = look_at(entry_ids)
    if touched.calendar and WorkDay.objects.exists():
        number_days(())
    fold_slices(touched)
    renew(touched, stale_gauges(touched, also=periods.follow(touched.things)))
    if any(kind == REGISTER for kind, _ in touched.things):
        count_members()
    for follow in FOLLOWERS:
        follow(touched.things)
    search.follow(touched.things)
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
    terms = {term for pairs in stale.values() for term, _ in pairs}
    closed = set(Term.objects.filter(id__in=terms, closed__isnull=False).values_list("id", flat=True))
    left, rows = set(), []
    for duty, pairs in stale.items():
        if told := {pair for pair in pairs if pair[0] in closed}:
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
