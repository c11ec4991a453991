"""Facts that count, and the number that they become."""

import ibis
import ibis.expr.types as ir

from tiexin.duties.definition import Definition, Do
from tiexin.duties.populations import POPULATIONS
from tiexin.duties.relations import table
from tiexin.evidence.models import Fact, Tag
from tiexin.registry.persons import SamePerson

ADDITIVE = ("sum", "times")


def live_facts(do: Do) -> ir.Table:
    """Facts of the measure that no entry voids, with every wanted tag and without any that excludes them."""
    fact = table(Fact)
    fact = fact.filter(fact.measure == do.measure, fact.voided_by_id.isnull())
    for key, values in do.where.items():
        fact = fact.semi_join(_tagged(key, values), [("tag_set_id", "set_id")])
    for key, values in do.unless.items():
        fact = fact.anti_join(_tagged(key, values), [("tag_set_id", "set_id")])
    return fact


def _tagged(key: str, values: list[str]) -> ir.Table:
    tag = table(Tag)
    return tag.filter(tag["key"] == key, tag.value.isin(values))


def keyed_facts(do: Do) -> ir.Table:
    """The facts with a column `dim`: what is counted differently (an id, a day, a tag's value)."""
    fact = live_facts(do)
    if do.count.startswith("tag:"):
        return _with_values(fact, do)
    if do.count in ADDITIVE:
        return fact.mutate(dim=fact.id)
    return fact.mutate(dim=fact["on"] if do.count == "day" else fact[f"{do.count}_id"])


def _with_values(fact: ir.Table, do: Do) -> ir.Table:
    """Each fact with its values of the counted tag: only those asked for, where the filter names some."""
    tag, key = table(Tag), do.count.removeprefix("tag:")
    tag = tag.filter(tag.value.isin(do.where[key])) if do.where.get(key) else tag
    name = tag["key"].fill_null("")  # keeps planners from starting at the index on key: it names half the table
    tag = tag.filter(name == key).select(set_id=tag.set_id, dim=tag.value)
    return fact.join(tag, fact.tag_set_id == tag.set_id)


def persons(rows: ir.Table, column: str) -> ir.Table:
    """The rows with the person as whom their worker counts: whoever was merged into another becomes that other."""
    same = table(SamePerson).select(merged="worker_id", counts_as="person_id")
    joined = rows.left_join(same, rows[column] == same.merged)
    return joined.mutate(**{column: ibis.coalesce(joined.counts_as, joined[column])}).select(*rows.columns)


def entries(rows: ir.Table, column: str) -> ir.Table:
    """Each row once for every entry of its person, under `entry`: facts are then found by their index on the worker."""
    same = table(SamePerson).select(merged="worker_id", counts_as="person_id")
    alone, others = rows.mutate(entry=rows[column]), rows.join(same, rows[column] == same.counts_as)
    return ibis.union(alone, others.mutate(entry=others.merged).select(*alone.columns))


def figure(rows: ir.Table, count: str) -> ir.IntegerValue:
    """The number that facts become: a sum, a count, or how many are different."""
    if count == "sum":
        return rows.qty.sum().cast("int64")
    return rows.count() if count == "times" else rows.dim.nunique()


def fact_column(definition: Definition) -> str:
    """The column of a fact that names the subject whose it is."""
    column = POPULATIONS[definition.of.population].fact_column
    return "at_org_id" if definition.basis == "at" and column == "by_org_id" else column
