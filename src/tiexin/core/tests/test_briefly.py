"""What a process reads anew every few seconds."""

import pytest

from tiexin.core import briefly
from tiexin.core.briefly import Briefly, Lately


@pytest.fixture
def clock(monkeypatch):
    now = [50.0]
    monkeypatch.setattr(briefly, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def counted():
    reads = []

    def read():
        reads.append(1)
        return len(reads)

    made = Briefly(read, 5)
    yield made
    briefly.ALL.remove(made)


def test_read_once_in_so_many_seconds(clock, counted):
    assert [counted(), counted()] == [1, 1]
    clock[0] += 4.9
    assert counted() == 1
    clock[0] += 0.1
    assert [counted(), counted()] == [2, 2]


def test_forgotten_it_is_read_at_once(clock, counted):
    assert counted() == 1
    counted.forget()
    assert [counted(), counted()] == [2, 2]
    briefly.forget_all()
    assert counted() == 3


def test_nothing_is_kept_of_a_read_that_fails(clock):
    answers = [ValueError(), 7]

    def read():
        found = answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    made = Briefly(read, 5)
    briefly.ALL.remove(made)
    with pytest.raises(ValueError):
        made()
    assert [made(), made()] == [7, 7]


def test_what_is_nothing_is_kept_too(clock):
    answers = [None, "later"]
    made = Briefly(lambda: answers.pop(0), 5)
    briefly.ALL.remove(made)
    assert [made(), made()] == [None, None]


# ── which of many were so a short while ago ─────────────────────────────────────────────────────────────


@pytest.fixture
def lately():
    made = Lately(60)
    yield made
    briefly.ALL.remove(made)


def test_news_of_one_thing_lasts_so_many_seconds(clock, lately):
    assert ("a", 1) not in lately
    lately.note(("a", 1))
    assert [("a", 1) in lately, ("a", 2) in lately] == [True, False]
    clock[0] += 59.9
    assert ("a", 1) in lately
    clock[0] += 0.1
    assert ("a", 1) not in lately


def test_news_is_forgotten_with_everything_else(clock, lately):
    lately.note("a")
    briefly.forget_all()
    assert "a" not in lately


def test_no_more_news_is_kept_than_that(clock, lately, monkeypatch):
    monkeypatch.setattr(briefly, "MANY", 2)
    for thing in ("a", "b", "c"):
        lately.note(thing)
    assert [thing in lately for thing in ("a", "b", "c")] == [False, False, True]
