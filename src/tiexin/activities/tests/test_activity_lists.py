"""Lists of activities as each reader sees them, cell by cell as they go out; the month, the corps, who is trained."""

import io
import uuid
from datetime import date

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from tiexin.activities import actions, forms
from tiexin.activities.actions import people
from tiexin.activities.models import Activity, Attendance
from tiexin.activities.tests.activity_scene import DAY, planned, recorded, seminar, stage, ticked, training
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.actions.organs import NewSeat, Sitting, end_holding, end_organ, found_organ, seat_officer
from tiexin.orgs.organs import Organ
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
NOWHERE = {"employer": None, "place": "街心公园"}


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def voided(cast, activity):
    return actions.void_activity(activity, "登记重了", by=cast.author, on=c.TODAY)


def at(cast, org, who, **changes):
    """An activity of another unit, by one of its own."""
    return recorded(cast, org=org, by=cast.people[who], **changes)


def corps(cast, org=None, name="兴庆区宣讲团"):
    new = Organ(org=org or cast.county, name=name, kind="lecture_corps", since=c.FOUNDED)
    return found_organ(new, [NewSeat("团长", "head"), NewSeat("团员", "member")], by=None, on=c.TODAY)


def seated(organ, title, who, since=c.TODAY):
    return seat_officer(organ.seats.get(title=title), who, Sitting(since), by=None, on=c.TODAY)


def listed(client, page, **asked):
    return [row.pk for row in client.get(page, asked).context["pager"].rows]


def cells(client, page, **asked):
    """The headings and the rows of the list as a workbook."""
    answer = client.get(page, {"as": "xlsx", **asked})
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────


def scattered(cast):
    """An activity at every unit, so that whatever leaks is there to be seen."""
    return {
        "county": recorded(cast, on=c.TODAY - 3 * DAY),
        "city": at(cast, cast.city, "city_office", on=c.TODAY - 2 * DAY),
        "province": at(cast, cast.province, "office", on=c.TODAY - DAY),
        "other_city": at(cast, cast.other_city, "stranger", on=c.TODAY - DAY),
        "enterprise": at(cast, cast.enterprise, "enterprise", on=c.TODAY - DAY),
    }


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("officer", ["enterprise", "county"]),
        ("enterprise", ["enterprise"]),
        ("city_office", ["enterprise", "city", "county"]),
        ("stranger", ["other_city"]),
        ("office", ["enterprise", "other_city", "province", "city", "county"]),
        ("leader", ["enterprise", "other_city", "province", "city", "county"]),
    ],
)
def test_each_reads_what_lies_at_and_below_their_unit(cast, client, who, seen):
    made = scattered(cast)
    assert listed(enter(cast, client, who), "/activities/") == [made[name].pk for name in seen]
    for name, activity in made.items():
        status = client.get(f"/activities/{activity.pk}/").status_code
        assert status == (200 if name in seen else 404)
    assert len(cells(client, "/activities/")) == 1 + len(seen)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"state": "held"}, ["held"]),
        ({"state": "planned"}, ["planned"]),
        ({"state": "voided"}, ["gone_planned", "gone_held"]),
        ({}, ["gone_planned", "planned", "gone_held", "held"]),
        ({"state": "voided", "kind": "tour"}, ["gone_planned"]),
        ({"state": "nonsense"}, ["gone_planned", "planned", "gone_held", "held"]),
        ({"q": "条例", "unit": "兴庆", "kind": "lecture", "state": "held"}, ["held"]),
        ({"q": "没有"}, []),
    ],
)
def test_what_was_voided_is_found_among_the_voided_alone(cast, client, asked, wanted):
    made = {"held": recorded(cast, on=c.TODAY - 2 * DAY), "gone_held": recorded(cast)}
    made |= {"planned": planned(cast, days=1), "gone_planned": planned(cast, days=2)}
    voided(cast, made["gone_held"])
    voided(cast, made["gone_planned"])
    assert listed(enter(cast, client), "/activities/", **asked) == [made[name].pk for name in wanted]


