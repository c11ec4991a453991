"""Guidance of a union below or a room: given, answered by either side, looked at again; a room guided counts."""

import io

import pytest
from openpyxl import load_workbook

from tiexin.activities import guidance_rules as rules
from tiexin.activities.actions import guidance as actions
from tiexin.activities.actions.guidance import Answer
from tiexin.activities.guidance import Guidance
from tiexin.activities.tests.activity_scene import DAY, counted, refuse, stage
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def given(cast, **changes):
    said = {"org": cast.city, "author": cast.people["city_office"], "to": cast.county, "on": c.TODAY - DAY}
    said |= {"subject": "蹲点准备", "advice": "先培训再下去"}
    return actions.give_guidance(Guidance(**said | changes), by=cast.people["city_office"], on=c.TODAY)


def answered(cast, guidance, state="taken", text="已办培训班"):
    return actions.answer_guidance(guidance, Answer(state, text), by=cast.author, on=c.TODAY)


def voided(cast, guidance, reason="登记重了"):
    return actions.void_guidance(guidance, reason, by=cast.author, on=c.TODAY)


def test_guidance_of_a_union_is_a_record_and_counts_no_room(cast):
    made = given(cast, subject=" 蹲点准备 ")
    assert (made.subject, made.whom, made.state) == ("蹲点准备", "兴庆区", "open")
    assert counted("room_guided", "pk") == []
    assert Entry.objects.filter(thing="activities.guidance").values_list("verb", flat=True).get() == "give_guidance"


@pytest.mark.parametrize("below", [True, False])
def test_guidance_of_a_room_counts_where_the_room_is(cast, below):
    made = given(cast, to=cast.county if below else None, room="凤凰群众工作室")
    where = cast.county if below else cast.city
    assert counted("room_guided", "on", "by_org", "at_org", "officer") == [
        (made.on, cast.city.pk, where.pk, cast.people["city_office"].pk)
    ]


def test_guidance_runs_down_either_tree(cast):
    assert given(cast, org=cast.industry, to=cast.enterprise).to == cast.enterprise


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("subject", {"subject": " "}),
        ("advice", {"advice": ""}),
        ("advice", {"advice": "字" * 1001}),
        ("room", {"room": "字" * 101}),
        ("on", {"on": c.TODAY + DAY}),
        ("to", {"to": None}),
        ("follow", {"follow": c.TODAY - 2 * DAY}),
    ],
)
def test_guidance_says_what_and_to_whom(cast, field, changes):
    refuse(field, lambda: given(cast, **changes))


@pytest.mark.parametrize("whom", ["city", "province", "other_county"])
def test_only_a_union_below_is_guided(cast, whom):
    assert "下级" in refuse("to", lambda: given(cast, to=getattr(cast, whom)))


def test_what_was_not_taken_up_says_why_and_may_be_later(cast):
    made = given(cast)
    no = answered(cast, made, "not_taken", "人手不够")
    assert (no.state, no.answer, no.answered, no.answered_by) == ("not_taken", "人手不够", c.TODAY, cast.author)
    assert answered(cast, made).state == "taken"
    assert "已采纳" in refuse("", lambda: answered(cast, made))


@pytest.mark.parametrize(
    ("field", "said"), [("state", ("open", "x")), ("text", ("taken", " ")), ("text", ("not_taken", ""))]
)
def test_an_answer_says_how_or_why_not(cast, field, said):
    made = given(cast)
    refuse(field, lambda: answered(cast, made, *said))


def test_voided_guidance_counts_no_more_and_is_not_answered(cast):
    made = given(cast, room="凤凰群众工作室")
    refuse("reason", lambda: voided(cast, made, ""))
    assert voided(cast, made).void_reason == "登记重了"
    assert counted("room_guided", "pk") == []
    assert "作废" in refuse("", lambda: voided(cast, made))
    assert "作废" in refuse("", lambda: answered(cast, made))


