"""What has to be reported upward, by when; the times that there can be."""

from datetime import UTC, datetime, timedelta

import pytest

from tiexin.cases.reporting import rules
from tiexin.core.refusal import Refused

NOON = datetime(2012, 5, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "urgent", "people", "group_from", "serious"),
    [
        ("crisis", True, 1, None, True),
        ("dispute", False, 10, 10, True),
        ("dispute", False, 9, 10, False),
        ("dispute", False, 10, None, True),
        ("petition", False, 5, 5, True),
        ("petition", False, 4, 5, False),
        ("suggestion", False, 500, None, False),
        ("suggestion", True, 1, None, True),
    ],
)
def test_what_is_urgent_or_of_many_is_reported(kind, urgent, people, group_from, serious):
    assert rules.is_serious(kind, urgent, people, group_from) is serious


def test_the_numbers_say_where_they_come_from():
    found = rules.numbers()
    assert (found.people, found.report, found.acknowledge, found.coordinate) == (10, 2 * HOUR, HOUR, 24 * HOUR)
    assert found.source == "C118、《信访工作条例》第25条（小时数为本系统建议，可改）"


@pytest.mark.parametrize(
    ("happened", "known", "fits"), [(-2, -1, True), (0, 0, True), (-1, -2, False), (-2, 1, False), (1, 1, False)]
)
def test_nothing_is_known_before_it_happened_or_in_days_to_come(happened, known, fits):
    if fits:
        rules.check_times(NOON + happened * HOUR, NOON + known * HOUR, NOON)
        return
    with pytest.raises(Refused) as caught:
        rules.check_times(NOON + happened * HOUR, NOON + known * HOUR, NOON)
    assert caught.value.field == "known"


@pytest.mark.parametrize(("at", "fits"), [(-2, True), (0, True), (-3, False), (1, False)])
def test_coordination_lies_between_the_event_and_now(at, fits):
    if fits:
        rules.check_coordinated(NOON - 2 * HOUR, NOON + at * HOUR, NOON)
        return
    with pytest.raises(Refused) as caught:
        rules.check_coordinated(NOON - 2 * HOUR, NOON + at * HOUR, NOON)
    assert caught.value.field == "at"


@pytest.mark.parametrize(("hours", "said"), [(2, "yes"), (3, "no"), (0, "yes")])
def test_the_last_moment_is_in_time(hours, said):
    assert rules.in_time(NOON, NOON + hours * HOUR, 2 * HOUR) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0分钟"), (59, "59分钟"), (60, "1小时0分"), (2879, "47小时59分"), (2880, "2天"), (-5, "0分钟")],
)
def test_how_long_it_took_in_words(minutes, said):
    assert rules.span(NOON, NOON + timedelta(minutes=minutes)) == said
