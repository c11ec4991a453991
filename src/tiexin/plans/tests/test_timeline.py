"""A plan in time: what has a day, in order, as seen from today, with how a counted day came about."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from tiexin.duties.models import Clause, PlanVersion, Standing
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans import timeline
from tiexin.plans.tests import sent, small

pytestmark = pytest.mark.django_db
MORE = """\
  - {clause: C6, id: meeting, quote: 座谈会, title: 座谈会, event: 会议, by: 5-20..5-21}
  - {clause: C7, quote: 会前发通知, title: 会前通知, event: 会议, before: {event: meeting, days: 10}}
  - {clause: C8, quote: 会后报送, title: 会后报送, event: 会议, after: {event: meeting, days: 2}, within: 5天}
  - {clause: C9, quote: 适时开会, title: 现场会, event: 会议}
  - {clause: C10, quote: 每年春天, title: 春季活动, event: 会议, from: 4-1, to: 4-30, yearly: true}
documents:
  - {clause: C11, quote: 走访前摸底, title: 走访前的情况, of: {population: 工作组}, papers: 情况, before: 走访}
  - {clause: C4, quote: 三月交措施, title: 服务措施, of: {population: 各级工会, level: 市级}, papers: 措施, by: 3-10}
"""


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        yield sent.send(
            small.OWN["C10"].replace("C10", "C1"), small.BELOW["C2"].replace("C2", "C20"), stones=sent.STONES + MORE
        )


@pytest.fixture
def post(made):
    calendar.forget()
    return made


@pytest.fixture
def told(post):
    return timeline.stones(post.version, c.TODAY)


def by_title(stones):
    return {stone.clause.title: stone for stone in stones}


def test_everything_with_a_day_stands_in_the_order_of_its_last_day(told):
    dated = [(stone.clause.title, stone.first, stone.last) for stone in told if stone.last]
    y = 2012
    assert dated == [
        ("服务措施", date(y, 3, 10), date(y, 3, 10)),
        ("单位启动", date(y, 3, 1), date(y, 3, 20)),
        ("春季活动", date(y, 4, 1), date(y, 4, 30)),
        ("会前通知", date(y, 5, 10), date(y, 5, 10)),
        ("座谈会", date(y, 5, 20), date(y, 5, 21)),
        ("会后报送", date(y, 5, 23), date(y, 5, 28)),
        ("每月走访", date(y, 3, 1), date(y, 6, 30)),
        ("集中走访", date(y, 3, 1), date(y, 6, 30)),
        ("全区访职工", date(y, 3, 1), date(y, 6, 30)),
    ]


def test_what_has_no_day_comes_last(told):
    assert {stone.clause.title for stone in told[9:]} == {"本级先启动", "现场会", "走访前的情况"}
    assert {stone.state for stone in told[9:]} == {"unknown"}


def test_each_is_past_under_way_or_to_come(told):
    states = {title: stone.state for title, stone in by_title(told).items()}
    assert {title for title, state in states.items() if state == "past"} == {"服务措施", "单位启动", "春季活动"}
    assert {title for title, state in states.items() if state == "coming"} == {"座谈会", "会后报送"}
    assert states["会前通知"] == states["集中走访"] == "now"


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2012, 2, 29), "coming"),
        (date(2012, 3, 1), "now"),
        (date(2012, 3, 20), "now"),
        (date(2012, 3, 21), "past"),
    ],
)
def test_first_and_last_day_belong_to_it(day, state):
    assert timeline.state_of((date(2012, 3, 1), date(2012, 3, 20)), day) == state


def test_a_day_counted_from_another_says_how(told):
    why = {title: stone.why for title, stone in by_title(told).items() if stone.why}
    assert why == {
        "会前通知": "座谈会（5月20日）之前10天",
        "会后报送": "座谈会（5月21日）之后2天，开始后5天之内",
        "走访前的情况": "在走访之前",
    }


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"before": {"event": "period.to", "days": 5, "working": True}}, "活动期末日（6月30日）之前5个工作日"),
        ({"before": {"event": "issued", "days": 1}}, "印发日（2月13日）之前1天"),
        ({"before": {"event": "unknown", "days": 1}}, "unknown之前1天"),
        ({"festival": {"name": "春节", "before": 10}}, "春节放假前10天"),
        ({"festival": {"name": "春节", "before": 10, "after": 5}}, "春节放假前10天、收假后5天"),
        ({"festival": {"name": "春节"}}, "春节放假期间"),
        ({"resolved": {"time": "9:00", "data": "2012-06-20"}}, "当天9:00，数据截到6月20日"),
        ({}, ""),
    ],
)
def test_every_way_to_fix_a_day_is_said_in_words(post, data, words):
    assert timeline.why(data, timeline.calendar(post.version, [])) == words


def test_what_comes_again_says_how_often(told):
    assert {title: stone.per for title, stone in by_title(told).items() if stone.per} == {
        "每月走访": "每月",
        "春季活动": "每年",
    }


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"of": {"population": "各级工会", "where": {"level": ["市级"], "kind": ["地方总工会"]}}}, "市级地方总工会"),
        (
            {"of": {"where": {"level": ["市级", "县级"], "kind": ["地方总工会"], "rank": ["领导"]}}},
            "市级、县级地方总工会的领导",
        ),
        ({"of": {"where": {"kind": ["产业工会", "直属基层工会"]}}}, "产业工会、直属基层工会"),
        ({"of": {"population": "干部", "where": {"level": ["province"], "rank": ["领导"]}}}, "省级领导"),
        ({"of": {"population": "工作组", "where": {}}}, "工作组"),
        ({"who": "全体收文单位"}, "全体收文单位"),
        ({}, ""),
    ],
)
def test_whom_it_speaks_of(data, words):
    assert timeline.who(data) == words


def test_duties_that_run_all_the_time_stand_apart(told, post):
    own, whole = timeline.apart(told, post.version)
    assert [stone.clause.title for stone in whole] == ["全区访职工"]
    assert len(own) == len(told) - 1


def test_bars_lie_on_the_months_they_touch(told):
    found = timeline.chart([stone for stone in told if stone.last], c.TODAY)
    assert [month.label for month in found.months] == ["3月", "4月", "5月", "6月"]
    assert round(sum(month.width for month in found.months), 6) == 100
    bars = {bar.stone.clause.title: (round(bar.left, 1), round(bar.width, 1)) for bar in found.bars}
    assert (bars["集中走访"], bars["春季活动"]) == ((0, 100), (25.4, 24.6))
    assert 57 < found.today < 59


def test_months_reach_over_the_end_of_a_year():
    months = list(timeline._months(date(2011, 11, 1), date(2012, 1, 31)))
    assert months == [
        (date(2011, 11, 1), date(2011, 12, 1)),
        (date(2011, 12, 1), date(2012, 1, 1)),
        (date(2012, 1, 1), date(2012, 2, 1)),
    ]


def test_a_year_that_begins_on_the_way_is_named(told):
    winter = replace(told[0], first=date(2011, 11, 1), last=date(2012, 1, 31))
    assert [month.label for month in timeline.chart([winter], c.TODAY).months] == ["11月", "12月", "2012年"]
    january = replace(told[0], first=date(2012, 1, 1), last=date(2012, 1, 31))
    assert [month.label for month in timeline.chart([january], c.TODAY).months] == ["1月"]


def test_milestones_and_single_days_are_points_at_their_end(told):
    stones = by_title(told)
    points = {title for title, stone in stones.items() if stone.last and stone.point}
    assert points == {"服务措施", "会前通知", "座谈会", "会后报送"}
    bar = timeline.Bar(stones["集中走访"], 20, 30)
    assert bar.end == 50


RESULTS = [
    ((3, 3, 100), "past", "must", "met", "已达标"),
    ((3, 3, 100), "now", "must", "met", "已达标"),
    ((2, 3, 100), "now", "must", "", "进行中"),
    ((2, 3, 100), "past", "must", "missed", "逾期未达"),
    ((2, 3, 100), "past", "strive", "short", "未达到"),
    ((2, 3, 60), "past", "must", "met", "已达标"),
    ((0, 0, 100), "past", "must", "", "已过"),
    (None, "past", "must", "", "已过"),
]


@pytest.mark.parametrize(("done", "state", "strength", "result", "label"), RESULTS)
def test_a_counted_duty_says_what_has_come_of_it(done, state, strength, result, label):
    clause = Clause(kind="tally", strength=strength)
    stone = timeline.Stone(clause, None, None, state, "", done=timeline.Done(*done) if done else None)
    assert (stone.result, stone.label, stone.look) == (result, label, result or timeline.LOOKS[state])


def test_how_far_a_unit_and_those_below_have_come_over_the_periods_begun(post):
    counted = {stone.clause.title: stone.done for stone in timeline.stones(post.version, c.TODAY, post.cast.province)}
    monthly = Standing.objects.filter(
        node=post.cast.province, term__duty__clause__title="每月走访", term__start__lte=c.TODAY
    )
    sums = monthly.aggregate(met=Sum("met"), owed=Sum("owed"))
    assert sums["owed"] == 6  # two counties in March, April and May
    assert counted["每月走访"] == timeline.Done(sums["met"], 6, 100)
    assert counted["座谈会"] is None
    below = {stone.clause.title: stone.done for stone in timeline.stones(post.version, c.TODAY, post.cast.county)}
    assert below["每月走访"].owed == 3
    assert {stone.done for stone in timeline.stones(post.version, c.TODAY)} == {None}


def test_today_outside_the_months_has_no_line_and_nothing_dated_has_no_chart(told):
    dated = [stone for stone in told if stone.last]
    assert timeline.chart(dated, date(2013, 1, 1)).today is None
    assert timeline.chart([stone for stone in told if not stone.last], c.TODAY) is None


def test_while_the_year_is_unknown_no_paper_has_a_day(post):
    post.version.year = None
    papers = by_title(timeline.stones(post.version, c.TODAY))
    assert papers["服务措施"].state == "unknown"


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────


def page(client, post, name, query=""):
    return c.enter(client, post.cast.people[name]).get(f"/plans/{post.version.plan_id}/timeline/{query}")


def test_the_page_tells_days_states_sentences_and_how_days_were_counted(post, client):
    text = page(client, post, "officer").text
    for words in (
        "2012年3月1日至2012年6月30日",
        "3月1日至3月20日",
        "“座谈会”",
        "座谈会（5月20日）之前10天",
        "没有写明日子",
        "另有 1 项任务贯穿活动期",
        "已过",
        "将到",
        "进行中",
    ):
        assert words in text
    assert text.count('rx="4"') == 8
    assert "style=" not in text


def test_a_plan_in_no_force_has_no_timeline_for_those_below(post, client):
    PlanVersion.objects.update(state="superseded")
    assert "这份方案还没有发布" in page(client, post, "officer").text


def test_who_publishes_looks_at_a_draft_by_its_number_and_nobody_else_does(post, client):
    small.draft(sent.text(stones=sent.STONES.replace("集中走访", "分散走访")), post.cast.province)
    assert "分散走访" in page(client, post, "office", "?version=2").text
    for name in ("officer", "city_office"):
        text = page(client, post, name, "?version=2").text
        assert ("分散走访" in text, "集中走访" in text) == (False, True)
    for odd in ("²", "x", "9" * 30, "77"):
        assert "集中走访" in page(client, post, "office", f"?version={odd}").text


def test_a_plan_without_days_says_so(post, client):
    Clause.objects.filter(version=post.version).update(kind="norm")
    assert "这份方案没有写日子" in page(client, post, "officer").text


def test_strangers_do_not_see_it(post, client):
    assert page(client, post, "nobody").status_code == 404
    assert page(client, post, "system").status_code == 404


def test_the_page_costs_the_same_with_more_items(post, client):
    def cost():
        with CaptureQueriesContext(connection) as run:
            page(client, post, "officer")
        return len(run)

    cost()
    before = cost()
    for number in range(5):
        values = {"item": f"x{number}", "code": "C9", "title": "又一项", "kind": "milestone", "order": 90 + number}
        days = {"from": str(c.TODAY), "to": str(c.TODAY + timedelta(days=number))}
        Clause.objects.create(version=post.version, **values, data={"event": "visit", "resolved": days})
    assert cost() == before
