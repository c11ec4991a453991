"""Whatever is planned, held, ticked and voided in whatever order: state, trail and facts tell the same."""

from datetime import date, timedelta

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiexin.activities import actions, queries, rules
from tiexin.activities.actions import people
from tiexin.activities.actions.examples import propose_example
from tiexin.activities.actions.guidance import give_guidance
from tiexin.activities.actions.people import Came
from tiexin.activities.examples import Example
from tiexin.activities.guidance import Guidance
from tiexin.activities.models import Activity, Attendance
from tiexin.activities.tests.activity_scene import DAY, planned, recorded, refuse, seminar, stage
from tiexin.activities.views import month_asked
from tiexin.core.refusal import Refused
from tiexin.evidence import names
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
STEPS = ("hold", "void", "tick", "drop")


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def asking(cast, who="officer", permission="activities.see"):
    request = RequestFactory().get("/")
    request.officer, request.today, request.needs = cast.people[who], c.TODAY, permission
    return request


def act(cast, made, step):
    """One step at the activity; whether it was done."""
    row = Attendance.objects.filter(activity=made, dropped=None).first()
    calls = {
        "hold": lambda: actions.hold_activity(made, by=cast.author, on=made.on),
        "void": lambda: actions.void_activity(made, "登记重了", by=cast.author, on=made.on),
        "tick": lambda: people.tick_people(made, Came(workers=[cast.worker]), by=cast.author, on=made.on),
        "drop": lambda: people.drop_person(row, "点错了", by=cast.author, on=made.on) if row else None,
    }
    try:
        return calls[step]() is not None
    except Refused:
        return False


def proved(measure, *made):
    """The days of what counts of these activities: one example leaves its rows to the next."""
    facts = Fact.objects.live().filter(measure=measure, entry__thing="activities.activity")
    return sorted(facts.filter(entry__thing_id__in=[row.pk for row in made]).values_list("on", flat=True))


# ── any order ───────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=min(30, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(STEPS), max_size=7))
def test_an_activity_goes_its_way_and_what_does_not_fit_is_refused(cast, steps):
    made = planned(cast, "seminar", days=1, employer=cast.employer)
    held = gone = there = False
    done = []
    for step in steps:
        fits = {
            "hold": not held and not gone,
            "void": not gone,
            "tick": held and not gone and not there,
            "drop": held and not gone and there,
        }[step]
        assert act(cast, made, step) is fits
        if fits:
            done.append(step)
            held, gone = held or step == "hold", gone or step == "void"
            there = step == "tick" or (there and step != "drop")
    made.refresh_from_db()
    assert (made.state, made.voided is not None) == ("held" if held else "planned", gone)
    assert proved("talk", made) == ([made.on] if there and not gone else [])
    trail = Entry.objects.filter(thing="activities.activity", thing_id=made.pk).exclude(verb="void")
    words = {"hold": "hold_activity", "void": "void_activity", "tick": "tick_people", "drop": "drop_person"}
    assert list(trail.order_by("pk").values_list("verb", flat=True)) == ["plan_activity", *(words[s] for s in done)]


@settings(max_examples=min(20, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(list(rules.KINDS)), st.integers(-3, 3), st.booleans()), max_size=6))
def test_stops_are_the_lectures_that_were_held_and_stand(cast, wanted):
    made = []
    for kind, days, gone in wanted:
        row = recorded(cast, kind, on=c.TODAY + days * DAY, employer=cast.employer, note="帮了")
        made.append(row)
        if gone:
            actions.void_activity(row, "登记重了", by=cast.author, on=c.TODAY)
    stops = [c.TODAY + days * DAY for kind, days, gone in wanted if kind in rules.LECTURES and days <= 0 and not gone]
    assert proved("lecture_stop", *made) == sorted(stops)
    assert Activity.objects.filter(pk__in=[row.pk for row in made], voided=None).count() == len(
        [gone for *_, gone in wanted if not gone]
    )


