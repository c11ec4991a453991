"""The page of texts that did not go: whose, why, what may be done; never a number, never a word of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.orgs import calendar
from tiexin.orgs.practice import practised
from tiexin.orgs.tests import cast as c
from tiexin.outbox import queries
from tiexin.outbox.models import Message
from tiexin.outbox.tests.telling import (
    ACCOUNT,
    CRISIS,
    PHONE,
    TEXT,
    at,
    choose,
    phoned,
    texted,
    wants_platform,
    wants_texts,
)

pytestmark = pytest.mark.django_db
URL = "/messages/texts/"


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


def failed(text, state="failed", **more):
    Message.objects.filter(pk=text.pk).update(state=state, **{"error": "连不上短信通道", **more})
    return text


def many(cast, number, org=None):
    return [failed(phoned(org or cast.county, replace(TEXT, source=f"x/{org or ''}/{each}"))) for each in range(number)]


def rows(client, who, asked=""):
    answer = c.enter(client, who).get(f"{URL}{asked}")
    return [row.pk for row in answer.context["pager"].rows]


def test_what_did_not_go_is_listed_the_newest_first(cast, client):
    one, two = failed(phoned(cast.county)), failed(phoned(cast.city, CRISIS), "dropped")
    phoned(cast.county, replace(TEXT, source="waits"))
    failed(phoned(cast.county, replace(TEXT, source="went")), "sent")
    assert rows(client, cast.people["office"]) == [two.pk, one.pk]


def test_neither_number_nor_words_stand_on_the_page(cast, client):
    officer = cast.people["officer"]
    wants_texts(officer)
    failed(texted(officer, replace(TEXT, sms=True, body="请在两天内受理")))
    failed(phoned(cast.county, replace(CRISIS, title="有人在楼顶")))
    page = c.enter(client, cast.people["office"]).get(URL).content.decode()
    found = [word in page for word in (PHONE, "138****8000", "有一件诉求等您办", "请在两天内受理", "有人在楼顶")]
    assert found == [False] * 5
    assert [word in page for word in ("李秀兰", "没有账号的人", "新任务", "紧急", "连不上短信通道")] == [True] * 5


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("office", ["county", "city"]), ("city_office", ["county", "city"]), ("stranger", []),
        ("system", ["county", "city"]), ("officer", None), ("leader", None), ("enterprise", None),
        ("security", None), ("audit", None), ("nobody", None),
    ],
)  # fmt: skip
def test_it_reaches_as_far_as_the_post(cast, client, who, seen):
    made = {"city": failed(phoned(cast.city)), "county": failed(phoned(cast.county, CRISIS))}
    answer = c.enter(client, cast.people[who]).get(URL)
    if seen is None:
        assert answer.status_code == 404
    else:
        assert [row.pk for row in answer.context["pager"].rows] == [made[name].pk for name in seen]


def test_a_text_out_of_reach_is_not_sent_again(cast, client):
    text = failed(phoned(cast.county))
    for who in ("stranger", "officer", "leader", "nobody"):
        with c.nothing_written():
            assert c.enter(client, cast.people[who]).post(f"{URL}{text.pk}/again/").status_code == 404
    assert Message.objects.get(pk=text.pk).state == "failed"


@pytest.mark.parametrize(
    ("asked", "found"),
    [("", "ABC"), ("?state=failed", "AC"), ("?state=dropped", "B"), ("?kind=crisis", "B"), ("?kind=task", "AC"),
     ("?kind=crisis&state=failed", ""), ("?state=sent", "ABC"), ("?kind=gossip", "ABC")],
)  # fmt: skip
def test_the_list_is_narrowed_by_state_and_kind(cast, client, asked, found):
    made = {"A": failed(phoned(cast.county)), "B": failed(phoned(cast.county, CRISIS), "dropped")}
    made["C"] = failed(phoned(cast.city, replace(TEXT, source="third")))
    names = {text.pk: name for name, text in made.items()}
    assert sorted(names[pk] for pk in rows(client, cast.people["office"], asked)) == list(found)


def test_one_press_sends_it_again_and_a_second_says_so(cast, client):
    text = failed(phoned(cast.county))
    hand = c.enter(client, cast.people["city_office"])
    assert f'action="{URL}{text.pk}/again/"' in hand.get(URL).content.decode()
    assert "会再发一次" in hand.post(f"{URL}{text.pk}/again/", follow=True).content.decode()
    assert Message.objects.get(pk=text.pk).state == "waiting"
    with c.nothing_written():
        assert "可能已有人点过" in hand.post(f"{URL}{text.pk}/again/", follow=True).content.decode()
    assert hand.get(f"{URL}{text.pk}/again/").status_code == 405


def test_no_key_stands_where_it_would_be_refused(cast, client):
    old = at(9) - timedelta(days=30)
    failed(phoned(cast.county), told=old)
    failed(phoned(cast.county, replace(TEXT, source="code")), kind="code")
    failed(phoned(cast.county, replace(TEXT, source="off")), "dropped", error="事情已经办了，不用再提醒")
    page = c.enter(client, cast.people["office"]).get(URL).content.decode()
    assert "再发一次" not in page
    said = ("过了7天，再发没有用", "验证码过了时候，再发没有用", "事情已经办了，不用再提醒")
    assert [word in page for word in said] == [True] * 3


def test_it_is_paged_at_the_same_cost(cast, client):
    def count():
        hand = c.enter(client, cast.people["office"])
        hand.get(URL)
        with CaptureQueriesContext(connection) as seen:
            assert hand.get(URL).status_code == 200
        return len(seen)

    many(cast, 2)
    before = count()
    many(cast, 30, cast.city)
    assert count() == before
    assert [len(rows(client, cast.people["office"], f"?page={page}")) for page in (1, 2)] == [25, 7]


def test_the_way_there_stands_with_ones_messages(cast, client):
    def way(who):
        return f'href="{URL}"' in c.enter(client, cast.people[who]).get("/messages/").content.decode()

    assert [way(who) for who in ("office", "system", "officer", "leader")] == [True, True, False, False]


def test_an_empty_page_says_so(cast, client):
    hand = c.enter(client, cast.people["office"])
    assert "没有发不成的消息" in hand.get(URL).content.decode()
    assert "没有符合条件的消息" in hand.get(f"{URL}?state=failed").content.decode()


def test_what_may_be_sent_again_is_counted_to_a_limit(cast, rf, monkeypatch):
    request = rf.get("/")
    request.officer, request.today = cast.people["office"], c.TODAY
    many(cast, 3)
    failed(phoned(cast.county, replace(TEXT, source="code")), kind="code")
    failed(phoned(cast.county, replace(TEXT, source="old")), told=at(9) - timedelta(days=30))
    failed(phoned(cast.county, replace(TEXT, source="off")), "dropped")
    assert queries.unsent(request) == 3
    monkeypatch.setattr(queries, "MANY", 1)
    assert queries.unsent(request) == 2


def test_who_practises_sees_no_text_of_the_real_house(cast, client):
    failed(phoned(cast.county))
    hand = c.enter(client, cast.people["office"])
    hand.post("/practice/enter/", {"role": "office"})
    answer = hand.get(URL)
    assert practised(answer.wsgi_request) is not None
    assert answer.context["pager"].rows == []


# Those through a work platform


@pytest.fixture
def both(cast, settings):
    """One text by SMS and one through the platform that did not go."""
    settings.WORK = "console"
    wants_platform(cast.people["officer"])
    return failed(phoned(cast.county)), failed(texted(cast.people["officer"]), error="工作平台没有回应")


def test_the_way_stands_beside_each(cast, client, both):
    page = c.enter(client, cast.people["office"]).get(URL).content.decode()
    said = ("新任务 · 短信", "新任务 · 工作平台", "工作平台没有回应", ACCOUNT, "Li.****ghz")
    assert [word in page for word in said] == [True, True, True, False, False]


@pytest.mark.parametrize(("asked", "found"), [("", [1, 0]), ("sms", [0]), ("work", [1]), ("app", [1, 0])])
def test_the_list_is_narrowed_by_the_way(cast, client, both, asked, found):
    assert rows(client, cast.people["office"], f"?way={asked}") == [both[each].pk for each in found]


def test_one_through_the_platform_is_counted_and_sent_again(cast, client, both, rf):
    request = rf.get("/")
    request.officer, request.today = cast.people["office"], c.TODAY
    assert queries.unsent(request) == 2
    hand = c.enter(client, cast.people["office"])
    assert "会再发一次" in hand.post(f"{URL}{both[1].pk}/again/", follow=True).content.decode()
    assert queries.unsent(request) == 1
    assert Message.objects.values_list("state", "channel").get(pk=both[1].pk) == ("waiting", "work")


def test_who_wants_nothing_any_more_is_said_so(cast, client, both):
    choose(cast.people["officer"], "none")
    hand = c.enter(client, cast.people["office"])
    with c.nothing_written():
        assert "现在不另外收消息" in hand.post(f"{URL}{both[1].pk}/again/", follow=True).content.decode()
