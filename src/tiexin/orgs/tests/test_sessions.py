"""A session lets in while it lasts; the account comes with its officer, unit and posts."""

from datetime import timedelta

import pytest

from tiexin.core.days import now
from tiexin.orgs import actions, backend
from tiexin.orgs.backend import Backend
from tiexin.orgs.models import Session
from tiexin.orgs.sessions import SessionStore
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def kept(**values):
    store = SessionStore()
    store.update(values)
    store.save()
    return store.session_key


def test_what_is_kept_is_read():
    store = SessionStore(kept(colour="red"))
    assert (store["colour"], store.session_key is not None) == ("red", True)
    store["colour"] = "blue"
    store.save()
    assert SessionStore(store.session_key)["colour"] == "blue"


def test_an_expired_or_unknown_session_is_empty_and_loses_its_key():
    key = kept(colour="red")
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    for store in (SessionStore(key), SessionStore("unknown"), SessionStore("")):
        assert (dict(store.items()), store.session_key) == ({}, None)


def test_the_account_brings_officer_unit_and_all_posts(cast, django_assert_num_queries):
    who = cast.people["officer"]
    actions.grant_post(who, cast.city, "leader", by=None, on=c.TODAY)
    with django_assert_num_queries(1):
        officer = Backend().get_user(who.account_id).officer
        assert (officer, officer.org) == (who, cast.county)
        assert sorted((post.org_id, post.role) for post in officer.all_posts) == sorted(
            [(cast.county.pk, "officer"), (cast.city.pk, "leader")]
        )


def test_nobody_behind_a_disabled_or_unknown_account(cast):
    account = cast.people["officer"].account
    account.is_active = False
    account.save()
    assert [Backend().get_user(pk) for pk in (account.pk, 0)] == [None, None]


def test_an_officer_without_posts_holds_none(cast):
    who = c.officer("新人", cast.county)
    actions.open_account(who, "newcomer", by=None, on=c.TODAY, now=now())
    who.refresh_from_db()
    assert Backend().get_user(who.account_id).officer.all_posts == []


# ── the account comes with its session ──────────────────────────────────────────────────────────────────


def test_a_session_brings_the_account_that_logged_in(cast, client, django_assert_num_queries):
    who = cast.people["officer"]
    actions.grant_post(who, cast.city, "leader", by=None, on=c.TODAY)
    client.force_login(who.account)
    with django_assert_num_queries(1):
        store = SessionStore(client.session.session_key)
        store.load()
        officer = store.account.officer
        assert (store.account, officer, officer.org, len(officer.all_posts)) == (who.account, who, cast.county, 2)
    with django_assert_num_queries(0), backend.beside(store):
        assert Backend().get_user(str(who.account_id)) is store.account


def test_of_who_has_not_logged_in_there_is_none():
    store = SessionStore(kept(colour="red"))
    store.load()
    assert (store.account, Session.objects.get().account) == (None, None)


def test_a_session_lends_its_account_to_no_other_number(cast, client, django_assert_num_queries):
    mine, other = cast.people["officer"].account, cast.people["leader"].account
    store = SessionStore(c.enter(client, cast.people["officer"]).cookies["sessionid"].value)
    store.load()
    with django_assert_num_queries(1), backend.beside(store):
        assert Backend().get_user(other.pk) == other
    with django_assert_num_queries(1):  # beside no session
        assert Backend().get_user(mine.pk) == mine


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
def test_who_is_disabled_or_has_another_password_is_out_at_once(cast, client, change):
    who = cast.people["officer"]
    c.enter(client, who)
    assert client.get("/messages/").status_code == 200
    type(who.account).objects.filter(pk=who.account_id).update(**change)
    answer = client.get("/messages/")
    assert (answer.status_code, answer.wsgi_request.user.is_authenticated) == (302, False)


def test_leaving_takes_the_account_off_the_session(cast, client):
    who = cast.people["officer"]
    client.force_login(who.account)
    assert [row.account for row in Session.objects.all()] == [who.account]
    client.logout()
    assert list(Session.objects.filter(account=who.account)) == []
