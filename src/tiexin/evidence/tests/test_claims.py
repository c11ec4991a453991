"""What rooms below claim through the journal becomes facts, held to the same rules as any other."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from tiexin.core import journal
from tiexin.core.journal import Act, Claim
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact, Pending
from tiexin.orgs.absences import StandIn, acting_for
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
DAY = date(2012, 3, 1)
TAGS = (("organ", "leading_group"),)


@pytest.fixture
def cast():
    return c.units()


def claim(cast, *claims):
    return journal.write(Act("found", cast.county, None, c.TODAY, cast.county.pk), claims)


def test_a_claim_is_a_fact_of_the_unit_that_waits_for_the_worker(cast):
    entry = claim(cast, Claim("organ_founded", DAY, cast.county, TAGS))
    fact = Fact.objects.get(entry=entry)
    assert (fact.measure, fact.on, fact.qty) == ("organ_founded", DAY, 1)
    assert (fact.by_org, fact.at_org) == (cast.county, cast.county)
    assert Pending.objects.filter(entry=entry).exists()


def test_an_act_without_claims_counts_nothing(cast):
    assert not Fact.objects.filter(entry=claim(cast)).exists()


@pytest.mark.parametrize(
    ("measure", "day", "tags"),
    [
        ("moon", DAY, TAGS),
        ("organ_founded", c.TODAY + timedelta(1), TAGS),
        ("organ_founded", DAY, (("organ", "moon"),)),
        ("organ_founded", c.FOUNDED - timedelta(1), TAGS),
    ],
)
def test_a_claim_that_cannot_be_true_is_refused(cast, measure, day, tags):
    with c.nothing_written(), pytest.raises((Refused, ValueError)), transaction.atomic():
        claim(cast, Claim(measure, day, cast.county, tags))
    assert not Entry.objects.filter(verb="found", on=c.TODAY, facts__isnull=False).exists()


@pytest.mark.parametrize(
    ("own", "lent", "stands"),
    [
        ([], "city", True),
        ([], "province", True),
        ([], "other_city", False),
        (["county"], "city", False),
        (["other_county"], "city", True),
    ],
)
def test_in_whose_place_is_told_by_the_posts_that_reach_the_unit(cast, own, lent, stands):
    by, away = c.officer("甲", cast.county), c.officer("乙", cast.city)
    by.acted_with = "organs.manage"
    by.own_posts = [(getattr(cast, name).pk, "office") for name in own]
    by.stand_ins = [StandIn(away, [(getattr(cast, lent).pk, "office")])]
    assert acting_for(by, cast.county.pk) == (away if stands else None)
