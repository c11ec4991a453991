"""What units return to each other waits for whoever says whose it is, in 待办 and the list, until somebody has it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases import deciding
from tiexin.cases.actions import offering
from tiexin.cases.mine import Asker, unclear
from tiexin.cases.models import Case, Part
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.orgs.models import Post
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept


@kept.fixture
def cast():
    found = stage()
    found.office = found.people["city_office"]  # the county has none of its own
    return found


def returned(cast, times=2, **more):
    """A matter of the county that its units returned so often."""
    case = registered(cast, **more)
    for time in range(times):
        unit = cast.other_county
        taker = c.officer(f"退回{case.pk}-{time}", unit, "officer")
        offering.offer_case(case, offering.NewOffer(unit, None, "归那里"), by=cast.author, on=c.TODAY)
        offering.return_offer(case, "不归我们", by=taker, on=c.TODAY)
    return Case.objects.get(pk=case.pk)


def waiting(officer):
    return [case.pk for case in unclear(Asker(officer, c.TODAY))]


def listed(client, officer):
    rows = c.enter(type(client)(), officer).get("/cases/?whose=unclear").context["pager"].rows
    return [row.pk for row in rows]


def test_it_waits_for_the_nearest_office_and_for_nobody_else(cast, client):
    returned(cast, 1)
    case = returned(cast)
    others = (cast.author, cast.chief, cast.mate, cast.people["office"], cast.people["stranger"])
    assert (waiting(cast.office), [waiting(each) for each in others]) == ([case.pk], [[]] * 5)
    assert (listed(client, cast.office), [listed(client, each) for each in others]) == ([case.pk], [[]] * 5)


def test_an_office_that_is_nearer_decides(cast, client):
    case = returned(cast)
    nearer = c.officer("近办", cast.county, "office")
    assert (waiting(nearer), waiting(cast.office)) == ([case.pk], [])
    Post.objects.filter(officer=nearer).update(until=c.TODAY)
    assert (waiting(nearer), waiting(cast.office)) == ([], [case.pk])


def test_given_to_somebody_it_waits_no_more(cast, client):
    case = returned(cast)
    offering.assign_case(case, cast.mate, "归葛春梅", by=cast.office, on=c.TODAY)
    assert (waiting(cast.office), listed(client, cast.office)) == ([], [])


def test_offered_once_more_it_waits_until_it_is_taken(cast):
    case = returned(cast)
    offering.offer_case(case, offering.NewOffer(cast.city, None, "市里管"), by=cast.author, on=c.TODAY)
    assert waiting(cast.office) == [case.pk]
    offering.take_offer(case, by=cast.office, on=c.TODAY)
    assert waiting(cast.office) == []


@pytest.mark.parametrize("ways", [("accept",), ("withdraw",), ("refuse",)], ids=lambda ways: ways[0])
def test_handled_or_ended_it_waits_no_more(cast, ways):
    moved(returned(cast), *ways, by=cast.author)
    assert waiting(cast.office) == []


def test_returned_again_after_somebody_had_it_it_waits_again(cast):
    case = returned(cast)
    offering.assign_case(case, cast.mate, "归葛春梅", by=cast.office, on=c.TODAY)
    taker = c.officer("又退回", cast.other_county, "officer")
    new = offering.NewOffer(cast.other_county, None, "还是归那里")
    offering.offer_case(Case.objects.get(pk=case.pk), new, by=cast.mate, on=c.TODAY)
    offering.return_offer(case, "不归我们", by=taker, on=c.TODAY)
    assert waiting(cast.office) == [case.pk]


def test_whom_it_is_about_and_who_stepped_back_do_not_decide(cast):
    case = returned(cast)
    Case.objects.filter(pk=case.pk).update(about=cast.office)
    assert waiting(cast.office) == []
    Case.objects.filter(pk=case.pk).update(about=None)
    Part.objects.create(case=case, officer=cast.office, role="recused", since=c.TODAY)
    assert waiting(cast.office) == []


def test_the_list_costs_the_same_however_many_wait(cast, client):
    returned(cast)
    browser, costs = c.enter(client, cast.office), []
    browser.get("/cases/?whose=unclear")
    for more in (0, 3):
        for _ in range(more):
            returned(cast)
        with CaptureQueriesContext(connection) as seen:
            assert len(browser.get("/cases/?whose=unclear").context["pager"].rows) == 1 + more
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL always has statistics")
def test_they_are_found_from_the_steps_that_say_so(cast):
    case = returned(cast)
    sql, given = unclear(Asker(cast.office, c.TODAY)).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", given)
        plan = [row[3] for row in cursor.fetchall()]
    assert any("step_unclear" in line for line in plan), plan
    assert [line for line in plan if line.startswith("SCAN cases_case")] == []
    assert deciding.unclear(Asker(cast.office, c.TODAY)).get() == case
