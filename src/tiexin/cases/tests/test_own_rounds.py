"""A matter in its asker's hands over several rounds: what waits ends with it, who hears of it and of what not."""

import itertools

import pytest

from tiexin.cases import rules
from tiexin.cases.actions.asking_person import add_words, answer_case, has_answered, move_own
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.offering import NewOffer, assign_case, drop_offer, offer_case, return_offer, take_offer
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, CaseStep, Offer
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

GOOD, BAD = Heard(True, "yes", "satisfied"), Heard(True, "no", "dissatisfied")
WITHDRAW = Step("withdraw", "已经发了")


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


@pytest.fixture
def offered(cast):
    case = registered(cast)
    offer_case(case, NewOffer(cast.city, None, "由市里办"), by=cast.author, on=c.TODAY)
    return case


@pytest.mark.parametrize("name", [None, "mate"])
def test_an_offer_ends_with_the_matter_that_is_withdrawn(cast, name):
    case = registered(cast)
    whom = getattr(cast, name) if name else None
    offer_case(case, NewOffer(whom.org if whom else cast.city, whom, "由别人办"), by=cast.author, on=c.TODAY)
    assert Case.objects.filter(offers__answer="").count() == 1
    move_own(case, WITHDRAW, on=c.TODAY)
    offer = Offer.objects.get()
    assert (offer.answer, offer.answer_reason, offer.answered is not None) == ("dropped", "", True)


def test_what_was_withdrawn_nobody_takes_returns_or_takes_back(cast, offered):
    move_own(offered, WITHDRAW, on=c.TODAY)
    taker = cast.people["city_office"]
    refuse("", lambda: take_offer(offered, by=taker, on=c.TODAY))
    refuse("", lambda: return_offer(offered, "不归我们", by=taker, on=c.TODAY))
    refuse("", lambda: drop_offer(offered, by=cast.author, on=c.TODAY))
    offered.refresh_from_db()
    assert (offered.state, offered.org, offered.owner) == ("withdrawn", cast.county, cast.author)


def test_a_withdrawal_that_is_refused_leaves_the_offer_waiting(cast, offered):
    refuse("text", lambda: move_own(offered, Step("withdraw", " "), on=c.TODAY))
    refuse("", lambda: move_own(offered, Step("withdraw", "已经发了", seen=1), on=c.TODAY))
    assert Offer.objects.get().answer == ""
    take_offer(offered, by=cast.people["city_office"], on=c.TODAY)
    offered.refresh_from_db()
    assert offered.org == cast.city


def test_an_offer_that_was_answered_before_keeps_its_answer(cast, offered):
    return_offer(offered, "不归我们", by=cast.people["city_office"], on=c.TODAY)
    move_own(offered, WITHDRAW, on=c.TODAY)
    assert (Offer.objects.get().answer, Offer.objects.get().answer_reason) == ("returned", "不归我们")


def test_withdrawn_and_taken_up_again_it_may_be_offered_anew(cast, offered):
    move_own(offered, WITHDRAW, on=c.TODAY)
    again = move_case(offered, Step("reopen", "又没有发"), by=cast.chief, on=c.TODAY)
    offer_case(again, NewOffer(cast.city, None, "由市里办"), by=cast.author, on=c.TODAY)
    assert sorted(Offer.objects.values_list("answer", flat=True)) == ["", "dropped"]
    assert (again.state, again.round, has_answered(again)) == ("registered", 1, False)


@pytest.mark.parametrize("before", [(), ("accept",), ("accept", "begin")])
def test_withdrawn_from_any_open_state_it_leaves_every_list_of_terms(cast, before):
    case = moved(registered(cast), *before, by=cast.author)
    assert case.due is not None
    done = move_own(case, WITHDRAW, on=c.TODAY + DAY)
    assert (done.state, done.closed) == ("withdrawn", c.TODAY + DAY)
    assert Case.objects.get().due is None
    assert [rule for rule, (_, met, ended) in clocks(case).items() if not (met or ended)] == []


def test_a_withdrawal_proves_nothing(cast):
    before = Fact.objects.count()
    move_own(registered(cast), WITHDRAW, on=c.TODAY)
    assert Fact.objects.count() == before


def test_each_act_of_ones_own_has_one_entry_without_an_officer(cast):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    last = Entry.objects.latest("pk").pk
    add_words(case, "一", on=c.TODAY)
    answer_case(case, BAD, on=c.TODAY)
    move_own(case, Step("ask_review", "数额不对"), on=c.TODAY)
    entries = Entry.objects.filter(pk__gt=last).order_by("pk")
    said = list(entries.values_list("verb", "by", "org", "thing_id", "on"))
    made = [("add_to_case", cast.county), ("answer_case", cast.county), ("ask_review_case", cast.city)]
    assert said == [(verb, None, org.pk, case.pk, c.TODAY) for verb, org in made]  # a review goes one up


def test_words_never_stand_in_the_trail_or_in_a_message(cast):
    case = registered(cast)
    add_words(case, "我老婆也在那个厂", on=c.TODAY)
    move_own(case, Step("withdraw", "车间主任威胁我"), on=c.TODAY)
    trail = " ".join(str(each) for row in Entry.objects.values_list() for each in row)
    told = " ".join(f"{each.title}{each.body}{each.url}" for each in Message.objects.all())
    for words in ("我老婆", "威胁"):
        assert words not in trail and words not in told
        assert CaseStep.objects.filter(text__contains=words).count() == 1


