"""What is left out of the rates: who decides where a matter stands now, who reads what, bad input, days, counts."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tiexin.cases.actions.rates import ask_exclusion, decide_exclusion
from tiexin.cases.models import Case
from tiexin.cases.rates import rules
from tiexin.cases.rates.models import Exclusion
from tiexin.cases.rates.queries import summed
from tiexin.cases.rates.rules import reasons
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import DAY, refuse, registered
from tiexin.core.refusal import Refused
from tiexin.evidence import names
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

LEDGER = "/cases/exclusions/"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def cast(db):
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return registered(cast)


def asked(cast, case, reason="court", why="法院已经立案", by=None):
    return ask_exclusion(case, reason, why, by=by or cast.author, on=c.TODAY)


def decided(cast, made, granted=True, answer="查过立案通知", by=None, on=c.TODAY + DAY):
    return decide_exclusion(made, granted, answer, by=by or cast.above, on=on)


def page(who, client, address):
    return c.enter(type(client)(), who).get(address)


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


@given(st.sampled_from(["court", "died", "moon", ""]), st.booleans(), st.booleans(), st.booleans())
def test_asking_needs_a_reason_ones_own_matter_somebody_above_and_nothing_that_stands(reason, own, above, standing):
    fits = reason in reasons() and own and above and not standing
    try:
        rules.check_asked(reason, own, above, standing)
        assert fits
    except Refused as refused:
        assert not fits and refused.field == ("" if reason in reasons() else "reason")


@given(st.sampled_from(sorted(rules.DECISIONS)), st.booleans(), st.booleans())
def test_deciding_needs_an_open_question_and_somebody_above_and_apart(state, above, took_part):
    fits = state == "asked" and above and not took_part
    try:
        rules.check_decided(state, above, took_part)
        assert fits
    except Refused as refused:
        assert not fits and ("已经有决定" in str(refused)) == (state != "asked")


COUNTS = ("in_time", "ended_terms", "solving", "found", "satisfied", "dissatisfied")


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=6, max_size=6))
def test_what_is_left_out_is_the_difference_of_what_each_rate_is_over(pairs):
    few = {name: low for name, (low, _) in zip(COUNTS, pairs, strict=True)}
    whole = {name: low + more for name, (low, more) in zip(COUNTS, pairs, strict=True)}
    out = dict(zip(COUNTS, (more for _, more in pairs), strict=True))
    told = [each.left_out for each in rules.told(few, whole)]
    assert told == [out["ended_terms"], out["found"], out["satisfied"] + out["dissatisfied"]]


# ── who decides ─────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_has_the_matter_by_now_does_not_decide_that_it_does_not_count(cast, case, client):
    made = asked(cast, case)
    Case.objects.filter(pk=case.pk).update(org=cast.city)
    refuse("", lambda: decided(cast, made))
    address = f"{LEDGER}{made.pk}/decide/"
    assert page(cast.above, client, address).status_code == 404
    assert page(cast.people["office"], client, address).status_code == 200
    assert decided(cast, made, by=cast.people["office"]).decided_org == cast.province


@pytest.mark.parametrize("on_case", [{"about": "above"}, {}], ids=["about them", "not about them"])
def test_whom_a_matter_is_about_does_not_decide(cast, case, client, on_case):
    made = asked(cast, case)
    Case.objects.filter(pk=case.pk).update(**{name: getattr(cast, who) for name, who in on_case.items()})
    status = page(cast.above, client, f"{LEDGER}{made.pk}/decide/").status_code
    assert status == (404 if on_case else 200)
    if on_case:
        refuse("", lambda: decided(cast, made))
    else:
        assert decided(cast, made).state == "granted"


@pytest.mark.parametrize("who", ["officer", "enterprise", "stranger", "nobody", "system", "audit"])
def test_nobody_else_sends_a_decision(cast, case, client, who):
    made = asked(cast, case)
    sender = c.enter(client, cast.people[who])
    with c.nothing_written():
        assert sender.post(f"{LEDGER}{made.pk}/decide/", {"granted": "yes", "answer": "属实"}).status_code == 404
    made.refresh_from_db()
    assert made.state == "asked"


def test_two_levels_up_decides_too_and_only_what_waits_stands_there(cast, client):
    first, second = (asked(cast, registered(cast)) for _ in range(2))
    decided(cast, first, by=cast.people["office"])
    text = page(cast.above, client, LEDGER).content.decode()
    assert f"{LEDGER}{second.pk}/decide/" in text and f"{LEDGER}{first.pk}/decide/" not in text


def test_whoever_asked_reads_nothing_to_decide(cast, case, client):
    asked(cast, case)
    assert "等您决定" not in page(cast.chief, client, LEDGER).content.decode()


def test_a_decision_is_never_taken_back(cast, case):
    made = decided(cast, asked(cast, case), granted=False)
    for granted in (True, False):
        assert "已经有决定" in refuse("", lambda granted=granted: decided(cast, made, granted))
    made.refresh_from_db()
    assert (made.state, made.answer) == ("refused", "查过立案通知")


def test_refused_decisions_leave_the_question_open_and_tell_nobody(cast, case):
    made = asked(cast, case)
    for answer in ("", " ", "字" * 501, "甲\0乙"):
        refuse("answer", lambda answer=answer: decided(cast, made, answer=answer))
    assert Message.objects.filter(source=f"exclusion/{made.pk}/answer").count() == 0
    assert list(Entry.objects.filter(verb__contains="exclusion").values_list("verb", flat=True)) == ["ask_exclusion"]


# ── who reads ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("changed", "shown"), [({}, True), ({"about": 1}, False), ({"about_org": 1}, False)])
def test_whoever_a_matter_is_about_does_not_learn_of_it_here(cast, case, client, changed, shown):
    who = cast.people["stranger"]
    values = {"about": who, "about_org": who.org}
    Case.objects.filter(pk=case.pk).update(**{name: values[name] for name in changed})
    decided(cast, asked(cast, case))
    assert (case.number in page(who, client, LEDGER).content.decode()) is shown
    cells = load_workbook(io.BytesIO(page(who, client, f"{LEDGER}?as=xlsx").content)).active.iter_rows(values_only=True)
    assert (case.number in str(list(cells))) is shown
    assert case.number in page(cast.above, client, LEDGER).content.decode()


def test_neither_words_nor_people_stand_in_what_is_public(cast, client):
    case = registered(cast, title="刘桂英被拖欠工资", phone="13912345678")
    decided(cast, asked(cast, case, why="原告刘桂英已经起诉"), answer="查过刘桂英的立案通知")
    for who in (cast.people["stranger"], cast.chief):
        text = page(who, client, LEDGER).content.decode().split("tx-table")[1]
        assert [words in text for words in ("刘桂英", "13912345678", cast.author.name, cast.above.name)] == [False] * 4
        assert case.number in text


def test_the_other_side_is_known_by_its_level_where_its_name_is_not(cast, case, client):
    decided(cast, asked(cast, case))
    rows = load_workbook(io.BytesIO(page(cast.people["stranger"], client, f"{LEDGER}?as=xlsx").content))
    last = list(rows.active.iter_rows(values_only=True))[-1]
    assert last[3:5] == ("另一个县级工会", "另一个市级工会")
    own = load_workbook(io.BytesIO(page(cast.people["enterprise"], client, f"{LEDGER}?as=xlsx").content))
    assert list(own.active.iter_rows(values_only=True))[-1][3:5] == ("兴庆区", "银川市")


def test_the_log_names_it_by_the_number_alone(cast, case):
    made = asked(cast, case)
    naming = names.NAMINGS["cases.exclusion"]
    assert (naming.read([made.pk]), naming.needs) == ({made.pk: f"{case.number}不计入三个率"}, "cases.see")


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "status"), [("author", 200), ("chief", 200), ("mate", 404), ("above", 200), ("other", 200)]
)
def test_who_has_the_page_on_which_one_asks(cast, case, client, who, status):
    assert page(getattr(cast, who), client, f"/cases/{case.pk}/exclude/").status_code == status


def test_the_unit_above_may_not_ask_in_place_of_the_unit(cast, case, client):
    assert "申请不计入三个率" not in page(cast.above, client, f"/cases/{case.pk}/").content.decode()
    with c.nothing_written():
        answer = c.enter(client, cast.above).post(f"/cases/{case.pk}/exclude/", {"reason": "court", "why": "立案"})
    assert answer.status_code == 422 and "由负责这件诉求的单位自己申请" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "moon"},
        {"reason": SCRIPT},
        {"reason": ""},
        {"why": ""},
        {"why": "甲\0乙"},
        {"why": "字" * 501},
        {"why": "长" * 700_000},
    ],
)
def test_bad_input_is_refused_on_the_page_of_asking(cast, case, client, wrong):
    with c.nothing_written():
        answer = c.enter(client, cast.author).post(
            f"/cases/{case.pk}/exclude/", {"reason": "court", "why": "立案", **wrong}
        )
    assert answer.status_code == 422 and SCRIPT not in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"granted": "moon"}, {"granted": ""}, {"answer": "甲\0乙"}, {"answer": "字" * 501}])
def test_bad_input_is_refused_on_the_page_of_deciding(cast, case, client, wrong):
    made = asked(cast, case)
    with c.nothing_written():
        answer = c.enter(client, cast.above).post(
            f"{LEDGER}{made.pk}/decide/", {"granted": "yes", "answer": "属实", **wrong}
        )
    assert answer.status_code == 422


def test_words_are_shown_as_words(cast, case, client):
    made = asked(cast, case, why=SCRIPT)
    text = page(cast.above, client, f"{LEDGER}{made.pk}/decide/").content.decode()
    assert SCRIPT not in text and "&lt;script&gt;alert(1)" in text
    decided(cast, made, answer=SCRIPT)
    assert SCRIPT not in page(cast.author, client, f"/cases/{case.pk}/").content.decode()


def test_a_form_sent_twice_asks_once(cast, case, client):
    author, said = c.enter(client, cast.author), {"reason": "court", "why": "立案"}
    assert [author.post(f"/cases/{case.pk}/exclude/", said).status_code for _ in range(2)] == [302, 422]
    assert Exclusion.objects.count() == 1


def test_after_a_refusal_the_button_stands_there_again(cast, case, client):
    button = f'href="/cases/{case.pk}/exclude/"'
    seen = [button in page(cast.author, client, f"/cases/{case.pk}/").content.decode()]
    made = asked(cast, case)
    seen.append(button in page(cast.author, client, f"/cases/{case.pk}/").content.decode())
    decided(cast, made, granted=False)
    seen.append(button in page(cast.author, client, f"/cases/{case.pk}/").content.decode())
    decided(cast, asked(cast, case))
    seen.append(button in page(cast.author, client, f"/cases/{case.pk}/").content.decode())
    assert seen == [True, False, True, False]


# ── what is counted ─────────────────────────────────────────────────────────────────────────────────────


def summing(rf, cast):
    request = rf.get("/")
    request.officer, request.today, request.needs = cast.above, c.TODAY, "cases.see"
    return request


@pytest.mark.parametrize(("state", "over"), [("asked", 2), ("refused", 2), ("granted", 1)])
def test_only_what_was_granted_is_left_out(cast, client, rf, state, over):
    first = scene.called_back(cast)
    scene.called_back(cast, scene.NO)
    made = asked(cast, first.case)
    if state != "asked":
        decided(cast, made, granted=state == "granted")
    assert summed(summing(rf, cast), c.TODAY, c.TODAY)[0]["found"] == over
    assert summed(summing(rf, cast), c.TODAY, c.TODAY)[1]["found"] == 2
    text = page(cast.above, client, "/cases/rates/").content.decode()
    assert ("另有1件按规定不计" in text) is (state == "granted")


@pytest.mark.parametrize(("since", "until", "heard"), [(0, 0, 1), (1, 5, 0), (-5, -1, 0), (-1, 1, 1)])
def test_call_backs_count_on_their_day(cast, rf, since, until, heard):
    scene.called_back(cast)
    found = summed(summing(rf, cast), c.TODAY + since * DAY, c.TODAY + until * DAY)[0]
    assert (found["found"], found["solving"], found["satisfied"], found["silent"]) == (heard, heard, heard, 0)


@pytest.mark.parametrize("address", ["since=0001-01-01", "until=9999-12-31", "since=moon", "state=moon", "reason=moon"])
def test_a_filter_that_cannot_be_read_filters_nothing(cast, case, client, address):
    decided(cast, asked(cast, case))
    answer = page(cast.above, client, f"{LEDGER}?{address}")
    assert answer.status_code == 200 and case.number in answer.content.decode()


@pytest.mark.parametrize(
    "span", ["since=0001-01-01", "until=0001-01-02", "until=9999-12-31", "since=2012-05-10&until=2012-01-01"]
)
def test_the_rates_of_days_that_there_are_not_are_told_all_the_same(cast, client, span):
    scene.called_back(cast)
    assert page(cast.above, client, f"/cases/rates/?{span}").status_code == 200


def test_a_long_ledger_asks_no_more_than_a_short_one(cast, client):
    decided(cast, asked(cast, registered(cast)))
    asked(cast, registered(cast))
    reader = c.enter(client, cast.above)
    few = statements(reader)
    for _ in range(3):
        decided(cast, asked(cast, registered(cast)))
        asked(cast, registered(cast))
    assert statements(reader) == few


def statements(reader):
    reader.get(LEDGER)
    with CaptureQueriesContext(connection) as found:
        reader.get(LEDGER)
    return len(found)
