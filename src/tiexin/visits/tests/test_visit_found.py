"""A visit is found by what was heard there once the worker has looked; its days and its name follow what happened."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.duties.tests.scene import settle
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.actions import NewMustVisit
from tiexin.search import verify
from tiexin.search.models import SearchRow
from tiexin.search.tests.asker import asker, found
from tiexin.visits import actions, queries
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Stay, Team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRM = "宁夏凤凰机械有限公司"


@kept.fixture
def cast():
    found = c.stage()
    found.first, found.second = team(found, "一组"), team(found, "二组")
    settle()
    return found


def team(cast, name):
    new = Team(org=cast.county, name=name, kind="stay_team", since=c.FOUNDED)
    return actions.form_team(NewTeam(new, c.officer(f"{name}组长", cast.county)), by=None, on=c.TODAY)


def visited(cast, day=c.TODAY, **more):
    author = cast.people["officer"]
    wanted = {"author": author, "employer": cast.employer, "on": day, "methods": ["hear"], "known": [cast.worker]}
    return actions.record_visit(NewVisit(**wanted | more), by=author, on=c.TODAY)


def stayed(cast, start, end, which=None):
    new = Stay(team=which or cast.first, employer=cast.employer, start=start, end=end)
    return actions.plan_stay(new, by=None, on=c.TODAY)


def find(typed, unit):
    return [pk for _, pk in found(asker(unit), typed, kinds=["visit"])]


# ── found ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_said_and_heard_is_found_after_the_worker_looked(cast):
    visit = visited(cast, said="食堂冬天太冷", problems=[("urgent", "两个月没有发夜班补贴")])
    assert find("食堂", cast.county) == []
    settle()
    assert [find(typed, cast.county) for typed in ("食堂", "夜班补贴", "凤凰机械", "水电")] == [[visit.pk]] * 3 + [[]]
    row = SearchRow.objects.get(kind="visit")
    assert (row.title, row.body, row.note) == (FIRM, "食堂冬天太冷\n两个月没有发夜班补贴", "2012年5月10日，李秀兰")
    assert verify.differences() == []


def test_the_newest_visit_stands_first_whenever_it_was_written(cast):
    days = (c.TODAY - DAY, c.TODAY, c.TODAY - 9 * DAY)
    made = [visited(cast, day, said="食堂") for day in days]
    settle()
    assert find("食堂", cast.county) == [made[1].pk, made[0].pk, made[2].pk]


def test_who_went_and_where_it_was_both_find_it_and_nobody_else(cast):
    boss = cast.people["city_office"]
    visit = visited(cast, author=boss, said="宿舍漏水")
    settle()
    reach = {
        unit: find("宿舍", getattr(cast, unit)) for unit in ("province", "city", "county", "other_city", "industry")
    }
    assert reach == {"province": [visit.pk], "city": [visit.pk], "county": [visit.pk], "other_city": [], "industry": []}


def test_a_voided_visit_is_found_as_voided(cast):
    visit = visited(cast, said="食堂冬天太冷")
    settle()
    actions.void_visit(visit, "记错了企业", by=cast.people["officer"], on=c.TODAY)
    settle()
    assert find("食堂", cast.county) == [visit.pk]
    assert SearchRow.objects.get(kind="visit").note == "2012年5月10日，李秀兰，已作废"
    assert verify.differences() == []


def test_who_was_met_for_the_first_time_is_found_too(cast):
    visited(cast, met=[("王大山", "front_line")])
    settle()
    assert [kind for kind, _ in found(asker(cast.county), "王大山")] == ["worker"]


def test_a_refused_visit_leaves_nothing_to_find(cast, client):
    sent = {"employer": cast.employer.pk, "on": "2012-05-11", "methods": ["hear"], "known": [cast.worker.pk]}
    sent |= {"key": "6f6b1c9e-3c8e-4b6e-9a53-0a4d0a6a7a11", "said": "独有的话"}
    c.enter(client, cast.people["officer"])
    with c.nothing_written():
        answer = client.post("/visits/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["on"])
    assert "独有的话" in answer.text
    settle()
    assert find("独有的话", cast.county) == []


# ── written down later ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("days", [0, 1, 30])
def test_only_a_visit_entered_on_a_later_day_is_said_to_be(cast, client, days):
    visit = visited(cast, c.TODAY - days * DAY)
    page = c.enter(client, cast.people["officer"]).get(f"/visits/{visit.pk}/").text
    assert page.count("补记") == (1 if days else 0)
    assert ("2012年5月10日补记" in page) is bool(days)


def test_a_day_later_it_is_still_said_to_have_been_entered_in_time(cast, client):
    visit = visited(cast)
    c.set_day(c.TODAY + 3 * DAY)
    calendar.forget()
    assert "补记" not in c.enter(client, cast.people["officer"]).get(f"/visits/{visit.pk}/").text


# ── the days of a stay ──────────────────────────────────────────────────────────────────────────────────


def made(stay):
    return list(queries.made_during(stay).order_by("on", "pk"))


def test_the_first_and_the_last_day_belong_to_a_stay_the_days_beside_it_do_not(cast):
    days = [date(2012, 4, day) for day in (8, 9, 11, 13, 14)]
    visits = [visited(cast, day, team=cast.first) for day in days]
    assert made(stayed(cast, days[1], days[3])) == visits[1:4]


def test_a_stay_of_one_day_holds_that_day(cast):
    visits = [visited(cast, c.TODAY - days * DAY, team=cast.first) for days in (2, 1, 0)]
    assert made(stayed(cast, c.TODAY - DAY, c.TODAY - DAY)) == [visits[1]]


def test_of_two_teams_there_at_once_each_stay_holds_its_own(cast):
    one = stayed(cast, c.TODAY - 2 * DAY, c.TODAY)
    two = stayed(cast, c.TODAY - DAY, c.TODAY + DAY, cast.second)
    ours, theirs = visited(cast, team=cast.first), visited(cast, team=cast.second)
    visited(cast)  # in nobody's name
    assert (made(one), made(two)) == ([ours], [theirs])


def test_neither_another_enterprise_nor_a_voided_visit_is_in_the_stay(cast):
    stay = stayed(cast, c.TODAY, c.TODAY)
    other = c.employer(cast.county, "隔壁公司")
    visited(cast, team=cast.first, employer=other, known=[c.worker(other, "隔壁人")])
    kept, wrong = visited(cast, team=cast.first), visited(cast, team=cast.first)
    actions.void_visit(wrong, "记错", by=None, on=c.TODAY)
    assert made(stay) == [kept]


def test_two_visits_of_a_day_are_one_day_of_a_refusal(cast):
    stay = stayed(cast, c.TODAY - DAY, c.TODAY)
    visited(cast, team=cast.first)
    visited(cast, team=cast.first)
    with c.nothing_written(), pytest.raises(Refused) as no:
        actions.cancel_stay(stay, "不去", by=None, on=c.TODAY)
    assert no.value.message.split("已在")[0] == "2012年5月10日"


# ── names in the trail ──────────────────────────────────────────────────────────────────────────────────


def lines(client, **which):
    found = Entry.objects.filter(**which).order_by("pk")
    said = [client.get(f"/entries/{entry.pk}/").context["line"] for entry in found]
    return [(line.entry.verb, line.kind, line.name) for line in said]


def test_everything_that_happened_to_a_stay_is_said_by_its_days_of_now(cast, client):
    new = NewMustVisit("陈厂长", "leader", "enterprise", date(2012, 1, 5), "")
    actions.list_must_visit(cast.employer, new, by=cast.people["office"], on=c.TODAY)
    stay = stayed(cast, c.TODAY, c.TODAY + DAY)
    actions.count_begun_stays(c.TODAY)
    stay = actions.move_stay(stay, c.TODAY - DAY, c.TODAY, "早到", by=None, on=c.TODAY)
    actions.cancel_stay(stay, "没去", by=None, on=c.TODAY)
    c.enter(client, cast.people["officer"])
    name = f"一组 · {FIRM} · 2012年5月9日"
    assert lines(client, thing="visits.stay") == [
        (verb, "蹲点", name)
        for verb in (
            *("plan_stay", "count_must_visits"),
            *("move_stay", "void", "count_must_visits"),
            *("cancel_stay", "void"),
        )
    ]


def test_what_is_counted_of_the_list_names_the_team_the_enterprise_and_the_person(cast, client):
    new = NewMustVisit("陈厂长", "leader", "enterprise", date(2012, 1, 5), "")
    actions.list_must_visit(cast.employer, new, by=cast.people["office"], on=c.TODAY)
    stayed(cast, c.TODAY, c.TODAY)
    actions.count_begun_stays(c.TODAY)
    entry = Entry.objects.get(verb="count_must_visits")
    (counted,) = c.enter(client, cast.people["officer"]).get(f"/entries/{entry.pk}/").context["counted"]
    assert (counted.label, counted.unit, counted.fact.qty) == ("必访对象", "人", 1)
    assert {dim["label"]: dim["name"] for dim in counted.dims} == {
        "企业": FIRM, "职工": "陈厂长", "工作组": "一组",
    }  # fmt: skip


def test_a_handed_over_team_is_said_by_its_name(cast, client):
    lead = cast.first.members.get(leads=True)
    actions.hand_over_lead(lead, cast.people["nobody"], by=None, on=c.TODAY)
    c.enter(client, cast.people["officer"])
    assert lines(client, thing="visits.team", thing_id=cast.first.pk) == [
        ("form_team", "工作组", "一组"),
        ("hand_over_lead", "工作组", "一组"),
    ]
