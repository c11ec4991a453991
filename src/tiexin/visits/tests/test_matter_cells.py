"""Opinions, proposals and announced visits as they go out: cell by cell, in every state, as the filters leave them."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits import actions as visits
from tiexin.visits import announcement_queries as burdens
from tiexin.visits import problem_rules as problems
from tiexin.visits.actions import announcements as announcing
from tiexin.visits.actions import proposals as proposing
from tiexin.visits.actions.announcements import Said
from tiexin.visits.announcements import Announcement
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, step
from tiexin.visits.tests.test_opinions import SAID, Heard, heard, settle, tell
from tiexin.visits.tests.test_proposals import answer, effect, send

pytestmark = pytest.mark.django_db
FIRM = "宁夏凤凰机械有限公司"


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def sheet(client, at, **asked):
    answer = client.get(at, {**asked, "as": "xlsx"})
    assert answer.status_code == 200
    rows = load_workbook(io.BytesIO(answer.content)).active.values
    return [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows]


# ── opinions ────────────────────────────────────────────────────────────────────────────────────────────


OPINION_HEAD = ["单位", "日期", "企业", "来源", "谁提的", "意见建议", "着落", "向哪个单位建议"]
OPINION_HEAD += ["答复、回复或理由", "转为的问题", "告知日期"]


def every_opinion(cast):
    """One opinion in every state, by state."""
    asked = settle(cast, heard(cast, Heard("请食堂")), "suggested", unit="食堂")
    found = {
        "open": heard(cast, Heard("还没有说")),
        "suggested": asked,
        "answered": tell(cast, settle(cast, heard(cast, Heard("夜班车")), "answered", "下月开")),
        "problem": settle(cast, heard(cast, Heard("欠的奖金")), "problem", question="hope"),
        "set_aside": settle(cast, heard(cast, Heard("停检修")), "set_aside", "不合安全规定"),
    }
    replied = settle(cast, heard(cast, Heard("请车间")), "suggested", unit="车间")
    found["replied"] = settle(cast, replied, "replied", "已经装了风扇")
    found["withdrawn"] = heard(cast, Heard("记错了的"))
    visits.void_visit(found["withdrawn"].visit, "记错了", by=cast.author, on=c.TODAY)
    return found


def test_the_register_has_every_state(cast, client):
    every_opinion(cast)
    head, *lines = sheet(enter(cast, client), "/opinions/")
    assert head == OPINION_HEAD
    plain = ["兴庆区总工会", c.TODAY - DAY, FIRM, "生产一线职工", "刘桂英"]
    assert lines[:2] == [
        [*plain, "还没有说", "还没有了结", None, None, None, None],
        [*plain, "请食堂", "已向单位建议，等回复", "食堂", None, None, None],
    ]
    assert lines[2:] == [
        [*plain, "请车间", "单位已回复", "车间", "已经装了风扇", None, None],
        [*plain, "停检修", "未采纳", None, "不合安全规定", None, None],
        [*plain, "欠的奖金", "转为问题", None, None, problems.STATES["open"], None],
        [*plain, "夜班车", "已答复", None, "下月开", None, c.TODAY],
    ]


@pytest.mark.parametrize(
    ("asked", "states"),
    [
        ({}, ["answered", "open", "problem", "replied", "set_aside", "suggested"]),
        ({"state": "open"}, ["open"]),
        ({"state": "withdrawn"}, ["withdrawn"]),
        ({"told": "no"}, ["replied", "set_aside"]),
        ({"told": "no", "state": "answered"}, []),
        ({"source": "manager"}, []),
        ({"source": "front_line", "q": "请"}, ["replied", "suggested"]),
        ({"q": "凤凰", "state": "problem"}, ["problem"]),
        ({"unit": "石嘴山"}, []),
        ({"unit": "兴庆", "q": "停检修"}, ["set_aside"]),
    ],
)
def test_every_filter_of_the_register_also_holds_for_what_goes_out(cast, client, asked, states):
    found = every_opinion(cast)
    client = enter(cast, client)
    rows = client.get("/opinions/", asked).context["pager"].rows
    assert sorted(row.state for row in rows) == states
    assert sorted(row[5] for row in sheet(client, "/opinions/", **asked)[1:]) == sorted(
        found[state].text for state in states
    )
    assert sorted(row["state"] for row in client.get("/api/opinions", asked).json()["rows"]) == states


def test_opinions_of_other_places_go_out_to_nobody_else(cast, client):
    stranger = cast.people["stranger"]
    met = {"met": [("张矿工", "front_line")], "opinions": [Heard("矿上的事")]}
    visits.record_visit(visits.NewVisit(stranger, cast.foreign, c.TODAY, ["hear"], **met), by=stranger, on=c.TODAY)
    heard(cast)
    texts = {
        who: sorted(row[5] for row in sheet(enter(cast, client, who), "/opinions/")[1:])
        for who in ("officer", "stranger", "office")
    }
    assert texts == {"officer": [SAID], "stranger": ["矿上的事"], "office": sorted([SAID, "矿上的事"])}


# ── proposals ───────────────────────────────────────────────────────────────────────────────────────────


PROPOSAL_HEAD = ["单位", "建议", "提给谁", "提出日期", "汇总的问题", "状态", "负责人", "期限", "超期", "采纳"]
PROPOSAL_HEAD += ["答复", "答复日期", "改变了什么", "文件号", "见效日期"]


def every_proposal(cast):
    """One proposal in every state, each due on another day."""
    due = {state: c.TODAY + n * DAY for n, state in enumerate(("sent", "answered", "effect", "closed"), 1)}
    send(cast, cast.problem, title="甲", due=due["sent"])
    answer(cast, send(cast, title="乙"), "只能一部分", "partly", due=due["answered"])
    third = answer(cast, send(cast, title="丙"), due=due["effect"])
    effect(cast, third, document="宁政发〔2012〕30号")
    last = send(cast, title="丁", due=due["closed"])
    proposing.close_proposal(last, "没有回音", by=cast.author, on=c.TODAY)
    return due


def test_proposals_go_out_in_every_state(cast, client):
    due = every_proposal(cast)
    c.set_day(c.TODAY + 9 * DAY)
    head, *lines = sheet(enter(cast, client), "/proposals/")
    assert head == PROPOSAL_HEAD
    who = "李秀兰"
    assert lines == [
        ["兴庆区总工会", "甲", "人民政府", c.TODAY, 1, "已提出，等答复", who, due["sent"], "已超期", *[None] * 6],
        [
            *("兴庆区总工会", "乙", "人民政府", c.TODAY, None, "已答复，等见效", who, due["answered"], "已超期"),
            *("部分采纳", "只能一部分", c.TODAY, None, None, None),
        ],
        [
            *("兴庆区总工会", "丙", "人民政府", c.TODAY, None, "已见效", who, due["effect"], None),
            *("采纳", "同意设立", c.TODAY, "周转金已设立", "宁政发〔2012〕30号", c.TODAY),
        ],
        ["兴庆区总工会", "丁", "人民政府", c.TODAY, None, "没有见效，已结束", who, due["closed"], *[None] * 7],
    ]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["甲", "乙", "丙", "丁"]),
        ({"state": "sent"}, ["甲"]),
        ({"state": "effect"}, ["丙"]),
        ({"late": "yes"}, ["甲", "乙"]),
        ({"late": "yes", "state": "answered"}, ["乙"]),
        ({"late": "yes", "state": "effect"}, []),
        ({"q": "丁"}, ["丁"]),
        ({"q": "政府", "state": "closed"}, ["丁"]),
        ({"unit": "石嘴山"}, []),
    ],
)
def test_every_filter_of_proposals_also_holds_for_machines(cast, client, asked, titles):
    every_proposal(cast)
    c.set_day(c.TODAY + 9 * DAY)
    client = enter(cast, client)
    assert [row[1] for row in sheet(client, "/proposals/", **asked)[1:]] == titles
    assert [row["title"] for row in client.get("/api/proposals", asked).json()["rows"]] == titles


def test_what_came_of_a_proposal_is_told_in_one_line(cast):
    made = send(cast, title="甲")
    assert made.result == ""
    assert answer(cast, made, "不同意", "refused").result == "未采纳：不同意"
    assert effect(cast, made, "还是设立了").result == "还是设立了"
    other = answer(cast, send(cast, title="乙"))
    assert effect(cast, other, document=" 30号 ").result == "周转金已设立（30号）"


# ── announced visits ────────────────────────────────────────────────────────────────────────────────────


def announce(cast, **changes):
    wanted = {"org": cast.county, "owner": cast.author, "employer": cast.employer, "purpose": "看看生产"}
    new = Announcement(**wanted | {"day": c.TODAY + DAY} | changes)
    return announcing.announce_visit(new, by=cast.author, on=c.TODAY)


def every_announcement(cast):
    announce(cast, contact="钱经理", purpose="甲")
    said = Said(c.TODAY + 3 * DAY, "孙主任", "孙主任")
    announcing.answer_announcement(announce(cast, purpose="乙"), said, by=cast.author, on=c.TODAY)
    made = announce(cast, day=c.TODAY, purpose="丙")
    scene.visited(cast, problems=[], announced=made.pk, on=c.TODAY)
    gone = announce(cast, day=c.TODAY + 4 * DAY, purpose="丁")
    announcing.cancel_announcement(gone, "停产", by=cast.author, on=c.TODAY)


@pytest.mark.parametrize(
    ("asked", "purposes"),
    [
        ({}, ["甲", "乙"]),
        ({"state": "all"}, ["丙", "甲", "乙", "丁"]),
        ({"state": "announced"}, ["甲"]),
        ({"state": "confirmed"}, ["乙"]),
        ({"state": "visited"}, ["丙"]),
        ({"state": "cancelled"}, ["丁"]),
        ({"q": "凤凰"}, ["甲", "乙"]),
        ({"q": "煤业", "state": "all"}, []),
        ({"unit": "石嘴山"}, []),
    ],
)
def test_every_filter_of_announced_visits(cast, client, asked, purposes):
    every_announcement(cast)
    client = enter(cast, client)
    assert [row.purpose for row in client.get("/announcements/", asked).context["pager"].rows] == purposes
    assert [row[4] for row in sheet(client, "/announcements/", **asked)[1:]] == purposes


def test_announced_visits_go_out_in_every_state(cast, client):
    every_announcement(cast)
    unit = [FIRM, "兴庆区总工会", "李秀兰"]
    assert sheet(enter(cast, client), "/announcements/", state="all") == [
        ["日期", "企业", "单位", "负责人", "为什么去", "企业联系人", "状态"],
        [c.TODAY, *unit, "丙", None, "已走访"],
        [c.TODAY + DAY, *unit, "甲", "钱经理", "等企业确认"],
        [c.TODAY + 3 * DAY, *unit, "乙", "孙主任", "企业已确认"],
        [c.TODAY + 4 * DAY, *unit, "丁", None, "已取消"],
    ]


def test_visits_announced_long_ago_and_never_made_do_not_hide_those_to_come(cast):
    for number in range(burdens.LAST):
        old = announce(cast, purpose=f"第{number}次")
        Announcement.objects.filter(pk=old.pk).update(day=c.TODAY - 90 * DAY)
    for day in (5, 6):
        announce(cast, day=c.TODAY + day * DAY)
    assert burdens.burden(cast.employer, c.TODAY + 7 * DAY).many == 4
    assert burdens.burden(cast.employer, c.TODAY - DAY).many == 0


def test_what_ended_in_a_problem_says_how_that_stands(cast, client):
    found = settle(cast, heard(cast), "problem", question="hope")
    step(cast, "solve", problem=found.problem)
    (line,) = sheet(enter(cast, client), "/opinions/")[1:]
    found.problem.refresh_from_db()
    assert (line[6], line[9]) == ("转为问题", found.problem.get_state_display())
