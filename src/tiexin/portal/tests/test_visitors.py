"""What a browser remembers: its own matters alone, not too many, nothing that somebody else signed or sent."""

from datetime import timedelta

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import registered
from tiexin.core.days import moment, now
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.models import PortalAccount, PortalMatter, PortalSession
from tiexin.portal.rules import limits
from tiexin.portal.tests.portal_scene import asked, browser, code_of, entered, follow, page_of, stage, text_of
from tiexin.portal.tokens import handle_of
from tiexin.portal.visitors import (
    LARGE,
    SEEN,
    SEEN_SALT,
    SESSION,
    TICKET,
    TICKET_SALT,
    YEAR,
    address,
    drop,
    put,
    remember,
    unsigned,
    visitor,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OTHER = "13900002222"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def request(**cookies):
    made = RequestFactory().get("/my/")
    made.COOKIES.update(cookies)
    made.today = c.TODAY
    return made


def seen(value, salt=SEEN_SALT, ago=timedelta(0)):
    """A cookie by which matters were opened so long ago."""
    at = int((now() - ago).timestamp())
    pairs = [(each, at) if type(each) is int else each for each in value] if isinstance(value, list) else value
    return {SEEN: signing.dumps(pairs, salt=salt)}


def kept(response):
    return [pk for pk, _ in signing.loads(response.cookies[SEEN].value, salt=SEEN_SALT)]


def test_the_newest_comes_first_and_each_stands_once(cast):
    one, two = registered(cast), registered(cast)
    response = HttpResponse()
    remember(request(**seen([one.pk, two.pk])), response, two)
    assert kept(response) == [two.pk, one.pk]


@pytest.mark.parametrize("before", [0, 1, 18, 19, 20, 25])
def test_only_so_many_are_remembered_and_the_oldest_goes(cast, before):
    case, others = registered(cast), [10_000 + number for number in range(before)]
    response = HttpResponse()
    remember(request(**seen(others)), response, case)
    assert kept(response) == [case.pk, *others][: limits().remembered]
    assert len(kept(response)) == min(before + 1, 20)


def test_the_one_and_twentieth_matter_shuts_the_first(cast, client):
    cases = [registered(cast) for _ in range(limits().remembered + 1)]
    for case in cases:
        follow(client, code_of(case))
    pages = [client.get(f"/my/matters/{handle_of(case.key)}/").status_code for case in cases]
    assert pages == [302] + [200] * limits().remembered


@pytest.mark.parametrize(
    "value", ["1", {"pk": 1}, 1, None, True, ["1"], [[1]], [[1, 2, 3]], [["1", 9**11]], [[True, 9**11]], [[1, None]]]
)
def test_what_is_signed_but_no_list_is_nothing(cast, value):
    assert visitor(request(**seen(value))).seen == ()


@pytest.mark.parametrize("salt", ["", TICKET_SALT, "tiexin.portal.form"])
def test_a_list_signed_for_something_else_opens_nothing(cast, salt):
    case = registered(cast)
    assert visitor(request(**seen([case.pk], salt or "x"))).seen == ()
    assert list(visitor(request(**seen([case.pk]))).matters) == [case]


def test_a_ticket_is_no_list_and_a_list_no_ticket(cast, client):
    client.post("/my/login/", {"phone": OTHER})
    ticket = client.cookies[TICKET].value
    assert visitor(request(**{SEEN: ticket})).seen == ()
    assert unsigned(request(**{TICKET: seen([1])[SEEN]}), TICKET, TICKET_SALT, HOUR) is None
    assert isinstance(unsigned(request(**{TICKET: ticket}), TICKET, TICKET_SALT, HOUR), str)


def test_what_was_signed_too_long_ago_is_nothing(cast):
    made = request(**seen([1]))
    assert [pk for pk, _ in unsigned(made, SEEN, SEEN_SALT, HOUR)] == [1]
    assert unsigned(made, SEEN, SEEN_SALT, timedelta(seconds=-1)) is None


@pytest.mark.parametrize("value", ["", ":", "a:b:c", "字", "x" * 10_000, "\0"])
def test_any_other_cookie_is_nothing(cast, value):
    found = visitor(request(**{SEEN: value, SESSION: value, TICKET: value}))
    assert (found.account, found.seen, list(found.matters)) == (None, (), [])
    assert unsigned(request(**{TICKET: value}), TICKET, TICKET_SALT, HOUR) is None


@pytest.mark.parametrize(("secure", "said"), [(True, True), (False, "")])
def test_over_https_a_cookie_goes_over_https_alone(settings, secure, said):
    settings.SECURE = secure
    response = HttpResponse()
    put(response, LARGE, "1", YEAR)
    cookie = response.cookies[LARGE]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["max-age"]) == (said, True, "/my/", 31_536_000)


