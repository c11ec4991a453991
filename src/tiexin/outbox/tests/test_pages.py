"""Pages of messages: the bell, the list, one opened, all read, how one wants to be reached."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from tiexin.core.days import moment
from tiexin.orgs.tests import cast as units
from tiexin.outbox.actions import mark_read, set_preferences, tell_officer
from tiexin.outbox.actions.reading import NewPreferences
from tiexin.outbox.models import Message, Preference
from tiexin.outbox.tests.telling import ACCOUNT, CRISIS, NEWS, PHONE, told, wants_platform, wants_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return units.stage()


@pytest.fixture
def officer(cast):
    return cast.people["officer"]


@pytest.fixture
def visitor(client, officer):
    client.force_login(officer.account)
    return client


def words(answer):
    return answer.content.decode()


def bell(client, url="/board/"):
    answer = client.get(url, follow=True)
    return answer.context["page"]["inbox"]


def test_the_bell_counts_what_is_unread(visitor, officer, cast):
    assert bell(visitor) == {"url": "/messages/", "unread": 0, "said": "0"}
    made = told(officer)
    told(officer, CRISIS)
    told(cast.people["leader"])
    tell_officer(officer, replace(NEWS, source="later", due=moment(units.TODAY) + timedelta(days=1)), on=units.TODAY)
    assert bell(visitor)["unread"] == 2
    mark_read(made, by=officer, on=units.TODAY)
    assert bell(visitor)["unread"] == 1


def test_a_text_is_not_on_the_bell(visitor, officer):
    wants_texts(officer)
    told(officer, CRISIS)
    assert bell(visitor)["unread"] == 1


def test_a_great_many_is_said_as_such(visitor, officer):
    for number in range(100):
        told(officer, replace(NEWS, source=f"case/{number}"))
    assert bell(visitor)["said"] == "99+"
    assert "99+<span" in words(visitor.get("/messages/"))


def test_the_number_costs_no_statement(visitor, officer, django_assert_num_queries):
    visitor.get("/messages/settings/")
    told(officer)
    with django_assert_num_queries(2) as asked:
        visitor.get("/messages/settings/")
    named = [each["sql"] for each in asked.captured_queries if "outbox_message" in each["sql"]]
    assert len(named) == 1
    assert "orgs_account" in named[0]


@pytest.mark.parametrize("role", ["leader", "office", "officer", "enterprise", "system", "security", "audit"])
def test_everybody_with_a_post_has_messages(role, cast, client):
    told(cast.people[role])
    client.force_login(cast.people[role].account)
    assert "有一件诉求等您办" in words(client.get("/messages/"))
    assert client.get("/messages/settings/").status_code == 200


def test_who_has_no_post_has_no_bell(cast, client):
    client.force_login(cast.people["nobody"].account)
    assert client.get("/messages/").status_code == 404
    assert bell(client, "/home/") is None


def test_the_list_shows_ones_own_the_newest_first(visitor, officer, cast):
    told(officer)
    told(officer, CRISIS)
    told(cast.people["leader"], replace(NEWS, title="给别人的"))
    answer = visitor.get("/messages/")
    assert [each.title for each in answer.context["pager"].rows] == ["有一件紧急诉求", "有一件诉求等您办"]
    assert "给别人的" not in words(answer)
    assert words(answer).count("未读：") == 2


def test_an_empty_list_says_so(visitor):
    assert "还没有消息" in words(visitor.get("/messages/"))
    assert "没有符合条件的消息" in words(visitor.get("/messages/?state=unread"))


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", ["有一件紧急诉求", "有一件诉求等您办"]),
        ("state=unread", ["有一件紧急诉求"]),
        ("state=read", ["有一件诉求等您办"]),
        ("kind=crisis", ["有一件紧急诉求"]),
        ("kind=task&state=unread", []),
        ("kind=gossip", ["有一件紧急诉求", "有一件诉求等您办"]),
    ],
)
def test_the_list_is_narrowed(asked, titles, visitor, officer):
    mark_read(told(officer), by=officer, on=units.TODAY)
    told(officer, CRISIS)
    answer = visitor.get(f"/messages/?{asked}")
    assert [each.title for each in answer.context["pager"].rows] == titles


def test_the_list_is_paged_at_the_same_cost(visitor, officer, django_assert_num_queries):
    for number in range(2):
        told(officer, replace(NEWS, source=f"case/{number}"))
    visitor.get("/messages/")
    with django_assert_num_queries(3):
        visitor.get("/messages/")
    for number in range(2, 30):
        told(officer, replace(NEWS, source=f"case/{number}"))
    with django_assert_num_queries(3):
        answer = visitor.get("/messages/")
    assert len(answer.context["pager"].rows) == 25
    assert len(visitor.get("/messages/?page=2").context["pager"].rows) == 5


def test_opening_one_marks_it_and_leads_on(visitor, officer):
    made = told(officer)
    answer = visitor.post(f"/messages/{made.pk}/open/")
    assert (answer.status_code, answer["Location"]) == (302, "/cases/1/")
    assert Message.objects.get().state == "read"
    assert visitor.post(f"/messages/{made.pk}/open/").status_code == 302


def test_one_that_leads_nowhere_leads_back(visitor, officer):
    made = told(officer, replace(NEWS, url=""))
    assert visitor.post(f"/messages/{made.pk}/open/")["Location"] == "/messages/"


def test_looking_at_it_marks_nothing(visitor, officer):
    made = told(officer)
    assert visitor.get(f"/messages/{made.pk}/open/").status_code == 405
    visitor.get("/messages/")
    assert Message.objects.get().state == "sent"


def test_nobody_opens_what_is_not_theirs(visitor, cast):
    made = told(cast.people["leader"])
    assert visitor.post(f"/messages/{made.pk}/open/").status_code == 404
    assert Message.objects.get().state == "sent"


def test_what_waits_is_not_opened(visitor, officer):
    later = replace(NEWS, due=moment(units.TODAY) + timedelta(days=1))
    tell_officer(officer, later, on=units.TODAY)
    assert visitor.post(f"/messages/{Message.objects.get().pk}/open/").status_code == 404


def test_all_are_read_at_once(visitor, officer, cast):
    for news in (NEWS, CRISIS):
        told(officer, news)
    told(cast.people["leader"])
    answer = visitor.post("/messages/read/", follow=True)
    assert "2条消息已标为已读" in words(answer)
    assert "全部标为已读" not in words(answer)
    assert list(Message.objects.unread().values_list("officer", flat=True)) == [cast.people["leader"].pk]
    assert "没有未读的消息" in words(visitor.post("/messages/read/", follow=True))
    assert visitor.get("/messages/read/").status_code == 405


SAID = {"way": "sms", "phone": "138 0013 8000", "quiet_from": "22:00", "quiet_until": "07:30"}


def test_how_to_be_reached_is_said_on_a_page(visitor, officer):
    answer = visitor.get("/messages/settings/")
    assert "加密保存，只用来给您发短信" in words(answer)
    assert "另外告诉您的一天最多5条，每天9点还有一条汇总" in words(answer)
    assert visitor.post("/messages/settings/", SAID)["Location"] == "/messages/"
    kept = Preference.objects.get(officer=officer)
    assert (kept.way, kept.number, kept.quiet_from, kept.quiet_until) == ("sms", PHONE, time(22), time(7, 30))


def test_a_number_is_shown_by_its_ends_and_kept(visitor, officer):
    set_preferences(NewPreferences("sms", PHONE, time(21), time(8)), by=officer, on=units.TODAY)
    answer = visitor.get("/messages/settings/")
    assert "已登记 138****8000" in words(answer)
    assert PHONE not in words(answer)
    visitor.post("/messages/settings/", SAID | {"phone": "", "way": "none"})
    assert (Preference.objects.get().number, Preference.objects.get().way) == (PHONE, "none")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"phone": "12345"}, "手机号是11位数字，请核对"),
        ({"phone": ""}, "要收短信，请填手机号"),
        ({"quiet_from": "25:00"}, "请填写时间"),
        ({"quiet_until": ""}, "请填写"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(change, said, visitor):
    answer = visitor.post("/messages/settings/", SAID | change)
    assert answer.status_code == 422
    assert said in words(answer)
    assert list(answer.context["form"].errors) == list(change)
    assert not Preference.objects.exists()


def test_who_practises_sees_no_number_on_the_bell(visitor, officer):
    told(officer)
    visitor.post("/practice/enter/", {"role": "officer"})
    answer = visitor.get("/messages/")
    assert answer.context["page"]["inbox"]["unread"] == 0
    assert "还没有消息" in words(answer)
    assert "练习中不登记真的号码" in words(visitor.post("/messages/settings/", SAID))


# Where the installation has a work platform


@pytest.fixture
def platform(settings):
    settings.WORK = "console"


WORK = SAID | {"way": "work", "phone": "", "account": " Li.Xiulan@ghz "}


def test_without_a_platform_nothing_of_it_stands_on_the_page(visitor):
    page = visitor.get("/messages/settings/")
    assert [word in words(page) for word in ("工作平台", "平台账号", "短信", "不另外告诉")] == [
        False,
        False,
        True,
        True,
    ]
    assert list(page.context["form"].fields) == ["way", "phone", "quiet_from", "quiet_until"]
    answer = visitor.post("/messages/settings/", WORK)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["way"])
    assert not Preference.objects.exists()


@pytest.mark.usefixtures("platform")
def test_the_platform_is_chosen_with_an_account(visitor, officer):
    page = visitor.get("/messages/settings/")
    assert list(page.context["form"].fields) == ["way", "phone", "account", "quiet_from", "quiet_until"]
    assert words(page).count('type="radio" name="way"') == 3
    assert "不知道就问管平台的人。加密保存，只用来给您发消息" in words(page)
    assert visitor.post("/messages/settings/", WORK)["Location"] == "/messages/"
    kept = Preference.objects.get(officer=officer)
    assert (kept.way, kept.userid, kept.number) == ("work", ACCOUNT, "")
    page = words(visitor.get("/messages/settings/"))
    assert ("已登记 Li.****ghz" in page, ACCOUNT in page) == (True, False)
    visitor.post("/messages/settings/", WORK | {"account": "", "quiet_from": "20:00"})
    kept.refresh_from_db()
    assert (kept.way, kept.userid, kept.quiet_from) == ("work", ACCOUNT, time(20))


@pytest.mark.usefixtures("platform")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"account": ""}, "要从工作平台收消息，请填平台账号"),
        ({"account": "李秀兰"}, "平台账号是1到64个字母、数字或 . _ - @，请核对"),
        ({"account": "x" * 65}, "平台账号是1到64个字母、数字或 . _ - @，请核对"),
        ({"way": "pigeon"}, "选"),
        ({"way": ""}, "请"),
        ({"phone": "12345"}, "手机号是11位数字，请核对"),
    ],
)
def test_what_is_wrong_with_an_account_is_said_beside_it(change, said, visitor):
    answer = visitor.post("/messages/settings/", WORK | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(change))
    assert said in answer.context["form"].errors[next(iter(change))][0]
    assert not Preference.objects.exists()


def test_whose_platform_was_taken_away_is_told_so_and_may_choose_anew(visitor, officer, settings):
    settings.WORK = "console"
    wants_platform(officer)
    settings.WORK = ""
    page = visitor.get("/messages/settings/")
    assert "您原来选的工作平台，这里现在没有接上" in words(page)
    assert page.context["form"].initial["way"] == "none"
    visitor.post("/messages/settings/", SAID)
    assert Preference.objects.get().way == "sms"
    assert "现在没有接上" not in words(visitor.get("/messages/settings/"))
