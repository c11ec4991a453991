"""The home page says what presses most of everything that waits, with its deadline, and how much there is in all."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.boards import pressing, waiting
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.actions import taking_part
from tiexin.cases.actions.delays import NewDelay, ask_delay
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.core.days import moment, opening
from tiexin.orgs import calendar
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions.absences import deputise
from tiexin.orgs.tests import cast as c
from tiexin.visits.actions import NewVisit, record_visit
from tiexin.visits.models import Problem

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CRISIS = {"kind": "mass", "danger": True}
NOTHING = "没有等着您办的事。"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def due(case, at):
    Case.objects.filter(pk=case.pk).update(due=at)
    return case


def home(client, who):
    return c.enter(type(client)(), who).get("/")


def rows(client, who):
    found = home(client, who).context["pressing"]
    return [(row.matter.label, row.title, row.left, row.matter.late) for row in found.rows]


def statements(client, who):
    browser = c.enter(type(client)(), who)
    browser.get("/")
    with CaptureQueriesContext(connection) as seen:
        assert browser.get("/").status_code == 200
    return len(seen)


def problem(cast, text, at):
    new = NewVisit(cast.author, cast.employer, c.TODAY, ["hear"], known=[cast.worker], problems=[("hope", text)])
    record_visit(new, by=cast.author, on=c.TODAY)
    Problem.objects.filter(text=text).update(due=at)


def test_matters_stand_first_by_their_moment_what_is_urgent_before_all(cast, client):
    problem(cast, "盼涨工资", c.TODAY - DAY)
    due(registered(cast, title="后天到期"), opening(c.TODAY + 3 * DAY))
    due(registered(cast, title="早已过期"), opening(c.TODAY - DAY))
    due(registered(cast, title="没有期限"), None)
    crisis = registered(cast, "crisis", details=CRISIS, title="厂门口聚了人")
    due(crisis, moment(c.TODAY) + timedelta(minutes=45, seconds=30))
    found = rows(client, cast.author)
    assert [each[0] for each in found] == ["厂门口聚了人", "早已过期", "后天到期", "没有期限", "盼涨工资"]
    assert [each[3] for each in found] == [False, True, False, False, True]
    assert found[2][1:3] == ("我承办的诉求", "还有2天，1个工作日")
    page = home(client, cast.author).content.decode()
    assert "厂门口聚了人" in page and "分钟" in page and "全部待办" in page and NOTHING not in page


def test_what_is_owed_in_two_ways_stands_there_once_and_counts_twice(cast, client):
    crisis = registered(cast, "crisis", details=CRISIS, title="厂门口聚了人")
    found = home(client, cast.author).context["pressing"]
    assert [row.matter.url for row in found.rows] == [f"/cases/{crisis.pk}/"]
    assert found.many == sum(len(heap.matters) for heap in waiting.heaps(cast.author, c.TODAY)) == 2
    assert found.rows[0].title == "我承办的诉求、应当向上报告的诉求"


def test_two_numbers_to_call_back_at_one_place_say_so_once(cast, client):
    lines.open_line(cast.province, "12351", by=cast.people["city_office"], on=c.TODAY)
    for number in "12":
        hotline_scene.told("ringing", "hungup", call=f"c{number}", caller=f"1390000000{number}")
    found = home(client, cast.chief).context["pressing"]
    assert ([row.title for row in found.rows], found.many) == (["等回拨的来电"], 2)


def test_a_request_for_a_stop_stands_before_who_decides(cast, client):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    taking_part.lead_case(case, cast.chief, "集体", by=cast.author, on=c.TODAY)
    clock = case.clocks.get(rule="conclude")
    delay = ask_delay(case, NewDelay(clock, "extend", "等证据", amount=5), by=cast.author, on=c.TODAY)
    found = home(client, cast.chief).context["pressing"]
    assert [(row.title, row.matter.url) for row in found.rows if "停计" in row.title] == [
        ("等我批的停计、延长", f"/cases/delays/{delay.pk}/")
    ]


def test_a_seat_that_has_something_waiting_is_not_told_that_there_is_nothing(cast, client):
    seat = c.officer("座席", cast.county, "window")
    assert NOTHING in home(client, seat).content.decode()
    Case.objects.filter(pk=registered(cast, title="没有人的").pk).update(owner=None)
    page = home(client, seat)
    assert [row.matter.label for row in page.context["pressing"].rows] == ["没有人的"]
    assert NOTHING not in page.content.decode()


def test_nothing_waits_exactly_where_the_page_of_all_is_empty(cast, client):
    registered(cast)
    moved(registered(cast, reply_way="call"), "accept", "reply", by=cast.author)
    problem(cast, "澡堂坏了", None)
    for who in (cast.author, cast.chief, cast.mate, *cast.people.values()):
        page = home(client, who)
        if page.status_code != 200:
            continue
        heaps, found = waiting.heaps(who, c.TODAY), page.context["pressing"]
        assert (found.many, bool(found.rows)) == (sum(len(heap.matters) for heap in heaps), bool(heaps)), who


def test_under_seal_only_the_kind_is_said(cast, client):
    registered(cast, "counselling", details={}, title="睡不着")
    assert [each[0] for each in rows(client, cast.author)] == ["心理咨询（内容加密）"]
    assert "睡不着" not in home(client, cast.author).content.decode()


def test_a_deputy_sees_their_own_and_not_what_is_the_absent_one_s_alone(cast, client):
    registered(cast, title="别人的事")
    days = {"since": c.TODAY, "until": c.TODAY + DAY}
    away = Absence(officer=cast.author, deputy=cast.mate, reason="出差", **days)
    deputise(away, by=cast.people["security"], on=c.TODAY)
    browser = c.enter(client, cast.mate)
    assert browser.get("/").context["pressing"].rows == []
    page = browser.get(f"/?for={cast.author.pk}")
    assert (page.context["pressing"], "别人的事" in page.content.decode()) == (None, False)


def test_no_more_than_a_few_stand_there_and_all_are_counted(cast, client, monkeypatch):
    for number in range(8):
        due(registered(cast, title=f"第{number}件"), opening(c.TODAY + (number + 1) * DAY))
    found = home(client, cast.author).context["pressing"]
    assert [row.matter.label for row in found.rows] == [f"第{number}件" for number in range(pressing.FEW)]
    assert (found.many, found.more) == (8, False)


def test_what_goes_on_beyond_what_is_counted_is_said(cast, client):
    for number in range(waiting.MOST + 1):
        registered(cast, title=f"第{number}件")
    page = home(client, cast.author)
    assert (page.context["pressing"].many, page.context["pressing"].more) == (waiting.MOST, True)
    assert f"{waiting.MOST}件以上" in page.content.decode()


def test_however_much_waits_the_home_page_costs_the_same(cast, client):
    def more(number):
        for _ in range(number):
            registered(cast, "crisis", details=CRISIS)
            moved(registered(cast, "petition", reply_way="call"), "accept", "reply", by=cast.author)
            Case.objects.filter(pk=registered(cast).pk).update(owner=None)
            problem(cast, f"第{Problem.objects.count()}件", c.TODAY)

    costs = [statements(client, cast.author)]
    for number in (1, 4, 4):
        more(number)
        costs.append(statements(client, cast.author))
    assert costs[2] == costs[3]
    assert max(costs) <= costs[0] + pressing.FEW + 1  # the kinds that are read, and what may be read of them


def test_on_a_phone_one_line_at_the_top_says_it(cast, client):
    """There the list stands below everything else of the page."""
    assert "tx-phone-fold" not in home(client, cast.mate).content.decode()
    due(registered(cast, title="后天到期"), opening(c.TODAY + 3 * DAY))
    page = home(client, cast.author).content.decode()
    line = '<summary>待办1件<span class="tx-small">后天到期 · 还有2天，1个工作日</span></summary>'
    assert page.count(line) == 1 and page.index(line) < page.index('id="todo"')
