"""Which tests run on one database, and which on both."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import conftest
import pytest

from tests import spread
from tests.spread import WORKERS, Turns

FREE = [pytest.param("", id="nothing"), pytest.param("once", id="once")]
ASK = ["django_db", "both", "house"]
RULES = "src/tiexin/cases/tests/test_rules.py"


class Item(SimpleNamespace):
    """A collected test: its marks, its fixtures, its place, what its module knows."""

    def get_closest_marker(self, name):
        return self.marks.get(name)


def item(*marks, fixtures=(), place=RULES, name="test_it", committing=False, **known):
    kept = {mark: SimpleNamespace(kwargs={"transaction": committing}) for mark in marks}
    known = {"module": SimpleNamespace(**known), "path": Path(place), "cls": None}
    return Item(marks=kept, fixturenames=fixtures, nodeid=f"{place}::{name}", **known)


def where(made):
    return Turns().of(made)


def spread_of(made, **how):
    turns = Turns(**how)
    return [turns.of(each) for each in made]


# ── what asks no database ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mark", FREE)
def test_what_asks_no_database_runs_once(mark):
    assert where(item(mark)) == ("sqlite",)


@pytest.mark.parametrize("mark", ASK)
def test_what_may_ask_runs_on_both(mark):
    assert where(item(mark)) == WORKERS


@pytest.mark.parametrize("name", ["db", "transactional_db", "django_db_setup"])
def test_what_has_a_fixture_to_ask_runs_on_both(name):
    assert where(item(fixtures=(name,))) == WORKERS


@pytest.mark.parametrize("name", spread.LOOKS)
def test_whoever_looks_at_the_connection_or_starts_a_process_runs_on_both(name):
    assert where(item(**{name: object()})) == WORKERS


@pytest.mark.parametrize("room", sorted(spread.BY_VENDOR))
def test_rooms_with_other_words_for_each_database_run_on_both(room):
    assert where(item(place=f"src/tiexin/{room}/tests/test_rules.py")) == WORKERS


def test_this_very_test_asks_nothing(request):
    assert spread.asks_nothing(request.node)


def test_this_very_test_asks(request, db):
    assert not spread.asks_nothing(request.node)


@pytest.mark.django_db
def test_this_very_test_may_ask(request):
    assert not spread.asks_nothing(request.node)


def test_who_asks_nothing_cannot(request):
    """What the rule stands on: without the mark or a fixture nobody reaches the database at all."""
    from django.db import connection

    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()
    assert spread.asks_nothing(request.node)


# ── what takes turns ───────────────────────────────────────────────────────────────────────────────────────────────


def examples(*names, **more):
    return [item("django_db", name=f"test_it[{name}]", **more) for name in names]


def test_examples_take_turns_and_every_function_runs_on_both():
    assert spread_of(examples("a", "b")) == [("sqlite",), ("postgres",)]
    assert Counter(spread_of(examples(*"abcdefgh"))) == {("sqlite",): 4, ("postgres",): 4}


def test_each_database_has_some_of_these_and_some_of_those():
    """Of every one of four with yes or no, the yeses do not all fall to the same."""
    names = [f"{each}-{said}" for each in "abcd" for said in ("yes", "no")]
    found = dict(zip(names, spread_of(examples(*names)), strict=True))
    for part in ("a-", "b-", "c-", "d-", "-yes", "-no"):
        assert {found[name] for name in names if part in name} == {("sqlite",), ("postgres",)}


def test_functions_take_turns_apart():
    one, other = item("django_db", name="test_one[a]"), item("django_db", name="test_other[a]")
    assert spread_of([one, other]) == [("sqlite",), ("sqlite",)]


@pytest.mark.parametrize("name", sorted(spread.VISITING))
def test_pages_of_a_file_take_turns(name):
    pages = [item("django_db", fixtures=("db", name), name=f"test_{n}") for n in range(4)]
    assert spread_of(pages) == [("sqlite",), ("postgres",), ("postgres",), ("sqlite",)]


def test_what_says_so_takes_no_turns():
    assert spread_of([item("django_db", "both", name=f"test_it[{n}]") for n in range(3)]) == [WORKERS] * 3


def test_the_whole_house_is_opened_on_both_and_its_people_take_turns():
    whole = item("django_db", "house", fixtures=("db", "client"))
    people = [item("django_db", "house", fixtures=("db", "client"), name=f"test_it[{n}]") for n in range(4)]
    assert spread_of([whole, whole]) == [WORKERS] * 2
    assert spread_of(people) == [("sqlite",), ("postgres",), ("postgres",), ("sqlite",)]


@pytest.mark.parametrize("room", sorted(spread.BY_VENDOR))
def test_rooms_with_other_words_take_no_turns(room):
    assert spread_of(examples("a", "b", place=f"src/tiexin/{room}/tests/test_rules.py")) == [WORKERS] * 2


def test_what_commits_takes_no_turns():
    assert spread_of([item("django_db", name=f"test_it[{n}]", committing=True) for n in range(2)]) == [WORKERS] * 2
    assert spread_of(examples("a", "b", fixtures=("transactional_db",))) == [WORKERS] * 2


def test_a_file_that_asks_which_database_it_is_takes_no_turns(tmp_path):
    file = tmp_path / "test_it.py"
    file.write_text("assert connection.vendor\n")
    assert spread_of(examples("a", "b", place=str(file))) == [WORKERS] * 2
    other = tmp_path / "test_other.py"
    other.write_text("assert connection\n")
    assert spread_of(examples("a", "b", place=str(other))) == [("sqlite",), ("postgres",)]


def test_whoever_asks_for_it_runs_every_test_on_both():
    assert spread_of(examples("a", "b"), every=True) == [WORKERS] * 2
    assert spread_of([item("once")], every=True) == [("sqlite",)]


# ── the browser ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_browser_opens_each_house_once():
    walks = item("e2e", "django_db", fixtures=("db", "furnished"))
    assert spread_of([walks, item("e2e", "django_db", fixtures=("live_server",))]) == [("sqlite",), ("postgres",)]


@pytest.mark.parametrize(
    ("worker", "said", "profile"),
    [
        ("sqlite", {}, "ci"),
        ("postgres", {}, "beside"),
        ("postgres", {"TIEXIN_EVERY_TEST": "1"}, "ci"),
        ("postgres", {"TIEXIN_EXAMPLES": "explore"}, "explore"),
        ("gw0", {}, "ci"),
        ("", {"TIEXIN_EXAMPLES": "unit"}, "unit"),
    ],
)
def test_properties_are_tried_in_full_on_one_database_and_beside_it_on_the_other(monkeypatch, worker, said, profile):
    for name in ("TIEXIN_EVERY_TEST", "TIEXIN_EXAMPLES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"PYTEST_XDIST_WORKER": worker, **said}.items():
        monkeypatch.setenv(name, value)
    assert conftest.examples() == profile
