"""A session lets in while it lasts; the account comes with its officer, unit and posts."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from tiexin.core.days import now
from tiexin.orgs import actions
from tiexin.orgs.backend import Backend
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
