"""Who holds a matter: offered, taken, returned, claimed, assigned; leaders, helpers, conflicts of interest."""

import pytest

from tiexin.cases.actions import offering, taking_part
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.models import Case, CaseClock, CaseStep, Offer, Part
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.orgs.actions import appoint_officer
from tiexin.orgs.actions.people import leave_office
from tiexin.orgs.models import Officer, Post
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage()


def offered(cast, case, org=None, officer=None, reason="属市里管", **more):
    new = NewOffer(org or cast.city, officer, reason)
    return offering.offer_case(case, new, by=cast.author, on=c.TODAY, **more)


def taken(cast, case, who="city_office"):
    return offering.take_offer(case, by=cast.people[who], on=c.TODAY)


def test_whoever_offers_stays_responsible_until_it_is_taken(cast):
    case = registered(cast)
    offered(cast, case)
    found = Case.objects.get()
    assert (found.org, found.owner) == (cast.county, cast.author)
    taken(cast, case)
    found = Case.objects.get()
    assert (found.org, found.owner, found.first) == (cast.city, cast.people["city_office"], cast.author)
    left = sorted(Part.objects.filter(case=case, until=None).values_list("officer", "role"))
    assert left == sorted([(cast.author.pk, "first"), (cast.people["city_office"].pk, "owner")])


def test_returned_again_and_again_whoever_decides_there_is_asked_whose_it_is(cast):
    """Unclear ownership goes to the backstop of that level (C136): its office, which may assign it."""
    case, office = registered(cast), c.officer("殷素云", cast.county, "office")
    asked = Message.objects.filter(officer=office, title="一件争议调处几次被退回，请定由谁办")
    for unit, times in ((cast.city, 0), (cast.other_city, 1), (cast.city, 2)):
        offered(cast, case, org=unit)
        taker = cast.people["city_office"] if unit == cast.city else c.officer(f"退回{times}", unit, "officer")
        offering.return_offer(case, "不归我们管", by=taker, on=c.TODAY)
        assert asked.count() == times
    steps = CaseStep.objects.filter(case=case, label="请兜底的人定由谁办").order_by("pk")
    assert [step.text[-3:] for step in steps] == ["第2次", "第3次"]
    assert (Case.objects.get().owner, asked.first().url) == (cast.author, f"/cases/{case.pk}/")
    taken = offering.assign_case(case, cast.mate, "县里谁办我来定", by=office, on=c.TODAY)
    assert (taken.owner, taken.org) == (cast.mate, cast.county)


def test_it_is_offered_to_nobody_who_is_not_of_that_unit(cast):
    """Else a unit would answer for what nobody of it has seen."""
    case = registered(cast)
    with_post = c.officer("殷素云", cast.county, "office")
    refuse("officer", lambda: offered(cast, case, officer=with_post))
    Post.objects.create(officer=with_post, org=cast.city, role="officer", since=c.TODAY)
    assert offered(cast, case, officer=with_post).officer == with_post


def test_returned_with_a_reason_it_stays_where_it_was(cast):
    case = registered(cast)
    offered(cast, case)
    refuse("reason", lambda: offering.return_offer(case, " ", by=cast.people["city_office"], on=c.TODAY))
    offering.return_offer(case, "县里的事县里办", by=cast.people["city_office"], on=c.TODAY)
    assert (Case.objects.get().owner, Offer.objects.get().answer) == (cast.author, "returned")


def test_objecting_to_a_transfer_has_five_working_days(cast):
    case = registered(cast, "petition")
    offered(cast, case)
    assert clocks(case)["return"][0] == c.TODAY + 7 * DAY  # Thursday: 11, 14, 15, 16, 17 May
    taken(cast, case)
    assert clocks(case)["return"][1] is True


@pytest.mark.parametrize("who", ["itself", "owner", "about", "gone", "closed", "accused"])
def test_to_whom_nothing_can_be_offered(cast, who):
    bad = cast.mate
    case = registered(cast, about=bad, about_org=cast.other_county)
    gone = appoint_officer(Officer(name="郝立", org=cast.city, since=c.FOUNDED), by=None, on=c.TODAY)
    leave_office(gone, c.TODAY, by=None, on=c.TODAY)
    gone.refresh_from_db()
    ways = {
        "itself": (cast.county, None, "org"),
        "owner": (cast.county, cast.author, "officer"),
        "about": (cast.county, bad, "officer"),
        "gone": (cast.city, gone, "officer"),
        "closed": (cast.closed, None, "org"),
        "accused": (cast.other_county, None, "org"),
    }
    org, officer, field = ways[who]
    refuse(field, lambda: offered(cast, case, org, officer))