def test_added_twice_it_stands_there_twice_in_order(cast):
    case = registered(cast)
    made = [add_words(case, text, on=c.TODAY).pk for text in ("一", "二", "一")]
    added = CaseStep.objects.filter(label="本人补充").order_by("pk")
    assert list(added.values_list("pk", "text")) == list(zip(made, ("一", "二", "一"), strict=True))


@pytest.mark.parametrize(("length", "fits"), [(1, True), (2000, True), (2001, False), (1_000_000, False)])
@pytest.mark.parametrize("act", ["add", "answer", "move"])
def test_the_last_character_that_fits(cast, act, length, fits):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    text = "字" * length
    acts = {
        "add": lambda: add_words(case, text, on=c.TODAY),
        "answer": lambda: answer_case(case, Heard(True, "yes", "satisfied", text), on=c.TODAY),
        "move": lambda: move_own(case, Step("ask_review", text), on=c.TODAY),
    }
    if not fits:
        assert f"现在{length}字" in refuse("text", acts[act])
        return
    acts[act]()
    assert len(CaseStep.objects.latest("pk").text) == length


@pytest.mark.parametrize("state", [each for each in rules.STATES if each not in ("replied", "called_back", "closed")])
def test_before_there_is_an_answer_the_refusal_says_how_it_stands(cast, state):
    case = registered(cast, "petition")
    Case.objects.filter(pk=case.pk).update(state=state, closed=c.TODAY if state in rules.ENDED else None)
    assert f"“{rules.STATES[state]}”" in refuse("", lambda: answer_case(case, GOOD, on=c.TODAY))


def test_attempts_that_reached_nobody_leave_the_answer_to_whoever_asked(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    caller = cast.people["city_office"]
    call_back_case(case, Heard(False), by=caller, on=c.TODAY)
    assert has_answered(case) is False
    made = answer_case(case, GOOD, on=c.TODAY + DAY)
    assert (made.ends, made.on, CallBack.objects.filter(ends=True).count()) == (True, c.TODAY + DAY, 1)


def test_given_up_it_may_still_be_answered_once(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    for day in range(3):
        call_back_case(case, Heard(False), by=cast.people["city_office"], on=c.TODAY + day * DAY)
    case.refresh_from_db()
    assert (case.state, has_answered(case)) == ("called_back", False)
    made = answer_case(case, GOOD, on=c.TODAY + 3 * DAY)
    assert (Case.objects.get().state, has_answered(case), made.source) == ("called_back", True, "asker")
    assert list(CallBack.objects.filter(ends=True)) == [made]
    assert "已经评价过" in refuse("", lambda: answer_case(case, BAD, on=c.TODAY + 3 * DAY))


def test_the_answer_of_one_round_is_not_that_of_the_next(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    answer_case(case, BAD, on=c.TODAY)
    for each in range(2, 4):
        case = moved(case, "redo", by=cast.author)
        assert (case.round, has_answered(case)) == (each, False)
        refuse("", lambda case=case: answer_case(case, GOOD, on=c.TODAY))
        case = moved(case, "reply", by=cast.author)
        answer_case(case, GOOD, on=c.TODAY)
        refuse("", lambda case=case: answer_case(case, BAD, on=c.TODAY))
    rounds = CallBack.objects.order_by("pk").values_list("round", "solved", "answer")
    assert list(rounds) == [(1, "no", "dissatisfied"), (2, "yes", "satisfied"), (3, "yes", "satisfied")]


def test_another_matters_answer_ends_nothing_here(cast):
    one, other = (moved(registered(cast), "accept", "reply", by=cast.author) for _ in range(2))
    answer_case(one, GOOD, on=c.TODAY)
    assert (has_answered(one), has_answered(other)) == (True, False)
    assert clocks(other)["call_back"][1] is False
    assert answer_case(other, BAD, on=c.TODAY).case == other


def test_whoever_owns_it_now_hears_and_the_one_before_does_not(cast):
    case = registered(cast)
    assign_case(case, cast.mate, "她熟悉情况", by=cast.chief, on=c.TODAY)
    before = Message.objects.filter(officer=cast.author).count()
    add_words(case, "工资条找到了", on=c.TODAY)
    newest = Message.objects.latest("pk")
    assert (newest.officer, newest.title, newest.url) == (cast.mate, "争议调处：本人补充了情况", f"/cases/{case.pk}/")
    assert Message.objects.filter(officer=cast.author).count() == before


def test_whom_it_is_about_hears_nothing(cast):
    case = registered(cast)
    decides = cast.people["city_office"]  # where it waits without an owner
    Case.objects.filter(pk=case.pk).update(owner=None, about=decides)
    before = Message.objects.count()
    add_words(case, "是他让我们签的", on=c.TODAY)
    move_own(case, WITHDRAW, on=c.TODAY)
    assert Message.objects.count() == before


MOVES = [name for name, move in rules.MOVES.items() if move.who == "asker"]


@pytest.mark.parametrize(("state", "name"), list(itertools.product(rules.STATES, MOVES)))
def test_every_move_in_every_state_goes_where_the_table_says_or_nowhere(cast, state, name):
    case, move = registered(cast, "petition"), rules.MOVES[name]
    Case.objects.filter(pk=case.pk).update(state=state, closed=c.TODAY if state in rules.ENDED else None)
    if state not in move.frm or (state, name) == ("handling", "ask_second"):  # no review ordered anything
        with c.nothing_written(), pytest.raises(Refused):
            move_own(case, Step(name, "理由"), on=c.TODAY)
        assert Case.objects.get().state == state
        return
    move_own(case, Step(name, "理由"), on=c.TODAY)
    found = Case.objects.get()
    assert (found.state, found.closed is not None) == (move.to, move.to in rules.ENDED)
    assert found.steps.latest("pk").was == state
