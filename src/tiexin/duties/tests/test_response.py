"""An answer for every event: in sickness three days, in a dispute so many working days."""

from datetime import date

import pytest

from tiexin.calendars.actions import change_day, publish_year
from tiexin.calendars.models import CalendarYear, DayKind
from tiexin.calendars.rules import NewDay
from tiexin.calendars.tests.years import unpublish
from tiexin.duties import build, evaluate, verify
from tiexin.duties.actions import ensure_days
from tiexin.duties.definition import Clock, Do, Of
from tiexin.duties.models import Gauge, WorkDay
from tiexin.duties.queries import events_of, facts_of
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, UNIONS, fact, note, publish, settle, tally
from tiexin.evidence.actions import void
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
SICK, SEEN = Do(measure="problem_found", where={"question": ["urgent"]}), Do(measure="visit")
COUNTIES = Of(population="unions", where={"level": ["county"]})
MONDAY = date(2012, 4, 9)
URGENT = [("question", "urgent")]


@pytest.fixture(autouse=True)
def _few_years(db):
    """Number the days of a few years; all that are published are eight thousand days."""
    unpublish(*range(2004, 2011), *range(2014, 2027))


def response(of=COUNTIES, clock=None, **more):
    wanted = {"kind": "response", "over": SICK, "clock": clock or Clock(days=3), "target": "at_least", "low": 100}
    return tally(SEEN, of, **{**wanted, **more})


@kept.fixture
def cast():
    found = c.units()
    firm = c.employer(found.county, "企业")
    found.sick = [c.worker(firm, f"职工{n}").id for n in range(3)]
    return found


def falls_ill(cast, on=MONDAY, who=0, by=None, **dims):
    return note(fact(by or cast.county, "problem_found", on, worker=cast.sick[who], tags=URGENT, **dims))


def is_seen(cast, on, who=0, by=None):
    return note(fact(by or cast.city, "visit", on, worker=cast.sick[who]))


def told(duty, subject):
    rows = Gauge.objects.filter(term__duty=duty, subject=subject.id)
    return rows.values_list("value", "base", "met").get()


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ([], 0),
        ([9], 1),  # the same day
        ([12], 1),  # the last day
        ([13], 0),  # a day too late
        ([8], 0),  # before it happened
        ([8, 12, 13], 1),
        ([13, 20], 0),
    ],
)
def test_an_answer_counts_from_the_day_to_the_last_day(cast, answers, value):
    falls_ill(cast)
    for day in answers:
        is_seen(cast, date(2012, 4, day))
    (duty,) = publish(cast.province, response())
    assert told(duty, cast.county) == (value, 1, value)
    assert told(duty, cast.other_county) == (0, 0, None)
    assert scene.standing(duty, cast.province) == (2, 1, value, value, 1, 200)


@pytest.mark.parametrize(
    ("happened", "working", "last"),
    [
        (date(2012, 4, 13), 1, date(2012, 4, 16)),  # Friday
        (date(2012, 4, 14), 1, date(2012, 4, 16)),  # Saturday
        (date(2012, 4, 26), 3, date(2012, 5, 2)),  # 28 April was worked, 29 April to 1 May were off
        (date(2012, 3, 30), 2, date(2012, 4, 1)),  # 31 March and 1 April were worked
    ],
)
def test_working_days(cast, happened, working, last):
    clock = Clock(days=working, working=True)
    falls_ill(cast, happened)
    is_seen(cast, last)
    falls_ill(cast, happened, who=1)
    is_seen(cast, last.replace(day=last.day + 1), who=1)
    (duty,) = publish(cast.province, response(clock=clock, low=50))
    assert told(duty, cast.county) == (1, 2, 1)


def test_an_answer_belongs_to_the_same_person_whoever_gives_it(cast):
    falls_ill(cast)
    falls_ill(cast, who=1)
    is_seen(cast, date(2012, 4, 10), who=2)
    is_seen(cast, date(2012, 4, 10), who=1, by=cast.other_county)
    note(fact(cast.county, "visit", date(2012, 4, 10)))  # of nobody
    note(fact(cast.county, "problem_found", MONDAY, worker=cast.sick[2]))  # not urgent
    (duty,) = publish(cast.province, response())
    assert told(duty, cast.county) == (1, 2, 0)


def test_an_event_of_nobody_cannot_be_answered(cast):
    note(fact(cast.county, "problem_found", MONDAY, tags=URGENT), fact(cast.county, "visit", MONDAY))
    (duty,) = publish(cast.province, response())
    assert told(duty, cast.county) == (0, 1, 0)


