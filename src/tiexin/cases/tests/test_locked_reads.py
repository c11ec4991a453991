"""A row that was waited for is read as it is now: with the neighbours that it got meanwhile.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

from threading import Event, Thread

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tiexin.cases.actions import hotline, reporting, rooms
from tiexin.cases.hotline.models import Call, Line
from tiexin.cases.models import Report
from tiexin.cases.rooms.models import Room
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.core.days import moment
from tiexin.orgs.tests import cast as c

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]
WAITING = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
def cast(transactional_db):
    cache.clear()
    return stage()


def while_held(rows, change, act):
    """Change a row and hold it until the act waits for it, then let go; what the act returned."""
    held, found = Event(), []

    def second():
        held.wait()
        try:
            found.append(act())
        finally:
            connection.close()

    thread = Thread(target=second)
    thread.start()
    with transaction.atomic():
        rows.update(**change)
        held.set()
        for _ in range(20_000):
            with connection.cursor() as cursor:
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    break
    thread.join()
    return found[0]


def test_a_report_whose_unit_changes_meanwhile(cast):
    at = moment(c.TODAY)
    new = reporting.NewReport(cast.city, "六十人", at, at, "马兰")
    report = reporting.report_case(registered(cast, people=60, asker="group"), new, by=cast.author, on=c.TODAY)
    who = cast.people["city_office"]
    found = while_held(
        Report.objects.filter(pk=report.pk),
        {"org": cast.province, "by": cast.mate},
        lambda: reporting.take_note(report, by=who, on=c.TODAY),
    )
    assert (found.org, found.by, found.received_by) == (cast.province, cast.mate, who)


def test_a_call_whose_county_changes_meanwhile(cast):
    line = Line.objects.create(org=cast.city, number="12351", opened=c.TODAY)
    said = {"at": moment(c.TODAY), "answer": moment(c.TODAY), "state": "talking"}
    call = Call.objects.create(exchange_id="x1", line=line, org=cast.county, **said)
    found = while_held(
        Call.objects.filter(pk=call.pk),
        {"org": cast.city},
        lambda: hotline.mark_call(call, "question", by=cast.author, on=c.TODAY),
    )
    assert (found.org, found.what) == (cast.city, "question")


def test_a_room_whose_union_changes_meanwhile(cast):
    room = Room(name="群众工作室", address="二楼", org=cast.county, employer=cast.employer, opened=c.TODAY)
    room = rooms.open_room(room, by=cast.author, on=c.TODAY)
    found = while_held(
        Room.objects.filter(pk=room.pk),
        {"org": cast.city},
        lambda: rooms.set_hours(room, {1: "8:30-17:30"}, by=cast.author, on=c.TODAY),
    )
    assert (found.org, found.hours) == (cast.city, {"1": [("08:30", "17:30")]})
