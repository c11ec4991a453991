"""What opinions, proposals and joined problems do to the numbers, and what voiding and mending take back."""

import pytest

from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.tests import scene as duties
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions as visits
from tiexin.visits.actions import proposals as proposing
from tiexin.visits.actions.joining import Joining, join_problem, separate_problem
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, step
from tiexin.visits.tests.test_announcements import announce, say
from tiexin.visits.tests.test_opinions import SAID, heard, mended, settle, tell
from tiexin.visits.tests.test_proposals import answer, effective, end, send

pytestmark = pytest.mark.django_db
MEASURES = ("visit", "problem_found", "problem_solved", "worker_told")


@kept.fixture
def cast():
    """One problem of one visit, and a number for each measure."""
    found = scene.stage()
    found.firm, found.union = found.employer, found.people["enterprise"]
    found.duties = {name: duties.publish(found.province, duties.tally(Do(measure=name)))[0] for name in MEASURES}
    return found


def counted(cast):
    """The county's numbers after the worker has folded everything; a recount from the facts finds the same."""
    duties.settle()
    assert verify.differences() == []
    return tuple(duties.values(duty).get(cast.county.pk, 0) for duty in cast.duties.values())


def void(cast, visit):
    return visits.void_visit(visit, "记错了", by=cast.author, on=c.TODAY)


# ── opinions ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("end", "more", "found"),
    [
        ("answered", {}, 1),
        ("set_aside", {}, 1),
        ("suggested", {"unit": "食堂"}, 1),
        ("problem", {"question": "hope"}, 2),
    ],
)
def test_only_an_opinion_that_becomes_a_problem_counts_and_goes_with_its_visit(cast, end, more, found):
    opinion = settle(cast, heard(cast), end, **more)
    assert counted(cast) == (2, found, 0, 0)
    void(cast, opinion.visit)
    assert counted(cast) == (1, 1, 0, 0)


def test_its_giver_is_told_once_and_stays_told_when_the_visit_is_mended(cast):
    opinion = tell(cast, settle(cast, heard(cast), "answered"))
    assert counted(cast) == (2, 1, 0, 1)
    mended(cast, opinion.visit)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.told_on) == ("answered", c.TODAY)
    assert counted(cast) == (2, 1, 0, 1)


def test_mended_with_its_problem_it_counts_once_and_without_it_not(cast):
    opinion = settle(cast, heard(cast), "problem", question="hope")
    right = mended(cast, opinion.visit, problems=[("hope", SAID)])
    assert counted(cast) == (2, 2, 0, 0)
    mended(cast, right)
    assert counted(cast) == (2, 1, 0, 0)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.problem) == ("open", None)
    settle(cast, opinion, "problem", question="hope")
    assert counted(cast) == (2, 2, 0, 0)


def test_open_again_and_made_a_problem_again_it_goes_with_the_right_visit(cast):
    opinion = settle(cast, heard(cast), "problem", question="hope")
    right = mended(cast, opinion.visit)
    opinion.refresh_from_db()
    settle(cast, opinion, "problem", question="worry")
    assert counted(cast) == (2, 2, 0, 0)
    void(cast, right)
    assert counted(cast) == (1, 1, 0, 0)


# ── proposals ───────────────────────────────────────────────────────────────────────────────────────────


def test_sent_answered_and_in_effect_nothing_is_solved_until_its_problems_end(cast):
    made = send(cast, cast.problem)
    assert counted(cast) == (1, 1, 0, 0)
    answer(cast, made)
    proposing.record_effect(made, proposing.Effect("已设立", c.TODAY), by=cast.author, on=c.TODAY)
    assert counted(cast) == (1, 1, 0, 0)
    end(cast, made, cast.problem)
    assert counted(cast) == (1, 1, 1, 0)


def test_ended_together_each_is_solved_and_opened_again_one_is_taken_back(cast):
    other = scene.heard(cast, problems=[("worry", "工伤认定太慢")])
    made = effective(cast, cast.problem, other)
    end(cast, made, cast.problem, other)
    assert counted(cast) == (2, 2, 2, 0)
    step(cast, "reopen", problem=other)
    assert counted(cast) == (2, 2, 1, 0)


def test_all_or_none_are_ended(cast):
    other = scene.heard(cast, problems=[("worry", "工伤认定太慢")])
    made = effective(cast, cast.problem)
    with c.nothing_written(), pytest.raises(Exception, match="另行办理"):
        end(cast, made, cast.problem, other)
    assert counted(cast) == (2, 2, 0, 0)


# ── joined ──────────────────────────────────────────────────────────────────────────────────────────────


def test_joined_and_parted_two_are_found_and_one_is_solved(cast):
    other = scene.heard(cast, known=[c.worker(cast.employer, "马小军")])
    who = {"by": cast.author, "on": c.TODAY}
    join_problem(other, Joining(cast.problem, "同一笔欠薪"), **who)
    assert counted(cast) == (2, 2, 0, 0)
    step(cast, "solve")
    assert counted(cast) == (2, 2, 1, 0)
    separate_problem(other, "不是一回事", **who)
    assert counted(cast) == (2, 2, 1, 0)
    other.refresh_from_db()
    step(cast, "solve", problem=other)
    assert counted(cast) == (2, 2, 2, 0)


def test_a_voided_visit_takes_the_joined_problem_out_and_leaves_the_other(cast):
    other = scene.heard(cast, known=[c.worker(cast.employer, "马小军")])
    join_problem(other, Joining(cast.problem, "同一笔欠薪"), by=cast.author, on=c.TODAY)
    void(cast, other.visit)
    assert counted(cast) == (1, 1, 0, 0)
    assert list(cast.problem.voices.values_list("worker", flat=True)) == [cast.worker.pk]


# ── announced ───────────────────────────────────────────────────────────────────────────────────────────


def test_announced_it_counts_for_nothing_until_it_was_made(cast):
    made = announce(cast, day=c.TODAY)
    say(cast, made, day=c.TODAY)
    assert counted(cast) == (1, 1, 0, 0)
    visit = scene.visited(cast, problems=[], announced=made.pk, on=c.TODAY)
    assert counted(cast) == (2, 1, 0, 0)
    void(cast, visit)
    made.refresh_from_db()
    assert (made.state, made.visit) == ("confirmed", None)
    assert counted(cast) == (1, 1, 0, 0)
    scene.visited(cast, problems=[], announced=made.pk, on=c.TODAY - DAY)
    made.refresh_from_db()
    assert (made.state, counted(cast)) == ("visited", (2, 1, 0, 0))
