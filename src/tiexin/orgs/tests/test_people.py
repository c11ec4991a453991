"""Accounts and posts: what the system and the security administrator can do, and cannot."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.core.days import now
from tiexin.evidence.models import Entry
from tiexin.orgs import actions, queries
from tiexin.orgs.models import Activation, Officer, Post
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def system(cast, client):
    return c.enter(client, cast.people["system"])


@pytest.fixture
def security(cast, client):
    return c.enter(client, cast.people["security"])


def states(answer):
    return {officer.name: officer.state for officer in answer.context["pager"].rows}


def test_accounts_show_how_far_each_is(cast, system):
    for name in ("待激活的人", "过期的人", "未开通的人"):
        c.officer(name, cast.city)
    opened = {who.name: who for who in Officer.objects.filter(org=cast.city)}
    for name, when in (("待激活的人", now()), ("过期的人", now() - timedelta(days=4))):
        actions.open_account(opened[name], queries.free_username(name), by=None, on=c.TODAY, now=when)
    found = states(system.get("/accounts/?q=银川"))
    assert found == {"马建国": "active", "待激活的人": "waiting", "过期的人": "lapsed", "未开通的人": "none"}
    for state, name in (
        ("waiting", "待激活的人"),
        ("lapsed", "过期的人"),
        ("none", "未开通的人"),
        ("active", "马建国"),
    ):
        assert list(states(system.get(f"/accounts/?q=银川&state={state}"))) == [name]
    answer = system.get("/accounts/?state=waiting")
    assert "待激活" in answer.text
    assert "清除条件" in answer.text


@pytest.mark.parametrize("asked", ["q=秀兰", "q=user4", "q=兴庆&state=active", "q=兴庆"])
def test_accounts_are_found_by_name_log_in_or_unit(cast, system, asked):
    username = cast.people["officer"].account.username
    assert "李秀兰" in states(system.get(f"/accounts/?{asked.replace('user4', username)}"))


def test_people_who_left_have_no_account_to_open(cast, system):
    gone = c.officer("离任的人", cast.city, until=c.TODAY)
    assert "离任的人" not in states(system.get("/accounts/?q=离任"))
    assert "没有符合条件的干部" in system.get("/accounts/?q=离任").text
    assert system.get(f"/accounts/{gone.pk}/open/").status_code == 404


def test_new_officer_then_account_then_link(cast, system, client):
    new = {"name": "高桂芳", "org": cast.county.pk, "rank": "staff", "title": "干事", "since": "2012-05-01"}
    answer = system.post("/accounts/new/", new)
    who = Officer.objects.get(name="高桂芳")
    assert answer.url == f"/accounts/{who.pk}/open/"
    assert Entry.objects.latest("pk").by == cast.people["system"]
    assert 'value="gaoguifang"' in system.get(answer.url).text
    shown = system.post(answer.url, {"username": "gaoguifang"})
    assert shown["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    link = re.search(r"http://testserver(/activate/[\w-]+/)", shown.text)[1]
    assert "data-copy" in shown.text
    assert link.split("/")[2] not in system.get("/accounts/").text
    client.logout()
    client.post(link, {"password": c.PASSWORD, "again": c.PASSWORD})
    assert client.post("/login/", {"username": "gaoguifang", "password": c.PASSWORD}).status_code == 302


def test_new_link_for_somebody_who_has_an_account(cast, system):
    who = cast.people["officer"]
    page = f"/accounts/{who.pk}/open/"
    text = system.get(page).text
    assert "重发激活链接" in text
    assert 'name="username"' not in text
    system.post(page, {"username": "hijacked"})
    who.account.refresh_from_db()
    assert who.account.username != "hijacked"
    assert Activation.objects.filter(account=who.account, used=None).count() == 1


@pytest.mark.parametrize("username", ["", "X Y", "ab", "王", "1abc", "a" * 41])
def test_bad_log_in_name_is_refused_beside_the_field(cast, system, username):
    who = c.officer("新来", cast.county)
    with c.nothing_written():
        answer = system.post(f"/accounts/{who.pk}/open/", {"username": username})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["username"]


def test_taken_log_in_name_is_refused_beside_the_field(cast, system):
    who = c.officer("新来", cast.county)
    taken = cast.people["officer"].account.username
    with c.nothing_written():
        answer = system.post(f"/accounts/{who.pk}/open/", {"username": taken})
    assert answer.status_code == 422
    assert "已被使用" in answer.context["form"].errors["username"][0]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"name": ""}, "name"), ({"org": ""}, "org"), ({"since": "1999-01-01"}, "since"), ({"rank": "king"}, "rank")],
)
def test_bad_officer_is_refused_beside_the_field(cast, system, changed, field):
    new = {"name": "高桂芳", "org": cast.county.pk, "rank": "staff", "since": "2012-05-01", **changed}
    with c.nothing_written():
        answer = system.post("/accounts/new/", new)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_officer_of_a_closed_or_foreign_unit_is_refused(cast, client):
    city_system = c.officer("周文", cast.city, "system")
    c.enter(client, city_system)
    for org in (cast.closed, cast.other_county):
        new = {"name": "高桂芳", "org": org.pk, "rank": "staff", "since": "2012-05-01"}
        with c.nothing_written():
            assert client.post("/accounts/new/", new).status_code == 422
    assert client.get(f"/accounts/{cast.people['stranger'].pk}/open/").status_code == 404


def test_username_is_suggested_from_the_sound_and_numbered(cast):
    assert queries.free_username("高桂芳") == "gaoguifang"
    for number in ("", "2"):
        c.with_account(c.officer("高桂芳", cast.county), f"gaoguifang{number}")
    assert queries.free_username("高桂芳") == "gaoguifang3"
    assert queries.free_username("·") == "user"
    assert queries.free_username("A") == "axx"


def grant(client, officer, org, role):
    return client.post("/posts/", {"officer": officer.pk, "org": org.pk, "role": role})


def test_post_is_granted_listed_and_ended(cast, security):
    who = cast.people["nobody"]
    assert grant(security, who, cast.county, "officer").url == "/posts/"
    post = Post.objects.get(officer=who)
    assert (post.org, post.role, post.since, post.until) == (cast.county, "officer", c.TODAY, None)
    answer = security.get("/posts/?q=小军")
    assert [row.pk for row in answer.context["pager"].rows] == [post.pk]
    assert "孙小军已任兴庆区的干部" in answer.text
    answer = security.post(f"/posts/{post.pk}/end/", follow=True)
    assert "岗位已终止" in answer.text
    post.refresh_from_db()
    assert post.until == c.TODAY
    assert "已于2012年5月10日终止" in security.post(f"/posts/{post.pk}/end/", follow=True).text


def test_post_takes_effect_and_ends_at_once(cast, client):
    who = cast.people["nobody"]
    for done in range(2):
        c.enter(client, cast.people["security"])
        if done:
            client.post(f"/posts/{Post.objects.get(officer=who).pk}/end/")
        else:
            grant(client, who, cast.county, "officer")
        c.enter(client, who)
        assert client.get("/orgs/").status_code == (404 if done else 200)


def test_separation_is_told_beside_the_field_with_its_rule(cast, security):
    for who, role in (("system", "audit"), ("officer", "security"), ("audit", "leader")):
        with c.nothing_written():
            answer = grant(security, cast.people[who], cast.city, role)
        assert answer.status_code == 422
        assert "三员分立" in answer.context["form"].errors["role"][0]
        assert 'is-open" id="new"' in answer.text


def test_grant_is_limited_to_the_reach_of_the_security_post(cast, client):
    c.enter(client, c.officer("吴敏", cast.city, "security"))
    inside, outside = cast.people["nobody"], cast.people["stranger"]
    for who, org in ((inside, cast.other_city), (outside, cast.county), (inside, cast.province), (inside, cast.closed)):
        with c.nothing_written():
            assert grant(client, who, org, "officer").status_code == 422
    foreign = Post.objects.get(officer=outside)
    assert client.post(f"/posts/{foreign.pk}/end/").status_code == 404
    assert {row.org.pk for row in client.get("/posts/").context["pager"].rows} <= {
        cast.city.pk, cast.county.pk, cast.enterprise.pk
    }  # fmt: skip


def test_posts_are_filtered_by_role(cast, security):
    rows = security.get("/posts/?role=office").context["pager"].rows
    assert [row.officer.name for row in rows] == ["林晓梅", "马建国", "赵海燕"]
    assert "没有符合条件的岗位" in security.get("/posts/?q=没有").text


def test_page_explains_the_roles(cast, security):
    roles = dict(security.get("/posts/").context["roles"])
    assert roles["审计管理员"] == ["看自己的消息", "查看组织", "查看工作日历、算期限", "查阅审计记录"]


def test_officer_picker_searches_names_and_units_of_serving_people(cast, security):
    c.officer("李离任", cast.county, until=c.TODAY)
    found = [pick["label"] for pick in security.get("/posts/pick/?name=officer&q=李").context["picks"]]
    assert found == ["李秀兰"]
    found = [pick["label"] for pick in security.get("/posts/pick/?name=officer&q=银川").context["picks"]]
    assert found == ["马建国"]


PAGES = {
    "system": ["/accounts/", "/accounts/new/"],
    "security": ["/posts/", "/posts/pick/"],
}


@pytest.mark.parametrize("who", ["leader", "office", "officer", "enterprise", "system", "security", "audit", "nobody"])
def test_each_administrator_has_pages_of_its_own(cast, client, who):
    c.enter(client, cast.people[who])
    for owner, pages in PAGES.items():
        for page in pages:
            assert client.get(page).status_code == (200 if owner == who else 404), page
    assert client.get("/audit/").status_code == (200 if who == "audit" else 404)


def test_lists_cost_the_same_with_more_rows(cast, client):
    pages = {"system": ["/accounts/"], "security": ["/posts/", "/posts/pick/?name=officer&q=银川"]}
    costs = {}
    for more in (0, 2):
        for number in range(more):
            c.officer(f"张{number}", cast.city, "officer")
        for who, each in ((who, page) for who, found in pages.items() for page in found):
            c.enter(client, cast.people[who])
            client.get(each)
            with CaptureQueriesContext(connection) as run:
                client.get(each)
            assert costs.setdefault(each, len(run)) == len(run), each
    assert max(costs.values()) <= 12


@pytest.mark.parametrize("page", ["posts", "absences"])
def test_the_form_beside_a_list_opens_by_its_button_or_when_something_is_wrong_in_it(security, page):
    looked, sent = security.get(f"/{page}/").text, security.post(f"/{page}/", {}).text
    for text, opened in ((looked, False), (sent, True)):
        assert text.count('href="#new"') == 1
        form = re.search(r'<section class="([^"]+)" id="new"', text)
        assert ("is-open" in form[1].split()) == opened
