"""What is counted once for all duties that count the same: a slice's keys at the units."""

import ibis
import ibis.expr.types as ir

from tiexin.duties.compile.facts import ADDITIVE, entries, figure, keyed_facts, persons
from tiexin.duties.definition import Do
from tiexin.duties.models import Slice
from tiexin.duties.relations import stale_keys, table


def slice_rows(hash_: str, do: Do, basis: str, *, some: bool) -> ir.Table:
    """One row per key and unit behind which live facts stand: `key, org_id, n` (n: 1, or the unit's sum)."""
    window = table(Slice)
    window = window.filter(window.hash == hash_).select("start", "end")
    fact = keyed_facts(do)
    fact = fact.mutate(org=fact[f"{basis}_org_id"])
    on = [fact["on"] >= window.start, fact["on"] <= window.end]
    if some:
        window = _stale(do.count).cross_join(window)
        on = [fact["org"] == window.org_id, *_same_key(fact, window, do.count), *on]
    rows = window.join(fact, on)
    rows = persons(rows, "dim") if do.count == "worker" else rows
    additive = do.count in ADDITIVE
    key = ibis.literal("") if additive else rows.dim.cast("string")
    rows = rows.select("qty", "dim", key=key, unit=rows["org"]).filter(lambda t: t["key"].notnull())
    grouped = rows.group_by("key", "unit").agg(n=figure(rows, do.count) if additive else rows.dim.nunique())
    return grouped.select("key", "n", org_id=grouped.unit)


def _stale(count: str) -> ir.Table:
    """The stale keys, ids as numbers; a person's once for each of its entries, under which its facts are found."""
    stale = stale_keys()
    if count in ADDITIVE or count == "day" or count.startswith("tag:"):
        return stale
    rows = stale.mutate(entry=stale["key"].cast("int64"))
    return entries(rows, "entry") if count == "worker" else rows


def _same_key(fact: ir.Table, window: ir.Table, count: str) -> list[ir.BooleanValue]:
    """Compare in the dimension's own type, so that the index on it can be used."""
    if count in ADDITIVE:
        return []
    if count == "day" or count.startswith("tag:"):
        return [fact.dim.cast("string") == window["key"]]
    return [fact.dim == window.entry]
