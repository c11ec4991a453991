"""From a duty's definition to one SQL text, by Ibis. Worker only.

Everything that varies from day to day (periods, targets, what is stale) is a row, so the text is constant:
compiled once at publish, kept with the duty, and the same expression compiles for DuckDB and Spark.
"""

from importlib import metadata

import ibis
import ibis.expr.types as ir
import sqlglot
from django.db import connection
from ibis.common.exceptions import IbisError
from sqlglot.optimizer.eliminate_subqueries import eliminate_subqueries

from tiexin.duties.definition import Definition, Do, Of
from tiexin.duties.models import Clause, Duty, Plan, PlanVersion, Slice, Target, Term, Total
from tiexin.duties.populations import POPULATIONS, members
from tiexin.duties.relations import stale_gauges, stale_keys, table
from tiexin.evidence.models import Fact, Tag
from tiexin.orgs.models import Under

DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}
SPOKEN = {"pyspark": "spark"}  # Ibis' name of an engine → sqlglot's
VERSIONS = f"ibis {metadata.version('ibis-framework')}, sqlglot {metadata.version('sqlglot')}"


class Uncountable(ValueError):
    """A definition that names what does not exist: nothing can be counted by it."""


def to_sql(expression: ir.Table, dialect: str = "") -> str:
    """Return the expression's SQL text for the installation's database (or a named engine).

    Nested selects become a flat list of CTEs: SQLite's parser gives up at a depth of about twenty.
    """
    dialect = dialect or DIALECTS[connection.vendor]
    parsed = sqlglot.parse_one(str(ibis.to_sql(expression, dialect=dialect)), dialect=SPOKEN.get(dialect, dialect))
    return eliminate_subqueries(parsed).sql(dialect=SPOKEN.get(dialect, dialect), pretty=True)


def live_facts(do: Do) -> ir.Table:
    """Facts of the measure that no entry voids, carrying every filtered tag."""
    fact = table(Fact)
    fact = fact.filter(fact.measure == do.measure, fact.voided_by_id.isnull())
    for key, values in do.where.items():
        tag = table(Tag)
        fact = fact.semi_join(tag.filter(tag["key"] == key, tag.value.isin(values)), [("tag_set_id", "set_id")])
    return fact


def keyed_facts(do: Do) -> ir.Table:
    """The facts with a column `dim`: what is counted differently (an id, a day, a tag's value)."""
    fact = live_facts(do)
    if do.count.startswith("tag:"):
        tag = table(Tag)
        name = tag["key"].fill_null("")  # keeps planners from starting at the index on key: it names half the table
        tag = tag.filter(name == do.count.removeprefix("tag:")).select(set_id=tag.set_id, dim=tag.value)
        return fact.join(tag, fact.tag_set_id == tag.set_id)
    if do.count in ("sum", "times"):
        return fact.mutate(dim=fact.id)
    return fact.mutate(dim=fact["on"] if do.count == "day" else fact[f"{do.count}_id"])


def figure(rows: ir.Table, count: str) -> ir.IntegerValue:
    """The number that facts become: a sum, a count, or how many are different."""
    if count == "sum":
        return rows.qty.sum().cast("int64")
    return rows.count() if count == "times" else rows.dim.nunique()


def _terms(duty_id: int, some: bool) -> ir.Table:
    """Terms of the duty; or the stale (term, subject) pairs, which name its terms, as the first table."""
    term, days = table(Term), ("start", "end", "asof", "slice_id")
    if not some:
        return term.filter(term.duty_id == duty_id).select(*days, term_id=term.id)
    stale = stale_gauges()
    return stale.join(term, stale.term_id == term.id).select("term_id", "subject", *days)


def _owing(duty_id: int, of: Of, some: bool) -> ir.Table:
    """Who owes in which term: the population as it stands on the term's as-of day, at and below the issuer."""
    term, people, bound = _terms(duty_id, some), members(of), _bound(duty_id)
    people = people.semi_join(bound, people["org"] == bound.org_id)
    on = [people.since <= term.asof, people.until.isnull() | (people.until > term.asof)]
    if some:
        on = [term.subject == people.subject, *on]
    return term.join(people, on).select("term_id", people.subject, "org", "level", people["rank"])


