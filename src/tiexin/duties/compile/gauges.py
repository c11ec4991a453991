"""One duty as one expression: owing, done, met."""

import ibis
import ibis.expr.types as ir
from ibis.common.exceptions import IbisError

from tiexin.duties.compile.amounts import amount, answered, below, size
from tiexin.duties.compile.owing import PARTS, Look, owed
from tiexin.duties.definition import Definition
from tiexin.duties.populations import POPULATIONS
from tiexin.duties.rules import has_own_terms

COLUMNS = ("term_id", "subject", "value", "base", "low", "high", "met", "org_id")


class Uncountable(ValueError):
    """A definition that names what does not exist: nothing can be counted by it."""


def gauges(duty_id: int, definition: Definition, *, some: bool) -> ir.Table:
    """One row per owing subject and term: `term_id, subject, value, base, low, high, met, org_id`.

    Raises `Uncountable` for a population, a column or a dimension that does not exist, where people or teams
    should count what is below them (only units have anything below), and for parts that do not go together.
    """
    look = Look(duty_id, some, has_own_terms(definition.per))
    try:
        _check(definition)
        return _gauges(look, definition)
    except (IbisError, KeyError, AttributeError) as error:
        raise Uncountable(str(error)) from error


def _check(definition: Definition) -> None:
    """Refuse what has no meaning, whatever the plan check let through."""
    people = POPULATIONS[definition.of.population].fact_column != "by_org_id"
    clock, response = definition.clock, definition.kind == "response"
    parts = (definition.do, definition.over) if response else (definition.do or definition.stock,)
    wrong = {
        "nothing is below people and teams": people and (definition.counted == "below" or definition.stock is not None),
        "nothing is counted": None in parts,
        "an answer needs a clock": response and clock is None,
        "a clock of working days needs one at least": clock is not None and clock.working and clock.days < 1,
        "a share cannot increase": definition.target == "increase" and definition.over is not None,
    }
    if found := [reason for reason, holds in wrong.items() if holds]:
        raise Uncountable(found[0])


def _gauges(look: Look, definition: Definition) -> ir.Table:
    parts = [owed(look, definition), _counted(_value(look, definition), "value")]
    base = _base(look, definition)
    if base is not None:
        parts.append(_counted(base, "base"))
    rows = ibis.union(*parts)
    rows = rows.group_by("term_id", "subject").agg(
        **{name: rows[name].max() for name in ("org_id", "low", "high")},
        **{name: rows[name].sum() for name in ("value", "base", "owes")},
    )
    rows = rows.filter(rows.owes > 0)
    rows = rows.mutate(met=_met(rows, definition))
    shown = rows.base if base is not None else ibis.null("int64")
    return rows.select("term_id", "subject", "value", "low", "high", "met", "org_id", base=shown)[list(COLUMNS)]


def _value(look: Look, definition: Definition) -> ir.Table:
    if definition.kind == "response" and definition.over is not None and definition.clock is not None:
        return answered(look, definition, definition.over, definition.clock)
    if definition.counted == "below" and definition.kind == "tally" and not look.own:
        return below(look)
    return _number(look, definition)


def _number(look: Look, definition: Definition) -> ir.Table:
    """The duty's own number, straight from facts or members."""
    if definition.stock is not None:
        return size(look, definition, definition.stock)
    assert definition.do is not None  # noqa: S101 - `_check` refuses a duty with neither
    return amount(look, definition, definition.do)


def _base(look: Look, definition: Definition) -> ir.Table | None:
    """What the value is measured against: the denominator, the events, the same number in the period before."""
    if definition.target == "increase":
        return _number(look._replace(before=True), definition)
    if definition.over is None:
        return None
    times = {"count": "times"} if definition.kind == "response" else {}
    return amount(look, definition, definition.over.model_copy(update=times))


def _counted(amount: ir.Table, name: str) -> ir.Table:
    """An amount as rows beside those of `owed`.

    They are stacked and grouped, not joined: with the few statistics it has of periods and stale pairs PostgreSQL
    takes the owing for one row, joins in a loop, and counts all facts again for each subject.
    """
    empty = {column: ibis.null("int64") for column in ("org_id", "low", "high", "base") if column != name}
    zeros = {column: ibis.literal(0, "int64") for column in ("value", "owes") if column != name}
    columns = {"term_id": amount.amount_term, "subject": amount.who, name: amount.n}
    return amount.select(**columns, **empty, **zeros)[list(PARTS)]


def _met(rows: ir.Table, definition: Definition) -> ir.IntegerValue:
    """1 when inside the bounds, 0 when outside, NULL when nothing is owed or there is nothing to compare with."""
    value, low, high = rows.value, rows.low, rows.high
    if definition.target == "increase":
        unowed, inside = rows.base.isnull() | (rows.base == 0), value > rows.base
        return _verdict(unowed, inside)
    unowed = low.isnull() & high.isnull()
    if definition.kind in ("rate", "response"):
        value, low, high = value * 100, low * rows.base, high * rows.base
        unowed = unowed | (rows.base == 0)
    return _verdict(unowed, (low.isnull() | (value >= low)) & (high.isnull() | (value <= high)))


def _verdict(unowed: ir.BooleanValue, inside: ir.BooleanValue) -> ir.IntegerValue:
    return ibis.cases((unowed, ibis.null("int64")), (inside, 1), else_=0).cast("int64")
