"""The cast, once a test."""

import pytest

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c


@pytest.fixture
def cast(db):
    yield c.stage()
    calendar.forget()


@pytest.fixture
def office(cast, client):
    """The office of the city, logged in."""
    return c.enter(client, cast.people["city_office"])
