"""Ends of clocks as a person works them out, and what must hold whatever the numbers are."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.calendars.seed import calendar
from tiexin.cases.agency.norms import norms
from tiexin.cases.catalogue import Length, catalogue, overridden
from tiexin.cases.clocks import Run, due_of
from tiexin.cases.tests.deadlines import SEVEN
from tiexin.cases.tests.deadlines_beside import BESIDE, BODIES
from tiexin.core.workdays import Stop

pytestmark = pytest.mark.once
ROWS = [*SEVEN, *BESIDE, *BODIES]
CLOCKS = [(service.name, clock) for service in catalogue().values() for clock in service.clocks]


def at(text):
    return datetime.fromisoformat(text)


def ruled(row):
    """The rule of a row; another body's with the extension that the body itself may tell."""
    if row.service == "agency":
        return replace(norms().bodies[row.clock], extend=norms().extensions.get(row.clock))
    return catalogue()[row.service].clock(row.clock)


def due(row):
    """The end of a row as the product counts it."""
    rule = ruled(row)
    extra = Length(row.extra, rule.extend.length.unit) if row.extra else None
    stops = tuple(Stop(at(f"{start} 10:00"), at(f"{end} 15:00"), "停计") for start, end in row.stops)
    most = rule.stops.most if rule.stops else None
    return due_of(Run(at(row.began), rule.length_for(row.cls), extra, stops, most), calendar())


def said(found, wanted):
    """The end in the form in which the table has it."""
    if found.at is None:
        return f">{found.not_before}"
    return f"{found.at:%Y-%m-%d %H:%M}" if " " in wanted else f"{found.day}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.service}-{row.clock}-{row.began[:10]}-{row.ends}")
def test_a_clock_ends_when_the_hand_says(row):
    assert said(due(row), row.ends) == row.ends, row.why


def test_every_clock_and_every_class_that_changes_one_stands_in_the_table():
    named = {(row.service, row.clock, row.cls) for row in ROWS}
    wanted = {(name, clock.name, cls) for name, clock in CLOCKS for cls in ("ordinary", *clock.by_class)}
    assert wanted - named == set()


def test_every_extension_and_every_stop_stands_in_the_table():
    extended = {(row.service, row.clock) for row in ROWS if row.extra}
    stopped = {(row.service, row.clock) for row in ROWS if row.stops}
    assert {(name, clock.name) for name, clock in CLOCKS if clock.extend} - extended == set()
    rare = {("retaliation", "second_review")}  # the same rule as of two other services
    assert {(name, clock.name) for name, clock in CLOCKS if clock.stops} - stopped - rare == set()


def test_every_extension_of_another_body_stands_in_the_table_to_its_full():
    full = {(row.clock, row.extra) for row in BODIES}
    assert {(name, each.length.amount) for name, each in norms().extensions.items()} - full == set()


def test_opened_again_the_same_clock_runs_as_for_what_is_done_again():
    for name, service in catalogue().items():
        again = [clock.name for clock in service.clocks if "redone" in clock.starts]
        assert again == [clock.name for clock in service.clocks if "reopened" in clock.starts] == ["redo"], name


def test_each_row_asks_no_more_than_its_rule_allows():
    for row in ROWS:
        rule = ruled(row)
        assert not row.extra or row.extra <= rule.extend.length.amount
        assert not row.stops or rule.stops is not None
        assert row.why


PUBLISHED = st.dates(date(2025, 1, 1), date(2026, 6, 1))
DAYS = st.integers(1, 90)


@given(PUBLISHED, DAYS, st.integers(1, 30))
def test_an_extension_is_never_longer_than_one_term_of_both(day, amount, more):
    began = datetime.combine(day, datetime.min.time())
    whole = due_of(Run(began, Length(amount + more, "day")), calendar())
    parts = due_of(Run(began, Length(amount, "day"), Length(more, "day")), calendar())
    assert parts.at == whole.at


@given(PUBLISHED, DAYS, st.integers(0, 40), st.integers(1, 60), st.integers(1, 30))
def test_stops_add_no_more_than_their_ceiling(day, amount, gap, length, most):
    began = datetime.combine(day, datetime.min.time())
    start = began + timedelta(days=gap)
    stop = Stop(start, start + timedelta(days=length), "停计")
    plain = due_of(Run(began, Length(amount, "day")), calendar())
    held = due_of(Run(began, Length(amount, "day"), None, (stop,), most), calendar())
    most_of_all = due_of(Run(began, Length(amount + min(length, most), "day")), calendar())
    assert plain.day <= held.day <= most_of_all.day


