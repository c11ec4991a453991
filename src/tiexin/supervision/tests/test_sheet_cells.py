"""What goes out of supervision, cell by cell: every list in every state that a row of it can have."""

import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.supervision import actions, exports
from tiexin.supervision.actions import Recheck, checks, patterns
from tiexin.supervision.actions.checks import Answer
from tiexin.supervision.models import RecordCheck
from tiexin.supervision.tests import scene
from tiexin.supervision.tests.scene import DAY, inspected, lacking, sampled

pytestmark = pytest.mark.django_db
TEXT = "谈了加班工资和食堂的饭菜，答应去问"


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def day_of(cell):
    return cell.date() if isinstance(cell, datetime) else cell


def sheet(client, at, **asked):
    """The head and the lines of a list as it goes out, days as days."""
    answer = client.get(at, {**asked, "as": "xlsx"})
    assert answer.status_code == 200
    rows = load_workbook(io.BytesIO(answer.content)).active.values
    return [[day_of(cell) for cell in row] for row in rows]


def by(who, on=c.TODAY):
    return {"by": who, "on": on}


def enter(cast, client, who="office"):
    return c.enter(client, cast.people[who])


# ── inspections ─────────────────────────────────────────────────────────────────────────────────────────


def test_inspections_go_out_with_what_is_not_closed(cast, client):
    one = inspected(cast, on=c.TODAY - 3 * DAY)
    sampled(cast)
    for text in ("启动不及时", "没有告知", "没有小组"):
        found = lacking(cast, one, text=text)
    actions.answer_shortcoming(found, "补了", **by(cast.author))
    actions.recheck_shortcoming(found, Recheck(True, "看过"), **by(cast.inspector))
    assert sheet(enter(cast, client), "/inspections/") == [
        ["被督查单位", "督查单位", "日期", "方式", "发现问题", "还没有销号"],
        ["兴庆区总工会", "宁夏回族自治区总工会", c.TODAY, "听取汇报和抽查", 0, 0],
        ["兴庆区总工会", "宁夏回族自治区总工会", c.TODAY - 3 * DAY, "听取汇报", 3, 2],
    ]


def test_what_is_taken_out_is_what_the_filters_leave(cast, client):
    inspected(cast)
    inspected(cast, unit=cast.other_city)
    client = enter(cast, client)
    assert [row[0] for row in sheet(client, "/inspections/", unit="石嘴山")] == ["被督查单位", "石嘴山市总工会"]
    assert len(sheet(client, "/inspections/", way="sample")) == 1
    assert [row[0] for row in sheet(client, "/inspections/", way="hear")[1:]] == ["石嘴山市总工会", "兴庆区总工会"]


def test_an_inspected_unit_takes_out_its_own_and_no_other(cast, client):
    inspected(cast)
    inspected(cast, unit=cast.other_city)
    assert [row[0] for row in sheet(enter(cast, client, "officer"), "/inspections/")[1:]] == ["兴庆区总工会"]
    assert [row[0] for row in sheet(enter(cast, client, "stranger"), "/inspections/")[1:]] == ["石嘴山市总工会"]


# ── what was found ──────────────────────────────────────────────────────────────────────────────────────


def test_the_list_of_what_was_found_has_every_state(cast, client):
    made = inspected(cast, on=c.TODAY - DAY)
    due = {text: c.TODAY + n * DAY for n, text in enumerate(("今天到期", "已答复", "已销号", "还早"))}
    rows = {text: lacking(cast, made, text=text, due=day, line="told") for text, day in due.items()}
    for text in ("已答复", "已销号"):
        actions.answer_shortcoming(rows[text], "补了", **by(cast.author))
    actions.recheck_shortcoming(rows["已销号"], Recheck(True, "看过"), **by(cast.inspector))
    c.set_day(c.TODAY + DAY)
    head, *lines = sheet(enter(cast, client), "/inspections/shortcomings/", state="all")
    assert head == [
        "整改单位",
        "问题",
        "依据的条款",
        "督查单位",
        "督查日期",
        "负责人",
        "期限",
        "超期",
        "状态",
        "销号日期",
    ]
    plain = ["C261", "宁夏回族自治区总工会", c.TODAY - DAY, "李秀兰"]
    assert lines == [
        ["兴庆区总工会", "今天到期", *plain, c.TODAY, "已超期", "待整改", None],
        ["兴庆区总工会", "已答复", *plain, c.TODAY + DAY, None, "已答复，待复查", None],
        ["兴庆区总工会", "已销号", *plain, c.TODAY + 2 * DAY, None, "复查通过", c.TODAY],
        ["兴庆区总工会", "还早", *plain, c.TODAY + 3 * DAY, None, "待整改", None],
    ]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, ["甲", "乙"]),
        ({"state": "open"}, ["甲"]),
        ({"state": "answered"}, ["乙"]),
        ({"state": "closed"}, ["丙"]),
        ({"state": "all"}, ["甲", "乙", "丙"]),
        ({"late": "yes"}, []),
        ({"unit": "兴庆"}, ["甲", "乙"]),
        ({"unit": "石嘴山"}, []),
        ({"whose": "mine"}, []),
        ({"state": "all", "unit": "兴庆", "late": "yes"}, []),
    ],
)
def test_every_filter_of_what_was_found(cast, client, asked, left):
    made = inspected(cast)
    rows = [lacking(cast, made, text=text, due=c.TODAY + n * DAY) for n, text in enumerate("甲乙丙")]
    for row in rows[1:]:
        actions.answer_shortcoming(row, "补了", **by(cast.author))
    actions.recheck_shortcoming(rows[2], Recheck(True, "看过"), **by(cast.inspector))
    assert [row[1] for row in sheet(enter(cast, client), "/inspections/shortcomings/", **asked)[1:]] == left


