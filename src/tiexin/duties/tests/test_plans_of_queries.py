"""Restricted to what is stale, a gauge reads the facts of its subjects and no others: asked of the database itself."""

import json
import re

import pytest
from django.db import connection

from tiexin.duties import build, evaluate, run
from tiexin.duties.definition import Clock, Do, Of
from tiexin.duties.models import Term
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, TEAMS, rate, stock, tally
from tiexin.evidence.models import Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = [pytest.mark.django_db, pytest.mark.house]
FACTS = 20_000
LARGE = ("evidence_fact", "orgs_under", "orgs_officer", "duties_seen")
WORKERS, FRONT = Do(measure="talk", count="worker"), Do(measure="talk", where={"role": ["front_line"]}, count="worker")
DEFINITIONS = {
    "own": tally(WORKERS),
    "own filtered": tally(FRONT),
    "own at": tally(WORKERS, basis="at"),
    "own tag": tally(Do(measure="talk", count="tag:role")),
    "officers": tally(FRONT, OFFICERS),
    "teams": tally(Do(measure="talk", count="day"), TEAMS),
    "below": tally(WORKERS, counted="below"),
    "rate": rate(FRONT, WORKERS),
    "rate below": rate(FRONT, WORKERS, Of(population="unions", where={"level": ["enterprise"]}), counted="below"),
    "stock": stock(TEAMS),
    "excused": tally(Do(measure="talk", count="worker", unless={"role": ["manager"]})),
    "increase": tally(WORKERS, OFFICERS, target="increase"),
    "until": tally(WORKERS, OFFICERS, until=Do(measure="visit")),
    "response": tally(WORKERS, OFFICERS, kind="response", over=FRONT, clock=Clock(days=3)),
    "working days": tally(WORKERS, kind="response", over=FRONT, clock=Clock(days=3, working=True)),
}

