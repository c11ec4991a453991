"""A row of the list of matters in words, and how many there are said to be."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.calendars.queries import here
from tiexin.cases import lines, listed
from tiexin.cases.models import Case
from tiexin.cases.rules import CHANNELS, STATES
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.core import briefly
from tiexin.core.days import aware
from tiexin.core.named import address
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import Employer

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime.combine(c.TODAY, datetime.min.time())  # 10 May 2012, as local clocks show it
NOW = MIDNIGHT + timedelta(hours=10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


# ── one row ─────────────────────────────────────────────────────────────────────────────────────────────


def line(led="", **said):
    """The line of a matter that nobody has written down, as somebody reads it who reads everything."""
    said = {"kind": "dispute", "state": "handling", "channel": "window", "on": c.TODAY, "title": "拖欠工资", **said}
    case = Case(pk=7, org=Org(name="自治区兴庆区总工会", short_name="兴庆区"), **said)
    case.reads, case.unnamed, case.led = True, False, led
    return lines.of([case], aware(NOW), here())[0]


def test_a_line_says_what_where_from_how_far_who_and_by_when():
    found = line(owner=Officer(name="周桂兰"), employer=Employer(name="凤凰机械"), due=aware(NOW + 3 * DAY))
    assert found == lines.Line(
        url="/cases/7/",
        subject="拖欠工资",
        about="争议调处 · 2012-0000007 · 服务窗口 · 今天 · 凤凰机械",
        state="办理中",
        again="",
        urgent=False,
        owner="周桂兰",
        unit="兴庆区",
        late=False,
        term="3天后 10:00",
        left="还有72小时",
        stands="",
    )


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (None, (False, "", "", "—")),
        (NOW - HOUR, (True, "今天 09:00", "", "")),
        (NOW, (True, "今天 10:00", "", "")),
        (NOW + HOUR, (False, "今天 11:00", "还有1小时", "")),
        (MIDNIGHT, (True, "昨天", "", "")),  # 24:00 belongs to the day before
        (MIDNIGHT + DAY, (False, "今天", "", "")),
        (MIDNIGHT + 30 * DAY, (False, "6月8日", "", "")),
    ],
)
def test_terms_of_days_and_of_hours(due, said):
    found = line(due=due and aware(due))
    assert (found.late, found.term, found.left, found.stands) == said


@pytest.mark.parametrize(
    ("more", "stands"),
    [
        ({"state": "closed", "closed": c.TODAY - DAY}, "昨天结束"),
        ({"state": "closed", "closed": c.TODAY, "due": aware(NOW - DAY)}, "今天结束"),  # what has ended is not late
        ({"not_before": c.TODAY + 30 * DAY}, "不早于6月9日"),
    ],
)
def test_what_has_no_term_says_why(more, stands):
    found = line(**more)
    assert (found.late, found.term, found.stands) == (False, "", stands)


def test_what_is_special_about_it_is_said():
    found = line("银川市", round=2, wants_woman=True, urgent=True, owner=None)
    assert (found.again, found.urgent, found.owner) == ("请女同志接待 第2次办理", True, "")
    assert found.unit == "兴庆区 · 该由银川市的领导包案，还没有定"


@pytest.mark.parametrize(
    ("reads", "about"),
    [(False, "2012-0000007 · 网上 · 今天"), (True, "2012-0000007 · 网上 · 今天 · 凤凰机械")],
)
def test_under_seal_neither_what_it_is_about_nor_the_employer_is_said(reads, about):
    case = Case(pk=7, kind="counselling", state="handling", channel="web", on=c.TODAY, org=Org(name="兴庆区"))
    case.sealed, case.title, case.employer, case.led = True, "睡不着", Employer(name="凤凰机械"), ""
    case.reads, case.unnamed = reads, False
    [found] = lines.of([case], aware(NOW), here())
    assert (found.subject, found.about) == ("心理咨询（内容加密）", about)


def test_every_state_and_channel_has_its_word():
    assert [line(state=name).state for name in STATES] == list(STATES.values())
    assert [line(channel=name).about.split(" · ")[2] for name in CHANNELS] == list(CHANNELS.values())


def test_a_line_is_put_together_once_for_a_day():
    case = Case(pk=7, kind="dispute", state="handling", channel="window", on=c.TODAY, title="拖欠", org=Org(name="区"))
    case.reads, case.unnamed, case.led = True, False, ""

    def told(at):
        return lines.of([case], aware(at), here())[0]

    case.due = aware(MIDNIGHT + 2 * DAY)
    first = told(NOW)
    assert told(NOW + HOUR) is first
    assert (first.term, first.late) == ("明天", False)
    assert (told(NOW + DAY).term, told(NOW + DAY).late) == ("今天", False)
    assert (told(MIDNIGHT + 2 * DAY).term, told(MIDNIGHT + 2 * DAY).late) == ("昨天", True)
    assert told(NOW) == first
    hourly = Case(pk=8, kind="dispute", state="handling", channel="window", on=c.TODAY, title="拖欠", org=case.org)
    hourly.reads, hourly.unnamed, hourly.led, hourly.due = True, False, "", aware(NOW + HOUR)
    minutes = [lines.of([hourly], aware(NOW + timedelta(minutes=past)), here())[0] for past in (0, 10, 60)]
    assert [(each.left, each.late) for each in minutes] == [("还有1小时", False), ("还有50分钟", False), ("", True)]


# ── the rows of a page ──────────────────────────────────────────────────────────────────────────────────


def test_filled_rows_keep_their_order_and_need_nothing_more(cast, rf):
    request = rf.get("/cases/")
    request.officer, request.today, request.needs = cast.author, c.TODAY, "cases.see"
    made = [registered(cast, employer=cast.employer, worker=cast.worker) for _ in range(3)]
    rows = [each.pk for each in made[::-1]]
    lines.fill(request, list(rows))  # who holds which posts is kept for a request
    with CaptureQueriesContext(connection) as seen:
        lines.fill(request, rows)
    assert len(seen) == 1
    assert [row.pk for row in rows] == [each.pk for each in made[::-1]]
    assert [(row.reads, row.unnamed, row.led) for row in rows] == [(True, False, None)] * 3
    calendar_here = here()
    with CaptureQueriesContext(connection) as seen:
        told = lines.of(rows, aware(NOW), calendar_here)
    assert [each["sql"] for each in seen.captured_queries] == []
    assert [each.url for each in told] == [address("case", each.pk) for each in made[::-1]]
    lines.fill(request, nothing := [])
    assert nothing == []


def test_the_list_costs_the_same_with_many_rows(cast, client):
    hand = c.enter(client, cast.author)

    def count():
        hand.get("/cases/")
        with CaptureQueriesContext(connection) as seen:
            hand.get("/cases/")
        return len(seen)

    registered(cast, employer=cast.employer, worker=cast.worker)
    one = count()
    for _ in range(4):
        registered(cast, employer=cast.employer, worker=cast.worker)
    assert count() == one


# ── how many ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_list_that_went_on_is_not_counted_again_for_a_minute(cast, client, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(briefly, "monotonic", lambda: now[0])
    monkeypatch.setattr("tiexin.core.pages.COUNTED", 2)
    for _ in range(3):
        registered(cast)
    hand = c.enter(client, cast.author)

    def counts(asked=""):
        with CaptureQueriesContext(connection) as seen:
            total = hand.get(f"/cases/{asked}").context["pager"].total_text
        return total, sum("UNION ALL" in each["sql"] for each in seen)

    assert [counts(), counts(), counts("?kind=dispute")] == [("2+", 1), ("2+", 0), ("2+", 1)]
    assert counts("?kind=petition") == ("0", 1) == counts("?kind=petition")  # what was counted to its end is, each time
    now[0] += 60
    assert [counts(), counts()] == [("2+", 1), ("2+", 0)]


def test_what_went_on_for_one_person_says_nothing_of_another(cast, rf, monkeypatch):
    for _ in range(3):
        registered(cast)
    found = {}
    for who in (cast.author, cast.mate):
        request = rf.get("/cases/")
        request.officer, request.today, request.needs = who, c.TODAY, "cases.see"
        found[who] = listed.listed(request, {})
    asked = {each.asked for each in found.values()}
    assert len(asked) == 2
    assert [each.count_to(2) for each in found.values()] == [2, 2]
    assert {(2, *each) in listed.BEYOND for each in asked} == {True}
