"""What is common to many goes to policy: sent with its problems, answered, in effect, its problems ended at once."""

from datetime import timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions as visits
from tiexin.visits import problem_queries as problems
from tiexin.visits import proposal_rules as rules
from tiexin.visits.actions import NewVisit, mending
from tiexin.visits.actions import proposals as actions
from tiexin.visits.actions.joining import Joining, join_problem
from tiexin.visits.actions.proposals import Answer, Effect, Passing
from tiexin.visits.models import Problem
from tiexin.visits.proposals import Proposal, ProposalStep
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, heard, step, trail

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = scene.stage()
    found.other = heard(found, problems=[("worry", "工伤认定太慢")])
    return found


def send(cast, *chosen, **changes):
    wanted = {"org": cast.county, "owner": cast.author, "title": "设立欠薪应急周转金", "body": "人民政府"}
    wanted |= {"text": "五家企业都有", "sent": c.TODAY}
    return actions.send_proposal(Proposal(**wanted | changes), list(chosen), by=cast.author, on=c.TODAY)


def answer(cast, proposal, text="同意设立", verdict="accepted", day=c.TODAY, **more):
    return actions.answer_proposal(proposal, Answer(text, verdict, day, **more), by=cast.author, on=c.TODAY)


def effect(cast, proposal, text="周转金已设立", day=c.TODAY, **more):
    return actions.record_effect(proposal, Effect(text, day, **more), by=cast.author, on=c.TODAY)


def effective(cast, *chosen):
    return effect(cast, answer(cast, send(cast, *chosen)))


def end(cast, proposal, *chosen, text="按新办法补发了"):
    return actions.end_problems(proposal, chosen, text, by=cast.author, on=c.TODAY)


def way(proposal):
    return list(ProposalStep.objects.filter(proposal=proposal).order_by("pk").values_list("was", "state"))


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


def live(measure):
    return Fact.objects.filter(measure=measure, voided_by=None).count()


# ── sent ────────────────────────────────────────────────────────────────────────────────────────────────


def test_sent_with_its_problems_each_of_them_goes_to_policy_and_carries_it(cast):
    made = send(cast, cast.problem, cast.other)
    said = (made.state, made.due, made.owner, made.org)
    assert said == ("sent", c.TODAY + timedelta(days=rules.data()["days"]["sent"]), cast.author, cast.county)
    assert way(made) == [("", "sent")]
    for problem in (cast.problem, cast.other):
        problem.refresh_from_db()
        assert (problem.state, problem.proposal) == ("policy", made)
        last = problem.steps.latest("pk")
        assert (last.text, last.entry.verb) == ("列入政策建议“设立欠薪应急周转金”", "propose_problem")


def test_a_problem_that_was_at_policy_without_a_proposal_gets_one(cast):
    step(cast, "propose", "建议出台办法")
    made = send(cast, cast.problem)
    cast.problem.refresh_from_db()
    assert (cast.problem.proposal, trail(cast.problem)[-1]) == (made, ("policy", "policy"))


def test_one_may_send_it_first_and_take_problems_in_later(cast):
    made = send(cast)
    actions.take_in_problems(made, [cast.problem, cast.other], by=cast.author, on=c.TODAY)
    assert set(made.problems.all()) == {cast.problem, cast.other}
    refuse("problems", lambda: actions.take_in_problems(made, [], by=cast.author, on=c.TODAY))


def test_a_step_to_policy_may_name_the_proposal(cast):
    made = send(cast)
    assert step(cast, "propose", proposal=made).proposal == made


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "字" * 101}),
        ("text", {"text": ""}),
        ("text", {"text": "\0"}),
        ("body", {"body": ""}),
        ("sent", {"sent": c.TODAY + DAY}),
        ("due", {"due": c.TODAY - DAY}),
    ],
)
def test_a_refused_proposal_writes_nothing(cast, field, changes):
    refuse(field, lambda: send(cast, cast.problem, **changes))


def test_only_problems_under_way_that_no_other_proposal_has(cast):
    send(cast, cast.other)
    assert "已经列入别的建议" in refuse("problems", lambda: send(cast, cast.problem, cast.other))
    step(cast, "solve")
    assert "还没有解决" in refuse("problems", lambda: send(cast, cast.problem))


def test_no_more_at_once_than_one_can_have_looked_at():
    with pytest.raises(Refused):
        rules.check_many(rules.TOGETHER + 1, 0)
    rules.check_many(rules.TOGETHER, 1)


def test_one_that_came_to_nothing_leaves_its_problems_to_another(cast):
    first = send(cast, cast.problem)
    actions.close_proposal(first, "没有答复", by=cast.author, on=c.TODAY)
    second = send(cast, cast.problem)
    cast.problem.refresh_from_db()
    assert cast.problem.proposal == second


# ── answered, in effect, closed ─────────────────────────────────────────────────────────────────────────


def test_followed_to_answer_and_effect(cast):
    made = answer(cast, send(cast, cast.problem), due=c.TODAY + 9 * DAY)
    assert (made.state, made.verdict, made.answered, made.due) == ("answered", "accepted", c.TODAY, c.TODAY + 9 * DAY)
    made = effect(cast, made, document="银政发〔2012〕30号")
    assert (made.state, made.effect_on, made.result) == ("effect", c.TODAY, "周转金已设立（银政发〔2012〕30号）")
    assert way(made) == [("", "sent"), ("sent", "answered"), ("answered", "effect")]
    verbs = Entry.objects.filter(thing="visits.proposal").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["send_proposal", "answer_proposal", "record_effect"]


