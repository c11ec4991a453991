"""The same expression on four engines, with nothing in it that one of them lacks."""

from functools import cache

import pytest
import sqlglot
from sqlglot import exp

from tiexin.duties import compile
from tiexin.duties.definition import Clock, Do, Of
from tiexin.duties.tests.scene import OFFICERS, TEAMS, UNIONS, rate, stock, tally
from tiexin.plans.loader import PACKS, load

pytestmark = pytest.mark.once
ENGINES = {"sqlite": "sqlite", "postgres": "postgres", "duckdb": "duckdb", "pyspark": "databricks"}
ALLOWED = {"Count", "Sum", "Min", "Max", "Coalesce", "Cast", "Case", "If", "Exists", "And", "Or"}
FORBIDDEN = (exp.JSONExtract, exp.Unnest, exp.DateAdd, exp.DateDiff, exp.Window, exp.Array, exp.Struct, exp.Div)
TYPES = {"BIGINT", "INT", "INTEGER", "TEXT", "VARCHAR", "STRING"}

FRONT = Do(measure="talk", where={"role": ["front_line"], "method": ["hear", "home"]}, count="worker")
EXCUSED_TALKS = Do(measure="talk", unless={"answer": ["partly"]}, count="tag:method")
DEFINITIONS = {
    "own": tally(FRONT, low=1),
    "below": tally(FRONT, counted="below"),
    "at": tally(Do(measure="visit", count="employer"), basis="at"),
    "sum": tally(Do(measure="presence", count="sum"), OFFICERS, low=1, high=3),
    "day": tally(Do(measure="presence", count="day"), Of(population="officers", where={"rank": ["leader"]})),
    "tag": tally(Do(measure="visit", count="tag:employer_kind"), TEAMS),
    "rate": rate(FRONT, Do(measure="talk"), low=98),
    "rate below": rate(FRONT, Do(measure="talk"), counted="below", basis="at"),
    "stock": stock(Of(population="teams", where={"kind": ["stay_team"]}), low=10, high=10),
    "stock below": stock(UNIONS, counted="below"),
    "excused": tally(EXCUSED_TALKS, Of(population="unions", unless=[{"kind": ["industry"], "level": ["city"]}])),
    "increase": tally(FRONT, target="increase"),
    "increase below": tally(FRONT, target="increase", counted="below"),
    "stock increase": stock(TEAMS, target="increase"),
    "until": tally(FRONT, until=Do(measure="visit", where={"method": ["home"]})),
    "own number": tally(FRONT, target="self_set"),
    "stay": tally(FRONT, OFFICERS, per="stay"),
    "own year below": tally(FRONT, per="event-year", counted="below"),
    "response": tally(Do(measure="visit"), kind="response", over=FRONT, clock=Clock(days=3)),
    "working days": tally(
        EXCUSED_TALKS, kind="response", over=FRONT, clock=Clock(days=3, working=True, same="employer"), counted="below"
    ),
}


def shipped():
    """What the pack that ships counts: one duty of each shape, as only shapes differ in their text."""
    pack = load(PACKS / "ningxia-f2f.yaml", year=2012)
    assert pack.duties
    return list({shape(owed.definition): owed.definition for owed in pack.duties}.values())


def shape(definition):
    parts = (definition.do, definition.over, definition.stock, definition.of)
    filters = [part and (len(part.where), getattr(part, "count", "")) for part in parts]
    return (definition.kind, definition.of.population, definition.counted, definition.basis, *filters)


@cache
def expression(name, some):
    return compile.gauges(1, DEFINITIONS[name], some=some)


@cache
def sql(name, some, engine):
    return compile.to_sql(expression(name, some), engine)


def check(text, dialect):
    """One statement that reads, without functions, types or constructs outside the list."""
    (tree,) = sqlglot.parse(text, dialect=dialect)
    assert isinstance(tree, exp.Select)
    names = {type(node).__name__ for node in tree.find_all(exp.Func)}
    assert names <= ALLOWED, names - ALLOWED
    assert not list(tree.find_all(*FORBIDDEN))
    kinds = {cast.to.this.name for cast in tree.find_all(exp.Cast)}
    assert kinds <= TYPES, kinds - TYPES


@pytest.mark.house
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_kind_of_duty_on_every_engine(name, engine):
    for some in (False, True) if engine in ("sqlite", "postgres") else (False,):
        check(sql(name, some, engine), ENGINES[engine])


@pytest.mark.house
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", ["sum", "times", "worker", "day", "tag:method"])
def test_every_kind_of_slice_on_every_engine(count, engine):
    for basis, some in (("by", True), ("at", False)):
        rows = compile.slice_rows("0" * 32, FRONT.model_copy(update={"count": count}), basis, some=some)
        check(compile.to_sql(rows, engine), ENGINES[engine])


@pytest.mark.house
def test_the_pack_that_ships_compiles():
    for definition in shipped():
        rows = compile.gauges(1, definition, some=True)
        for engine in ("postgres", "pyspark"):
            check(compile.to_sql(rows, engine), ENGINES[engine])


SHORT = ("own", "rate below", "stock")
SHAPES = [pytest.param(name, marks=[] if name in SHORT else [pytest.mark.house]) for name in DEFINITIONS]


@pytest.mark.parametrize("some", [False, True])
@pytest.mark.parametrize("name", SHAPES)
def test_columns_are_the_gauge(name, some):
    assert expression(name, some).columns == ("term_id", "subject", "value", "base", "low", "high", "met", "org_id")


@pytest.mark.parametrize("name", SHAPES)
def test_text_holds_nothing_that_varies(name):
    """Targets and days are rows: a plan with other numbers has the same text."""
    definition = DEFINITIONS[name]
    per = definition.per if definition.per in ("stay", "event-year") else "month"
    other = definition.model_copy(update={"low": 77, "high": 99, "per": per, "weight": 3, "strength": "strive"})
    assert compile.gauges(1, other, some=True).equals(expression(name, True))
    assert "2012" not in sql(name, True, "sqlite")


@pytest.mark.parametrize(
    "definition",
    [
        tally(tally_of=Of(population="unions", where={"colour": ["red"]})),
        tally(tally_of=Of(population="nobody")),
        tally(Do(measure="talk", count="colour")),
        stock(Of(population="teams", where={"colour": ["red"]})),
        stock(TEAMS, OFFICERS),
        tally(tally_of=OFFICERS, counted="below"),
        rate("talk", Do(measure="talk"), TEAMS, counted="below"),
    ],
)
def test_what_does_not_exist_cannot_be_counted(definition):
    with pytest.raises(compile.Uncountable):
        compile.gauges(1, definition, some=False)


def test_versions_are_named():
    assert compile.VERSIONS.startswith("ibis ")
    assert "sqlglot" in compile.VERSIONS
