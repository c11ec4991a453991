"""Log-in, the demo's entrance, activation, log-out, the first page."""

import logging

import pytest
from django.core.cache import cache
from django.urls import reverse

from tiexin.core.days import now
from tiexin.core.logs import WithoutContent
from tiexin.evidence.models import Entry
from tiexin.orgs import actions, entrance
from tiexin.orgs.models import Account, Activation
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


@pytest.fixture
def cast():
    cache.clear()
    return c.stage()


@pytest.fixture
def demo(cast):
    c.set_day(c.TODAY, demo=True)
    return cast


def log_in(client, who, password=c.PASSWORD, **more):
    return client.post("/login/", {"username": who.account.username, "password": password, **more})


def signed_in(client):
    return "_auth_user_id" in client.session


def test_log_in_leads_to_the_first_page(cast, client):
    assert log_in(client, cast.people["officer"]).url == "/home/"
    assert signed_in(client)
    assert client.get("/home/").url == reverse("today")
    assert client.get("/login/").url == "/home/"


def test_session_key_changes_at_log_in(cast, client):
    session = client.session
    session["kept"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    log_in(client, cast.people["officer"])
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/employers/?q=a", "/employers/?q=a"),
        ("//evil.example/", "/home/"),
        ("https://evil.example/", "/home/"),
        ("javascript:alert(1)", "/home/"),
        ("http:///evil.example", "/home/"),
        ("", "/home/"),
    ],
)
def test_next_stays_on_this_site(cast, client, wanted, leads):
    assert log_in(client, cast.people["officer"], next=wanted).url == leads


def test_wrong_password_is_said_plainly_and_counted(cast, client):
    who = cast.people["officer"]
    for left in (4, 3, 2, 1):
        answer = log_in(client, who, "wrong")
        assert answer.status_code == 422
        assert f"还可以再试 {left} 次" in answer.text
    assert "请 15 分钟后再试" in log_in(client, who, "wrong").text
    answer = log_in(client, who)
    assert answer.status_code == 422
    assert "GB/T 22239-2019" in answer.text
    assert not signed_in(client)
    assert log_in(client, cast.people["leader"]).status_code == 302


def test_right_password_forgets_the_wrong_ones(cast, client):
    for _ in range(2):
        for _ in range(entrance.TRIES - 1):
            log_in(client, cast.people["officer"], "wrong")
        assert log_in(client, cast.people["officer"]).status_code == 302
        client.logout()


@pytest.mark.parametrize(
    "sent", [{}, {"username": "x" * 41, "password": "y"}, {"username": "没有这个人", "password": "y"}]
)
def test_bad_input_is_answered_beside_the_field(cast, client, sent):
    answer = client.post("/login/", sent)
    assert answer.status_code == 422
    assert "tx-error" in answer.text or "登录名或密码不对" in answer.text


def test_account_without_password_or_disabled_does_not_open(cast, client):
    who = c.officer("新来", cast.county)
    actions.open_account(who, "xinlai", by=None, on=c.TODAY, now=now())
    who.refresh_from_db()
    assert log_in(client, who, "").status_code == 422
    Account.objects.filter(pk=cast.people["leader"].account_id).update(is_active=False)
    assert log_in(client, cast.people["leader"]).status_code == 422


def test_log_out_needs_a_post_and_ends_the_session(cast, client):
    c.enter(client, cast.people["officer"])
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/login/"
    assert not signed_in(client)


FIRST = {"leader": "today", "system": "orgs", "security": "orgs", "audit": "orgs"}


@pytest.mark.parametrize("name", FIRST)
def test_home_is_the_first_page_one_may_open(cast, client, name):
    c.enter(client, cast.people[name])
    assert client.get("/home/").url == reverse(FIRST[name])


def test_home_without_a_post_says_whom_to_ask(cast, client):
    assert client.get("/home/").url == "/login/"
    c.enter(client, cast.people["nobody"])
    answer = client.get("/home/")
    assert answer.status_code == 200
    assert "安全管理员" in answer.text


