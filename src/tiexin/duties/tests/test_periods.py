"""Periods that each subject has for itself: they come, move and go with what they come from."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tiexin.core.journal import Act
from tiexin.duties import build, periods, verify
from tiexin.duties.definition import Do, Of
from tiexin.duties.models import Gauge, Standing, Term
from tiexin.duties.periods import Own, chained
from tiexin.duties.rules import anniversaries, stretch_before
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, TEAMS, UNIONS, fact, note, publish, settle, tally
from tiexin.evidence.actions import record
from tiexin.orgs import actions as orgs
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits.actions import NewTeam, cancel_stay, form_team, move_stay, plan_stay
from tiexin.visits.models import Stay, Team, TeamMember

pytestmark = pytest.mark.django_db
APRIL = (date(2012, 4, 2), date(2012, 4, 20))
MAY = (date(2012, 5, 3), date(2012, 5, 9))


@kept.fixture
def cast():
    found = c.units()
    found.firm = c.employer(found.county, "企业")
    found.leader, found.member = c.officer("甲", found.county), c.officer("乙", found.city)
    team = Team(org=found.county, name="一组", kind="stay_team", since=c.FOUNDED)
    found.team = form_team(NewTeam(team, found.leader, [found.member]), by=None, on=c.TODAY)
    return found


def stays(cast, days=APRIL, team=None):
    stay = Stay(team=team or cast.team, employer=cast.firm, start=days[0], end=days[1])
    return plan_stay(stay, by=None, on=c.TODAY)


def follow(stay, cast):
    """What any later action on a stay leaves: an entry about it."""
    record(Act("plan_stay", stay, None, c.TODAY, cast.county.id))
    settle()


def owed(duty):
    found = Gauge.objects.filter(term__duty=duty).order_by("term__start", "subject")
    return [(g.term.start, g.term.end, g.subject, g.value) for g in found.select_related("term")]


def test_each_stay_of_a_team_is_a_period_of_its_own(cast):
    stays(cast)
    other = scene.team(cast.other_county)
    stays(cast, MAY, other)
    duty = publish(cast.province, tally(tally_of=TEAMS, per="stay", low=2, target="at_least"))[0]
    note(
        fact(cast.county, on=date(2012, 4, 2), team=cast.team.id),
        fact(cast.county, on=date(2012, 4, 20), team=cast.team.id),
        fact(cast.county, on=date(2012, 4, 21), team=cast.team.id),  # they have left
        fact(cast.county, on=date(2012, 4, 5), team=other.id),  # they are not there yet
        fact(cast.county, on=date(2012, 5, 3), team=other.id),
    )
    settle()
    assert owed(duty) == [(*APRIL, cast.team.id, 2), (*MAY, other.id, 1)]
    assert scene.standing(duty, cast.county) == (1, 1, 1, 2, 0, 2)
    assert [term.label for term in duty.terms.order_by("start")] == [
        "2012-04-02至2012-04-20蹲点",
        "2012-05-03至2012-05-09蹲点",
    ]
    assert {(term.due, term.asof, term.slice_id) for term in duty.terms.all()} == {
        (APRIL[1], APRIL[1], None), (MAY[1], MAY[1], None),
    }  # fmt: skip
    assert verify.differences() == []


def test_a_stay_counts_for_everybody_who_belongs_to_the_team_then(cast):
    gone, late = c.officer("丙", cast.county), c.officer("丁", cast.county)
    TeamMember.objects.create(team=cast.team, officer=gone, since=c.FOUNDED, until=APRIL[0])
    TeamMember.objects.create(team=cast.team, officer=late, since=APRIL[1])
    stays(cast)
    (duty,) = publish(cast.province, tally(tally_of=OFFICERS, per="stay"))
    note(fact(cast.county, officer=cast.member.id), fact(cast.county, officer=cast.member.id, on=date(2012, 5, 1)))
    settle()
    subjects = sorted([cast.leader.id, cast.member.id, late.id])
    assert owed(duty) == [(*APRIL, subject, int(subject == cast.member.id)) for subject in subjects]


def test_two_teams_at_once_are_one_period_for_who_is_in_both(cast):
    """No stay is planned so, but whoever joins a team later, or was recorded before, may stand in two."""
    other = Team(org=cast.county, name="二组", kind="stay_team", since=c.FOUNDED)
    other = form_team(NewTeam(other, c.officer("丙", cast.county)), by=None, on=c.TODAY)
    stays(cast)
    stays(cast, team=other)
    TeamMember.objects.filter(team=other).update(officer=cast.leader)
    (duty,) = publish(cast.province, tally(tally_of=OFFICERS, per="stay"))
    assert owed(duty) == [(*APRIL, subject, 0) for subject in sorted([cast.leader.id, cast.member.id])]


def test_a_planned_stay_is_owed_at_once(cast):
    teams, people = publish(cast.province, tally(tally_of=TEAMS, per="stay"), tally(tally_of=OFFICERS, per="stay"))
    assert owed(teams) == owed(people) == []
    note(fact(cast.county, team=cast.team.id))
    settle()
    stays(cast)
    settle()
    assert owed(teams) == [(*APRIL, cast.team.id, 1)]
    assert len(owed(people)) == 2
    assert scene.standing(teams, cast.province) == (1, 0, 0, 1, 0, 0)
    assert verify.differences() == []


def test_a_moved_stay_is_followed_and_its_gauge_keeps_its_page(cast):
    (duty,) = publish(cast.province, tally(tally_of=TEAMS, per="stay"))
    stay = stays(cast)
    note(fact(cast.county, team=cast.team.id), fact(cast.county, team=cast.team.id, on=MAY[0]))
    settle()
    before = Gauge.objects.get(term__duty=duty).pk
    move_stay(stay, MAY[0] - timedelta(days=1), MAY[1], "企业停产", by=None, on=c.TODAY)
    settle()
    assert owed(duty) == [(MAY[0] - timedelta(days=1), MAY[1], cast.team.id, 1)]
    assert Gauge.objects.get(term__duty=duty).pk == before
    assert verify.differences() == []


def test_everybody_of_the_team_follows_a_moved_and_a_cancelled_stay(cast):
    (duty,) = publish(cast.province, tally(tally_of=OFFICERS, per="stay"))
    stay = stays(cast)
    note(fact(cast.county, officer=cast.leader.id), fact(cast.county, officer=cast.leader.id, on=MAY[0]))
    settle()
    people = sorted([cast.leader.id, cast.member.id])
    assert owed(duty) == [(*APRIL, subject, int(subject == cast.leader.id)) for subject in people]
    move_stay(stay, *MAY, "企业停产", by=None, on=c.TODAY)
    settle()
    assert owed(duty) == [(*MAY, subject, int(subject == cast.leader.id)) for subject in people]
    cancel_stay(stay, "不去了", by=None, on=c.TODAY)
    settle()
    assert (owed(duty), duty.terms.count()) == ([], 0)
    assert scene.standing(duty, cast.province) in (None, (0, 0, 0, 0, 0, 0))
    assert verify.differences() == []


def test_a_cancelled_stay_takes_its_period_with_it(cast):
    (duty,) = publish(cast.province, tally(tally_of=TEAMS, per="stay"))
    stay = stays(cast)
    stays(cast, MAY)
    settle()
    cancel_stay(stay, "企业停产", by=None, on=c.TODAY)
    settle()
    assert owed(duty) == [(*MAY, cast.team.id, 0)]
    stays(cast)  # the same days may be planned anew
    settle()
    assert owed(duty) == [(*APRIL, cast.team.id, 0), (*MAY, cast.team.id, 0)]
    assert Standing.objects.filter(term__duty=duty).values("term").distinct().count() == 2
    assert verify.differences() == []


def test_a_new_member_owes_the_stays_still_to_come(cast):
    (duty,) = publish(cast.province, tally(tally_of=OFFICERS, per="stay"))
    stays(cast, MAY)
    settle()
    third = c.officer("丙", cast.county)
    TeamMember.objects.create(team=cast.team, officer=third, since=MAY[0])
    record(Act("form_team", cast.team, None, c.TODAY, cast.county.id))
    settle()
    assert [row[2] for row in owed(duty)] == sorted([cast.leader.id, cast.member.id, third.id])
    assert verify.differences() == []


def test_only_stays_within_the_plans_days(cast):
    stays(cast, (date(2012, 1, 1), date(2012, 1, 31)))
    stays(cast, (date(2012, 2, 20), date(2012, 3, 1)))
    stays(cast, (date(2012, 6, 30), date(2012, 7, 9)))
    stays(cast, (date(2012, 7, 10), date(2012, 7, 19)))
    (duty,) = publish(cast.province, tally(tally_of=TEAMS, per="stay"))
    assert [row[0] for row in owed(duty)] == [date(2012, 2, 20), date(2012, 6, 30)]


def test_a_stay_measured_against_the_one_before(cast):
    for days in (APRIL, MAY):
        stays(cast, days)
    note(fact(cast.county, team=cast.team.id), *(fact(cast.county, on=MAY[0], team=cast.team.id) for _ in "12"))
    (duty,) = publish(cast.province, tally(tally_of=TEAMS, per="stay", target="increase"))
    found = Gauge.objects.filter(term__duty=duty).order_by("term__start")
    assert list(found.values_list("value", "base", "met")) == [(1, None, None), (2, 1, 1)]
    entry = note(fact(cast.county, team=cast.team.id))
    settle()
    assert list(found.values_list("value", "base", "met")) == [(2, None, None), (2, 2, 0)]
    assert entry.facts.count() == 1
    assert verify.differences() == []


def test_of_members_that_the_duty_does_not_mean_nothing_is_owed(cast):
    stays(cast)
    (duty,) = publish(cast.province, tally(tally_of=Of(population="officers", where={"level": ["city"]}), per="stay"))
    assert [row[2] for row in owed(duty)] == [cast.member.id]
    assert duty.terms.count() == 2


# ── own years ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("since", "last", "firsts"),
    [
        (date(2010, 3, 5), date(2012, 6, 30), [date(2010, 3, 5), date(2011, 3, 5), date(2012, 3, 5)]),
        (date(2010, 7, 1), date(2012, 6, 30), [date(2010, 7, 1), date(2011, 7, 1)]),
        (date(2012, 6, 30), date(2012, 6, 30), [date(2012, 6, 30)]),
        (date(2012, 7, 1), date(2012, 6, 30), []),
        (date(2008, 2, 29), date(2012, 12, 31), [
            date(2008, 2, 29), date(2009, 2, 28), date(2010, 2, 28), date(2011, 2, 28), date(2012, 2, 29)]),
    ],
)  # fmt: skip
def test_years_from_the_first_day(since, last, firsts):
    found = list(anniversaries(since, last))
    assert [first for first, _ in found] == firsts
    assert all(end + timedelta(days=1) == begun for (_, end), (begun, _) in pairwise(found))


@pytest.mark.parametrize(
    ("per", "start", "end", "before"),
    [
        ("month", date(2012, 3, 1), date(2012, 3, 31), (date(2012, 2, 1), date(2012, 2, 29))),
        ("month", date(2012, 1, 1), date(2012, 1, 31), (date(2011, 12, 1), date(2011, 12, 31))),
        ("quarter", date(2012, 4, 1), date(2012, 6, 30), (date(2012, 1, 1), date(2012, 3, 31))),
        ("half-year", date(2012, 1, 1), date(2012, 6, 30), (date(2011, 7, 1), date(2011, 12, 31))),
        ("year", date(2012, 1, 1), date(2012, 12, 31), (date(2011, 1, 1), date(2011, 12, 31))),
        ("week", date(2012, 4, 9), date(2012, 4, 15), (date(2012, 4, 2), date(2012, 4, 8))),
        ("campaign", date(2012, 3, 1), date(2012, 3, 10), (date(2012, 2, 20), date(2012, 2, 29))),
        ("month", date(2012, 3, 5), date(2012, 3, 31), (date(2012, 2, 7), date(2012, 3, 4))),
    ],
)
def test_the_stretch_before(per, start, end, before):
    assert stretch_before(per, start, end) == before


def test_periods_in_their_order_know_the_one_before():
    one, two = (date(2012, 1, 1), date(2012, 1, 9)), (date(2012, 2, 1), date(2012, 2, 9))
    assert chained(7, [one, two]) == [Own(7, *one), Own(7, *two, *one)]
    assert chained(7, []) == []


def test_everybody_has_years_of_ones_own(cast):
    early, late = c.officer("丙", cast.city, since=date(2010, 5, 1)), c.officer("丁", cast.city, since=date(2012, 4, 1))
    of = Of(population="officers", where={"rank": ["leader"]})
    for person in (early, late):
        type(person).objects.filter(pk=person.pk).update(rank="leader")
    (duty,) = publish(cast.province, tally(tally_of=of, per="event-year", low=2, target="at_least"))
    note(
        fact(cast.city, on=date(2012, 4, 30), officer=early.id), fact(cast.city, on=date(2012, 5, 1), officer=early.id)
    )
    note(
        fact(cast.city, on=date(2011, 5, 1), officer=early.id), fact(cast.city, on=date(2011, 4, 30), officer=early.id)
    )
    settle()
    assert owed(duty) == [
        (date(2011, 5, 1), date(2012, 4, 30), early.id, 2),
        (date(2012, 4, 1), date(2013, 3, 31), late.id, 0),
        (date(2012, 5, 1), date(2013, 4, 30), early.id, 1),
    ]
    before = duty.terms.get(subject=early.id, start=date(2012, 5, 1))
    assert (before.before, before.before_end) == (date(2011, 5, 1), date(2012, 4, 30))
    assert verify.differences() == []


@pytest.mark.parametrize(("population", "counted"), [(UNIONS, "own"), (UNIONS, "below"), (TEAMS, "own")])
def test_own_years_of_units_and_teams_come_with_them(cast, population, counted):
    definition = tally(Do(measure="talk", count="day"), population, per="event-year", counted=counted)
    (duty,) = publish(cast.province, definition)
    org = c.org("新区总工会", "county", cast.city, opened=date(2012, 4, 1))
    team = Team(org=org, name="组", kind="stay_team", since=date(2012, 4, 1))
    team = form_team(NewTeam(team, cast.leader), by=None, on=c.TODAY)
    note(*(fact(org, team=team.id, on=date(2012, 4, day)) for day in (1, 1, 2)), fact(cast.city, on=date(2012, 3, 31)))
    settle()
    subject = team.id if population is TEAMS else org.id
    found = Gauge.objects.filter(term__duty=duty, subject=subject)
    assert [(g.term.start, g.value) for g in found] == [(date(2012, 4, 1), 2)]
    if counted == "below":
        assert Gauge.objects.filter(term__duty=duty, subject=cast.city.id).values_list("value").get() == (3,)
    assert verify.differences() == []


def test_who_leaves_has_no_further_years(cast):
    person = c.officer("丙", cast.city, since=date(2011, 4, 15))
    (duty,) = publish(cast.province, tally(tally_of=OFFICERS, per="event-year"))
    assert duty.terms.filter(subject=person.id).count() == 2
    type(person).objects.filter(pk=person.pk).update(until=date(2012, 4, 10))
    record(Act("appoint", person, None, c.TODAY, cast.city.id))
    settle()
    assert [(term.start, term.gauges.count()) for term in duty.terms.filter(subject=person.id)] == [
        (date(2011, 4, 15), 0)  # left before the year was over: nothing is owed in it
    ]
    assert verify.differences() == []


def test_a_unit_that_closes_leaves_the_years_of_others_alone(cast):
    (duty,) = publish(cast.province, tally(per="event-year"))
    before = Term.objects.filter(duty=duty).exclude(subject=cast.other_county.id).count()
    orgs.close_org(cast.other_county, closed=date(2012, 5, 1), by=None, on=c.TODAY)
    settle()
    assert Term.objects.filter(duty=duty).exclude(subject=cast.other_county.id).count() == before
    assert not Gauge.objects.filter(term__duty=duty, subject=cast.other_county.id).exists()
    assert verify.differences() == []


# ── upkeep ──────────────────────────────────────────────────────────────────────────────────────────────


def test_settling_twice_changes_nothing(cast):
    stays(cast)
    (duty,) = publish(cast.province, tally(tally_of=OFFICERS, per="stay"))
    before = list(Term.objects.order_by("id").values())
    assert periods.settle(duty) == set()
    build.rebuild()
    assert list(Term.objects.order_by("id").values()) == before


def test_a_missing_and_a_wrong_period_are_named_and_mended(cast):
    stays(cast)
    (duty,) = publish(cast.province, tally(tally_of=TEAMS, per="stay"))
    settle()
    Term.objects.filter(duty=duty).update(start=date(2012, 4, 3))
    item = duty.clause.item
    first, second = (line for line in verify.differences() if " period " in line)
    assert first.startswith(f"{item} period ({cast.team.id}, datetime.date(2012, 4, 2)")
    assert second.endswith("≠ recounted None")
    build.rebuild()
    assert verify.differences() == []


def test_duties_with_common_periods_have_no_own_ones(cast):
    (duty,) = publish(cast.province, tally(per="month"))
    assert periods.settle(duty) == set()
    assert not duty.terms.exclude(subject=None).exists()


def test_a_moved_period_that_is_now_anothers_day(cast):
    """Two stays trade their days: each row stays with one of them and nothing collides."""
    (duty,) = publish(cast.province, tally(tally_of=TEAMS, per="stay"))
    one, two = stays(cast, APRIL), stays(cast, MAY)
    settle()
    Stay.objects.filter(pk=one.pk).update(start=date(2012, 6, 1), end=date(2012, 6, 9))
    Stay.objects.filter(pk=two.pk).update(start=APRIL[0], end=APRIL[1])
    follow(one, cast)
    assert [row[0] for row in owed(duty)] == [APRIL[0], date(2012, 6, 1)]
    assert verify.differences() == []
