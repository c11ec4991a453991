"""Texts of statements that are kept: the same as Django's own."""

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.sqlite.base import Cursor, converted

pytestmark = pytest.mark.both
sqlite_alone = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes texts as they are")


@given(st.lists(st.sampled_from(["%s", "%%s", "%%", "a", " = ", "'x'"])).map("".join))
def test_a_text_is_written_as_django_writes_it(text):
    assert converted(text) == SQLiteCursorWrapper.convert_query(None, text)


@sqlite_alone
@pytest.mark.django_db
def test_values_per_cent_signs_and_names_arrive():
    with connection.cursor() as cursor:
        assert isinstance(cursor.cursor, Cursor)
        assert cursor.execute("SELECT %s, '5%%', %s", [1, "二"]).fetchone() == (1, "5%", "二")
        assert cursor.execute("SELECT %(one)s + %(one)s", {"one": 2}).fetchone() == (4,)
        assert cursor.execute("SELECT '%s'").fetchone() == ("%s",)
        cursor.execute("CREATE TEMP TABLE it (a, b)")
        cursor.executemany("INSERT INTO it VALUES (%s, %s)", [(1, 2), (3, 4)])
        assert cursor.execute("SELECT SUM(a), SUM(b) FROM it").fetchone() == (4, 6)


@sqlite_alone
@pytest.mark.django_db
def test_the_same_text_is_written_once():
    converted.cache_clear()
    with connection.cursor() as cursor:
        for value in range(5):
            cursor.execute("SELECT %s AS only_here", [value])
    assert (converted.cache_info().misses, converted.cache_info().hits) == (1, 4)
