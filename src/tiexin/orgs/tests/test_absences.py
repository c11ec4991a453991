"""Deputies: their days, the rights they lend, what the trail says, and what is refused."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import actions as orgs
from tiexin.orgs import calendar
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions.absences import deputise, return_early
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
FIRST, LAST = c.TODAY - timedelta(2), c.TODAY + timedelta(3)


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


def away(officer, deputy, since=FIRST, until=LAST, reason="外出学习"):
    said = {"since": since, "until": until, "reason": reason}
    return deputise(Absence(officer=officer, deputy=deputy, **said), by=None, on=c.TODAY)


@pytest.fixture
def standing_in(cast, client):
    """The field officer of the county stands in for the office of the city."""
    away(cast.people["city_office"], cast.people["officer"])
    return c.enter(client, cast.people["officer"])


# ── rights ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deputy_has_the_posts_of_the_absent_for_these_days(cast, client):
    c.enter(client, cast.people["officer"])
    page = f"/orgs/{cast.city.pk}/"
    assert client.get(page).status_code == 404
    away(cast.people["city_office"], cast.people["officer"])
    seen = {}
    for day in (FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1)):
        c.set_day(day)
        seen[day] = client.get(page).status_code
    assert list(seen.values()) == [404, 200, 200, 404]


def test_an_early_return_takes_the_rights_back_at_once(cast, standing_in):
    page = f"/orgs/{cast.city.pk}/"
    assert standing_in.get(page).status_code == 200
    return_early(Absence.objects.get(), by=None, on=c.TODAY)
    assert standing_in.get(page).status_code == 404
    with c.nothing_written(), pytest.raises(Refused, match="已经结束"):
        return_early(Absence.objects.get(), by=None, on=c.TODAY)


def test_pages_say_for_whom(cast, standing_in):
    text = standing_in.get("/").text
    assert "代 马建国" in text
    shown = standing_in.get("/", {"for": cast.people["city_office"].pk})
    assert shown.context["whose"] == cast.people["city_office"]
    assert "<b>代 马建国（银川市）</b>的任务和待办" in shown.text
    for other in (cast.people["leader"].pk, "x", ""):
        assert standing_in.get("/", {"for": other}).context["whose"] == cast.people["officer"]


def test_the_trail_says_for_whom_a_deputy_acted(cast, standing_in):
    said = {"name": "活动领导小组", "kind": "leading_group", "since": "2012-03-01"}
    standing_in.post(f"/orgs/{cast.city.pk}/organs/new/", said)
    entry = Entry.objects.get(verb="found", thing="orgs.organ")
    assert (entry.by, entry.instead_of) == (cast.people["officer"], cast.people["city_office"])
    c.enter(standing_in, cast.people["office"])
    assert "李秀兰（兴庆区），代 马建国" in standing_in.get(f"/entries/{entry.pk}/").text


def test_what_ones_own_post_allows_is_done_for_oneself(cast, standing_in):
    own = orgs.grant_post(cast.people["officer"], cast.county, "office", by=None, on=c.TODAY)
    said = {"name": "活动领导小组", "kind": "leading_group", "since": "2012-03-01"}
    standing_in.post(f"/orgs/{own.org_id}/organs/new/", said)
    assert Entry.objects.get(verb="found", thing="orgs.organ").instead_of is None


def test_a_page_costs_the_same_while_nobody_is_away(cast, client, django_assert_num_queries):
    c.enter(client, cast.people["officer"])
    page = f"/orgs/{cast.county.pk}/organs/"
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    before = len(asked)
    away(cast.people["city_office"], cast.people["leader"], c.TODAY + timedelta(30), c.TODAY + timedelta(31))
    client.get(page)
    with django_assert_num_queries(before):
        client.get(page)


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────────

BAD = {
    "oneself": ({"deputy": "city_office"}, "不能由自己代理自己"),
    "turned round": ({"since": LAST, "until": FIRST}, "止日早于起日"),
    "over": ({"since": FIRST - timedelta(9), "until": c.TODAY - timedelta(1)}, "已经过去"),
    "without a reason": ({"reason": " "}, "请写明事由"),
    "somebody gone": ({"deputy": "gone"}, "在这些日子里不都在职"),
    "somebody who leaves meanwhile": ({"deputy": "leaves"}, "在这些日子里不都在职"),
    "a second deputy": ({"officer": "away"}, "已有人代理"),
    "who is away": ({"deputy": "away"}, "自己也不在"),
    "who stands in": ({"officer": "deputy"}, "正代理别人"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_absence_is_refused_and_writes_nothing(cast, case):
    said, why = BAD[case]
    people = cast.people | {
        "away": c.officer("甲", cast.county),
        "deputy": c.officer("乙", cast.county),
        "gone": c.officer("丙", cast.county, until=date(2011, 1, 1)),
        "leaves": c.officer("丁", cast.county, until=LAST),
    }
    away(people["away"], people["deputy"], LAST, LAST + timedelta(5))
    who = {"officer": people[said.get("officer", "city_office")], "deputy": people[said.get("deputy", "officer")]}
    rest = {name: value for name, value in said.items() if name not in who}
    with c.nothing_written(), pytest.raises(Refused, match=why):
        away(**who, **rest)


def test_the_day_after_is_free(cast):
    away(cast.people["city_office"], cast.people["officer"])
    away(cast.people["city_office"], cast.people["leader"], LAST + timedelta(1), LAST + timedelta(2))
    assert Absence.objects.count() == 2


@pytest.mark.parametrize(("officer", "deputy"), [("system", "security"), ("audit", "system"), ("security", "audit")])
def test_one_administrator_never_stands_in_for_another(cast, officer, deputy):
    with c.nothing_written(), pytest.raises(Refused, match="另一管理岗位") as refusal:
        away(cast.people[officer], cast.people[deputy])
    assert "三员分立" in refusal.value.clause


def test_nor_does_one_person_for_two_of_them(cast):
    away(cast.people["system"], cast.people["nobody"])
    with c.nothing_written(), pytest.raises(Refused, match="另一管理岗位"):
        away(cast.people["audit"], cast.people["nobody"])


def test_a_post_granted_later_takes_the_lent_one_away(cast, client):
    who = cast.people["nobody"]
    away(cast.people["system"], who)
    c.enter(client, who)
    assert client.get("/accounts/").status_code == 200
    orgs.grant_post(who, cast.county, "audit", by=None, on=c.TODAY)
    assert client.get("/accounts/").status_code == 404
    assert client.get("/audit/").status_code == 200


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_security_administrator_enters_and_ends_an_absence(cast, client):
    c.enter(client, cast.people["security"])
    said = {"officer": cast.people["city_office"].pk, "deputy": cast.people["officer"].pk, "reason": "外出学习"}
    said |= {"since": FIRST.isoformat(), "until": LAST.isoformat()}
    answer = client.post("/absences/", said, follow=True)
    for text in ("李秀兰将代马建国", "外出学习", "2012年5月13日"):
        assert text in answer.text
    with c.nothing_written():
        again = client.post("/absences/", said)
    assert "已有人代理" in str(again.context["form"].errors["officer"])
    assert "外出学习" in again.text
    page = f"/absences/{Absence.objects.get().pk}/end/"
    assert "代理已结束" in client.post(page, follow=True).text
    assert "已经结束" in client.post(page, follow=True).text
    verbs = Entry.objects.filter(thing="orgs.absence").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["deputise", "return_early"]


def test_nobody_else_gives_rights_away(cast, client):
    for name in ("office", "leader", "system"):
        c.enter(client, cast.people[name])
        with c.nothing_written():
            assert client.post("/absences/", {}).status_code == 404
