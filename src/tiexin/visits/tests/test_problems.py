"""A problem to each of its ends: owned at once, every step kept, those who raised it told; refusals write nothing."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits import problem_queries as queries
from tiexin.visits import problem_rules as rules
from tiexin.visits.actions import problems as actions
from tiexin.visits.actions.problems import Handover, Step, Telling
from tiexin.visits.matters import ProblemStep, Voice
from tiexin.visits.models import Problem
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, heard, step, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def facts(measure):
    rows = Fact.objects.filter(measure=measure, voided_by=None).order_by("pk")
    return list(rows.values_list("on", "by_org", "officer", "employer", "worker"))


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


# ── found ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_problem_found_is_owned_at_once(cast):
    found = cast.problem
    owned = (found.org, found.owner, found.state, found.due, found.closed, found.root)
    assert owned == (cast.county, cast.author, "open", c.TODAY + timedelta(days=30), None, None)
    only = ProblemStep.objects.get(problem=found)
    entry = Entry.objects.get(thing="visits.visit", thing_id=found.visit_id)
    said = (only.entry, only.was, only.state, only.owner, only.org, only.due, only.text)
    assert said == (entry, "", "open", cast.author, cast.county, found.due, "")


def test_the_only_one_met_is_the_one_who_raised_it(cast):
    assert list(cast.problem.voices.values_list("visit", "worker")) == [(cast.problem.visit_id, cast.worker.pk)]


@pytest.mark.parametrize("more", [{"unnamed": 2}, {"met": [("马小军", "front_line")]}, {"known": [], "unnamed": 5}])
def test_where_several_were_met_nobody_is_named(cast, more):
    assert list(heard(cast, **more).voices.values_list("worker", "told_on")) == [(None, None)]


def test_a_visit_without_a_problem_asks_nothing_more(cast, django_assert_num_queries):
    visit = cast.problem.visit
    with django_assert_num_queries(0):
        actions.begin(actions.find(visit, [], on=c.TODAY), [], None)


def test_several_problems_cost_as_many_statements_as_one(cast, django_assert_num_queries):
    entry = Entry.objects.get(thing="visits.visit", thing_id=cast.problem.visit_id)
    visit = queries.shown(Problem.objects.all()).get().visit
    actions.find(visit, [("hope", "盼")], on=c.TODAY)  # reads its unit and author once
    for count in (1, 4):
        with django_assert_num_queries(3):
            rows = actions.find(visit, [("hope", "盼")] * count, on=c.TODAY)
            actions.begin(rows, [], entry)


# ── the path ────────────────────────────────────────────────────────────────────────────────────────────


def test_solved_at_the_enterprise(cast):
    done = step(cast, "solve", " 厂里补发了工资 ")
    assert (done.state, done.closed, done.due) == ("solved", c.TODAY, c.TODAY + timedelta(days=30))
    assert trail(done) == [("", "open"), ("open", "solved")]
    last = ProblemStep.objects.latest("pk")
    assert (last.text, last.entry.verb, last.entry.thing_id) == ("厂里补发了工资", "solve_problem", done.pk)
    assert facts("problem_solved") == [(c.TODAY, cast.county.pk, cast.author.pk, cast.employer.pk, None)]


def test_won_from_party_committee_and_government(cast):
    there = step(cast, "raise", "报县政府")
    assert (there.state, there.due, there.closed) == ("raised", c.TODAY + timedelta(days=60), None)
    assert step(cast, "solve", "县政府协调解决", on=c.TODAY + DAY).state == "solved"
    assert trail(cast.problem) == [("", "open"), ("open", "raised"), ("raised", "solved")]


def test_explained_stays_open_and_counts_as_explained(cast):
    there = step(cast, "explain", "企业停产，年底有资金", due=c.TODAY + 9 * DAY)
    assert (there.state, there.due, there.closed) == ("explained", c.TODAY + 9 * DAY, None)
    assert list(Problem.objects.unsolved()) == [there]
    assert facts("problem_explained") == [(c.TODAY, cast.county.pk, cast.author.pk, cast.employer.pk, None)]


def test_common_problems_go_to_policy(cast):
    assert step(cast, "propose", "建议出台欠薪应急周转金办法").state == "policy"
    assert facts("problem_solved") == facts("problem_explained") == []


def test_what_was_not_really_solved_is_opened_again_and_counts_no_more(cast):
    step(cast, "solve")
    again = step(cast, "reopen", "只发了一个月", on=c.TODAY + DAY)
    assert (again.state, again.closed, again.due) == ("open", None, c.TODAY + 31 * DAY)
    assert facts("problem_solved") == []
    step(cast, "solve", on=c.TODAY + 2 * DAY)
    assert [row[0] for row in facts("problem_solved")] == [c.TODAY + 2 * DAY]


def test_a_step_decided_on_what_was_true_before_is_refused(cast):
    first = queries.last_step(cast.problem)
    step(cast, "raise", seen=first)
    assert "刚才已有人" in refuse("", lambda: step(cast, "solve", seen=first))


@pytest.mark.parametrize(
    ("field", "move", "more"),
    [
        ("move", "reopen", {}),
        ("move", "nothing", {}),
        ("text", "solve", {"text": " "}),
        ("due", "raise", {"due": c.TODAY - DAY}),
    ],
)
def test_a_refused_step_changes_nothing(cast, field, move, more):
    refuse(field, lambda: step(cast, move, **more))
    cast.problem.refresh_from_db()
    assert (cast.problem.state, trail(cast.problem)) == ("open", [("", "open")])


@settings(
    max_examples=min(25, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=st.lists(st.sampled_from([*rules.MOVES, "nothing"]), max_size=8))
def test_however_one_walks_the_state_is_that_of_the_last_step(cast, moves):
    problem = heard(cast)
    state, taken = "open", 1
    for name in moves:
        move = rules.MOVES.get(name)
        try:
            step(cast, name, problem=problem)
        except Refused:
            assert move is None or state not in move.frm
        else:
            assert move is not None and state in move.frm
            state, taken = move.to, taken + 1
    now, path = Problem.objects.get(pk=problem.pk), trail(problem)
    assert (now.state, len(path), path[-1][1]) == (state, taken, state)
    assert all(before[1] == after[0] for before, after in pairwise(path))
    assert (now.closed is None) is (state in rules.UNSOLVED)
    live = Fact.objects.filter(measure="problem_solved", voided_by=None, entry__thing_id=problem.pk)
    assert live.count() == (state == "solved")


# ── handed over ─────────────────────────────────────────────────────────────────────────────────────────


def give(cast, officer, text="请市总协调", *, by=None, **more):
    return actions.hand_over_problem(cast.problem, Handover(officer, text, **more), by=by or cast.author, on=c.TODAY)


def test_handed_over_it_belongs_to_the_other_unit(cast):
    city = cast.people["city_office"]
    gone = give(cast, city, due=c.TODAY + 5 * DAY)
    assert (gone.owner, gone.org, gone.state, gone.due) == (city, cast.city, "open", c.TODAY + 5 * DAY)
    assert trail(gone) == [("", "open"), ("open", "open")]
    assert Entry.objects.latest("pk").org_id == cast.city.pk
    assert step(cast, "solve").org == cast.city
    assert [row[1] for row in facts("problem_solved")] == [cast.city.pk]


def test_nobody_takes_it_who_has_it_or_is_not_in_office(cast):
    refuse("officer", lambda: give(cast, cast.author))
    gone = c.officer("离任", cast.county, since=c.FOUNDED, until=c.TODAY)
    refuse("officer", lambda: give(cast, gone))
    coming = c.officer("将到任", cast.county, since=c.TODAY + DAY)
    refuse("officer", lambda: give(cast, coming))
    refuse("text", lambda: give(cast, cast.people["city_office"], " "))


def test_what_is_solved_is_handed_to_nobody(cast):
    step(cast, "solve")
    assert "不再移交" in refuse("", lambda: give(cast, cast.people["city_office"]))


# ── who raised it, and who was told ─────────────────────────────────────────────────────────────────────


def name(cast, problem, *workers):
    return actions.name_voices(problem, [each.pk for each in workers], by=cast.author, on=c.TODAY)


def tell(cast, problem=None, *, voices=None, day=c.TODAY, way="face"):
    problem = problem or cast.problem
    chosen = list(problem.voices.filter(told_on=None).values_list("pk", flat=True)) if voices is None else voices
    return actions.tell_workers(problem, Telling(chosen, day, way), by=cast.author, on=c.TODAY)


def test_who_of_those_met_raised_it_is_said_later(cast):
    other = c.worker(cast.employer, "马小军")
    problem = heard(cast, known=[cast.worker, other])
    assert {each.worker for each in name(cast, problem, cast.worker, other)} == {cast.worker, other}
    assert [each.worker for each in name(cast, problem, other)] == [other]
    assert [each.worker for each in name(cast, problem)] == [None]


def test_somebody_who_was_not_met_did_not_raise_it(cast):
    stranger = c.worker(cast.employer, "没见过")
    refuse("workers", lambda: name(cast, cast.problem, stranger))


def test_the_worker_is_told_the_result(cast):
    step(cast, "solve")
    (voice,) = tell(cast, way="phone")
    voice.refresh_from_db()
    assert (voice.told_on, voice.told_way, voice.told_by) == (c.TODAY, "phone", cast.author)
    assert facts("worker_told") == [(c.TODAY, cast.county.pk, cast.author.pk, cast.employer.pk, cast.worker.pk)]
    assert list(Entry.objects.latest("pk").facts.values_list("tag_set__tags__key", "tag_set__tags__value")) == [
        ("question", "urgent"),
        ("way", "phone"),
    ]


def test_nobody_is_told_twice(cast):
    step(cast, "explain")
    (voice,) = tell(cast)
    refuse("voices", lambda: tell(cast, voices=[voice.pk]))
    refuse("voices", lambda: tell(cast, voices=[]))


def test_there_is_nothing_to_tell_before_anything_was_done(cast):
    assert "还没有结果" in refuse("", lambda: tell(cast))


def test_a_voice_of_another_problem_is_not_told_here(cast):
    other = heard(cast)
    step(cast, "solve")
    refuse("voices", lambda: tell(cast, voices=[*other.voices.values_list("pk", flat=True)]))


@pytest.mark.parametrize(
    ("field", "more"), [("way", {"way": "shout"}), ("day", {"day": c.TODAY + DAY}), ("day", {"day": c.TODAY - 2 * DAY})]
)
def test_a_refused_telling_changes_nothing(cast, field, more):
    step(cast, "solve")
    refuse(field, lambda: tell(cast, **more))
    assert Voice.objects.exclude(told_on=None).count() == 0


def test_whom_one_told_stays_whatever_is_said_of_who_raised_it(cast):
    other = c.worker(cast.employer, "马小军")
    problem = heard(cast, known=[cast.worker, other])
    name(cast, problem, cast.worker)
    step(cast, "solve", problem=problem)
    tell(cast, problem)
    assert [each.worker for each in name(cast, problem, other)] == [cast.worker, other]
    assert [each.worker for each in name(cast, problem)] == [cast.worker]


# ── a decision about steps by others ────────────────────────────────────────────────────────────────────


def test_a_step_is_the_work_of_who_took_it(cast):
    office = cast.people["city_office"]
    actions.move_problem(cast.problem, Step("solve", "市总督办解决"), by=office, on=c.TODAY)
    assert [row[1:3] for row in facts("problem_solved")] == [(cast.county.pk, office.pk)]
