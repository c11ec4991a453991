"""What pages of activities read: a month in whole weeks, the corps with its roster, whom one may tick."""

from datetime import date

import pytest
from django.test import RequestFactory

from tiexin.activities import actions, queries
from tiexin.activities.actions import people
from tiexin.activities.models import Activity
from tiexin.activities.tests.activity_scene import DAY, planned, recorded, seminar, stage, ticked, training
from tiexin.evidence import names
from tiexin.evidence.models import Entry
from tiexin.evidence.vocabulary import THINGS, VERBS
from tiexin.orgs import calendar
from tiexin.orgs.actions.organs import NewSeat, Sitting, end_holding, found_organ, seat_officer
from tiexin.orgs.organs import Organ
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def asking(cast, who="officer", permission="activities.see"):
    request = RequestFactory().get("/")
    request.officer, request.today, request.needs = cast.people[who], c.TODAY, permission
    return request


def corps(cast, org=None, name="宣讲团", kind="lecture_corps"):
    new = Organ(org=org or cast.county, name=name, kind=kind, since=c.FOUNDED)
    return found_organ(new, [NewSeat("团长", "head"), NewSeat("团员", "member")], by=None, on=c.TODAY)


# ── a month ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("month", "first", "last", "weeks"),
    [
        ((2012, 2), date(2012, 1, 30), date(2012, 3, 4), 5),
        ((2012, 4), date(2012, 3, 26), date(2012, 5, 6), 6),
        ((2010, 2), date(2010, 2, 1), date(2010, 2, 28), 4),
        ((2012, 12), date(2012, 11, 26), date(2013, 1, 6), 6),
    ],
)
def test_a_month_has_whole_weeks(month, first, last, weeks):
    days = queries.month_of([], date(*month, 1), date(*month, 3))
    assert (days[0].day, days[-1].day, len(days)) == (first, last, 7 * weeks)
    assert {each.day.month for each in days if each.inside} == {month[1]}
    assert [each.day.day for each in days if each.today] == [3]


def test_lectures_of_a_month_are_of_its_days_and_stand(cast):
    first, after = date(2012, 5, 1), date(2012, 6, 1)
    inside = recorded(cast, on=first)
    gone = recorded(cast, on=first)
    actions.void_activity(gone, "登记重了", by=cast.author, on=c.TODAY)
    recorded(cast, on=first - DAY)
    seminar(cast, on=first)
    last = planned(cast, days=21)
    planned(cast, days=22)
    found = queries.lectures(asking(cast), first, after)
    assert [(row.pk, row.on) for row in found] == [(inside.pk, first), (last.pk, date(2012, 5, 31))]
    assert queries.lectures(asking(cast, "stranger"), first, after).count() == 0


# ── the corps ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_corps_is_an_organ_with_its_roster_over_time(cast):
    found = corps(cast)
    corps(cast, name="领导小组", kind="leading_group")
    lead = found.seats.get(title="团长")
    old = seat_officer(lead, cast.people["nobody"], Sitting(c.TODAY - DAY), by=None, on=c.TODAY)
    end_holding(old, by=None, on=c.TODAY)
    seat_officer(lead, cast.author, Sitting(c.TODAY), by=None, on=c.TODAY)
    (row,) = queries.corps(asking(cast))
    assert row.pk == found.pk
    roster = [(who.officer.name, who.until) for seat in row.seats.all() for who in seat.everybody]
    assert sorted(roster, key=str) == sorted([("李秀兰", None), ("孙小军", c.TODAY)], key=str)
    assert (row.held, row.next) == (None, None)


def test_stops_are_counted_by_corps_and_voided_ones_left_out(cast):
    one, other = corps(cast), corps(cast, name="第二宣讲团")
    recorded(cast, "tour", organ=one)
    recorded(cast, "tour", organ=one)
    recorded(cast, "tour", organ=other)
    recorded(cast, "tour")
    gone = recorded(cast, "tour", organ=one)
    actions.void_activity(gone, "重了", by=cast.author, on=c.TODAY)
    later, soon = planned(cast, organ=one, days=9), planned(cast, organ=one, days=2)
    rows = {row.pk: (row.held, row.next) for row in queries.corps(asking(cast))}
    assert rows == {one.pk: (2, soon.on), other.pk: (1, None)}
    assert later.on > soon.on


@pytest.mark.parametrize(("who", "seen"), [("officer", 1), ("city_office", 1), ("office", 2), ("stranger", 0)])
def test_corps_are_those_within_reach(cast, who, seen):
    corps(cast)
    corps(cast, org=cast.province)
    assert len(queries.corps(asking(cast, who))) == seen


# ── the roster ──────────────────────────────────────────────────────────────────────────────────────────


def rosters(cast, activity, text="", chosen=()):
    return queries.offered(asking(cast, permission="activities.record"), activity, text, chosen)


