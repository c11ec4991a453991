"""Guidance as either side reads it: what is due, what was voided, who may answer, what the form refuses, the cells."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tiexin.activities import guidance_rules as rules
from tiexin.activities.actions import guidance as actions
from tiexin.activities.actions.guidance import Answer
from tiexin.activities.guidance import Guidance
from tiexin.activities.tests.activity_scene import DAY, counted, refuse, stage
from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.tests import scene
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
NEW = "/activities/guidance/new/"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def enter(cast, client, who):
    return c.enter(client, cast.people[who])


def given(cast, **changes):
    said = {"org": cast.city, "author": cast.people["city_office"], "to": cast.county, "on": c.TODAY - DAY}
    said |= {"subject": "蹲点准备", "advice": "先培训再下去"}
    return actions.give_guidance(Guidance(**said | changes), by=cast.people["city_office"], on=c.TODAY)


def answered(cast, guidance, state="taken", text="已办培训班"):
    return actions.answer_guidance(guidance, Answer(state, text), by=cast.author, on=c.TODAY)


def voided(cast, guidance):
    return actions.void_guidance(guidance, "登记重了", by=cast.people["city_office"], on=c.TODAY)


def page(guidance, rest=""):
    return f"/activities/guidance/{guidance.pk}/{rest}"


def sent(cast, **more):
    said = {"on": "2012-05-09", "to": cast.county.pk, "subject": "蹲点准备", "advice": "先培训"}
    return {**said, **more}


def listed(client, **asked):
    return [row.pk for row in client.get("/activities/guidance/", asked).context["pager"].rows]


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────


def scattered(cast):
    """Guidance between many units, so that whatever leaks is there to be seen."""
    province = {"org": cast.province, "author": cast.people["office"]}
    beside = {"org": cast.other_city, "author": cast.people["stranger"], "to": cast.other_county}
    return {
        "city to county": given(cast),
        "province to city": given(cast, **province, to=cast.city),
        "province to industry": given(cast, **province, to=None, room="厅里的工作室"),
        "other city": given(cast, **beside),
        "county to enterprise": given(cast, org=cast.county, author=cast.author, to=cast.enterprise),
    }


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("officer", ["county to enterprise", "city to county"]),
        ("enterprise", ["county to enterprise"]),
        ("city_office", ["county to enterprise", "province to city", "city to county"]),
        ("stranger", ["other city"]),
        (
            "leader",
            [
                "county to enterprise",
                "other city",
                "province to industry",
                "province to city",
                "city to county",
            ],
        ),
    ],
)
def test_either_side_reads_and_nobody_beside(cast, client, who, seen):
    made = scattered(cast)
    assert listed(enter(cast, client, who)) == [made[name].pk for name in seen]
    for name, guidance in made.items():
        assert client.get(page(guidance)).status_code == (200 if name in seen else 404)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, ["gone", "no", "taken", "late", "open"]),
        ({"state": "open"}, ["late", "open"]),
        ({"state": "taken"}, ["taken"]),
        ({"state": "not_taken"}, ["no"]),
        ({"state": "voided"}, ["gone"]),
        ({"late": "yes"}, ["late"]),
        ({"late": "yes", "state": "taken"}, []),
        ({"late": "no such"}, ["gone", "no", "taken", "late", "open"]),
    ],
)
def test_what_was_voided_is_found_among_the_voided_alone(cast, client, asked, wanted):
    made = {"open": given(cast), "late": given(cast, follow=c.TODAY)}
    made["taken"] = answered(cast, given(cast, follow=c.TODAY))
    made["no"] = answered(cast, given(cast, follow=c.TODAY), "not_taken", "人手不够")
    made["gone"] = voided(cast, given(cast, follow=c.TODAY))
    assert listed(enter(cast, client, "city_office"), **asked) == [made[name].pk for name in wanted]


def test_every_cell_of_the_list_as_it_goes_out(cast, client):
    answered(cast, given(cast, follow=c.TODAY + DAY, room="凤凰群众工作室"), "not_taken", "人手不够")
    voided(cast, given(cast, on=c.TODAY))
    answer = enter(cast, client, "officer").get("/activities/guidance/", {"as": "xlsx"})
    head, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert head == (
        *("日期", "指导单位", "指导的干部", "指导了谁", "主题", "意见和建议", "状态", "情况和理由", "哪天回看"),
    )
    unit, by = "银川市总工会", "马建国"
    assert [[cell.date() if hasattr(cell, "date") else cell for cell in row] for row in rows] == [
        [date(2012, 5, 10), unit, by, "兴庆区", "蹲点准备", "先培训再下去", "已作废", None, None],
        [
            *(date(2012, 5, 9), unit, by, "兴庆区 · 凤凰群众工作室", "蹲点准备", "先培训再下去"),
            *("不采纳", "人手不够", date(2012, 5, 11)),
        ],
    ]


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "state", "answers", "voids"),
    [
        ("city_office", "open", True, True),
        ("city_office", "not_taken", True, True),
        ("city_office", "taken", False, True),
        ("city_office", "voided", False, False),
        ("officer", "open", True, False),
        ("officer", "not_taken", True, False),
        ("officer", "taken", False, False),
        ("officer", "voided", False, False),
        ("office", "open", True, True),
    ],
)
def test_buttons_are_those_that_the_state_and_the_side_allow(cast, client, who, state, answers, voids):
    made = given(cast)
    if state == "voided":
        voided(cast, made)
    elif state != "open":
        answered(cast, made, state, "有说明")
    context = enter(cast, client, who).get(page(made)).context
    assert (context["answers"], context["voids"]) == (answers, voids)


@pytest.mark.parametrize(("days", "due"), [(-1, False), (0, True), (5, True)])
def test_it_is_said_to_be_due_from_the_day_on_until_it_is_answered(cast, client, days, due):
    made = given(cast, follow=c.TODAY + DAY)
    c.set_day(c.TODAY + DAY + days * DAY)
    client = enter(cast, client, "officer")
    assert client.get(page(made)).context["due"] is due
    assert [row.due for row in client.get("/activities/guidance/").context["pager"].rows] == [due]
    answered(cast, made, "not_taken", "人手不够")
    assert client.get(page(made)).context["due"] is False


def test_a_voided_one_says_when_and_why_and_is_due_no_more(cast, client):
    made = voided(cast, given(cast, follow=c.TODAY))
    answer = enter(cast, client, "officer").get(page(made))
    assert [each for each in ("2012年5月10日作废", "登记重了") if each not in answer.content.decode()] == []
    assert answer.context["due"] is False
    assert list(Guidance.objects.all().due(c.TODAY)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("on", ""),
        ("on", "2012-05-11"),
        ("on", "2012-13-01"),
        ("to", ""),
        ("to", "x"),
        ("to", str(10**20)),
        ("subject", " "),
        ("subject", "字" * 101),
        ("advice", ""),
        ("advice", "字" * 1001),
        ("room", "字" * 101),
        ("follow", "2012-05-08"),
        ("follow", "soon"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(cast, client, field, value):
    with c.nothing_written():
        answer = enter(cast, client, "city_office").post(NEW, sent(cast, **{field: value}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    kept = {"subject": "蹲点准备", "advice": "先培训", "on": "2012-05-09"}
    assert [said for name, said in kept.items() if name != field and said not in answer.content.decode()] == []


@pytest.mark.parametrize("whom", ["city", "province", "other_county", "closed"])
def test_no_other_union_than_one_below_that_stands_is_taken(cast, client, whom):
    with c.nothing_written():
        answer = enter(cast, client, "city_office").post(NEW, sent(cast, to=getattr(cast, whom).pk))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["to"])


def test_the_same_answer_twice_is_refused_and_what_was_typed_stays(cast, client):
    made = answered(cast, given(cast), "not_taken", "人手不够")
    client = enter(cast, client, "officer")
    with c.nothing_written():
        answer = client.post(page(made, "answer/"), {"state": "not_taken", "text": "还是人手不够"})
    text = answer.content.decode()
    assert (answer.status_code, "现在是“不采纳”" in text, "还是人手不够" in text) == (422, True, True)
    assert client.post(page(made, "answer/"), {"state": "taken", "text": "添了两个人"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.answer) == ("taken", "添了两个人")


def test_whoever_guides_may_note_the_answer_as_well(cast, client):
    made = given(cast)
    client = enter(cast, client, "city_office")
    assert client.post(page(made, "answer/"), {"state": "taken", "text": "看到了"}).status_code == 302
    made.refresh_from_db()
    assert (made.answered_by, made.answered) == (cast.people["city_office"], c.TODAY)


def test_guidance_is_voided_through_its_page_once(cast, client):
    made = given(cast, room="一室")
    client = enter(cast, client, "city_office")
    with c.nothing_written():
        assert client.post(page(made, "void/"), {"reason": "字" * 201}).status_code == 422
    assert client.post(page(made, "void/"), {"reason": "重了"}).url == page(made)
    with c.nothing_written():
        answer = client.post(page(made, "void/"), {"reason": "再来"})
    assert (answer.status_code, "已于2012年5月10日作废" in answer.content.decode()) == (422, True)
    assert counted("room_guided", "pk") == []


# ── what counts ─────────────────────────────────────────────────────────────────────────────────────────


def test_rooms_count_for_who_guides_and_what_is_voided_goes_again(cast):
    duty = scene.publish(cast.province, scene.tally("room_guided", unit="item"))[0]
    first = given(cast, room="一室")
    given(cast, to=None, room="二室")
    given(cast)
    scene.settle()
    assert (scene.values(duty)[cast.city.pk], scene.values(duty).get(cast.county.pk, 0)) == (2, 0)
    answered(cast, first)
    scene.settle()
    assert scene.values(duty)[cast.city.pk] == 2
    voided(cast, first)
    scene.settle()
    assert (scene.values(duty)[cast.city.pk], verify.differences()) == (1, [])


def test_each_thing_done_leaves_one_entry_of_who_guides(cast):
    made = given(cast)
    answered(cast, made)
    voided(cast, made)
    trail = Entry.objects.order_by("-pk")[:3].values_list("verb", "by", "org")
    office = cast.people["city_office"].pk
    assert list(trail) == [
        ("void", office, cast.city.pk),
        ("answer_guidance", cast.author.pk, cast.city.pk),
        ("give_guidance", office, cast.city.pk),
    ]


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("below", "room", "said"),
    [
        (None, "", "请选择被指导的工会"),
        (None, "  ", "请选择被指导的工会"),
        (None, "一室", ""),
        (False, "", "只能指导下级工会"),
        (False, "一室", "只能指导下级工会"),
        (True, "", ""),
        (True, "一室", ""),
    ],
)
def test_somebody_below_or_a_room_is_guided(below, room, said):
    if not said:
        rules.check_whom(below, room)
        return
    with pytest.raises(Refused, match=said) as caught:
        rules.check_whom(below, room)
    assert caught.value.field == "to"


@pytest.mark.parametrize("now", rules.STATES)
@pytest.mark.parametrize("then", [*rules.ANSWERS, "open", ""])
@pytest.mark.parametrize("gone", [None, c.TODAY])
def test_answers_from_every_state(now, then, gone):
    fits = gone is None and then in rules.ANSWERS and now not in ("taken", then)
    if fits:
        rules.check_answer(now, then, "有说明", gone)
        return
    with pytest.raises(Refused) as caught:
        rules.check_answer(now, then, "有说明", gone)
    assert caught.value.field == ("state" if gone is None and then not in rules.ANSWERS else "")


def test_to_look_again_on_the_day_itself_is_early_enough(cast):
    assert given(cast, follow=c.TODAY - DAY).follow == c.TODAY - DAY
    refuse("follow", lambda: given(cast, follow=c.TODAY - 2 * DAY))
