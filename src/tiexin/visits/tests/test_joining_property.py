"""However problems are joined and parted: no voice is lost, none stands twice, everything ends where it began."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits.actions.joining import Joining, join_problem, separate_problem
from tiexin.visits.matters import Voice
from tiexin.visits.models import Problem
from tiexin.visits.tests import problem_scene as scene

pytestmark = pytest.mark.django_db
MANY = 4
WALKS = st.lists(st.tuples(st.integers(0, MANY - 1), st.integers(-1, MANY - 1)), max_size=9)


@kept.fixture
def cast():
    """Four problems of three workers: the first and the last were raised by the same one."""
    found = scene.stage()
    people = [found.worker, c.worker(found.employer, "马小军"), c.worker(found.employer, "何玉梅"), found.worker]
    found.all = [scene.heard(found, known=[each]).pk for each in people]
    return found


def take(cast, problem, into):
    """Join one to another, or part it where the other is none; what is refused changes nothing."""
    thing = Problem.objects.get(pk=cast.all[problem])
    who = {"by": cast.author, "on": c.TODAY}
    try:
        if into < 0:
            separate_problem(thing, "不是一回事", **who)
        else:
            join_problem(thing, Joining(Problem.objects.get(pk=cast.all[into]), "同一件事"), **who)
    except Refused:
        return False
    return True


def ends(problem):
    """Where one comes out by following what it was joined to."""
    seen = set()
    while problem.into is not None:
        assert problem.pk not in seen, "a circle"
        seen.add(problem.pk)
        problem = problem.into
    return problem


@settings(
    max_examples=min(30, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(walk=WALKS)
def test_no_voice_is_lost_whatever_is_joined_and_parted(cast, walk):
    before = sorted(Voice.objects.values_list("pk", "worker"))
    for problem, into in walk:
        take(cast, problem, into)
    assert sorted(Voice.objects.values_list("pk", "worker")) == before
    rows = Problem.objects.in_bulk(cast.all)
    for problem in rows.values():
        assert (problem.state == "joined") is (problem.into_id is not None)
        assert ends(problem).state == "open"
        workers = list(problem.voices.values_list("worker", flat=True))
        assert len(workers) == len(set(workers))
    for root in {ends(problem) for problem in rows.values()}:
        raised = {worker for pk, worker in zip(cast.all, raisers(cast), strict=True) if ends(rows[pk]) == root}
        assert set(root.voices.values_list("worker", flat=True)) >= raised - elsewhere(rows, root)
    while any(take(cast, each, -1) for each in range(MANY)):
        pass
    homes = Voice.objects.filter(problem__in=cast.all).values_list("problem", "worker", "heard")
    assert sorted(homes, key=lambda row: row[0]) == [
        (pk, w, None) for pk, w in zip(cast.all, raisers(cast), strict=True)
    ]
    assert Fact.objects.filter(measure="problem_found", voided_by=None).count() == MANY + 1


def raisers(cast):
    """Who raised each of the four, in their order."""
    talks = Problem.objects.in_bulk(cast.all)
    return [talks[pk].visit.talks.get().worker_id for pk in cast.all]


def elsewhere(rows, root):
    """Whose own voice stayed where it was because they had one there: told at that problem, once."""
    inner = [problem for problem in rows.values() if problem.into_id and ends(problem) == root]
    return set(Voice.objects.filter(problem__in=inner).values_list("worker", flat=True))
