"""What stands between tests is seen by whoever begins with it, and by nobody else."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tiexin.orgs import calendar
from tiexin.orgs.models import Installation, Officer, Org
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.standing import GROUND

pytestmark = pytest.mark.django_db(transaction=True)  # these begin and end tests themselves


class Each(TestCase):
    databases = {"default"}


@contextmanager
def one():
    """What is inside is one test, as Django begins and ends it."""
    atomics = Each._enter_atomics()
    yield
    Each._rollback_atomics(atomics)


@pytest.fixture
def stands():
    """The stage is remembered, and a test before began with it."""
    for _ in "12":
        with one():
            c.stage()
    assert GROUND.stands is not None
    yield
    GROUND.close()


def test_who_begins_with_it_finds_it_without_a_statement(stands):
    with one(), CaptureQueriesContext(connection) as asked:
        cast = c.stage()
        assert len(asked) == 0
        assert sorted(Officer.objects.values_list("pk", flat=True)) == sorted(who.pk for who in cast.people.values())
        assert calendar.today() == c.TODAY == Installation.objects.get().clock


def test_who_asks_anything_first_finds_bare_ground_at_no_cost(stands):
    with one(), CaptureQueriesContext(connection) as asked:
        assert not Org.objects.exists()
        assert len(asked) == 1
    assert GROUND.stands is None


def test_who_asks_first_and_begins_then_has_it_all_the_same(stands):
    with one():
        bare = c.rows()
        cast = c.stage()
        assert (bare["orgs.Org"], c.rows()["orgs.Org"]) == (0, 8)
    with one():
        assert facts(c.stage()) == facts(cast)


def facts(cast):
    return {name: (who.pk, who.name, who.org_id, who.account_id) for name, who in cast.people.items()}


def test_what_a_test_changes_is_not_there_for_the_next(stands):
    with one():
        before, cast = c.rows(), c.stage()
    with one():
        cast = c.stage()
        whole = c.rows()
        c.officer("后来", cast.county, "officer")
        Org.objects.filter(pk=cast.city.pk).update(name="改名")
        c.set_day(c.FOUNDED)
        cast.people.clear()
    with one():
        again = c.stage()
        assert c.rows() == whole != before
        assert Org.objects.get(pk=again.city.pk).name == again.city.name == "银川市总工会"
        assert Installation.objects.get().clock == calendar.today() == c.TODAY
        assert len(again.people) == 10


def test_one_stands_at_a_time(stands):
    with one():
        c.units()
    with one():
        c.units()
        assert (Org.objects.count(), Officer.objects.count()) == (8, 0)
    with one():
        c.stage()
        assert (Org.objects.count(), Officer.objects.count()) == (8, 10)


def test_what_a_module_shares_is_made_on_bare_ground_and_stays_for_its_tests(stands):
    with transaction.atomic():
        assert not Org.objects.exists()
        home = c.org("外省总工会", "province", None)
        for _ in "12":
            with one():
                cast = c.stage()  # in earnest: there is a row
                assert Org.objects.count() == 9
                assert home.pk not in {unit.pk for unit in (cast.city, cast.county)}
            assert list(Org.objects.all()) == [home]
        transaction.set_rollback(True)
    with one():
        c.stage()
        assert Org.objects.count() == 8


def test_who_commits_finds_bare_ground_and_no_transaction(stands):
    GROUND.close()
    assert not connection.in_atomic_block
    assert not Org.objects.exists()
    assert connection.execute_wrappers == []


def test_a_test_that_asks_nothing_leaves_it_standing_or_bare_but_never_half(stands):
    with one():
        pass
    with one():
        c.stage()
        assert (Org.objects.count(), Officer.objects.count()) == (8, 10)


def test_a_class_that_closes_the_connection_ends_it_for_nobody_else(stands):
    """As classes of tests do, those of Hypothesis among them; SQLite's connection in memory stays open."""
    with one():
        c.stage()
    connection.close()
    with one():
        assert not Org.objects.exists()
        c.stage()
        assert Org.objects.count() == 8


def test_what_is_wrong_at_the_end_of_a_test_is_said_there(stands):
    """Rows that stand were held against their keys once; what a test adds is held against them at its end."""
    with one():
        cast = c.stage()
        Officer.objects.filter(pk=cast.people["nobody"].pk).update(org_id=10**6)
        with pytest.raises(Exception, match=r"(?i)foreign key|invalid"):
            connection.check_constraints()
        transaction.set_rollback(True)
    with one():
        assert not Org.objects.exists()


def test_what_could_not_be_laid_stands_nowhere(stands):
    def put():
        raise ValueError("cannot be put")

    with one():
        GROUND.pass_by()
        with pytest.raises(ValueError, match="cannot be put"):
            GROUND.lay("new", put)
        assert GROUND.stands is None
        GROUND.lay(None, None)
