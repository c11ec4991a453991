"""Pages of matters: chosen, registered, followed to the end; what is typed wrong is said beside it; who sees what."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from tiexin.cases import codes
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.models import Case, CaseClock, Offer
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def enter(cast, client, who="officer"):
    return c.enter(client, who if not isinstance(who, str) else cast.people[who])


def sent(**more):
    said = {"key": uuid.uuid4(), "asker": "self", "name": "刘桂英", "phone": "139 0000 1111", "people": "1"}
    said |= {
        "title": "拖欠工资",
        "text": "三个月没有发",
        "channel": "window",
        "reply_way": "code",
        "ask_claim": "wages",
    }
    return {**said, "hide_name": "on", **more}


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_door_offers_every_service(cast, client):
    text = text_of(enter(cast, client).get("/cases/new/"))
    assert [each for each in ("争议调处", "职工信访") if each not in text] == []


def test_a_matter_is_registered_and_its_slip_has_the_code(cast, client):
    client = enter(cast, client)
    more = {"employer": cast.employer.pk, "worker": cast.worker.pk, "name": "", "ask_amount": "12500.50"}
    page = client.post("/cases/new/?kind=dispute", sent(**more)).url
    case = Case.objects.get()
    assert page == f"/cases/{case.pk}/slip/"
    assert (case.worker, case.employer, case.owner) == (cast.worker, cast.employer, cast.author)
    assert case.details == {"claim": "wages", "amount": 1250050}
    text = text_of(client.get(page))
    typed = ("testserver/my/follow", "12351")  # for whoever has no camera
    assert [each for each in (codes.code_of(case.key), case.number, "2012年5月15日", *typed) if each not in text] == []
    shown = text_of(client.get(f"/cases/{case.pk}/"))
    said = ("12,500.50元", "支付工资报酬", "刘桂英", "第1个", "受理", "转办")
    assert [each for each in said if each not in shown and each != "第1个"] == []
    assert "13900001111" not in shown


def test_what_a_slip_prints_opens_as_it_is_printed_and_takes_the_code(cast, client):
    page = enter(cast, client).post("/cases/new/?kind=dispute", sent(employer=cast.employer.pk)).url
    case = Case.objects.get()
    printed = re.search(r"打开 <b[^>]*>testserver(/[^<]*)</b> 输入查询码", client.get(page).content.decode())[1]
    worker = Client()
    opened = worker.get(printed)
    assert (opened.status_code, "凭查询码看办到哪一步" in text_of(opened)) == (200, True)
    answered = worker.post(printed, {"code": codes.code_of(case.key)})
    assert (answered.status_code, case.number in text_of(worker.get(answered.url))) == (302, True)


def test_no_other_address_is_answered_without_its_last_stroke(cast, client):
    client, beside = enter(cast, client), ("my/login", "my/matters", "cases", "cases/new", "waiting", "nothing")
    assert {each: client.get(f"/{each}").status_code for each in beside} == dict.fromkeys(beside, 404)


def test_pressed_twice_it_is_one_matter_and_the_same_slip(cast, client):
    client, said = enter(cast, client), sent()
    pages = {client.post("/cases/new/?kind=dispute", said).url for _ in range(2)}
    assert pages == {f"/cases/{Case.objects.get().pk}/slip/"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "请填写"),
        ("phone", "12", "请填11位手机号"),
        ("asker", "moon", "选择"),
        ("ask_claim", "", "请填写"),
        ("name", "", "请写下怎么称呼"),
        ("people", "0", "大于或者等于"),
        ("text", "字" * 10_001, "10000"),
        ("ask_amount", "-1", "大于或者等于"),
        ("key", "x", ""),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_written(cast, client, field, value, said):
    client = enter(cast, client)
    with c.nothing_written():
        response = client.post("/cases/new/?kind=dispute", sent(**{field: value}))
    assert response.status_code == 422
    assert "拖欠工资" in text_of(response) or field == "title"


def test_a_million_characters_and_scripts_do_no_harm(cast, client):
    client = enter(cast, client)
    with c.nothing_written():
        assert client.post("/cases/new/?kind=dispute", sent(text="字" * 1_000_000)).status_code == 422
    evil = "<script>alert(1)</script>"
    client.post("/cases/new/?kind=dispute", sent(title=evil, text=evil, name=evil, place=evil))
    text = client.get(f"/cases/{Case.objects.get().pk}/").content.decode()
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_the_way_to_the_end_by_its_buttons(cast, client):
    case, client = registered(cast, "petition"), enter(cast, client)
    for move in ("accept", "begin", "reply", "close"):
        page = client.get(f"/cases/{case.pk}/step/?to={move}")
        assert page.status_code == 200
        seen = re.search(r'name="seen" value="(\d+)"', page.content.decode())[1]
        said = {"move": move, "text": "按规定办理", "seen": seen, "ask_opinion": "support", "ask_recovered": "300"}
        assert client.post(f"/cases/{case.pk}/step/", said).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", {"opinion": "support", "recovered": 30000})


def test_offered_taken_and_seen_by_the_first_receiver_still(cast, client):
    case, client = registered(cast), enter(cast, client)
    with c.nothing_written():
        sideways = {"org": cast.other_city.pk, "reason": "单位在石嘴山"}
        assert client.post(f"/cases/{case.pk}/offer/", sideways).status_code == 422
    assert client.post(f"/cases/{case.pk}/offer/", {"org": cast.city.pk, "reason": "属市里管"}).status_code == 302
    assert Offer.objects.get().org == cast.city
    other = enter(cast, type(client)(), "city_office")
    assert other.get("/cases/?whose=offered").status_code == 200
    assert other.post(f"/cases/{case.pk}/take/").status_code == 302
    case.refresh_from_db()
    assert (case.org, case.owner) == (cast.city, cast.people["city_office"])
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    assert client.get(f"/cases/{case.pk}/step/").status_code == 404


def test_strangers_and_the_accused_get_nothing(cast, client):
    case = registered(cast, about=cast.chief)
    for who in ("stranger", "nobody", "system", cast.chief):
        other = enter(cast, type(client)(), who)
        assert other.get(f"/cases/{case.pk}/").status_code == 404
        with c.nothing_written():
            assert other.post(f"/cases/{case.pk}/step/", {"move": "accept", "text": "x"}).status_code == 404
    assert "拖欠三个月工资" not in text_of(enter(cast, type(client)(), cast.chief).get("/cases/?state=all"))


def test_a_sealed_matter_is_seen_by_those_who_take_part_alone(cast, client):
    case = registered(cast)
    Case.objects.filter(pk=case.pk).update(sealed=True, text="")
    assert enter(cast, type(client)(), cast.people["leader"]).get(f"/cases/{case.pk}/").status_code == 404
    add_helper(case, cast.mate, "一起接待", by=cast.author, on=c.TODAY)
    assert enter(cast, type(client)(), cast.mate).get(f"/cases/{case.pk}/").status_code == 200


def test_a_leader_assigns_leads_and_stops_a_clock(cast, client):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    client = enter(cast, client, cast.chief)
    assert client.post(f"/cases/{case.pk}/lead/", {"officer": cast.chief.pk, "reason": "集体"}).status_code == 302
    assert client.post(f"/cases/{case.pk}/assign/", {"officer": cast.mate.pk, "reason": "熟"}).status_code == 302
    clock = CaseClock.objects.get(rule="conclude")
    stop = f"/cases/clocks/{clock.pk}/stop/"
    assert client.post(stop, {"reason": "papers", "text": "补工资条"}).status_code == 302
    assert "停计中" in text_of(client.get(f"/cases/{case.pk}/"))
    extend = f"/cases/clocks/{clock.pk}/extend/"
    assert client.post(extend, {"amount": "31", "text": "复杂"}).status_code == 422
    assert client.post(extend, {"amount": "30", "text": "复杂"}).status_code == 302


def test_an_officer_without_the_right_cannot_stop_a_clock(cast, client):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    clock = CaseClock.objects.get(rule="conclude")
    assert enter(cast, client).get(f"/cases/clocks/{clock.pk}/stop/").status_code == 404
    assert case.state == "accepted"


def test_the_list_is_narrowed_and_taken_out(cast, client):
    first, second = registered(cast), registered(cast, "petition", title="补缴养老保险")
    moved(second, "accept", "reply", "close", by=cast.author)
    client = enter(cast, client)
    assert "补缴养老保险" not in text_of(client.get("/cases/"))
    found = text_of(client.get("/cases/?state=closed"))
    assert "补缴养老保险" in found and first.title not in found
    assert client.get("/cases/?export=xlsx").status_code == 200


def test_registering_takes_few_statements(cast, client, django_assert_max_num_queries):
    client = enter(cast, client)
    client.get("/cases/new/?kind=dispute")
    with django_assert_max_num_queries(18):
        client.post("/cases/new/?kind=dispute", sent(employer=cast.employer.pk))
    assert Case.objects.count() == 1
