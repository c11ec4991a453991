"""Which nodes a unit counts for: itself and everything above it, in both trees."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tiexin.duties import run
from tiexin.duties.models import Standing, Total

STANDING = ("subjects", "owed", "met", "value", "base", "target")
ABOVE = "SELECT u.org_id, u.ancestor_id FROM stale CROSS JOIN orgs_under u WHERE u.org_id = stale.org"


class Above(dict[int, frozenset[int]]):
    """Unit → the nodes that count it, asked once for a whole piece of work."""

    def of(self, orgs: Iterable[int]) -> "Above":
        """The same, knowing these units as well."""
        missing = set(orgs) - self.keys()
        if missing:
            found: dict[int, set[int]] = defaultdict(set)
            for org, node in run.look(ABOVE, "org", ((org,) for org in missing)):
                found[org].add(node)
            self.update({org: frozenset(found[org]) for org in missing})
        return self


def add_totals(deltas: Mapping[tuple[int, int], int]) -> None:
    """Add to totals keyed by (slice, node); a total that comes to nothing goes away."""
    rows = [(*key, n) for key, n in sorted(deltas.items()) if n]
    run.put("duties_total", ("slice_id", "node_id", "n"), 2, rows, add=True)
    if any(n < 0 for *_, n in rows):
        Total.objects.filter(slice_id__in={row[0] for row in rows}, node_id__in={row[1] for row in rows}, n=0).delete()


def add_standings(deltas: Mapping[tuple[int, int], tuple[int, ...]]) -> None:
    """Add to standings keyed by (term, node); a standing without subjects goes away."""
    rows = [(*key, *numbers) for key, numbers in sorted(deltas.items()) if any(numbers)]
    run.put("duties_standing", ("term_id", "node_id", *STANDING), 2, rows, add=True)
    if any(row[2] < 0 for row in rows):
        Standing.objects.filter(term_id__in={row[0] for row in rows}, subjects=0).delete()
