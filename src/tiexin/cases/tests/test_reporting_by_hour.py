"""Limits of reports upward are watched by the minute: told on the day on which they pass, once, at next to no cost."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases import tasks
from tiexin.cases.actions import reporting as actions
from tiexin.cases.models import Case, Report
from tiexin.cases.reporting import queries
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.cases.tests.test_linking_actions import linked
from tiexin.cases.tests.test_reporting_actions import crisis, reported, told
from tiexin.core.days import aware, opening
from tiexin.duties import worker
from tiexin.orgs.models import Officer, Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
OWED, LATE = "应当向上报告", "还没有知悉"
BOTH = [("丁文博", "reminder"), ("李秀兰", "reminder")]


@kept.fixture
def cast():
    found = stage()
    found.city_chief = c.officer("市主席", found.city, "leader", rank=Rank.LEADER)
    return found


def at(hour, minute=0, day=c.TODAY):
    return aware(datetime.combine(day, time(hour, minute)))


def put(case, moment):
    Case.objects.filter(pk=case.pk).update(at=moment)
    return case


def crowd(cast, when=None, **more):
    return put(registered(cast, **{"people": 10, "asker": "group", **more}), when or at(9))


def minute(now):
    """What the background process does about once a minute, by its own list."""
    assert tasks.remind_by_hour in worker.OFTEN
    worker.new_minute(now)


def day(of: date):
    worker.new_day(None, of)


def cost(now):
    with CaptureQueriesContext(connection) as seen:
        actions.remind_of_reports_by_hour(now)
    return [each["sql"] for each in seen]


def test_registered_at_nine_it_is_reminded_after_eleven_on_the_same_day_once(cast):
    crowd(cast)
    for now in (at(9, 1), at(10, 59), at(11)):
        minute(now)
        assert told(OWED) == []
    for now in (at(11) + SECOND, at(11, 1), at(23, 59)):
        minute(now)
        assert told(OWED) == BOTH
    day(c.TODAY)
    day(c.TODAY + DAY)
    minute(at(0, 1, c.TODAY + DAY))
    assert told(OWED) == BOTH


def test_what_the_day_told_the_minute_does_not_tell_again(cast):
    crowd(cast, opening(c.TODAY) - DAY)
    day(c.TODAY)
    assert told(OWED) == BOTH
    minute(at(0, 1))
    assert told(OWED) == BOTH


def test_registered_before_midnight_its_limit_is_of_the_next_day(cast):
    crowd(cast, at(22, 30, c.TODAY - DAY))
    minute(at(0, 30))
    assert told(OWED) == []
    minute(at(0, 30) + SECOND)
    assert told(OWED) == BOTH


def test_reported_or_ended_in_time_nobody_is_reminded(cast):
    done, ended = crowd(cast), crowd(cast)
    reported(cast, done)
    moved(ended, "refuse", by=cast.author)
    minute(at(11, 1))
    assert told(OWED) == []


def test_a_report_of_which_nobody_took_note_is_said_on_its_day_once(cast):
    report = reported(cast, crisis(cast))
    Report.objects.filter(pk=report.pk).update(due=at(10))
    minute(at(10))
    assert told(LATE) == []
    for now in (at(10) + SECOND, at(10, 1)):
        minute(now)
        assert told(LATE) == [("市主席", "reminder"), ("陈志远", "reminder")]
    day(c.TODAY + DAY)
    assert len(told(LATE)) == 2


def test_two_linked_in_the_evening_are_told_within_the_minute_however_old(cast):
    head, other = (crowd(cast, at(9, day=c.TODAY - 5 * DAY), people=6) for _ in "12")
    minute(at(11, 1))
    assert told(OWED) == []
    linked(head, other, by=cast.author)
    minute(at(11, 2))
    minute(at(11, 3))
    assert told(OWED) == BOTH
    assert set(Message.objects.filter(title__contains=OWED).values_list("source", flat=True)) == {
        f"case/{head.pk}/unreported"
    }


def test_who_comes_to_it_later_hears_by_the_day(cast):
    case = crowd(cast)
    minute(at(11, 1))
    Case.objects.filter(pk=case.pk).update(owner=Officer.objects.get(pk=cast.mate.pk))
    minute(at(11, 2))
    assert told(OWED) == BOTH
    day(c.TODAY + DAY)
    assert told(OWED) == sorted([*BOTH, ("葛春梅", "reminder")])


def test_nothing_due_costs_two_statements_and_told_ones_one_more(cast):
    for _ in range(3):
        crowd(cast, at(10))
        registered(cast, people=1)
    assert len(cost(at(11))) == 2
    minute(at(12, 1))
    assert len(told(OWED)) == 6
    after = cost(at(12, 2))
    assert (len(after), [sql for sql in after if not sql.startswith("SELECT")]) == (3, [])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole")
def test_neither_statement_reads_all_matters(cast):
    crowd(cast)
    for sql in cost(at(9, 1)):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[-1] for row in cursor.fetchall()]
        whole = {step for step in plan if step.startswith("SCAN") and "case_follows_one" not in step}  # standing links
        assert whole == set(), plan


def test_given_a_day_only_what_can_be_due_on_it(cast):
    old, new = crowd(cast, at(21, day=c.TODAY - DAY)), crowd(cast, at(22, day=c.TODAY - DAY))
    assert queries.unreported(at(11)) == [old, new]
    assert queries.unreported(at(11), c.TODAY) == [new]
