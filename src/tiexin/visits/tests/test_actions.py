"""What recording and voiding a visit, forming a team and planning a stay write; a refusal writes nothing."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact, Pending, Tag
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import Worker
from tiexin.visits import actions
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Problem, Stay, Talk, Team, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def author(cast):
    return cast.people["officer"]


def new(cast, **changes):
    """A visit of the county's officer to its enterprise, with some things changed."""
    wanted = {
        "author": cast.people["officer"],
        "employer": cast.employer,
        "on": c.TODAY,
        "methods": ["hear", "interview"],
        "places": ["workshop"],
        "known": [cast.worker],
        "said": " 谈了工资 ",
    }
    return NewVisit(**wanted | changes)


def saved(cast, **changes):
    return actions.record_visit(new(cast, **changes), by=cast.people["officer"], on=c.TODAY)


def team_of(cast, *members, org=None, **more):
    wanted = {"org": org or cast.county, "name": "一组", "kind": "stay_team", "since": c.FOUNDED, **more}
    return actions.form_team(NewTeam(Team(**wanted), members[0], members[1:]), by=None, on=c.TODAY)


def refuse(field, action, *values, **more):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        action(*values, **more)
    assert caught.value.field == field
    return str(caught.value)


# ── a visit ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_visit_is_kept_as_it_was_written_down(cast, author):
    visit = Visit.objects.get(pk=saved(cast, problems=[("urgent", " 欠薪 ")]).pk)
    assert (visit.org, visit.author, visit.team, visit.employer) == (cast.county, author, None, cast.employer)
    assert (visit.on, visit.methods, visit.places, visit.said) == (
        c.TODAY,
        ["hear", "interview"],
        ["workshop"],
        "谈了工资",
    )
    assert visit.companions == [author.pk]
    assert list(visit.talks.values_list("worker", "role")) == [(cast.worker.pk, "front_line")]
    assert list(Problem.objects.values_list("visit", "question", "text")) == [(visit.pk, "urgent", "欠薪")]


def test_its_facts_say_who_was_where_with_whom(cast, author):
    colleague = c.officer("同行人", cast.county)
    team = team_of(cast, author, colleague)
    made = saved(cast, team=team, companions=[colleague.pk, author.pk], problems=[("hope", "热水")])
    facts = Fact.objects.filter(entry__thing_id=made.pk, entry__verb="record_visit")
    shared = (cast.county.pk, cast.county.pk, team.pk, cast.employer.pk)
    names = ("measure", "officer_id", "worker_id", "qty", "by_org_id", "at_org_id", "team_id", "employer_id")
    assert sorted(facts.values_list(*names), key=str) == sorted(
        [
            ("visit", author.pk, None, 1, *shared),
            ("presence", author.pk, None, 1, *shared),
            ("presence", colleague.pk, None, 1, *shared),
            ("talk", author.pk, cast.worker.pk, 1, *shared),
            ("problem_found", author.pk, None, 1, *shared),
        ],
        key=str,
    )


def test_its_facts_carry_the_tags_of_the_day(cast, author):
    saved(cast, team=team_of(cast, author), tags=["distressed"], problems=[("worry", "裁员")])
    common = {
        ("method", "hear"),
        ("method", "interview"),
        ("place", "workshop"),
        ("employer_kind", "private"),
        ("employer_tag", "distressed"),
        ("team_kind", "stay_team"),
    }
    found = {
        measure: set(Tag.objects.filter(set__facts__measure=measure).values_list("key", "value"))
        for measure in ("visit", "presence", "talk", "problem_found")
    }
    assert found == {
        "visit": common,
        "presence": common,
        "talk": common | {("role", "front_line")},
        "problem_found": common | {("question", "worry")},
    }


def test_one_entry_and_one_mark_for_the_worker(cast, author):
    Pending.objects.all().delete()
    visit = saved(cast)
    entry = Entry.objects.get(thing="visits.visit", thing_id=visit.pk)
    assert (entry.verb, entry.by, entry.org_id, entry.on) == ("record_visit", author, cast.county.pk, c.TODAY)
    assert entry.source == f"visit:{visit.key}"
    assert list(Pending.objects.values_list("entry", flat=True)) == [entry.pk]


def test_work_of_a_team_is_the_work_of_the_unit_that_sends_it(cast, author):
    visit = saved(cast, team=team_of(cast, author, org=cast.city))
    assert visit.org == cast.city
    fact = Fact.objects.get(measure="visit")
    assert (fact.by_org_id, fact.at_org_id) == (cast.city.pk, cast.county.pk)


def test_people_met_for_the_first_time_join_the_roster(cast):
    saved(cast, known=[], met=[(" 王大山 ", "front_line"), ("李小河", "manager")])
    names = Worker.objects.filter(employer=cast.employer).order_by("id").values_list("name", "role")
    assert list(names) == [("刘桂英", "front_line"), ("王大山", "front_line"), ("李小河", "manager")]
    assert Talk.objects.count() == 2


