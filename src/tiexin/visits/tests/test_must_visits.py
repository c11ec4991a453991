"""Whom a stay must meet: the list, what is counted of it, who is missing."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewMustVisit
from tiexin.registry.models import MustVisit, Worker
from tiexin.registry.queries import must_visits
from tiexin.visits import actions, queries
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Stay, Team

pytestmark = pytest.mark.django_db
START = c.TODAY - timedelta(days=3)
LONG_AGO = date(2012, 1, 5)


@kept.fixture
def cast():
    cast = c.stage()
    team = Team(org=cast.county, name="蹲点一组", kind="stay_team", since=date(2012, 3, 1))
    cast.team = actions.form_team(NewTeam(team, cast.people["officer"]), by=None, on=c.TODAY)
    return cast


def listed(cast, name, role="leader", level="enterprise", since=LONG_AGO):
    new = NewMustVisit(name, role, level, since, "厂长")
    return actions.list_must_visit(cast.employer, new, by=cast.people["office"], on=c.TODAY)


def stay(cast, start=START, days=6):
    new = Stay(team=cast.team, employer=cast.employer, start=start, end=start + timedelta(days=days))
    return actions.plan_stay(new, by=None, on=c.TODAY)


def counted():
    rows = Fact.objects.live().filter(measure="must_visit").order_by("pk")
    tags = {fact.pk: dict(fact.tag_set.tags.values_list("key", "value")) for fact in rows}
    return [(fact.worker.name, tags[fact.pk]["role"], fact.on, fact.team_id) for fact in rows]


def test_list_knows_people_by_name_and_their_role_follows(cast):
    boss = listed(cast, "刘桂英")
    assert (boss.worker, boss.worker.role, boss.role, boss.title) == (cast.worker, "leader", "leader", "厂长")
    cadre = listed(cast, "新人", "union_cadre", "workshop")
    assert (cadre.worker.employer, cadre.level) == (cast.employer, "workshop")
    assert Entry.objects.filter(verb="list_must_visit").count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"role": "front_line"}, "role"),
        ({"level": "moon"}, "level"),
        ({"level": "team"}, "level"),
        ({"since": c.TODAY + timedelta(days=1)}, "since"),
        ({"name": "在册"}, "name"),
    ],
)
def test_bad_listing_is_refused(cast, changed, field):
    listed(cast, "在册")
    values = {"name": "某人", "role": "leader", "level": "enterprise", "since": LONG_AGO, **changed}
    with c.nothing_written(), pytest.raises(Refused) as caught:
        actions.list_must_visit(cast.employer, NewMustVisit(**values), by=cast.people["office"], on=c.TODAY)
    assert caught.value.field == field


def test_list_is_dated(cast):
    row = listed(cast, "陈厂长")
    registry.end_must_visit(row, by=None, on=c.TODAY)
    assert list(must_visits(cast.employer, c.TODAY)) == []
    assert [each.worker.name for each in must_visits(cast.employer, c.TODAY - timedelta(days=1))] == ["陈厂长"]
    with c.nothing_written(), pytest.raises(Refused):
        registry.end_must_visit(row, by=None, on=c.TODAY)
    again = listed(cast, "陈厂长", since=c.TODAY)
    with c.nothing_written(), pytest.raises(Refused, match="次日"):
        registry.end_must_visit(again, by=None, on=c.TODAY)


def test_stay_counts_the_list_of_its_first_day_once(cast):
    listed(cast, "陈厂长")
    listed(cast, "赵主席", "union_cadre", "team")
    listed(cast, "后来的", since=c.TODAY)
    made = stay(cast)
    actions.count_begun_stays(c.TODAY)
    assert counted() == [("陈厂长", "leader", START, cast.team.pk), ("赵主席", "union_cadre", START, cast.team.pk)]
    with c.nothing_written():
        actions.count_begun_stays(c.TODAY)
        assert actions.count_must_visits(made, on=c.TODAY) is False


def test_stay_to_come_counts_nothing_yet(cast):
    listed(cast, "陈厂长")
    stay(cast, c.TODAY + timedelta(days=1))
    with c.nothing_written():
        actions.count_begun_stays(c.TODAY)
    actions.count_begun_stays(c.TODAY + timedelta(days=1))
    assert [row[0] for row in counted()] == ["陈厂长"]


def test_empty_list_is_looked_at_once(cast):
    stay(cast)
    actions.count_begun_stays(c.TODAY)
    with c.nothing_written():
        actions.count_begun_stays(c.TODAY)
    assert counted() == []


def test_who_is_listed_late_for_a_stay_going_on_is_counted(cast):
    stay(cast)
    actions.count_begun_stays(c.TODAY)
    listed(cast, "陈厂长")
    assert [row[0] for row in counted()] == ["陈厂长"]
    listed(cast, "赵主席", "union_cadre")
    assert sorted(row[0] for row in counted()) == ["赵主席", "陈厂长"]


def test_who_leaves_the_list_stays_counted_where_a_stay_has_begun(cast):
    row = listed(cast, "陈厂长")
    made = stay(cast)
    actions.count_begun_stays(c.TODAY)
    registry.end_must_visit(row, by=None, on=c.TODAY)
    assert actions.count_must_visits(made, on=c.TODAY) is False
    assert [row[0] for row in counted()] == ["陈厂长"]


def test_moved_and_cancelled_stays_take_their_list_along(cast):
    listed(cast, "陈厂长")
    made = stay(cast)
    actions.count_begun_stays(c.TODAY)
    made = actions.move_stay(made, START + timedelta(days=1), START + timedelta(days=7), "改期", by=None, on=c.TODAY)
    assert [row[2] for row in counted()] == [START + timedelta(days=1)]
    actions.cancel_stay(made, "不去了", by=None, on=c.TODAY)
    assert counted() == []
    with c.nothing_written():
        actions.count_begun_stays(c.TODAY)


def test_stay_moved_to_a_later_day_is_counted_when_it_begins(cast):
    listed(cast, "陈厂长")
    made = stay(cast)
    actions.count_begun_stays(c.TODAY)
    later = c.TODAY + timedelta(days=5)
    actions.move_stay(made, later, later + timedelta(days=6), "改期", by=None, on=c.TODAY)
    assert counted() == []
    actions.count_begun_stays(later)
    assert [row[2] for row in counted()] == [later]


def test_missing_ones_are_named_first(cast, client):
    listed(cast, "陈厂长")
    listed(cast, "赵主席", "union_cadre")
    made = stay(cast)
    officer, boss = cast.people["officer"], Worker.objects.get(name="陈厂长")
    new = NewVisit(officer, cast.employer, c.TODAY, ["interview"], cast.team, known=[boss])
    visit = actions.record_visit(new, by=officer, on=c.TODAY)
    found = queries.met_or_not(must_visits(cast.employer, START), queries.made_during(made))
    assert [(each.row.worker.name, each.met) for each in found] == [("赵主席", None), ("陈厂长", c.TODAY)]
    c.enter(client, cast.people["office"])
    for page in (f"/employers/{cast.employer.pk}/", f"/teams/stays/{made.pk}/"):
        shown = client.get(page)
        assert [(each.row.worker.name, each.met) for each in shown.context["must_visits"]] == [
            ("赵主席", None),
            ("陈厂长", c.TODAY),
        ]
        assert "还没有访到" in shown.text
    actions.void_visit(visit, "记错", by=officer, on=c.TODAY)
    assert all(each.met is None for each in client.get(page).context["must_visits"])


def test_list_is_kept_through_the_pages(cast, client):
    c.enter(client, cast.people["office"])
    page = f"/employers/{cast.employer.pk}/must-visits/new/"
    assert 'value="2012-05-10"' in client.get(page).text
    sent = {"name": "陈厂长", "role": "leader", "level": "enterprise", "title": "厂长", "since": "2012-01-05"}
    assert client.post(page, sent).url == f"/employers/{cast.employer.pk}/"
    row = MustVisit.objects.get()
    with c.nothing_written():
        answer = client.post(page, {**sent, "level": "team", "name": "又一位"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["level"])
    assert client.post(f"/must-visits/{row.pk}/end/").url == f"/employers/{cast.employer.pk}/"
    row.refresh_from_db()
    assert row.until == c.TODAY
    with c.nothing_written():
        assert "已于" in client.post(f"/must-visits/{row.pk}/end/", follow=True).text


def test_list_of_a_foreign_employer_is_not_there(cast, client):
    row = listed(cast, "陈厂长")
    for who in ("stranger", "officer", "nobody"):
        c.enter(client, cast.people[who])
        with c.nothing_written():
            assert client.get(f"/employers/{cast.employer.pk}/must-visits/new/").status_code == 404
            assert client.post(f"/must-visits/{row.pk}/end/").status_code == 404


def test_late_record_shows_the_day_of_the_event_and_the_day_of_entry(cast, client):
    officer = c.enter(client, cast.people["officer"]) and cast.people["officer"]
    for day, said in ((START, True), (c.TODAY, False)):
        new = NewVisit(officer, cast.employer, day, ["interview"], met=[("马一", "front_line")])
        visit = actions.record_visit(new, by=officer, on=c.TODAY)
        assert ("补记" in client.get(f"/visits/{visit.pk}/").text) is said
