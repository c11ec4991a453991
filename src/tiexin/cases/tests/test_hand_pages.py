"""Pages of who holds a matter: each button does what it says, what is refused says why, nothing is half done."""

import pytest
from django.core.cache import cache

from tiexin.cases.actions import offering
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.models import Case, CaseClock, CaseStep, Offer, Part
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return registered(cast, employer=cast.employer)


@pytest.fixture
def hand(cast, client):
    return c.enter(client, cast.author)


def another(client, who):
    return c.enter(type(client)(), who)


def offered(cast, case, org=None, officer=None):
    return offering.offer_case(case, NewOffer(org or cast.city, officer, "属市里管"), by=cast.author, on=c.TODAY)


def test_an_offer_is_returned_with_a_reason_on_its_page(cast, case, client):
    offered(cast, case)
    other = another(client, cast.people["city_office"])
    page = f"/cases/{case.pk}/return/"
    with c.nothing_written():
        assert other.post(page, {"reason": ""}).status_code == 422
    assert other.post(page, {"reason": "县里的事县里办"}).status_code == 302
    assert Offer.objects.get().answer_reason == "县里的事县里办"


def test_whoever_offered_takes_it_back(cast, case, hand):
    offered(cast, case)
    assert "等对方收下" in hand.get(f"/cases/{case.pk}/").content.decode()
    assert hand.post(f"/cases/{case.pk}/drop/").status_code == 302
    with c.nothing_written():
        assert hand.post(f"/cases/{case.pk}/drop/").status_code == 422


def test_an_offer_to_oneself_is_said_to_be_one(cast, case, hand):
    with c.nothing_written():
        answer = hand.post(f"/cases/{case.pk}/offer/", {"org": cast.county.pk, "reason": "自己"})
    assert (answer.status_code, "已经在这个单位" in answer.content.decode()) == (422, True)
    with c.nothing_written():
        said = {"org": cast.county.pk, "officer": cast.author.pk, "reason": "自己"}
        answer = hand.post(f"/cases/{case.pk}/offer/", said)
    assert (answer.status_code, "承办人、您自己和应当回避的人不能选" in answer.content.decode()) == (422, True)


def test_a_closed_unit_and_one_that_there_is_not_cannot_be_picked(cast, case, hand):
    for org in (cast.closed.pk, 999_999, "x", "9" * 30):
        with c.nothing_written():
            assert hand.post(f"/cases/{case.pk}/offer/", {"org": org, "reason": "转"}).status_code == 422


def test_nobody_takes_what_was_not_offered_to_them(cast, case, client):
    offered(cast, case)
    for who in (cast.mate, cast.people["stranger"], cast.people["enterprise"]):
        with c.nothing_written():
            assert another(client, who).post(f"/cases/{case.pk}/take/").status_code == 404


def test_a_matter_of_the_queue_is_claimed_by_one_of_the_unit(cast, case, client):
    offering.withdraw_from_case(case, "亲属", by=cast.author, on=c.TODAY)
    mate = another(client, cast.mate)
    assert "等人认领" in mate.get("/cases/?whose=queue").content.decode()
    assert mate.post(f"/cases/{case.pk}/claim/").status_code == 302
    assert Case.objects.get().owner == cast.mate
    with c.nothing_written():
        assert mate.post(f"/cases/{case.pk}/claim/").status_code == 404


def test_who_has_a_conflict_of_interest_steps_back_by_one_form(cast, case, hand):
    with c.nothing_written():
        assert hand.post(f"/cases/{case.pk}/recuse/", {"reason": ""}).status_code == 422
    assert hand.post(f"/cases/{case.pk}/recuse/", {"reason": "企业负责人是亲属"}).status_code == 302
    assert Case.objects.get().owner is None
    assert Part.objects.get(role="owner").reason == "企业负责人是亲属"


def test_somebody_is_asked_to_help_and_then_sees_it(cast, case, hand, client):
    said = {"officer": cast.mate.pk, "reason": "查工资表"}
    assert hand.post(f"/cases/{case.pk}/helper/", said).status_code == 302
    with c.nothing_written():
        assert hand.post(f"/cases/{case.pk}/helper/", said).status_code == 422
    mate = another(client, cast.mate)
    assert mate.get("/cases/?whose=part").content.decode().count(case.title) == 1
    assert mate.post(f"/cases/{case.pk}/note/", {"text": "核对了工资表"}).status_code == 302
    assert mate.get(f"/cases/{case.pk}/step/").status_code == 404


