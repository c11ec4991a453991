"""What came of a matter, said by its asker or heard by a call: both count alike, once, on the days they were said."""

import pytest

from tiexin.cases import calling_rules
from tiexin.cases.actions.asking_person import answer_case
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.tests.case_scene import DAY, moved, refuse, registered, stage
from tiexin.core.refusal import Refused
from tiexin.evidence.measures import TAGS
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

YES = {"reached": "yes", "solved": "yes", "answer": "satisfied"}


@kept.fixture
def cast():
    found = stage()
    found.caller = found.people["city_office"]
    return found


@pytest.fixture
def case(cast):
    return moved(registered(cast), "accept", "reply", by=cast.author)


@pytest.mark.parametrize("reached", [True, False])
@pytest.mark.parametrize("solved", ["", "moon", *calling_rules.SOLVED])
@pytest.mark.parametrize("answer", ["", "moon", *TAGS["answer"]])
def test_all_of_an_answer_or_nothing(reached, solved, answer):
    whole = reached and solved in calling_rules.SOLVED and answer in TAGS["answer"]
    nothing = not reached and not solved and not answer
    if whole or nothing:
        calling_rules.check_heard(reached, solved, answer)
        return
    with pytest.raises(Refused) as caught:
        calling_rules.check_heard(reached, solved, answer)
    fields = {True: "answer" if solved in calling_rules.SOLVED else "solved", False: "reached"}
    assert caught.value.field == fields[reached]


@pytest.mark.parametrize("source", calling_rules.SOURCES)
def test_the_page_of_rates_counts_both_alike(cast, case, client, source):
    new = Heard(True, "yes", "satisfied")
    if source == "asker":
        answer_case(case, new, on=c.TODAY)
    else:
        call_back_case(case, new, by=cast.caller, on=c.TODAY)
    assert CallBack.objects.get().source == source
    html = c.enter(client, cast.caller).get("/cases/rates/").content.decode()
    assert html.count("1 / 1") == 2  # solved, and satisfied


@pytest.mark.parametrize(("since", "until", "counts"), [(-1, 1, True), (0, 0, True), (1, 2, False), (-2, -1, False)])
def test_an_answer_counts_on_the_day_it_was_given(cast, case, client, since, until, counts):
    answer_case(case, Heard(True, "yes", "satisfied"), on=c.TODAY)
    span = f"?since={c.TODAY + since * DAY}&until={c.TODAY + until * DAY}"
    html = c.enter(client, cast.caller).get(f"/cases/rates/{span}").content.decode()
    assert html.count("1 / 1") == (2 if counts else 0)


def test_an_answer_is_counted_where_the_matter_is_and_above_and_nowhere_else(cast, case, client):
    answer_case(case, Heard(True, "yes", "satisfied"), on=c.TODAY)
    seen = {}
    for name in ("officer", "city_office", "stranger"):
        seen[name] = "1 / 1" in c.enter(type(client)(), cast.people[name]).get("/cases/rates/").content.decode()
    assert seen == {"officer": True, "city_office": True, "stranger": False}


def test_after_the_asker_answered_the_page_of_a_call_is_gone(cast, case, client):
    caller = c.enter(client, cast.caller)
    page = f"/cases/{case.pk}/call-back/"
    assert caller.get(page).status_code == 200
    answer_case(case, Heard(True, "no", "dissatisfied"), on=c.TODAY)
    with c.nothing_written():
        assert [caller.get(page).status_code, caller.post(page, YES).status_code] == [404, 404]
    assert page not in caller.get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ({}, "reached"),
        ({"reached": "moon"}, "reached"),
        ({"reached": "yes"}, "solved"),
        ({"reached": "yes", "solved": "moon"}, "solved"),
        ({"reached": "yes", "solved": "yes", "answer": "moon"}, "answer"),
        ({**YES, "text": "字" * 2001}, "text"),
        ({**YES, "text": "a\0b"}, "text"),
        ({"reached": "no", "solved": "yes"}, "reached"),
    ],
)
def test_what_is_heard_by_half_is_said_beside_its_field(cast, case, client, said, beside):
    caller = c.enter(client, cast.caller)
    with c.nothing_written():
        response = caller.post(f"/cases/{case.pk}/call-back/", said)
    assert response.status_code == 422 and beside in response.context["form"].errors


@pytest.mark.parametrize("who", ["stranger", "nobody", "system", "security", "audit", "enterprise"])
def test_who_has_no_reach_calls_nobody_back(cast, case, client, who):
    officer = c.enter(client, cast.people[who])
    with c.nothing_written():
        answers = {officer.get(f"/cases/{case.pk}/call-back/").status_code}
        answers.add(officer.post(f"/cases/{case.pk}/call-back/", YES).status_code)
    assert answers <= {403, 404}
    case.refresh_from_db()
    assert case.state == "replied"


def test_sent_twice_a_call_is_heard_once(cast, case, client):
    caller = c.enter(client, cast.caller)
    codes = [caller.post(f"/cases/{case.pk}/call-back/", YES).status_code for _ in range(2)]
    assert codes == [302, 404] and CallBack.objects.count() == 1


def test_whoever_handled_it_before_calls_nobody_back_later(cast, case):
    Case.objects.filter(pk=case.pk).update(owner=cast.mate)
    case.parts.filter(officer=cast.author, role="owner").update(until=c.TODAY)
    assert "请由别人回访" in refuse(
        "", lambda: call_back_case(case, Heard(True, "yes", "satisfied"), by=cast.author, on=c.TODAY)
    )


def test_whom_it_is_about_asks_nobody_whether_it_is_solved(cast, case):
    Case.objects.filter(pk=case.pk).update(about=cast.caller)
    refuse("", lambda: call_back_case(case, Heard(True, "yes", "satisfied"), by=cast.caller, on=c.TODAY))


def test_what_an_officer_notes_of_a_call_is_for_the_file(cast, case):
    call_back_case(case, Heard(True, "yes", "satisfied", "口气很冲"), by=cast.caller, on=c.TODAY)
    step = CaseStep.objects.latest("pk")
    assert (step.text, step.told, step.by, step.label) == ("口气很冲", False, cast.caller, "回访：解决了，满意")
    other = moved(registered(cast), "accept", "reply", by=cast.author)
    answer_case(other, Heard(True, "yes", "satisfied", "谢谢"), on=c.TODAY)
    mine = CaseStep.objects.latest("pk")
    assert (mine.text, mine.told, mine.by, mine.label) == ("谢谢", True, None, "本人评价：解决了，满意")


def test_attempts_are_of_this_round_alone(cast, case):
    for day in range(2):
        call_back_case(case, Heard(False), by=cast.caller, on=c.TODAY + day * DAY)
    again = moved(case, "redo", "reply", by=cast.author)
    made = call_back_case(again, Heard(False), by=cast.caller, on=c.TODAY + 3 * DAY)
    assert (made.round, made.ends, Case.objects.get().state) == (2, False, "replied")
