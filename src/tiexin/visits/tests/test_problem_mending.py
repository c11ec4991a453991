"""A visit voided withdraws what was not solved; a visit mended lets its problems go on where they were."""

import pytest

from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits import actions as visits
from tiexin.visits import problem_queries as queries
from tiexin.visits.actions import NewVisit, mending
from tiexin.visits.actions import problems as actions
from tiexin.visits.actions.problems import Telling
from tiexin.visits.models import Problem
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, step, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def void(cast, problem=None):
    visits.void_visit((problem or cast.problem).visit, "记错了", by=cast.author, on=c.TODAY)


def mended(cast, wrong=None, **changes):
    """The visit as it really was; what stands in it of problems, in their order."""
    wrong = wrong or cast.problem.visit
    wanted = {"author": cast.author, "employer": cast.employer, "on": c.TODAY - DAY, "methods": ["seminar"]}
    wanted |= {"known": [cast.worker], "problems": [("urgent", "欠薪三个月")]}
    right = mending.mend_visit(wrong, NewVisit(**wanted | changes), "写错了", by=cast.author, on=c.TODAY)
    return list(right.problems.order_by("pk"))


def path(problem):
    return list(queries.path(problem).values_list("was", "state"))


def solved():
    return Fact.objects.filter(measure="problem_solved", voided_by=None).count()


def test_a_voided_visit_withdraws_its_problem_with_the_reason(cast):
    void(cast)
    cast.problem.refresh_from_db()
    assert (cast.problem.state, cast.problem.closed) == ("withdrawn", c.TODAY)
    last = cast.problem.steps.latest("pk")
    assert (last.text, last.entry.verb) == ("走访作废：记错了", "void")
    assert list(Problem.objects.unsolved()) == []


def test_what_was_solved_stays_solved_when_its_visit_is_voided(cast):
    step(cast, "solve")
    void(cast)
    cast.problem.refresh_from_db()
    assert (cast.problem.state, solved()) == ("solved", 1)


def test_what_is_withdrawn_goes_nowhere_any_more(cast, client):
    void(cast)
    answer = c.enter(client, cast.author).get(f"/problems/{cast.problem.pk}/")
    assert answer.context["moves"] == [] and "走访作废：记错了" in answer.content.decode()


def test_a_mended_visit_lets_its_problem_go_on(cast):
    step(cast, "raise", "报县政府", due=c.TODAY + 3 * DAY)
    (now,) = mended(cast)
    old = Problem.objects.get(pk=cast.problem.pk)
    assert (now.state, now.owner, now.org, now.due) == ("raised", cast.author, cast.county, c.TODAY + 3 * DAY)
    assert (now.root, old.state) == (old, "withdrawn")
    assert path(now) == [("", "open"), ("open", "raised"), ("open", "raised")]
    assert trail(now) == [("", "open"), ("open", "raised")]
    assert step(cast, "solve", problem=now).state == "solved"


def test_a_problem_in_other_words_is_the_same_one(cast):
    step(cast, "explain")
    (now,) = mended(cast, problems=[("worry", "欠薪两个月")])
    assert (now.state, now.text, now.root) == ("explained", "欠薪两个月", cast.problem)


def test_the_same_words_go_before_their_order(cast):
    two = [("urgent", "欠薪"), ("hope", "盼涨工资")]
    wrong = scene.visited(cast, problems=two)
    first, second = wrong.problems.order_by("pk")
    step(cast, "raise", problem=second)
    turned = mended(cast, wrong, problems=two[::-1])
    assert [(each.text, each.state, each.root) for each in turned] == [
        ("盼涨工资", "raised", second),
        ("欠薪", "open", first),
    ]


def test_what_stands_there_no_more_stays_withdrawn_and_what_is_new_begins(cast):
    assert mended(cast, problems=[]) == []
    assert Problem.objects.get().state == "withdrawn"
    fresh = mended(cast, scene.visited(cast, problems=[]))
    assert [(each.state, each.root, path(each)) for each in fresh] == [("open", None, [("", "open")])]


def test_what_was_solved_is_solved_once_after_mending_and_may_be_opened_again(cast):
    step(cast, "solve")
    (now,) = mended(cast)
    old = Problem.objects.get(pk=cast.problem.pk)
    assert (now.state, now.closed, old.state, solved()) == ("solved", c.TODAY, "withdrawn", 1)
    step(cast, "reopen", problem=now)
    assert solved() == 0


def test_mended_twice_it_is_still_the_same_problem(cast):
    step(cast, "raise")
    (once,) = mended(cast)
    (twice,) = mended(cast, once.visit, methods=["home"])
    assert (twice.root, twice.state) == (cast.problem, "raised")
    assert set(queries.same_as(twice)) == {cast.problem, once, twice}
    assert path(twice)[0] == ("", "open") and path(twice)[-1] == ("open", "raised")


def test_who_raised_it_and_who_was_told_comes_along(cast):
    step(cast, "explain")
    (voice,) = cast.problem.voices.all()
    actions.tell_workers(cast.problem, Telling([voice.pk], c.TODAY, "face"), by=cast.author, on=c.TODAY)
    (now,) = mended(cast, unnamed=3)
    assert list(now.voices.values_list("worker", "told_on", "told_way")) == [(cast.worker.pk, c.TODAY, "face")]
    assert Fact.objects.filter(measure="worker_told", voided_by=None).count() == 1


def test_who_was_not_met_after_all_did_not_raise_it(cast):
    other = c.worker(cast.employer, "马小军")
    (now,) = mended(cast, known=[other])
    assert list(now.voices.values_list("worker", flat=True)) == [other.pk]


def test_the_steps_of_carrying_on_stand_in_the_new_record(cast):
    step(cast, "raise")
    (now,) = mended(cast)
    entry = Entry.objects.get(thing="visits.visit", thing_id=now.visit_id, verb="record_visit")
    assert now.steps.latest("pk").entry == entry
