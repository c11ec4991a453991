"""复查 goes to the unit above, 复核 one higher; nobody reviews what they handled; after the second there is none."""

from datetime import date

import pytest

from tiexin.cases.actions import offering, taking_part
from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.models import Case, CaseStep, Offer, Part
from tiexin.cases.rates.breaking import judged
from tiexin.cases.tests.case_scene import clocks, counted, moved, refuse, registered, stage
from tiexin.orgs import actions as orgs
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
AFTER = date(2012, 6, 12)  # thirty days after 10 May, and the weekend, are over


@kept.fixture
def cast():
    found = stage()
    found.above, found.top = found.people["city_office"], found.people["office"]
    return found


@pytest.fixture
def asked(cast):
    """Answered by the county, its review asked for by whoever brought it."""
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    return move_own(case, Step("ask_review", "数额不对"), on=c.TODAY)


def claimed(case, who):
    return offering.assign_case(case, who, "", by=who, on=c.TODAY)


def reviewed(cast, asked):
    return moved(claimed(asked, cast.above), "answer_review", by=cast.above)


def label(case):
    return CaseStep.objects.filter(case=case).latest("pk").label


def told(words="等人认领"):
    rows = Message.objects.filter(title__contains=words).order_by("pk")
    return list(rows.values_list("officer", flat=True))


def opened(client, who):
    return c.enter(type(client)(), who)


def test_it_waits_in_the_queue_of_the_unit_above(cast, asked):
    found = Case.objects.get()
    assert (found.state, found.org, found.owner) == ("reviewing", cast.city, None)
    assert label(asked) == "请求复查，由银川市复查"
    assert told() == [cast.above.pk]
    assert clocks(asked)["review"][1:] == (False, False)


def test_whoever_answered_hears_that_a_review_was_asked_for(cast, asked):
    assert told("本人请求复查") == [cast.author.pk]
    assert told("等人认领") == [cast.above.pk]  # above it is heard of once


def test_whoever_handled_it_reads_on_and_can_do_nothing(cast, asked, client):
    assert opened(client, cast.author).get(f"/cases/{asked.pk}/").status_code == 200
    assert list(
        Part.objects.filter(officer=cast.author, until=None).order_by("role").values_list("role", flat=True)
    ) == [
        "first",
        "reader",
    ]
    assert opened(client, cast.author).get(f"/cases/{asked.pk}/step/?to=answer_review").status_code == 404
    assert opened(client, cast.author).post(f"/cases/{asked.pk}/claim/").status_code == 404


def test_the_unit_above_claims_and_decides(cast, asked, client):
    above = opened(client, cast.above)
    assert above.post(f"/cases/{asked.pk}/claim/").status_code == 302
    said = {"move": "answer_review", "text": "维持原处理意见", "result": "upheld"}
    assert above.post(f"/cases/{asked.pk}/step/?to=answer_review", said).status_code == 302
    found = Case.objects.get()
    assert (found.state, found.org, found.owner) == ("reviewed", cast.city, cast.above)


def test_without_an_owner_nobody_decides(cast, asked):
    assert "还没有承办人" in refuse("", lambda: moved(asked, "answer_review", by=cast.above))


@pytest.mark.parametrize("who", ["author", "mate"])
def test_whoever_handled_it_before_does_not_review_it(cast, who):
    case = registered(cast, "petition")
    taking_part.add_helper(case, cast.mate, "查工资表", by=cast.author, on=c.TODAY)
    case = moved(case, "accept", "reply", "ask_review", by=cast.author)
    former = getattr(cast, who)
    orgs.grant_post(former, cast.city, "office", by=None, on=c.TODAY)
    assert "以前办过" in refuse("officer", lambda: claimed(case, former))
    refuse("officer", lambda: offering.assign_case(case, former, "熟悉", by=cast.above, on=c.TODAY))
    case = claimed(case, cast.above)
    assert "以前办过" in refuse("", lambda: moved(case, "answer_review", by=former))


def test_a_leader_who_answered_without_owning_it_does_not_review_it(cast):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    case = moved(case, "reply", "ask_review", by=cast.above)  # the city's own hand in the county's answer
    assert case.org == cast.city
    refuse("officer", lambda: claimed(case, cast.above))
    other = c.officer("高洁", cast.city, "office")
    assert moved(claimed(case, other), "answer_review", by=other).state == "reviewed"


def test_the_leader_in_charge_of_it_leads_it_no_more(cast):
    case = registered(cast, "petition")
    taking_part.lead_case(case, cast.chief, "群众关心", by=cast.chief, on=c.TODAY)
    case = moved(case, "accept", "reply", "ask_review", by=cast.author)
    assert case.lead is None
    assert not Part.objects.filter(case=case, role="lead", until=None).exists()
    refuse("officer", lambda: taking_part.lead_case(case, cast.chief, "再包", by=cast.above, on=c.TODAY))


def test_an_offer_that_waits_ends_with_the_hand_that_made_it(cast):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    offering.offer_case(case, NewOffer(cast.province, None, "由区里看"), by=cast.author, on=c.TODAY)
    move_own(case, Step("ask_review", "数额不对"), on=c.TODAY)
    assert Offer.objects.get().answer == "dropped"


