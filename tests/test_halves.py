"""Which tests run on one database, and which on both."""

from pathlib import Path
from types import SimpleNamespace

import conftest
import pytest

FREE = [pytest.param("", id="nothing"), pytest.param("once", id="once")]
ASK = ["django_db", "both", "house"]


class Item(SimpleNamespace):
    """A collected test: its marks, its fixtures, its place, what its module knows."""

    def get_closest_marker(self, name):
        return name if name in self.marks else None


def item(*marks, fixtures=(), place="src/tiexin/cases/tests/test_rules.py", **known):
    return Item(marks=marks, fixturenames=fixtures, path=Path(place), module=SimpleNamespace(**known), cls=None)


def where(made):
    return [worker for worker in ("sqlite", "postgres") if conftest.taken(made, worker)]


@pytest.mark.parametrize("mark", FREE)
def test_what_asks_no_database_runs_once(mark):
    assert where(item(mark)) == ["sqlite"]


@pytest.mark.parametrize("mark", ASK)
def test_what_may_ask_runs_on_both(mark):
    assert where(item(mark)) == ["sqlite", "postgres"]


@pytest.mark.parametrize("name", ["db", "transactional_db", "live_server", "django_db_setup"])
def test_what_has_a_fixture_to_ask_runs_on_both(name):
    assert where(item(fixtures=("client", name))) == ["sqlite", "postgres"]


@pytest.mark.parametrize("name", conftest.LOOKS)
def test_whoever_looks_at_the_connection_or_starts_a_process_runs_on_both(name):
    assert where(item(**{name: object()})) == ["sqlite", "postgres"]


@pytest.mark.parametrize("room", sorted(conftest.BY_VENDOR))
def test_rooms_with_other_words_for_each_database_run_on_both(room):
    assert where(item(place=f"src/tiexin/{room}/tests/test_rules.py")) == ["sqlite", "postgres"]


def test_this_very_test_asks_nothing(request):
    assert conftest.asks_nothing(request.node)


def test_this_very_test_asks(request, db):
    assert not conftest.asks_nothing(request.node)


@pytest.mark.django_db
def test_this_very_test_may_ask(request):
    assert not conftest.asks_nothing(request.node)


def test_who_asks_nothing_cannot(request):
    """What the rule stands on: without the mark or a fixture nobody reaches the database at all."""
    from django.db import connection

    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()
    assert conftest.asks_nothing(request.node)
