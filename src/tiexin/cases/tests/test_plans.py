"""How what looks the same is found where the database knows nothing of its rows: never by walking all of a kind."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tiexin.cases import before, twins
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

READS = {
    "asked by the same": (
        twins._asked,
        (b"x" * 16, "刘桂英", timezone.now() - timedelta(days=1), "petition", "事", "话"),
    ),
    "of the same worker, in the same words": (twins._of_worker.compose, (3, "petition", "事", "话")),
    "of the same worker": (before._of_worker.compose, (3, 1)),
    "with the same number": (before._of_phone.compose, (b"x" * 16, 1)),
    "of the same enterprise": (before._open_of, (3, "dispute", 1)),
}


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL always has statistics")
@pytest.mark.parametrize("read", list(READS))
def test_it_is_found_by_who_asks(cast, read):
    """A file has statistics only where somebody asked for them; without, the order of making decides among indexes."""
    registered(cast, employer=cast.employer)
    compose, values = READS[read]
    with connection.cursor() as cursor:
        sql, given = compose(*values).query.sql_with_params()
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", given)
        plan = [row[3] for row in cursor.fetchall()]
    assert walked(plan) == []
    assert any("SEARCH" in line for line in plan)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL always has statistics")
def test_beside_a_matter_the_enterprise_is_found_before_who_reads_is_asked(cast, client):
    case, other = (registered(cast, employer=cast.employer, name=name) for name in ("刘桂英", "马秀梅"))
    with CaptureQueriesContext(connection) as seen:
        page = c.enter(client, cast.author).get(f"/cases/{case.pk}/")
    assert [each.pk for each in page.context["alike"]] == [other.pk]
    (sql,) = [each["sql"] for each in seen.captured_queries if f"LIMIT {before.OFFERED} " in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = [row[3] for row in cursor.fetchall()]
    assert walked([line for line in plan if "cases_case" in line or "U0" in line]) == []


def walked(plan):
    """What a plan looks through from end to end."""
    return [line for line in plan if line.startswith("SCAN") or "case_of_kind" in line or "case_by_day" in line]
