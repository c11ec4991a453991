"""The day's work of the worker: fold pending entries into slices, gauges and totals.

Each step looks at what is true now and writes the difference to what is stored, so that a crash, a replay, a
void and a full rebuild all end in the same tables. Everything happens in one transaction with the deletion of
the pending rows: killed anywhere, it simply runs again.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from django.db.models import Q

from tiexin.calendars import queries as calendars
from tiexin.duties import closing, days, periods, retree, run
from tiexin.duties.gauging import write_gauges
from tiexin.duties.lock import drainer
from tiexin.duties.models import Duty, Seen, Slice, State, Term, WorkDay
from tiexin.duties.reach import add_totals, ancestors
from tiexin.duties.stale import Pairs, Touched, look_at, stale_gauges
from tiexin.evidence.models import Fact, Pending
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
    stale = defaultdict(set, periods.follow(touched.things))
    for duty, pairs in stale_gauges(touched).items():
        stale[duty] |= pairs
    for duty, pairs in stale.items():
        renew(duty, pairs)
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


def renew(duty: Duty, pairs: Pairs) -> None:
    """Look again at some gauges of a duty: open periods follow, closed ones are told with a correction."""
    terms = {term for term, _ in pairs}
    closed = set(Term.objects.filter(id__in=terms, closed__isnull=False).values_list("id", flat=True))
    told = {pair for pair in pairs if pair[0] in closed}
    if told:
        closing.correct(duty, told)
    if left := pairs - told:
        write_gauges(terms - closed, left, run.gauges(duty.sql_some, left))


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


# ── slices ──────────────────────────────────────────────────────────────────────────────────────────────


def fold_slices(touched: Touched) -> None:
    """Re-look every touched (key, unit) of every live slice and write what changed."""
    measures = {fact.measure for fact in touched.facts}
    for piece in Slice.objects.filter(live=True, measure__in=measures).order_by("id"):
        pairs = slice_pairs(piece, touched)
        if pairs:
            write_seen(piece, pairs, {(row.key, row.org_id): row.n for row in run.keys(piece.sql_some, pairs)})


def slice_pairs(piece: Slice, touched: Touched) -> set[tuple[str, int]]:
    """The (key, unit) pairs of a slice that the facts may have changed."""
    count, basis = piece.spec["count"], piece.spec["basis"]
    pairs: set[tuple[str, int]] = set()
    for fact in touched.facts:
        if fact.measure == piece.measure and piece.start <= fact.on <= piece.end:
            org = fact.by_org_id if basis == "by" else fact.at_org_id
            keys = set(fact_keys(fact, count, touched.tags.get(fact.tag_set_id or 0, [])))
            if count == "worker" and fact.worker_id in touched.entries:
                keys.update(map(str, touched.entries[fact.worker_id]))
            pairs |= {(key, org) for key in keys}
    return pairs


def fact_keys(fact: Fact, count: str, tags: Iterable[tuple[str, str]]) -> list[str]:
    """The values of the counted dimension that a fact carries, as texts."""
    if count in ("sum", "times"):
        return [""]
    if count.startswith("tag:"):
        return [value for key, value in tags if key == count.removeprefix("tag:")]
    value = fact.on if count == "day" else getattr(fact, f"{count}_id")
    return [] if value is None else [str(value)]


def write_seen(piece: Slice, pairs: set[tuple[str, int]], now: dict[tuple[str, int], int]) -> None:
    """Make `Seen` say what is true now for the pairs, and add the difference to the totals."""
    before = {(row.key, row.org_id): row.n for row in run.keys(stored_sql(piece), pairs)}
    gone, new = before.keys() - now.keys(), now.keys() - before.keys()
    forget(piece, gone)
    deltas = sum_deltas(before, now) if additive(piece) else reach_deltas(piece, gone, new)
    Seen.objects.bulk_create(
        (Seen(slice=piece, key=k, org_id=o, n=n) for (k, o), n in now.items() if before.get((k, o)) != n),
        update_conflicts=True,
        unique_fields=["slice", "key", "org"],
        update_fields=["n"],
    )
    add_totals(piece.id, deltas)


def additive(piece: Slice) -> bool:
    """Whether the slice adds numbers up; else it counts different keys, each once at every node."""
    return piece.spec["count"] in ("sum", "times")


def sum_deltas(before: dict[tuple[str, int], int], now: dict[tuple[str, int], int]) -> dict[int, int]:
    """What each node gains or loses when units' own numbers change."""
    above = ancestors({org for _, org in before.keys() | now.keys()})
    deltas: dict[int, int] = defaultdict(int)
    for pair in before.keys() | now.keys():
        for node in above[pair[1]]:
            deltas[node] += now.get(pair, 0) - before.get(pair, 0)
    return deltas


def reach_deltas(piece: Slice, gone: set[tuple[str, int]], new: set[tuple[str, int]]) -> dict[int, int]:
    """What each node gains or loses when keys go from some units and come to others.

    Called while `Seen` holds exactly the pairs that stay: a node under which one of them has the key is not moved.
    """
    above = ancestors({org for _, org in gone | new})
    lost = {(key, node) for key, org in gone for node in above[org]}
    won = {(key, node) for key, org in new for node in above[org]}
    stay = {(row.key, row.org_id) for row in run.keys(elsewhere_sql(piece), lost ^ won)}
    deltas: dict[int, int] = defaultdict(int)
    for _, node in won - lost - stay:
        deltas[node] += 1
    for _, node in lost - won - stay:
        deltas[node] -= 1
    return deltas


def stored_sql(piece: Slice) -> str:
    """What is stored for the stale (key, unit) pairs."""
    return (
        "SELECT s.key, s.n, s.org_id FROM stale JOIN duties_seen s "  # noqa: S608
        f"ON s.slice_id = {piece.id} AND s.key = stale.key AND s.org_id = stale.org_id"
    )


def elsewhere_sql(piece: Slice) -> str:
    """Which of the stale (key, node) pairs have a unit with the key below the node.

    A key such as a worker is at few units, so it is asked where they hang; a day or a tag is at very many, so
    the node's units are asked until one has it. `CROSS JOIN` keeps SQLite to that order.
    """
    few = piece.spec["count"] == "day" or piece.spec["count"].startswith("tag:")
    tables = "orgs_under u CROSS JOIN duties_seen s" if few else "duties_seen s CROSS JOIN orgs_under u"
    return (
        f"SELECT stale.key, 1, stale.org_id FROM stale WHERE EXISTS (SELECT 1 FROM {tables} "  # noqa: S608
        f"WHERE s.slice_id = {piece.id} AND s.key = stale.key AND u.org_id = s.org_id AND u.ancestor_id = stale.org_id)"
    )


def forget(piece: Slice, pairs: Collection[tuple[str, int]]) -> None:
    """Delete the pairs that no live fact stands behind any more."""
    for part in run.chunks(sorted(pairs)):
        marks = ", ".join(["(%s, %s)"] * len(part))
        run.change(
            f"DELETE FROM duties_seen WHERE slice_id = {piece.id} AND (key, org_id) IN (VALUES {marks})",  # noqa: S608
            [value for pair in part for value in pair],
        )
