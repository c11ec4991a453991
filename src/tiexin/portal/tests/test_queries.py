"""Which units are offered to a stranger, where a matter goes, whose session and whose matter it is."""

from datetime import date, timedelta

import pytest

from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.core.days import moment
from tiexin.orgs import actions as orgs
from tiexin.orgs import calendar
from tiexin.orgs.models import Org, Post
from tiexin.orgs.roles import ROLES
from tiexin.orgs.tests import cast as c
from tiexin.portal import queries
from tiexin.portal.actions.accounts import keep_matter
from tiexin.portal.models import PortalAccount, PortalSession
from tiexin.portal.tests.portal_scene import browser, entered, stage
from tiexin.portal.tokens import handle_of

pytestmark = pytest.mark.django_db
NAMES = ("province", "city", "county", "enterprise", "other_city", "other_county", "industry", "closed")


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def takes(cast, on=c.TODAY):
    found = set(queries.receivers(on).values_list("pk", flat=True))
    return {name for name in NAMES if getattr(cast, name).pk in found}


def shown(cast, at=None, typed="", on=c.TODAY):
    return [each.name for each in queries.places(on, at, typed)]


def test_units_that_take_matters_are_federations_where_somebody_handles_them(cast):
    assert takes(cast) == {"province", "city", "county", "other_city"}
    c.officer("高文秀", cast.other_county, "officer")
    assert takes(cast) == {"province", "city", "county", "other_city", "other_county"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_makes_a_unit_take_matters_when_it_handles_them(cast, role):
    Post.objects.all().delete()
    Post.objects.create(officer=cast.author, org=cast.other_county, role=role, since=date(2012, 1, 1))
    handles = "cases.handle" in ROLES[role].permissions
    assert takes(cast) == ({"other_county"} if handles else set())


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [
        (date(2012, 1, 1), None, True),
        (c.TODAY, None, True),
        (c.TODAY + timedelta(days=1), None, False),
        (date(2012, 1, 1), c.TODAY + timedelta(days=1), True),
        (date(2012, 1, 1), c.TODAY, False),
    ],
)
def test_a_post_counts_while_it_is_held(cast, since, until, there):
    Post.objects.filter(org=cast.county).delete()
    Post.objects.create(officer=cast.author, org=cast.county, role="officer", since=since, until=until)
    assert ("county" in takes(cast)) is there


def test_closed_practice_and_industry_units_are_not_offered(cast):
    Post.objects.create(officer=cast.author, org=cast.closed, role="officer", since=date(2000, 1, 1))
    Post.objects.create(officer=cast.author, org=cast.industry, role="officer", since=date(2000, 1, 1))
    assert not {"closed", "industry", "enterprise"} & takes(cast)
    assert "closed" in takes(cast, date(2004, 5, 10))
    Org.objects.filter(pk=cast.county.pk).update(practice=True)
    assert "county" not in takes(cast)


def test_one_begins_at_the_cities_and_the_unit_above_them_comes_last(cast):
    assert shown(cast) == ["银川市总工会", "石嘴山市总工会", "宁夏回族自治区总工会"]
    assert [getattr(each, "whole", False) for each in queries.places(c.TODAY, None, "")] == [False, False, True]
    Post.objects.filter(org=cast.province).delete()
    assert shown(cast) == ["银川市总工会", "石嘴山市总工会"]
    assert shown(cast, cast.city) == ["兴庆区总工会"]
    assert shown(cast, cast.county) == [] and shown(cast, cast.enterprise) == []


def test_above_a_single_province_nobody_has_to_pass(cast):
    country = c.org("中华全国总工会", "national", None)
    orgs.hang_under(cast.province, country, since=c.FOUNDED)
    assert queries.house(c.TODAY) == country
    assert shown(cast) == ["银川市总工会", "石嘴山市总工会", "宁夏回族自治区总工会"]


def test_where_nobody_below_takes_matters_the_highest_is_a_place_like_any_other(cast):
    Post.objects.exclude(org=cast.province).delete()
    (only,) = queries.places(c.TODAY, None, "")
    assert (only, only.whole) == (cast.province, False)