# ── spot checks ─────────────────────────────────────────────────────────────────────────────────────────


def answer(check, place, came):
    ask = check.asks.get(place=place)
    return checks.answer_ask(ask, Answer(came, "", "phone", c.TODAY), **by(check.inspection.inspectors.get()))


def test_checks_go_out_with_how_many_were_asked(cast, client):
    made = sampled(cast)
    one, two = RecordCheck.objects.order_by("pk")
    answer(one, 1, "yes")
    answer(one, 2, "unreachable")
    answer(two, 1, "no")
    assert sheet(enter(cast, client), f"/inspections/{made.pk}/") == [
        ["企业", "走访日期", "登记单位", "要问的人数", "已问的人数", "进度", "结论的理由"],
        ["宁夏凤凰机械有限公司", c.TODAY - DAY, "兴庆区总工会", 2, 2, "属实", None],
        ["宁夏凤凰机械有限公司", c.TODAY - 2 * DAY, "兴庆区总工会", 2, 1, "请登记人说明", None],
    ]


def test_no_name_of_whoever_was_asked_goes_out(cast, client):
    made = sampled(cast)
    check = RecordCheck.objects.order_by("pk").first()
    answer(check, 1, "no")
    cells = [str(cell) for row in sheet(enter(cast, client, "officer"), f"/inspections/{made.pk}/") for cell in row]
    names = [str(worker) for worker in (cast.worker, *cast.others)]
    assert [cell for cell in cells if any(name in cell for name in names)] == []


def test_what_waits_for_ones_own_word_goes_out(cast, client):
    sampled(cast)
    one, two = RecordCheck.objects.order_by("pk")
    answer(one, 1, "no")
    answer(two, 1, "yes")
    author = enter(cast, client, "officer")
    assert sheet(author, "/inspections/mine/") == [
        ["企业", "走访日期", "督查单位", "说明的期限"],
        ["宁夏凤凰机械有限公司", c.TODAY - DAY, "宁夏回族自治区总工会", date(2012, 5, 17)],
    ]
    assert len(sheet(enter(cast, client), "/inspections/mine/")) == 1


# ── records that are seldom so ──────────────────────────────────────────────────────────────────────────


def test_what_is_seldom_so_goes_out_once_it_may_be_read(cast, client):
    for n in range(1, 4):
        scene.visited(cast, on=c.TODAY - n * DAY, said=TEXT)
    (made,) = patterns.look_for_oddities(cast.province, **by(cast.inspector))
    head = ["登记人", "单位", "什么少见", "情况", "查看的日子", "进度", "登记人的说明"]
    assert sheet(enter(cast, client), "/inspections/oddities/") == [head]
    patterns.explain_oddity(made, "三家都谈这件事", **by(cast.author))
    line = ["李秀兰", "兴庆区总工会", "文字一字不差", "3条走访的文字一字不差", c.TODAY]
    office = enter(cast, client)
    assert sheet(office, "/inspections/oddities/") == [head, [*line, "登记人已说明", "三家都谈这件事"]]
    assert sheet(enter(cast, client, "stranger"), "/inspections/oddities/") == [head]


def test_what_nobody_explained_goes_out_without_a_word_after_its_day(cast, client):
    for n in range(1, 4):
        scene.visited(cast, on=c.TODAY - n * DAY, said=TEXT)
    (made,) = patterns.look_for_oddities(cast.province, **by(cast.inspector))
    c.set_day(made.due)
    assert len(sheet(enter(cast, client), "/inspections/oddities/")) == 1
    c.set_day(made.due + DAY)
    _, line = sheet(enter(cast, client), "/inspections/oddities/")
    assert line[4:] == [c.TODAY, "请登记人看一看", None]


@pytest.mark.parametrize(("hundredths", "figure"), [(None, None), (0, 0.0), (5950, 59.5), (1167, 11.67), (10000, 100)])
def test_points_go_out_as_figures(hundredths, figure):
    assert exports.points(hundredths) == figure