def test_only_one_offer_waits_at_a_time_and_can_be_taken_back(cast):
    case = registered(cast)
    offered(cast, case)
    refuse("", lambda: offered(cast, case, cast.province))
    offering.drop_offer(case, by=cast.author, on=c.TODAY)
    refuse("", lambda: taken(cast, case))
    offered(cast, case, cast.province)
    assert Offer.objects.filter(answer="").count() == 1


def test_while_it_is_offered_nobody_works_on_it(cast):
    case = registered(cast)
    offered(cast, case)
    refuse("", lambda: moved(case, "accept", by=cast.author))


def test_an_offer_to_somebody_is_taken_by_them_alone(cast):
    case = registered(cast)
    offered(cast, case, officer=cast.people["city_office"])
    refuse("", lambda: offering.take_offer(case, by=cast.people["leader"], on=c.TODAY))
    assert taken(cast, case).owner == cast.people["city_office"]


def test_the_catalogue_offers_a_new_matter_to_its_unit(cast):
    case = registered(cast, org=cast.enterprise, by=cast.people["enterprise"], offer=cast.county)
    offer = Offer.objects.get()
    assert (offer.org, case.owner, case.org) == (cast.county, cast.people["enterprise"], cast.enterprise)


def test_a_leader_assigns_and_the_others_part_ends(cast):
    case = registered(cast)
    refuse("reason", lambda: offering.assign_case(case, cast.mate, "", by=cast.chief, on=c.TODAY))
    offering.assign_case(case, cast.mate, "熟悉情况", by=cast.chief, on=c.TODAY)
    assert Case.objects.get().owner == cast.mate
    assert Part.objects.get(case=case, role="owner", until=None).officer == cast.mate


def test_a_conflict_of_interest_puts_it_into_the_queue_for_somebody_else(cast):
    case = registered(cast)
    refuse("", lambda: offering.withdraw_from_case(case, "亲属", by=cast.mate, on=c.TODAY))
    offering.withdraw_from_case(case, "企业负责人是亲属", by=cast.author, on=c.TODAY)
    assert Case.objects.get().owner is None
    refuse("", lambda: moved(case, "accept", by=cast.chief))
    refuse("officer", lambda: offering.assign_case(case, cast.author, "", by=cast.author, on=c.TODAY))
    offering.assign_case(case, cast.mate, "", by=cast.mate, on=c.TODAY)
    assert Case.objects.get().owner == cast.mate


def test_a_leader_takes_charge_and_only_a_leader(cast):
    case = registered(cast, asker="group", people=14)
    refuse("officer", lambda: taking_part.lead_case(case, cast.mate, "集体事项", by=cast.chief, on=c.TODAY))
    taking_part.lead_case(case, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)
    assert (Case.objects.get().lead, Case.objects.get().owner) == (cast.chief, cast.author)
    refuse("officer", lambda: taking_part.lead_case(case, cast.chief, "再来", by=cast.chief, on=c.TODAY))


def test_a_helper_joins_once_and_leaves(cast):
    case = registered(cast)
    taking_part.add_helper(case, cast.mate, "查工资表", by=cast.author, on=c.TODAY)
    refuse("officer", lambda: taking_part.add_helper(case, cast.mate, "再查", by=cast.author, on=c.TODAY))
    refuse("officer", lambda: taking_part.add_helper(case, cast.author, "自己", by=cast.author, on=c.TODAY))
    taking_part.drop_helper(case, cast.mate, by=cast.author, on=c.TODAY)
    refuse("officer", lambda: taking_part.drop_helper(case, cast.mate, by=cast.author, on=c.TODAY))


def test_nothing_is_offered_or_assigned_after_the_end(cast):
    case = moved(registered(cast), "accept", "reply", "close", by=cast.author)
    refuse("", lambda: offered(cast, case))
    refuse("", lambda: offering.assign_case(case, cast.mate, "x", by=cast.chief, on=c.TODAY))
    refuse("", lambda: taking_part.lead_case(case, cast.chief, "x", by=cast.chief, on=c.TODAY))
    left = CaseClock.objects.filter(met=None, ended=None, holder="unit")
    assert [clock.rule for clock in left] == ["call_back"]
