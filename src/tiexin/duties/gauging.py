"""How a gauge is written: the row itself, and what it adds to the standings of every unit above it."""

from collections import defaultdict
from collections.abc import Iterable

from tiexin.duties.models import Gauge
from tiexin.duties.reach import add_standings, ancestors
from tiexin.duties.run import Row
from tiexin.duties.stale import Pairs


def write_gauges(term_ids: set[int], pairs: Pairs, rows: list[Row]) -> None:
    """Make `Gauge` say what the definition gives for the pairs, and add the difference to the standings."""
    stored = Gauge.objects.filter(term_id__in=term_ids, subject__in={subject for _, subject in pairs})
    before = {(g.term_id, g.subject): g for g in stored if (g.term_id, g.subject) in pairs}
    after = {(row.term_id, row.subject): Gauge(**row._asdict()) for row in rows}
    Gauge.objects.filter(id__in=[gauge.id for pair, gauge in before.items() if pair not in after]).delete()
    changed = [g for pair, g in after.items() if pair not in before or figures(before[pair]) != figures(g)]
    Gauge.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["term", "subject"],
        update_fields=["org", "value", "base", "low", "high", "met"],
    )
    add_standings(standing_deltas(before.values(), after.values()))


def figures(gauge: Gauge) -> tuple[int | None, ...]:
    """Everything a gauge says."""
    return (gauge.org_id, gauge.value, gauge.base, gauge.low, gauge.high, gauge.met)


def standing_deltas(before: Iterable[Gauge], after: Iterable[Gauge]) -> dict[tuple[int, int], tuple[int, ...]]:
    """What each (term, node) gains: subjects, owed, met, value, base, target."""
    old, new = list(before), list(after)
    above = ancestors({gauge.org_id for gauge in old + new})
    deltas: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * 6)
    for sign, gauges in ((-1, old), (1, new)):
        for gauge in gauges:
            for node in above[gauge.org_id]:
                cell = deltas[gauge.term_id, node]
                for place, number in enumerate(share_of(gauge)):
                    cell[place] += sign * number
    return {key: tuple(cell) for key, cell in deltas.items()}


def share_of(gauge: Gauge) -> tuple[int, ...]:
    """What one gauge adds to every node above it."""
    owed = 0 if gauge.met is None else 1
    return (1, owed, gauge.met or 0, gauge.value, gauge.base or 0, gauge.low or 0)
