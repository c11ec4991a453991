"""How a stored number reads on a day: truth tables."""

from datetime import date, timedelta

import pytest

from tiexin.duties import rules
from tiexin.duties.rules import LABELS, URGENCY, Window

START, END, DUE = date(2012, 3, 1), date(2012, 6, 30), date(2012, 6, 8)  # due: one hundred days
WINDOW = Window(START, END, DUE)
BEFORE, FIRST, HALF, LAST, AFTER = (START + timedelta(days=n) for n in (-1, 0, 49, 99, 100))


@pytest.mark.parametrize(
    ("met", "value", "bounds", "today", "expected"),
    [
        # nothing is owed: only measured, whatever the day
        (None, 0, (None, None), BEFORE, "measured"),
        (None, 7, (None, None), AFTER, "measured"),
        # bounds without anything to judge yet (a rate without a denominator)
        (None, 0, (98, None), HALF, "not_started"),
        (None, 0, (None, 3), AFTER, "not_started"),
        # at least 10
        (1, 10, (10, None), FIRST, "met"),
        (1, 12, (10, None), AFTER, "met"),
        (0, 0, (10, None), BEFORE, "not_started"),
        (0, 9, (10, None), AFTER, "missed"),
        (0, 9, (10, None), LAST, "on_track"),
        (0, 7, (10, None), LAST, "behind"),
        (0, 4, (10, None), HALF, "on_track"),
        (0, 3, (10, None), HALF, "behind"),
        (0, 0, (10, None), FIRST, "behind"),
        (0, 1, (10, None), FIRST, "on_track"),
        # at most 3
        (1, 0, (None, 3), HALF, "within"),
        (1, 3, (None, 3), AFTER, "within"),
        (0, 4, (None, 3), BEFORE, "exceeded"),
        (0, 4, (None, 3), AFTER, "exceeded"),
        # exactly 2, between 4 and 6: too much is neither late nor on the way
        (1, 2, (2, 2), HALF, "met"),
        (0, 3, (2, 2), HALF, "exceeded"),
        (0, 3, (2, 2), AFTER, "exceeded"),
        (0, 1, (2, 2), AFTER, "missed"),
        (1, 6, (4, 6), AFTER, "met"),
        (0, 7, (4, 6), HALF, "exceeded"),
        (0, 3, (4, 6), HALF, "on_track"),
        # a rate's percent is rounded down: 5.9 % of at most 5 % arrives as 5 and is not met
        (0, 5, (None, 5), HALF, "exceeded"),
        (0, 97, (98, None), AFTER, "missed"),
        # nothing at all is enough
        (1, 0, (0, None), FIRST, "met"),
    ],
)
def test_state(met, value, bounds, today, expected):
    assert rules.state(met, value, bounds, WINDOW, today) == expected


def test_every_state_has_a_label_and_a_place():
    assert set(LABELS) == set(URGENCY)
    assert len(URGENCY) == len(LABELS)


@pytest.mark.parametrize(
    ("today", "share"),
    [(BEFORE, 0.0), (FIRST, 0.01), (HALF, 0.5), (LAST, 1.0), (AFTER, 1.0), (START - timedelta(days=400), 0.0)],
)
def test_elapsed(today, share):
    assert rules.elapsed(WINDOW, today) == share


def test_elapsed_of_a_duty_of_one_day():
    assert rules.elapsed(Window(START, START, START), START) == 1.0


@pytest.mark.parametrize(
    ("value", "base", "expected"),
    [
        (0, 10, 0),
        (1, 3, 33),
        (2, 3, 66),
        (999, 1000, 99),
        (1000, 1000, 100),
        (15, 10, 150),
        (3, 0, None),
        (0, 0, None),
        (3, None, None),
    ],
)
def test_percent_is_rounded_down(value, base, expected):
    assert rules.percent(value, base) == expected


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (None, None, "未定数"),
        (15, None, "至少 15"),
        (0, None, "至少 0"),
        (None, 3, "至多 3"),
        (None, 0, "至多 0"),
        (10, 10, "恰好 10"),
        (4, 6, "4 至 6"),
    ],
)
def test_bounds_in_words(low, high, text):
    assert rules.bounds_text(low, high) == text
