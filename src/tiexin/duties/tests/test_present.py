"""A gauge as a person reads it."""

from dataclasses import asdict
from datetime import date

import pytest

from tiexin.duties import present
from tiexin.duties.models import Clause, Duty, Gauge, Plan, PlanVersion, Term
from tiexin.duties.populations import POPULATIONS
from tiexin.orgs.tests import cast as c

START, END = date(2012, 3, 1), date(2012, 6, 30)
TODAY = date(2012, 5, 10)


def duty(kind="tally", target="at_least", **more):
    clause = Clause(
        version=PlanVersion(plan=Plan(title="走访方案")), code="C3", title="县级走访企业", quote="不少于15家"
    )
    definition = {"kind": kind, "target": target}
    known = {"measure": "visit", "population": "unions", "strength": "must", "unit": "enterprise"}
    return Duty(clause=clause, definition=definition, **{**known, **more})


def gauge(value, low=None, high=None, met=None, *, of=None, base=None, pk=5):
    term = Term(duty=of or duty(), label="活动期", start=START, end=END, due=END)
    return Gauge(pk=pk, term=term, subject=1, value=value, base=base, low=low, high=high, met=met)


def seen(found, today=TODAY):
    return present.view(found, "兴庆区", today)


def test_a_view_holds_everything_that_stands_beside_a_number():
    assert asdict(seen(gauge(9, 15, None, 0))) == {
        "id": 5,
        "title": "县级走访企业",
        "value": 9,
        "target_text": "至少 15",
        "unit": "家",
        "percent": 60,
        "state": "on_track",
        "state_label": "进行中",
        "who": "兴庆区",
        "due": END,
        "days_left": 51,
        "url": "/gauges/5/",
        "quote": "不少于15家",
        "clause": "C3",
        "plan_title": "走访方案",
        "base": None,
        "delta": None,
        "note": "",
        "term": "活动期",
        "strength": "must",
        "urgency": 3,
        "pool": "",
        "weight": 0,
    }


def test_a_gauge_that_is_not_stored_yet_has_no_page():
    assert (seen(gauge(9, 15, None, 0, pk=None)).url, seen(gauge(9, 15, None, 0, pk=None)).id) == ("", None)


@pytest.mark.parametrize(
    ("value", "bounds", "base", "told"),
    [
        (1, (50, None, 0), 5, ("至少 50%", 20, "behind")),
        (1, (50, None, 1), 2, ("至少 50%", 50, "met")),
        (199, (100, None, 0), 200, ("至少 100%", 99, "on_track")),
        (0, (50, None, None), 0, ("至少 50%", None, "not_started")),
        (1, (None, 10, 0), 5, ("至多 10%", 20, "exceeded")),
        (21, (None, 10, 0), 201, ("至多 10%", 10, "exceeded")),
        (1, (None, None, None), 5, ("未定数", 20, "measured")),
    ],
)
def test_a_rate_is_read_in_percent_of_its_base(value, bounds, base, told):
    view = seen(gauge(value, *bounds, of=duty("rate", over_measure="visit"), base=base))
    assert (view.target_text, view.percent, view.state, view.base) == (*told, base)
    assert view.unbounded == (bounds[:2] == (None, None))


@pytest.mark.parametrize(
    ("value", "bounds", "told"),
    [
        (20, (15, None, 1), (133, "met")),
        (2, (None, 3, 1), (None, "within")),
        (4, (None, 3, 0), (None, "exceeded")),
        (2, (None, None, None), (None, "measured")),
        (0, (0, 0, 1), (None, "met")),
    ],
)
def test_a_number_is_read_against_its_lower_bound(value, bounds, told):
    view = seen(gauge(value, *bounds))
    assert (view.percent, view.state) == told


def test_a_number_that_the_unit_sets_itself_is_open_until_then():
    of = duty(target="self_set")
    assert seen(gauge(3, of=of)).state == "unset"
    assert seen(gauge(3, 3, None, 1, of=of)).state == "met"


@pytest.mark.parametrize(
    ("measures", "known"),
    [
        ({"measure": "visit"}, True),
        ({"measure": ""}, True),
        ({"measure": "document_issued"}, False),
        ({"measure": "visit", "over_measure": "document_issued"}, False),
        ({"measure": "venue_entered", "over_measure": "visit"}, False),
    ],
)
def test_what_no_page_records_says_so_and_has_no_percent(measures, known):
    of = duty("rate" if measures.get("over_measure") else "tally", **measures)
    view = seen(gauge(1, 50, None, 0, of=of, base=2))
    assert present.recorded(of) is known
    assert (view.state == "unrecorded", view.percent is None) == (not known, not known)


