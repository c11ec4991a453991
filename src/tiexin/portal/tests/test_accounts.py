"""The door by phone: the same answer whoever's number it is, few tries, a session of the portal's own."""

import logging
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import registered
from tiexin.core.days import moment, opening
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.evidence.names import NAMINGS
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.actions.accounts import enter_code, keep_matter, send_code
from tiexin.portal.actions.counting import check_pace, count_try
from tiexin.portal.actions.sweeping import sweep
from tiexin.portal.models import PhoneCode, PortalAccount, PortalMatter, PortalSession, Tally
from tiexin.portal.rules import limits
from tiexin.portal.tests.portal_scene import (
    PHONE,
    asked,
    browser,
    code_of,
    digits_sent,
    entered,
    follow,
    page_of,
    stage,
    text_of,
)
from tiexin.portal.tokens import hash_of

pytestmark = pytest.mark.django_db
OTHER = "13900002222"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def wrong(digits):
    return f"{(int(digits) + 1) % 10**6:06d}"


def plain(response):
    """A page without its tokens."""
    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value)="\w+"', "", response.content.decode())


def test_a_code_by_text_opens_an_account_that_is_made_the_first_time(cast, client):
    entered(client, "139 0000 1111")
    account = PortalAccount.objects.get()
    assert (account.phone, account.since) == (PHONE, c.TODAY)
    assert PHONE.encode() not in bytes(account.phone_sealed) + bytes(account.phone_index)
    entry = Entry.objects.get(verb="open_portal_account")
    assert (entry.by, entry.org, entry.thing_id) == (None, cast.province, account.pk)
    assert NAMINGS["portal.portalaccount"].read([account.pk]) == {account.pk: f"职工网上账号 {account.pk}"}
    entered(browser())
    assert PortalAccount.objects.count() == 1 and PortalSession.objects.count() == 2


def test_the_text_goes_out_at_once_with_the_code_and_nothing_about_anybody(cast, client):
    client.post("/my/login/", {"phone": PHONE})
    message = Message.objects.get()
    assert (message.kind, message.urgent, message.officer, message.address) == ("code", True, None, PHONE)
    assert re.fullmatch(r"验证码\d{6}", message.title) and "10分钟" in message.body
    code = PhoneCode.objects.get()
    assert digits_sent() not in code.code_hash and PHONE.encode() not in bytes(code.phone_sealed)


def test_known_unknown_and_silenced_numbers_get_the_same_answer(cast, client):
    entered(browser())  # PHONE has an account; OTHER has none
    registered(cast, phone="13900003333")  # stands in a matter
    Tally.objects.filter(kind="number_day").update(count=0)
    pages, texts = set(), []
    for phone in (PHONE, OTHER, "13900003333", OTHER, OTHER, OTHER):
        visitor, before = browser(), Message.objects.count()
        response = visitor.post("/my/login/", {"phone": phone})
        texts.append(Message.objects.count() - before)
        shown = plain(visitor.get("/my/login/code/"))
        failed = visitor.post("/my/login/code/", {"digits": "000000"})
        ticket = response.cookies["tiexin_my_ticket"]
        pages.add((response.status_code, response.url, shown, failed.status_code, plain(failed), ticket["max-age"]))
    assert len(pages) == 1
    assert texts == [1, 1, 1, 1, 1, 0]  # the fourth to one number in an hour is not sent, and nobody is told


def test_known_and_unknown_numbers_take_the_same_statements(cast, client):
    entered(browser())
    client.get("/my/login/")
    taken = []
    for phone in (PHONE, OTHER):
        with CaptureQueriesContext(connection) as asked_of:
            browser().post("/my/login/", {"phone": phone})
        taken.append([re.sub(r"\d+", "", each["sql"])[:60] for each in asked_of])
    assert taken[0] == taken[1]


@pytest.mark.parametrize("phone", ["", "12", "0951-6038888", "1390000111x", "23900001111", "1" * 30])
def test_what_is_no_mobile_number_is_said(cast, client, phone):
    response = client.post("/my/login/", {"phone": phone})
    assert response.status_code == 422 and not PhoneCode.objects.exists()


