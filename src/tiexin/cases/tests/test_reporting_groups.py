"""Matters handled together are of one size: the head owes the report for all, what follows it owes no second one."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from tiexin.boards import waiting
from tiexin.cases.actions.linking import unlink_case
from tiexin.cases.models import Case
from tiexin.cases.reporting import rules
from tiexin.cases.reporting.queries import owes_report, serious, unreported
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.cases.tests.test_linking_actions import linked
from tiexin.cases.tests.test_reporting_actions import reported
from tiexin.core.days import moment
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
LATER = moment(c.TODAY) + timedelta(days=1)
OTHER = "suggestion"  # of a service that is reported only when it is urgent
HEAP = "应当向上报告的诉求"


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def of(cast, people, kind="dispute", **more):
    return registered(cast, kind, people=people, asker="group" if people > 1 else "self", **more)


def owing(*cases):
    return [owes_report(case) for case in cases]


def everywhere(cast, client, *cases):
    """By matter whether it is owed: asked alone, by the reminder, on its page, in 待办."""
    hand = c.enter(client, cast.author)
    reminded = unreported(LATER)
    heaps = [heap.matters for heap in waiting.heaps(cast.author, c.TODAY) if heap.title == HEAP]
    listed = [each.url for matters in heaps for each in matters]
    pages = [hand.get(f"/cases/{case.pk}/").context["report_owed"] for case in cases]
    return [
        owing(*cases),
        [case in reminded for case in cases],
        pages,
        [f"/cases/{case.pk}/" in listed for case in cases],
    ]


@pytest.mark.parametrize(
    ("head", "follower", "owed"),
    [
        (6, 6, [True, False]),
        (1, 9, [True, False]),
        (1, 8, [False, False]),
        (6, 12, [True, False]),
        (12, 1, [True, False]),
    ],
)
def test_linked_the_head_owes_for_all_and_once(cast, client, head, follower, owed):
    cases = of(cast, head), of(cast, follower)
    alone = [head >= 10, follower >= 10]
    assert everywhere(cast, client, *cases) == [alone] * 4
    link = linked(*cases, by=cast.author)
    assert everywhere(cast, client, *cases) == [owed] * 4
    unlink_case(link, "不是一回事", by=cast.author, on=c.TODAY)
    assert everywhere(cast, client, *cases) == [alone] * 4


@pytest.mark.parametrize(("first", "again", "owed"), [(6, 6, False), (1, 9, False), (9, 9, False), (9, 10, True)])
def test_the_same_asker_again_is_nobody_more(cast, client, first, again, owed):
    head, one = of(cast, first), of(cast, again)
    linked(head, one, by=cast.author, kind="repeat")
    assert everywhere(cast, client, head, one) == [[owed, False]] * 4


def test_three_together_and_reported_no_more(cast, client):
    head, *rest = (of(cast, people) for people in (4, 3, 3))
    for each in rest:
        linked(head, each, by=cast.author)
    assert everywhere(cast, client, head, *rest) == [[True, False, False]] * 4
    reported(cast, head)
    assert everywhere(cast, client, head, *rest)[1:] == [[False, False, False]] * 3


def test_an_urgent_one_that_follows_owes_its_own_report(cast, client):
    head, one = of(cast, 6), of(cast, 6, urgent=True)
    linked(head, one, by=cast.author)
    assert everywhere(cast, client, head, one) == [[True, True]] * 4


def test_behind_a_head_that_owes_none_a_great_one_owes_its_own(cast, client):
    head, one = of(cast, 1), of(cast, 12)
    Case.objects.filter(pk=head.pk).update(kind=OTHER)
    head.refresh_from_db()
    linked(head, one, by=cast.author)
    assert everywhere(cast, client, head, one) == [[False, True]] * 4


def test_when_the_head_has_ended_what_follows_stands_by_itself(cast, client):
    head, one = of(cast, 6), of(cast, 12)
    linked(head, one, by=cast.author)
    moved(head, "refuse", by=cast.author)
    assert unreported(LATER) == [one]
    assert owes_report(one) is True


@pytest.mark.parametrize("kind", [*rules.numbers().services, OTHER])
@pytest.mark.parametrize("people", [1, 4, 5, 9, 10, 11])
@pytest.mark.parametrize("urgent", [False, True])
def test_alone_the_statement_says_what_the_rule_says(cast, kind, people, urgent):
    case = registered(cast)
    Case.objects.filter(pk=case.pk).update(kind=kind, people=people, urgent=urgent)
    case.refresh_from_db()
    assert serious(Case.objects.all()).exists() is owes_report(case, linked=False)


def test_many_rows_cost_one_statement(cast, django_assert_num_queries):
    for _ in range(4):
        linked(of(cast, 6), of(cast, 6), by=cast.author)
    with django_assert_num_queries(1):
        assert len(unreported(LATER)) == 4
