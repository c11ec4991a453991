"""Which nodes a unit counts for: itself and everything above it, in both trees."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from tiexin.duties.models import Standing, Total
from tiexin.duties.run import chunks
from tiexin.orgs.models import Under

STANDING = ("subjects", "owed", "met", "value", "base", "target")


def ancestors(orgs: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return, for each unit, the set of nodes that count it."""
    above: dict[int, set[int]] = defaultdict(set)
    for part in chunks(sorted(set(orgs))):
        for org, node in Under.objects.filter(org__in=part).values_list("org_id", "ancestor_id"):
            above[org].add(node)
    return {org: frozenset(nodes) for org, nodes in above.items()}


def add_totals(slice_id: int, deltas: Mapping[int, int]) -> None:
    """Add to a slice's totals at nodes; a total that comes to nothing goes away."""
    rows = [(slice_id, node, n) for node, n in sorted(deltas.items()) if n]
    _add("duties_total", ("slice_id", "node_id"), ("n",), rows)
    Total.objects.filter(slice_id=slice_id, node_id__in=[row[1] for row in rows], n=0).delete()


def add_standings(deltas: Mapping[tuple[int, int], tuple[int, ...]]) -> None:
    """Add to standings keyed by (term, node); a standing without subjects goes away."""
    rows = [(*key, *numbers) for key, numbers in sorted(deltas.items()) if any(numbers)]
    _add("duties_standing", ("term_id", "node_id"), STANDING, rows)
    terms = {row[0] for row in rows}
    Standing.objects.filter(term_id__in=terms, subjects=0).delete()


def _add(table: str, key: tuple[str, ...], figures: tuple[str, ...], rows: Sequence[tuple[int, ...]]) -> None:
    """Upsert that adds: one statement per few hundred rows."""
    columns = ", ".join(key + figures)
    line = f"({', '.join(['%s'] * len(key + figures))})"
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in figures)
    for part in chunks(rows):
        sql = (
            f"INSERT INTO {table} ({columns}) VALUES {', '.join([line] * len(part))} "  # noqa: S608
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sums}"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [number for row in part for number in row])
