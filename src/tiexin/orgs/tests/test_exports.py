"""Lists of units, people, posts, organs and changes as workbooks: their columns, rows, filters and reach."""

import io
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from tiexin.orgs.absences import Absence
from tiexin.orgs.actions import organs
from tiexin.orgs.actions.absences import deputise
from tiexin.orgs.actions.moves import Plan, move_org
from tiexin.orgs.actions.organs import NewSeat, Sitting
from tiexin.orgs.actions.people import leave_office
from tiexin.orgs.actions.undoing import undo_change
from tiexin.orgs.models import Tree
from tiexin.orgs.organs import Holding, Organ
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
DAY = date(2012, 3, 1)


@kept.fixture
def cast():
    """The county's group has a head and one who sat before; the city's deputy is away; the officer left."""
    cast = c.stage()
    who, people = {"by": None, "on": c.TODAY}, cast.people
    organ = Organ(org=cast.county, name="活动领导小组", kind="leading_group", since=DAY)
    seats = [NewSeat("组长", "head"), NewSeat("成员", "member", by_post="各部门负责人")]
    cast.organ = organs.found_organ(organ, seats, **who)
    head = cast.organ.seats.get(title="组长")
    organs.seat_officer(head, people["nobody"], Sitting(DAY, concurrent=True), **who)
    organs.replace_holder(Holding.objects.get(), people["officer"], Sitting(c.TODAY), **who)
    days = {"since": c.TODAY, "until": c.TODAY + timedelta(9), "reason": "学习"}
    deputise(Absence(officer=people["city_office"], deputy=people["office"], **days), **who)
    leave_office(people["officer"], c.TODAY, **who)
    return cast


def plain(value):
    return value.date() if isinstance(value, datetime) else value if value is not None else ""


@pytest.fixture
def sheet(cast, client):
    def ask(name, address):
        answer = c.enter(client, cast.people[name]).get(address)
        assert answer.status_code == 200
        rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
        return [[plain(cell) for cell in row] for row in rows]

    return ask


def test_units_of_a_level_with_what_stands_below(cast, sheet):
    assert sheet("office", "/orgs/?level=city&as=xlsx") == [
        ["单位", "层级", "类别", "行政区划代码", "下级单位", "成立", "撤销"],
        ["银川市总工会", "市级", "地方总工会", "640100", 2, c.FOUNDED, ""],
        ["石嘴山市总工会", "市级", "地方总工会", "640200", 1, c.FOUNDED, ""],
    ]


def test_units_below_one(cast, sheet):
    rows = sheet("office", f"/orgs/{cast.city.pk}/?as=xlsx")
    assert [(row[0], row[-1]) for row in rows[1:]] == [("兴庆区总工会", ""), ("老城区总工会", date(2005, 1, 1))]


def test_officers_of_a_unit_with_their_posts(cast, sheet):
    assert sheet("office", f"/orgs/{cast.city.pk}/officers/?as=xlsx") == [
        ["姓名", "职务", "岗位", "任职"],
        ["马建国", "副主席", "活动办公室（银川市）", c.FOUNDED],
    ]


def test_accounts_by_their_state(cast, sheet):
    c.officer("新来的", cast.county)
    rows = sheet("system", "/accounts/?state=none&as=xlsx")
    assert rows == [["姓名", "单位", "职务", "登录名", "账号"], ["新来的", "兴庆区总工会", "干部", "", "未开通"]]
    active = sheet("system", "/accounts/?state=active&q=林晓梅&as=xlsx")
    assert [row[4] for row in active[1:]] == ["已激活"]
    assert [row[3] for row in active[1:]] == [cast.people["office"].account.username]


def test_posts_of_a_role(cast, sheet):
    assert sheet("security", "/posts/?role=audit&as=xlsx") == [
        ["干部", "所在单位", "角色", "任职单位", "起"],
        ["郑国强", "宁夏回族自治区总工会", "审计管理员", "宁夏回族自治区总工会", date(2012, 1, 1)],
    ]


def test_absences(cast, sheet):
    row = ["马建国", "银川市总工会", "林晓梅", "宁夏回族自治区总工会", c.TODAY, c.TODAY + timedelta(9), "", "学习"]
    assert sheet("security", "/absences/?as=xlsx")[1:] == [row]


def test_leavers_who_still_hold_something(cast, sheet):
    assert sheet("office", "/orphans/?as=xlsx")[1:] == [["李秀兰", "兴庆区总工会", "干部", c.TODAY, ""]]


def test_organs_with_who_sits_there(cast, sheet):
    said = "组长：李秀兰、成员：各部门负责人"
    row = ["活动领导小组", "领导小组", "", DAY, "", said]
    assert sheet("office", f"/orgs/{cast.county.pk}/organs/?as=xlsx")[1:] == [row]


def test_those_who_sat_before(cast, sheet):
    assert sheet("office", f"/organs/{cast.organ.pk}/?as=xlsx") == [
        ["职务", "干部", "单位", "兼任", "从哪里抽调", "起", "止"],
        ["组长", "孙小军", "兴庆区总工会", "兼", "", DAY, c.TODAY],
    ]


def test_history_in_its_sentences(cast, sheet):
    who = {"by": cast.people["office"], "on": c.TODAY}
    change = move_org(cast.county, cast.other_city, Plan(c.TODAY, "区划调整"), tree=Tree.TERRITORY, **who)
    undo_change(change, "录错了", **who)
    rows = sheet("office", f"/orgs/{cast.county.pk}/history/?as=xlsx")
    assert [[row[1], row[3], row[4], row[6]] for row in rows[1:]] == [
        ["撤销调整", "录错了", "林晓梅", ""],
        ["划转", "区划调整", "林晓梅", "已撤销"],
    ]
    assert rows[2][2] == "“兴庆区”由“银川市”划归“石嘴山市”"
