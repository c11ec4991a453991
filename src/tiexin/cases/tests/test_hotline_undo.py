"""What one key wrote of a call by mistake is taken back; a call that was about nothing; a number spoken with later."""

from datetime import timedelta

import pytest

from tiexin.cases.actions import hotline as actions
from tiexin.cases.hotline import queries
from tiexin.cases.hotline.models import Call, CallUndone
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import registered
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
LOST, WHOLE = ("ringing", "hungup"), ("ringing", "answered", "hungup")
WHY = "按错了键"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cast():
    yield scene.manned()
    calendar.forget()


@pytest.fixture
def clerk(cast, client):
    return c.enter(client, cast.clerk)


def standing(*measures):
    found = Fact.objects.filter(measure__in=measures, voided_by=None).order_by("pk")
    return [*found.values_list("measure", flat=True)]


def shares():
    return [(each.count, each.total) for each in queries.rates(Call.objects.all())]


def undo(call, who, why=WHY, **more):
    return actions.undo_call(call, why, by=who, on=c.TODAY, **more)


def refuse(action, word, field=""):
    with c.nothing_written(), pytest.raises(Refused, match=word) as refused:
        action()
    assert refused.value.field == field


# ── taken back ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_at_once_is_taken_back_and_a_matter_may_come_of_it(cast):
    call = actions.answer_question(scene.told(*WHOLE), by=cast.clerk, on=c.TODAY)
    assert (standing("call_answered"), shares()[1]) == (["call_answered"], (1, 1))
    call = undo(call, cast.clerk)
    assert (call.is_open, call.what, call.at_once, call.done) == (True, "", False, None)
    assert (standing("call_answered"), shares()[1], standing("call_received")) == ([], (0, 0), ["call_received"])
    kept = CallUndone.objects.get()
    assert (kept.call, kept.was, kept.why, kept.by, kept.on) == (call, "answer", WHY, cast.clerk, c.TODAY)
    assert Entry.objects.filter(verb="undo_call", by=cast.clerk).count() == 1
    case = registered(cast)
    assert actions.link_case(call, case, by=cast.clerk, on=c.TODAY).case == case
    assert shares()[1:3] == [(0, 0), (1, 1)]


def test_answered_again_after_that_it_counts_once(cast):
    call = actions.answer_question(scene.told(*WHOLE), by=cast.clerk, on=c.TODAY)
    call = actions.answer_question(undo(call, cast.clerk), by=cast.clerk, on=c.TODAY)
    assert (standing("call_answered"), shares()[1], call.undoable) == (["call_answered"], (1, 1), "answer")
    assert Fact.objects.filter(measure="call_answered").count() == 2


def test_only_who_wrote_it_or_leads_takes_it_back_and_says_why(cast):
    call = scene.told(*WHOLE)
    Call.objects.filter(pk=call.pk).update(by=cast.mate)  # who answered it is not who wrote it
    call = actions.answer_question(call, by=cast.clerk, on=c.TODAY)
    refuse(lambda: undo(call, cast.mate), "“当场答复”不是您记的")
    refuse(lambda: undo(call, cast.clerk, " "), "请写一句为什么", "why")
    refuse(lambda: undo(call, cast.clerk, "长" * 201), "不超过200个字", "why")
    assert undo(call, cast.mate, leads=True).is_open


@pytest.mark.parametrize("what", ["", "request"])
def test_there_is_nothing_to_take_back_of_an_open_call(cast, what):
    call = scene.told(*WHOLE)
    if what:
        call = actions.mark_call(call, what, by=cast.clerk, on=c.TODAY)
    assert call.undoable == ""
    refuse(lambda: undo(call, cast.clerk), "没有可以改记的")


def test_what_became_a_matter_is_not_taken_back_here(cast):
    call = actions.link_case(scene.told(*WHOLE), registered(cast), "question", by=cast.clerk, on=c.TODAY)
    refuse(lambda: undo(call, cast.clerk), "没有可以改记的")


