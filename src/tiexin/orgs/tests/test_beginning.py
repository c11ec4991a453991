"""A real installation begins with one unit and three administrators; whoever follows comes through the browser."""

from datetime import date
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command

from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.actions.beginning import First, begin, first_unit
from tiexin.orgs.models import Account, Level, Officer, Org, Post
from tiexin.orgs.tests import cast as c
from tiexin.search import verify

pytestmark = pytest.mark.django_db
UNIT = NewOrg("某省总工会", Level.PROVINCE, date(1950, 1, 1), region="640000")
PEOPLE = [
    First("周明", "zhouming", "system"),
    First("吴静", "wujing", "security"),
    First("郑强", "zhengqiang", "audit"),
]
OFFICE = First("沈彦萍", "shenyanping", "office")
LINE = ["init", "某省总工会", "--region", "640000"]
LINE += ["--system", "周明:zhouming", "--security", "吴静：wujing", "--audit"]


def begun(unit=UNIT, people=PEOPLE):
    return begin(unit, people, on=c.TODAY, now=now())


def test_the_unit_stands_with_its_three_administrators():
    tokens = begun()
    assert sorted(tokens) == ["audit", "security", "system"]
    assert list(Org.objects.values_list("name", "level", "region")) == [("某省总工会", "province", "640000")]
    assert sorted(Post.objects.values_list("officer__name", "role", "until")) == [
        ("吴静", "security", None),
        ("周明", "system", None),
        ("郑强", "audit", None),
    ]
    assert sorted(Officer.objects.values_list("name", "title", "account__username")) == [
        ("吴静", "安全管理员", "wujing"),
        ("周明", "系统管理员", "zhouming"),
        ("郑强", "审计管理员", "zhengqiang"),
    ]
    assert verify.differences() == []
    verbs = [*Entry.objects.order_by("id").values_list("verb", flat=True)]
    assert verbs == ["found", *["appoint", "open_account", "grant"] * 3]


def test_each_link_lets_its_owner_in_once_and_nobody_has_a_password_before(client):
    for token in begun().values():
        sent = {"password": c.PASSWORD, "again": c.PASSWORD}
        assert client.get(f"/activate/{token}/").status_code == 200
        assert client.post(f"/activate/{token}/", sent).status_code == 302
        assert "链接" in client.get(f"/activate/{token}/").text
    assert client.login(username="zhouming", password=c.PASSWORD)
    assert client.get("/accounts/").status_code == 200
    assert client.get("/posts/").status_code == 404


WRONG = {
    "two of one post": (UNIT, [PEOPLE[0], PEOPLE[1], First("郑强", "zhengqiang", "system")], "请各写一名审计管理员"),
    "one too few": (UNIT, PEOPLE[:2], "请各写一名"),
    "an officer among them": (UNIT, [*PEOPLE, First("李四", "lisi", "officer")], "请各写一名"),
    "two for the office": (UNIT, [*PEOPLE, OFFICE, First("李四", "lisi", "office")], "活动办公室先写一名"),
    "the same person twice": (UNIT, [*PEOPLE[:2], First(" 周明", "zhouming2", "audit")], "“周明”写了两次"),
    "an administrator for the office": (UNIT, [*PEOPLE, First("郑强", "zq", "office")], "登录名“zq”不行"),
    "an administrator's name for the office": (UNIT, [*PEOPLE, First("郑强", "zqq", "office")], "“郑强”写了两次"),
    "a unit of 200 letters": (NewOrg("某" * 200, Level.CITY, date(1950, 1, 1)), PEOPLE, "名称太长"),
    "a person of 200 letters": (UNIT, [First("周" * 200, "zhouming", "system"), *PEOPLE[1:]], "名称太长"),
    "a log-in name in Chinese": (UNIT, [First("周明", "周明", "system"), *PEOPLE[1:]], "登录名“周明”不行"),
    "a log-in name that is too short": (UNIT, [First("周明", "zm", "system"), *PEOPLE[1:]], "登录名“zm”不行"),
    "the same log-in name twice": (UNIT, [*PEOPLE[:2], First("郑强", "wujing", "audit")], "登录名“wujing”已被使用"),
    "no name": (UNIT, [First(" ", "zhouming", "system"), *PEOPLE[1:]], "单位和人员都要写名称"),
    "a unit without a name": (NewOrg(" ", Level.CITY, date(1950, 1, 1)), PEOPLE, "单位和人员都要写名称"),
    "an unknown region": (
        NewOrg("某市", Level.CITY, date(1950, 1, 1), region="999999"),
        PEOPLE,
        "没有“999999”这个行政区划代码",
    ),
}