@pytest.mark.parametrize("same", ["worker", "employer", "pair", "officer"])
def test_event_and_answer_may_belong_together_by_something_else(cast, same):
    person = c.officer("甲", cast.county)
    dims = {same: {"worker": cast.sick[0], "employer": c.employer(cast.city, "另一家").id}.get(same, person.id)}
    note(fact(cast.county, "problem_found", MONDAY, tags=URGENT, **dims))
    note(fact(cast.city, "visit", MONDAY, **dims))
    (duty,) = publish(cast.province, response(clock=Clock(days=0, same=same)))
    assert told(duty, cast.county) == (1, 1, 1)


def test_each_event_asks_for_its_own_answer(cast):
    for day in (2, 3, 20):
        falls_ill(cast, date(2012, 4, day))
    is_seen(cast, date(2012, 4, 5))  # answers the first two at once
    (duty,) = publish(cast.province, response())
    assert told(duty, cast.county) == (2, 3, 0)


def test_below_counts_the_events_of_the_whole_subtree_once(cast):
    falls_ill(cast)
    falls_ill(cast, by=cast.enterprise, who=1)
    is_seen(cast, MONDAY, who=1)
    (duty,) = publish(cast.province, response(UNIONS, counted="below", low=50))
    assert told(duty, cast.province) == told(duty, cast.city) == (1, 2, 1)
    assert told(duty, cast.industry) == told(duty, cast.enterprise) == (1, 1, 1)
    assert verify.differences() == []


def test_people_answer_for_their_own_events_by_month(cast):
    person = c.officer("甲", cast.county)
    (duty,) = publish(cast.province, response(OFFICERS, per="month"))
    falls_ill(cast, date(2012, 4, 30), officer=person.id)
    is_seen(cast, date(2012, 5, 2))
    settle()
    found = Gauge.objects.filter(term__duty=duty, subject=person.id).order_by("term__start")
    assert list(found.values_list("value", "base")) == [(0, 0), (1, 1), (0, 0), (0, 0)]
    assert verify.differences() == []


# ── day by day ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_order_of_events_answers_and_voids(cast):
    (duty, whole) = publish(cast.province, response(), response(UNIONS, counted="below"))
    early = is_seen(cast, date(2012, 4, 12))
    settle()
    assert told(duty, cast.county) == (0, 0, None)
    event = falls_ill(cast)
    settle()
    assert told(duty, cast.county) == told(whole, cast.city) == (1, 1, 1)
    void(early, by=None, on=c.TODAY)
    settle()
    assert told(duty, cast.county) == told(whole, cast.city) == (0, 1, 0)
    late = is_seen(cast, date(2012, 4, 13))
    settle()
    assert told(duty, cast.county) == (0, 1, 0)
    is_seen(cast, date(2012, 4, 11), by=cast.other_city)
    settle()
    assert told(duty, cast.county) == told(whole, cast.province) == (1, 1, 1)
    assert verify.differences() == []
    for entry in (event, late):
        void(entry, by=None, on=c.TODAY)
    settle()
    assert told(duty, cast.county) == told(whole, cast.city) == (0, 0, None)
    assert verify.differences() == []


def test_an_answer_after_the_period_still_answers(cast):
    (duty,) = publish(cast.province, response(), end=date(2012, 4, 30))
    falls_ill(cast, date(2012, 4, 29))
    settle()
    is_seen(cast, date(2012, 5, 2))
    settle()
    assert told(duty, cast.county) == (1, 1, 1)


def test_an_answer_is_told_to_its_author_at_once(cast):
    (duty,) = publish(cast.province, response())
    falls_ill(cast)
    settle()
    pair = (duty.terms.get().id, cast.county.id)
    entry = is_seen(cast, MONDAY)
    assert evaluate.now(duty, [pair])[pair][2:4] == (1, 1)
    assert evaluate.now(duty, [pair], without=entry.id)[pair][2:4] == (0, 1)


# ── unknown calendars ───────────────────────────────────────────────────────────────────────────────────


