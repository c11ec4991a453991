"""Call-backs asked again by lot, by somebody apart; one reminder for whoever has not answered."""

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.rates import recheck_call_back, remind_unanswered, worked_between
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case
from tiexin.cases.rates import drawing, rules
from tiexin.cases.rates.models import AnswerReminder, Recheck
from tiexin.cases.rates.rules import Answer, Compared
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import DAY, moved, refuse
from tiexin.core.workdays import Calendar
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

SAME, OTHER = Heard(True, "yes", "satisfied"), Heard(True, "partly", "satisfied", "还差一个月")


@pytest.fixture
def cast(db):
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def first(cast):
    return scene.called_back(cast)


def again(cast, first, new=SAME, by=None, on=c.TODAY):
    return recheck_call_back(first, new, by=by or cast.other, on=on)


def test_asked_again_and_nothing_of_the_matter_changes(cast, first):
    scene.drawn(cast)
    before = Case.objects.values().get()
    made = again(cast, first, OTHER)
    assert (made.differs, made.ends, made.draw.org, made.text) == (True, True, cast.city, "还差一个月")
    assert Case.objects.values().get() == before and first.case.steps.count() == 4
    refuse("", lambda: again(cast, first))


def test_the_same_answer_does_not_differ(cast, first):
    scene.drawn(cast)
    assert again(cast, first).differs is False


def test_not_what_nobody_drew_and_not_what_the_unit_drew_itself(cast, first):
    refuse("", lambda: again(cast, first))
    scene.drawn(cast, cast.county)
    refuse("", lambda: again(cast, first))
    scene.drawn(cast)
    assert again(cast, first).ends


def test_not_by_whoever_took_part_called_back_or_is_of_the_unit(cast, first):
    scene.drawn(cast)
    for who in (cast.author, cast.caller, cast.mate, cast.chief):
        refuse("", lambda who=who: again(cast, first, by=who))


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("solved", Heard(True, "", "satisfied")),
        ("answer", Heard(True, "yes", "moon")),
        ("reached", Heard(False, "yes", "satisfied")),
        ("text", Heard(True, "yes", "satisfied", "字" * 501)),
    ],
)
def test_half_an_answer_is_none(cast, first, field, new):
    scene.drawn(cast)
    refuse(field, lambda: again(cast, first, new))


def test_attempts_to_ask_again_on_one_day_are_one(cast, first):
    scene.drawn(cast)
    assert [again(cast, first, Heard(False), on=c.TODAY).ends for _ in range(4)] == [False] * 4
    assert [again(cast, first, Heard(False), on=c.TODAY + day * DAY).ends for day in (1, 2)] == [False, True]


def test_three_attempts_are_enough(cast, first):
    scene.drawn(cast)
    for number in range(3):
        assert again(cast, first, Heard(False), on=c.TODAY + number * DAY).ends is (number == 2)
    refuse("", lambda: again(cast, first))
    assert list(Recheck.objects.ended().values_list("reached", "differs")) == [(False, False)]