def test_a_later_answer_takes_the_place_of_the_former_one(cast):
    made = answer(cast, send(cast), "正在研究", "partly")
    made = answer(cast, made)
    assert (made.verdict, made.result, len(way(made))) == ("accepted", "采纳：同意设立", 3)
    assert ProposalStep.objects.filter(text="部分采纳：正在研究").count() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("text", {"text": " "}),
        ("verdict", {"verdict": "maybe"}),
        ("day", {"day": c.TODAY + DAY}),
        ("day", {"day": c.TODAY - DAY}),
        ("due", {"due": c.TODAY - DAY}),
    ],
)
def test_a_refused_answer_writes_nothing(cast, field, changes):
    made = send(cast)
    refuse(field, lambda: answer(cast, made, **changes))


@pytest.mark.parametrize(
    ("field", "changes"),
    [("text", {"text": ""}), ("document", {"document": "字" * 61}), ("day", {"day": c.TODAY + DAY})],
)
def test_a_refused_effect_writes_nothing(cast, field, changes):
    made = answer(cast, send(cast))
    refuse(field, lambda: effect(cast, made, **changes))


def test_there_is_no_effect_before_an_answer(cast):
    made = send(cast)
    assert "等答复" in refuse("", lambda: effect(cast, made))
    assert "等答复" in refuse("", lambda: end(cast, made, cast.problem))


def test_closed_without_its_problems_stay_open(cast):
    made = send(cast, cast.problem)
    refuse("reason", lambda: actions.close_proposal(made, " ", by=cast.author, on=c.TODAY))
    closed = actions.close_proposal(made, "上级已有规定", by=cast.author, on=c.TODAY)
    cast.problem.refresh_from_db()
    assert (closed.state, cast.problem.state, cast.problem.proposal) == ("closed", "policy", made)
    refuse("", lambda: answer(cast, closed))
    assert ProposalStep.objects.latest("pk").text == "上级已有规定"


def test_it_is_late_after_its_day_while_under_way(cast):
    made = send(cast, due=c.TODAY)
    assert [made.is_late(c.TODAY), made.is_late(c.TODAY + DAY)] == [False, True]
    assert not effect(cast, answer(cast, made)).is_late(c.TODAY + 999 * DAY)


def test_owner_and_clock_change_with_a_reason(cast):
    made, colleague = send(cast), c.officer("高原", cast.county)
    coming = c.officer("将到任", cast.county, since=c.TODAY + DAY)

    def give(officer, text="出差", due=None):
        return actions.pass_on_proposal(made, Passing(officer, text, due), by=cast.author, on=c.TODAY)

    given = give(colleague, due=c.TODAY + 5 * DAY)
    assert (given.owner, given.due, given.state) == (colleague, c.TODAY + 5 * DAY, "sent")
    assert way(made)[-1] == ("sent", "sent")
    refuse("officer", lambda: give(colleague))
    refuse("officer", lambda: give(cast.people["city_office"]))
    refuse("officer", lambda: give(coming))
    refuse("text", lambda: give(cast.author, " "))
    refuse("due", lambda: give(cast.author, due=c.TODAY - DAY))


# ── its problems ────────────────────────────────────────────────────────────────────────────────────────


def test_an_effect_ends_its_problems_at_once_and_telling_is_owed(cast):
    made = effective(cast, cast.problem, cast.other)
    ended = end(cast, made, cast.problem, cast.other)
    assert [each.state for each in ended] == ["solved", "solved"]
    assert (live("problem_solved"), live("worker_told")) == (2, 0)
    shown = problems.shown(made.problems.all())
    assert [each.untold for each in shown] == [1, 1]


def test_all_of_them_or_none(cast):
    made = effective(cast, cast.problem)
    assert "另行办理" in refuse("problems", lambda: end(cast, made, cast.problem, cast.other))
    refuse("problems", lambda: end(cast, made))
    refuse("text", lambda: end(cast, made, cast.problem, text=" "))
    end(cast, made, cast.problem)
    refuse("problems", lambda: end(cast, made, cast.problem))


def test_what_goes_another_way_leaves_the_proposal(cast):
    made = send(cast, cast.problem)
    assert step(cast, "return", "企业愿意先解决").proposal is None
    assert list(made.problems.all()) == []


def test_solved_it_still_says_by_what_and_opened_again_it_does_not(cast):
    made = effective(cast, cast.problem)
    (done,) = end(cast, made, cast.problem)
    assert done.proposal == made
    assert step(cast, "reopen", problem=done).proposal is None


def test_joined_and_mended_problems_keep_their_proposal(cast):
    made = send(cast, cast.problem, cast.other)
    join_problem(cast.other, Joining(cast.problem, "同一件事"), by=cast.author, on=c.TODAY)
    wanted = {"author": cast.author, "employer": cast.employer, "on": c.TODAY - DAY, "methods": ["seminar"]}
    wanted |= {"known": [cast.worker], "problems": [("urgent", "欠薪三个月")]}
    right = mending.mend_visit(cast.problem.visit, NewVisit(**wanted), "写错了", by=cast.author, on=c.TODAY)
    now = right.problems.get()
    assert (now.proposal, now.state) == (made, "policy")
    assert Problem.objects.get(pk=cast.other.pk).into == now


def test_a_voided_visit_takes_its_problem_out_of_the_count(cast, client):
    made = send(cast, cast.problem, cast.other)
    visits.void_visit(cast.other.visit, "记错了", by=cast.author, on=c.TODAY)
    answer = c.enter(client, cast.author).get(f"/proposals/{made.pk}/")
    assert answer.context["proposal"].count == 1
    assert [each.pk for each in answer.context["pager"].rows] == [cast.problem.pk]