SEED = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})
INSERT INTO {table} ({columns}) SELECT {values} FROM n
"""


def seed(table, last=FACTS, **columns):
    text = SEED.format(table=table, last=last, columns=", ".join(f'"{name}"' for name in columns), values="{}")
    run.change(text.format(", ".join(str(value) for value in columns.values())))


@kept.fixture
def crowd():
    """Six hundred units, as many officers and teams, twenty thousand facts with a tag each."""
    cast = c.units()
    entry, base = scene.note(scene.fact(cast.city)), cast.closed.id
    firm = c.employer(cast.city, "企业")
    unit, officer = f"{base} + 1 + i % 600", "1 + i % 600"
    seed("orgs_org", 600, id=f"{base} + i", name="'单位'", short_name="''", level="'enterprise'", kind="'enterprise'",
         region="''", opened="DATE('2000-01-01')")  # fmt: skip
    for node, depth in ((f"{base} + i", 0), (str(cast.city.id), 1), (str(cast.province.id), 2)):
        seed("orgs_under", 600, tree="'territory'", ancestor_id=node, org_id=f"{base} + i", depth=depth)
    seed(
        "orgs_officer", 600, id="i", name="'干部'", org_id=unit, rank="'staff'", title="''", since="DATE('2000-01-01')"
    )
    seed(
        "registry_worker",
        3000,
        id="i",
        name="'职工'",
        org_id=cast.city.id,
        employer_id=firm.id,
        team="''",
        role="'front_line'",
        key=KEYS(),
    )
    facts = Fact.objects.latest("id").id
    ids = {"worker_id": "1 + i % 3000", "team_id": "1 + i % 600"}
    ids |= {"by_org_id": unit, "at_org_id": unit, "officer_id": officer, "entry_id": entry.id}
    seed("evidence_tagset", 500, id="i")
    seed("evidence_tag", 500, set_id="i", key="'role'", value="'front_line'")
    ids["tag_set_id"] = "1 + i % 500"
    seed("evidence_fact", id=f"{facts} + i", measure="'talk'", on="DATE('2012-04-02')", qty=1, **ids)
    run.change("ANALYZE")
    return cast


def KEYS():
    return "printf('%032x', i)" if connection.vendor == "sqlite" else "CAST(lpad(to_hex(i), 32, '0') AS uuid)"


def scanned(sql, params):
    """The large tables that the plan of a statement reads from end to end."""
    return _scanned_sqlite(sql, params) if connection.vendor == "sqlite" else _scanned_postgres(sql, params)


def _scanned_sqlite(sql, params):
    alias = dict(re.findall(r'"(t\d+)"', sql) and [(b, a) for a, b in re.findall(r'FROM "(\w+)" AS "(t\d+)"', sql)])
    alias |= {b: a for a, b in re.findall(r'JOIN "(\w+)" AS "(t\d+)"', sql)}
    steps = [row[3] for row in run.fetch(f"EXPLAIN QUERY PLAN {sql}", params)]
    names = [match[1] for step in steps if (match := re.match(r"SCAN (\w+)", step))]
    return {alias.get(name, name) for name in names} & set(LARGE)


def _scanned_postgres(sql, params):
    found = []

    def walk(node):
        if node["Node Type"] in ("Seq Scan", "Parallel Seq Scan"):
            found.append(node["Relation Name"])
        for child in node.get("Plans", ()):
            walk(child)

    run.change("SET LOCAL enable_seqscan = off")  # can an index be used, whatever so few rows cost
    answer = run.fetch(f"EXPLAIN (FORMAT JSON) {sql}", params)[0][0]
    run.change("SET LOCAL enable_seqscan = on")
    walk((json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"])
    return set(found) & set(LARGE)


def subjects(cast, definition):
    first = {"unions": cast.closed.id + 1, "officers": 1, "teams": 1}[definition.of.population]
    return range(first, first + 5)


def test_stale_gauges_and_keys_are_found_by_indexes(crowd):
    duties = scene.publish(crowd.province, *DEFINITIONS.values())
    for (name, definition), duty in zip(DEFINITIONS.items(), duties, strict=True):
        term = Term.objects.get(duty=duty)
        pairs = [(term.id, subject) for subject in subjects(crowd, definition)]
        assert scanned(*run.bind(duty.sql_some, "term_id, subject", pairs)) == set(), name
        if term.slice:
            first = crowd.closed.id + 1
            key = {"worker": "7", "day": "2012-04-02", "tag:role": "front_line"}[definition.do.count]
            keys = [(key, first + n) for n in range(5)]
            assert scanned(*run.bind(term.slice.sql_some, "key, org_id", keys)) == set(), name


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_without_statistics_too(crowd):
    """SQLite has statistics only where somebody ran ANALYZE."""
    duties = scene.publish(crowd.province, *DEFINITIONS.values())
    run.change("DELETE FROM sqlite_stat1")
    run.change("ANALYZE sqlite_master")
    for (name, definition), duty in zip(DEFINITIONS.items(), duties, strict=True):
        pairs = [(duty.terms.get().id, subject) for subject in subjects(crowd, definition)]
        assert scanned(*run.bind(duty.sql_some, "term_id, subject", pairs)) == set(), name


def test_many_stale_gauges_cost_one_pass(crowd):
    """A plan that counts again for each row grows with the square of a batch."""
    (duty,) = scene.publish(crowd.province, DEFINITIONS["officers"])
    term = duty.terms.get().id
    pairs = [(term, officer) for officer in range(1, 401)]
    rows = evaluate.now(duty, pairs)
    assert {row.value for row in rows.values()} == {5}
    assert len(rows) == 400
    if connection.vendor == "postgresql":
        sql, params = run.bind(duty.sql_some, "term_id, subject", pairs)
        lines = [row[0] for row in run.fetch(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) {sql}", params)]
        loops = [int(line.split("loops=")[1].rstrip(")")) for line in lines if "Aggregate" in line and "loops=" in line]
        assert loops
        assert max(loops) == 1


def test_leaving_an_entry_out_uses_the_same_indexes(crowd, django_assert_num_queries):
    (duty,) = scene.publish(crowd.province, DEFINITIONS["rate"])
    pairs = [(duty.terms.get().id, crowd.closed.id + 1)]
    assert scanned(*evaluate.bound(duty, pairs, without=1)) == set()
    assert scanned(*evaluate.bound(duty, pairs, without=1, unvoided=2)) == set()


def test_filling_a_slice_of_many_facts(crowd):
    (duty,) = scene.publish(crowd.province, DEFINITIONS["below"])
    assert scene.totals(duty)["自治区总工会"] == 3000
    assert build.rebuild() == 2
    assert scene.totals(duty)["银川市"] == 3000
