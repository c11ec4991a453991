"""The totals by week beside an even pace, and what the page shows of them."""

import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.boards import queries, trends
from tiexin.duties import weeks
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(world):
    calendar.forget()
    while weeks.fill_next(c.TODAY):
        pass
    return world


def found(world, node, on=c.TODAY):
    terms = queries.current_terms([world.version], c.TODAY)
    promised = queries.promises(node, terms, c.TODAY)
    return trends.trends(node, terms, promised, queries.headlines(node, terms), on)


def test_each_total_has_a_point_for_each_week_and_one_for_today(filled):
    first, second = found(filled, filled.cast.province)
    assert (first.title, first.unit, first.target, first.due) == ("全区走访企业", "家", 4, date(2012, 6, 30))
    assert [point.n for point in first.points] == [0, 0, 0, 0, 0, 2, 3, 3, 3, 3, 3]
    assert [point.even for point in first.points] == [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2]
    assert (first.points[0].on, first.points[-2].on, first.points[-1].on) == (
        date(2012, 3, 4),
        date(2012, 5, 6),
        c.TODAY,
    )
    assert [point.now for point in first.points] == [False] * 10 + [True]
    assert second.points[-1].n == 6
    assert first.pace == "按匀速到今天应有 2 家，现在多 1"


def test_a_unit_that_owes_no_total_has_a_line_without_a_pace(filled):
    first, _ = found(filled, filled.cast.city)
    assert (first.target, first.pace, {point.even for point in first.points}) == (None, "", {None})
    assert [point.n for point in first.points] == [0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2]
    assert [series["name"] for series in first.data["series"]] == ["实际"]


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (date(2012, 2, 1), 0),
        (date(2012, 3, 1), 0),
        (date(2012, 4, 30), 2),
        (date(2012, 6, 29), 3),
        (date(2012, 6, 30), 4),
        (date(2012, 8, 1), 4),
    ],
)
def test_an_even_pace_goes_from_nought_to_the_target(world, on, stands):
    assert trends.even(4, world.term("C1"), on) == stands
    assert trends.even(None, world.term("C1"), on) is None


def test_the_page_holds_the_data_of_the_chart_and_the_same_numbers_as_a_table(filled, enter):
    page = enter("leader").get(f"/board/{filled.cast.province.pk}/")
    told = json.loads(re.search(r'<script id="data-[^"]+" type="application/json">(.*?)</script>', page.text).group(1))
    assert told["labels"][0] == "3月4日"
    assert told["labels"][-1] == "今天"
    assert told["series"][0]["values"] == [0, 0, 0, 0, 0, 2, 3, 3, 3, 3, 3]
    assert told["series"][1]["dashed"] is True
    table = re.search(r'<table class="tx-figures">.*?</table>', page.text, re.S).group(0)
    assert [int(n) for n in re.findall(r'<td class="tx-num">(\d+)</td>', table)][::2] == told["series"][0]["values"]


def test_before_any_week_was_counted_there_is_no_trend(world, enter):
    assert found(world, world.cast.province) == []
    assert "进度走势" not in enter("leader").get(f"/board/{world.cast.province.pk}/").text


def test_trends_take_one_statement(filled):
    node, terms = filled.cast.province, queries.current_terms([filled.version], c.TODAY)
    promised, heads = queries.promises(node, terms, c.TODAY), queries.headlines(node, terms)
    with CaptureQueriesContext(connection) as run:
        trends.trends(node, terms, promised, heads, c.TODAY)
    assert len(run) == 1
    assert trends.trends(node, [filled.term("C3")], promised, [], c.TODAY) == []


def test_after_the_period_the_line_ends_with_its_last_week(filled):
    first, _ = found(filled, filled.cast.province, date(2012, 7, 20))
    assert (first.points[-1].on, first.points[-1].now) == (date(2012, 5, 6), False)
