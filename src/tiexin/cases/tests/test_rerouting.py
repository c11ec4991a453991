"""What is no matter of the chosen service: registered with the one that takes it, everything typed goes along."""

import uuid

import pytest

from tiexin.cases.actions.rerouting import told as words_of
from tiexin.cases.catalogue import catalogue, taker
from tiexin.cases.crisis.rules import script_of
from tiexin.cases.models import Case, CaseClock, CaseStep, Offer, Part
from tiexin.cases.tests.case_scene import refuse, registered, stage
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

WAYS = [(service, each) for service in catalogue().values() for each in service.elsewhere if each.service]
DANGERS = [(service.name, each.name) for service, each in WAYS if each.service == "crisis"]


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def sent(cast, service, why, **more):
    asker = next(each for each in service.askers if each in catalogue()[why.service].askers)
    people = 12 if asker == "group" else 1
    return registered(cast, service.name, elsewhere=why.name, asker=asker, people=people, details={}, **more)


@pytest.mark.parametrize(("service", "why"), WAYS, ids=lambda each: each.name)
def test_each_way_registers_with_the_service_that_takes_it(cast, service, why):
    case = Case.objects.get(pk=sent(cast, service, why, text="有三个月没有发").pk)
    assert (case.kind, case.state, case.closed) == (why.service, "registered", None)
    assert f"原来选的是“{service.label}”：{why.label}" in case.words and "有三个月没有发" in case.words
    clocks = {clock.name for clock in catalogue()[why.service].clocks if "registered" in clock.starts}
    assert set(CaseClock.objects.filter(case=case).values_list("rule", flat=True)) == clocks
    step = CaseStep.objects.get(case=case, event="rerouted")
    assert (step.told, step.label) == (True, f"按{why.becomes}登记")
    assert list(Entry.objects.filter(thing="cases.case", thing_id=case.pk).values_list("verb", flat=True)) == [
        "register_case"
    ]


def test_whoever_asked_reads_why_and_whom_to_call():
    service = catalogue()["petition"]
    why = service.instead("danger")
    words = words_of(why, catalogue()["crisis"])
    assert words.startswith("您选了“正有人身危险”：先打110或者120") and "已经按“危机处置”登记" in words
    assert "（110、120）" in words and str(why.source) in words


@pytest.mark.parametrize(("kind", "why"), DANGERS)
def test_danger_wakes_whoever_leads_as_the_crisis_button_does(cast, kind, why):
    case = registered(cast, kind, elsewhere=why, details={}, by=None, about_org=None)
    told = Message.objects.filter(source=f"case/{case.pk}/crisis", kind="crisis", urgent=True)
    assert told.count() >= 1 and case.urgent
    assert set(told.values_list("title", flat=True)) == {"危急：有一件危机处置，请马上看、马上办"}


def test_the_same_people_hear_of_it_as_when_the_button_is_pressed(cast):
    button = registered(cast, "crisis", details={"kind": "violence"})
    other = registered(cast, "petition", elsewhere="danger", details={})
    rows = Message.objects.filter(kind="crisis").order_by("officer")
    heard = {
        case.pk: [each.officer_id for each in rows if each.source == f"case/{case.pk}/crisis"]
        for case in (button, other)
    }
    assert heard[button.pk] == heard[other.pk] != []


def test_what_was_told_under_seal_stays_under_seal(cast):
    hurt = registered(cast, "counselling", elsewhere="danger", details={}, title="不想活了", text="在天台")
    assert (hurt.sealed, hurt.title, hurt.text, hurt.details) == (True, "危机处置", "", {})
    assert "不想活了" in hurt.words and "在天台" in hurt.words
    row = registered(cast, "retaliation", elsewhere="danger", details={}, title="组长要打人", text="在门口堵")
    assert (row.sealed, row.title, row.text, row.details) == (True, "危机处置", "", {"kind": "violence"})
    script = script_of(row.service, row.details, row.sealed)
    assert script is not None and script.name == "violence"
    assert script_of(hurt.service, hurt.details, hurt.sealed).name == "self_harm"


def test_what_is_about_a_unit_still_goes_past_it(cast):
    case = registered(cast, "retaliation", elsewhere="danger", details={}, offer=cast.county)
    assert (case.org, case.about_org, case.owner, case.first) == (cast.city, cast.county, None, cast.author)
    assert not Offer.objects.exists()
    assert list(Part.objects.filter(case=case, role="first").values_list("officer", flat=True)) == [cast.author.pk]
    told = set(Message.objects.filter(kind="crisis").values_list("officer", flat=True))
    assert cast.chief.pk not in told and told
    complaint = registered(cast, "system_complaint", elsewhere="officer", details={})
    assert (complaint.kind, complaint.org, complaint.about_org) == ("officer_complaint", cast.city, cast.county)


def test_who_may_not_ask_there_is_refused_and_nothing_is_written(cast):
    said = refuse("asker", lambda: registered(cast, "petition", elsewhere="court", asker="anonymous", details={}))
    assert said == "“法律援助”由本人、家属、工友、集体提出（依据：C143）"


def test_nothing_that_was_answered_is_lost(cast):
    given = {"want": "post", "trade": "电焊"}
    case = registered(cast, "employment", elsewhere="dismissed", details=given, title="被辞退了", text="没有赔偿")
    assert case.title == "被辞退了" and case.details == {"claim": "contract"}
    assert case.text.splitlines() == [
        "原来选的是“就业服务”：是被辞退、有争议",
        "需要什么：推荐岗位",
        "会做什么、想做什么：电焊",
        "没有赔偿",
    ]


def test_the_taker_of_what_nobody_takes_is_the_service_itself():
    dispute = catalogue()["dispute"]
    assert taker(dispute, "unwilling") == taker(dispute, "") == taker(dispute, "moon") == dispute
    assert taker(dispute, "wages").name == "supervision_letter"


def test_one_tap_at_the_desk(cast, client):
    author = c.enter(client, cast.author)
    page = author.get("/cases/new/?kind=supervision_letter").content.decode()
    assert "眼前就有危险（按“危机处置”登记）" in page
    said = {"key": str(uuid.uuid4()), "asker": "self", "name": "刘桂英", "title": "罐子漏气", "channel": "window"}
    answer = author.post("/cases/new/?kind=supervision_letter", {**said, "reply_way": "code", "elsewhere": "danger"})
    case = Case.objects.get()
    assert answer.status_code == 302 and (case.kind, case.details) == ("crisis", {"kind": "accident"})
    assert "按危机处置登记" in author.get(f"/cases/{case.pk}/").content.decode()
    without = {**said, "key": str(uuid.uuid4()), "reply_way": "code"}
    assert author.post("/cases/new/?kind=supervision_letter", without).status_code == 422
    assert Case.objects.count() == 1
