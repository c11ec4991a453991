"""In which stretches of days a duty is counted."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.duties.definition import Definition, Do, Of
from tiexin.plans.terms import terms

pytestmark = pytest.mark.once

CAMPAIGN = (date(2012, 2, 29), date(2012, 6, 30))


def per(word: str) -> Definition:
    return Definition.model_validate(
        {
            "kind": "tally",
            "of": Of(population="unions"),
            "do": Do(measure="visit"),
            "per": word,
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
    st.sampled_from(["campaign", "half-year", "quarter", "month"]),
)
def test_terms_cover_the_period_without_gap_or_overlap(start, days, word):
    period = (start, start + timedelta(days=days))
    found = terms(per(word), period)
    assert (found[0][0], found[-1][1]) == period
    for (_, end, _), (begin, _, _) in pairwise(found):
        assert begin == end + timedelta(days=1)
    assert len({label for _, _, label in found}) == len(found)
