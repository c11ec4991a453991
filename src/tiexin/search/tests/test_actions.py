"""Rows and words are written together, once, and taken away together."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tiexin.orgs.tests import cast
from tiexin.search import actions, kinds
from tiexin.search.models import SearchRow
from tiexin.search.tests.asker import asker, found, thing
from tiexin.search.verify import differences
from tiexin.search.words import MOST_TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return cast.org("宁夏回族自治区总工会", "province", None)


def statements(call):
    with CaptureQueriesContext(connection) as seen:
        call()
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [each["sql"] for each in seen.captured_queries if not each["sql"].startswith(control)]


def test_a_row_says_what_its_thing_says(org):
    row = actions.row_of(
        thing(org, 5, " 李桂英 ", "工\0资", note="厂", codes=("91-A",), sound="person", page_id=8, weight=3)
    )
    assert {name: getattr(row, name) for name in ("kind", "thing_id", "page_id", "org_id", "also_id", "weight")} == {
        "kind": "visit",
        "thing_id": 5,
        "page_id": 8,
        "org_id": org.pk,
        "also_id": None,
        "weight": 3,
    }
    assert (row.title, row.body, row.note, row.text) == ("李桂英", "工资", "厂", "李桂英 工资")
    assert row.sounds.startswith(" liguiying lgy ") and row.sounds.endswith(" 91a")


def test_a_unit_that_is_both_is_stored_once(org):
    assert actions.row_of(thing(org, 5, "走访", also_id=org.pk)).also_id is None


def test_a_text_has_an_end(org):
    row = actions.row_of(thing(org, 5, "题" * 300, "字" * 10_000))
    assert (len(row.title), len(row.text), len(row.body)) == (200, MOST_TEXT, 10_000)


def test_new_things_take_two_statements(org):
    things = [thing(org, pk, f"走访{pk}") for pk in range(3)]
    assert len(statements(lambda: actions.put_new(things))) == 2


def test_putting_the_same_again_writes_nothing(org):
    one = thing(org, 5, "走访", "工资")
    assert (actions.put([one]), actions.put([one])) == (1, 0)
    before = SearchRow.objects.get(kind="visit").pk
    wrote = [sql for sql in statements(lambda: actions.put([one])) if not sql.startswith("SELECT")]
    assert (wrote, SearchRow.objects.get(kind="visit").pk) == ([], before)


def test_what_changed_is_found_by_its_new_words_only(org):
    actions.put([thing(org, 5, "走访", "工资")])
    assert actions.put([thing(org, 5, "走访", "食堂")]) == 1
    assert found(asker(org), "工资", kinds=["visit"]) == []
    assert found(asker(org), "食堂", kinds=["visit"]) == [("visit", 5)]
    assert SearchRow.objects.filter(kind="visit").count() == 1


def test_dropped_things_are_not_found(org):
    actions.put([thing(org, 5, "走访甲"), thing(org, 6, "走访乙")])
    actions.drop("visit", [5, 99])
    assert found(asker(org), "走访", kinds=["visit"]) == [("visit", 6)]
    actions.drop("visit", [])


def test_an_action_that_is_undone_leaves_no_words(org):
    with transaction.atomic():
        actions.put([thing(org, 5, "走访", "工资")])
        transaction.set_rollback(True)
    actions.put([thing(org, 6, "走访", "食堂")])
    assert found(asker(org), "工资", kinds=["visit"]) == []
    assert found(asker(org), "食堂", kinds=["visit"]) == [("visit", 6)]


def test_the_worker_indexes_what_entries_leave_to_it(org, monkeypatch):
    monkeypatch.setattr(kinds, "FOLLOWERS", {})
    monkeypatch.setattr(actions, "FOLLOWERS", kinds.FOLLOWERS)
    kinds.follow("visits.visit", lambda ids: [thing(org, pk, f"走访{pk}") for pk in ids])
    actions.follow({("visits.visit", 8), ("visits.visit", 7), ("orgs.org", 9)}, transaction.atomic)
    assert found(asker(org), "走访", kinds=["visit"]) == [("visit", 8), ("visit", 7)]


def test_nothing_is_asked_when_no_entry_is_about_what_is_followed():
    assert statements(lambda: actions.follow({("orgs.org", 9)}, transaction.atomic)) == []


def test_rebuilding_makes_the_same_and_sweeps_what_is_left(org):
    cast.officer("李桂英", org)
    before = list(SearchRow.objects.order_by("kind", "thing_id").values("kind", "thing_id", "text", "sounds"))
    actions.put([thing(org, 5, "没有这次走访")])
    assert actions.rebuild() == len(before) == 2
    assert list(SearchRow.objects.order_by("kind", "thing_id").values("kind", "thing_id", "text", "sounds")) == before
    assert (found(asker(org), "没有"), found(asker(org), "lgy")[0][0], differences()) == ([], "officer", [])