def test_the_database_holds_to_one_end_and_whole_answers(cast, first):
    scene.drawn(cast)
    made = again(cast, first)
    for wrong in ({"reached": False}, {"solved": ""}, {"ends": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recheck.objects.filter(pk=made.pk).update(**wrong)
    same = {name: getattr(made, name) for name in ("case", "draw", "by", "on", "reached", "solved", "answer", "ends")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Recheck.objects.create(call_back=first, **same)


# ── what lies in the urn ────────────────────────────────────────────────────────────────────────────────


def test_the_urn_holds_who_was_reached_and_nothing_sealed(cast, first):
    call_back_case(scene.replied(cast), Heard(False), by=cast.caller, on=c.TODAY)
    hidden = scene.called_back(cast)
    Case.objects.filter(pk=hidden.case_id).update(sealed=True, text="")
    found = list(drawing.rows(cast.city, c.TODAY, date(2012, 1, 1)))
    assert [(pk, item.key) for pk, item in found] == [(first.pk, f"{first.case.number}-1")]
    assert found[0][1].values == {"kind": first.case.what, "city": "银川市", "unit": "兴庆区"}
    assert first.case.title not in found[0][1].label


def test_the_urn_keeps_to_its_days_and_place(cast, first):
    assert list(drawing.rows(cast.city, c.TODAY, c.TODAY + DAY)) == []
    assert list(drawing.rows(cast.other_city, c.TODAY, None)) == []
    assert [pk for pk, _ in drawing.rows(cast.county, c.TODAY, None)] == [first.pk]


# ── by unit ─────────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 10**4), st.data())
def test_no_percent_under_the_fewest(reached, data):
    differing = data.draw(st.integers(0, reached))
    rate = Compared("某县", reached, reached, differing).rate
    assert (rate.percent is None) == (reached < 5)
    assert rate.percent is None or rate.percent <= 100 * differing / reached


@given(*[st.sampled_from(["yes", "partly", "no"])] * 2, *[st.sampled_from(["satisfied", "partly", "dissatisfied"])] * 2)
def test_two_answers_differ_when_either_part_does(one, two, three, four):
    assert rules.differs(Answer(one, three), Answer(two, four)) == (one != two or three != four)


def test_asked_by_its_page_and_told_by_unit(cast, first, client):
    scene.drawn(cast)
    other = c.enter(client, cast.other)
    listed = other.get("/cases/rechecks/").content.decode()
    form = f"/cases/rechecks/{first.pk}/"
    assert form in listed and "回访：解决了" not in other.get(form).content.decode()
    with c.nothing_written():
        assert other.post(form, {"reached": "yes", "solved": "no"}).status_code == 422
    assert other.post(form, {"reached": "yes", "solved": "no", "answer": "dissatisfied"}).status_code == 302
    assert other.get(form).status_code == 404
    text = other.get("/cases/rechecks/units/").content.decode()
    assert "抽查1件，找到本人1件，1件不一致" in text and "少于5件，不算率" in text


def test_taken_out_by_unit(cast, first, client):
    scene.drawn(cast)
    again(cast, first)
    answer = c.enter(client, cast.other).get("/cases/rechecks/units/?as=xlsx")
    rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert list(rows)[-1] == ("兴庆区总工会", 1, 1, 0, None)


def test_units_of_others_are_not_shown(cast, first, client):
    scene.drawn(cast)
    again(cast, first)
    text = c.enter(client, cast.people["stranger"]).get("/cases/rechecks/units/").content.decode()
    assert "这些日子没有抽查过回访" in text and "兴庆区" not in text


def test_whoever_is_not_apart_has_no_page_for_it(cast, first, client):
    scene.drawn(cast)
    for who in (cast.author, cast.caller, cast.people["stranger"]):
        assert c.enter(type(client)(), who).get(f"/cases/rechecks/{first.pk}/").status_code == 404


# ── one reminder ────────────────────────────────────────────────────────────────────────────────────────


def texts():
    return list(Message.objects.filter(source__contains="answer-reminder").values_list("channel", "officer"))


def test_one_text_some_working_days_after_the_reply_and_never_two(cast):
    case = scene.replied(cast)  # a Thursday
    assert c.TODAY.isoweekday() == 4
    assert [remind_unanswered(c.TODAY + number * DAY) for number in range(5)] == [0, 0, 0, 0, 0]
    assert remind_unanswered(c.TODAY + 5 * DAY) == 1
    assert [remind_unanswered(c.TODAY + number * DAY) for number in range(5, 40)] == [0] * 35
    assert texts() == [("sms", None)]
    kept = AnswerReminder.objects.get()
    assert (kept.case, kept.round, kept.on) == (case, 1, c.TODAY + 5 * DAY)


def test_a_round_of_its_own_is_a_question_of_its_own(cast):
    case = scene.replied(cast)
    later = c.TODAY + 7 * DAY
    assert remind_unanswered(later) == 1
    moved(case, "redo", "reply", by=cast.author, on=later)
    assert [remind_unanswered(later + number * DAY) for number in (1, 5, 6)] == [0, 1, 0]


def test_nobody_is_reminded_who_answered_left_no_mobile_or_was_answered_long_ago(cast):
    scene.called_back(cast)
    scene.replied(cast, phone="")
    scene.replied(cast, phone="0951-6012345")
    assert remind_unanswered(c.TODAY + 7 * DAY) == 0
    scene.replied(cast)
    assert remind_unanswered(c.TODAY + 31 * DAY) == 0
    assert texts() == []


def test_whoever_was_not_found_is_reminded_and_still_did_not_answer(cast, client):
    case = scene.replied(cast)
    for day in range(3):
        call_back_case(case, Heard(False), by=cast.caller, on=c.TODAY + day * DAY)
    assert remind_unanswered(c.TODAY + 7 * DAY) == 1
    assert list(CallBack.objects.filter(ends=True).values_list("reached", flat=True)) == [False]
    shown = c.enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()
    assert "不再提醒第二次" in shown


@given(st.dates(date(2012, 1, 1), date(2012, 12, 1)), st.integers(0, 60))
def test_working_days_between_two_days(first, days):
    plain = Calendar({}, frozenset({2012, 2013}))
    last = first + timedelta(days=days)
    wanted = sum((first + timedelta(days=number)).isoweekday() < 6 for number in range(1, days + 1))
    assert worked_between(first, last, plain) == wanted


@pytest.mark.parametrize(
    ("replied", "worked", "due"), [(0, 2, False), (5, 3, True), (30, 20, True), (31, 20, False), (3, 3, True)]
)
def test_the_day_has_come(replied, worked, due):
    assert rules.may_remind(c.TODAY - replied * DAY, worked, c.TODAY) is due
