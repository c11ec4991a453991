"""How often, in a clerk's words: every shape, and what is no period at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.plans.periods import NEEDS_LENGTH, PER_SHAPES, PERIODS, period_of
from tiexin.plans.readings import Span, span

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", PERIODS)
def test_names_and_labels_say_the_same(name):
    open_number = 0 if name in NEEDS_LENGTH else 1
    assert period_of(name) == period_of(PERIODS[name]) == (name, open_number)


@pytest.mark.parametrize("shape", PER_SHAPES)
def test_every_shape_that_is_offered_is_taken(shape):
    found = period_of(shape)
    assert found is not None
    assert found[1] == (3 if found[0] in NEEDS_LENGTH else 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每10天", ("every-days", 10)),
        ("每十日", ("every-days", 10)),
        ("每 20 天", ("every-days", 20)),
        ("每1天", ("every-days", 1)),
        ("每2周", ("every-days", 14)),
        ("every 2 weeks", ("every-days", 14)),
        ("每五年", ("cycle", 5)),
        ("近三年", ("rolling", 3)),
        ("last 3 years", ("rolling", 3)),
    ],
)
def test_numbers_may_be_figures_or_words(text, expected):
    assert period_of(text) == expected


@pytest.mark.parametrize(
    "text", ["", "每", "每天", "每0天", "近10天", "近两周", "每十二年", "每3个月", "每1000天", "三年", "隔年"]
)
def test_what_is_no_period(text):
    assert period_of(text) is None


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_is_not(text):
    found = period_of(text)
    assert found is None or (found[0] in PERIODS and found[1] >= 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3天", Span(3)),
        ("3日", Span(3)),
        ("3 days", Span(3)),
        ("1 day", Span(1)),
        ("3个工作日", Span(3, working=True)),
        ("3工作日", Span(3, working=True)),
        ("3 working days", Span(3, working=True)),
        ("当天", Span(0)),
        ("0天", Span(0)),
    ],
)
def test_limits_in_days(text, expected):
    assert span(text) == expected


@pytest.mark.parametrize("text", ["", "3", "三天", "3个天", "工作日", "3个月", "24小时", "-1天", "1000天", "尽快"])
def test_what_is_no_limit(text):
    assert span(text) is None