@pytest.mark.parametrize("tries", [0, 2])
def test_reached_by_mistake_it_is_to_be_called_back_again(cast, tries):
    call = scene.told(*LOST)
    for _ in range(tries):
        actions.call_back(call, False, by=cast.mate, on=c.TODAY)
    call = actions.call_back(call, True, by=cast.clerk, on=c.TODAY)
    actions.mark_call(call, "request", by=cast.mate, on=c.TODAY)
    refuse(lambda: undo(call, cast.mate), "“打通了”不是您记的")
    call = undo(call, cast.clerk)
    assert (call.tries, call.reached, call.what, call.by) == (tries, False if tries else None, "", None)
    assert (call.called_by is None, [*queries.to_call_back(Call.objects.all())]) == (tries == 0, [call])
    assert actions.call_back(call, True, by=cast.mate, on=c.TODAY).tries == tries + 1


def test_the_page_of_the_call_offers_it_and_keeps_what_was_written(cast, clerk):
    call = scene.told(*WHOLE)
    clerk.post(f"/hotline/calls/{call.pk}/answer/")
    page = f"/hotline/calls/{call.pk}/"
    assert "记错了，改记" in text_of(clerk.get(page))
    with c.nothing_written():
        clerk.post(f"{page}undo/", {"why": ""})
    assert "请写一句为什么" in text_of(clerk.get(page))
    assert clerk.post(f"{page}undo/", {"why": WHY}).url == page
    text = text_of(clerk.get(page))
    words = ("还没有登记", f"原来记的是“当场答复”：{WHY}", 'id="answer-')
    assert ([word for word in words if word not in text], "记错了，改记" in text) == ([], False)


def test_a_colleague_may_not_and_the_lead_may(cast, client):
    call = actions.answer_question(scene.told(*WHOLE), by=cast.clerk, on=c.TODAY)
    page = f"/hotline/calls/{call.pk}/"
    with c.nothing_written():
        c.enter(client, cast.mate).post(f"{page}undo/", {"why": WHY})
    c.enter(client, cast.people["office"]).post(f"{page}undo/", {"why": WHY})
    call.refresh_from_db()
    assert (call.is_open, CallUndone.objects.get().by) == (True, cast.people["office"])


def test_out_of_reach_there_is_nothing_to_take_back(cast, client):
    call = actions.answer_question(scene.told(*WHOLE), by=cast.clerk, on=c.TODAY)
    far = c.enter(client, c.officer("外人", cast.other_city, "office"))
    with c.nothing_written():
        assert far.post(f"/hotline/calls/{call.pk}/undo/", {"why": WHY}).status_code == 404


# ── about nothing ───────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_number_is_answered_and_in_none_of_the_three_promises(cast, clerk):
    call = scene.told(*WHOLE)
    assert clerk.post(f"/hotline/calls/{call.pk}/mark/", {"what": "nothing"}).url == f"/hotline/calls/{call.pk}/"
    call.refresh_from_db()
    assert (call.what, call.done, call.by, call.is_open, call.undoable) == (
        "nothing",
        c.TODAY,
        cast.clerk,
        False,
        "nothing",
    )
    assert shares() == [(1, 1), (0, 0), (0, 0), (0, 0)]
    assert standing("call_connected", *actions.KEPT.values()) == ["call_connected"]
    every = Call.objects.all()
    assert (queries.waiting(every).count(), queries.unmarked(every).count()) == (0, 0)
    assert [each.pk for each in clerk.get("/hotline/calls/?what=nothing").context["pager"].rows] == [call.pk]
    refuse(lambda: actions.mark_call(call, "request", by=cast.clerk, on=c.TODAY), "已经登记为打错、无声、骚扰")


def test_no_call_that_nobody_answered_was_about_nothing(cast):
    call = scene.told(*LOST)
    refuse(lambda: actions.mark_nothing(call, by=cast.clerk, on=c.TODAY), "没有接到，回拨打通了再登记")