def test_every_cell_of_the_list_as_it_goes_out(cast, client):
    seminar(cast, on=date(2012, 5, 7), place="", topics=["opinions", "law"], audience=0)
    recorded(cast, "help", on=date(2012, 5, 8), employer=cast.employer, note="贷款", givers=[], place="", topics=[])
    voided(cast, training(cast, on=date(2012, 5, 9), lecturer="党校 王老师", title="第一期"))
    planned(cast, days=5, organ=corps(cast), audience=1200, title="巡回")
    head, *rows = cells(enter(cast, client), "/activities/")
    assert head == ["日期", "类别", "主题", "内容", "单位", "地点", "谁主讲", "人数", "服务的任务", "状态"]
    unit, firm = "兴庆区总工会", "宁夏凤凰机械有限公司"
    assert [[row[0].date(), *row[1:]] for row in rows] == [
        [
            *(date(2012, 5, 15), "巡回宣讲", "巡回", "涉及职工利益的法律法规", unit, "一车间会议室", "李秀兰"),
            *(1200, "宣传政策法规", "已安排"),
        ],
        [
            *(date(2012, 5, 9), "培训", "第一期", "活动的要求、任务和方法", unit, "一车间会议室"),
            *("李秀兰、党校 王老师", 30, None, "已作废"),
        ],
        [
            *(date(2012, 5, 8), "帮助企业", "工资集体协商条例宣讲", None, unit, firm, None, 30),
            *("促进企业发展", "已办"),
        ],
        [
            *(date(2012, 5, 7), "座谈", "职工座谈会", "听取职工意见建议、涉及职工利益的法律法规", unit, firm),
            *("李秀兰", None, "开展调查研究、宣传政策法规", "已办"),
        ],
    ]
    assert Entry.objects.filter(verb="export", by=cast.author).count() == 1


def test_what_stands_on_one_day_is_listed_the_last_written_first(cast, client):
    first, second, third = (recorded(cast) for _ in range(3))
    assert listed(enter(cast, client), "/activities/") == [third.pk, second.pk, first.pk]


# ── the month ───────────────────────────────────────────────────────────────────────────────────────────


def month(client, **asked):
    return client.get("/activities/calendar/", asked).context


def standing(context):
    return {day.day: [row.pk for row in day.activities] for day in context["days"] if day.activities}


def test_a_neighbouring_months_day_in_the_grid_is_empty(cast, client):
    recorded(cast, on=date(2012, 4, 30))
    inside = recorded(cast, on=date(2012, 5, 1))
    assert standing(month(enter(cast, client))) == {date(2012, 5, 1): [inside.pk]}


def test_two_on_one_day_stand_in_the_order_of_writing_and_other_kinds_not_at_all(cast, client):
    first, second = recorded(cast), recorded(cast, "tour")
    recorded(cast, "consultation")
    training(cast)
    seminar(cast)
    voided(cast, recorded(cast))
    context = month(enter(cast, client))
    assert (standing(context), context["count"]) == ({c.TODAY - DAY: [first.pk, second.pk]}, 2)


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [("2012-01", "2011-12", "2012-02"), ("2012-12", "2012-11", "2013-01"), ("2012-02", "2012-01", "2012-03")],
)
def test_one_turns_over_the_months_of_two_years(cast, client, asked, before, after):
    context = month(enter(cast, client), month=asked)
    assert (context["before"], context["after"], f"{context['first']:%Y-%m}") == (before, after, asked)


def test_the_unit_that_was_asked_for_stays_when_one_turns_to_another_month(cast, client):
    text = enter(cast, client).get("/activities/calendar/", {"unit": "兴庆", "month": "2012-03"}).content.decode()
    assert ("unit=%E5%85%B4%E5%BA%86&amp;month=2012-02" in text, "month=2012-04" in text) == (True, True)


@pytest.mark.parametrize(("who", "seen"), [("officer", 2), ("enterprise", 1), ("stranger", 1), ("leader", 4)])
def test_the_month_shows_lectures_within_reach(cast, client, who, seen):
    for org, by in (("county", "officer"), ("enterprise", "enterprise"), ("other_city", "stranger")):
        at(cast, getattr(cast, org), by)
    at(cast, cast.province, "office")
    assert month(enter(cast, client, who))["count"] == seen


def test_only_whoever_records_there_is_offered_that_it_was_held(cast, client):
    stop = planned(cast, days=1)
    c.actions.grant_post(cast.people["enterprise"], cast.county, "enterprise", by=None, on=c.TODAY)
    c.set_day(stop.on)
    due = {}
    for who in ("officer", "enterprise", "city_office"):
        days = month(enter(cast, client, who))["days"]
        due[who] = [row.due for day in days for row in day.activities]
    assert due == {"officer": [True], "enterprise": [False], "city_office": [True]}


# ── the corps ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_cell_of_the_corps_as_they_go_out(cast, client):
    own, empty = corps(cast), corps(cast, name="第二宣讲团")
    seated(own, "团长", cast.author)
    seated(own, "团员", cast.people["nobody"])
    end_holding(seated(empty, "团长", cast.people["enterprise"], c.TODAY - DAY), by=None, on=c.TODAY)
    recorded(cast, "tour", organ=own)
    later = planned(cast, organ=own, days=4)
    head, *rows = cells(enter(cast, client), "/activities/corps/")
    assert head == ["单位", "宣讲团", "成立", "成员", "已讲场次", "下一场"]
    assert [[cell.date() if hasattr(cell, "date") else cell for cell in row] for row in rows] == [
        ["兴庆区总工会", "兴庆区宣讲团", c.FOUNDED, "李秀兰、孙小军", 1, later.on],
        ["兴庆区总工会", "第二宣讲团", c.FOUNDED, None, 0, None],
    ]


