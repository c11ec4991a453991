"""A matter with a hidden name passes the union of the employer, by itself and by hand, and says so."""

import uuid

import pytest

from tiexin.cases import queries
from tiexin.cases.actions import offering, taking_part
from tiexin.cases.actions.hiding import PASSED, RULE
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, Offer
from tiexin.cases.tests.case_scene import refuse, registered, stage
from tiexin.orgs.models import Kind, Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

FIRST = [each.name for each in catalogue().values() if each.owners and each.owners[0].level == "enterprise"]


@kept.fixture
def cast():
    found = stage()
    found.boss = found.people["enterprise"]
    found.employer.org = found.enterprise  # it has a union of its own
    found.employer.save()
    return found


@pytest.mark.parametrize("kind", FIRST)
def test_with_a_hidden_name_the_unit_above_is_the_first_to_own_it(cast, kind):
    service = catalogue()[kind]
    assert queries.unit_for(service, cast.enterprise) == cast.enterprise
    assert queries.unit_for(service, cast.enterprise, hidden=True) == cast.county
    assert queries.unit_for(service, cast.county, hidden=True) == queries.unit_for(service, cast.county)


@pytest.mark.parametrize("hidden", [True, False])
def test_the_form_offers_it_by_itself_to_nobody_who_must_not_know(cast, client, hidden):
    said = {"key": uuid.uuid4(), "asker": "self", "name": "刘桂英", "people": "1", "title": "拖欠工资"}
    said |= {"channel": "window", "reply_way": "code", "ask_claim": "wages", "employer": cast.employer.pk}
    said |= {"hide_name": "on"} if hidden else {}
    assert c.enter(client, cast.author).post("/cases/new/?kind=dispute", said).status_code == 302
    case = Case.objects.get()
    assert list(Offer.objects.values_list("org", flat=True)) == ([] if hidden else [cast.enterprise.pk])
    step = case.steps.get(event="registered")
    assert (step.text, step.told) == (PASSED if hidden else "", True)
    assert (PASSED in client.get(f"/cases/{case.pk}/").content.decode()) is hidden


@pytest.mark.parametrize(
    "changes", [{"hide_name": False}, {"employer": None}, {"kind": "petition"}], ids=["open", "nowhere", "petition"]
)
def test_nothing_is_said_where_nothing_was_passed(cast, changes):
    kind = changes.get("kind", "dispute")
    more = {name: value for name, value in changes.items() if name != "kind"}
    case = registered(cast, kind, **{"employer": cast.employer, **more})
    assert case.steps.get(event="registered").text == ""


def test_by_hand_it_goes_to_nobody_of_that_union(cast):
    case = registered(cast, employer=cast.employer)
    author, chair = cast.author, c.officer("吕志强", cast.enterprise, "leader", rank=Rank.LEADER)
    asked = {"by": author, "on": c.TODAY}
    unit = offering.NewOffer(cast.enterprise, None, "就近办")
    person = offering.NewOffer(cast.enterprise, cast.boss, "就近办")
    for field, call in (
        ("org", lambda: offering.offer_case(case, unit, **asked)),
        ("org", lambda: offering.offer_case(case, person, **asked)),
        ("org", lambda: offering.assign_case(case, cast.boss, "就近办", **asked)),
        ("officer", lambda: taking_part.add_helper(case, cast.boss, "了解情况", **asked)),
        ("officer", lambda: taking_part.lead_case(case, chair, "包案", **asked)),
    ):
        assert "隐去姓名" in refuse(field, call)
    assert "企业工会" in RULE


def test_without_the_wish_it_goes_there_as_before(cast):
    case = registered(cast, employer=cast.employer, hide_name=False)
    offering.offer_case(case, offering.NewOffer(cast.enterprise, None, "就近办"), by=cast.author, on=c.TODAY)
    assert offering.take_offer(case, by=cast.boss, on=c.TODAY).owner == cast.boss


def test_an_offer_made_before_is_not_taken_any_more(cast):
    case = registered(cast, employer=cast.employer, hide_name=False, offer=cast.enterprise)
    Case.objects.update(hide_name=True)
    assert "隐去姓名" in refuse("officer", lambda: offering.take_offer(case, by=cast.boss, on=c.TODAY))


def test_another_enterprise_s_union_may_help(cast):
    other = c.org("石嘴山煤业工会", "enterprise", cast.county, kind=Kind.ENTERPRISE, region="640104")
    helper = c.officer("韩东升", other, "enterprise")
    case = registered(cast, employer=cast.employer)
    taking_part.add_helper(case, helper, "做过类似的", by=cast.author, on=c.TODAY)
    assert case.parts.filter(officer=helper, role="helper").exists()
