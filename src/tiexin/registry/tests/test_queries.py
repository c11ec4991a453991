"""Marks in force, and the employers that match, against a plain reading."""

from datetime import date, timedelta

import pytest

from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry import queries
from tiexin.registry.models import Employer, EmployerTag, Worker

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2012, 1, 10), date(2012, 2, 10)


@kept.fixture
def cast():
    cast = c.units()
    cast.employer = c.employer(cast.county, "宁夏凤凰机械有限公司")
    return cast


@pytest.mark.parametrize("until", [None, LAST])
@pytest.mark.parametrize("away", [-40, -1, 0, 1, 30, 31, 32, 400])
def test_query_and_row_agree_about_the_days_of_a_mark(cast, until, away):
    mark = EmployerTag.objects.create(employer=cast.employer, tag="halted", since=FIRST, until=until, reason="停产")
    day = FIRST + timedelta(away)
    holds = day >= FIRST and (until is None or day < until)
    assert mark.holds_on(day) == holds
    assert queries.in_force(day).filter(pk=mark.pk).exists() == holds
    shown = queries.with_marks(Employer.objects.all(), day).get()
    assert [each.pk for each in shown.marks] == ([mark.pk] if holds else [])


def test_mark_set_again_after_a_pause_is_shown_once(cast):
    for since, until in ((FIRST, LAST), (LAST, None)):
        EmployerTag.objects.create(employer=cast.employer, tag="halted", since=since, until=until, reason="停产")
    found = queries.found(Employer.objects.all(), {"tag": "halted"}, LAST)
    assert [(row.pk, len(row.marks)) for row in found] == [(cast.employer.pk, 1)]


def test_unit_and_marks_cost_two_queries_for_any_number(cast, django_assert_num_queries):
    for number in range(4):
        c.employer(cast.city, f"厂{number}", "halted", "taxi")
    with django_assert_num_queries(2):
        rows = list(queries.found(Employer.objects.all(), {}, c.TODAY))
        assert sum(len(row.marks) for row in rows) == 8
        assert {row.org.name for row in rows} == {"兴庆区总工会", "银川市总工会"}


@pytest.mark.parametrize("text", ["", "凤凰", "机械有限", "CODE"])
def test_words_are_looked_for_in_name_and_code(cast, text):
    c.employer(cast.city, "别的厂")
    text = cast.employer.credit_code[8:] if text == "CODE" else text
    found = queries.matching(Employer.objects.all(), text)
    assert cast.employer in found
    assert found.count() == (1 if text else 2)


def test_largest_first_puts_the_unknown_last(cast):
    for name, headcount in (("大厂", 900), ("小厂", 9), ("不知道", None)):
        c.employer(cast.city, name, headcount=headcount)
    found = queries.found(Employer.objects.all(), {"sort": "most"}, c.TODAY)
    assert [row.name for row in found] == ["大厂", "宁夏凤凰机械有限公司", "小厂", "不知道"]


def test_rows_say_their_names(cast):
    mark = EmployerTag.objects.create(employer=cast.employer, tag="halted", since=FIRST, reason="停产")
    assert (str(cast.employer), str(Worker(name="刘桂英"))) == ("宁夏凤凰机械有限公司", "刘桂英")
    assert str(mark) == f"{cast.employer.pk} halted"


class Asks:
    """Whoever asks, with posts at units."""

    def __init__(self, *posts):
        self._posts = list(posts)


def test_an_employer_is_near_where_a_post_reaches_it(cast, django_assert_num_queries):
    firm, far = cast.employer, c.employer(cast.other_county, "石嘴山远处有限公司")
    here, above = Asks((cast.county.pk, "officer")), Asks((cast.province.pk, "leader"))
    both = Asks((cast.county.pk, "officer"), (cast.other_county.pk, "officer"))
    near = [
        [getattr(queries.employer_near(who, "registry.see", each.pk), "pk", None) for each in (firm, far)]
        for who in (here, above, both, Asks())
    ]
    assert near == [[firm.pk, None], [firm.pk, far.pk], [firm.pk, far.pk], [None, None]]
    with django_assert_num_queries(1):
        assert queries.employer_near(here, "registry.see", firm.pk).org == cast.county  # its unit comes along
    assert queries.employer_near(here, "registry.see", 10**17) is None
    assert queries.employer_near(Asks((cast.county.pk, "nobody")), "registry.see", firm.pk) is None


def test_near_is_what_the_list_of_the_reach_holds(cast):
    c.employer(cast.other_county, "石嘴山远处有限公司")
    for node in (cast.county, cast.other_county, cast.city, cast.province):
        listed = set(Employer.objects.within([node.pk]).values_list("pk", flat=True))
        who = Asks((node.pk, "officer"))
        every = Employer.objects.values_list("pk", flat=True)
        assert {pk for pk in every if queries.employer_near(who, "registry.see", pk)} == listed