@pytest.mark.parametrize(("day", "left", "state"), [(END, 0, "behind"), (date(2012, 7, 1), -1, "missed")])
def test_days_left_count_to_the_day_it_is_due(day, left, state):
    view = seen(gauge(1, 15, None, 0), day)
    assert (view.days_left, view.state) == (left, state)


def test_views_stand_worst_first():
    rows = [
        seen(gauge(20, 15, None, 1)),
        seen(gauge(1, 15, None, 0)),
        seen(gauge(12, 15, None, 0)),
        seen(gauge(2, of=duty(target="measured"))),
        seen(gauge(1, 15, None, 0), date(2012, 7, 1)),
        seen(gauge(0, 15, None, 0, of=duty(measure="document_issued"))),
    ]
    states = [view.state for view in sorted(rows, key=present.worst_first)]
    assert states == ["missed", "behind", "on_track", "met", "measured", "unrecorded"]
    low, high = seen(gauge(1, 15, None, 0)), seen(gauge(2, 15, None, 0))
    assert sorted([high, low], key=present.worst_first) == [low, high]


@pytest.mark.django_db
def test_names_come_in_one_query_for_each_population(django_assert_num_queries):
    cast = c.stage()
    officer = cast.people["officer"]
    gauges = [gauge(1, 2), gauge(2, 2, None, 1), gauge(0, 2, None, 0, of=duty(population="officers")), gauge(1, 2)]
    gauges[0].subject, gauges[1].subject = cast.county.pk, cast.city.pk
    gauges[2].subject, gauges[3].subject = officer.pk, 10**9
    with django_assert_num_queries(2):
        views = present.views(gauges, TODAY)
    assert sorted(view.who for view in views) == sorted(["兴庆区", "银川市", "李秀兰", "—"])
    assert present.names_of(gauges[:1]).keys() == POPULATIONS.keys()
    assert present.names_of([]) == {name: {} for name in POPULATIONS}


# ── the whole language ──────────────────────────────────────────────────────────────────────────────────

AFTER = date(2012, 7, 1)


@pytest.mark.parametrize("strength", ["should", "strive", "expected", "encouraged"])
def test_only_what_must_be_done_is_missed(strength):
    late = seen(gauge(1, 15, None, 0, of=duty(strength=strength)), AFTER)
    assert (late.state, late.state_label, late.strength) == ("short", "未达到", strength)
    assert seen(gauge(1, 15, None, 0, of=duty(strength="must")), AFTER).state == "missed"
    assert seen(gauge(1, 15, None, 0, of=duty(strength=strength))).state == "behind"
    assert seen(gauge(4, None, 3, 0, of=duty(strength=strength)), AFTER).state == "exceeded"


def test_what_falls_short_stands_behind_everything_that_must_still_be_done():
    rows = [
        seen(gauge(1, 15, None, 0, of=duty(strength="strive")), AFTER),
        seen(gauge(1, 15, None, 0), AFTER),
        seen(gauge(1, 15, None, 0)),
        seen(gauge(12, 15, None, 0)),
        seen(gauge(15, 15, None, 1)),
    ]
    ordered = sorted(rows, key=present.worst_first)
    assert [view.state for view in ordered] == ["missed", "behind", "on_track", "short", "met"]


@pytest.mark.parametrize(
    ("value", "base", "met", "told"),
    [
        (12, 10, 1, ("超过上期 10", 109, "met")),
        (10, 10, 0, ("超过上期 10", 90, "on_track")),
        (1, 10, 0, ("超过上期 10", 9, "behind")),
        (3, 0, None, ("超过上期（上期无可比的数）", None, "measured")),
        (3, None, None, ("超过上期（上期无可比的数）", None, "measured")),
    ],
)
def test_an_increase_is_read_against_the_period_before(value, base, met, told):
    view = seen(gauge(value, met=met, base=base, of=duty(target="increase")))
    assert (view.target_text, view.percent, view.state) == told


def test_a_response_is_read_in_percent_of_its_events():
    view = seen(gauge(9, 100, None, 0, base=10, of=duty("response", over_measure="visit")), AFTER)
    assert (view.target_text, view.percent, view.state) == ("至少 100%", 90, "missed")
    assert seen(gauge(0, 100, None, None, base=0, of=duty("response", over_measure="visit"))).state == "not_started"


def test_a_common_number_says_whose_it_is_and_a_weight_is_shown():
    of = duty()
    of.definition |= {"pool": "officers", "weight": 10}
    view = seen(gauge(9, 15, None, 0, of=of))
    assert (view.pool, view.weight) == ("干部合计", 10)
    of.definition["pool"] = "nobody"
    assert seen(gauge(9, 15, None, 0, of=of)).pool == ""
