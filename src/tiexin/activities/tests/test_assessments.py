"""A cadre is assessed in words by people who are named, reads everything, may answer and appeal; nobody is ranked."""

import io

import pytest
from openpyxl import load_workbook

from tiexin.activities import assessment_rules as rules
from tiexin.activities.actions import assessments as actions
from tiexin.activities.assessments import Assessment, Part
from tiexin.activities.exports import ASSESSMENTS
from tiexin.activities.tests.activity_scene import refuse, stage
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
BASIS = "宁工发〔2012〕12号 干部下基层考核办法"
WORDS = {name: next(iter(line.words)) for name, line in rules.lines().items()}


@kept.fixture
def cast():
    """The city's office asks two of its own about the county's officer; the region's office stands apart."""
    found = stage()
    found.cadre, found.judge = found.people["officer"], found.people["city_office"]
    found.first = c.officer("评价人甲", found.city, "officer")
    found.second = c.officer("评价人乙", found.city, "leader")
    found.apart = found.people["office"]
    return found


def asked(cast, assessors=None, **changes):
    said = {"org": cast.city, "author": cast.judge, "officer": cast.cadre, "basis": BASIS}
    people = [cast.first, cast.second] if assessors is None else assessors
    return actions.ask_assessment(Assessment(**said | changes), people, by=cast.judge, on=c.TODAY)


def filled(cast, sheet, by, words=None, note="同住同劳动"):
    return actions.give_words(sheet, WORDS if words is None else words, note, by=by, on=c.TODAY)


def given(cast):
    sheet = asked(cast)
    filled(cast, sheet, cast.first)
    filled(cast, sheet, cast.second)
    return sheet


def appealed(cast, sheet=None, text="那几天我在住院", by=None):
    return actions.appeal_assessment(sheet or given(cast), text, by=by or cast.cadre, on=c.TODAY)


def decided(cast, sheet=None, outcome="kept", text="核对过考勤", by=None):
    return actions.decide_appeal(sheet or appealed(cast), outcome, text, by=by or cast.apart, on=c.TODAY)


def spoken(cast, sheet, text="我尽力了", by=None):
    return actions.say_word(sheet, text, by=by or cast.cadre, on=c.TODAY)


# ── its way ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sheet_is_data_in_words():
    assert all(line.label and len(line.words) == 3 for line in rules.lines().values())
    assert not any(word.strip().isdigit() for line in rules.lines().values() for word in line.words.values())


def test_a_sheet_is_done_when_everybody_named_has_spoken(cast):
    sheet = asked(cast, basis=f" {BASIS} ")
    assert (sheet.basis, sheet.on, sheet.state) == (BASIS, c.TODAY, "asked")
    filled(cast, sheet, cast.first)
    assert Assessment.objects.get().state == "asked"
    part = filled(cast, sheet, cast.second, note=" ")
    assert Assessment.objects.get().state == "given"
    assert (part.note, part.given, part.said[0]) == ("", c.TODAY, ("在岗和蹲点", "全程在岗"))
    verbs = Entry.objects.filter(thing="activities.assessment").order_by("pk").values_list("verb", "by")
    assert list(verbs) == [
        ("ask_assessment", cast.judge.pk),
        ("give_words", cast.first.pk),
        ("give_words", cast.second.pk),
    ]


def test_nothing_of_it_counts_anywhere(cast):
    decided(cast)
    assert Fact.objects.filter(entry__thing="activities.assessment").count() == 0
    labels = {column.head for column in ASSESSMENTS}
    assert labels == {"下派干部", "考核单位", "依据的文件", "发起日期", "状态"}


@pytest.mark.parametrize("basis", ["", "  ", "字" * 101, "a\0"])
def test_without_a_document_nobody_is_assessed(cast, basis):
    refuse("basis", lambda: asked(cast, basis=basis))


def test_assessors_are_several_and_not_the_cadre(cast):
    refuse("assessors", lambda: asked(cast, []))
    refuse("assessors", lambda: asked(cast, [cast.first, cast.first]))
    refuse("assessors", lambda: asked(cast, [cast.first, cast.cadre]))
    many = [c.officer(f"评价人{number}", cast.city) for number in range(rules.MOST + 1)]
    refuse("assessors", lambda: asked(cast, many))


