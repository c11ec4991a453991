"""Problems joined one to the other in a chain: who was told at its end was told, wherever they were joined."""

from itertools import permutations

import pytest

from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import problem_queries as queries
from tiexin.visits.actions.problems import Telling, tell_workers
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import heard, step, trail
from tiexin.visits.tests.test_joining import join, part, refuse, tell, voices

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    """Three workers raised the same in three talks: `cast.other`, `cast.problem` and `cast.third`."""
    found = scene.stage()
    found.second = c.worker(found.employer, "马小军")
    found.fourth = c.worker(found.employer, "何玉梅")
    found.other = heard(found, known=[found.second], problems=[("urgent", "拖欠工资三个月")])
    found.third = heard(found, known=[found.fourth], problems=[("urgent", "工资三个月没有发")])
    return found


def chain(cast):
    """The other joined to the problem, that joined to the third."""
    join(cast, cast.other, cast.problem)
    join(cast, cast.problem, cast.third)
    for each in (cast.other, cast.problem, cast.third):
        each.refresh_from_db()


def told(problem):
    return list(problem.voices.exclude(told_on=None).order_by("pk").values_list("worker", flat=True))


def tell_some(cast, problem, *workers):
    chosen = problem.voices.filter(worker__in=workers).values_list("pk", flat=True)
    return tell_workers(problem, Telling(list(chosen), c.TODAY, "face"), by=cast.author, on=c.TODAY)


def test_at_the_end_of_the_chain_everybody_is_told_and_nobody_is_parted(cast):
    chain(cast)
    step(cast, "solve", problem=cast.third)
    assert len(tell(cast, cast.third)) == 3
    assert told(cast.third) == sorted([cast.worker.pk, cast.second.pk, cast.fourth.pk])
    for problem in (cast.problem, cast.other):
        assert "已经告知过职工" in refuse("", lambda problem=problem: part(cast, problem))
    assert voices(cast.other) == voices(cast.problem) == []


def test_what_was_told_at_the_end_before_the_chain_reached_it_binds_nobody(cast):
    join(cast, cast.other, cast.problem)
    step(cast, "solve", problem=cast.third)
    tell(cast, cast.third)
    join(cast, cast.problem, cast.third)
    part(cast, cast.other)
    assert (voices(cast.other), told(cast.other)) == ([(cast.second.pk, None)], [])
    part(cast, cast.problem)
    assert (voices(cast.problem), told(cast.problem)) == ([(cast.worker.pk, None)], [])
    assert told(cast.third) == [cast.fourth.pk]


def test_in_the_middle_one_is_told_and_both_below_stay(cast):
    chain(cast)
    step(cast, "solve", problem=cast.third)
    tell_some(cast, cast.third, cast.second.pk)
    refuse("", lambda: part(cast, cast.problem))
    refuse("", lambda: part(cast, cast.other))
    assert told(cast.third) == [cast.second.pk]


def test_untold_the_chain_is_parted_from_its_lower_end(cast):
    chain(cast)
    part(cast, cast.other)
    assert voices(cast.other) == [(cast.second.pk, None)]
    assert voices(cast.third) == [(cast.worker.pk, cast.problem.pk), (cast.fourth.pk, None)]
    assert queries.joined_below(cast.third) == [cast.problem.pk]
    part(cast, cast.problem)
    assert [voices(each) for each in (cast.problem, cast.third)] == [
        [(cast.worker.pk, None)],
        [(cast.fourth.pk, None)],
    ]
    assert trail(cast.other) == trail(cast.problem) == [("", "open"), ("open", "joined"), ("joined", "open")]


@pytest.mark.parametrize("order", list(permutations(("problem", "other", "third"), 2)))
def test_of_two_whoever_is_joined_keeps_the_others_state_and_day(cast, order):
    one, into = (getattr(cast, name) for name in order)
    step(cast, "raise", problem=one)
    one.refresh_from_db()
    before = (one.state, one.due, one.owner_id)
    join(cast, one, into)
    one.refresh_from_db()
    assert (one.state, one.into, one.closed) == ("joined", into, c.TODAY)
    part(cast, one)
    one.refresh_from_db()
    assert (one.state, one.due, one.owner_id) == before
    assert (one.into, one.closed, len(voices(one)), len(voices(into))) == (None, None, 1, 1)


def test_what_is_joined_is_no_target_and_a_ring_cannot_be(cast):
    chain(cast)
    for one, into in ((cast.third, cast.problem), (cast.third, cast.other), (cast.third, cast.third)):
        with c.nothing_written(), pytest.raises(Exception, match="并入"):
            join(cast, one, into)
    assert queries.joined_below(cast.third) == [cast.problem.pk, cast.other.pk]


def test_the_list_counts_everybody_untold_once_at_the_end_of_the_chain(cast):
    chain(cast)
    step(cast, "solve", problem=cast.third)
    rows = {row.pk: row.untold for row in queries.shown(type(cast.third).objects.all())}
    assert rows == {cast.third.pk: 3, cast.problem.pk: 0, cast.other.pk: 0}
    tell_some(cast, cast.third, cast.worker.pk)
    assert queries.untold([cast.third]) == 2
