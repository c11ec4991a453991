"""Assessments as each person meets them: whose pages open, which buttons, what a form keeps, what a list never says."""

import io
from datetime import date

import pytest
from django.test import RequestFactory
from hypothesis import given as holds
from hypothesis import strategies as st
from openpyxl import load_workbook

from tiexin.activities import assessment_rules as rules
from tiexin.activities.actions import assessments as actions
from tiexin.activities.assessments import Assessment, Part
from tiexin.activities.tests.activity_scene import DAY, refuse, stage
from tiexin.core.refusal import Refused
from tiexin.evidence import names
from tiexin.evidence.models import Entry
from tiexin.evidence.vocabulary import THINGS, VERBS
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
BASIS = "宁工发〔2012〕12号 干部下基层考核办法"
WORDS = {name: next(iter(line.words)) for name, line in rules.lines().items()}
BUTTONS = ("fills", "speaks", "appeals", "decides")
NEW, MINE, LIST = (f"/activities/assessments/{rest}" for rest in ("new/", "mine/", ""))
PERSONS = ("cadre", "first", "second", "judge", "apart", "colleague", "stranger")


@kept.fixture
def cast():
    """The city's office asks two of its own about the county's officer; the region's office stands apart."""
    found = stage()
    found.cadre, found.judge = found.people["officer"], found.people["city_office"]
    found.first = c.officer("评价人甲", found.city, "officer")
    found.second = c.officer("评价人乙", found.city, "leader")
    found.apart, found.stranger = found.people["office"], found.people["stranger"]
    found.colleague = c.officer("同事", found.county, "officer")
    return found


def asked(cast, assessors=None, **changes):
    said = {"org": cast.city, "author": cast.judge, "officer": cast.cadre, "basis": BASIS}
    people = [cast.first, cast.second] if assessors is None else assessors
    return actions.ask_assessment(Assessment(**said | changes), people, by=cast.judge, on=c.TODAY)


def filled(sheet, by, **words):
    return actions.give_words(sheet, {**WORDS, **words}, "同住同劳动", by=by, on=c.TODAY)


def given(cast):
    sheet = asked(cast)
    filled(sheet, cast.first)
    filled(sheet, cast.second)
    return sheet


def appealed(cast):
    return actions.appeal_assessment(given(cast), "那几天我在住院", by=cast.cadre, on=c.TODAY)


def decided(cast, outcome="kept"):
    return actions.decide_appeal(appealed(cast), outcome, "核对过考勤", by=cast.apart, on=c.TODAY)


MAKE = {
    "asked": asked,
    "given": given,
    "appealed": appealed,
    "settled": decided,
    "withdrawn": lambda cast: decided(cast, "withdrawn"),
}


def page(sheet, rest=""):
    return f"{LIST}{sheet.pk}/{rest}"


def enter(cast, client, who):
    return c.enter(client, getattr(cast, who))


def cells(answer):
    head, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    return head, [[cell.date() if hasattr(cell, "date") else cell for cell in row] for row in rows]


# ── who sees what ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", rules.STATES)
def test_buttons_are_those_of_the_state_and_the_person(cast, client, state):
    sheet = MAKE[state](cast)
    seen = {}
    for who in PERSONS[:5]:
        context = enter(cast, client, who).get(page(sheet)).context
        seen[who] = [each for each in BUTTONS if context[each]]
    expected = {who: [] for who in PERSONS[:5]}
    if state == "asked":
        expected |= {"first": ["fills"], "second": ["fills"]}
    if state != "withdrawn":
        expected["cadre"] = ["speaks", "appeals"] if state == "given" else ["speaks"]
    if state == "appealed":
        expected["apart"] = ["decides"]
    assert seen == expected


def test_whoever_has_filled_in_is_not_asked_again_while_others_are(cast, client):
    sheet = asked(cast)
    filled(sheet, cast.first)
    assert enter(cast, client, "first").get(page(sheet)).context["fills"] is False
    assert enter(cast, client, "second").get(page(sheet)).context["fills"] is True


@pytest.mark.parametrize(
    ("rest", "open_to"),
    [
        ("", {"cadre", "first", "second", "judge", "apart"}),
        ("fill/", {"first", "second"}),
        ("word/", {"cadre"}),
        ("appeal/", {"cadre"}),
        ("decide/", {"second", "judge", "apart"}),
    ],
)
def test_each_page_opens_for_those_it_is_for(cast, client, rest, open_to):
    sheet = asked(cast)
    status = {who: enter(cast, client, who).get(page(sheet, rest)).status_code for who in PERSONS}
    assert status == {who: 200 if who in open_to else 404 for who in PERSONS}


def test_the_list_is_of_whoever_assesses_and_what_lies_in_reach(cast, client):
    sheet = asked(cast)
    above = asked(cast, org=cast.province, author=cast.apart)
    beside = asked(cast, org=cast.other_city, author=cast.stranger, officer=cast.colleague)
    seen = {}
    for who in PERSONS:
        answer = enter(cast, client, who).get(LIST)
        seen[who] = [row.pk for row in answer.context["pager"].rows] if answer.status_code == 200 else None
    assert seen == {
        "cadre": None,
        "first": None,
        "colleague": None,
        "second": [sheet.pk],
        "judge": [sheet.pk],
        "apart": [beside.pk, above.pk, sheet.pk],
        "stranger": [beside.pk],
    }


