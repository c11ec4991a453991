"""A crisis handed on by hand: the leaders there hear of it as at once as those of the unit that registered it."""

import pytest

from tiexin.cases.actions import offering
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, Part
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = stage()
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    return found


def told(case):
    rows = Message.objects.filter(channel="app", source=f"case/{case.pk}/crisis", urgent=True)
    return sorted(rows.values_list("officer__name", flat=True))


@pytest.mark.parametrize("kind", ["mass", "self_harm"])
def test_a_crisis_handed_on_tells_the_leaders_there_at_once(cast, client, kind):
    case = registered(
        cast, "crisis", by=cast.clerk, org=cast.province, details={"kind": kind}, title="厂门口聚了人", people=80
    )
    before = told(case)
    assert cast.chief.name not in before
    new = NewOffer(cast.county, None, "在兴庆区")
    offering.offer_case(case, new, by=cast.clerk, on=c.TODAY)
    assert told(case) == sorted([*before, cast.chief.name, cast.people["city_office"].name])
    assert cast.author.name in sorted(
        Message.objects.filter(source__contains="/offer/", urgent=True).values_list("officer__name", flat=True)
    )
    assert c.enter(client, cast.chief).get(f"/cases/{case.pk}/").status_code == 200


def test_a_crisis_given_to_somebody_tells_them_and_their_leaders_at_once(cast):
    case = registered(cast, "crisis", by=cast.clerk, org=cast.province, details={"kind": "mass"}, people=80)
    offering.assign_case(case, cast.author, "您离得近", by=cast.people["leader"], on=c.TODAY)
    assert cast.chief.name in told(case)
    urgent = Message.objects.filter(source__contains="/owner/").values_list("officer__name", "urgent")
    assert list(urgent) == [(cast.author.name, True)]


def test_who_was_told_before_is_not_told_again(cast):
    case = registered(cast, "crisis", details={"kind": "mass"}, people=80)
    before = told(case)
    offering.offer_case(case, NewOffer(cast.city, None, "人多"), by=cast.author, on=c.TODAY)
    assert set(before) <= set(told(case)) and len(told(case)) == len(set(told(case)))


def test_whom_it_is_about_and_who_stepped_back_are_not_told(cast):
    case = registered(cast, "crisis", by=cast.clerk, org=cast.province, details={"kind": "mass"}, people=80)
    Case.objects.filter(pk=case.pk).update(about_org=cast.other_county)
    Part.objects.create(case=case, officer=cast.people["city_office"], role="recused", since=c.TODAY)
    before = told(case)
    offering.offer_case(case, NewOffer(cast.county, None, "在兴庆区"), by=cast.clerk, on=c.TODAY)
    assert told(case) == sorted([*before, cast.chief.name])


def test_a_plain_matter_handed_on_wakes_nobody(cast):
    case = registered(cast)
    offering.offer_case(case, NewOffer(cast.city, None, "属市里管"), by=cast.author, on=c.TODAY)
    assert (told(case), Message.objects.filter(urgent=True).count()) == ([], 0)


def test_only_services_with_words_for_danger_are_a_crisis():
    assert [name for name, service in catalogue().items() if service.script] == ["crisis"]