def test_the_second_review_goes_one_higher_and_ends_it(cast, asked):
    case = move_own(reviewed(cast, asked), Step("ask_second", "还是不对"), on=c.TODAY)
    assert (case.state, case.org, case.owner, label(case)) == (
        "second_reviewing",
        cast.province,
        None,
        "请求复核，由自治区总工会复核",
    )
    assert told() == [cast.above.pk, cast.top.pk]
    refuse("officer", lambda: claimed(case, cast.above))
    case = moved(claimed(case, cast.top), "answer_second", by=cast.top)
    assert (case.state, case.closed) == ("second_reviewed", c.TODAY)
    assert counted("case_closed", "qty", "on", "by_org") == [(1, c.TODAY, cast.province.pk)]  # it ended with an answer
    assert counted("case_terms", "qty", "by_org") == [(1, cast.province.pk)]
    assert [(each.pk, each.kept) for each in judged(Case.objects.all())] == [(case.pk, True)]
    for way in ("reopen", "ask_review", "ask_second", "redo"):
        refuse("move", lambda way=way: moved(case, way, by=cast.top))


def test_where_nobody_stands_above_others_of_the_unit_review_it(cast):
    case = registered(cast, "petition", org=cast.province, by=cast.top)
    case = moved(case, "accept", "reply", "ask_review", by=cast.top)
    assert (case.org, case.owner) == (cast.province, None)
    assert label(case) == "请求复查，上面没有人办理，由本单位没有办过的人复查"
    refuse("officer", lambda: claimed(case, cast.top))
    boss = cast.people["leader"]
    assert moved(claimed(case, boss), "answer_review", by=boss).state == "reviewed"


def test_after_a_review_there_is_no_second_first_one(cast, asked):
    case = moved(reviewed(cast, asked), "close", by=cast.above, on=AFTER)
    said = refuse("move", lambda: move_case(case, Step("ask_review", "再查"), by=None, on=AFTER))
    assert said.startswith("这件诉求已经复查过")


def test_while_the_second_review_may_be_asked_for_it_is_not_closed(cast, asked):
    case = reviewed(cast, asked)
    assert "还可以请求复核" in refuse("move", lambda: moved(case, "close", by=cast.above))
    assert moved(case, "close", by=cast.above, on=AFTER).state == "closed"


def test_a_matter_closed_before_its_review_goes_up_as_well(cast):
    case = moved(registered(cast, "petition"), "accept", "reply", "close", by=cast.author)
    case = move_own(case, Step("ask_review", "数额不对"), on=c.TODAY)
    assert (case.state, case.org, case.closed) == ("reviewing", cast.city, None)


def test_under_seal_it_reaches_who_leads_above_and_not_the_unit_it_is_about(cast, client):
    case = registered(cast, "officer_complaint", about=cast.chief, details={})
    case = claimed(case, cast.above)
    case = move_case(case, Step("accept", "受理"), by=cast.above, on=c.TODAY)
    reply = Step("reply", "查无此事", None, {"result": "wrong"})
    case = move_case(case, reply, by=cast.above, on=c.TODAY)
    case = move_own(case, Step("ask_review", "没有查"), on=c.TODAY)
    assert (case.org, case.owner) == (cast.province, None)
    assert opened(client, cast.top).get(f"/cases/{case.pk}/").status_code == 200
    assert opened(client, cast.chief).get(f"/cases/{case.pk}/").status_code == 404


def test_whoever_answered_reads_on_and_takes_no_step_of_the_review(cast, client, asked):
    """What a review finds is written by who reviews: whoever decided first marks no step."""
    author, page = opened(client, cast.author), f"/cases/{asked.pk}/"
    text = author.get(page).content.decode()
    assert "办理过程" in text and f"{page}stage/" not in text
    stage_of = {"stage": asked.service.steps[0].name, "text": "听取了陈述"}
    with c.nothing_written():
        assert author.post(f"{page}stage/", stage_of).status_code == 404
    claimed(asked, cast.above)
    above = opened(client, cast.above)
    assert f"{page}stage/" in above.get(page).content.decode()
    assert above.post(f"{page}stage/", stage_of).status_code == 302
    assert CaseStep.objects.latest("pk").by == cast.above


def test_who_only_helped_before_a_review_adds_nothing_to_it(cast, client):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    mate = c.officer("葛春梅", cast.county, "officer")
    taking_part.add_helper(case, mate, "查工资表", by=cast.author, on=c.TODAY)
    page, helper = f"/cases/{case.pk}/", opened(client, mate)
    assert helper.post(f"{page}note/", {"text": "打过电话"}).status_code == 302
    move_own(moved(case, "reply", by=cast.author), Step("ask_review", "数额不对"), on=c.TODAY)
    assert Part.objects.filter(officer=mate, until=None).values_list("role", flat=True).get() == "reader"
    assert helper.get(page).status_code == 200
    with c.nothing_written():
        assert helper.post(f"{page}note/", {"text": "打过电话"}).status_code == 404
