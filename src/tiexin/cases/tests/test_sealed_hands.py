"""A sealed matter whose owner is away is given to somebody else by who leads there, who reads nothing of it."""

from datetime import date

import pytest

from tiexin.cases import leaving
from tiexin.cases.actions import offering, taking_part
from tiexin.cases.clocks import day_of
from tiexin.cases.models import WITHHELD, Case, CaseClock, Part
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.core.days import naive
from tiexin.orgs import calendar, orphans
from tiexin.orgs.actions.people import leave_office
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c

NAME, TITLE, WORDS = "刘桂英", "整夜失眠", "想找人说说"


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return registered(cast, "counselling", title=TITLE, text=WORDS, employer=cast.employer)


def entered(client, who):
    return c.enter(type(client)(), who)


def test_who_leads_sees_that_it_is_there_and_nothing_that_was_said(cast, case, client):
    moved(case, "accept", by=cast.author)
    chief = entered(client, cast.chief)
    page = chief.get(f"/cases/{case.pk}/").content.decode()
    assert WITHHELD in page and "心理咨询" in page and "指派" in page
    for said in (NAME, TITLE, WORDS, "accept的情况", cast.employer.name, "领导包案</a>", "记下跟职工的联系"):
        assert said not in page
    listed = chief.get("/cases/").content.decode()
    assert f"/cases/{case.pk}/" in listed and cast.employer.name not in listed
    for name in ("step", "slip", "note", "offer", "helper", "lead", "letters", "papers/new"):
        assert chief.get(f"/cases/{case.pk}/{name}/").status_code == 404


def test_neither_who_leads_above_nor_a_mate_sees_an_owned_one(cast, case, client):
    for who in (cast.people["city_office"], cast.people["leader"], cast.mate):
        assert entered(client, who).get(f"/cases/{case.pk}/").status_code == 404
        assert f"/cases/{case.pk}/" not in entered(client, who).get("/cases/").content.decode()


def test_who_leads_gives_it_to_somebody_who_then_reads_it(cast, case, client):
    chief = entered(client, cast.chief)
    found = chief.get(f"/cases/{case.pk}/offer/officers/?name=officer&q={cast.mate.name}")
    assert cast.mate.name in found.content.decode()
    said = {"officer": cast.mate.pk, "reason": "承办人病假"}
    assert chief.post(f"/cases/{case.pk}/assign/", said).status_code == 302
    case.refresh_from_db()
    assert (case.owner, case.org) == (cast.mate, cast.county)
    assert WORDS in entered(client, cast.mate).get(f"/cases/{case.pk}/").content.decode()
    assert WORDS not in chief.get(f"/cases/{case.pk}/").content.decode()


def test_who_leads_stops_and_lengthens_its_clocks_and_reopens_it(cast, case, client):
    moved(case, "accept", "begin", by=cast.author)
    clock, chief = CaseClock.objects.get(rule="conclude"), entered(client, cast.chief)
    assert chief.post(f"/cases/clocks/{clock.pk}/extend/", {"amount": "9", "text": "再谈几次"}).status_code == 302
    assert chief.post(f"/cases/clocks/{clock.pk}/stop/", {"reason": "pause", "text": "停一停"}).status_code == 302
    clock.refresh_from_db()
    latest = date(2012, 9, 17)  # 30 days, 9 more, at most 90 of standing still end on a Sunday
    assert (clock.extended, clock.extra, day_of(naive(clock.due))) == (1, 9, latest)
    moved(case, "withdraw", by=cast.author)
    said = {"move": "reopen", "text": "本人又来了"}
    assert chief.post(f"/cases/{case.pk}/step/", {"move": "accept", "text": "x"}).status_code == 422
    assert chief.post(f"/cases/{case.pk}/step/", said).status_code == 302
    assert Case.objects.get().state == "accepted"


def test_where_the_rule_asks_no_leader_the_owner_lengthens_it(cast, case, client):
    moved(case, "accept", "begin", by=cast.author)
    clock, mine = CaseClock.objects.get(rule="conclude"), entered(client, cast.author)
    assert f"/cases/clocks/{clock.pk}/extend/" in mine.get(f"/cases/{case.pk}/").content.decode()
    assert mine.get(f"/cases/clocks/{clock.pk}/stop/").status_code == 404
    assert mine.post(f"/cases/clocks/{clock.pk}/extend/", {"amount": "5", "text": "还没有谈完"}).status_code == 302
    clock.refresh_from_db()
    assert (clock.extended, clock.extra) == (1, 5)


def test_the_leader_of_a_crisis_who_was_told_of_it_gives_it_to_somebody(cast, client):
    said = {"title": "有人要跳楼", "asker": "anonymous", "name": "", "phone": ""}
    case = registered(cast, "crisis", details={"kind": "self_harm", "danger": True}, **said)
    chief = entered(client, cast.chief)
    assert f"/cases/{case.pk}/assign/" in chief.get(f"/cases/{case.pk}/").content.decode()
    said = {"officer": cast.mate.pk, "reason": "离得近"}
    assert chief.post(f"/cases/{case.pk}/assign/", said).status_code == 302
    assert Case.objects.get().owner == cast.mate


# ── leaving ─────────────────────────────────────────────────────────────────────────────────────────────


def held(who):
    return {str(each) for each in orphans.orphans_of(who, c.TODAY) if each.held.kind == "case"}


def test_a_leaver_s_parts_in_open_matters_wait_for_a_successor_without_a_title(cast, case):
    other = registered(cast, title="别的事")
    moved(other, "withdraw", by=cast.author)
    assert held(cast.author) == {f"诉求：{case.number}（首接）", f"诉求：{case.number}（承办）"}
    leave_office(cast.author, c.TODAY, by=None, on=c.TODAY)
    cast.author.refresh_from_db()
    assert len(held(cast.author)) == 2


@pytest.mark.parametrize("role", ["owner", "first", "helper", "lead"])
def test_each_part_goes_to_the_successor_and_is_no_more_the_leaver_s(cast, case, role):
    next_one = c.officer("田学军", cast.county, "officer", rank=Rank.LEADER)
    if role == "helper":
        taking_part.add_helper(case, cast.mate, "一起谈", by=cast.author, on=c.TODAY)
    if role == "lead":
        taking_part.lead_case(case, cast.chief, "复杂", by=cast.author, on=c.TODAY)
    part = Part.objects.get(case=case, role=role, until=None)
    [thing] = [each for each in orphans.orphans_of(part.officer, c.TODAY) if each.row == part]
    assert thing.unit_id == cast.county.pk
    thing.held.hand_over(part, next_one, cast.people["city_office"], c.TODAY)
    assert Part.objects.get(case=case, role=role, until=None).officer == next_one
    assert not held(part.officer) or role in ("owner", "first")
    case.refresh_from_db()
    assert {"owner": case.owner, "lead": case.lead}.get(role, next_one) == next_one


def test_whom_it_is_about_receives_no_part_of_it(cast):
    case = registered(cast, about=cast.mate)
    for role in ("owner", "first"):
        part = Part.objects.get(case=case, role=role)
        refuse_field = "officer" if role == "owner" else ""
        said = refuse(refuse_field, lambda part=part: leaving.hand_over(part, cast.mate, cast.chief, c.TODAY))
        assert "反映的就是" in said
    assert offering.assign_case(case, cast.chief, "", by=cast.chief, on=c.TODAY).owner == cast.chief