def test_demo_offers_its_persons_on_this_machine(demo, client):
    answer = client.get("/login/", **HERE)
    for text in ("演示：选一个人进入", "李秀兰", "活动办公室", "审计管理员"):
        assert text in answer.text
    assert "孙小军" not in answer.text  # holds no post


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "::1"},
        {"HTTP_HOST": "[::1]:8000"},
        {"HTTP_HOST": "localhost"},
    ],
)
def test_demo_is_entered_by_a_click_on_this_machine(demo, client, place):
    who = demo.people["officer"]
    answer = client.post(f"/demo/enter/{who.pk}/", {"next": "/employers/"}, **{**HERE, **place})
    assert (answer.status_code, answer.url) == (302, "/employers/")
    assert client.session["_auth_user_id"] == str(who.account_id)


ELSEWHERE = [
    {"REMOTE_ADDR": "10.0.0.5"},
    {"REMOTE_ADDR": ""},
    {"REMOTE_ADDR": "::ffff:10.0.0.5"},
    {"HTTP_HOST": "testserver"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_HOST": "127.0.0.1"},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_X_REAL_IP": "127.0.0.1"},
    {"HTTP_VIA": "1.1 proxy"},
]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_demo_entrance_is_not_there_for_anybody_else(demo, client, place):
    where = {**HERE, **place}
    assert client.post(f"/demo/enter/{demo.people['officer'].pk}/", **where).status_code == 404
    assert "选一个人进入" not in client.get("/login/", **where).text
    assert not signed_in(client)


def test_demo_entrance_is_not_there_outside_a_demo(cast, client):
    assert client.post(f"/demo/enter/{cast.people['officer'].pk}/", **HERE).status_code == 404
    assert "选一个人进入" not in client.get("/login/", **HERE).text


def test_demo_entrance_takes_only_people_with_a_post_and_only_posts(demo, client):
    assert client.post(f"/demo/enter/{demo.people['nobody'].pk}/", **HERE).status_code == 404
    assert client.post("/demo/enter/999999/", **HERE).status_code == 404
    assert client.get(f"/demo/enter/{demo.people['officer'].pk}/", **HERE).status_code == 405


def test_demo_lets_one_change_persons(demo, client):
    c.enter(client, demo.people["leader"])
    assert "李秀兰" in client.get("/login/", **HERE).text
    client.post(f"/demo/enter/{demo.people['officer'].pk}/", **HERE)
    assert client.session["_auth_user_id"] == str(demo.people["officer"].account_id)


@pytest.fixture
def token(cast):
    return actions.open_account(c.officer("新来", cast.county), "xinlai", by=None, on=c.TODAY, now=now())


def test_activation_sets_the_password_once(client, token):
    page = f"/activate/{token}/"
    assert "xinlai" in client.get(page).text
    answer = client.post(page, {"password": c.PASSWORD, "again": c.PASSWORD}, follow=True)
    assert "请用登录名 xinlai 登录" in answer.text
    assert client.post("/login/", {"username": "xinlai", "password": c.PASSWORD}).status_code == 302
    for again in (client.get(page), client.post(page, {"password": c.PASSWORD, "again": c.PASSWORD})):
        assert (again.status_code, "已用过或已过期" in again.text) == (410, True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"password": "short", "again": "short"}, "密码至少10位"),
        ({"password": c.PASSWORD, "again": "other"}, "两遍输入的不一样"),
        ({}, "tx-error"),
    ],
)
def test_activation_says_what_is_wrong_and_keeps_the_link(client, token, sent, said):
    with c.nothing_written():
        answer = client.post(f"/activate/{token}/", sent)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert client.get(f"/activate/{token}/").status_code == 200


def test_expired_or_invented_link_is_over(client, token):
    Activation.objects.update(expires=now())
    for each in (token, "invented"):
        assert client.get(f"/activate/{each}/").status_code == 410


def test_link_never_reaches_a_log_nor_the_trail(client, token):
    line = logging.LogRecord("django.request", 30, "", 1, "Unprocessable Entity: %s", (f"/activate/{token}/",), None)
    WithoutContent().filter(line)
    assert line.getMessage() == "Unprocessable Entity: /activate/…/"
    assert not [entry for entry in Entry.objects.values() if token in str(entry)]
    assert client.get(f"/activate/{token}/")["Cache-Control"].startswith("max-age=0, no-cache, no-store")
