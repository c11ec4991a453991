"""Which keys stand at which unit: the slices, kept from one batch of entries to the next.

The worker looks again at each touched key of each slice, and writes what differs in a few statements for all slices.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from tiexin.duties import run
from tiexin.duties.known import slices_of
from tiexin.duties.models import Slice
from tiexin.duties.reach import Above, add_totals
from tiexin.duties.touched import FactRow, Touched

Spot = tuple[int, str, int]  # slice, key, unit (or a node above it)
Deltas = dict[tuple[int, int], int]  # (slice, node) → what it gains
COLUMNS = "slice_id, key, org_id"
STORED = (
    "SELECT s.slice_id, s.key, s.org_id, s.n, s.id FROM stale CROSS JOIN duties_seen s "
    "WHERE s.slice_id = stale.slice_id AND s.key = stale.key AND s.org_id = stale.org_id"
)
# Which of the (key, node) spots have a unit with the key below the node. A key such as a worker is at few units, so it
# is asked where they hang; a day or a tag is at very many, so the node's units are asked until one has it. `CROSS JOIN`
# keeps SQLite to that order.
ELSEWHERE = (
    "SELECT stale.slice_id, stale.key, stale.org_id FROM stale WHERE EXISTS (SELECT 1 FROM {tables} WHERE "
    "s.slice_id = stale.slice_id AND s.key = stale.key AND u.org_id = s.org_id AND u.ancestor_id = stale.org_id)"
)
AT_FEW = ELSEWHERE.format(tables="duties_seen s CROSS JOIN orgs_under u")
AT_MANY = ELSEWHERE.format(tables="orgs_under u CROSS JOIN duties_seen s")


def fold_slices(touched: Touched, writing: Callable[[], AbstractContextManager[object]]) -> None:
    """Re-look every touched (key, unit) of every live slice and write what changed, in one transaction."""
    pieces = {piece.pk: piece for piece in slices_of({fact.measure for fact in touched.facts})}
    spots: set[Spot] = set()
    now: dict[Spot, int] = {}
    for piece in pieces.values():
        if pairs := slice_pairs(piece, touched):
            spots |= {(piece.pk, key, org) for key, org in pairs}
            now |= {(piece.pk, row.key, row.org_id): row.n for row in run.keys(piece.sql_some, pairs)}
    if spots:
        write_seen(pieces, spots, now, touched.above, writing)


def slice_pairs(piece: Slice, touched: Touched) -> set[tuple[str, int]]:
    """The (key, unit) pairs of a slice that the facts may have changed."""
    count, basis = piece.spec["count"], piece.spec["basis"]
    pairs: set[tuple[str, int]] = set()
    for fact in touched.facts:
        if piece.start <= fact.on <= piece.end and touched.counts(piece.spec, fact):
            org = fact.by_org_id if basis == "by" else fact.at_org_id
            keys = set(fact_keys(fact, count, touched.tags.get(fact.tag_set_id or 0, [])))
            if count == "worker" and fact.worker_id in touched.entries:
                keys.update(map(str, touched.entries[fact.worker_id]))
            pairs |= {(key, org) for key in keys}
    return pairs


def fact_keys(fact: FactRow, count: str, tags: Iterable[tuple[str, str]]) -> list[str]:
    """The values of the counted dimension that a fact carries, as texts."""
    if count in ("sum", "times"):
        return [""]
    if count.startswith("tag:"):
        return [value for key, value in tags if key == count.removeprefix("tag:")]
    value = fact.on if count == "day" else getattr(fact, f"{count}_id")
    return [] if value is None else [str(value)]


def write_seen(
    pieces: dict[int, Slice],
    spots: set[Spot],
    now: dict[Spot, int],
    above: Above,
    writing: Callable[[], AbstractContextManager[object]],
) -> None:
    """Make `Seen` say what is true now at the spots, and add the difference to the totals."""
    before: dict[Spot, int] = {}
    ids: dict[Spot, int] = {}
    for slice_id, key, org, n, pk in run.look(STORED, COLUMNS, spots):
        before[slice_id, key, org], ids[slice_id, key, org] = n, pk
    gone, new = before.keys() - now.keys(), now.keys() - before.keys()
    summed = {pk for pk, piece in pieces.items() if additive(piece)}
    above.of(org for *_, org in gone | new | {spot for spot in now if spot[0] in summed})
    deltas = sum_deltas(summed, before, now, above)
    left, come = ({spot for spot in each if spot[0] not in summed} for each in (gone, new))
    many = {pk for pk, piece in pieces.items() if at_many(piece)}
    if not gone:  # nearly always: what stays can be looked at before anybody has to wait
        deltas |= reach_deltas(many, left, come, above)
    with writing():
        if gone:
            run.drop("duties_seen", [ids[spot] for spot in gone])
            deltas |= reach_deltas(many, left, come, above)
        run.put("duties_seen", (*COLUMNS.split(", "), "n"), 3, ((*s, n) for s, n in now.items() if before.get(s) != n))
        add_totals(deltas)


def additive(piece: Slice) -> bool:
    """Whether the slice adds numbers up; else it counts different keys, each once at every node."""
    return piece.spec["count"] in ("sum", "times")


def at_many(piece: Slice) -> bool:
    """Whether one key of the slice stands at very many units."""
    count: str = piece.spec["count"]
    return count == "day" or count.startswith("tag:")


def sum_deltas(summed: set[int], before: dict[Spot, int], now: dict[Spot, int], above: Above) -> Deltas:
    """What each node gains or loses when units' own numbers change."""
    deltas: Deltas = defaultdict(int)
    for spot in before.keys() | now.keys():
        if spot[0] in summed and (moved := now.get(spot, 0) - before.get(spot, 0)):
            for node in above[spot[2]]:
                deltas[spot[0], node] += moved
    return deltas


def reach_deltas(many: set[int], gone: set[Spot], new: set[Spot], above: Above) -> Deltas:
    """What each node gains or loses when keys go from some units and come to others.

    Called while `Seen` holds exactly the pairs that stay: a node under which one of them has the key is not moved.
    `many` are the slices whose keys stand at many units.
    """
    lost = {(slice_id, key, node) for slice_id, key, org in gone for node in above[org]}
    won = {(slice_id, key, node) for slice_id, key, org in new for node in above[org]}
    moved = lost ^ won
    stay = set(run.look(AT_MANY, COLUMNS, (spot for spot in moved if spot[0] in many)))
    stay |= set(run.look(AT_FEW, COLUMNS, (spot for spot in moved if spot[0] not in many)))
    deltas: Deltas = defaultdict(int)
    for slice_id, key, node in moved - stay:
        deltas[slice_id, node] += 1 if (slice_id, key, node) in won else -1
    return deltas
