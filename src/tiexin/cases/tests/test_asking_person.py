"""What whoever asked does with their own matter: added, answered once in a round, withdrawn, reviewed."""

import itertools
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from tiexin.cases import calling_rules, rules
from tiexin.cases.actions.asking_person import add_words, answer_case, has_answered, move_own
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import Step
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.tests.case_scene import clocks, moved, refuse, registered, stage
from tiexin.core.refusal import Refused
from tiexin.evidence.measures import TAGS
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

GOOD = Heard(True, "yes", "satisfied", "工资拿到了")
OTHER = Heard(True, "no", "dissatisfied", "工资没有拿到")
SECRET = "我老婆也在那个厂"


@pytest.fixture
def cast(db):
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return moved(registered(cast), "accept", "reply", by=cast.author)


def put(case, state):
    """The matter in a state, with its last day where that has ended it."""
    closed = c.TODAY if state in rules.ENDED else None
    Case.objects.filter(pk=case.pk).update(state=state, closed=closed)


@pytest.mark.parametrize(("state", "ended"), list(itertools.product(rules.STATES, (False, True))))
def test_one_may_answer_once_there_is_an_answer_and_once_in_a_round(state, ended):
    may = (state, ended) in {("replied", False), ("called_back", False), ("closed", False)}
    assert calling_rules.may_answer(state, ended) is may
    if may:
        calling_rules.check_own_answer(state, ended)
    else:
        with pytest.raises(Refused):
            calling_rules.check_own_answer(state, ended)


@pytest.mark.parametrize(("solved", "answer"), list(itertools.product(calling_rules.SOLVED, TAGS["answer"])))
def test_the_own_answer_counts_like_a_call_back(cast, case, solved, answer):
    made = answer_case(case, Heard(True, solved, answer), on=c.TODAY)
    case.refresh_from_db()
    said = (made.source, made.by, made.reached, made.solved, made.answer, made.ends, made.round)
    assert said == ("asker", None, True, solved, answer, True, 1)
    assert (case.state, clocks(case)["call_back"][1]) == ("called_back", True)
    step = CaseStep.objects.latest("pk")
    words = f"本人评价：{calling_rules.SOLVED[solved]}，{TAGS['answer'][answer]}"
    assert (step.event, step.label, step.by, step.told) == ("called_back", words, None, True)
    assert (Entry.objects.latest("pk").verb, Entry.objects.latest("pk").by) == ("answer_case", None)


def test_after_closing_without_a_call_back_it_may_still_be_said(cast, case):
    closed = moved(case, "close", by=cast.author)
    answer_case(closed, GOOD, on=c.TODAY)
    closed.refresh_from_db()
    assert (closed.state, closed.closed, has_answered(closed)) == ("closed", c.TODAY, True)
    refuse("", lambda: answer_case(closed, OTHER, on=c.TODAY))


def test_the_same_answer_sent_again_is_the_first_and_another_is_refused(cast, case):
    """The key was pressed twice, or the connection was slow: nothing was said anew."""
    made = answer_case(case, GOOD, on=c.TODAY)
    with c.nothing_written():
        again = [answer_case(case, each, on=c.TODAY) for each in (GOOD, replace(GOOD, text=" 工资拿到了 "))]
    assert again == [made, made]
    for each in (OTHER, replace(GOOD, answer="partly"), replace(GOOD, text="")):
        assert "已经评价过了" in refuse("", lambda each=each: answer_case(case, each, on=c.TODAY))


def test_the_same_answer_of_a_sealed_matter_is_known_as_well(cast):
    talk = registered(cast, "counselling", details={})
    put(talk, "replied")
    made = answer_case(talk, GOOD, on=c.TODAY)
    with c.nothing_written():
        assert answer_case(talk, GOOD, on=c.TODAY) == made
    assert CallBack.objects.get().step.text == ""


def test_said_once_nobody_calls_back_and_called_back_nobody_says_it_again(cast, case):
    caller = cast.people["city_office"]
    answer_case(case, GOOD, on=c.TODAY)
    refuse("", lambda: call_back_case(case, GOOD, by=caller, on=c.TODAY))
    other = moved(registered(cast), "accept", "reply", by=cast.author)
    call_back_case(other, GOOD, by=caller, on=c.TODAY)
    refuse("", lambda: answer_case(other, GOOD, on=c.TODAY))
    assert sorted(CallBack.objects.values_list("source", "by")) == [("asker", None), ("officer", caller.pk)]