def test_a_corps_that_has_ended_is_neither_listed_nor_offered(cast, client):
    gone, left = corps(cast), corps(cast, name="第二宣讲团")
    end_organ(gone, by=None, on=c.TODAY)
    client = enter(cast, client)
    assert listed(client, "/activities/corps/") == [left.pk]
    assert list(client.get("/activities/new/").context["form"].fields["organ"].queryset) == [left]


def test_a_stop_that_was_due_yesterday_and_not_held_is_not_the_next_one(cast, client):
    own = corps(cast)
    planned(cast, organ=own, days=1)
    c.set_day(c.TODAY + 2 * DAY)
    (row,) = enter(cast, client).get("/activities/corps/").context["pager"].rows
    assert (row.held, row.next) == (None, None)


def test_a_unit_without_corps_is_told_what_one_is(cast, client):
    corps(cast, org=cast.province)
    text = enter(cast, client).get("/activities/corps/").content.decode()
    assert "还没有宣讲团" in text
    assert "organ" not in client.get("/activities/new/").context["form"].fields


def test_a_corps_of_another_unit_cannot_be_chosen(cast, client):
    corps(cast)
    strange = corps(cast, org=cast.city, name="市宣讲团")
    sent = {"key": uuid.uuid4(), "kind": "tour", "on": c.TODAY, "title": "条例", "place": "一", "lecturer": "周"}
    with c.nothing_written():
        answer = enter(cast, client).post("/activities/new/", {**sent, "organ": strange.pk})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["organ"])


# ── who is trained ──────────────────────────────────────────────────────────────────────────────────────


def test_every_cell_of_who_is_trained_and_the_order(cast, client):
    ticked(cast, training(cast, on=c.TODAY - 5 * DAY), cast.author, cast.people["enterprise"])
    ticked(cast, training(cast, on=c.TODAY - 2 * DAY), cast.author)
    head, *rows = cells(enter(cast, client), "/activities/training/")
    assert head == ["单位", "姓名", "职务", "最近一次培训"]
    rows = [[*row[:3], row[3] and row[3].date()] for row in rows]
    assert rows == [
        ["兴庆区总工会", "孙小军", "干部", None],
        ["兴庆区总工会", "李秀兰", "干部", c.TODAY - 2 * DAY],
        ["凤凰机械厂工会", "王铁柱", "工会主席", c.TODAY - 5 * DAY],
    ]


@pytest.mark.parametrize("back", ["dropped", "voided"])
def test_a_training_taken_back_leaves_the_one_before(cast, client, back):
    ticked(cast, training(cast, on=c.TODAY - 5 * DAY), cast.author)
    last = training(cast)
    (row,) = ticked(cast, last, cast.author)
    if back == "voided":
        voided(cast, last)
    else:
        people.drop_person(row, "没有来", by=cast.author, on=c.TODAY)
    rows = enter(cast, client).get("/activities/training/", {"q": "李秀兰"}).context["pager"].rows
    assert [row.trained for row in rows] == [c.TODAY - 5 * DAY]


def test_whoever_has_left_office_is_not_listed_as_untrained(cast, client):
    gone = c.officer("老赵", cast.county)
    gone.until = c.TODAY
    gone.save()
    names = [row.name for row in enter(cast, client).get("/activities/training/").context["pager"].rows]
    assert sorted(names) == sorted(["孙小军", "李秀兰", "王铁柱"])


# ── what is offered ─────────────────────────────────────────────────────────────────────────────────────


def test_a_list_without_anything_says_what_belongs_there_and_a_narrowed_one_that_it_is_narrowed(cast, client):
    client = enter(cast, client)
    empty = client.get("/activities/").content.decode()
    narrowed = client.get("/activities/", {"q": "条例"}).content.decode()
    assert empty != narrowed
    assert ("没有符合条件" in empty, "没有符合条件" in narrowed) == (False, True)


def test_every_kind_state_and_audience_has_its_word_in_the_form(cast, client):
    form = enter(cast, client).get("/activities/new/").context["form"]
    assert [name for name, _ in form.fields["kind"].choices] == list(forms.rules.KINDS)
    assert [name for name, _ in form.fields["audience_kind"].choices] == list(forms.rules.AUDIENCES)
    assert (form.initial["on"], form.initial["kind"]) == (c.TODAY, "lecture")


def test_there_is_one_row_for_each_who_came_however_long_the_list(cast, client, monkeypatch):
    made = seminar(cast)
    ticked(cast, made, *[c.worker(cast.employer, f"职工{number}") for number in range(3)])
    monkeypatch.setattr("tiexin.activities.rules.TICKED", 2)
    context = enter(cast, client).get(f"/activities/{made.pk}/").context
    assert (len(context["there"]), context["count"]) == (2, 3)
    assert (Attendance.objects.count(), Activity.objects.count()) == (3, 1)
