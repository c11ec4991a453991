"""Which way a search takes is decided by how much there is, never by luck; and few rows are ever compared."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.orgs.tests import cast
from tiexin.search import actions, queries
from tiexin.search.kinds import KINDS
from tiexin.search.tests.asker import asker, thing

pytestmark = pytest.mark.django_db
KIND = KINDS["visit"]


@pytest.fixture
def units(monkeypatch):
    for name, value in {"RARE": 4, "FEW": 20, "NEAR": 30, "FOREMOST": 10}.items():
        monkeypatch.setattr(queries, name, value)
    units = cast.units()
    actions.put([thing(units.county, pk, "常见" + ("少见" if pk == 3 else "")) for pk in range(1, 16)])
    actions.put([thing(units.other_county, pk, "常见") for pk in range(101, 131)])
    return units


def routes(monkeypatch, org, typed, most=6):
    """Find, and tell which routes were taken and how much was found."""
    taken = []
    for name in ("by_scope", "by_front", "by_index"):
        real = getattr(queries, name)
        monkeypatch.setattr(queries, name, lambda ask, real=real, name=name: [taken.append(name), real(ask)][1])
    hits = queries.find(asker(org), [KIND], [typed], most)
    return taken, len(hits.get("visit", []))


def test_a_rare_word_asks_the_index(monkeypatch, units):
    assert routes(monkeypatch, units.province, "少见") == (["by_index"], 1)
    assert routes(monkeypatch, units.other_city, "少见")[1] == 0


def test_an_absent_word_asks_nothing_more(monkeypatch, units):
    assert routes(monkeypatch, units.province, "没有") == ([], 0)


def test_a_common_word_in_a_small_scope_is_compared(monkeypatch, units):
    assert routes(monkeypatch, units.city, "常见") == (["by_scope"], 6)


def test_a_common_word_in_a_large_scope_is_found_in_front(monkeypatch, units):
    assert routes(monkeypatch, units.province, "常见") == (["by_front"], 6)


def test_more_than_the_front_holds_takes_all_hits(monkeypatch, units):
    assert routes(monkeypatch, units.province, "常见", most=40) == (["by_front", "by_index"], 40)


@pytest.mark.parametrize(("near", "wanted"), [(44, "by_index"), (45, "by_scope")])
def test_more_than_the_front_holds_in_a_scope_that_is_not_very_large_is_compared(monkeypatch, units, near, wanted):
    monkeypatch.setattr(queries, "NEAR", near)
    assert routes(monkeypatch, units.province, "常见", most=45) == (["by_front", wanted], 45)


@pytest.mark.parametrize(("unread", "wanted"), [(0, ["by_front"]), (4, ["by_front"]), (5, ["by_front", "by_index"])])
def test_where_not_all_is_read_the_front_is_enough_with_as_many_as_asked_for(monkeypatch, units, unread, wanted):
    """Of ten foremost rows six are to be read; when fewer are, all hits are looked at, and more of them are read."""
    hidden = list(range(130, 130 - unread, -1))
    kind = replace(KIND, readable=lambda request, things: set(things) - set(hidden))
    monkeypatch.setattr(f"{__name__}.KIND", kind)
    taken, found = routes(monkeypatch, units.province, "常见")
    assert (taken, found) == (wanted, 10 if wanted == ["by_front"] else 45)


def test_a_common_word_in_an_empty_scope_asks_nothing_more(monkeypatch, units):
    assert routes(monkeypatch, units.industry, "常见") == ([], 0)


def test_a_single_letter_counts_as_common(monkeypatch, units):
    actions.put([thing(units.county, 200, "李桂英", sound="person")])
    assert routes(monkeypatch, units.city, "l") == (["by_scope"], 1)


def statements(org, kinds, typed):
    with CaptureQueriesContext(connection) as seen:
        queries.find(asker(org), kinds, [typed], 6)
    return sum(each["sql"].startswith("SELECT") for each in seen.captured_queries)


def ask(org, *words):
    return queries.Ask(KIND, (org.pk,), words, 6)


def test_hits_and_scopes_are_counted_no_further_than_needed(units):
    assert queries.in_index([ask(units.city, "常见")]) == {"visit": 5}
    assert queries.in_index([ask(units.city, "少见")]) == {"visit": 1}
    assert queries.in_index([ask(units.city, "常见", "l")]) == {"visit": 5}
    assert queries.in_scope([ask(units.province, "常见")], 20) == {"visit": 21}
    assert queries.in_scope([ask(units.city, "常见")], 20) == {"visit": 15}


def test_a_scope_is_compared_as_it_grows_no_more_than_its_limit(units):
    """Twice the rows: the same routes, the same number of statements, no more rows looked at."""
    counts = []
    for first in (1000, 2000):
        counts.append(statements(units.province, [KIND], "常见"))
        actions.put([thing(units.county, pk, "常见") for pk in range(first, first + 200)])
    assert counts == [3, 3]


def test_all_kinds_are_asked_together(units):
    assert statements(units.province, [KIND], "少见") == statements(units.province, list(KINDS.values()), "少见") == 2


def test_searching_on_sqlite_takes_no_lock_of_writers(units):
    with CaptureQueriesContext(connection) as seen:
        queries.find(asker(units.province), [KIND], ["少见"], 6)
    others = [each["sql"] for each in seen.captured_queries if not each["sql"].startswith("SELECT")]
    assert others == ([] if connection.vendor == "sqlite" else ["SET LOCAL enable_seqscan = off"])


def plan(part):
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for quicker in ("seqscan", "sort"):  # a handful of rows would be read through and put in order
                cursor.execute(f"SET LOCAL enable_{quicker} = off")
        cursor.execute(explain + part.text, part.values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_every_route_has_its_index(units):
    asked = ask(units.province, "少见")
    if connection.vendor == "sqlite":  # for a handful of rows PostgreSQL takes whichever index
        assert "found_of_org" in plan(queries.by_scope(asked))
    assert "Seq Scan" not in plan(queries.by_scope(asked))
    assert "found_first" in plan(queries.by_front(asked))
    words = "VIRTUAL TABLE INDEX" if connection.vendor == "sqlite" else "search_words_found"
    assert words in plan(queries.by_index(asked))


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes the order in which tables are named")
def test_hits_are_looked_up_one_by_one_however_many(units):
    said = plan(queries.by_index(ask(units.province, "少见")))
    assert ("search_searchrow_pkey" in said, "Hash Join" in said, "Merge Join" in said) == (True, False, False)
