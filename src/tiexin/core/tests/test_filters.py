"""Filters of a list, read from its address and shown again."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from tiexin.core.filters import FilterForm, choice, day, drawn, words


class Sample(FilterForm):
    q = words("名称")
    kind = choice("类型", {"state": "国有", "private": "非公"})
    sort = choice("排序", {"new": "新的在前"}, ("", "按名称"))
    since = day("从哪天")


def form(rf, asked=""):
    return Sample(rf.get(f"/?{asked}"))


@pytest.mark.parametrize(
    ("asked", "q", "kind", "since", "active"),
    [
        ("", "", "", "", False),
        ("page=2", "", "", "", False),
        ("q=%20厂%20", "厂", "", "", True),
        ("kind=state", "", "state", "", True),
        ("since=2012-04-27", "", "", date(2012, 4, 27), True),
        ("kind=royal&q=a", "a", "", "", True),
        ("since=2012-02-30", "", "", "", False),
    ],
)
def test_values_are_read_and_wrong_ones_filter_nothing(rf, asked, q, kind, since, active):
    asked = form(rf, asked)
    assert (asked.get("q"), asked.get("kind"), asked.get("since"), asked.active) == (q, kind, since, active)


def test_what_could_not_be_read_is_named(rf):
    assert form(rf, "since=x&kind=royal&q=a").unread == ["类型", "从哪天"]
    assert form(rf, "q=a").unread == []


@pytest.mark.parametrize(
    ("since", "read"),
    [("1899-12-31", False), ("1900-01-01", True), ("2199-12-31", True), ("2200-01-01", False), ("0001-01-01", False)],
)
def test_days_from_which_no_week_can_be_counted_filter_nothing(rf, since, read):
    asked = form(rf, f"since={since}")
    assert (asked.get("since") != "", asked.unread) == (read, [] if read else ["从哪天"])


def test_template_shows_what_was_asked(rf):
    asked = form(rf, "q=<b>&kind=private&since=2012-04-27")
    html = render_to_string("tiexin/parts/filters.html", {"filters": asked.filters})
    assert '<option value="private" selected>非公</option>' in html
    assert '<option value="">全部</option>' in html
    assert '<option value="" selected>按名称</option>' in html
    assert 'type="search" name="q" value="&lt;b&gt;"' in html
    assert 'type="date" name="since" value="2012-04-27"' in html
    assert "清除条件" in html
    assert "清除条件" not in render_to_string("tiexin/parts/filters.html", {"filters": form(rf).filters})


def test_what_is_offered_is_written_with_the_one_that_was_chosen():
    offered = (("", "全部"), ("a", "甲"), ("<b>", "<乙>"))
    assert drawn(offered, "a") == (
        '<option value="">全部</option><option value="a" selected>甲</option>'
        '<option value="&lt;b&gt;">&lt;乙&gt;</option>'
    )
    assert drawn(offered, "royal").count("selected") == 0
