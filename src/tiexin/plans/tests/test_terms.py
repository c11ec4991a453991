"""In which stretches of days a duty is counted."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.duties.definition import Definition, Do, Of
from tiexin.plans.terms import BEGINNING, before, terms

pytestmark = pytest.mark.once

CAMPAIGN = (date(2012, 2, 29), date(2012, 6, 30))


def per(word: str, length: int = 1) -> Definition:
    return Definition.model_validate(
        {
            "kind": "tally",
            "of": Of(population="unions"),
            "do": Do(measure="visit"),
            "per": word,
            "length": length,
            "unit": "item",
        }
    )


def test_a_campaign_is_its_period():
    assert terms(per("campaign"), CAMPAIGN) == [(*CAMPAIGN, "活动期")]


@pytest.mark.parametrize("word", ["campaign", "year", "half-year", "quarter", "month"])
def test_without_a_year_there_are_no_terms(word):
    assert terms(per(word), None) == []


def test_each_year_means_the_whole_calendar_year_of_the_plan():
    assert terms(per("year"), CAMPAIGN) == [(date(2012, 1, 1), date(2012, 12, 31), "2012年")]


def test_a_plan_over_new_year_has_two_years():
    found = terms(per("year"), (date(2012, 11, 1), date(2013, 3, 31)))
    assert [label for _, _, label in found] == ["2012年", "2013年"]


def test_months_are_clipped_and_a_stub_joins_its_neighbour():
    assert terms(per("month"), CAMPAIGN) == [
        (date(2012, 2, 29), date(2012, 3, 31), "2012年3月"),
        (date(2012, 4, 1), date(2012, 4, 30), "2012年4月"),
        (date(2012, 5, 1), date(2012, 5, 31), "2012年5月"),
        (date(2012, 6, 1), date(2012, 6, 30), "2012年6月"),
    ]


def test_a_stub_at_the_end_joins_the_term_before():
    assert terms(per("month"), (date(2012, 5, 1), date(2012, 6, 5))) == [
        (date(2012, 5, 1), date(2012, 6, 5), "2012年5月")
    ]


def test_half_a_month_is_no_stub():
    found = terms(per("month"), (date(2012, 4, 16), date(2012, 5, 16)))
    assert found == [
        (date(2012, 4, 16), date(2012, 4, 30), "2012年4月"),
        (date(2012, 5, 1), date(2012, 5, 16), "2012年5月"),
    ]


def test_quarters_and_half_years_have_their_names():
    quarters = terms(per("quarter"), (date(2012, 1, 1), date(2012, 12, 31)))
    assert [label for _, _, label in quarters] == [f"2012年第{n}季度" for n in (1, 2, 3, 4)]
    halves = terms(per("half-year"), (date(2012, 1, 1), date(2013, 6, 30)))
    assert [label for _, _, label in halves] == ["2012年上半年", "2012年下半年", "2013年上半年"]


def test_a_period_within_one_short_term_is_that_term_cut():
    assert terms(per("quarter"), (date(2012, 2, 1), date(2012, 2, 3))) == [
        (date(2012, 2, 1), date(2012, 2, 3), "2012年第1季度")
    ]


@given(
    st.dates(date(2010, 1, 1), date(2019, 12, 31)),
    st.integers(0, 900),
    st.sampled_from(["campaign", "half-year", "quarter", "month", "half-month", "week", "day", "every-days"]),
)
def test_terms_cover_the_period_without_gap_or_overlap(start, days, word):
    period = (start, start + timedelta(days=days))
    found = terms(per(word, 20), period)
    assert (found[0][0], found[-1][1]) == period
    for (_, end, _), (begin, _, _) in pairwise(found):
        assert begin == end + timedelta(days=1)
    assert len({label for _, _, label in found}) == len(found)


def test_half_months_split_after_the_15th():
    assert terms(per("half-month"), (date(2012, 2, 1), date(2012, 3, 15))) == [
        (date(2012, 2, 1), date(2012, 2, 15), "2012年2月上半月"),
        (date(2012, 2, 16), date(2012, 2, 29), "2012年2月下半月"),
        (date(2012, 3, 1), date(2012, 3, 15), "2012年3月上半月"),
    ]


def test_weeks_begin_on_monday_and_carry_their_iso_number():
    assert terms(per("week"), (date(2012, 12, 24), date(2013, 1, 13))) == [
        (date(2012, 12, 24), date(2012, 12, 30), "2012年第52周"),
        (date(2012, 12, 31), date(2013, 1, 6), "2013年第1周"),
        (date(2013, 1, 7), date(2013, 1, 13), "2013年第2周"),
    ]


def test_days_and_stretches_of_days_count_from_the_first_day():
    assert terms(per("day"), (date(2012, 2, 29), date(2012, 3, 1))) == [
        (date(2012, 2, 29), date(2012, 2, 29), "2012年2月29日"),
        (date(2012, 3, 1), date(2012, 3, 1), "2012年3月1日"),
    ]
    assert terms(per("every-days", 20), (date(2012, 3, 1), date(2012, 4, 12))) == [
        (date(2012, 3, 1), date(2012, 3, 20), "2012年3月1日起20天"),
        (date(2012, 3, 21), date(2012, 4, 12), "2012年3月21日起20天"),
    ]


def test_a_cycle_is_whole_years_from_the_first_of_the_plan():
    assert terms(per("cycle", 3), CAMPAIGN) == [(date(2012, 1, 1), date(2014, 12, 31), "2012–2014年")]
    found = terms(per("cycle", 2), (date(2012, 5, 1), date(2014, 5, 1)))
    assert [label for _, _, label in found] == ["2012–2013年", "2014–2015年"]
    assert terms(per("cycle"), CAMPAIGN) == terms(per("year"), CAMPAIGN)


def test_a_rolling_term_looks_back_from_the_end_of_each_year():
    assert terms(per("rolling", 5), (date(2012, 3, 1), date(2013, 3, 1))) == [
        (date(2008, 1, 1), date(2012, 12, 31), "近5年（至2012年）"),
        (date(2009, 1, 1), date(2013, 12, 31), "近5年（至2013年）"),
    ]


def test_a_lifetime_is_everything_up_to_the_end_of_the_plan():
    assert terms(per("lifetime"), CAMPAIGN) == [(date(1900, 1, 1), date(2012, 6, 30), "终身")]


@pytest.mark.parametrize("word", ["stay", "event-year"])
def test_periods_of_each_subject_are_not_made_here(word):
    assert terms(per(word), CAMPAIGN) == []


@pytest.mark.parametrize(
    ("word", "length", "term", "expected"),
    [
        ("year", 1, ("2012-01-01", "2012-12-31"), ("2011-01-01", "2011-12-31")),
        ("month", 1, ("2012-03-01", "2012-03-31"), ("2012-02-01", "2012-02-29")),
        ("month", 1, ("2012-03-05", "2012-03-20"), ("2012-02-05", "2012-02-20")),
        ("month", 1, ("2012-02-29", "2012-03-31"), ("2012-01-31", "2012-02-28")),
        ("quarter", 1, ("2012-01-01", "2012-03-31"), ("2011-10-01", "2011-12-31")),
        ("half-year", 1, ("2012-07-01", "2012-12-31"), ("2012-01-01", "2012-06-30")),
        ("half-month", 1, ("2012-03-01", "2012-03-15"), ("2012-02-15", "2012-02-29")),
        ("half-month", 1, ("2012-03-16", "2012-03-31"), ("2012-03-01", "2012-03-15")),
        ("week", 1, ("2012-03-05", "2012-03-11"), ("2012-02-27", "2012-03-04")),
        ("day", 1, ("2012-03-01", "2012-03-01"), ("2012-02-29", "2012-02-29")),
        ("every-days", 20, ("2012-03-21", "2012-04-09"), ("2012-03-01", "2012-03-20")),
        ("campaign", 1, ("2012-03-01", "2012-03-31"), ("2012-01-30", "2012-02-29")),
        ("stay", 1, ("2012-03-05", "2012-03-11"), ("2012-02-27", "2012-03-04")),
        ("event-year", 1, ("2012-05-04", "2013-05-03"), ("2011-05-04", "2012-05-03")),
        ("cycle", 3, ("2012-01-01", "2014-12-31"), ("2009-01-01", "2011-12-31")),
        ("rolling", 5, ("2008-01-01", "2012-12-31"), ("2007-01-01", "2011-12-31")),
        ("lifetime", 1, ("1900-01-01", "2012-06-30"), ("1900-01-01", "2011-06-30")),
    ],
)
def test_what_an_increase_is_measured_against(word, length, term, expected):
    start, end = (date.fromisoformat(day) for day in term)
    assert before(start, end, word, length) == tuple(date.fromisoformat(day) for day in expected)


@given(
    st.dates(date(2010, 1, 1), date(2019, 12, 31)),
    st.integers(0, 400),
    st.sampled_from(["campaign", "year", "half-year", "quarter", "month", "half-month", "week", "day", "every-days"]),
)
def test_the_stretch_before_ends_before_the_term_begins(start, days, word):
    for first, last, _ in terms(per(word, 20), (start, start + timedelta(days=days))):
        begin, end = before(first, last, word, 20)
        assert BEGINNING < begin <= end < first