def test_how_difficult_it_is_stands_in_its_way(cast, case, hand):
    said = {"cls": "complex", "reason": "涉及多个工地"}
    assert hand.post(f"/cases/{case.pk}/class/", said).status_code == 302
    step = CaseStep.objects.latest("pk")
    assert (step.label, step.told) == ("定为疑难复杂", True)
    with c.nothing_written():
        assert hand.post(f"/cases/{case.pk}/class/", said).status_code == 422


def test_a_stopped_clock_goes_on_by_its_button(cast, hand, client):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    clock = CaseClock.objects.get(rule="conclude")
    chief = another(client, cast.chief)
    said = {"reason": "hearing", "text": "下周听证"}
    assert chief.post(f"/cases/clocks/{clock.pk}/stop/", said).status_code == 302
    assert "恢复计算" in hand.get(f"/cases/{case.pk}/").content.decode()
    assert hand.post(f"/cases/clocks/{clock.pk}/resume/").status_code == 302
    with c.nothing_written():
        assert hand.post(f"/cases/clocks/{clock.pk}/resume/").status_code == 422


def test_a_clock_of_another_s_matter_is_not_there(cast, case, client):
    clock = CaseClock.objects.filter(case=case).first()
    other = another(client, cast.people["stranger"])
    for deed in ("stop", "extend"):
        assert other.get(f"/cases/clocks/{clock.pk}/{deed}/").status_code == 404
    with c.nothing_written():
        assert other.post(f"/cases/clocks/{clock.pk}/resume/").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?whose=mine", True),
        ("?whose=led", False),
        ("?whose=offered", False),
        ("?kind=dispute", True),
        ("?kind=petition", False),
        ("?channel=window", True),
        ("?channel=hotline", False),
        ("?when=late", False),
        ("?when=week", True),
        ("?unit=兴庆", True),
        ("?unit=石嘴山", False),
        ("?q=工资", True),
        ("?q=凤凰机械", True),
        ("?q=没有这件", False),
        ("?state=all", True),
        ("?state=closed", False),
        ("?state=moon", True),
    ],
)
def test_each_filter_of_the_list_narrows_it(cast, case, hand, query, shown):
    assert (case.title in hand.get(f"/cases/{query}").content.decode()) is shown


def test_picks_answer_with_those_who_may_be_named(cast, case, hand, client):
    found = hand.get(f"/cases/{case.pk}/offer/officers/?name=officer&q=葛春梅").content.decode()
    assert "葛春梅" in found
    assert "银川" in hand.get(f"/cases/{case.pk}/offer/units/?name=org&q=银川").content.decode()
    assert "大武口" not in hand.get(f"/cases/{case.pk}/offer/units/?name=org&q=大武口").content.decode()
    chief = another(client, cast.chief)
    found = chief.get(f"/cases/{case.pk}/offer/leaders/?name=officer&q=").content.decode()
    assert ("丁文博" in found, "葛春梅" in found) == (True, False)


@pytest.mark.parametrize(("rule", "deed"), [("contact", "stop"), ("contact", "extend"), ("mediate", "extend")])
def test_a_clock_that_the_law_neither_stops_nor_lengthens_has_no_such_page(cast, case, client, rule, deed):
    chief = another(client, cast.chief)
    clock = CaseClock.objects.get(case=case, rule=rule)
    assert chief.get(f"/cases/clocks/{clock.pk}/{deed}/").status_code == 404
    with c.nothing_written():
        assert chief.post(f"/cases/clocks/{clock.pk}/{deed}/", {"amount": "5", "text": "难"}).status_code == 404


def test_who_helps_no_longer_is_chosen_on_its_own_page(cast, case, hand, client):
    page = f"/cases/{case.pk}/helper/drop/"
    assert page not in hand.get(f"/cases/{case.pk}/").content.decode()
    add_helper(case, cast.mate, "查工资表", by=cast.author, on=c.TODAY)
    assert page in hand.get(f"/cases/{case.pk}/").content.decode()
    assert cast.mate.name in hand.get(page).content.decode()
    with c.nothing_written():
        for wrong in ({}, {"helper": cast.author.pk}, {"helper": "x"}):
            assert hand.post(page, wrong).status_code == 422
        assert another(client, cast.mate).post(page, {"helper": cast.mate.pk}).status_code == 404
    assert hand.post(page, {"helper": cast.mate.pk}).status_code == 302
    assert not case.parts.filter(role="helper", until=None).exists()
    assert case.steps.latest("pk").label == f"{cast.mate}不再协办"