def _bound(duty_id: int) -> ir.Table:
    """The units that the duty's plan binds: its issuer and everything below, in either tree."""
    duty, clause, version, plan, under = (table(model) for model in (Duty, Clause, PlanVersion, Plan, Under))
    clause = clause.select(clause_id="id", version_id="version_id")
    version = version.select(version_id="id", plan_id="plan_id")
    plan = plan.select(plan_id="id", issuer_id="issuer_id")
    issued = duty.filter(duty.id == duty_id).select("clause_id").join(clause, "clause_id")
    issued = issued.join(version, "version_id").join(plan, "plan_id").select("issuer_id")
    return issued.join(under, issued.issuer_id == under.ancestor_id).select("org_id")


def _amount(duty_id: int, definition: Definition, do: Do, some: bool) -> ir.Table:
    """The number of each subject in each term, from facts."""
    column = POPULATIONS[definition.of.population].fact_column
    if definition.basis == "at" and column == "by_org_id":
        column = "at_org_id"
    below = definition.counted == "below"
    term, fact = _reached(duty_id, some) if below else _terms(duty_id, some), keyed_facts(do)
    on = [fact["on"] >= term.start, fact["on"] <= term.end]
    if below or some:
        on = [fact[column] == (term.unit if below else term.subject), *on]
    rows = term.join(fact, on)
    rows = rows.select("term_id", "qty", "dim", who=rows["node" if below else column])
    grouped = rows.group_by("term_id", "who").agg(n=figure(rows, do.count))
    return grouped.select(amount_term=grouped.term_id, who=grouped.who, n=grouped.n)


def _reached(duty_id: int, some: bool) -> ir.Table:
    """Terms with every node and each unit that it counts, once however many paths lead down to it."""
    term, under = _terms(duty_id, some), table(Under)
    rows = term.join(under, under.ancestor_id == term.subject) if some else term.cross_join(under)
    return rows.select("start", "end", "asof", "term_id", node="ancestor_id", unit="org_id").distinct()


def _below(duty_id: int, some: bool) -> ir.Table:
    """The number of each subject in each term, from the exact totals of its whole subtree."""
    term, total = _terms(duty_id, some), table(Total)
    on = [term.slice_id == total.slice_id, *([term.subject == total.node_id] if some else [])]
    rows = term.join(total, on)
    return rows.select(amount_term=rows.term_id, who=rows.node_id, n=rows.n)


def _size(duty_id: int, definition: Definition, stock: Of, some: bool) -> ir.Table:
    """How many members of another population each unit has on the as-of day."""
    member = members(stock).select(member="subject", at="org", m_since="since", m_until="until")
    below = definition.counted == "below"
    term = _reached(duty_id, some) if below else _terms(duty_id, some)
    on = [member.m_since <= term.asof, member.m_until.isnull() | (member.m_until > term.asof)]
    if below or some:
        on = [member["at"] == (term.unit if below else term.subject), *on]
    rows = term.join(member, on)
    rows = rows.select("term_id", "member", who=rows["node" if below else "at"])
    grouped = rows.group_by("term_id", "who").agg(n=rows.member.nunique())
    return grouped.select(amount_term=grouped.term_id, who=grouped.who, n=grouped.n)


def _value(duty_id: int, definition: Definition, some: bool) -> ir.Table:
    if definition.stock is not None:
        return _size(duty_id, definition, definition.stock, some)
    assert definition.do is not None  # noqa: S101 - lint refuses a duty with neither
    if definition.counted == "below" and definition.kind == "tally":
        return _below(duty_id, some)
    return _amount(duty_id, definition, definition.do, some)


def gauges(duty_id: int, definition: Definition, *, some: bool) -> ir.Table:
    """One row per owing subject and term: `term_id, subject, org_id, value, base, low, high, met`.

    Raises `Uncountable` for a population, a column or a dimension that does not exist, and where people or teams
    should count what is below them: only units have anything below.
    """
    try:
        return _gauges(duty_id, definition, some)
    except (IbisError, KeyError, AttributeError) as error:
        raise Uncountable(str(error)) from error