@pytest.mark.parametrize("line", rules.lines())
@pytest.mark.parametrize("word", ["", "100", None])
def test_every_line_has_one_of_its_words(cast, line, word):
    sheet = asked(cast)
    refuse(line, lambda: filled(cast, sheet, cast.first, {**WORDS, line: word}))


def test_only_those_named_fill_it_in_and_once(cast):
    sheet = asked(cast)
    refuse("note", lambda: filled(cast, sheet, cast.first, note="字" * 1001))
    filled(cast, sheet, cast.first)
    for by in (cast.first, cast.cadre, cast.judge, cast.apart):
        assert "评价人" in refuse("", lambda who=by: filled(cast, sheet, who))


def test_what_is_not_a_line_of_the_sheet_is_not_kept(cast):
    part = filled(cast, asked(cast), cast.first, {**WORDS, "points": "99"})
    assert part.words == WORDS


def test_the_cadre_has_a_word_and_the_last_one_stands(cast):
    sheet = asked(cast)
    spoken(cast, sheet)
    assert spoken(cast, sheet, " 我那时在住院 ").word == "我那时在住院"
    refuse("text", lambda: spoken(cast, sheet, " "))
    assert "本人" in refuse("", lambda: spoken(cast, sheet, by=cast.judge))


@pytest.mark.parametrize(("outcome", "state"), [("kept", "settled"), ("withdrawn", "withdrawn")])
def test_an_appeal_is_decided_by_somebody_apart(cast, outcome, state):
    sheet = appealed(cast)
    assert (sheet.state, sheet.appeal, sheet.appealed) == ("appealed", "那几天我在住院", c.TODAY)
    for by in (cast.judge, cast.first, cast.second, cast.cadre):
        assert "不能决定" in refuse("", lambda who=by: decided(cast, sheet, by=who))
    done = decided(cast, sheet, outcome, " 核对过考勤 ")
    assert (done.state, done.outcome, done.decision) == (state, outcome, "核对过考勤")
    assert (done.decided, done.decided_by) == (c.TODAY, cast.apart)


@pytest.mark.parametrize(("field", "said"), [("outcome", ("better", "好")), ("text", ("kept", ""))])
def test_a_decision_says_what_and_why(cast, field, said):
    sheet = appealed(cast)
    refuse(field, lambda: decided(cast, sheet, *said))


def test_an_appeal_is_the_cadres_own_with_a_reason(cast):
    sheet = given(cast)
    refuse("text", lambda: appealed(cast, sheet, " "))
    assert "本人" in refuse("", lambda: appealed(cast, sheet, by=cast.first))


MAKE = {
    "asked": asked,
    "given": given,
    "appealed": appealed,
    "settled": decided,
    "withdrawn": lambda cast: decided(cast, outcome="withdrawn"),
}
ALLOWED = {
    "fill": {"asked"},
    "word": {"asked", "given", "appealed", "settled"},
    "appeal": {"given"},
    "decide": {"appealed"},
}
CALLS = {
    "fill": lambda cast, sheet: filled(cast, sheet, cast.first),
    "word": spoken,
    "appeal": appealed,
    "decide": decided,
}


@pytest.mark.parametrize("state", rules.STATES)
@pytest.mark.parametrize("call", CALLS)
def test_every_step_from_every_state(cast, state, call):
    sheet = MAKE[state](cast)
    if state in ALLOWED[call]:
        CALLS[call](cast, sheet)
        assert Entry.objects.filter(thing="activities.assessment").count() > 1
    else:
        assert rules.STATES[state] in refuse("", lambda: CALLS[call](cast, sheet))


# ── its pages ───────────────────────────────────────────────────────────────────────────────────────────


def enter(client, who):
    return c.enter(client, who)


def buttons(answer):
    return [each for each in ("fills", "speaks", "appeals", "decides") if answer.context[each]]


