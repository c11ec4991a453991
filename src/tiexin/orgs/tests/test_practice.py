"""The practice tree and the real one never meet; who practises is the double, for as long as the officer is there."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.orgs import actions, practice, queries
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions import NewOrg, moves, people
from tiexin.orgs.actions.absences import deputise
from tiexin.orgs.models import Level, Officer, Org, Post, Tree, Under
from tiexin.orgs.rules import SIDES
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
PLAN = moves.Plan(date(2012, 5, 1), "试一试")


@kept.fixture
def cast():
    """The cast, and beside it 练习 with a county, a colleague and the double of 李秀兰 as an officer there."""
    cast = c.stage()
    new = NewOrg("练习总工会", Level.PROVINCE, c.FOUNDED, practice=True)
    cast.root = actions.found_org(new, by=None, on=c.TODAY)
    cast.field = c.org("练习县总工会", "county", cast.root)
    cast.other_field = c.org("练习乙县总工会", "county", cast.root)
    cast.colleague = c.officer("练习同事", cast.field)
    cast.double = c.officer("李秀兰（练习）", cast.field, practises_for=cast.people["officer"])
    for role in practice.PRACTISED:
        actions.grant_post(cast.double, cast.field, role, by=None, on=c.TODAY)
    return cast


def practise(client, who, role="officer"):
    """Log somebody in whose session practises a role."""
    c.enter(client, who)
    session = client.session
    session[practice.KEY] = role
    session.save()
    return client


# ── the two trees ───────────────────────────────────────────────────────────────────────────────────────


def test_below_a_practice_unit_everything_is_practice(cast):
    assert [cast.root.practice, cast.field.practice, cast.province.practice, cast.county.practice] == [
        True,
        True,
        False,
        False,
    ]
    new = NewOrg("新县总工会", Level.COUNTY, c.FOUNDED, cast.city, practice=True)
    assert actions.found_org(new, by=None, on=c.TODAY).practice is False  # the parent decides
    assert set(Org.objects.filter(practice=True).values_list("name", flat=True)) == {
        "练习总工会",
        "练习县总工会",
        "练习乙县总工会",
    }


def crossings(cast):
    """Every way to join the two, each from both sides."""
    by = {"by": None, "on": c.TODAY}
    real, field = cast.people["officer"], cast.double
    away = {"since": c.TODAY, "until": c.TODAY, "reason": "出差"}
    return {
        "hang": lambda: actions.hang_under(cast.enterprise, cast.field, since=c.TODAY, tree=Tree.INDUSTRY),
        "hang back": lambda: actions.hang_under(cast.field, cast.industry, since=c.TODAY, tree=Tree.INDUSTRY),
        "move": lambda: moves.move_org(cast.county, cast.root, PLAN, tree=Tree.TERRITORY, **by),
        "move back": lambda: moves.move_org(cast.field, cast.city, PLAN, tree=Tree.TERRITORY, **by),
        "merge": lambda: moves.merge_org(cast.county, cast.field, PLAN, **by),
        "merge back": lambda: moves.merge_org(cast.field, cast.county, PLAN, **by),
        "post": lambda: actions.grant_post(real, cast.field, "leader", **by),
        "post back": lambda: actions.grant_post(field, cast.county, "leader", **by),
        "transfer": lambda: people.transfer_officer(real, cast.field, since=c.TODAY, **by),
        "transfer back": lambda: people.transfer_officer(field, cast.county, since=c.TODAY, **by),
        "deputy": lambda: deputise(Absence(officer=real, deputy=field, **away), **by),
        "deputy back": lambda: deputise(Absence(officer=field, deputy=real, **away), **by),
    }


WAYS = ["hang", "move", "merge", "post", "transfer", "deputy"]


@pytest.mark.parametrize("way", [*WAYS, *(f"{way} back" for way in WAYS)])
def test_nothing_joins_practice_and_earnest(cast, way):
    with c.nothing_written(), pytest.raises(Refused) as refusal, transaction.atomic():
        crossings(cast)[way]()
    assert (refusal.value.message, refusal.value.clause) == ("练习单位和正式单位不能放在一起", SIDES)
    assert not Under.objects.exclude(org__practice=True).filter(ancestor__practice=True).exists()


@pytest.mark.parametrize("role", ["system", "security", "audit"])
def test_practice_has_no_administrators(cast, role):
    with c.nothing_written(), pytest.raises(Refused, match="练习单位没有管理岗位"):
        actions.grant_post(cast.colleague, cast.field, role, by=None, on=c.TODAY)


def test_a_double_gets_no_account_by_any_way(cast):
    with c.nothing_written(), pytest.raises(Refused, match="练习用的人没有账号"):
        actions.open_account(cast.double, "double", by=None, on=c.TODAY, now=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.filter(pk=cast.double.pk).update(account=cast.people["nobody"].account)


def test_an_officer_has_one_double(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        c.officer("又一个", cast.field, practises_for=cast.people["officer"])


def test_the_installation_is_kept_by_a_real_unit(cast):
    Post.objects.filter(role="system").delete()
    Org.objects.filter(pk=cast.root.pk).update(region="000000")
    assert queries.home() == cast.province


# ── who asks ────────────────────────────────────────────────────────────────────────────────────────────


def test_practising_one_is_the_double_with_the_posts_of_one_role(cast, client):
    practise(client, cast.people["officer"], "office")
    page = client.get("/orgs/").context
    assert page["page"]["me"]["name"] == "李秀兰（练习）"
    assert page["page"]["practice"] == "活动办公室"
    assert [org.name for org in page["pager"].rows] == ["练习县总工会"]
    assert client.get("/plans/load/").status_code == 200  # of the office
    practise(client, cast.people["officer"], "officer")
    assert client.get("/plans/load/").status_code == 404


def test_what_is_not_practised_is_what_it_was(cast, client):
    practise(client, cast.people["officer"], "")
    page = client.get("/orgs/").context["page"]
    assert (page["me"]["name"], page["practice"]) == ("李秀兰", "")


@pytest.mark.parametrize("role", ["system", "security", "audit", "enterprise", "nonsense", 7])
def test_a_role_that_cannot_be_practised_is_none(cast, client, role):
    practise(client, cast.people["officer"], role)
    assert client.get("/orgs/").context["page"]["me"]["name"] == "李秀兰"


def test_either_side_is_absent_for_the_other(cast, client):
    units = {"real": cast.county, "practice": cast.field}

    def seen():
        pages = [f"/orgs/{unit.pk}/" for unit in units.values()]
        return [client.get(page).status_code for page in pages]

    c.enter(client, cast.people["leader"])
    assert seen() == [200, 404]
    c.enter(client, cast.people["officer"])
    assert seen() == [200, 404]
    practise(client, cast.people["officer"], "leader")
    assert seen() == [404, 200]


def test_search_the_picker_and_the_api_are_those_of_the_side(cast, client):
    def named(address):
        answer = client.get(address)
        return str(answer.json()) if "/api/" in address else answer.text

    asked = ("/orgs/pick/?q=县", "/search/?q=练习", "/api/orgs?q=县")
    c.enter(client, cast.people["leader"])
    assert [("练习县" in named(address), "练习乙县" in named(address)) for address in asked] == [(False, False)] * 3
    practise(client, cast.people["officer"], "leader")
    assert ["练习县" in named(address) for address in asked] == [True] * 3
    assert ["兴庆" in named(address) for address in ("/orgs/pick/?q=兴庆", "/api/orgs?q=兴庆")] == [False, False]


def test_no_post_is_granted_to_a_double_by_the_security_administrator(cast, client):
    c.enter(client, cast.people["security"])
    assert "李秀兰（练习）" not in client.get("/posts/pick/?q=李秀兰").text
    sent = {"officer": cast.double.pk, "org": cast.county.pk, "role": "officer"}
    with c.nothing_written():
        assert client.post("/posts/", sent).status_code == 422


def test_a_closed_account_practises_no_more(cast, client):
    practise(client, cast.people["officer"])
    account = cast.people["officer"].account
    account.is_active = False
    account.save()
    answer = client.get("/orgs/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=%2Forgs%2F")


def test_who_has_left_practises_no_more(cast, client):
    practise(client, cast.people["officer"])
    assert client.get("/orgs/").status_code == 200
    people.leave_office(cast.people["officer"], c.TODAY, by=None, on=c.TODAY)
    assert client.get("/orgs/").status_code == 404
    assert practice.double(Officer.objects.get(pk=cast.people["officer"].pk), "officer", c.TODAY) is None


def test_who_leaves_tomorrow_practises_today(cast):
    officer = cast.people["officer"]
    officer.until = c.TODAY + timedelta(days=1)
    assert practice.double(officer, "officer", c.TODAY) == cast.double
    assert practice.double(officer, "officer", officer.until) is None


def test_who_does_not_practise_pays_no_statement_for_it(cast, client):
    c.enter(client, cast.people["officer"])
    client.get("/practice/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/practice/")
    assert [each["sql"] for each in asked if "practises_for_id" in each["sql"].rpartition("WHERE")[2]] == []
    assert len(asked) == 1  # the session with account, officer and posts
