"""Who is reminded of a matter that nobody owns or that was offered; who steps back, and who hears of it."""

from datetime import date, timedelta

import pytest

from tiexin.cases.actions import offering, taking_part, telling
from tiexin.cases.actions.hearers import Hearers
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.models import Case, CaseStep, Part
from tiexin.cases.queries import handlers
from tiexin.cases.tests.case_scene import refuse, registered, stage
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
NEAR_DAY, LATE_DAY = date(2012, 5, 13), date(2012, 5, 16)  # of a dispute brought on the tenth: due on the fifteenth


@kept.fixture
def cast():
    found = stage()
    found.boss = c.officer("费广平", found.city, "leader", rank=Rank.LEADER, title="主席")
    return found


def free(case):
    """The matter as one that came without anybody: nobody owns it."""
    Case.objects.filter(pk=case.pk).update(owner=None)
    Part.objects.filter(case=case, role="owner").delete()
    case.refresh_from_db()
    return case


def told(kind="reminder"):
    rows = Message.objects.filter(kind=kind).select_related("officer").order_by("pk")
    return sorted(message.officer.name for message in rows)


def names(officers):
    return sorted(each.name for each in officers)


def queue(cast):
    """Those at the county who handle matters."""
    return names(handlers(cast.county, c.TODAY, "cases.handle"))


def test_who_handles_matters_at_the_unit_makes_its_queue(cast):
    case = free(registered(cast))
    assert {"李秀兰", "葛春梅"} <= set(queue(cast))
    assert names(Hearers([case], c.TODAY).queue(case)) == queue(cast)


def test_where_nobody_handles_matters_those_above_do(cast):
    case = free(registered(cast))
    Case.objects.filter(pk=case.pk).update(org=cast.enterprise)
    case = Case.objects.select_related("org").get(pk=case.pk)
    found = Hearers([case], c.TODAY).queue(case)
    above = [handlers(unit, c.TODAY, "cases.handle") for unit in (cast.enterprise, cast.county)]
    assert found == next(filter(None, above))


def test_a_sealed_one_without_an_owner_is_for_who_leads(cast):
    case = free(registered(cast, "counselling", details={}))
    assert names(Hearers([case], c.TODAY).queue(case)) == names(handlers(cast.county, c.TODAY, "cases.lead"))


def test_before_its_end_the_queue_hears_and_afterwards_whoever_decides_there_too(cast):
    free(registered(cast))
    telling.climb(NEAR_DAY)
    assert told() == queue(cast)
    telling.climb(LATE_DAY)
    office = Hearers([], c.TODAY).backstop(cast.county)
    late = Message.objects.filter(source__endswith="/late").select_related("officer")
    assert names(message.officer for message in late) == sorted({*queue(cast), office.name})


def test_whom_it_is_about_and_their_unit_hear_nothing(cast):
    case = free(registered(cast))
    Case.objects.filter(pk=case.pk).update(about=cast.mate)
    telling.climb(NEAR_DAY)
    assert told() == [name for name in queue(cast) if name != cast.mate.name]
    other = free(registered(cast))
    Case.objects.filter(pk=other.pk).update(about_org=cast.county)
    Message.objects.all().delete()
    telling.climb(NEAR_DAY)
    here = Message.objects.filter(source__startswith=f"case/{other.pk}/").select_related("officer")
    assert [message.officer.name for message in here if message.officer.org_id == cast.county.pk] == []


@pytest.mark.parametrize("person", [True, False])
def test_an_offer_that_waits_reminds_both_sides(cast, person):
    case = registered(cast)
    whom = cast.boss if person else None
    offering.offer_case(case, NewOffer(cast.city, whom, "属市里管"), by=cast.author, on=c.TODAY)
    telling.climb(NEAR_DAY)
    receiver = cast.boss if person else cast.people["city_office"]
    assert told() == sorted([cast.author.name, receiver.name])
    offering.take_offer(case, by=receiver, on=c.TODAY)
    telling.climb(NEAR_DAY + timedelta(days=1))
    assert len(told()) == 2


def test_reminding_costs_the_same_for_many_of_a_unit(cast, django_assert_max_num_queries):
    for _ in range(6):
        free(registered(cast))
    batch = list(Case.objects.select_related("org", "owner"))
    with django_assert_max_num_queries(12):
        hearers = Hearers(batch, c.TODAY)
        found = [hearers.first(case, True) for case in batch]
    assert len({tuple(names(each)) for each in found}) == 1


