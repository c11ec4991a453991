"""Call-backs by somebody else than the handler; three rates with what they are over."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases import calling_rules
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.calling import CallBack
from tiexin.cases.calling_rules import Rate
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.rates import rules as rates
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

YES = Heard(True, "yes", "satisfied", "工资拿到了")


@kept.fixture
def cast():
    found = stage()
    found.caller = found.people["city_office"]
    return found


@pytest.fixture
def case(cast):
    return moved(registered(cast), "accept", "reply", by=cast.author)


def asked(cast, case, new=YES, by=None, on=c.TODAY):
    return call_back_case(case, new, by=by or cast.caller, on=on)


def test_whoever_was_reached_ends_the_round(cast, case):
    assert clocks(case)["call_back"][1] is False
    made = asked(cast, case)
    assert (Case.objects.get().state, made.round, made.ends) == ("called_back", 1, True)
    assert clocks(case)["call_back"][1] is True
    refuse("", lambda: asked(cast, case))


def test_three_attempts_are_enough(cast, case):
    for day in range(2):
        asked(cast, case, Heard(False), on=c.TODAY + day * DAY)
        assert Case.objects.get().state == "replied"
    asked(cast, case, Heard(False), on=c.TODAY + 2 * DAY)
    assert Case.objects.get().state == "called_back"
    assert CaseClock.objects.get(rule="call_back").met is not None
    assert list(CallBack.objects.order_by("pk").values_list("ends", flat=True)) == [False, False, True]


def test_whoever_handled_it_does_not_ask(cast, case):
    add_helper(case, cast.mate, "查工资表", by=cast.author, on=c.TODAY)
    refuse("", lambda: asked(cast, case, by=cast.author))
    refuse("", lambda: asked(cast, case, by=cast.mate))


def test_whoever_wrote_the_answer_does_not_ask_though_it_was_never_theirs(cast):
    """An office that begins and replies in the place of the owner handled it all the same."""
    case = moved(registered(cast), "accept", by=cast.author)
    for name, outcome in (("begin", {}), ("reply", {"agreement": "reached"})):
        case = move_case(case, Step(name, "替承办的人办", None, outcome), by=cast.people["office"], on=c.TODAY)
    assert case.owner == cast.author
    refuse("", lambda: asked(cast, case, by=cast.people["office"]))
    assert asked(cast, case).ends


def test_nobody_asks_before_there_is_an_answer(cast):
    early = moved(registered(cast), "accept", by=cast.author)
    refuse("", lambda: asked(cast, early))


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("solved", Heard(True, "", "satisfied")),
        ("solved", Heard(True, "moon", "satisfied")),
        ("answer", Heard(True, "yes", "")),
        ("answer", Heard(True, "yes", "moon")),
        ("reached", Heard(False, "yes", "satisfied")),
        ("text", Heard(True, "yes", "satisfied", "字" * 2001)),
    ],
)
def test_half_an_answer_is_none(cast, case, field, new):
    refuse(field, lambda: asked(cast, case, new))


def test_what_was_not_solved_is_done_again_and_asked_again(cast, case):
    asked(cast, case, Heard(True, "no", "dissatisfied"))
    moved(case, "redo", "reply", by=cast.author)
    assert asked(cast, case).round == 2
    assert [each.answer for each in CallBack.objects.order_by("pk")] == ["dissatisfied", "satisfied"]


def sums(**more):
    return {"in_time": 0, "ended_terms": 0, "solving": 0, "found": 0, "satisfied": 0, "dissatisfied": 0, **more}


def test_who_says_partly_stands_in_neither_side():
    found = calling_rules.rates(sums(satisfied=8, dissatisfied=2, found=15, solving=9))
    assert [(rate.count, rate.total, rate.percent) for rate in found] == [(0, 0, None), (9, 15, 60.0), (8, 10, 80.0)]


@pytest.mark.parametrize(("total", "few"), [(0, False), (1, True), (4, True), (5, False)])
def test_too_few_are_no_rate(total, few):
    rate = Rate("x", "a", "b", total, total)
    assert (rate.few, rate.percent) == (few, 100.0 if total == 5 else None)


@given(st.integers(5, 10**6), st.data())
def test_what_is_not_whole_is_never_shown_as_a_hundred(total, data):
    count = data.draw(st.integers(0, total))
    percent = Rate("x", "a", "b", count, total).percent
    assert 0 <= percent <= 100 and (percent == 100) == (count == total)
    assert percent <= 100 * count / total < percent + 0.1 + 1e-9


def test_asked_by_its_page_and_counted_on_the_page_of_rates(cast, case, client):
    caller = c.enter(client, cast.caller)
    assert "回访" in caller.get(f"/cases/{case.pk}/").content.decode()
    page = f"/cases/{case.pk}/call-back/"
    with c.nothing_written():
        assert caller.post(page, {"reached": "yes", "solved": "yes"}).status_code == 422
    said = {"reached": "yes", "solved": "yes", "answer": "satisfied"}
    assert caller.post(page, said).status_code == 302
    assert caller.get(page).status_code == 404
    text = caller.get("/cases/rates/").content.decode()
    assert "1 / 1" in text and "少于5件，不算率" in text


def test_what_whoever_was_reached_must_have_said_is_not_called_optional(cast, case, client):
    text = c.enter(client, cast.caller).get(f"/cases/{case.pk}/call-back/").content.decode()
    legends = dict(re.findall(r'class="tx-label"[^>]*>([^<]+) <span class="tx-optional">([^<]+)<', text))
    needed = "找到本人的必填"
    assert legends == {"解决了吗": needed, "满意吗": needed, "本人还说了什么": "选填"}


def test_the_page_of_rates_says_that_each_is_reminded_as_they_want_to_be_told(cast, client):
    text = c.enter(client, cast.caller).get("/cases/rates/").content.decode()
    said = "提醒一次，照本人要的办法：凭查询码看的发短信，要电话的请人打电话问，要纸的请承办的人交给本人"
    assert (text.count(said), list(rates.WAYS.values())) == (1, ["text", "ring", "paper"])


def test_whoever_handled_it_has_no_page_for_asking(cast, case, client):
    assert c.enter(client, cast.author).get(f"/cases/{case.pk}/call-back/").status_code == 404
    other = c.enter(type(client)(), cast.people["stranger"])
    assert other.get(f"/cases/{case.pk}/call-back/").status_code == 404
    assert "0 / 0" in other.get("/cases/rates/").content.decode()


def days(*ends):
    return "至".join(f'<span class="tx-nowrap">{end}</span>' for end in ends)


def test_rates_are_of_the_days_asked_for(cast, case, client):
    asked(cast, case)
    caller = c.enter(client, cast.caller)
    found = caller.get("/cases/rates/?since=2012-05-11&until=2012-05-12").content.decode()
    assert days("2012年5月11日", "2012年5月12日") in found and "1 / 1" not in found
    turned = caller.get("/cases/rates/?since=2012-05-12&until=2012-05-01").content.decode()
    assert days("2012年5月1日", "2012年5月12日") in turned


def test_the_term_of_contact_counts_when_it_has_ended(cast, client):
    registered(cast)
    moved(registered(cast), "accept", by=cast.author)
    c.set_day(date(2012, 5, 20))
    text = c.enter(client, cast.author).get("/cases/rates/").content.decode()
    assert "1 / 2" in text