def test_what_voids_an_activity_twice_at_once_voids_it_once(cast):
    made = recorded(cast)
    twin = Activity.objects.get(pk=made.pk)
    actions.void_activity(made, "重了", by=cast.author, on=c.TODAY)
    assert "作废" in refuse("", lambda: actions.void_activity(twin, "重了", by=cast.author, on=c.TODAY))
    assert Entry.objects.filter(verb="void").count() == 1


def test_a_planned_activity_that_is_voided_leaves_no_void_of_facts(cast):
    actions.void_activity(planned(cast), "改期", by=cast.author, on=c.TODAY)
    assert list(Entry.objects.filter(thing="activities.activity").order_by("pk").values_list("verb", flat=True)) == [
        "plan_activity",
        "void_activity",
    ]


# ── months ──────────────────────────────────────────────────────────────────────────────────────────────


@given(st.dates(date(2000, 1, 1), date(2099, 11, 30)))
def test_a_month_is_whole_weeks_around_all_its_days(day):
    first = day.replace(day=1)
    days = queries.month_of([Activity(on=day), Activity(on=day)], first, day)
    assert [each.day for each in days] == [days[0].day + timedelta(number) for number in range(len(days))]
    assert (len(days) % 7, days[0].day.weekday(), days[-1].day.weekday()) == (0, 0, 6)
    inside = [each.day for each in days if each.inside]
    assert (inside[0], inside[-1] + DAY) == (first, (first + timedelta(days=32)).replace(day=1))
    assert [(each.day, len(each.activities)) for each in days if each.activities or each.today] == [(day, 2)]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_month_in_an_address_is_read_as_it_is_written(asked, now):
    assert month_asked(f"{asked:%Y-%m}", now) == asked.replace(day=1)
    for wrong in (f"{asked:%Y-%m}-01", f" {asked:%Y-%m}", f"{asked:%y-%m}", f"{asked:%Y-%m}\n", f"{asked:%Y}"):
        assert month_asked(wrong, now) == now.replace(day=1)


# ── the trail ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("who", "named"), [("officer", True), ("enterprise", True), ("audit", False)])
def test_the_trail_names_guidance_and_models_to_whoever_sees_the_room(cast, who, named):
    advice = Guidance(org=cast.county, author=cast.author, subject="准备", advice="先培训", on=c.TODAY, room="一室")
    advice = give_guidance(advice, by=cast.author, on=c.TODAY)
    said = {"org": cast.county, "author": cast.author, "kind": "experience", "title": "宣讲车", "text": "送到班组"}
    model = propose_example(
        Example(**said), [Entry.objects.get(thing="activities.guidance")], by=cast.author, on=c.TODAY
    )
    found = names.names({"activities.guidance": [advice.pk], "activities.example": [model.pk]}, asking(cast, who))
    assert found == {
        ("activities.guidance", advice.pk): "准备" if named else f"第 {advice.pk} 号",
        ("activities.example", model.pk): "宣讲车" if named else f"第 {model.pk} 号",
    }


# ── the roster ──────────────────────────────────────────────────────────────────────────────────────────


def test_ticked_ones_stand_first_and_are_never_cut(cast, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN", 2)
    made = seminar(cast)
    crowd = [c.worker(cast.employer, f"职工{number}") for number in range(5)]
    chosen = [crowd[4].pk, crowd[3].pk, crowd[0].pk]
    shown, more = queries.offered(asking(cast, permission="activities.record"), made, "职工", chosen)
    assert ([each.name for each in shown], more) == (["职工0", "职工3", "职工4", "职工1"], True)
    assert [each.ticked for each in shown] == [True, True, True, False]


def test_whoever_of_another_enterprise_is_chosen_is_not_offered(cast):
    stranger = c.worker(cast.foreign, "外人")
    shown, more = queries.offered(asking(cast, permission="activities.record"), seminar(cast), "", [stranger.pk])
    assert ([each.name for each in shown], more) == (["刘桂英"], False)