def test_ones_own_list_is_what_is_about_one_and_what_one_is_asked(cast, client):
    sheet, other = asked(cast), asked(cast, [cast.cadre, cast.first], officer=cast.colleague)
    seen = {}
    for who in PERSONS:
        rows = enter(cast, client, who).get(MINE).context["pager"].rows
        seen[who] = sorted(row.pk for row in rows)
    both = sorted([sheet.pk, other.pk])
    assert seen == {
        "cadre": both,
        "first": both,
        "second": [sheet.pk],
        "colleague": [other.pk],
        "judge": [],
        "apart": [],
        "stranger": [],
    }


@pytest.mark.parametrize(("who", "shown"), [("first", False), ("judge", True)])
def test_the_way_to_the_list_is_shown_to_whoever_assesses(cast, client, who, shown):
    text = enter(cast, client, who).get(MINE).content.decode()
    assert (f'href="{LIST}"' in text) is shown


@pytest.mark.parametrize(("who", "said"), [("city_office", "李秀兰"), ("officer", "第 {} 号")])
def test_the_trail_names_the_cadre_to_whoever_assesses_alone(cast, who, said):
    sheet = asked(cast)
    request = RequestFactory().get("/")
    request.officer, request.today, request.needs = cast.people[who], c.TODAY, "activities.see"
    found = names.names({"activities.assessment": [sheet.pk]}, request)
    assert found == {("activities.assessment", sheet.pk): said.format(sheet.pk)}


def test_everything_that_is_done_has_its_word_in_the_trail(cast):
    actions.say_word(decided(cast), "我尽力了", by=cast.cadre, on=c.TODAY)
    trail = Entry.objects.filter(thing="activities.assessment")
    assert [verb for verb in trail.values_list("verb", flat=True) if verb not in VERBS] == []
    assert (trail.count(), THINGS["activities.assessment"]) == (6, "下派干部考核")
    assert set(trail.values_list("org", flat=True)) == {cast.city.pk}


# ── what goes out ───────────────────────────────────────────────────────────────────────────────────────


def test_every_cell_of_both_lists_and_nothing_of_what_was_said(cast, client):
    decided(cast)
    asked(cast, officer=cast.people["enterprise"], basis="另一份文件")
    head = ("下派干部", "考核单位", "依据的文件", "发起日期", "状态")
    unit, day = "银川市总工会", date(2012, 5, 10)
    rows = [["王铁柱", unit, "另一份文件", day, "评价中"], ["李秀兰", unit, BASIS, day, "申诉已答复"]]
    assert cells(enter(cast, client, "judge").get(LIST, {"as": "xlsx"})) == (head, rows)
    assert cells(enter(cast, client, "cadre").get(MINE, {"as": "xlsx"})) == (head, rows[1:])
    assert cells(enter(cast, client, "first").get(MINE, {"as": "xlsx"})) == (head, rows)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"state": "asked"}, ["王铁柱"]),
        ({"state": "given"}, ["李秀兰"]),
        ({"q": "王"}, ["王铁柱"]),
        ({"q": "王", "state": "given"}, []),
        ({"state": "best"}, ["王铁柱", "李秀兰"]),
    ],
)
def test_the_list_is_narrowed_by_name_and_state(cast, client, wanted, found):
    given(cast)
    asked(cast, officer=cast.people["enterprise"])
    rows = enter(cast, client, "judge").get(LIST, wanted).context["pager"].rows
    assert [row.officer.name for row in rows] == found


def test_the_page_shows_what_was_said_in_words_and_by_whom(cast, client):
    sheet = asked(cast)
    filled(sheet, cast.first, presence="gaps", problems="stuck")
    text = enter(cast, client, "cadre").get(page(sheet)).content.decode()
    said = ("评价人甲的评价", "有缺", "推动不够", "主动贴近", "同住同劳动", "评价人乙的评价", "还没有评价")
    assert [each for each in said if each not in text] == []
    assert [each for each in ("名次", "总分", "平均") if each in text] == []


def test_a_word_of_former_days_reads_as_a_dash(cast):
    assert Part(words={"presence": "excellent"}).said[0] == ("在岗和蹲点", "—")
    assert [label for label, _ in Part(words={}).said] == [line.label for line in rules.lines().values()]


# ── the forms ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("basis", {"basis": ""}),
        ("basis", {"basis": "字" * 101}),
        ("officer", {"officer": ""}),
        ("officer", {"officer": "stranger"}),
        ("assessors", {"assessors": ["first"]}),
        ("assessors", {"assessors": ["first", "cadre"]}),
        ("assessors", {"assessors": ["first", "stranger"]}),
        ("assessors", {"assessors": ["first", str(10**20)]}),
    ],
)
def test_a_sheet_that_cannot_be_is_refused_beside_its_field_and_stays_typed(cast, client, field, change):
    def number(who):
        return getattr(cast, who).pk if who in PERSONS else who

    said = {"officer": "cadre", "assessors": ["first", "second"], "basis": BASIS, **change}
    sent = {"officer": number(said["officer"]), "assessors": [number(who) for who in said["assessors"]]}
    with c.nothing_written():
        answer = enter(cast, client, "judge").post(NEW, {**sent, "basis": said["basis"]})
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert (form["basis"].value(), form["assessors"].value()) == (said["basis"], [str(n) for n in sent["assessors"]])


