"""Visits, stays and teams are called by their names in the trail, many of them in one read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.core.journal import Act
from tiexin.duties.tests.scene import note
from tiexin.evidence import names
from tiexin.evidence.actions import NewFact, record
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.plans.tests import sent
from tiexin.visits import actions
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Stay, Team

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = c.stage()
    new = Team(org=found.county, name="兴庆一组", kind="stay_team", since=c.FOUNDED)
    found.team = actions.form_team(NewTeam(new, found.people["officer"]), by=None, on=c.TODAY)
    return found


def visited(cast, day=c.TODAY):
    new = NewVisit(cast.people["officer"], cast.employer, day, ["hear"], cast.team, known=[cast.worker])
    return actions.record_visit(new, by=cast.people["officer"], on=c.TODAY)


def planned(cast, days=0):
    first = c.TODAY + timedelta(days=days)
    return actions.plan_stay(Stay(team=cast.team, employer=cast.employer, start=first, end=first), by=None, on=c.TODAY)


def said(cast, client, name="officer", page="/entries"):
    """What a person reads behind each entry about teams, stays and visits."""
    client = c.enter(client, cast.people[name])
    found = Entry.objects.filter(thing__startswith="visits.").order_by("pk")
    return [client.get(f"{page}/{entry.pk}/").context["line"].name for entry in found]


def test_each_is_said_by_what_it_is(cast, client):
    planned(cast)
    visited(cast)
    wanted = ["兴庆一组", "兴庆一组 · 宁夏凤凰机械有限公司 · 2012年5月10日", "宁夏凤凰机械有限公司 · 2012年5月10日"]
    assert said(cast, client) == wanted
    assert said(cast, client, "audit", "/audit") == wanted


def test_the_team_of_a_fact_is_said_by_its_name(cast, client):
    visit = visited(cast)
    entry = Entry.objects.get(thing="visits.visit", thing_id=visit.pk)
    counted = c.enter(client, cast.people["officer"]).get(f"/entries/{entry.pk}/").context["counted"]
    assert [[dim["name"] for dim in row.dims if dim["label"] == "工作组"] for row in counted] == [["兴庆一组"]] * 3


def test_a_list_reads_the_names_of_each_kind_at_once(cast, client):
    client = c.enter(client, cast.people["audit"])
    visited(cast)
    planned(cast)
    client.get("/audit/")  # what a process reads once
    costs = []
    for days in (1, 2, 3):
        with CaptureQueriesContext(connection) as asked:
            rows = client.get("/audit/").context["lines"]
        costs.append((len(asked), len({row.kind for row in rows})))
        visited(cast, c.TODAY - timedelta(days=days))
        planned(cast, days)
    assert len({queries - kinds for queries, kinds in costs}) == 1


def test_many_facts_read_their_teams_at_once(cast, client, django_assert_num_queries):
    teams = [actions.form_team(NewTeam(Team(org=cast.county, name=f"{n}组", kind="stay_team", since=c.FOUNDED),
                                       cast.people["officer"]), by=None, on=c.TODAY) for n in "一二三"]  # fmt: skip
    facts = [NewFact("visit", c.TODAY, cast.county, cast.county, dims={"team": team.pk}) for team in teams]
    one, many = note(facts[0]), note(*facts)
    client = c.enter(client, cast.people["officer"])
    costs = []
    for entry in (one, one, many):
        with CaptureQueriesContext(connection) as asked:
            rows = client.get(f"/entries/{entry.pk}/").context["counted"]
        costs.append(len(asked))
    assert [row.dims[-1]["name"] for row in rows] == ["一组", "二组", "三组"]
    assert costs[1] == costs[2]


def test_plans_are_named_to_those_who_may_see_plans(client):
    post = sent.send()
    post.receive(post.cast.county)
    of_version, of_dispatch = (Entry.objects.filter(verb=verb).latest("pk") for verb in ("publish", "receive"))
    reads = {
        name: [
            c.enter(client, post.cast.people[name]).get(f"{page}/{entry.pk}/").context["line"].name
            for entry in (of_version, of_dispatch)
        ]
        for name, page in (("leader", "/entries"), ("audit", "/audit"))
    }
    assert reads == {
        "leader": ["走访方案 第1版", "走访方案 第1版 · 兴庆区"],
        "audit": [f"第 {of_version.thing_id} 号", f"第 {of_dispatch.thing_id} 号"],
    }
    calendar.forget()


def test_a_thing_without_a_name_or_that_is_gone_stays_a_number(cast, rf):
    request = rf.get("/")
    request.officer, request.today = cast.people["officer"], c.TODAY
    wanted = {"future.thing": {7}, "visits.team": {cast.team.pk, 10**6}, "": {3}, "visits.stay": set()}
    assert names.names(wanted, request) == {
        ("future.thing", 7): "第 7 号",
        ("visits.team", cast.team.pk): "兴庆一组",
        ("visits.team", 10**6): f"第 {10**6} 号",
        ("", 3): "第 3 号",
    }


def test_an_entry_about_nothing_known_is_still_said(cast, client):
    entry = record(Act("note", Stay(pk=999), None, c.TODAY, cast.county.pk))
    line = c.enter(client, cast.people["officer"]).get(f"/entries/{entry.pk}/").context["line"]
    assert (line.kind, line.name) == ("蹲点", "第 999 号")
