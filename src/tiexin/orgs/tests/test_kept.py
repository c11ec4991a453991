"""What is put back equals what the actions wrote, and nothing of it is shared between two tests."""

from datetime import time
from functools import partial

import pytest
from django.db import connection, transaction

from tiexin.orgs import calendar
from tiexin.orgs.models import Installation, Officer, Org
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Preference
from tiexin.registry.models import Employer, Worker
from tiexin.search import verify
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.django_db


def everything():
    """Every row of every table of the database, in order; not only the product's tables.

    How an index of words is laid out depends on the order in which it was written; `tiexin search verify` looks at it.
    """
    names = [name for name in connection.introspection.table_names() if not name.startswith("search_words")]
    return {name: sorted(rows, key=repr) for name, rows in kept.stored(names).items()}


def columns(thing):
    return {field.attname: vars(thing)[field.attname] for field in thing._meta.concrete_fields}


def facts(cast):
    """What a test sees of the cast: every object's columns, and which rows it hangs on."""
    things = {**vars(cast), **cast.people}
    del things["people"]
    return {name: thing and columns(thing) for name, thing in things.items()}


@pytest.fixture
def afresh(monkeypatch):
    """Nothing is remembered yet."""
    monkeypatch.setattr(kept, "KEPT", {})


def undone(act):
    """Do it, look at what is stored, undo it."""
    with transaction.atomic():
        out = act(), everything()
        transaction.set_rollback(True)
    return out


@pytest.mark.parametrize("build", [c.units, c.stage])
def test_rows_put_back_are_the_rows_the_actions_wrote(afresh, build):
    before = everything()
    (first, written), (second, restored) = undone(build), undone(build)
    assert restored == written != before
    assert facts(second) == facts(first)
    assert {key[0] for key in kept.KEPT} == {c.units.__wrapped__, build.__wrapped__}  # a stage has units in it


def test_the_first_call_and_only_the_first_is_built_in_earnest(afresh):
    calls = []

    @kept.once
    def build(name):
        calls.append(name)
        return c.org(name, "province", None)

    asked = ("甲", "甲", "乙", "甲")
    assert [undone(partial(build, name))[0].name for name in asked] == list(asked)
    assert calls == ["甲", "乙"]


def test_with_a_row_in_any_table_it_is_built_in_earnest(afresh):
    undone(c.units)
    stranger = c.org("外省总工会", "province", None)
    cast = c.units()
    assert Org.objects.count() == 9
    assert stranger.pk not in {unit["id"] for unit in facts(cast).values() if unit}


def test_what_is_put_back_is_found(afresh):
    undone(c.stage)
    cast = c.stage()
    assert verify.differences() == []
    assert SearchRow.objects.filter(kind="worker", thing_id=cast.worker.pk).count() == 1


def test_two_tests_share_no_object(afresh):
    (first, _), (second, _), (third, _) = undone(c.stage), undone(c.stage), undone(c.stage)
    second.city.name = second.people["office"].name = "改名"
    second.people.clear()
    assert first.city.name == third.city.name == "银川市总工会"
    assert first.people["office"].name == third.people["office"].name == "林晓梅"


def test_what_is_made_afterwards_collides_with_nothing(afresh):
    undone(c.stage)
    cast = c.stage()
    made = [
        c.org("永宁县总工会", "county", cast.city),
        c.officer("丁一", cast.county, "officer"),
        c.employer(cast.county, "银川出租车公司"),
        c.worker(cast.employer, "新来的"),
    ]
    for thing in made:
        assert type(thing).objects.filter(pk__lt=thing.pk).count() == type(thing).objects.count() - 1
    assert [model.objects.count() for model in (Org, Officer, Employer, Worker)] == [9, 11, 3, 2]


def test_the_day_and_the_password_are_as_the_actions_set_them(afresh):
    undone(c.stage)
    calendar.installation()
    cast = c.stage()
    assert calendar.today() == c.TODAY == Installation.objects.get().clock
    assert cast.people["office"].account.check_password(c.PASSWORD)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite numbers from the rows that are there")
def test_what_comes_after_is_numbered_after_what_was_put_back(afresh):
    undone(c.stage)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('evidence_entry', 'id'), 1, false)")
    cast = c.stage()
    c.officer("后来", cast.county)
    assert Officer.objects.get(name="后来").pk == max(Officer.objects.values_list("pk", flat=True))


def test_times_of_day_are_put_back_as_they_were(afresh):
    @kept.once
    def build():
        who = c.stage().people["officer"]
        return Preference.objects.create(officer=who, quiet_from=time(22, 30), quiet_until=time(7))

    (first, written), (second, restored) = undone(build), undone(build)
    assert restored == written
    assert columns(second) == columns(first)
    with transaction.atomic():
        build()
        assert Preference.objects.values_list("quiet_from", "quiet_until").get() == (time(22, 30), time(7))
        transaction.set_rollback(True)


# ── what a file begins with ─────────────────────────────────────────────────────────────────────────────

BUILT = []


@kept.fixture
def joined():
    BUILT.append("柳如松")
    cast = c.stage()
    cast.joined = c.officer("柳如松", cast.county, "officer")
    return cast


@pytest.mark.parametrize("turn", range(6))
def test_a_fixture_is_built_once_and_whoever_comes_finds_all_of_it_as_it_was(joined, turn):
    assert [str(who) for who in Officer.objects.filter(name=joined.joined.name)] == ["柳如松"] == BUILT
    assert joined.joined.org == joined.county and calendar.today() == c.TODAY
    Officer.objects.filter(pk=joined.joined.pk).update(name=f"改名{turn}")
    joined.joined.name = f"改名{turn}"