def test_a_wrong_code_opens_nothing_and_after_five_the_right_one_neither(cast, client):
    client.post("/my/login/", {"phone": PHONE})
    digits = digits_sent()
    for _ in range(limits().tries):
        assert client.post("/my/login/code/", {"digits": wrong(digits)}).status_code == 422
    assert client.post("/my/login/code/", {"digits": digits}).status_code == 422
    assert not PortalAccount.objects.exists() and not PortalSession.objects.exists()
    assert PhoneCode.objects.get().tries == limits().tries


def test_a_code_is_good_once_for_its_own_browser_and_for_a_while(cast, client):
    client.post("/my/login/", {"phone": PHONE})
    digits = digits_sent()
    thief = browser()
    assert thief.post("/my/login/code/", {"digits": digits}).status_code == 422
    thief.post("/my/login/", {"phone": OTHER})
    assert thief.post("/my/login/code/", {"digits": digits}).status_code in (422, 302)
    assert not PortalAccount.objects.filter(phone_index=PhoneCode.objects.earliest("pk").phone_index).exists()
    ticket = client.cookies["tiexin_my_ticket"].value
    assert client.post("/my/login/code/", {"digits": digits}).url == "/my/matters/"
    client.cookies["tiexin_my_ticket"] = ticket
    assert client.post("/my/login/code/", {"digits": digits}).status_code == 422
    late = send_code(PHONE, on=c.TODAY)
    PhoneCode.objects.update(until=moment(c.TODAY) - timedelta(seconds=1))
    assert enter_code(late, digits_sent(), on=c.TODAY) == ""


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "12345x", "１２３４５６７"])
def test_what_is_no_code_is_said(cast, client, digits):
    client.post("/my/login/", {"phone": PHONE})
    assert client.post("/my/login/code/", {"digits": digits}).status_code == 422
    assert PhoneCode.objects.get().tries == 0


@pytest.mark.parametrize(
    ("kind", "address", "said"),
    [
        ("text", "/my/login/", {"phone": PHONE}),
        ("enter", "/my/login/code/", {"digits": "123456"}),
    ],
)
def test_too_many_from_one_address_have_to_wait(cast, client, kind, address, said):
    client.post(address, said)
    Tally.objects.filter(kind=kind).update(count=limits().pace[kind].most)
    response = client.post(address, said)
    assert response.status_code == 422 and "请1小时后再试" in text_of(response)
    assert "请1小时后再试" not in text_of(browser().post(address, said, REMOTE_ADDR="10.2.2.2", follow=True))


def test_a_session_is_never_an_officers_and_an_officers_is_never_one(cast, client):
    entered(client)
    for page in ("/cases/", "/today/", "/workers/", "/api/cases"):
        response = client.get(page)
        assert response.status_code in (302, 401, 404) and "/my/" not in response.get("Location", "")
    assert set(client.cookies) <= {"csrftoken", "tiexin_my", "tiexin_my_ticket"}
    officer = c.enter(browser(), cast.author)
    text = text_of(officer.get("/my/matters/"))
    assert "没有登录" in text and cast.author.name not in text
    entered(officer)
    assert officer.get("/cases/").status_code == 200
    officer.post("/my/logout/")
    assert officer.get("/cases/").status_code == 200 and "没有登录" in text_of(officer.get("/my/matters/"))


def test_an_officers_code_by_phone_gives_no_post(cast, client):
    """Whose number it is does not matter: an officer is at the portal a worker like any other."""
    entered(client)
    assert client.get("/accounts/").status_code == 302


