"""SQLite hears within the hour that a table which was empty has rows: its plans depend on it."""

import pytest
from django.db import connection

from tiexin.duties import worker
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


def known():
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1 WHERE tbl = 'registry_employer'")
        return cursor.fetchall()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_the_sizes_of_tables_are_looked_at_every_hour(monkeypatch):
    c.stage()
    lane = worker.Drain()
    lane.day = c.TODAY
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
    lane()
    assert known() == []
    monkeypatch.setattr(worker, "SIZES", -1.0)
    lane()
    assert known() == [("registry_employer",)]
