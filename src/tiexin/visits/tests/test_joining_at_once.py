"""Two officers join problems at the same moment: one wins, the other hears in plain words what is true now."""

import pytest
from django.db import connection

from tiexin.evidence import guards
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import one_wins
from tiexin.visits.actions.joining import Joining, join_problem
from tiexin.visits.actions.problems import Step, move_problem
from tiexin.visits.models import Problem
from tiexin.visits.tests import problem_scene as scene

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    found = scene.stage()
    found.other = scene.heard(found, known=[c.worker(found.employer, "马小军")])
    yield found
    calendar.forget()
    assert guards.standing() == set(guards.names())


def joining(cast, problem, into):
    return lambda: join_problem(problem, Joining(into, "同一件事"), by=cast.author, on=c.TODAY)


def test_each_into_the_other(cast):
    (refused,) = one_wins(joining(cast, cast.problem, cast.other), joining(cast, cast.other, cast.problem))
    assert "刚才已经“已并入”" in str(refused)
    assert sorted(Problem.objects.values_list("state", flat=True)) == ["joined", "open"]


def test_the_same_one_twice(cast):
    (refused,) = one_wins(*[joining(cast, cast.other, cast.problem)] * 2)
    assert "问题“已并入”，不能再并入别的问题" in str(refused)
    assert cast.problem.voices.count() == 2


def test_joined_while_somebody_solves_it(cast):
    def solve():
        move_problem(cast.other, Step("solve", "补发了"), by=cast.author, on=c.TODAY)

    (refused,) = one_wins(joining(cast, cast.other, cast.problem), solve)
    assert "不能再" in str(refused)