def test_a_line_left_out_is_named_and_the_other_words_stay(cast, client):
    sheet = asked(cast)
    sent = {**WORDS, "records": "late", "note": "写得多"}
    del sent["workers"]
    with c.nothing_written():
        answer = enter(cast, client, "first").post(page(sheet, "fill/"), sent)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["workers"])
    assert (form["records"].value(), form["note"].value()) == ("late", "写得多")


@pytest.mark.parametrize(
    ("who", "state", "said", "post"),
    [
        ("first", "given", "已评价", ("fill/", {**WORDS, "note": ""})),
        ("cadre", "withdrawn", "已撤销", ("word/", {"text": "我尽力了"})),
        ("cadre", "asked", "评价中", ("appeal/", {"text": "不对"})),
        ("cadre", "settled", "申诉已答复", ("appeal/", {"text": "还是不对"})),
        ("apart", "given", "已评价", ("decide/", {"outcome": "kept", "text": "好"})),
        ("judge", "appealed", "不能决定申诉", ("decide/", {"outcome": "kept", "text": "好"})),
        ("second", "appealed", "不能决定申诉", ("decide/", {"outcome": "kept", "text": "好"})),
    ],
)
def test_out_of_turn_the_page_says_why_and_keeps_what_was_typed(cast, client, who, state, said, post):
    sheet, (rest, sent) = MAKE[state](cast), post
    with c.nothing_written():
        answer = enter(cast, client, who).post(page(sheet, rest), sent)
    text = answer.content.decode()
    assert (answer.status_code, said in text, sent.get("text", "") in text) == (422, True, True)
    sheet.refresh_from_db()
    assert sheet.state == state


@pytest.mark.parametrize("text", ["", " ", "字" * 1001, "a\0"])
@pytest.mark.parametrize(("rest", "state"), [("word/", "asked"), ("appeal/", "given")])
def test_what_the_cadre_says_is_said_and_of_some_length(cast, client, text, rest, state):
    sheet = MAKE[state](cast)
    with c.nothing_written():
        answer = enter(cast, client, "cadre").post(page(sheet, rest), {"text": text})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])


def test_a_word_is_replaced_by_the_next_and_both_are_in_the_trail(cast, client):
    sheet = given(cast)
    client = enter(cast, client, "cadre")
    for text in ("我尽力了", "我那时在住院"):
        assert client.post(page(sheet, "word/"), {"text": text}).url == page(sheet)
    sheet.refresh_from_db()
    assert (sheet.word, sheet.state) == ("我那时在住院", "given")
    assert Entry.objects.filter(verb="say_word", by=cast.cadre).count() == 2


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


@holds(st.sets(st.integers(1, 30), max_size=12), st.integers(1, 30))
def test_assessors_are_two_to_nine_and_never_the_cadre(assessors, officer):
    fits = officer not in assessors and 2 <= len(assessors) <= 9
    try:
        rules.check_asked(BASIS, officer, assessors)
        assert fits
    except Refused as refusal:
        assert (fits, refusal.field, rules.LAW in str(refusal)) == (False, "assessors", True)


@holds(st.dictionaries(st.sampled_from(list(WORDS)), st.sampled_from(["", "full", "close", "kept", "7"])))
def test_a_sheet_is_whole_when_each_line_has_a_word_of_its_own(change):
    wrong = [name for name, line in rules.lines().items() if name in change and change[name] not in line.words]
    try:
        rules.check_words_given({**WORDS, **change}, "")
        assert wrong == []
    except Refused as refusal:
        assert refusal.field == wrong[0]


def test_nine_may_fill_it_in_and_it_is_done_with_the_ninth(cast):
    people = [c.officer(f"评价人{number}", cast.city) for number in range(rules.MOST)]
    sheet = asked(cast, people)
    for who in people:
        assert Assessment.objects.get().state == "asked"
        filled(sheet, who)
    assert Assessment.objects.get().state == "given"
    assert refuse("", lambda: filled(sheet, people[0]))[:4] == "这份考核"


def test_each_day_is_that_on_which_it_was_done(cast):
    sheet = asked(cast)
    for days, who in ((1, cast.first), (2, cast.second)):
        actions.give_words(sheet, WORDS, "", by=who, on=c.TODAY + days * DAY)
    actions.appeal_assessment(sheet, "不对", by=cast.cadre, on=c.TODAY + 3 * DAY)
    done = actions.decide_appeal(sheet, "kept", "核对过", by=cast.apart, on=c.TODAY + 4 * DAY)
    parts = done.parts.order_by("pk").values_list("given", flat=True)
    days = [done.on, *parts, done.appealed, done.decided]
    assert days == [c.TODAY + number * DAY for number in range(5)]