def _gauges(duty_id: int, definition: Definition, some: bool) -> ir.Table:
    if POPULATIONS[definition.of.population].fact_column != "by_org_id" and (
        definition.counted == "below" or definition.stock is not None
    ):
        raise Uncountable(f"{definition.of.population}: nothing is below them")
    parts = [_owed(duty_id, definition.of, some), _counted(_value(duty_id, definition, some), "value")]
    if definition.over is not None:
        parts.append(_counted(_amount(duty_id, definition, definition.over, some), "base"))
    rows = ibis.union(*parts)
    rows = rows.group_by("term_id", "subject").agg(
        **{name: rows[name].max() for name in ("org_id", "low", "high")},
        **{name: rows[name].sum() for name in ("value", "base", "owes")},
    )
    rows = rows.filter(rows.owes > 0)
    rows = rows.mutate(met=_met(rows, definition))
    base = rows.base if definition.over is not None else ibis.null("int64")
    return rows.select("term_id", "subject", "value", "low", "high", "met", "org_id", base=base)[list(COLUMNS)]


COLUMNS = ("term_id", "subject", "value", "base", "low", "high", "met", "org_id")


def _owed(duty_id: int, of: Of, some: bool) -> ir.Table:
    """Who owes how much, with zeros for what was done."""
    owing, target = _owing(duty_id, of, some), table(Target)
    target = target.filter(target.duty_id == duty_id).select(
        cell_level=target.level, cell_rank=target["rank"], low=target.low, high=target.high
    )
    rows = owing.left_join(target, [owing.level == target.cell_level, owing["rank"] == target.cell_rank])
    zeros = {"value": ibis.literal(0, "int64"), "base": ibis.literal(0, "int64"), "owes": ibis.literal(1, "int64")}
    return rows.select("term_id", "subject", "low", "high", org_id=rows["org"], **zeros)[list(_PARTS)]


_PARTS = ("term_id", "subject", "org_id", "low", "high", "value", "base", "owes")


def _counted(amount: ir.Table, name: str) -> ir.Table:
    """An amount as rows beside those of `_owed`.

    They are stacked and grouped, not joined: with the few statistics it has of periods and stale pairs PostgreSQL
    takes the owing for one row, joins in a loop, and counts all facts again for each subject.
    """
    empty = {column: ibis.null("int64") for column in ("org_id", "low", "high")}
    zeros = {column: ibis.literal(0, "int64") for column in ("value", "base", "owes") if column != name}
    columns = {"term_id": amount.amount_term, "subject": amount.who, name: amount.n}
    return amount.select(**columns, **empty, **zeros)[list(_PARTS)]


def _met(rows: ir.Table, definition: Definition) -> ir.IntegerValue:
    """1 when inside the bounds, 0 when outside, NULL when nothing is owed (or a rate has no denominator)."""
    value, low, high = rows.value, rows.low, rows.high
    unowed = low.isnull() & high.isnull()
    if definition.kind == "rate":
        value, low, high = value * 100, low * rows.base, high * rows.base
        unowed = unowed | (rows.base == 0)
    inside = (low.isnull() | (value >= low)) & (high.isnull() | (value <= high))
    return ibis.cases((unowed, ibis.null("int64")), (inside, 1), else_=0).cast("int64")


def slice_rows(hash_: str, do: Do, basis: str, *, some: bool) -> ir.Table:
    """One row per key and unit behind which live facts stand: `key, org_id, n` (n: 1, or the unit's sum)."""
    window = table(Slice)
    window = window.filter(window.hash == hash_).select("start", "end")
    fact = keyed_facts(do)
    fact = fact.mutate(org=fact[f"{basis}_org_id"])
    on = [fact["on"] >= window.start, fact["on"] <= window.end]
    if some:
        stale = stale_keys()
        window = stale.cross_join(window)
        on = [fact["org"] == window.org_id, *_same_key(fact, window, do.count), *on]
    rows = window.join(fact, on)
    additive = do.count in ("sum", "times")
    key = ibis.literal("") if additive else rows.dim.cast("string")
    rows = rows.select("qty", "dim", key=key, unit=rows["org"]).filter(lambda t: t["key"].notnull())
    grouped = rows.group_by("key", "unit").agg(n=figure(rows, do.count) if additive else rows.dim.nunique())
    return grouped.select("key", "n", org_id=grouped.unit)


def _same_key(fact: ir.Table, window: ir.Table, count: str) -> list[ir.BooleanValue]:
    """Compare in the dimension's own type, so that the index on it can be used."""
    if count in ("sum", "times"):
        return []
    if count == "day" or count.startswith("tag:"):
        return [fact.dim.cast("string") == window["key"]]
    return [fact.dim == window["key"].cast("int64")]
