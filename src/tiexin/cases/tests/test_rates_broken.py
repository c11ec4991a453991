"""The rates by unit, service and month; every number opens the matters behind it; hotline numbers open their calls."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from tiexin.cases.hotline.models import Call
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.rates.breaking import BY, KINDS, SETS, Tally, behind
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import DAY, moved, registered
from tiexin.core.days import opening
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

SPAN = (c.TODAY - 90 * DAY, c.TODAY)


@pytest.fixture
def cast(db):
    yield scene.stage()
    calendar.forget()


def asking(rf, who, on=c.TODAY):
    request = rf.get("/cases/rates/")
    request.officer, request.today, request.needs = who, on, "cases.see"
    return request


def passed(case, days=5):
    """Its terms ended so many days ago."""
    CaseClock.objects.filter(case=case).update(due=opening(date(2012, 5, 10)) - timedelta(days=days - 1))


def told(row):
    return {cell.rate.name: (cell.rate.count, cell.rate.total, cell.rate.percent) for cell in row.cells}


def test_by_unit_in_the_order_of_places_without_a_rate_over_too_few(cast, rf):
    for heard in (scene.YES, scene.YES, scene.NO, scene.YES, scene.YES):
        scene.called_back(cast, heard)
    passed(registered(cast, by=cast.people["enterprise"], org=cast.enterprise))
    rows = Tally(asking(rf, cast.above), SPAN).rows("unit")
    assert [row.label for row in rows] == [cast.county.name, cast.enterprise.name]
    assert told(rows[0])["解决率"] == (4, 5, 80.0)
    assert told(rows[0])["满意率"] == (4, 5, 80.0)
    few = next(cell.rate for cell in rows[1].cells if cell.rate.name == "按期率")
    assert (few.count, few.percent, few.few) == (0, None, True)


def test_in_time_is_what_the_clocks_say(cast, rf):
    kept_ = moved(registered(cast), "accept", by=cast.author)
    late = registered(cast)
    passed(late)
    CaseClock.objects.filter(case=kept_, rule="contact").update(due=opening(date(2012, 5, 11)))
    CaseClock.objects.filter(case=kept_, rule="mediate").update(due=opening(date(2012, 5, 25)))
    [cell] = [cell for cell in Tally(asking(rf, cast.above), SPAN).cells() if cell.rate.name == "按期率"]
    ended = CaseClock.objects.filter(holder="unit", ended=None, due__lte=opening(date(2012, 5, 11)))
    assert (cell.rate.count, cell.rate.total) == (1, ended.count()) == (1, 3)
    assert Case.objects.get(pk=late.pk).pk in list(
        behind(Case.objects.all(), "in_time_all", SPAN, c.TODAY).values_list("pk", flat=True)
    )


def test_by_service_and_by_month(cast, rf):
    scene.called_back(cast)
    scene.called_back(cast, kind="petition")
    request = asking(rf, cast.above)
    assert [row.label for row in Tally(request, SPAN).rows("kind")] == ["职工信访", "争议调处"]
    months = Tally(request, SPAN).rows("month")
    assert [row.label for row in months] == ["2012年5月"]
    assert told(months[0])["解决率"][:2] == (2, 2)
    assert "since=2012-05-01&until=2012-05-10" in months[0].cells[1].total_link


def test_a_term_that_ends_with_a_month_belongs_to_it(cast, rf):
    case = registered(cast)
    CaseClock.objects.filter(case=case).update(due=opening(date(2012, 5, 1)))
    assert [row.label for row in Tally(asking(rf, cast.above), SPAN).rows("month")] == ["2012年4月"]


def test_every_number_opens_as_many_matters_as_it_says(cast, client):
    for heard in (scene.YES, scene.NO, scene.YES):
        scene.called_back(cast, heard)
    passed(registered(cast))
    browser = c.enter(client, cast.above)
    page = browser.get("/cases/rates/").content.decode()
    links = re.findall(r'href="(/cases/\?[^"]*rate=[^"]+)">(\d+)<', page)
    assert len(links) >= 2 * len(KINDS)
    for address, number in links:
        listed = browser.get(unescape(address)).content.decode()
        numbers = set(re.findall(r'href="/cases/(\d+)/"', listed))
        assert len(numbers) <= int(number) and bool(numbers) is (number != "0"), address


def test_numbers_of_call_backs_are_their_matters(cast, rf):
    rows = [scene.called_back(cast, heard) for heard in (scene.YES, scene.NO)]
    listed = behind(Case.objects.all(), "solved", SPAN, c.TODAY)
    assert list(listed) == [rows[0].case]
    assert set(behind(Case.objects.all(), "solved_all", SPAN, c.TODAY)) == {row.case for row in rows}
    assert not behind(Case.objects.all(), "solved_all", (c.TODAY + DAY, c.TODAY + 2 * DAY), c.TODAY).exists()


def test_a_stranger_sees_no_unit_of_elsewhere(cast, rf):
    scene.called_back(cast)
    for by in BY:
        assert Tally(asking(rf, cast.people["stranger"]), SPAN).rows(by) == []


def test_each_breakdown_costs_the_same_for_one_and_for_many(cast, rf, django_assert_max_num_queries):
    for _ in range(4):
        scene.called_back(cast)
    request = asking(rf, cast.above)
    Tally(request, SPAN).rows("unit")
    with django_assert_max_num_queries(4):
        Tally(request, SPAN).rows("unit")


def test_the_filters_name_both_numbers_of_every_rate():
    assert set(SETS) == {f"{name}{end}" for name in KINDS for end in ("", "_all")}


def test_numbers_of_the_hotline_open_their_calls(cast, client):
    leader = c.enter(client, cast.above)
    page = leader.get("/hotline/rates/").content.decode()
    assert 'href="/hotline/calls/?reach=lead&amp;what=&amp;done=yes&amp;since=' in page
    assert 'href="/hotline/calls/?reach=lead&amp;what=question&amp;since=' in page
    assert leader.get("/hotline/calls/?what=question&done=yes").status_code == 200
    assert leader.get("/hotline/calls/?done=yes").status_code == 200 and not Call.objects.exists()