def test_a_sheet_goes_its_way_through_the_pages(cast, client):
    office = enter(client, cast.judge)
    sent = {"officer": cast.cadre.pk, "assessors": [cast.first.pk, cast.second.pk], "basis": BASIS}
    page = office.post("/activities/assessments/new/", sent).url
    sheet = Assessment.objects.get()
    assert (page, sheet.org) == (f"/activities/assessments/{sheet.pk}/", cast.city)
    assert buttons(office.get(page)) == []
    for who in (cast.first, cast.second):
        assert buttons(enter(client, who).get(page)) == ["fills"]
        assert client.post(f"{page}fill/", {**WORDS, "note": "同住"}).url == page
    cadre = enter(client, cast.cadre)
    assert buttons(cadre.get(page)) == ["speaks", "appeals"]
    assert cadre.post(f"{page}word/", {"text": "我尽力了"}).url == page
    assert cadre.post(f"{page}appeal/", {"text": "那几天我在住院"}).url == page
    assert buttons(enter(client, cast.judge).get(page)) == []
    assert buttons(enter(client, cast.apart).get(page)) == ["decides"]
    assert client.post(f"{page}decide/", {"outcome": "withdrawn", "text": "核对属实"}).url == page
    text = enter(client, cast.cadre).get(page).content.decode()
    said = ("评价人甲的评价", "全程在岗", "我尽力了", "那几天我在住院", "撤销评价", "核对属实", "已撤销")
    assert [each for each in said if each not in text] == []


def test_each_sees_their_own_and_no_others(cast, client):
    sheet = asked(cast)
    page, mine = f"/activities/assessments/{sheet.pk}/", "/activities/assessments/mine/"
    colleague = c.officer("同事", cast.county, "officer")
    rows = {}
    for who in (cast.cadre, cast.first, colleague, cast.people["stranger"]):
        answer = enter(client, who).get(mine)
        rows[who] = ([row.pk for row in answer.context["pager"].rows], client.get(page).status_code)
    assert rows == {
        cast.cadre: ([sheet.pk], 200),
        cast.first: ([sheet.pk], 200),
        colleague: ([], 404),
        cast.people["stranger"]: ([], 404),
    }
    assert enter(client, cast.cadre).get("/activities/assessments/").status_code == 404


@pytest.mark.parametrize("page", ["fill/", "word/", "appeal/"])
def test_what_is_ones_own_opens_for_nobody_else(cast, client, page):
    sheet = asked(cast)
    assert enter(client, cast.apart).get(f"/activities/assessments/{sheet.pk}/{page}").status_code == 404


def test_the_list_is_by_day_and_says_nothing_of_what_was_said(cast, client):
    sheet, other = given(cast), asked(cast, officer=cast.people["enterprise"])
    client = enter(client, cast.judge)

    def listed(**asked_for):
        return [row.pk for row in client.get("/activities/assessments/", asked_for).context["pager"].rows]

    assert listed() == [other.pk, sheet.pk]
    assert listed(state="given") == listed(q="李秀兰") == [sheet.pk]
    assert "全程在岗" not in client.get("/activities/assessments/").content.decode()
    sheets = load_workbook(io.BytesIO(client.get("/activities/assessments/", {"as": "xlsx"}).content)).active
    rows = [row[:2] for row in sheets.iter_rows(values_only=True) if row[1] == "银川市总工会"]
    assert rows == [("王铁柱", "银川市总工会"), ("李秀兰", "银川市总工会")]
    assert client.get("/activities/assessments/mine/", {"as": "xlsx"}).status_code == 200


@pytest.mark.parametrize(
    ("who", "page", "field", "sent"),
    [
        ("judge", "new/", "basis", {"officer": True, "assessors": True}),
        ("judge", "new/", "assessors", {"officer": True, "basis": BASIS}),
        ("first", "{}/fill/", "presence", {name: word for name, word in WORDS.items() if name != "presence"}),
        ("cadre", "{}/word/", "text", {}),
        ("cadre", "{}/appeal/", "text", {"text": " "}),
        ("apart", "{}/decide/", "outcome", {"text": "好"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field(cast, client, who, page, field, sent):
    sheet = asked(cast)
    people = {"officer": cast.cadre.pk, "assessors": [cast.first.pk, cast.second.pk]}
    sent = {name: people[name] if value is True else value for name, value in sent.items()}
    answer = enter(client, getattr(cast, who)).post(f"/activities/assessments/{page.format(sheet.pk)}", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (Assessment.objects.count(), Part.objects.exclude(given=None).count()) == (1, 0)


def test_cadres_are_found_by_name(cast, client):
    answer = enter(client, cast.judge).get("/activities/assessments/new/officers/", {"name": "officer", "q": "李秀"})
    assert "李秀兰" in answer.content.decode()
