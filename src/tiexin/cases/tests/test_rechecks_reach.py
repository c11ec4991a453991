"""Asking again and reminding: what is drawn of which unit, who sees what waits, days and batches, bad input."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tiexin.cases.actions import rates as actions
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.rates import recheck_call_back, remind_unanswered, unanswered, worked_between
from tiexin.cases.actions.taking_part import add_helper, drop_helper
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, Part
from tiexin.cases.rates import drawing, rules
from tiexin.cases.rates.models import AnswerReminder, Recheck
from tiexin.cases.rates.rules import Compared
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import DAY, moved, refuse
from tiexin.core.refusal import Refused
from tiexin.core.workdays import Calendar
from tiexin.draws import kinds
from tiexin.duties import worker
from tiexin.evidence import names
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

SAME, OTHER = Heard(True, "yes", "satisfied"), Heard(True, "partly", "satisfied", "还差一个月")
LIST, UNITS = "/cases/rechecks/", "/cases/rechecks/units/"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def cast(db):
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def first(cast):
    return scene.called_back(cast)


def again(cast, first, new=SAME, by=None, on=c.TODAY):
    return recheck_call_back(first, new, by=by or cast.other, on=on)


def page(who, client, address):
    return c.enter(type(client)(), who).get(address)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


@given(*[st.booleans()] * 4)
def test_asking_again_needs_a_lot_and_somebody_apart(took_part, same_unit, drawn, ended):
    fits = drawn and not (took_part or same_unit or ended)
    try:
        rules.check_again(took_part, same_unit, drawn, ended)
        assert fits
    except Refused as refused:
        assert not fits and ("由别人抽查" in str(refused)) == (took_part or same_unit)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_reminder_has_its_first_and_its_last_day(days, worked):
    due = rules.may_remind(c.TODAY - days * DAY, worked, c.TODAY)
    assert due is (worked >= 3 and days <= 30)


@given(st.dates(date(2012, 1, 1), date(2012, 11, 1)), st.integers(0, 30), st.integers(0, 30))
def test_working_days_of_two_stretches_add_up(first, one, two):
    plain = Calendar({}, frozenset({2012, 2013}))
    middle, last = first + timedelta(days=one), first + timedelta(days=one + two)
    whole = worked_between(first, last, plain)
    assert whole == worked_between(first, middle, plain) + worked_between(middle, last, plain)


@given(st.integers(5, 1000), st.data())
def test_what_is_not_whole_is_never_told_as_a_hundred(reached, data):
    differing = data.draw(st.integers(0, reached))
    percent = Compared("某县", reached, reached, differing).rate.percent
    assert (percent == 100) == (differing == reached) and (percent == 0) == (differing * 1000 < reached)


# ── the urn ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "since", "found"), [(0, 0, 1), (0, None, 1), (-1, None, 0), (5, 0, 1), (5, 1, 0), (0, -30, 1)]
)
def test_the_day_itself_lies_in_the_urn(cast, first, day, since, found):
    from_day = None if since is None else c.TODAY + since * DAY
    assert len(list(drawing.rows(cast.city, c.TODAY + day * DAY, from_day))) == found


def test_what_lies_in_the_urn_is_registered_by_its_days_and_ways():
    kind = kinds.KINDS["call_backs"]
    assert (kind.rows, kind.by, kind.dated) == (drawing.rows, ("city", "unit"), True)


def test_each_round_lies_in_it_by_itself_and_who_was_not_found_never(cast):
    case = scene.replied(cast)
    call_back_case(case, scene.NO, by=cast.caller, on=c.TODAY)
    moved(Case.objects.get(), "redo", "reply", by=cast.author)
    call_back_case(Case.objects.get(), scene.YES, by=cast.caller, on=c.TODAY)
    lost = scene.replied(cast)
    for day in range(3):
        call_back_case(lost, Heard(False), by=cast.caller, on=c.TODAY + day * DAY)
    keys = [item.key for _, item in drawing.rows(cast.county, c.TODAY, None)]
    assert keys == [f"{case.number}-1", f"{case.number}-2"]


# ── who asks again ──────────────────────────────────────────────────────────────────────────────────────


def test_whoever_ever_took_part_stays_away(cast, first):
    scene.drawn(cast)
    Case.objects.filter(pk=first.case_id).update(state="handling")
    add_helper(first.case, cast.other, "查工资表", by=cast.author, on=c.TODAY)
    drop_helper(first.case, cast.other, by=cast.author, on=c.TODAY)
    assert Part.objects.get(officer=cast.other).until == c.TODAY
    refuse("", lambda: again(cast, first))


def test_whom_it_is_about_stays_away(cast, first, client):
    scene.drawn(cast)
    Case.objects.filter(pk=first.case_id).update(about=cast.other)
    refuse("", lambda: again(cast, first))
    assert page(cast.other, client, f"{LIST}{first.pk}/").status_code == 404


def test_what_was_sealed_since_the_lot_is_not_asked_again(cast, first, client):
    scene.drawn(cast)
    Case.objects.filter(pk=first.case_id).update(sealed=True, text="")
    refuse("", lambda: again(cast, first))
    assert page(cast.other, client, f"{LIST}{first.pk}/").status_code == 404
    assert first.case.number not in page(cast.other, client, LIST).content.decode()


def test_what_goes_on_is_asked_about_the_round_that_was_drawn(cast, first):
    scene.drawn(cast)
    moved(Case.objects.get(), "redo", "reply", by=cast.author)
    second = call_back_case(Case.objects.get(), scene.NO, by=cast.caller, on=c.TODAY)
    assert again(cast, first, SAME).differs is False
    refuse("", lambda: again(cast, second))  # nobody drew that one


@pytest.mark.parametrize(
    ("new", "differs"),
    [
        (Heard(True, "yes", "satisfied", "第二次说得多"), False),
        (Heard(True, "partly", "satisfied"), True),
        (Heard(True, "yes", "dissatisfied"), True),
        (Heard(True, "no", "dissatisfied"), True),
        (Heard(False), False),
    ],
)
def test_only_answers_make_a_difference(cast, first, new, differs):
    scene.drawn(cast)
    made = again(cast, first, new)
    assert (made.differs, made.ends, made.reached) == (differs, new.reached, new.reached)


def test_an_attempt_that_reached_nobody_leaves_it_on_the_list(cast, first, client):
    scene.drawn(cast)
    again(cast, first, Heard(False, text="没有人接"))
    assert f"{LIST}{first.pk}/" in page(cast.other, client, LIST).content.decode()
    again(cast, first, OTHER, by=cast.above)
    assert f"{LIST}{first.pk}/" not in page(cast.other, client, LIST).content.decode()
    assert list(Recheck.objects.order_by("pk").values_list("reached", "ends")) == [(False, False), (True, True)]
    assert Entry.objects.filter(verb="recheck_call_back").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"reached": ""},
        {"reached": "moon"},
        {"solved": "moon"},
        {"solved": ""},
        {"answer": SCRIPT},
        {"answer": ""},
        {"reached": "no"},
        {"text": "甲\0乙"},
        {"text": "字" * 501},
        {"text": "长" * 700_000},
    ],
    ids=str,
)
def test_bad_input_is_refused_on_the_page(cast, first, client, wrong):
    scene.drawn(cast)
    said = {"reached": "yes", "solved": "yes", "answer": "satisfied", "text": "", **wrong}
    with c.nothing_written():
        answer = c.enter(client, cast.other).post(f"{LIST}{first.pk}/", said)
    assert answer.status_code == 422 and SCRIPT not in answer.content.decode()


@pytest.mark.parametrize("who", ["author", "caller", "mate", "chief"])
def test_nobody_of_the_unit_finds_it_or_sends_anything(cast, first, client, who):
    scene.drawn(cast)
    sender = c.enter(client, getattr(cast, who))
    with c.nothing_written():
        answer = sender.post(f"{LIST}{first.pk}/", {"reached": "yes", "solved": "yes", "answer": "satisfied"})
    assert answer.status_code == 404
    listed = sender.get(LIST)
    assert listed.status_code == 404 or f"{LIST}{first.pk}/" not in listed.content.decode()


def test_a_form_sent_twice_asks_once(cast, first, client):
    scene.drawn(cast)
    other, said = c.enter(client, cast.other), {"reached": "yes", "solved": "no", "answer": "dissatisfied"}
    assert [other.post(f"{LIST}{first.pk}/", said).status_code for _ in range(2)] == [302, 404]
    assert Recheck.objects.count() == 1


def test_the_first_answer_stands_neither_on_the_list_nor_on_the_form(cast, first, client):
    scene.drawn(cast)
    for address in (LIST, f"{LIST}{first.pk}/"):
        text = page(cast.other, client, address).content.decode()
        assert ("工资拿到了" in text, "回访：" in text, "checked" in text) == (False, False, False)


# ── by unit ─────────────────────────────────────────────────────────────────────────────────────────────


def test_under_the_fewest_there_is_no_percent_and_from_then_on_there_is(cast, client):
    several = [scene.called_back(cast) for _ in range(6)]
    scene.drawn(cast)
    seen = []
    for number, each in enumerate(several):
        again(cast, each, OTHER if number == 1 else SAME)
        text = page(cast.other, client, UNITS).content.decode()
        seen.append("少于5件，不算率" in text)
    assert seen == [True] * 4 + [False] * 2 and "<b>16.6%</b>" in text


@pytest.mark.parametrize(("span", "shown"), [((0, 0), True), ((-5, 0), True), ((1, 5), False), ((-5, -1), False)])
def test_it_is_told_by_the_day_of_asking_again(cast, first, client, span, shown):
    scene.drawn(cast)
    again(cast, first)
    since, until = (c.TODAY + days * DAY for days in span)
    text = page(cast.other, client, f"{UNITS}?since={since}&until={until}").content.decode()
    assert ("抽查1件" in text) is shown


@pytest.mark.parametrize("span", ["since=0001-01-01", "until=0001-01-02", "until=9999-12-31", "since=moon"])
def test_days_that_there_are_not_are_no_failure(cast, first, client, span):
    assert page(cast.other, client, f"{UNITS}?{span}").status_code == 200


def test_what_was_sealed_or_not_ended_is_in_no_count(cast, client):
    hidden, open_one, plain = (scene.called_back(cast) for _ in range(3))
    scene.drawn(cast)
    again(cast, hidden, OTHER)
    again(cast, open_one, Heard(False))
    again(cast, plain)
    Case.objects.filter(pk=hidden.case_id).update(sealed=True, text="")
    answer = page(cast.other, client, f"{UNITS}?as=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[-1] == ("兴庆区总工会", 1, 1, 0, None)


def test_a_longer_list_of_what_waits_asks_no_more(cast, first, client):
    scene.drawn(cast)
    reader = c.enter(client, cast.other)
    few = statements(reader)
    for _ in range(3):
        scene.called_back(cast)
    scene.drawn(cast)
    assert statements(reader) == few


def statements(reader):
    reader.get(LIST)
    with CaptureQueriesContext(connection) as found:
        reader.get(LIST)
    return len(found)


def test_the_log_names_it_by_the_number_alone(cast, first):
    scene.drawn(cast)
    made, naming = again(cast, first), names.NAMINGS["cases.recheck"]
    assert (naming.read([made.pk]), naming.needs) == ({made.pk: f"{first.case.number}抽查再问"}, "cases.see")


# ── one reminder ────────────────────────────────────────────────────────────────────────────────────────


def reminders():
    return Message.objects.filter(source__contains="answer-reminder")


@pytest.mark.parametrize(("later", "told"), [(4, 0), (5, 1), (30, 1), (31, 0)])
def test_its_first_and_its_last_day(cast, later, told):
    scene.replied(cast)
    assert remind_unanswered(c.TODAY + later * DAY) == told == reminders().count()


def test_it_says_neither_who_nor_what_about(cast):
    scene.replied(cast, title="拖欠三个月工资")
    remind_unanswered(c.TODAY + 7 * DAY)
    told = reminders().get()
    assert told.title == "您提的事已经答复，请告诉我们解决了没有、满意不满意"
    assert [words in f"{told.title}{told.url}" for words in ("工资", "刘桂英", "13900001111")] == [False] * 3


def test_practice_reminds_nobody(cast):
    scene.replied(cast)
    Org.objects.filter(pk=cast.county.pk).update(practice=True)
    assert remind_unanswered(c.TODAY + 7 * DAY) == 0 and AnswerReminder.objects.count() == 0


@pytest.mark.parametrize("state", ["handling", "reviewing", "withdrawn", "elsewhere"])
def test_only_what_waits_for_an_answer_is_reminded_of(cast, state):
    case = scene.replied(cast)
    closed = c.TODAY if state in ("elsewhere", "withdrawn") else None
    Case.objects.filter(pk=case.pk).update(state=state, closed=closed)
    assert list(unanswered(c.TODAY + 7 * DAY)) == [] and remind_unanswered(c.TODAY + 7 * DAY) == 0


@pytest.mark.parametrize("close", [True, False])
@pytest.mark.parametrize(("later", "told"), [(4, 0), (5, 1), (30, 1), (31, 0)])
def test_what_was_closed_before_anybody_asked_is_reminded_of_once_like_the_others(cast, close, later, told):
    case = scene.replied(cast)
    if close:
        moved(case, "close", by=cast.author)
    assert remind_unanswered(c.TODAY + later * DAY) == told == reminders().count()
    assert [remind_unanswered(c.TODAY + number * DAY) for number in range(later + 1, 40)][1:] == [0] * (38 - later)
    assert reminders().count() == (1 if later <= 30 else 0)


def test_closed_once_it_was_reminded_of_it_is_not_reminded_of_again(cast):
    case = scene.replied(cast)
    assert remind_unanswered(c.TODAY + 5 * DAY) == 1
    moved(case, "close", by=cast.author, on=c.TODAY + 6 * DAY)
    assert [remind_unanswered(c.TODAY + number * DAY) for number in range(6, 40)] == [0] * 34


def test_whoever_was_asked_before_it_closed_is_not_reminded(cast):
    case = scene.replied(cast)
    call_back_case(case, SAME, by=cast.caller, on=c.TODAY)
    moved(Case.objects.get(pk=case.pk), "close", by=cast.author)
    assert list(unanswered(c.TODAY + 7 * DAY)) == [] and remind_unanswered(c.TODAY + 7 * DAY) == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="its plan is read as SQLite writes it")
def test_what_has_ended_is_looked_through_by_the_day_it_was_closed(cast):
    """However many matters have ended, those closed lately are found by their index, the open ones by another."""
    plan = unanswered(c.TODAY).filter(pk__gt=0).order_by("pk")[:200].explain()
    walked = [line for line in plan.splitlines() if "SCAN" in line and " USING INDEX case_" not in line]
    assert "case_by_closing (closed>?)" in plan and walked == [], plan


def test_batch_by_batch_everybody_is_reminded_once(cast, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    cases = {scene.replied(cast, phone=f"1390000111{number}").pk for number in range(5)}
    assert [remind_unanswered(c.TODAY + 7 * DAY) for _ in range(2)] == [5, 0]
    assert set(AnswerReminder.objects.values_list("case", flat=True)) == cases


def test_a_run_that_was_killed_goes_on_with_those_who_are_left(cast):
    done, left = scene.replied(cast), scene.replied(cast)
    AnswerReminder.objects.create(case=done, round=1, on=c.TODAY + 6 * DAY)
    assert remind_unanswered(c.TODAY + 7 * DAY) == 1
    assert reminders().get().source == f"case/{left.pk}/answer-reminder/1"


def test_it_runs_every_day_by_itself(cast):
    scene.replied(cast)
    [daily] = [each for each in worker.DAILY if each.__module__ == "tiexin.cases.rates.part"]
    for later in (1, 5, 6):
        daily(c.TODAY + later * DAY)
    assert reminders().count() == 1


def test_the_first_call_back_of_a_round_ends_the_waiting(cast):
    case = scene.replied(cast)
    call_back_case(case, scene.NO, by=cast.caller, on=c.TODAY)
    assert CallBack.objects.get().reached and list(unanswered(c.TODAY + 7 * DAY)) == []