def test_cookies_are_taken_back_where_they_were_set():
    response = HttpResponse()
    drop(response, SEEN, SESSION)
    taken = {name: (each.value, each["max-age"], each["path"]) for name, each in response.cookies.items()}
    assert taken == {SEEN: ("", 0, "/my/"), SESSION: ("", 0, "/my/")}


def test_an_address_is_where_it_comes_from_and_no_header_says_otherwise():
    made = RequestFactory().get("/my/", HTTP_X_FORWARDED_FOR="10.9.9.9", REMOTE_ADDR="10.1.1.1")
    assert address(made) == "10.1.1.1"
    del made.META["REMOTE_ADDR"]
    assert address(made) == ""


def test_matters_stand_newest_first_whoever_they_came_through(cast, client):
    entered(client)
    one = asked(client, cast, title="第一件")
    two = registered(cast, title="第二件")
    follow(client, code_of(two))
    three = asked(client, cast, title="第三件")
    text = text_of(client.get("/my/matters/"))
    places = [text.index(each.title) for each in (three, two, one)]
    assert places == sorted(places)
    assert [text.count(each.title) for each in (one, two, three)] == [1, 1, 1]


def test_what_a_browser_saw_before_logging_in_is_not_put_into_the_account(cast, client):
    before = registered(cast, title="机器坏了")
    follow(client, code_of(before))
    entered(client)
    assert not PortalMatter.objects.exists()
    assert "机器坏了" in text_of(client.get("/my/matters/"))
    assert "机器坏了" not in text_of(entered(browser()).get("/my/matters/"))


def test_the_next_person_at_the_same_browser_sees_nothing_of_the_first(cast, client):
    entered(client)
    asked(client, cast, title="我家的事")
    client.post("/my/logout/")
    entered(client, OTHER)
    assert "我家的事" not in text_of(client.get("/my/matters/"))
    assert PortalMatter.objects.get().account == PortalAccount.objects.earliest("pk")


def test_two_accounts_hold_one_matter_and_each_its_own_others(cast, client):
    family = registered(cast, title="一家的事")
    entered(client)
    other = entered(browser(), OTHER)
    asked(client, cast, title="妻子的事")
    asked(other, cast, title="丈夫的事")
    for each in (client, other):
        follow(each, code_of(family))
    seen_by = [text_of(each.get("/my/matters/")) for each in (client, other)]
    titles = ("一家的事", "妻子的事", "丈夫的事")
    assert [[title in text for title in titles] for text in seen_by] == [[True, True, False], [True, False, True]]


@pytest.mark.parametrize("left", [timedelta(0), timedelta(seconds=-1)])
def test_a_session_that_has_run_out_opens_no_matter(cast, client, left):
    entered(client)
    case = asked(client, cast)
    page = page_of(client, case)
    del client.cookies[SEEN]
    assert client.get(page).status_code == 200
    PortalSession.objects.update(until=moment(c.TODAY) + left)
    assert client.get(page).url == "/my/follow/"


def test_logging_out_of_one_browser_leaves_the_other_open(cast, client):
    entered(client)
    other = entered(browser())
    client.post("/my/logout/")
    assert PortalSession.objects.count() == 1
    assert "没有登录" in text_of(client.get("/my/matters/")) and "没有登录" not in text_of(other.get("/my/matters/"))


@pytest.mark.parametrize("cookie", ["", "x", "0" * 64])
def test_logging_out_without_a_session_ends_nobodys(cast, client, cookie):
    entered(browser())
    client.cookies[SESSION] = cookie
    assert client.post("/my/logout/").url == "/my/"
    assert PortalSession.objects.count() == 1


@pytest.mark.parametrize("page", ["", "ask/", "follow/", "login/", "login/code/", "matters/"])
def test_no_page_of_the_portal_is_kept_by_a_browser(cast, client, page):
    response = client.get(f"/my/{page}")
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("part", ["", "slip/", "add/", "answer/", "move/?to=withdraw"])
def test_no_page_of_a_matter_is_kept_by_a_browser(cast, client, part):
    page = page_of(client, registered(cast))
    response = client.get(f"{page}{part}")
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    assert Case.objects.get().steps.count() == 1


@pytest.mark.parametrize("part", ["add/", "answer/", "move/?to=withdraw"])
def test_without_the_token_of_the_page_nothing_is_done(cast, part):
    client = Client(enforce_csrf_checks=True)
    case = registered(cast)
    client.cookies[SEEN] = seen([case.pk])[SEEN]
    page = f"/my/matters/{handle_of(case.key)}/{part}"
    assert client.get(page).status_code == 200
    with c.nothing_written():
        response = client.post(page, {"text": "x", "solved": "yes", "answer": "satisfied"})
    assert response.status_code == 403


@pytest.mark.parametrize("size", ["large", "usual", "", "LARGE", "<script>"])
def test_only_large_is_large(cast, client, size):
    client.post("/my/size/", {"size": size})
    assert ("tx-large" in client.get("/my/").content.decode()) is (size == "large")