# ── stepping back ───────────────────────────────────────────────────────────────────────────────────────


def test_the_queue_hears_when_its_owner_steps_back_and_the_owner_takes_it_no_more(cast, client):
    case = registered(cast)
    offering.withdraw_from_case(case, "是我亲戚", by=cast.author, on=c.TODAY)
    office = Hearers([], c.TODAY).backstop(cast.county)
    assert told("task") == sorted({*queue(cast), office.name} - {cast.author.name})
    hand = c.enter(client, cast.author)
    page = hand.get(f"/cases/{case.pk}/")
    assert (page.status_code, "认领，由我承办" in page.content.decode()) == (404, False)
    with c.nothing_written():
        assert hand.post(f"/cases/{case.pk}/claim/").status_code == 404
    assert [row.pk for row in hand.get("/cases/?whose=queue").context["pager"].rows] == []
    mate = c.enter(type(client)(), cast.mate)
    assert "认领，由我承办" in mate.get(f"/cases/{case.pk}/").content.decode()
    assert mate.post(f"/cases/{case.pk}/claim/").status_code == 302


def test_a_helper_steps_back_on_the_page_and_the_owner_stays(cast, client):
    case = registered(cast)
    taking_part.add_helper(case, cast.mate, "查工资表", by=cast.author, on=c.TODAY)
    hand = c.enter(client, cast.mate)
    assert "我应当回避" in hand.get(f"/cases/{case.pk}/").content.decode()
    with c.nothing_written():
        assert hand.post(f"/cases/{case.pk}/recuse/", {"reason": " "}).status_code == 422
    assert hand.post(f"/cases/{case.pk}/recuse/", {"reason": "厂长是我舅舅"}).status_code == 302
    case.refresh_from_db()
    assert (case.owner, told("task")) == (cast.author, [])
    part = Part.objects.get(case=case, officer=cast.mate, role="helper")
    assert (part.until, part.reason) == (c.TODAY, "厂长是我舅舅")
    assert CaseStep.objects.latest("pk").label == "协办人回避"
    refuse("officer", lambda: taking_part.add_helper(case, cast.mate, "再来", by=cast.author, on=c.TODAY))
    refuse("officer", lambda: offering.assign_case(case, cast.mate, "再来", by=cast.chief, on=c.TODAY))


def test_a_leader_in_charge_steps_back_and_another_has_to_be_named(cast):
    case = taking_part.lead_case(registered(cast), cast.chief, "集体", by=cast.author, on=c.TODAY)
    offering.withdraw_from_case(case, "与企业有往来", by=cast.chief, on=c.TODAY)
    case.refresh_from_db()
    office = Hearers([], c.TODAY).backstop(cast.county)
    assert (case.lead, case.owner, told("task")) == (None, cast.author, sorted({cast.author.name, office.name}))
    assert CaseStep.objects.latest("pk").label == "包案领导回避"
    refuse("officer", lambda: taking_part.lead_case(case, cast.chief, "再来", by=cast.author, on=c.TODAY))


def test_who_owns_and_leads_steps_back_from_both(cast):
    case = registered(cast, by=cast.chief)
    case = taking_part.lead_case(case, cast.chief, "集体", by=cast.chief, on=c.TODAY)
    offering.withdraw_from_case(case, "亲属", by=cast.chief, on=c.TODAY)
    case.refresh_from_db()
    assert (case.lead, case.owner, CaseStep.objects.latest("pk").label) == (None, None, "承办人、包案领导回避")


@pytest.mark.parametrize("who", ["mate", "chief"])
def test_who_holds_nothing_of_it_has_nothing_to_step_back_from(cast, client, who):
    case, whom = registered(cast), getattr(cast, who)
    refuse("", lambda: offering.withdraw_from_case(case, "亲属", by=whom, on=c.TODAY))
    with c.nothing_written():
        assert c.enter(client, whom).post(f"/cases/{case.pk}/recuse/", {"reason": "亲属"}).status_code == 404


def test_who_once_did_something_else_there_until_it_ended_is_reminded_of_what_they_own(cast):
    """An agency that lapsed, a help that was over: neither is stepping back."""
    case = registered(cast)
    Part.objects.create(case=case, officer=case.owner, role="agent", since=c.TODAY, until=c.TODAY, reason="委托到期")
    assert names(Hearers([case], c.TODAY).first(case, False)) == [case.owner.name]
    Part.objects.create(case=case, officer=case.owner, role="recused", since=c.TODAY)
    assert names(Hearers([case], c.TODAY).first(case, False)) == []