def test_a_name_typed_again_is_the_same_person(cast):
    saved(cast, known=[], met=[("王大山", "front_line")])
    saved(cast, known=[cast.worker], met=[("王大山", "front_line"), ("刘桂英", "front_line")])
    assert Worker.objects.filter(employer=cast.employer).count() == 2
    assert Fact.objects.filter(measure="talk").values("worker_id").distinct().count() == 2
    assert Talk.objects.count() == 3


def test_the_same_name_elsewhere_is_somebody_else(cast):
    other = c.employer(cast.county, "另一家企业")
    c.worker(other, "王大山")
    saved(cast, met=[("王大山", "front_line")])
    assert Worker.objects.filter(name="王大山").count() == 2


def test_a_worker_ticked_twice_is_met_once(cast):
    assert saved(cast, known=[cast.worker, cast.worker]).talks.count() == 1


BAD = {
    "methods": {"methods": []},
    "places": {"places": ["moon"]},
    "people": {"known": [], "met": []},
    "said": {"said": "字" * 4001},
    "question": {"problems": [("bored", "热水")]},
    "problem": {"problems": [("hope", "")]},
}


@pytest.mark.parametrize("field", BAD)
def test_what_is_wrong_is_refused_with_its_field(cast, author, field):
    refuse(field, actions.record_visit, new(cast, **BAD[field]), by=author, on=c.TODAY)


def test_a_worker_of_another_employer_is_refused(cast, author):
    stranger = c.worker(cast.foreign, "外人")
    said = refuse("people", actions.record_visit, new(cast, known=[stranger]), by=author, on=c.TODAY)
    assert said == "选中的职工不属于这家企业"


@pytest.mark.parametrize(("day", "words"), [(c.TODAY + timedelta(days=1), "还没有到"), (date(1999, 12, 31), "不存在")])
def test_a_day_that_cannot_be_is_refused(cast, author, day, words):
    assert words in refuse("on", actions.record_visit, new(cast, on=day), by=author, on=c.TODAY)


def test_the_same_form_twice_is_refused_and_counts_once(cast, author):
    form = new(cast)
    actions.record_visit(form, by=author, on=c.TODAY)
    said = refuse("", actions.record_visit, form, by=author, on=c.TODAY)
    assert "已经保存过" in said
    assert Fact.objects.filter(measure="visit").count() == 1


# ── voiding ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_voided_visit_counts_no_more_and_stays_readable(cast, author):
    visit = saved(cast)
    done = actions.void_visit(visit, " 记错了企业 ", by=author, on=c.TODAY)
    assert (done.voided, done.void_reason, done.said) == (c.TODAY, "记错了企业", "谈了工资")
    assert Fact.objects.live().filter(measure__in=["visit", "talk", "presence"]).count() == 0
    assert Fact.objects.filter(measure="visit").count() == 1
    entry = Entry.objects.get(verb="record_visit")
    assert Entry.objects.get(verb="void").voids_id == entry.pk


def test_a_reason_is_needed_and_once_is_enough(cast, author):
    visit = saved(cast)
    refuse("reason", actions.void_visit, visit, " ", by=author, on=c.TODAY)
    actions.void_visit(visit, "记错", by=author, on=c.TODAY)
    assert "作废" in refuse("", actions.void_visit, visit, "再来", by=author, on=c.TODAY)


# ── teams and stays ─────────────────────────────────────────────────────────────────────────────────────


def test_a_team_has_one_leader_and_each_member_once(cast, author):
    colleague = c.officer("同行人", cast.county)
    team = team_of(cast, author, colleague, author, colleague)
    assert list(team.members.order_by("id").values_list("officer", "leads", "since")) == [
        (author.pk, True, c.FOUNDED),
        (colleague.pk, False, c.FOUNDED),
    ]
    assert Entry.objects.get(verb="form_team").thing_id == team.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"since": c.TODAY + timedelta(days=1)}, "since"), ({"since": date(1999, 1, 1)}, "since")],
)
def test_a_team_needs_a_day_on_which_its_unit_was_open(cast, author, changes, field):
    team = Team(**{"org": cast.county, "name": "一组", "kind": "stay_team", "since": c.FOUNDED, **changes})
    refuse(field, actions.form_team, NewTeam(team, author), by=None, on=c.TODAY)


def test_a_stay_is_planned_and_another_of_the_team_must_not_overlap(cast, author):
    team = team_of(cast, author)
    week = (date(2012, 5, 7), date(2012, 5, 13))
    stay = actions.plan_stay(Stay(team=team, employer=cast.employer, start=week[0], end=week[1]), by=None, on=c.TODAY)
    assert list(Stay.objects.values_list("team", "employer", "start", "end")) == [(team.pk, cast.employer.pk, *week)]
    assert Entry.objects.get(verb="plan_stay").thing_id == stay.pk
    again = Stay(team=team, employer=cast.employer, start=week[1], end=week[1])
    assert "重叠" in refuse("start", actions.plan_stay, again, by=None, on=c.TODAY)
    other = team_of(cast, c.officer("别人", cast.county))
    actions.plan_stay(Stay(team=other, employer=cast.employer, start=week[0], end=week[1]), by=None, on=c.TODAY)
    assert Stay.objects.count() == 2