def test_marked_as_nothing_by_mistake_it_is_open_again(cast):
    call = actions.mark_nothing(scene.told(*WHOLE), by=cast.clerk, on=c.TODAY)
    refuse(lambda: undo(call, cast.mate), "“打错、无声、骚扰”不是您记的")
    assert undo(call, cast.clerk).is_open
    assert actions.answer_question(call, by=cast.clerk, on=c.TODAY).at_once


def test_nothing_is_no_word_for_what_is_registered(cast):
    call = scene.told(*WHOLE)
    refuse(lambda: actions.mark_call(call, "nothing", by=cast.clerk, on=c.TODAY), "咨询、诉求还是困难", "what")
    case = registered(cast)
    refuse(lambda: actions.link_case(call, case, "nothing", by=cast.clerk, on=c.TODAY), "咨询、诉求还是困难", "what")


def test_the_rates_say_how_many_were_about_nothing(cast, client):
    office = c.enter(client, cast.people["office"])
    assert "打错、无声、骚扰的来电" not in text_of(office.get("/hotline/rates/"))
    call = actions.mark_nothing(scene.told(*WHOLE), by=cast.clerk, on=c.TODAY)
    Call.objects.filter(pk=call.pk).update(at=scene.moment(c.TODAY))
    answer = office.get("/hotline/rates/")
    assert (answer.context["nothing"], ">1个打错、无声、骚扰的来电</a>" in text_of(answer)) == (1, True)


# ── spoken with later ───────────────────────────────────────────────────────────────────────────────────


def lost(call, ago, **more):
    found = scene.told(*LOST, call=call, **more)
    Call.objects.filter(pk=found.pk).update(at=now() - ago * MINUTE)
    return found


def waits():
    return [call.exchange_id for call in queries.to_call_back(Call.objects.all())]


def test_whoever_rang_again_and_was_answered_is_not_called_back(cast, clerk):
    lost("early", 50)
    lost("late", 1)
    lost("other", 50, caller="13900001111")
    answered = scene.told(*WHOLE, call="answered")
    Call.objects.filter(pk=answered.pk).update(at=now() - 30 * MINUTE, answer=now() - 30 * MINUTE)
    assert waits() == ["other", "late"]
    assert "后来跟这个号码通上了话，不用回拨" in text_of(clerk.get("/hotline/calls/"))


def test_the_list_says_how_many_were_spoken_with_later(cast, clerk):
    call = lost("early", 50)
    scene.told(*WHOLE, call="answered")
    text = text_of(clerk.get("/hotline/abandoned/"))
    assert ("近30天另有1个没有接到的，后来跟同一个号码通上了话" in text, "没有要回拨的电话" in text) == (True, True)
    assert "不用回拨" in text_of(clerk.get(f"/hotline/calls/{call.pk}/"))


def test_one_number_is_one_row_and_reached_once(cast, clerk):
    for number, name in enumerate(("first", "second", "third")):
        lost(name, 30 - number * 10)
    lost("other", 25, caller="13900001111")
    actions.call_back(Call.objects.get(exchange_id="second"), False, by=cast.mate, on=c.TODAY)
    rows = clerk.get("/hotline/abandoned/").context["pager"].rows
    told = [(row.exchange_id, row.times, row.tried, row.last and row.last.called_by) for row in rows]
    assert told == [("third", 3, 1, cast.mate), ("other", 1, 0, None)]
    text = text_of(clerk.get("/hotline/abandoned/"))
    assert [word for word in ("共3次没有接到", "1次没有打通", "葛春梅") if word not in text] == []
    clerk.post(f"/hotline/calls/{rows[0].pk}/back/", {"reached": "yes"})
    assert waits() == ["other"]


def test_a_hidden_number_is_nobody_else_s(cast):
    lost("hidden", 50, caller="")
    scene.told(*WHOLE, call="answered", caller="")
    assert waits() == ["hidden"]


def test_practice_settles_nothing_real(cast):
    lost("real", 50)
    call = scene.told(*WHOLE, call="practised")
    Call.objects.filter(pk=call.pk).update(org=cast.other_county)
    assert waits() == []
    Org.objects.filter(pk=cast.other_county.pk).update(practice=True)
    assert waits() == ["real"]
