"""Numbers of nodes, counted anew from what hangs below them: the recount's texts, and what follows a changed tree.

No fact and no key is rewritten when a unit moves: only the totals, gauges and standings of the units that it left
or came under, and what plans of those units bind. Closed periods stay as they were told.
"""

from collections.abc import Collection

from tiexin.duties import run
from tiexin.duties.gauging import write_gauges
from tiexin.duties.known import IN_FORCE
from tiexin.duties.models import Duty, Gauge, Slice, Standing, Total
from tiexin.duties.run import Row
from tiexin.duties.stale import Pairs
from tiexin.orgs.models import Under
from tiexin.orgs.structure import Recount

# Both trees, each pair once; said so that a few gauges ask for a few pairs, and nobody sorts all of them.
UNDER = (
    "(SELECT w.ancestor_id, w.org_id FROM orgs_under w WHERE (w.tree = 'territory' OR NOT EXISTS (SELECT 1 FROM "
    "orgs_under v WHERE v.tree = 'territory' AND v.ancestor_id = w.ancestor_id AND v.org_id = w.org_id)){where})"
)
PAIRS = 5000  # gauges renewed at once


def total_sql(piece: Slice, nodes: Collection[int] | None = None) -> str:
    """The recount of a slice's totals from its keys: different keys, or the sum, under every node (or these).

    Most keys stand at one unit only: of them there are as many below a node as its units have together. Only those
    that stand at several are told apart one by one.
    """
    under, mine = _under(nodes), f"duties_seen WHERE slice_id = {piece.id}"
    if piece.spec["count"] in ("sum", "times"):
        own = f"SELECT org_id, n FROM {mine}"  # noqa: S608
        return _summed(piece, f"SELECT u.ancestor_id, SUM(o.n) AS n FROM ({own}) o JOIN {under} u {_AT} GROUP BY 1")  # noqa: S608
    keys = f"SELECT key, MIN(org_id) AS org_id, COUNT(*) AS places FROM {mine} GROUP BY key"  # noqa: S608
    own = f"SELECT org_id, COUNT(*) AS n FROM ({keys}) k WHERE places = 1 GROUP BY org_id"  # noqa: S608
    several = f"SELECT key, org_id FROM {mine} AND key IN (SELECT key FROM ({keys}) k WHERE places > 1)"  # noqa: S608
    return _summed(
        piece,
        f"SELECT u.ancestor_id, SUM(o.n) AS n FROM ({own}) o JOIN {under} u {_AT} GROUP BY 1 UNION ALL "  # noqa: S608
        f"SELECT u.ancestor_id, COUNT(DISTINCT o.key) AS n FROM ({several}) o JOIN {under} u {_AT} GROUP BY 1",
    )


_AT = "ON u.org_id = o.org_id"


def _summed(piece: Slice, parts: str) -> str:
    number = "CAST(SUM(p.n) AS BIGINT)"
    columns = f"{piece.id} AS slice_id, p.ancestor_id AS node_id, {number} AS n"
    return f"SELECT {columns} FROM ({parts}) p GROUP BY p.ancestor_id"  # noqa: S608


def standing_sql(duty: Duty, nodes: Collection[int] | None = None) -> str:
    """The recount of a duty's standings (or those of some nodes), in its open periods, from its gauges."""
    return (
        "SELECT g.term_id, u.ancestor_id AS node_id, COUNT(*) AS subjects, COUNT(g.met) AS owed, "  # noqa: S608
        "CAST(COALESCE(SUM(g.met), 0) AS BIGINT) AS met, CAST(SUM(g.value) AS BIGINT) AS value, "
        "CAST(COALESCE(SUM(g.base), 0) AS BIGINT) AS base, CAST(COALESCE(SUM(g.low), 0) AS BIGINT) AS target "
        "FROM duties_gauge g "
        f"JOIN {_under(nodes)} u ON u.org_id = g.org_id JOIN duties_term t ON t.id = g.term_id "
        f"WHERE t.duty_id = {duty.id} AND t.closed IS NULL GROUP BY g.term_id, u.ancestor_id"
    )


def _under(nodes: Collection[int] | None) -> str:
    return UNDER.format(where="" if nodes is None else f" AND w.ancestor_id IN ({_listed(nodes)})")


def _listed(ids: Collection[int]) -> str:
    return ", ".join(str(int(pk)) for pk in sorted(ids))


def recount() -> None:
    """Bring the nodes of changed trees up to date and take their marks away. Runs inside the drainer's lock."""
    if not run.fetch("SELECT 1 FROM orgs_recount LIMIT 1"):
        return
    marks = list(Recount.objects.order_by("pk"))
    nodes, roots = {mark.node_id for mark in marks}, {mark.root_id for mark in marks}
    for piece in Slice.objects.filter(live=True).order_by("id"):
        Total.objects.filter(slice=piece, node__in=nodes).delete()
        run.change(f"INSERT INTO duties_total (slice_id, node_id, n) {total_sql(piece, nodes)}")
    duties = Duty.objects.filter(built=True, clause__version__state__in=IN_FORCE)
    for duty in duties.select_related("clause__version__plan").order_by("id"):
        _of_nodes(duty, nodes)
        if duty.clause.version.plan.issuer_id in nodes:
            _of_members(duty, roots)
        _standings(duty, nodes)
    Recount.objects.filter(pk__in=[mark.pk for mark in marks]).delete()


def _of_nodes(duty: Duty, nodes: set[int]) -> None:
    """The gauges of units that count what is below them."""
    if duty.definition["counted"] == "below":
        terms = duty.terms.filter(closed=None, subject=None).values_list("id", flat=True)
        pairs = {(term, node) for term in terms for node in nodes}
        _renew(pairs, run.gauges(duty.sql_some, pairs))


def _of_members(duty: Duty, roots: set[int]) -> None:
    """A plan of a unit that was left or entered binds fewer or more: whoever stands below the roots is looked at."""
    moved = f"SELECT org_id FROM orgs_under WHERE ancestor_id IN ({_listed(roots)})"  # noqa: S608
    columns = ", ".join(Row._fields)
    rows = run.fetch(f"SELECT {columns} FROM ({duty.sql_all}) AS q WHERE q.org_id IN ({moved})")  # noqa: S608
    units = Under.objects.filter(ancestor__in=roots).values("org")
    stored = Gauge.objects.filter(term__duty=duty, term__closed=None, org__in=units).values_list("term_id", "subject")
    found = [Row(*row) for row in rows]
    _renew({(row.term_id, row.subject) for row in found} | set(stored), found)


def _renew(pairs: Pairs, rows: list[Row]) -> None:
    by_pair = {(row.term_id, row.subject): row for row in rows}
    for part in run.chunks(sorted(pairs), PAIRS):
        now = [by_pair[pair] for pair in part if pair in by_pair]
        write_gauges(set(part), now)


def _standings(duty: Duty, nodes: set[int]) -> None:
    Standing.objects.filter(term__duty=duty, term__closed=None, node__in=nodes).delete()
    columns = "term_id, node_id, subjects, owed, met, value, base, target"
    run.change(f"INSERT INTO duties_standing ({columns}) {standing_sql(duty, nodes)}")