def test_a_second_round_asks_again(cast, case):
    answer_case(case, Heard(True, "no", "dissatisfied"), on=c.TODAY)
    again = moved(case, "redo", "reply", by=cast.author)
    assert answer_case(again, GOOD, on=c.TODAY).round == 2


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("solved", Heard(True, "", "satisfied")),
        ("solved", Heard(True, "moon", "satisfied")),
        ("answer", Heard(True, "yes", "moon")),
        ("text", Heard(True, "yes", "satisfied", "字" * 2001)),
        ("text", Heard(True, "yes", "satisfied", "\0")),
    ],
)
def test_half_an_answer_is_none(cast, case, field, new):
    refuse(field, lambda: answer_case(case, new, on=c.TODAY))


def test_the_table_keeps_who_said_it(cast, case):
    made = answer_case(case, GOOD, on=c.TODAY)
    for wrong in ({"source": "officer"}, {"by": cast.author}, {"reached": False, "solved": "", "answer": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CallBack.objects.filter(pk=made.pk).update(**wrong)


@pytest.mark.parametrize("state", rules.STATES)
def test_words_are_added_while_it_has_not_ended(cast, state):
    case = registered(cast)
    put(case, state)
    if state in rules.ENDED:
        refuse("", lambda: add_words(case, SECRET, on=c.TODAY))
        return
    made = add_words(case, f" {SECRET} ", on=c.TODAY)
    assert (made.event, made.text, made.told, made.by, made.was, made.state) == (
        "noted", SECRET, True, None, state, state,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "  ", "字" * 2001, "a\0"])
def test_words_that_are_none_are_refused(cast, case, text):
    refuse("text", lambda: add_words(case, text, on=c.TODAY))


def test_words_about_a_sealed_matter_are_sealed(cast):
    case = registered(cast, "counselling", details={})
    made = add_words(case, SECRET, on=c.TODAY)
    assert (made.text, made.text_sealed is not None) == ("", True)
    assert SECRET.encode() not in bytes(made.text_sealed)


def test_the_owner_hears_that_something_came_and_never_what(cast, case):
    add_words(case, SECRET, on=c.TODAY)
    answer_case(case, Heard(True, "no", "dissatisfied", SECRET), on=c.TODAY)
    told = list(Message.objects.filter(officer=cast.author).order_by("pk").values_list("title", "body"))
    assert told == [("争议调处：本人补充了情况", ""), ("争议调处：本人说没有解决，请再次办理，或者写明理由办结", "")]


def test_without_an_owner_whoever_decides_there_hears(cast):
    case = registered(cast)
    Case.objects.filter(pk=case.pk).update(owner=None)
    add_words(case, SECRET, on=c.TODAY)
    assert Message.objects.get().officer == cast.people["city_office"]


@pytest.mark.parametrize("name", rules.MOVES)
def test_only_the_moves_of_whoever_asked_are_theirs(cast, name):
    case = registered(cast, "petition")
    move = rules.MOVES[name]
    put(case, move.frm[0])
    if move.who != "asker":
        refuse("move", lambda: move_own(case, Step(name, "理由"), on=c.TODAY))
        return
    refuse("text", lambda: move_own(case, Step(name, " "), on=c.TODAY))
    assert move_own(case, Step(name, "理由"), on=c.TODAY).state == move.to
    step = CaseStep.objects.latest("pk")
    assert (step.event, step.by, step.text, step.told) == (move.event, None, "理由", True)


@pytest.mark.parametrize(
    ("kind", "state", "name"),
    [
        ("dispute", "replied", "ask_review"),  # this service knows no review
        ("petition", "replied", "ask_second"),
        ("petition", "replied", "withdraw"),
        ("petition", "withdrawn", "withdraw"),
        ("petition", "registered", "moon"),
    ],
)
def test_a_move_that_the_state_does_not_allow_changes_nothing(cast, kind, state, name):
    case = registered(cast, kind)
    put(case, state)
    refuse("move", lambda: move_own(case, Step(name, "理由"), on=c.TODAY))


def test_withdrawn_its_terms_end_and_it_waits_for_nobody(cast):
    case = registered(cast)
    move_own(case, Step("withdraw", "已经发了"), on=c.TODAY)
    case.refresh_from_db()
    assert (case.state, case.due, case.closed) == ("withdrawn", None, c.TODAY)
    assert all(met or ended for _, met, ended in clocks(case).values())
