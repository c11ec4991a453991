"""How gauges are written: the rows themselves, and what they add to the standings of every unit above them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tiexin.duties import run
from tiexin.duties.reach import Above, add_standings
from tiexin.duties.run import Row
from tiexin.duties.stale import Pairs

STORED = (
    f"SELECT {', '.join(f'g.{name}' for name in Row._fields)}, g.id FROM stale "  # noqa: S608
    "CROSS JOIN duties_gauge g WHERE g.term_id = stale.term_id AND g.subject = stale.subject"
)


@dataclass
class Change:
    """What is to be written so that gauges say what the definitions give."""

    gone: list[int]  # ids of gauges that are owed no more
    rows: list[Row]
    deltas: dict[tuple[int, int], tuple[int, ...]]  # (term, node) → what it gains

    def write(self) -> None:
        """Write the rows, and add the difference to the standings."""
        run.drop("duties_gauge", self.gone)
        run.put("duties_gauge", Row._fields, 2, self.rows)
        add_standings(self.deltas)


def changes(pairs: Pairs, rows: Iterable[Row], above: Above) -> Change:
    """Compare what the definitions give for the pairs with what is stored, which only the drainer changes."""
    stored = run.look(STORED, "term_id, subject", pairs)
    before = {row[:2]: (Row(*row[:-1]), row[-1]) for row in stored}
    after = {(row.term_id, row.subject): row for row in rows}
    gone = [pk for pair, (_, pk) in before.items() if pair not in after]
    changed = [row for pair, row in after.items() if pair not in before or before[pair][0] != row]
    return Change(gone, changed, standing_deltas((gauge for gauge, _ in before.values()), after.values(), above))


def write_gauges(pairs: Pairs, rows: Iterable[Row]) -> None:
    """Make `Gauge` say what the definitions give for the pairs, and add the difference to the standings."""
    changes(pairs, rows, Above()).write()


def standing_deltas(
    before: Iterable[Row], after: Iterable[Row], above: Above
) -> dict[tuple[int, int], tuple[int, ...]]:
    """What each (term, node) gains: subjects, owed, met, value, base, target."""
    old, new = set(before), set(after)
    moved = [(-1, row) for row in old - new] + [(1, row) for row in new - old]
    nodes = above.of(row.org_id for _, row in moved)
    deltas: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * 6)
    for sign, row in moved:
        share = share_of(row)
        for node in nodes[row.org_id]:
            cell = deltas[row.term_id, node]
            for place, number in enumerate(share):
                cell[place] += sign * number
    return {key: tuple(cell) for key, cell in deltas.items()}


def share_of(row: Row) -> tuple[int, ...]:
    """What one gauge adds to every node above it."""
    owed = 0 if row.met is None else 1
    return (1, owed, row.met or 0, row.value, row.base or 0, row.low or 0)
