from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tiexin.core.pages import changed_query, page_of
from tiexin.orgs.models import Org


def ask(query=""):
    return RequestFactory().get(f"/list/{query}")


def shape(pager):
    return [step.number for step in pager.steps]


class Counting(QuerySet):
    """A query set over plain numbers that notes what would have gone to the database."""

    def __init__(self, rows, asked):
        super().__init__()
        self.numbers, self.asked = rows, asked

    def __getitem__(self, part):
        return Counting(self.numbers[part], self.asked)

    def __iter__(self):
        self.asked.append("rows")
        return iter(self.numbers)

    def __len__(self):
        return len(self.numbers)

    def values(self, *names):
        return self

    def order_by(self, *names):
        return self

    def count(self):
        self.asked.append("count")
        return len(self.numbers)


def test_first_page_of_a_short_list_has_nowhere_to_go():
    pager = page_of(list(range(3)), ask())
    assert (pager.rows, pager.first, pager.last, pager.total_text, pager.several) == (
        [0, 1, 2],
        1,
        3,
        "3",
        False,
    )


def test_empty_list_counts_from_zero():
    pager = page_of([], ask())
    assert (pager.rows, pager.first, pager.last, pager.total, pager.steps) == ([], 0, 0, 0, [])


def test_middle_page_keeps_the_filter_in_both_directions():
    pager = page_of(list(range(60)), ask("?q=工&page=2"))
    assert pager.rows == list(range(25, 50))
    assert (pager.previous_url, pager.next_url) == ("?q=%E5%B7%A5", "?q=%E5%B7%A5&page=3")
    assert [(step.number, step.current) for step in pager.steps] == [(1, False), (2, True), (3, False)]


def test_last_page_has_no_next():
    pager = page_of(list(range(60)), ask("?page=3"))
    assert (pager.rows, pager.next_url, pager.last) == (list(range(50, 60)), "", 60)


def test_full_last_page_has_no_next():
    assert page_of(list(range(50)), ask("?page=2")).next_url == ""


@pytest.mark.parametrize("text", ["0", "-1", "abc", "", "4", "²", "٣", "9999999", "999999"])
def test_bad_page_number_is_the_first_page(text):
    pager = page_of(list(range(60)), ask(f"?page={text}"))
    assert (pager.number, pager.rows) == (1, list(range(25)))


def test_numbers_between_are_left_out():
    assert shape(page_of(list(range(500)), ask("?page=9"))) == [1, None, 8, 9, 10, None, 20]


def test_long_list_is_not_counted_to_its_end():
    pager = page_of(list(range(5000)), ask())
    assert (pager.total, pager.total_text, pager.capped) == (1000, "1,000+", True)
    assert shape(pager) == [1, 2, None, 40, None]


def test_exactly_the_limit_is_counted():
    pager = page_of(list(range(1000)), ask())
    assert (pager.total_text, pager.capped) == ("1,000", False)


def test_pages_beyond_the_counted_rows_can_be_reached():
    pager = page_of(list(range(1030)), ask("?page=42"))
    assert (pager.rows, pager.first, pager.last, pager.next_url) == (list(range(1025, 1030)), 1026, 1030, "")


@pytest.mark.parametrize(
    ("length", "query", "asked"),
    [
        (60, "", ["count", "rows"]),
        (60, "?page=2", ["count", "rows"]),
        (60, "?page=99", ["rows", "rows"]),
        (0, "", ["count"]),
        (5000, "?page=80", ["rows"]),
    ],
)
def test_at_most_two_queries(length, query, asked):
    seen = []
    page_of(Counting(list(range(length)), seen), ask(query))
    assert seen == asked


def test_count_stops_one_past_the_limit():
    seen = SimpleNamespace(lengths=[])

    class Watching(Counting):
        def __getitem__(self, part):
            cut = Watching(self.numbers[part], self.asked)
            seen.lengths.append(len(cut.numbers))
            return cut

    page_of(Watching(list(range(5000)), []), ask())
    assert seen.lengths == [1001, 26]


@pytest.mark.django_db
def test_it_counts_in_no_order_and_shows_in_the_order_of_the_list():
    with CaptureQueriesContext(connection) as asked:
        pager = page_of(Org.objects.order_by("name", "-pk"), ask())
    counted, shown = [each["sql"] for each in asked] if pager.rows else [asked[0]["sql"], "ORDER BY"]
    assert ("ORDER BY" in counted, "LIMIT 1001" in counted, "ORDER BY" in shown) == (False, True, True)


def test_changed_query_sets_replaces_and_takes_away():
    request = ask("?a=1&b=2&b=3&page=4")
    assert changed_query(request, a=9, b=None, page="") == "?a=9"
    assert changed_query(request, page=None, kind=["x", "y"]) == "?a=1&b=2&b=3&kind=x&kind=y"
    assert request.GET.urlencode() == "a=1&b=2&b=3&page=4"
