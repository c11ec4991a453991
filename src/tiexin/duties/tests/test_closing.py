"""Closed periods stay as they were told; what comes late stands beside them, numbered."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from tiexin.duties import build, fold, present, verify, worker
from tiexin.duties.actions import close_periods
from tiexin.duties.definition import Do, Of
from tiexin.duties.models import Correction, Gauge, Slice, Standing, Term, Total, WorkDay
from tiexin.duties.queries import fresh, moved_by
from tiexin.duties.rules import told_number
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, TEAMS, fact, note, publish, rate, settle, stock, tally
from tiexin.evidence.actions import void
from tiexin.evidence.models import Entry
from tiexin.orgs import actions as orgs
from tiexin.orgs.tests import cast as c
from tiexin.visits.models import Stay

pytestmark = pytest.mark.django_db
CITIES = Of(population="unions", where={"level": ["city"]})
MARCH, APRIL = date(2012, 3, 5), date(2012, 4, 5)
CLOSING = date(2012, 4, 11)  # ten days after March are over


@pytest.fixture
def cast():
    return c.units()


def monthly(cast, *definitions):
    """Duties by month in a plan that closes each month after ten days."""
    return publish(cast.province, *(one.model_copy(update={"per": "month"}) for one in definitions), cutoff=10)


def months(duty, subject, name="value"):
    found = Gauge.objects.filter(term__duty=duty, subject=subject.id).order_by("term__start")
    return list(found.values_list(name, flat=True))


def corrections(duty):
    found = Correction.objects.filter(term__duty=duty).order_by("term__start", "number")
    return [(one.term.start.month, one.subject, one.number, one.told, one.now) for one in found]


def frozen(duty):
    """Everything that a closed period shows."""
    closed = Term.objects.filter(duty=duty, closed__isnull=False)
    rows = Gauge.objects.filter(term__in=closed), Standing.objects.filter(term__in=closed)
    totals = Total.objects.filter(slice__terms__in=closed).values_list("slice", "node", "n")
    return [*(sorted(found.values_list()) for found in rows), sorted(totals)]


# ── when ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "closed"),
    [
        (date(2012, 3, 31), []),
        (date(2012, 4, 10), []),
        (date(2012, 4, 11), [3]),
        (date(2012, 5, 10), [3]),
        (date(2012, 5, 11), [3, 4]),
        (date(2013, 1, 1), [3, 4, 5, 6]),
    ],
)
def test_a_period_closes_when_the_days_for_late_records_are_over(cast, today, closed):
    (duty,) = monthly(cast, tally())
    assert close_periods(today) == len(closed)
    found = duty.terms.filter(closed__isnull=False).order_by("start")
    assert [(term.start.month, term.closed) for term in found] == [(month, today) for month in closed]
    entries = Entry.objects.filter(verb="close_period", thing="duties.planversion")
    assert list(entries.values_list("thing_id", "on")) == ([(duty.clause.version_id, today)] if closed else [])
    assert close_periods(today) == 0
    assert entries.count() == bool(closed)


def test_a_plan_without_a_cutoff_never_closes(cast):
    (duty,) = publish(cast.province, tally(per="month"))
    assert close_periods(date(2030, 1, 1)) == 0
    assert not duty.terms.filter(closed__isnull=False).exists()


def test_only_plans_in_force_are_closed(cast):
    (duty,) = monthly(cast, tally())
    type(duty.clause.version).objects.update(state="superseded")
    assert close_periods(date(2013, 1, 1)) == 0


def test_what_waits_is_counted_before_a_period_closes(cast):
    (duty,) = monthly(cast, tally(tally_of=CITIES))
    note(fact(cast.city, on=MARCH))
    close_periods(CLOSING)
    assert months(duty, cast.city) == [1, 0, 0, 0]
    settle()
    assert corrections(duty) == []


def test_the_worker_closes_at_start_and_once_a_day(cast, monkeypatch):
    days = []
    monkeypatch.setattr(worker.actions, "close_periods", days.append)
    monkeypatch.setattr(worker.actions, "ensure_days", lambda first, last: False)
    monkeypatch.setattr(worker, "today", lambda: date(2012, 4, 11) + timedelta(days=len(days) // 2))
    lane = worker.Drain()
    for _ in range(3):
        lane()
    assert days == [date(2012, 4, 11)]
    days.append(None)
    lane()
    assert days[2:] == [date(2012, 4, 12)]


def test_a_new_day_numbers_days_and_judges_anew_what_a_new_calendar_changed(cast, monkeypatch):
    judged = []
    monkeypatch.setattr(build, "judge_anew", lambda: judged.append(True))
    assert worker.new_day(None, CLOSING) == CLOSING
    assert WorkDay.objects.filter(day=date(2013, 12, 31)).exists()
    assert judged == []
    monkeypatch.setattr(worker.actions, "ensure_days", lambda first, last: True)
    worker.new_day(CLOSING, CLOSING + timedelta(days=1))
    assert judged == [True]


# ── late records ────────────────────────────────────────────────────────────────────────────────────────


def test_a_late_record_and_a_late_void_are_numbered_corrections(cast):
    (duty,) = monthly(cast, tally(tally_of=CITIES, low=2, target="at_least"))
    first = note(fact(cast.city, on=MARCH), fact(cast.city, on=MARCH))
    close_periods(CLOSING)
    before = frozen(duty)
    late = note(fact(cast.city, on=MARCH), fact(cast.city, on=APRIL))
    settle()
    assert corrections(duty) == [(3, cast.city.id, 1, 2, 3)]
    assert months(duty, cast.city) == [2, 1, 0, 0]
    void(first, by=None, on=c.TODAY)
    note(fact(cast.other_city, on=MARCH))
    settle()
    assert corrections(duty) == [
        (3, cast.city.id, 1, 2, 3),
        (3, cast.city.id, 2, 2, 1),
        (3, cast.other_city.id, 3, 0, 1),
    ]
    void(late, by=None, on=c.TODAY)
    settle()
    assert corrections(duty)[3:] == [(3, cast.city.id, 4, 2, 0)]
    assert frozen(duty) == before
    assert months(duty, cast.city) == [2, 0, 0, 0]
    assert verify.differences() == []
    assert verify.corrections() == 4


def test_looking_twice_corrects_once(cast):
    (duty,) = monthly(cast, tally(tally_of=CITIES))
    close_periods(CLOSING)
    entry = note(fact(cast.city, on=MARCH))
    settle()
    for _ in range(3):
        fold.fold([entry.id])
    build.rebuild()
    assert corrections(duty) == [(3, cast.city.id, 1, 0, 1)]


def test_a_record_that_changes_nothing_told_is_no_correction(cast):
    (duty,) = monthly(cast, tally(Do(measure="talk", count="day"), CITIES))
    note(fact(cast.city, on=MARCH))
    close_periods(CLOSING)
    note(fact(cast.city, on=MARCH))
    settle()
    assert corrections(duty) == []


@pytest.mark.parametrize("shared", [True, False])
def test_totals_of_the_whole_are_kept_and_corrected(cast, shared):
    """The slice lives on for a plan that still counts the same days."""
    wanted = tally(Do(measure="talk", count="worker"), counted="below", per="month")
    duty = monthly(cast, wanted)[0]
    open_ = publish(cast.province, wanted)[0] if shared else None
    people = [c.worker(c.employer(cast.county, f"企业{n}"), "职工").id for n in range(3)]
    note(fact(cast.county, on=MARCH, worker=people[0]))
    close_periods(CLOSING)
    before = frozen(duty)
    note(fact(cast.county, on=MARCH, worker=people[1]), fact(cast.other_city, on=MARCH, worker=people[0]))
    settle()
    assert frozen(duty) == before
    found = {(subject, told, now) for _, subject, _, told, now in corrections(duty)}
    assert found == {
        (cast.county.id, 1, 2), (cast.city.id, 1, 2), (cast.province.id, 1, 2), (cast.other_city.id, 0, 1),
    }  # fmt: skip
    if open_:
        assert months(open_, cast.province) == [2, 0, 0, 0]
    term = duty.terms.order_by("start").first()
    assert Total.objects.get(slice=term.slice, node=cast.province).n == 1
    assert verify.differences() == []
    build.rebuild()
    assert frozen(duty) == before
    assert verify.differences() == []


def test_periods_that_close_together_share_one_copy(cast):
    wanted = tally(counted="below")
    one, two = monthly(cast, wanted, wanted.model_copy(update={"low": 2, "target": "at_least"}))
    slices = Slice.objects.count()
    close_periods(CLOSING)
    assert Slice.objects.count() == slices + 1
    assert one.terms.order_by("start").first().slice_id == two.terms.order_by("start").first().slice_id


def test_a_rate_is_corrected_in_percent(cast):
    asked = Do(measure="talk")
    (duty,) = monthly(cast, rate(Do(measure="visit"), asked, CITIES, low=50, target="at_least"))
    note(*(fact(cast.city, on=MARCH) for _ in range(4)), fact(cast.city, "visit", on=MARCH))
    close_periods(CLOSING)
    note(fact(cast.city, "visit", on=MARCH))
    note(fact(cast.other_city, "visit", on=MARCH))  # of nothing: there is no percent
    settle()
    assert corrections(duty) == [(3, cast.city.id, 1, 25, 50)]
    note(fact(cast.city, on=MARCH))
    settle()
    assert corrections(duty)[1:] == [(3, cast.city.id, 2, 25, 40)]


@pytest.mark.parametrize(
    ("kind", "value", "base", "number"),
    [("tally", 7, None, 7), ("stock", 7, None, 7), ("rate", 1, 3, 33), ("rate", 1, 0, None), ("response", 2, 2, 100)],
)
def test_the_number_that_was_told(kind, value, base, number):
    assert told_number({"kind": kind}, value, base) == number


def test_who_joins_or_leaves_a_closed_period_later_is_a_correction(cast):
    counties = Of(population="unions", where={"level": ["county"]})
    people, held = monthly(cast, tally(tally_of=OFFICERS), stock(TEAMS, counties))
    person = c.officer("甲", cast.city)
    note(fact(cast.city, on=MARCH, officer=person.id))
    close_periods(CLOSING)
    late = c.officer("乙", cast.city)
    orgs.close_org(cast.other_county, closed=date(2012, 3, 20), by=None, on=c.TODAY)
    settle()
    assert corrections(people) == [(3, late.id, 1, None, 0)]
    assert corrections(held) == [(3, cast.other_county.id, 1, 0, None)]
    assert months(held, cast.other_county) == [0]
    assert verify.differences() == []


def test_a_period_of_ones_own_closes_and_stays(cast):
    team = scene.team(cast.county)
    firm = c.employer(cast.county, "企业")
    stay = Stay.objects.create(team=team, employer=firm, start=MARCH, end=MARCH)
    (duty,) = publish(cast.province, tally(tally_of=TEAMS, per="stay"), cutoff=10)
    assert close_periods(CLOSING) == 1
    Stay.objects.filter(pk=stay.pk).update(start=APRIL, end=APRIL)
    note(fact(cast.county, on=MARCH, team=team.id))
    fold.periods.follow({("visits.stay", stay.pk)})
    settle()
    build.rebuild()
    assert [(term.start, term.closed) for term in duty.terms.order_by("start")] == [(MARCH, CLOSING), (APRIL, None)]
    assert corrections(duty) == [(3, team.id, 1, 0, 1)]
    assert verify.differences() == []


# ── what is shown ───────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_gauge_says_so_and_an_authors_own_page_leaves_it_alone(cast):
    person = c.officer("甲", cast.city)
    (duty,) = monthly(cast, tally(tally_of=OFFICERS, low=1, target="at_least"))
    close_periods(CLOSING)
    entry = note(fact(cast.city, on=MARCH, officer=person.id), fact(cast.city, on=APRIL, officer=person.id))
    moved = moved_by(entry, c.TODAY)
    assert [(shown.term, shown.value, shown.delta) for shown in moved] == [("2012年4月", 1, 1)]
    gauges = Gauge.objects.filter(term__duty=duty).select_related("term__duty__clause__version__plan")
    march = gauges.get(term__start=date(2012, 3, 1))
    assert [gauge.value for gauge in fresh([march], person.id)] == [0]
    assert present.view(march, "甲", c.TODAY).note == "已封账"
    assert present.view(gauges.get(term__start=date(2012, 4, 1)), "甲", c.TODAY).note == ""


def test_verify_says_how_many_corrections_there_are(cast, capsys):
    monthly(cast, tally(tally_of=CITIES))
    close_periods(CLOSING)
    note(fact(cast.city, on=MARCH))
    call_command("gauges_verify")
    assert capsys.readouterr().out == "全部一致；封账后更正 1 条\n"