def test_the_roster_of_a_seminar_are_the_workers_of_its_enterprise(cast):
    c.worker(cast.foreign, "外人")
    other = c.worker(cast.employer, "陈大力")
    found, more = rosters(cast, seminar(cast))
    assert ([each.name for each in found], more) == (["刘桂英", "陈大力"], False)
    assert [each.note for each in found] == ["一线职工", "一线职工"]
    found, _ = rosters(cast, seminar(cast), "刘", [other.pk])
    assert [(each.name, each.ticked) for each in found] == [("陈大力", True), ("刘桂英", False)]


def test_the_roster_of_a_training_are_officers_in_office_that_day(cast):
    c.officer("新来的", cast.county, since=c.TODAY)
    found, _ = rosters(cast, training(cast))
    assert {each.name for each in found} == {"李秀兰", "孙小军", "王铁柱"}
    found, _ = rosters(cast, training(cast, on=c.TODAY), "兴庆")
    assert {(each.name, each.note) for each in found} == {
        ("李秀兰", "兴庆区 · 干部"),
        ("孙小军", "兴庆区 · 干部"),
        ("新来的", "兴庆区 · 干部"),
    }


def test_a_lecture_in_a_hall_has_no_roster(cast):
    assert rosters(cast, recorded(cast)) == ([], False)
    assert queries.roster_names(recorded(cast), ["刘桂英"]) == {}


def test_who_was_noted_before_is_said_so(cast):
    made = seminar(cast)
    (row,) = ticked(cast, made, cast.worker)
    assert [each.there for each in rosters(cast, made)[0]] == [True]
    people.drop_person(row, "点错了", by=cast.author, on=c.TODAY)
    assert [each.there for each in rosters(cast, made)[0]] == [False]


def test_a_name_is_counted_on_the_roster_of_its_enterprise(cast):
    c.worker(cast.employer, "刘桂英")
    c.worker(cast.foreign, "王二")
    made = seminar(cast)
    assert queries.roster_names(made, ["刘桂英", "王二", "没有的"]) == {"刘桂英": 2}
    assert queries.roster_names(made, []) == {}


@pytest.mark.parametrize(("who", "may"), [("officer", True), ("city_office", True), ("stranger", False)])
def test_activities_are_handled_within_reach(cast, who, may):
    made = recorded(cast)
    request = asking(cast, who, "activities.record")
    assert queries.handled(request).filter(pk=made.pk).exists() is may


# ── the trail ───────────────────────────────────────────────────────────────────────────────────────────


def test_everything_that_is_done_has_its_word_in_the_trail(cast):
    made = seminar(cast, on=c.TODAY)
    (row,) = ticked(cast, made, cast.worker)
    people.drop_person(row, "点错了", by=cast.author, on=c.TODAY)
    people.sign_in(made, "刘桂英", on=c.TODAY)
    people.refuse_signings(made, [made.signings.get().pk], by=cast.author, on=c.TODAY)
    actions.hold_activity(planned(cast, days=0 + 1), by=cast.author, on=c.TODAY + DAY)
    actions.void_activity(made, "重了", by=cast.author, on=c.TODAY)
    trail = Entry.objects.filter(thing="activities.activity")
    assert {verb for verb in trail.values_list("verb", flat=True) if verb not in VERBS} == set()
    assert THINGS["activities.activity"] == "活动"


@pytest.mark.parametrize(("who", "said"), [("officer", "职工座谈会"), ("audit", "第 {} 号")])
def test_the_trail_names_an_activity_to_whoever_may_see_it(cast, who, said):
    made = seminar(cast)
    found = names.names({"activities.activity": [made.pk]}, asking(cast, who))
    assert found == {("activities.activity", made.pk): said.format(made.pk)}


def test_whoever_signed_stands_in_no_entry_by_name(cast):
    made = seminar(cast, on=c.TODAY)
    people.sign_in(made, "刘桂英", on=c.TODAY)
    entry = Entry.objects.get(verb="sign_in")
    assert (entry.by, entry.org, entry.thing_id) == (None, cast.county, made.pk)


# ── how it reads ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("place", "at_employer", "where"),
    [("一车间", False, "一车间"), ("", True, "宁夏凤凰机械有限公司"), ("一车间", True, "宁夏凤凰机械有限公司，一车间")],
)
def test_the_place_reads_as_enterprise_and_place(cast, place, at_employer, where):
    assert Activity(place=place, employer=cast.employer if at_employer else None).where == where


def test_a_topic_of_former_days_reads_by_its_name():
    assert Activity(kind="lecture", topics=["law", "old"]).about == ["涉及职工利益的法律法规", "old"]


@pytest.mark.parametrize(
    ("state", "days", "voided", "due"),
    [
        ("planned", 0, None, True),
        ("planned", -1, None, True),
        ("planned", 1, None, False),
        ("held", 0, None, False),
        ("planned", 0, c.TODAY, False),
    ],
)
def test_a_planned_stop_is_due_from_its_day_on(state, days, voided, due):
    assert Activity(state=state, on=c.TODAY + days * DAY, voided=voided).is_due(c.TODAY) is due
