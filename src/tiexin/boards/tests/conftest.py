"""The boards' world, once a module: what a test changes of it is undone after the test."""

import pytest
from django.core.cache import cache

from tiexin.boards.start import queries
from tiexin.boards.tests import world as w
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        yield w.build()


@pytest.fixture
def enter(world, client):
    """Log somebody of the cast in, by name."""
    calendar.forget()

    def as_one(name):
        return c.enter(client, world.cast.people[name])

    return as_one


@pytest.fixture
def nobody(settings, tmp_path):
    """A house in which nothing is founded, with a folder of its own."""
    settings.HOME = tmp_path
    queries.KNOWN.clear()
    cache.clear()
    yield
    queries.KNOWN.add("founded")
    cache.clear()
