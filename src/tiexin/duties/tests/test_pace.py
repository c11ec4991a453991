"""How many entries are folded at once: as many as let the lock go in time, and only what a batch shows counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.duties import fold, worker
from tiexin.duties.tests.scene import fact, note, settle
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
def test_entries_that_another_took_meanwhile_are_not_folded_twice(monkeypatch):
    cast = c.units()
    settle()
    first, second = note(fact(cast.city)), note(fact(cast.city))
    real, looked = fold.look_at, []

    def look_at(ids):
        looked.append(sorted(ids))
        if len(looked) == 1:
            fold.done([first.pk])  # another process was quicker
        return real(ids)

    monkeypatch.setattr(fold, "look_at", look_at)
    assert fold.batch(10)[0] == 1
    assert looked == [[first.pk, second.pk], [second.pk]]
    assert Pending.objects.count() == 0
