"""Every write of orgs: what it leaves, what it refuses, and that a refusal leaves nothing."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import actions
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.models import Activation, Installation, Level, Officer, OrgLink, Post, Tree, Under
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
NOW = now()


@pytest.fixture
def units():
    return c.units()


def last():
    entry = Entry.objects.latest("pk")
    return entry.verb, entry.thing, entry.thing_id, entry.org_id, entry.by_id, entry.on


def refuse(field, call, *args, **kwargs):
    with c.nothing_written(), pytest.raises(Refused) as caught, transaction.atomic():
        call(*args, **kwargs)
    assert caught.value.field == field
    return caught.value


def test_found_org_writes_place_and_entry(units):
    new = NewOrg("金凤区总工会", Level.COUNTY, date(2003, 1, 1), units.city, short_name="金凤区", region="640106")
    org = actions.found_org(new, by=None, on=c.TODAY)
    assert (org.name, org.short_name, org.level, org.kind, org.region, org.opened, org.closed) == (
        "金凤区总工会", "金凤区", "county", "territorial", "640106", date(2003, 1, 1), None,
    )  # fmt: skip
    assert set(Under.objects.filter(org=org).values_list("tree", "ancestor", "depth")) == {
        ("territory", org.id, 0),
        ("territory", units.city.id, 1),
        ("territory", units.province.id, 2),
    }
    assert OrgLink.objects.filter(child=org).values_list("tree", "parent", "since", "until").get() == (
        "territory", units.city.id, date(2003, 1, 1), None,
    )  # fmt: skip
    assert last() == ("found", "orgs.org", org.id, org.id, None, c.TODAY)


def test_unit_stands_in_both_trees(units):
    trees = Under.objects.filter(org=units.enterprise).values_list("tree", "ancestor", "depth")
    assert set(trees) == {
        (Tree.TERRITORY, units.enterprise.id, 0),
        (Tree.TERRITORY, units.county.id, 1),
        (Tree.TERRITORY, units.city.id, 2),
        (Tree.TERRITORY, units.province.id, 3),
        (Tree.INDUSTRY, units.enterprise.id, 0),
        (Tree.INDUSTRY, units.industry.id, 1),
    }


@pytest.mark.parametrize(("opened", "parent"), [(date(1999, 12, 31), "city"), (date(2005, 1, 1), "closed")])
def test_found_org_is_refused_below_a_unit_that_is_not_there(units, opened, parent):
    new = NewOrg("新区总工会", Level.COUNTY, opened, getattr(units, parent))
    refuse("opened", actions.found_org, new, by=None, on=c.TODAY)


def test_close_org(units):
    day = date(2012, 1, 1)
    org = actions.close_org(units.other_county, closed=day, by=None, on=c.TODAY)
    assert (org.pk, org.closed) == (units.other_county.pk, day)
    assert (org.is_open(day - timedelta(1)), org.is_open(day)) == (True, False)
    assert last() == ("close", "orgs.org", org.id, org.id, None, c.TODAY)


@pytest.mark.parametrize(
    ("name", "day"),
    [("closed", date(2012, 1, 1)), ("other_county", c.FOUNDED), ("city", date(2012, 1, 1))],
)
def test_close_org_is_refused(units, name, day):
    """Closed already; not after its opening; open units stand below."""
    refuse("closed", actions.close_org, getattr(units, name), closed=day, by=None, on=c.TODAY)


def test_appoint_officer(units):
    boss = c.officer("陈志远", units.province)
    new = Officer(name="李秀兰", org=units.county, since=date(2010, 1, 1))
    who = actions.appoint_officer(new, by=boss, on=c.TODAY)
    assert (who.pk, who.name, who.org, who.account, who.until) == (new.pk, "李秀兰", units.county, None, None)
    assert last() == ("appoint", "orgs.officer", who.id, units.county.id, boss.id, c.TODAY)


def test_appoint_officer_is_refused_before_the_unit_opened_and_after_it_closed(units):
    for org, since in ((units.county, date(1999, 1, 1)), (units.closed, date(2012, 1, 1))):
        refuse("since", actions.appoint_officer, Officer(name="李", org=org, since=since), by=None, on=c.TODAY)


def test_account_has_no_password_and_its_link_is_stored_as_a_hash(units):
    who = c.officer("李秀兰", units.county)
    token = actions.open_account(who, "lixiulan", by=None, on=c.TODAY, now=NOW)
    who.refresh_from_db()
    assert (who.account.username, who.account.has_usable_password()) == ("lixiulan", False)
    link = Activation.objects.get()
    assert (link.token_hash, link.expires, link.used) == (actions.hash_token(token), NOW + timedelta(days=3), None)
    assert token not in link.token_hash
    assert last() == ("open_account", "orgs.officer", who.id, units.county.id, None, c.TODAY)


def test_second_link_replaces_the_first_and_keeps_the_log_in(units):
    who = c.officer("李秀兰", units.county)
    first = actions.open_account(who, "lixiulan", by=None, on=c.TODAY, now=NOW)
    second = actions.open_account(who, "another", by=None, on=c.TODAY, now=NOW)
    refuse("", actions.activate, first, c.PASSWORD, now=NOW)
    assert actions.activate(second, c.PASSWORD, now=NOW).username == "lixiulan"


def test_log_in_name_of_somebody_else_is_refused(units):
    c.with_account(c.officer("李秀兰", units.county), "lixiulan")
    refuse("username", actions.open_account, c.officer("李兰", units.city), "lixiulan", by=None, on=c.TODAY, now=NOW)


def test_link_works_once(units):
    who = c.officer("李秀兰", units.county)
    token = actions.open_account(who, "lixiulan", by=None, on=c.TODAY, now=NOW)
    account = actions.activate(token, c.PASSWORD, now=NOW)
    assert authenticate(username="lixiulan", password=c.PASSWORD) == account
    refuse("", actions.activate, token, "another-secret-77", now=NOW)
    assert authenticate(username="lixiulan", password="another-secret-77") is None


@pytest.mark.parametrize(("after", "works"), [(timedelta(days=3, seconds=-1), True), (timedelta(days=3), False)])
def test_link_ends_after_three_days(units, after, works):
    token = actions.open_account(c.officer("李秀兰", units.county), "lixiulan", by=None, on=c.TODAY, now=NOW)
    if works:
        actions.activate(token, c.PASSWORD, now=NOW + after)
    else:
        refuse("", actions.activate, token, c.PASSWORD, now=NOW + after)


@pytest.mark.parametrize(
    ("password", "said"), [("short", "至少10位"), ("1234567890", "太常见"), ("lixiulan20", "和登录名太相近")]
)
def test_weak_password_is_refused_in_plain_chinese_and_the_link_stays(units, password, said):
    token = actions.open_account(c.officer("李秀兰", units.county), "lixiulan2012", by=None, on=c.TODAY, now=NOW)
    refusal = refuse("password", actions.activate, token, password, now=NOW)
    assert said in refusal.message
    assert "GB/T 22239-2019" in refusal.clause
    actions.activate(token, c.PASSWORD, now=NOW)


def test_grant_and_end_post(units):
    boss, who = c.officer("吴静", units.province), c.officer("李秀兰", units.county)
    post = actions.grant_post(who, units.city, "officer", by=boss, on=c.TODAY)
    assert (post.officer, post.org, post.role, post.since, post.until) == (who, units.city, "officer", c.TODAY, None)
    assert last() == ("grant", "orgs.post", post.id, units.city.id, boss.id, c.TODAY)
    ended = actions.end_post(post, by=boss, on=c.TODAY + timedelta(1))
    assert (ended.pk, ended.until) == (post.pk, c.TODAY + timedelta(1))
    assert last() == ("end_post", "orgs.post", post.id, units.city.id, boss.id, c.TODAY + timedelta(1))
    refuse("", actions.end_post, ended, by=boss, on=c.TODAY)
    assert actions.grant_post(who, units.city, "officer", by=boss, on=c.TODAY).pk != post.pk


def test_grant_post_is_refused(units):
    who = c.officer("李秀兰", units.county, "officer")
    gone = c.officer("孙小军", units.county, until=date(2012, 1, 1))
    for field, officer, org, role in (
        ("role", who, units.county, "emperor"),
        ("role", who, units.county, "officer"),
        ("role", who, units.city, "audit"),
        ("org", who, units.closed, "leader"),
        ("officer", gone, units.county, "officer"),
    ):
        refuse(field, actions.grant_post, officer, org, role, by=None, on=c.TODAY)


@pytest.mark.parametrize("held", ["system", "security", "audit"])
@pytest.mark.parametrize("wanted", ["system", "security", "audit", "officer"])
def test_administrator_post_stands_alone(units, held, wanted):
    who = c.officer("周明", units.province, held)
    if wanted != held:
        refusal = refuse("role", actions.grant_post, who, units.city, wanted, by=None, on=c.TODAY)
        assert "三员分立" in refusal.clause
    else:
        refuse("role", actions.grant_post, who, units.city, wanted, by=None, on=c.TODAY)


@pytest.mark.parametrize(("held", "wanted"), [("system", "audit"), ("audit", "security"), ("security", "system")])
def test_database_itself_refuses_a_second_administrator_post(units, held, wanted):
    who = c.officer("周明", units.province, held)
    with pytest.raises(IntegrityError, match=r"one_administrator_post|officer_id"), transaction.atomic():
        Post.objects.create(officer=who, org=units.city, role=wanted, since=c.TODAY)
    Post.objects.filter(officer=who).update(until=c.TODAY)
    Post.objects.create(officer=who, org=units.city, role=wanted, since=c.TODAY)


def test_second_grant_at_the_same_moment_is_told(units, monkeypatch):
    """Both looked before either wrote: the database decides, and the loser hears it in plain words."""
    who = c.officer("周明", units.province, "system")
    monkeypatch.setattr(actions.rules, "check_separation", lambda *_: None)
    refusal = refuse("role", actions.grant_post, who, units.city, "audit", by=None, on=c.TODAY)
    assert "刷新" in refusal.message


def test_set_installation_keeps_one_row():
    actions.set_installation(demo=True, clock=c.TODAY, note="甲")
    actions.set_installation(demo=False, clock=None, note="乙")
    assert list(Installation.objects.values_list("id", "demo", "clock", "note")) == [(1, False, None, "乙")]
