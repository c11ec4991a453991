"""待办: what waits for one person of every kind, the most pressing first; nobody else's; gone when it is done."""

from datetime import timedelta

import pytest

from tiexin.boards import waiting, waiting_cases
from tiexin.cases.tests import agency_scene
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.supervision.actions import surveys
from tiexin.supervision.actions.surveys import NewBody, NewSurvey
from tiexin.supervision.models import Inspection, Oddity, Shortcoming
from tiexin.visits.actions import NewVisit, opinions, problems, record_visit
from tiexin.visits.actions.announcements import announce_visit
from tiexin.visits.actions.opinions import Heard, Settling
from tiexin.visits.announcements import Announcement
from tiexin.visits.models import Problem

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@kept.fixture
def cast():
    found = c.stage()
    found.author = found.people["officer"]
    return found


def visited(cast, author=None, **more):
    who = author or cast.author
    new = NewVisit(who, cast.employer, c.TODAY, ["hear"], known=[cast.worker], **more)
    return record_visit(new, by=who, on=c.TODAY)


def told(officer, day=c.TODAY):
    return {heap.title: [(each.label, each.late) for each in heap.matters] for heap in waiting.heaps(officer, day)}


def test_nothing_waits_for_somebody_who_has_done_nothing(cast, client):
    assert told(cast.author) == {}
    assert "没有等着您办的事" in c.enter(client, cast.author).get("/waiting/").text


def test_a_problem_waits_for_its_owner_until_it_is_solved(cast):
    visited(cast, problems=[("urgent", "澡堂坏了"), ("hope", "盼涨工资")])
    _, second = Problem.objects.order_by("pk")
    Problem.objects.filter(pk=second.pk).update(due=c.TODAY - DAY)
    assert told(cast.author) == {"我负责的问题": [("盼涨工资", True), ("澡堂坏了", False)]}
    assert told(cast.people["leader"]) == {}
    step = problems.Step("solve", "修好了")
    problems.move_problem(second, step, by=cast.author, on=c.TODAY)
    assert told(cast.author) == {"我负责的问题": [("澡堂坏了", False)]}


def test_an_opinion_waits_until_it_ends(cast):
    made = opinions.add_opinion(visited(cast), Heard("食堂供热饭", "front_line"), by=cast.author, on=c.TODAY)
    assert told(cast.author) == {"还没有着落的意见": [("食堂供热饭", False)]}
    opinions.settle_opinion(made, Settling("set_aside", "已有热饭"), by=cast.author, on=c.TODAY)
    assert told(cast.author) == {}


def test_an_announced_visit_waits_for_the_enterprise_until_its_day(cast):
    new = Announcement(org=cast.county, owner=cast.author, employer=cast.employer, day=c.TODAY + DAY, purpose="看看")
    announce_visit(new, by=cast.author, on=c.TODAY)
    assert told(cast.author) == {"等企业答复的走访": [(cast.employer.name, False)]}
    assert told(cast.author, c.TODAY + 2 * DAY) == {}


def test_what_supervision_asks_waits_for_whom_it_asks(cast):
    by = {"org": cast.city, "unit": cast.county, "on": c.TODAY}
    made = Inspection.objects.create(**by, way="hear", heard="听取汇报", sheet_name="表", sheet=[], sheet_hash="0" * 64)
    said = {"inspection": made, "unit": cast.county, "text": "启动不及时", "due": c.TODAY - DAY}
    late = Shortcoming.objects.create(owner=cast.author, **said)
    Shortcoming.objects.create(owner=cast.people["enterprise"], **said)
    odd = {"told": "一天走访了9家", "key": "a", "visits": [], "on": c.TODAY, "due": c.TODAY + DAY}
    Oddity.objects.create(org=cast.county, kind="crowded", author=cast.author, **odd)
    assert told(cast.author) == {
        "少见的记录，等我看": [("一天走访了9家", False)],
        "督查问题，等我整改": [("启动不及时", True)],
    }
    Shortcoming.objects.filter(pk=late.pk).update(state="answered")
    assert told(cast.author) == {"少见的记录，等我看": [("一天走访了9家", False)]}


def test_more_than_a_page_shows_is_said(cast, client):
    for n in range(waiting.MOST + 1):
        visited(cast, problems=[("hope", f"第{n}件")])
    (heap,) = waiting.heaps(cast.author, c.TODAY)
    assert (len(heap.matters), heap.more) == (waiting.MOST, True)
    page = c.enter(client, cast.author).get("/waiting/")
    assert ("还有更多" in page.text, page.text.count("第0件")) == (True, 1)


def test_the_page_costs_a_statement_for_each_kind_whatever_waits(cast, client, django_assert_num_queries):
    author = c.enter(client, cast.author)
    author.get("/waiting/")
    kinds = len(waiting.KINDS) + len(waiting_cases.KINDS) - 2  # none for calling back and deciding: they may not
    beside = 1  # of receptions: they lead nothing, answer no calls, call nobody back
    statements = kinds + beside + 1  # the posts
    assert cast.author.org.level == "county"  # read with the account: whether it is a union of an employer
    with django_assert_num_queries(statements):
        waiting.heaps(cast.author, c.TODAY)
    for n in range(4):
        visited(cast, problems=[("hope", f"第{n}件")])
    with django_assert_num_queries(statements):
        assert [len(heap.matters) for heap in waiting.heaps(cast.author, c.TODAY)] == [4]


def test_today_leads_there(cast, client):
    assert 'href="/waiting/"' in c.enter(client, cast.author).get("/").text


def test_a_survey_waits_for_whoever_began_it_while_answers_are_missing_near_its_end(cast):
    office = cast.people["office"]
    new = NewSurvey(cast.province, cast.county, "recognition", c.TODAY, c.TODAY + 9 * DAY)
    made = surveys.open_survey(new, by=office, on=c.TODAY)
    ask = surveys.ask_body(made, NewBody("party", "兴庆区委"), by=office, on=c.TODAY)
    title, row = "快到最后一天的调查", "兴庆区认可度调查"
    assert [told(office, c.TODAY + days * DAY) for days in (5, 6, 9, 10)] == [
        {},
        {title: [(row, False)]},
        {title: [(row, False)]},
        {title: [(row, True)]},
    ]
    assert told(cast.people["leader"], c.TODAY + 9 * DAY) == {}
    surveys.answer_survey(ask, "partly", on=c.TODAY)
    assert told(office, c.TODAY + 9 * DAY) == {}


def test_what_another_body_owes_waits_until_it_answers():
    scene = agency_scene.stage()
    errand = agency_scene.sent(scene, agency_scene.carried(scene), kind="arbitration")
    title, days = "代办到其他机关，等答复的", [c.TODAY + after * DAY for after in (5, 6)]
    for who in (scene.author, scene.agent_officer):
        assert [told(who, day)[title] for day in days] == [[("等兴庆区信访局答复", late)] for late in (False, True)]
    assert title not in told(scene.mate)
    agency_scene.answered(scene, errand)
    assert [title in told(who) for who in (scene.author, scene.agent_officer)] == [False, False]