@pytest.mark.parametrize(("unit", "people", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_beginning_writes_nothing(unit, people, said):
    with c.nothing_written(), pytest.raises(Refused, match=said):
        begun(unit, people)


def test_an_installation_begins_once():
    begun()
    with c.nothing_written(), pytest.raises(Refused, match="已经有单位了"):
        begun()


def test_the_command_prints_the_three_links(client):
    out = StringIO()
    call_command(*LINE, "郑强:zhengqiang", stdout=out)
    first, *links = out.getvalue().splitlines()
    assert first.startswith("已成立某省总工会。")
    assert [link.split("：")[0] for link in links] == ["审计管理员 郑强", "安全管理员 吴静", "系统管理员 周明"]
    for link in links:
        assert client.get(link.split("：")[1]).status_code == 200


def test_the_office_may_be_named_too():
    tokens = begun(people=[*PEOPLE, OFFICE])
    assert sorted(tokens) == ["audit", "office", "security", "system"]
    assert list(Post.objects.filter(role="office").values_list("officer__name", "org__name")) == [
        ("沈彦萍", "某省总工会")
    ]
    out = StringIO()
    with pytest.raises(CommandError, match="已经有单位了"):
        call_command(*LINE, "郑强:zhengqiang", "--office", "沈彦萍:shenyanping", stdout=out)


def test_the_command_names_the_office_when_asked():
    out = StringIO()
    call_command(*LINE, "郑强:zhengqiang", "--office", "沈彦萍:shenyanping", stdout=out)
    assert out.getvalue().splitlines()[-1].startswith("活动办公室 沈彦萍：/activate/")


def test_the_union_of_one_enterprise_can_begin_alone():
    begun(first_unit(" 某厂工会 ", "enterprise", ""))
    assert list(Org.objects.values_list("name", "level", "kind", "opened")) == [
        ("某厂工会", "enterprise", "enterprise", date(1950, 1, 1))
    ]


def test_a_lost_link_is_given_again_by_whoever_holds_the_machine(client):
    first, out = begun()["system"], StringIO()
    call_command("link", "zhouming", stdout=out)
    said, _, path = out.getvalue().strip().partition("：")
    assert said == "请把链接交给周明本人，3天内有效，只能用一次"
    assert client.get(f"/activate/{first}/").status_code == 410
    sent = {"password": c.PASSWORD, "again": c.PASSWORD}
    assert client.post(path, sent)["Location"] == "/login/"
    assert Account.objects.count() == 3


def test_nobody_is_named_who_has_no_account():
    with c.nothing_written(), pytest.raises(CommandError, match="没有登录名“nobody”"):
        call_command("link", "nobody", stdout=StringIO())


@pytest.mark.parametrize(("wanted", "there"), [("/orgs/", "/orgs/"), ("https://elsewhere.example/", "/home/")])
def test_a_link_that_names_where_to_go_lets_its_owner_in(client, wanted, there):
    path = f"/activate/{begun()['system']}/?{urlencode({'next': wanted})}"
    assert client.get(path).status_code == 200
    assert client.post(path, {"password": "1234567890", "again": "1234567890"}).status_code == 422
    assert "_auth_user_id" not in client.session
    done = client.post(path, {"password": c.PASSWORD, "again": c.PASSWORD})
    assert (done.status_code, done["Location"]) == (302, there)
    assert client.get("/accounts/").status_code == 200


def test_the_command_says_what_is_wrong_in_one_line():
    with pytest.raises(CommandError, match="登录名“x”不行") as error:
        call_command(*LINE, "郑强:x", stdout=StringIO())
    assert error.value.returncode == 1
    assert Org.objects.count() == 0