def test_one_sees_what_was_asked_here_or_opened_by_code_and_nothing_of_ones_number(cast, client):
    entered(client)
    foreign = registered(cast, "counselling", details={}, phone=PHONE)  # somebody typed this number
    open_one = registered(cast, phone=PHONE)
    mine = asked(client, cast, phone=PHONE, title="食堂的饭菜", asker="family", behalf="刘大爷")
    assert {each.phone_index for each in Case.objects.all()} == {mine.phone_index}
    text = text_of(client.get("/my/matters/"))
    assert "食堂的饭菜" in text and "替刘大爷" in text and "心理咨询" not in text and open_one.title not in text
    page_of(client, foreign)
    del client.cookies["tiexin_my_seen"]
    again = text_of(client.get("/my/matters/"))
    assert "心理咨询" in again and "食堂的饭菜" in again
    assert sorted(PortalMatter.objects.values_list("case", flat=True)) == sorted([foreign.pk, mine.pk])
    other = entered(browser(), OTHER)
    assert "食堂的饭菜" not in text_of(other.get("/my/matters/"))


def test_a_matter_is_kept_once_and_a_wrong_code_keeps_none(cast, client):
    entered(client)
    case = registered(cast)
    follow(client, "AAAA-BBBB-CCCC")
    for _ in range(2):
        follow(client, code_of(case))
    assert PortalMatter.objects.count() == 1
    keep_matter(PortalAccount.objects.get(), case, on=c.TODAY)
    assert PortalMatter.objects.count() == 1


def test_logging_out_ends_the_session_itself(cast, client):
    entered(client)
    token = client.cookies["tiexin_my"].value
    assert PortalSession.objects.get().token_hash == hash_of(token)
    client.post("/my/logout/")
    assert not PortalSession.objects.exists()
    client.cookies["tiexin_my"] = token
    assert "没有登录" in text_of(client.get("/my/matters/"))


def test_a_session_ends_by_itself(cast, client):
    entered(client)
    PortalSession.objects.update(until=moment(c.TODAY) - timedelta(seconds=1))
    assert "没有登录" in text_of(client.get("/my/matters/"))


def test_cookies_are_for_the_portal_alone(cast, client):
    client.post("/my/login/", {"phone": PHONE})
    response = client.post("/my/login/code/", {"digits": digits_sent()})
    cookie = response.cookies["tiexin_my"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/my/", True, "Lax")
    assert int(cookie["max-age"]) == limits().session.total_seconds()
    assert response.cookies["tiexin_my_ticket"]["max-age"] == 0


def test_numbers_and_codes_are_in_no_log_and_on_no_page(cast, client, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post("/my/login/", {"phone": PHONE})
        shown = client.get("/my/login/code/").content.decode()
        client.post("/my/login/code/", {"digits": digits_sent()})
        pages = shown + client.get("/my/matters/").content.decode() + client.get("/my/").content.decode()
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    for secret in (PHONE, digits_sent(), client.cookies["tiexin_my"].value):
        assert secret not in pages and [line for line in lines if secret in line] == []


def test_tries_are_counted_for_each_who_in_each_stretch(cast):
    counts = [count_try("follow", who, on=c.TODAY) for who in ("10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.1")]
    assert counts == [1, 2, 1, 3]
    assert count_try("text", "10.0.0.1", on=c.TODAY) == 1
    assert count_try("follow", "10.0.0.1", on=c.TODAY + timedelta(days=1)) == 1
    assert all(b"10.0.0.1" not in bytes(each.who) for each in Tally.objects.all())


def test_what_is_refused_has_been_counted(cast):
    Tally.objects.all().delete()
    for _ in range(limits().pace["add"].most):
        check_pace("add", "x", on=c.TODAY)
    for _ in range(2):
        with pytest.raises(Refused, match="请明天再来"):
            check_pace("add", "x", on=c.TODAY)
    assert Tally.objects.get().count == limits().pace["add"].most + 2


def test_what_ran_out_is_swept_and_the_rest_stays(cast, client):
    entered(client)
    count_try("follow", "10.0.0.1", on=c.TODAY - timedelta(days=4))
    old = opening(c.TODAY) - timedelta(days=3)
    PhoneCode.objects.update(until=old)
    before = (PortalSession.objects.count(), Tally.objects.count())
    assert sweep(on=c.TODAY) == 2
    assert (PortalSession.objects.count(), Tally.objects.count() + 1) == before
    assert not PhoneCode.objects.exists() and PortalAccount.objects.count() == 1
    assert sweep(on=c.TODAY) == 0 and isinstance(old, datetime)