def test_a_unit_leads_on_while_somebody_below_it_takes_matters(cast):
    units = [getattr(cast, name) for name in NAMES]

    def leading(on=c.TODAY):
        return queries.leading_on(units, on)

    assert leading() == {cast.province.pk, cast.city.pk}
    c.officer("高文秀", cast.other_county, "officer")
    assert leading() == {cast.province.pk, cast.city.pk, cast.other_city.pk}
    Post.objects.filter(org=cast.county).delete()
    assert leading() == {cast.province.pk, cast.other_city.pk}
    assert queries.leading_on([cast.county, cast.enterprise], c.TODAY) == queries.leading_on([], c.TODAY) == set()


def test_a_unit_without_anybody_leads_on_to_those_below(cast):
    Post.objects.filter(org=cast.city).delete()
    assert shown(cast, cast.province) == ["银川市总工会", "石嘴山市总工会"]
    assert "city" not in takes(cast)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("兴庆", ["兴庆区总工会"]), ("总工会", 4), ("凤凰", []), ("老城", []), ("%", []), ("机冶", []), ("大武口", [])],
)
def test_names_are_searched_among_those_alone(cast, typed, found):
    names = shown(cast, None, typed)
    assert len(names) == found if isinstance(found, int) else names == found


def test_the_highest_open_federation_speaks_for_the_house(cast):
    assert queries.house(c.TODAY) == cast.province


@pytest.mark.parametrize("kind", catalogue())
def test_a_matter_goes_up_to_the_level_that_the_catalogue_names_and_never_down(cast, kind):
    service = catalogue()[kind]
    levels = [owner.level for owner in service.owners]
    for name in ("county", "city", "province"):
        place = getattr(cast, name)
        goes = queries.goes_to(service, place, c.TODAY)
        above = list(Org.objects.above(place))
        assert goes in above
        fits = [unit for level in levels for unit in above[::-1] if unit.level == level]
        assert goes == (fits[0] if fits and not service.past_unit else place)


def test_a_level_without_anybody_leaves_it_where_it_was_said(cast):
    service = next(each for each in catalogue().values() if each.owners[:1] and each.owners[0].level == "county")
    Post.objects.filter(org=cast.county).delete()
    orgs.grant_post(c.officer("高文秀", cast.county), cast.city, "officer", by=None, on=c.TODAY)
    assert queries.goes_to(service, cast.county, c.TODAY) == cast.county


def test_a_session_is_an_accounts_while_it_lasts(cast):
    client = entered(browser())
    token, session = client.cookies["tiexin_my"].value, PortalSession.objects.get()
    account, at = PortalAccount.objects.get(), moment(c.TODAY)
    assert queries.account_of(token, at) == account
    for wrong in ("", token[:-1], token + "x", session.token_hash):
        assert queries.account_of(wrong, at) is None
    assert queries.account_of(token, session.until) is None
    assert queries.account_of(token, session.until - timedelta(seconds=1)) == account


def test_ones_matters_are_the_accounts_and_the_browsers(cast):
    one, two, three = (registered(cast) for _ in range(3))
    entered(browser())
    account = PortalAccount.objects.get()
    keep_matter(account, one, on=c.TODAY)
    table = {(None, ()): set(), (None, (two.pk,)): {two}, (account, ()): {one}, (account, (two.pk, 10**9)): {one, two}}
    for (who, seen), found in table.items():
        assert set(queries.own(who, seen)) == found
        for case in (one, two, three):
            named = queries.named(queries.own(who, seen), handle_of(case.key))
            assert named == (case if case in found else None)
    assert Case.objects.count() == 3


def test_the_way_shows_whose_words_were_told_and_the_terms_that_run(cast):
    case = moved(registered(cast), "accept", "begin", by=cast.author)
    way = queries.way(case)
    assert [(step.event, step.said) for step in way] == [
        ("registered", ""), ("accepted", "accept的情况"), ("begun", ""),
    ]  # fmt: skip
    terms = queries.terms(case)
    assert terms and all(clock.runs and clock.said is not None for clock in terms)
    assert {clock.rule for clock in terms} == {
        clock.rule for clock in case.clocks.all() if clock.met is None and clock.ended is None
    }
    assert case.due is None or min(clock.due for clock in terms if clock.due) <= Case.objects.get().due
