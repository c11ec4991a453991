"""Nobody offers a matter where nobody could take it: neither list nor action leads to an empty office."""

import pytest
from django.core.cache import cache

from tiexin.cases import taking
from tiexin.cases.actions.offering import NewOffer, offer_case
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import refuse, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.models import Level, Org, Post
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return registered(cast)


@pytest.fixture
def empty(cast):
    """The province's union, above everybody, where nobody handles matters."""
    Post.objects.filter(org=cast.province).delete()
    return cast.province


def offered(cast, case, org, officer=None, by=None):
    return offer_case(case, NewOffer(org, officer, "请协调"), by=by or cast.author, on=c.TODAY)


def found(cast, case, by=None, rows=None):
    rows = Org.objects.all() if rows is None else rows
    return set(taking.offered(rows, case, by or cast.author, c.TODAY).values_list("pk", flat=True))


def test_an_office_above_where_nobody_handles_matters_is_neither_listed_nor_taken(cast, case, empty, client):
    assert empty.pk not in found(cast, case) and cast.city.pk in found(cast, case)
    assert "还没有人能收下" in refuse("org", lambda: offered(cast, case, empty))
    author = c.enter(client, cast.author)
    listed = [author.get(f"/cases/{case.pk}/offer/units/?name=org&q={q}").text for q in (empty.name, cast.city.name)]
    assert [str(org) in text for org, text in zip((empty, cast.city), listed, strict=True)] == [False, True]
    with c.nothing_written():
        answer = author.post(f"/cases/{case.pk}/offer/", {"org": empty.pk, "reason": "请协调"})
    assert list(answer.context["form"].errors) == ["org"]
    assert offered(cast, case, cast.city).org == cast.city


def test_a_post_that_ended_or_has_not_begun_takes_nothing(cast, case, empty):
    who = c.officer("省里的", empty, "officer")
    assert empty.pk in found(cast, case)
    Post.objects.filter(officer=who).update(until=c.TODAY)
    assert empty.pk not in found(cast, case)


def test_a_unit_without_anybody_is_taken_by_somebody_above_who_is_not_the_one_who_offers(cast, case):
    below = c.org("满春街道总工会", Level.TOWNSHIP, cast.county)
    assert below.pk in found(cast, case)
    Post.objects.filter(org__in=Org.objects.above(cast.county)).exclude(officer=cast.author).delete()
    assert below.pk not in found(cast, case)
    refuse("org", lambda: offered(cast, case, below))


def test_what_is_sealed_is_taken_at_the_unit_itself_alone(cast):
    below, case = c.org("满春街道总工会", Level.TOWNSHIP, cast.county), registered(cast, "counselling", details={})
    assert below.pk not in found(cast, case) and cast.city.pk in found(cast, case)


def test_neither_what_it_is_about_nor_the_practice_world_is_listed(cast, case):
    Case.objects.filter(pk=case.pk).update(about_org=cast.city)
    case.refresh_from_db()
    assert cast.city.pk not in found(cast, case)
    Org.objects.filter(pk=cast.county.pk).update(practice=True)
    assert cast.county.pk not in found(cast, case)


def test_the_own_unit_is_for_somebody_there_and_says_so(cast, case, client):
    author = c.enter(client, cast.author)
    shown = author.get(f"/cases/{case.pk}/offer/units/?name=org&q={cast.county.name}").text
    assert "本单位：再选转给谁" in shown
    refuse("org", lambda: offered(cast, case, cast.county))
    assert offered(cast, case, cast.county, cast.mate).officer == cast.mate


def test_nobody_offers_to_themselves_and_whoever_has_it_is_not_listed(cast, case, client):
    assert "不能转给自己" in refuse("officer", lambda: offered(cast, case, cast.county, cast.chief, by=cast.chief))
    page = c.enter(client, cast.author).get(f"/cases/{case.pk}/offer/")
    shown = set(page.context["form"].fields["officer"].queryset)
    assert cast.mate in shown and not {cast.author, case.owner} & shown
    pick = f"/cases/{case.pk}/offer/officers/?q={case.owner.name}&name="
    assert [f'value="{case.owner_id}"' in client.get(f"{pick}{name}").text for name in ("officer", "first")] == [
        False,
        True,
    ]


def test_whoever_leads_may_offer_it_away_but_not_to_themselves_on_the_page(cast, case, client):
    chief = c.enter(client, cast.chief)
    said = {"org": cast.county.pk, "officer": cast.chief.pk, "reason": "我来办"}
    with c.nothing_written():
        answer = chief.post(f"/cases/{case.pk}/offer/", said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["officer"])
    assert chief.post(f"/cases/{case.pk}/offer/", {**said, "officer": cast.mate.pk}).status_code == 302
