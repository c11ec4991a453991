"""Rows are made what they should be by writing only what differs, in steps that let others write between them."""

import pytest
from django.db import connection

from tiexin.duties import agree, build, run
from tiexin.duties.definition import Do
from tiexin.duties.models import Slice, Total
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import fact, note, publish, settle, tally
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece():
    return Slice.objects.create(
        hash="h", measure="talk", spec={}, start=scene.DAY, end=scene.DAY, sql_all="", sql_some=""
    )


@kept.fixture
def cast():
    found = c.units()
    found.employer = c.employer(found.county, "企业")
    return found


def source(piece, rows):
    """The wanted totals of a slice as a query."""
    lines = [f"SELECT {piece.pk} AS slice_id, {node} AS node_id, {n} AS n" for node, n in rows.items()]
    return " UNION ALL ".join(lines) or f"SELECT {piece.pk} AS slice_id, 0 AS node_id, 0 AS n WHERE 1 = 0"


def totals(piece):
    return dict(Total.objects.filter(slice=piece).values_list("node_id", "n"))


def ids(piece):
    return dict(Total.objects.filter(slice=piece).values_list("node_id", "id"))


def make(piece, rows):
    agree.agree(agree.TOTAL, f"t.slice_id = {piece.pk}", source(piece, rows))


def test_what_should_stand_stands_and_what_stays_keeps_its_id(piece, cast):
    city, county, other = cast.city.pk, cast.county.pk, cast.other_county.pk
    make(piece, {city: 3, county: 2})
    assert totals(piece) == {city: 3, county: 2}
    before = ids(piece)
    make(piece, {city: 3, other: 7})
    assert totals(piece) == {city: 3, other: 7}
    assert ids(piece)[city] == before[city]
    make(piece, {city: 4, other: 7})
    assert (totals(piece), ids(piece)[city]) == ({city: 4, other: 7}, before[city])
    make(piece, {})
    assert totals(piece) == {}


def test_nothing_is_written_where_nothing_differs(piece, cast):
    rows = {cast.city.pk: 3, cast.county.pk: 2}
    make(piece, rows)
    seen = scene.statements(lambda: make(piece, rows))
    written = [sql for sql in seen if "duties_total" in sql and sql.startswith(("INSERT INTO duties", "DELETE"))]
    assert len(written) == (0 if not connection.in_atomic_block else 2)  # at once in a test: both find no row
    assert totals(piece) == rows


def test_rows_of_others_are_left_alone(piece, cast):
    other = Slice.objects.create(hash="o", measure="talk", spec={}, start=scene.DAY, end=scene.DAY)
    Total.objects.create(slice=other, node=cast.city, n=9)
    make(piece, {cast.city.pk: 1})
    make(piece, {})
    assert totals(other) == {cast.city.pk: 9}


def test_a_table_beside_is_gone_afterwards_and_never_the_common_one(cast):
    note(fact(cast.city))
    count = run.fetch("SELECT COUNT(*) FROM evidence_fact")
    with pytest.raises(ZeroDivisionError), agree.beside("evidence_fact", "SELECT * FROM evidence_fact WHERE 1 = 0"):
        assert run.fetch("SELECT COUNT(*) FROM evidence_fact") == [(0,)]
        raise ZeroDivisionError
    assert run.fetch("SELECT COUNT(*) FROM evidence_fact") == count
    with agree.beside("evidence_fact", "SELECT * FROM evidence_fact"):
        pass
    assert run.fetch("SELECT COUNT(*) FROM evidence_fact") == count


def test_steps_are_short_and_longer_while_they_are_quick(monkeypatch):
    """SQLite's writer is let go again and again; everybody else may write in between."""
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL 一次写完，谁也不等 · one statement on PostgreSQL")
    run.change("CREATE TEMP TABLE numbers AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
               "5000) SELECT i FROM n")  # fmt: skip
    run.change("CREATE TEMP TABLE taken (i INTEGER)")
    rests, clock = [], iter(range(0, 10**6))
    monkeypatch.setattr(agree.time, "monotonic", lambda: next(clock) / 1000)  # each look is a millisecond later
    agree.step("INSERT INTO taken SELECT i FROM numbers WHERE {part}", "numbers", rests.append)
    assert run.fetch("SELECT COUNT(*), SUM(i) FROM taken") == [(5000, 5000 * 5001 // 2)]
    assert len(rests) == 4  # 500, 1000, 2000 and the rest


def test_totals_of_keys_at_one_unit_and_at_several(cast):
    """Two ways of counting below a node, by one text: keys that stand once, and keys that stand at several units."""
    known = c.worker(cast.employer, "职工").pk
    (duty,) = publish(cast.province, tally(Do(measure="talk", count="worker"), counted="below"))
    for org in (cast.city, cast.county, cast.other_county):
        note(fact(org, worker=known))
        note(fact(org, worker=c.worker(cast.employer, "职工").pk))
    settle()
    kept = totals(duty.terms.get().slice)
    build.fill_slice(duty.terms.get().slice)
    assert totals(duty.terms.get().slice) == kept
    assert kept[cast.province.pk] == 4
    assert kept[cast.county.pk] == 2


@pytest.mark.parametrize("many", [1, 2])
def test_postgresql_is_told_at_once_of_many_new_rows(piece, cast, monkeypatch, many):
    """Else what is counted from them next takes them for one row, and compares each with each."""
    monkeypatch.setattr(agree, "MANY", many)
    wanted = source(piece, {cast.city.pk: 1, cast.county.pk: 2})
    said = scene.statements(lambda: agree.agree(agree.TOTAL, f"t.slice_id = {piece.pk}", wanted))
    told = [sql for sql in said if sql == "ANALYZE duties_total"]
    assert len(told) == (1 if many == 1 and connection.vendor == "postgresql" else 0)
    assert totals(piece) == {cast.city.pk: 1, cast.county.pk: 2}
