"""Terms of hours: shown with their hour, late by the minute, reminded when they end; and no term stands first."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tiexin.calendars.queries import here
from tiexin.cases import clocks, exports, ladder, queries, tasks
from tiexin.cases.actions import hourly, telling
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.core.days import aware, moment, naive, opening
from tiexin.duties import worker
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

AT = datetime.fromisoformat
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
END = AT("2012-05-10 15:20")
ASKED = {"kind": "mass", "danger": True}


@kept.fixture
def cast():
    found = stage()
    found.boss = c.officer("费广平", found.city, "leader", rank=Rank.LEADER, title="主席")
    return found


def crisis(cast, due=END):
    """A crisis whose first term ends at a local moment, and whose others end later."""
    case = registered(cast, "crisis", details=ASKED)
    CaseClock.objects.filter(case=case, rule="contact").update(due=aware(due))
    CaseClock.objects.filter(case=case).exclude(rule="contact").update(due=aware(due + 30 * HOUR))
    Case.objects.filter(pk=case.pk).update(due=aware(due))
    case.refresh_from_db()
    return case


def told():
    rows = Message.objects.filter(kind="reminder").select_related("officer").order_by("pk")
    return [(message.officer.name, message.title) for message in rows]


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due", "words"),
    [
        (END + HOUR, "还有1小时"),
        (END + HOUR - timedelta(seconds=1), "还有1小时"),
        (END + HOUR + MINUTE, "还有1小时1分钟"),
        (END + 20 * MINUTE, "还有20分钟"),
        (END + timedelta(seconds=1), "还有1分钟"),
        (END, "已超期"),
        (END - MINUTE, "已超期"),
        (END + 30 * HOUR, "还有30小时"),
        (AT("2012-05-11"), "就是今天"),
        (AT("2012-05-10"), "已超期"),
        (AT("2012-05-15"), "还有4天，2个工作日"),
    ],
)
def test_what_is_left_in_words(due, words):
    calendar.forget()
    assert clocks.left_words(due, END, here()) == words


@given(st.datetimes(AT("2026-01-01"), AT("2026-12-31")))
def test_a_term_has_an_hour_exactly_when_it_does_not_end_with_a_day(due):
    assert (clocks.hour_of(due) is None) is (due == datetime.combine(due.date(), datetime.min.time()))
    assert clocks.hour_of(None) is None


# ── late by the minute ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, True), (1, True)])
def test_a_term_of_an_hour_is_late_at_its_minute(cast, minutes, late):
    assert crisis(cast).is_late(aware(END + minutes * MINUTE)) is late


def test_the_list_the_page_and_the_filter_say_so_within_the_day(cast, client):
    hand, now = c.enter(client, cast.author), naive(moment(c.TODAY)).replace(second=0, microsecond=0)
    gone, comes = crisis(cast, now - MINUTE), crisis(cast, now + 90 * MINUTE)
    listed = {line.url: (line.late, line.term[-5:]) for line in hand.get("/cases/").context["lines"]}
    ends = f"{now - MINUTE:%H:%M}", f"{now + 90 * MINUTE:%H:%M}"
    assert listed == {f"/cases/{gone.pk}/": (True, ends[0]), f"/cases/{comes.pk}/": (False, ends[1])}
    assert [row.pk for row in hand.get("/cases/?when=late").context["pager"].rows] == [gone.pk]
    assert [row.pk for row in hand.get("/cases/?when=week").context["pager"].rows] == [comes.pk]
    page = hand.get(f"/cases/{gone.pk}/").content.decode()
    assert (f"{now - MINUTE:%H:%M}" in page, "已超期" in page) == (True, True)
    left = hand.get(f"/cases/{comes.pk}/").content.decode()
    assert (f"{now + 90 * MINUTE:%H:%M}" in left, "还有1小时" in left, "就是今天" in left) == (True, True, False)
    assert f"{now + 90 * MINUTE:%H:%M}前" in hand.get(f"/cases/{comes.pk}/slip/").content.decode()


def test_what_is_taken_out_has_the_hour_and_a_term_of_days_its_day(cast):
    term = next(column for column in exports.CASES if column.head == "期限")
    plain = registered(cast)
    assert term.value(crisis(cast)) == "2012-05-10 15:20"
    assert (term.value(plain), term.value(Case())) == (clocks.day_of(naive(plain.due)), None)


# ── reminded when it ends ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("after", "names"),
    [
        (-MINUTE, []),
        (0 * MINUTE, ["late", "up0"]),
        (2 * HOUR - MINUTE, ["late", "up0"]),
        (2 * HOUR, ["late", "up0", "up1"]),
        (12 * HOUR, ["late", "up0", "up1", "up2"]),
    ],
)
def test_which_rungs_of_hours_are_reached(after, names):
    assert [rung.name for rung in ladder.reached_by_hour(END, END + after)] == names


@given(st.integers(-300, 3000), st.integers(0, 3000))
def test_the_later_the_more_rungs(first, more):
    now, then = (ladder.reached_by_hour(END, END + minutes * MINUTE) for minutes in (first, first + more))
    assert then[: len(now)] == now


def test_owner_and_leader_hear_at_the_minute_and_those_above_within_hours(cast):
    crisis(cast)
    words = "一件危机处置的“联系上人、接手”到时间了，还没有做"
    assert (hourly.climb_hours(aware(END - MINUTE)), told()) == (0, [])
    assert (hourly.climb_hours(aware(END)), told()) == (2, [("李秀兰", words), ("丁文博", words)])
    assert hourly.climb_hours(aware(END + MINUTE)) == 0
    assert (hourly.climb_hours(aware(END + 2 * HOUR)), told()[2:]) == (1, [("费广平", words)])
    assert (hourly.climb_hours(aware(END + 12 * HOUR)), told()[3:]) == (1, [("陈志远", words)])


def test_each_term_of_hours_speaks_for_itself(cast):
    case = crisis(cast)
    hourly.climb_hours(aware(END))
    running = CaseClock.objects.filter(case=case, due=aware(END + 30 * HOUR), met=None, ended=None).count()
    assert hourly.climb_hours(aware(END + 30 * HOUR)) >= 2 * running > 0


def test_what_was_done_in_time_reminds_nobody(cast):
    moved(crisis(cast), "accept", by=cast.author)
    assert hourly.climb_hours(aware(END)) == 0


def test_after_days_of_standing_still_it_tells_all_the_same_and_later_no_more(cast):
    crisis(cast)
    assert hourly.climb_hours(aware(END + timedelta(days=7))) == 12  # three terms, four who hear of each
    crisis(cast)
    assert hourly.climb_hours(aware(END + ladder.longest())) == 8  # the first of its terms ended too long ago


def test_more_than_a_batch_is_told_of(cast, monkeypatch):
    monkeypatch.setattr(hourly, "BATCH", 2)
    for _ in range(5):
        crisis(cast)
    assert hourly.climb_hours(aware(END)) == 10


def test_the_ladder_of_days_leaves_terms_of_hours_alone_and_sees_the_days_behind_them(cast):
    case = crisis(cast)
    assert telling.climb(date(2012, 5, 11)) == 0
    said = {"case": case, "rule": "conclude", "label": "处置完", "holder": "unit", "began": case.at}
    CaseClock.objects.create(amount=7, unit="day", first="next", due=opening(date(2012, 5, 13)), **said)
    assert (telling.climb(date(2012, 5, 11)), told()) == (1, [("李秀兰", "一件危机处置快到期了")])


def test_the_background_process_looks_about_once_a_minute(cast, monkeypatch):
    seen = []
    assert tasks.remind_by_hour in worker.OFTEN
    monkeypatch.setattr(worker, "OFTEN", [seen.append])
    monkeypatch.setattr(worker, "DAILY", [])
    lane = worker.Drain()
    lane()
    lane()
    assert [naive(at).date() for at in seen] == [calendar.today()]
    lane.minute -= worker.MINUTE + 1
    lane()
    assert len(seen) == 2


# ── the next term first ─────────────────────────────────────────────────────────────────────────────────


def test_matters_without_a_term_stand_last_on_every_database(cast, client):
    none, late, soon = (registered(cast) for _ in range(3))
    for case, due in ((none, None), (late, opening(date(2012, 5, 1))), (soon, opening(date(2012, 5, 20)))):
        Case.objects.filter(pk=case.pk).update(due=due)
    other = registered(cast)
    Case.objects.filter(pk=other.pk).update(due=None)
    hand, order = c.enter(client, cast.author), [late.pk, soon.pk, none.pk, other.pk]
    assert [row.pk for row in hand.get("/cases/").context["pager"].rows] == order
    assert [row["id"] for row in hand.get("/api/cases").json()["rows"]] == order


def test_that_order_is_walked_by_its_index(cast):
    found = Case.objects.filter(closed=None).order_by(*queries.next_first()).only("pk")[:26]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
    plan = found.explain()
    assert ("case_due" in plan, "TEMP B-TREE" in plan, "Sort" in plan) == (True, False, False), plan
