"""Employers go along with their union; nothing of what was recorded about them changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.orgs.followers import FOLLOWERS
from tiexin.orgs.tests import cast as c
from tiexin.registry import actions
from tiexin.registry.models import Employer
from tiexin.search import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.units()


def of(org):
    return [employer.name for employer in FOLLOWERS["employer"].of(org)]


def test_only_those_named_go(cast):
    first, second = (c.employer(cast.county, name) for name in ("一厂", "二厂"))
    foreign = c.employer(cast.other_county, "三厂")
    FOLLOWERS["employer"].move([first.pk], cast.city)
    assert (of(cast.city), of(cast.county), of(cast.other_county)) == (["一厂"], ["二厂"], ["三厂"])
    actions.hand_over([], cast.city)
    assert {employer.pk for employer in Employer.objects.filter(org=cast.county)} == {second.pk}
    assert foreign.org == cast.other_county


def test_very_many_go_in_parts(cast, monkeypatch):
    monkeypatch.setattr(actions, "HANDED_AT_ONCE", 2)
    ids = [c.employer(cast.county, f"{number}厂").pk for number in range(5)]
    with CaptureQueriesContext(connection) as asked:
        actions.hand_over(ids, cast.city)
    assert [each["sql"].split(" SET ")[0] for each in asked if each["sql"].startswith("UPDATE")] == [
        'UPDATE "registry_employer"',
        'UPDATE "registry_worker"',
    ] * 3
    assert len(of(cast.city)) == 5
    assert verify.differences() == []


def test_marks_and_workers_stay_with_their_employer(cast):
    employer = c.employer(cast.county, "一厂", "distressed")
    worker = c.worker(employer, "职工")
    actions.hand_over([employer.pk], cast.city)
    assert employer.tags.get().until is None
    worker.refresh_from_db()
    assert worker.employer.org == cast.city


def test_a_form_can_tell_them_apart(cast):
    employer = c.employer(cast.county, "一厂")
    follower = FOLLOWERS["employer"]
    assert follower.label == "企业"
    assert follower.note(employer) == employer.credit_code
    assert follower.fields == ("name", "credit_code")