def test_where_the_calendar_is_not_published_any_answer_is_in_time(cast):
    kinds, years = unpublish(*range(2012, 2027))
    falls_ill(cast)
    falls_ill(cast, who=1)
    is_seen(cast, date(2012, 5, 9))
    (duty,) = publish(cast.province, response(clock=Clock(days=1, working=True)))
    settle()
    assert told(duty, cast.county) == (1, 2, 0)
    gauge = Gauge.objects.get(term__duty=duty, subject=cast.county.id)
    assert [(event.due, event.state) for event in events_of(gauge, c.TODAY)] == [(None, "unknown"), (None, "answered")]
    DayKind.objects.bulk_create(kinds)
    CalendarYear.objects.bulk_create(years)
    assert ensure_days(2012, 2012)
    assert verify.differences() != []
    build.judge_anew()
    assert verify.differences() == []
    assert told(duty, cast.county) == (0, 2, 0)


def test_publishing_the_year_judges_answers_anew(cast):
    kinds, _ = unpublish(*range(2012, 2027))
    falls_ill(cast)
    falls_ill(cast, who=1)
    is_seen(cast, date(2012, 5, 9))
    (duty,) = publish(cast.province, response(clock=Clock(days=1, working=True)))
    (other,) = publish(cast.province, response(clock=Clock(days=1)))
    settle()
    assert (told(duty, cast.county), told(other, cast.county)) == ((1, 2, 0), (0, 2, 0))
    off = [NewDay(row.day, row.kind, row.name) for row in kinds if row.day.year == 2012]
    publish_year("", 2012, "通知", off, by=None, on=c.TODAY)
    assert told(duty, cast.county) == (1, 2, 0)
    settle()
    assert (told(duty, cast.county), told(other, cast.county)) == ((0, 2, 0), (0, 2, 0))
    assert verify.differences() == []


def test_changing_a_day_judges_answers_anew(cast):
    falls_ill(cast, date(2012, 4, 9))
    is_seen(cast, date(2012, 4, 11))
    (duty,) = publish(cast.province, response(clock=Clock(days=1, working=True)))
    settle()
    assert told(duty, cast.county) == (0, 1, 0)
    change_day("64", NewDay(date(2012, 4, 10), "off", "地方节日"), "通知", by=None, on=c.TODAY)
    settle()
    assert told(duty, cast.county) == (1, 1, 1)
    assert verify.differences() == []


def test_days_are_numbered_when_a_response_is_published_and_only_then(cast):
    publish(cast.province, tally())
    assert not WorkDay.objects.exists()
    publish(cast.province, response())
    assert WorkDay.objects.filter(day=date(2013, 12, 31)).exists()


# ── what the page lists ─────────────────────────────────────────────────────────────────────────────────


def listed(duty, subject, today=date(2012, 5, 10)):
    gauge = Gauge.objects.get(term__duty=duty, subject=subject.id)
    return [
        (e.fact.on.day, e.due and e.due.day, e.answered and e.answered.day, e.state) for e in events_of(gauge, today)
    ]


def test_each_event_with_its_day_its_answer_and_how_it_stands(cast):
    (duty,) = publish(cast.province, response())
    for day, who in ((2, 0), (9, 0), (10, 1), (20, 2)):
        falls_ill(cast, date(2012, 4, day), who=who)
    is_seen(cast, date(2012, 4, 5), who=0)
    is_seen(cast, date(2012, 4, 14), who=1)
    void(is_seen(cast, date(2012, 4, 20), who=2), by=None, on=c.TODAY)
    settle()
    wanted = [(20, 23, None, "overdue"), (10, 13, 14, "late"), (9, 12, None, "overdue"), (2, 5, 5, "answered")]
    assert listed(duty, cast.county) == wanted
    assert listed(duty, cast.county, date(2012, 4, 23))[0] == (20, 23, None, "waiting")
    assert listed(duty, cast.other_county) == []
    gauge = Gauge.objects.get(term__duty=duty, subject=cast.county.id)
    one = list(facts_of(gauge)[:1])
    assert [event.fact for event in events_of(gauge, c.TODAY, one)] == one
    assert {event.label for event in events_of(gauge, c.TODAY)} == {"按时", "逾期才办", "逾期未办"}


def test_the_list_asks_the_same_however_many_events_there_are(cast, django_assert_num_queries):
    (duty,) = publish(cast.province, response(clock=Clock(days=2, working=True)))
    for day in range(1, 25):
        falls_ill(cast, date(2012, 4, day), who=day % 3)
        is_seen(cast, date(2012, 4, day), who=day % 2)
    settle()
    gauge = scene.Gauge.objects.select_related("term__duty").get(term__duty=duty, subject=cast.county.id)
    with django_assert_num_queries(4):
        found = events_of(gauge, c.TODAY)
    assert len(found) == 24
    assert sum(event.state == "answered" for event in found) == gauge.value