@pytest.mark.parametrize(
    ("follow", "state", "due"),
    [(None, "open", False), (0, "open", True), (1, "open", False), (0, "taken", False), (0, "not_taken", False)],
)
def test_it_is_time_to_look_again_on_the_day_itself(follow, state, due):
    row = Guidance(follow=None if follow is None else c.TODAY + follow * DAY, state=state)
    assert row.is_due(c.TODAY) is due


# ── its pages ───────────────────────────────────────────────────────────────────────────────────────────


def enter(cast, client, who):
    return c.enter(client, cast.people[who])


def test_guidance_goes_its_way_through_the_pages(cast, client):
    client = enter(cast, client, "city_office")
    sent = {"on": "2012-05-09", "to": cast.county.pk, "subject": "蹲点准备", "advice": "先培训", "follow": "2012-05-10"}
    page = client.post("/activities/guidance/new/", sent).url
    made = Guidance.objects.get()
    assert (page, made.org, made.author) == (
        f"/activities/guidance/{made.pk}/",
        cast.city,
        cast.people["city_office"],
    )
    assert "该回看了" in client.get(page).content.decode()
    below = enter(cast, client, "officer")
    assert below.get(page).context["voids"] is False
    assert below.post(f"{page}answer/", {"state": "not_taken", "text": "人手不够"}).url == page
    assert below.post(f"{page}void/", {"reason": "不要"}).status_code == 404
    text = below.get(page).content.decode()
    assert all(said in text for said in ("不采纳", "人手不够", "李秀兰")) and "该回看了" not in text


def test_only_unions_below_are_offered(cast, client):
    client = enter(cast, client, "city_office")
    text = client.get("/activities/guidance/new/units/", {"name": "to"}).content.decode()
    assert [name for name in ("兴庆区", "凤凰机械厂工会", "银川市", "大武口", "老城") if name in text] == [
        "兴庆区",
        "凤凰机械厂工会",
    ]


@pytest.mark.parametrize(
    ("page", "field", "sent"),
    [
        ("new/", "to", {"on": "2012-05-09", "subject": "准备", "advice": "先培训"}),
        ("new/", "advice", {"on": "2012-05-09", "subject": "准备", "room": "一室"}),
        ("{}/answer/", "state", {"text": "好"}),
        ("{}/void/", "reason", {}),
    ],
)
def test_what_is_wrong_stands_beside_its_field(cast, client, page, field, sent):
    made = given(cast)
    answer = enter(cast, client, "city_office").post(f"/activities/guidance/{page.format(made.pk)}", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_the_list_is_of_both_sides_narrowed_and_goes_out(cast, client):
    due, later = given(cast, follow=c.TODAY), given(cast, subject="宣讲", follow=c.TODAY + DAY)
    elsewhere = given(cast, to=None, room="市里的群众工作室")
    client = enter(cast, client, "officer")

    def listed(**asked):
        return {row.pk for row in client.get("/activities/guidance/", asked).context["pager"].rows}

    assert listed() == {due.pk, later.pk}
    assert listed(late="yes") == {due.pk}
    assert listed(q="宣讲") == {later.pk}
    assert listed(unit="兴庆", state="open") == {due.pk, later.pk}
    assert listed(state="taken") == set()
    client = enter(cast, client, "city_office")
    assert listed() == {due.pk, later.pk, elsewhere.pk}
    sheet = load_workbook(io.BytesIO(client.get("/activities/guidance/", {"as": "xlsx"}).content)).active
    rows = [row[1:5] for row in sheet.iter_rows(values_only=True) if row[1] == "银川市总工会"]
    assert rows == [
        ("银川市总工会", "马建国", "市里的群众工作室", "蹲点准备"),
        ("银川市总工会", "马建国", "兴庆区", "宣讲"),
        ("银川市总工会", "马建国", "兴庆区", "蹲点准备"),
    ]


@pytest.mark.parametrize("page", ["", "answer/", "void/"])
def test_strangers_find_nothing(cast, client, page):
    made = given(cast)
    assert enter(cast, client, "stranger").get(f"/activities/guidance/{made.pk}/{page}").status_code == 404


def test_every_answer_is_a_state():
    assert set(rules.ANSWERS) == set(rules.STATES) - {"open"}
