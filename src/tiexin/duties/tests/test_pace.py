"""How many entries are folded at once: as many as let the lock go in time, and only what a batch shows counts."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tiexin.duties import fold, run, worker
from tiexin.duties.definition import Do
from tiexin.duties.lock import Hold
from tiexin.duties.tests.scene import fact, note, publish, settle, tally
from tiexin.evidence.models import Pending
from tiexin.orgs.tests import cast as c

TIMES = st.lists(st.floats(min_value=0.0001, max_value=0.02), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("size", "taken", "held", "then"),
    [
        (8, 8, 0.040, 4),  # twice too long: half as many
        (8, 8, 0.010, 16),
        (8, 8, 0.001, 16),  # never more than twice as many at once
        (8, 3, 0.001, 8),  # a batch that was not full says nothing about more
        (8, 3, 0.060, 1),  # three took three times too long
        (1, 1, 5.000, 1),  # one entry is the least
        (150, 150, 0.001, fold.BATCH),
        (8, 8, 0.019, 8),
    ],
)
def test_a_batch_teaches_the_size_of_the_next(size, taken, held, then):
    pace = worker.Pace(0.02)
    pace.size = size
    pace.learn(taken, held)
    assert pace.size == then


@given(TIMES)
def test_the_lock_is_soon_let_go_in_time_whatever_an_entry_costs(each):
    """With entries of a steady cost the pace settles where a batch fits, or at one entry."""
    for cost in each:
        pace = worker.Pace(0.02)
        for _ in range(20):
            pace.learn(pace.size, pace.size * cost)
        assert 1 <= pace.size <= fold.BATCH
        assert pace.size == 1 or pace.size * cost <= 0.02 * 1.001


@pytest.mark.django_db
def test_a_batch_takes_what_it_is_told_and_says_how_long_it_held():
    cast = c.units()
    settle()
    for _ in range(5):
        note(fact(cast.city))
    pace = worker.Pace(9)
    pace.size = 3
    assert worker.drain_once(pace) >= worker.REST
    assert (Pending.objects.count(), pace.size) == (2, 6)
    assert worker.drain_once(pace) >= worker.REST
    assert (Pending.objects.count(), pace.size) == (0, 6)
    assert worker.drain_once(pace) == worker.IDLE


@pytest.mark.django_db
def test_a_batch_looks_and_writes_while_nobody_else_folds(monkeypatch):
    cast = c.units()
    settle()
    note(fact(cast.city))
    real, steps = {name: getattr(fold, name) for name in ("alone", "first", "look_at", "done")}, []

    @contextmanager
    def alone():
        with real["alone"]():
            yield
            steps.append("open")

    def told(name):
        return lambda *args: (steps.append(name), real[name](*args))[1]

    monkeypatch.setattr(fold, "alone", alone)
    for name in ("first", "look_at", "done"):
        monkeypatch.setattr(fold, name, told(name))
    assert fold.batch(10)[0] == 1
    assert steps == ["first", "look_at", "done", "open"]


@pytest.mark.django_db
def test_others_wait_only_while_something_is_written(monkeypatch):
    """Everything is looked up before the transactions that make people wait who save a page."""
    cast = c.units()
    employer = c.employer(cast.county, "企业")
    publish(cast.province, tally(Do(measure="talk", count="worker"), counted="below"), tally(Do(measure="talk")))
    person = c.worker(employer, "职工")
    settle()
    note(fact(cast.county, worker=person.pk))
    real, inside, waited = Hold.writing, [], []

    @contextmanager
    def writing(self):
        with real(self), CaptureQueriesContext(connection) as asked:
            yield
        inside.append([query["sql"].split()[0] for query in asked.captured_queries])
        waited.append(self)

    monkeypatch.setattr(Hold, "writing", writing)
    taken, held = fold.batch(10)
    assert (taken, inside) == (1, [["INSERT", "INSERT"], ["INSERT", "INSERT", "SELECT", "DELETE"]])
    assert held == waited[0].longest > 0


@pytest.mark.django_db
def test_the_log_of_sqlite_is_moved_by_the_worker_about_once_a_second(monkeypatch):
    c.units()
    clock, tidied = [100.0], []
    monkeypatch.setattr(worker.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(run, "tidy", lambda: tidied.append(clock[0]))
    step = worker.Drain()
    for moment in (100.0, 100.5, 101.0, 101.1, 103.0):
        clock[0] = moment
        step()
    assert tidied == [100.0, 101.1, 103.0]
