"""What a phone takes along: the enterprises of the next visits, in reach, in pages, and never more than is shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.registry.actions.workers import register_worker
from tiexin.registry.models import Worker
from tiexin.visits.actions import NewTeam, NewVisit, form_team, plan_stay, record_visit, void_visit
from tiexin.visits.actions.days import tell_day
from tiexin.visits.day_rules import DaySaid
from tiexin.visits.field import queries
from tiexin.visits.field.tests.phone import phone
from tiexin.visits.models import Stay, Team
from tiexin.visits.tests.stay_scene import begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


@pytest.fixture
def li(cast):
    return phone(cast.people["officer"])


@pytest.fixture
def team(cast, li):
    mate = c.officer("白文斌", cast.county, "officer")
    new = Team(org=cast.county, name="服务一组", kind="service_group", since=c.FOUNDED, place=cast.county)
    return form_team(NewTeam(new, li.owner, [mate]), by=li.owner, on=c.TODAY)


def pack(li, page=1):
    answer = li.client.get("/api/field/pack", {"page": page})
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(packed):
    return [employer["name"] for employer in packed["employers"]]


def visited(author, employer, day, **more):
    new = NewVisit(author, employer, day, ["hear"], **{"met": [("王大山", "front_line")], **more})
    return record_visit(new, by=author, on=c.TODAY)


def stayed(team, employer, start, end):
    return plan_stay(Stay(team=team, employer=employer, start=start, end=end), by=None, on=c.TODAY)


def test_who_has_nothing_to_do_takes_words_and_nothing_else(li):
    packed = pack(li)
    assert (packed["today"], packed["teams"], packed["stays"], packed["employers"]) == (str(c.TODAY), [], [], [])
    assert packed["words"]["together"] == {"eat": "同吃", "live": "同住", "study": "同学习", "work": "同劳动"}
    assert packed["words"]["roles"]["front_line.migrant"] == "农民工"
    assert packed["more"] is False


def test_the_enterprises_come_in_the_order_in_which_they_are_visited(cast, li, team):
    lately = c.employer(cast.county, "宁夏长城机床有限公司")
    trouble = c.employer(cast.county, "宁夏困难企业有限公司", "distressed")
    soon = c.employer(cast.county, "宁夏蹲点企业有限公司")
    visited(li.owner, lately, c.TODAY - timedelta(days=5))
    stayed(team, soon, c.TODAY + timedelta(days=3), c.TODAY + timedelta(days=9))
    assert names(pack(li)) == [soon.name, trouble.name, lately.name]


def test_stays_that_are_over_or_far_and_old_or_voided_visits_are_left_out(cast, li, team):
    for n, (start, end) in enumerate([(-9, -1), (15, 20)]):
        firm = c.employer(cast.county, f"宁夏{n}有限公司")
        stayed(team, firm, c.TODAY + timedelta(days=start), c.TODAY + timedelta(days=end))
    visited(li.owner, c.employer(cast.county, "宁夏旧有限公司"), c.TODAY - timedelta(days=31))
    wrong = visited(li.owner, c.employer(cast.county, "宁夏错有限公司"), c.TODAY)
    void_visit(wrong, "没去过", by=li.owner, on=c.TODAY)
    assert (names(pack(li)), pack(li)["stays"]) == ([], [])


def test_what_is_out_of_reach_is_not_taken_along(cast, li, team):
    visited(li.owner, cast.foreign, c.TODAY)  # was there with somebody else's enterprise
    stayed(team, cast.foreign, c.TODAY, c.TODAY)
    packed = pack(li)
    assert names(packed) == []
    assert cast.foreign.name not in str(packed["employers"])


def test_an_enterprise_comes_with_its_people_and_last_visits(cast, li):
    twin = register_worker(Worker(employer=cast.employer, name="马秀英", role="manager"), by=None, on=c.TODAY)
    problems = [("urgent", "夜班没有热饭")]
    visited(li.owner, cast.employer, c.TODAY, met=[], known=[twin], said="谈" * 400, problems=problems)
    (employer,) = pack(li)["employers"]
    talk = {"on": str(c.TODAY), "author": "李秀兰", "said": "谈" * queries.SAID}
    assert (employer["id"], employer["unit"]) == (cast.employer.pk, "兴庆区")
    assert employer["people"] == [
        {"id": cast.worker.pk, "name": "刘桂英", "role": "front_line", "talks": []},
        {"id": twin.pk, "name": "马秀英", "role": "manager", "talks": [talk]},
    ]
    assert employer["visits"] == [
        {
            "on": str(c.TODAY),
            "author": "李秀兰",
            "methods": ["hear"],
            "said": "谈" * queries.SAID,
            "people": ["马秀英"],
            "problems": ["夜班没有热饭"],
        }
    ]


def test_people_and_visits_of_one_enterprise_are_bounded(cast, li, monkeypatch):
    monkeypatch.setattr(queries, "PEOPLE", 2)
    monkeypatch.setattr(queries, "LAST_VISITS", 2)
    for n in range(3):
        met = [(f"甲{n}", "front_line")]
        visited(li.owner, cast.employer, c.TODAY - timedelta(days=n), met=met)
    (employer,) = pack(li)["employers"]
    assert [person["name"] for person in employer["people"]] == ["刘桂英", "甲0"]
    assert [visit["on"] for visit in employer["visits"]] == ["2012-05-10", "2012-05-09"]


def test_a_worker_comes_with_the_last_talks_that_the_officer_may_read(cast, li):
    days = [c.TODAY - timedelta(days=n) for n in range(4)]
    for day in days:
        visited(li.owner, cast.employer, day, met=[], known=[cast.worker], said=f"{day:%d}日谈的")
    void_visit(
        visited(li.owner, cast.employer, c.TODAY, met=[], known=[cast.worker]), "没去过", by=li.owner, on=c.TODAY
    )
    (employer,) = pack(li)["employers"]
    (person,) = [one for one in employer["people"] if one["id"] == cast.worker.pk]
    assert [(talk["on"], talk["said"]) for talk in person["talks"]] == [(str(d), f"{d:%d}日谈的") for d in days[:3]]


def test_enterprises_taken_along_by_hand_come_again_while_they_are_in_reach(cast, li):
    numbers = f"{cast.employer.pk},{cast.foreign.pk},x,0,{2**62}"
    answer = li.client.get("/api/field/pack", {"also": numbers})
    assert names(answer.json()) == [cast.employer.name]


def test_numbers_under_seal_and_merged_entries_never_travel(cast, li):
    visited(li.owner, cast.employer, c.TODAY, met=[], known=[cast.worker])
    (employer,) = pack(li)["employers"]
    assert {frozenset(person) for person in employer["people"]} == {frozenset({"id", "name", "role", "talks"})}


def test_many_enterprises_come_in_pages_and_cost_no_more(cast, li):
    for n in range(12):
        visited(li.owner, c.employer(cast.county, f"宁夏{n:02}有限公司"), c.TODAY - timedelta(days=n))
    first, second = (pack(li, page) for page in (1, 2))
    assert ([len(each["employers"]) for each in (first, second)]) == [10, 2]
    assert [each["more"] for each in (first, second)] == [True, False]
    for nowhere in (0, 3, -1, 40_000):
        assert li.client.get("/api/field/pack", {"page": nowhere}).status_code == 422
    assert names(first)[:2] == ["宁夏00有限公司", "宁夏01有限公司"]
    assert statements(li, 1) == statements(li, 2)


def statements(li, page):
    with CaptureQueriesContext(connection) as asked:
        pack(li, page)
    return len(asked)


def test_teams_come_with_colleagues_and_stays_with_the_days_told(cast, li, team):
    stay = stayed(team, cast.employer, c.TODAY - timedelta(days=1), c.TODAY + timedelta(days=1))
    begun(stay, li.owner)
    told = tell_day(stay, c.TODAY, DaySaid(together=("eat",), note="修灯"), by=li.owner, on=c.TODAY)
    mate = team.members.exclude(officer=li.owner).get().officer
    tell_day(stay, c.TODAY, DaySaid(together=("live",)), by=mate, on=c.TODAY)
    packed = pack(li)
    assert packed["teams"] == [{"id": team.pk, "name": "服务一组", "colleagues": [{"id": mate.pk, "name": "白文斌"}]}]
    (found,) = packed["stays"]
    assert (found["team"], found["team_id"]) == (team.name, team.pk)
    assert (found["employer"], found["name"], found["team"]) == (cast.employer.pk, cast.employer.name, "服务一组")
    day = {"on": str(c.TODAY), "base": told.pk, "together": ["eat"], "done": [], "note": "修灯"}
    assert found["days"] == [{**day, "board": 0, "lodging": 0, "receipt": ""}]


@pytest.mark.parametrize(("asked", "count"), [("凤凰", 1), (" 凤凰 ", 1), ("", 0), ("没有", 0), ("石嘴山", 0)])
def test_an_enterprise_is_searched_in_reach(cast, li, asked, count):
    found = li.client.get("/api/field/employers", {"q": asked})
    assert (found.status_code, len(found.json())) == (200, count)


def test_who_may_not_record_takes_nothing(cast):
    enterprise = phone(cast.people["enterprise"])
    for path in ("hello", "pack", "employers?q=x"):
        assert enterprise.client.get(f"/api/field/{path}").status_code == 404