@given(PUBLISHED, DAYS, st.sampled_from(["day", "workday"]), st.integers(0, 1439))
def test_the_hour_of_the_day_changes_nothing_and_the_last_day_is_worked(day, amount, unit, minute):
    began = datetime.combine(day, datetime.min.time())
    first = due_of(Run(began, Length(amount, unit)), calendar())
    later = due_of(Run(began + timedelta(minutes=minute), Length(amount, unit)), calendar())
    assert (first.at, calendar().works(first.day)) == (later.at, True)
    assert first.day > day


NUMBERS = {
    "group_from": 20,
    "group_source": {"law": "某省条例", "article": "第9条"},
    "clocks": {
        "conclude": {
            "amount": 45,
            "extend": 15,
            "most": 20,
            "source": {"law": "某省条例", "article": "第8条"},
        }
    },
}


def test_a_jurisdiction_changes_numbers_with_their_source_and_nothing_else():
    before = catalogue()["petition"]
    after = overridden(before, NUMBERS)
    clock, old = after.clock("conclude"), before.clock("conclude")
    assert (clock.length, clock.extend.length, clock.stops.most) == (Length(45, "day"), Length(15, "day"), 20)
    assert str(clock.source) == str(clock.extend.source) == str(clock.stops.source) == "《某省条例》第8条"
    assert (clock.label, clock.starts, clock.met_by) == (old.label, old.starts, old.met_by)
    assert (after.group_from, str(after.group_source)) == (20, "《某省条例》第9条")
    assert [each for each in after.clocks if each.name != "conclude"] == [
        each for each in before.clocks if each.name != "conclude"
    ]


def test_a_jurisdiction_changes_a_class_alone():
    said_there = {
        "clocks": {"decide": {"by_class": {"same_day": 2}, "source": {"law": "某省条例", "article": "第3条"}}}
    }
    clock = overridden(catalogue()["legal_aid"], said_there).clock("decide")
    assert (clock.length, clock.length_for("same_day")) == (Length(7, "day"), Length(2, "workday", "same"))


def test_zhejiang_has_its_own_sources():
    there = catalogue("33")
    assert str(there["dispute"].clock("mediate").source) == "《浙江省劳动人事争议调解仲裁条例》第10条"
    assert str(there["supervision_letter"].clock("employer").source) == "《浙江省工会劳动法律监督条例》第22条"
    assert there["petition"] == catalogue()["petition"]


def test_words_that_yaml_takes_for_truth_are_words_in_the_catalogue():
    found = catalogue()
    assert dict(found["petition"].outcomes[0].choices) == {
        "support": "支持请求",
        "explain": "解释说明",
        "no": "不予支持",
    }
    assert [field.type for field in found["crisis"].fields] == ["choice", "yes", "yes"]


def test_a_crisis_has_its_words_and_numbers_ready():
    crisis = catalogue()["crisis"]
    assert [script.name for script in crisis.script] == list(crisis.fields[0].choices)
    assert all(len(script.lines) >= 5 for script in crisis.script)
    assert (list(crisis.call), list(crisis.unconfirmed)) == (["110", "120", "119"], ["12356"])
    assert (crisis.urgent, str(crisis.clock("follow_up").length)) == (True, "24小时")


def test_what_is_about_a_union_goes_past_it_under_seal():
    found = catalogue()
    assert [name for name, service in found.items() if service.past_unit] == ["retaliation", "officer_complaint"]
    assert [name for name, service in found.items() if service.sealed] == [
        "counselling",
        "retaliation",
        "officer_complaint",
    ]
    assert [name for name, service in found.items() if service.opens] == ["hardship"]
    assert [name for name, service in found.items() if service.appointment] == ["counselling"]


def test_the_seven_services_stand_first_in_their_order():
    found = list(catalogue().values())
    functions = [service.function for service in found if service.function]
    assert functions == ["hardship", "mutual_aid", "employment", "petition", "dispute", "legal_aid", "counselling"]
    assert all(service.steps and service.elsewhere and service.see for service in found)
