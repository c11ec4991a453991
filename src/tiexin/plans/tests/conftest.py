"""A plan that was sent out, once a module: what a test changes of it is undone after the test."""

from dataclasses import replace
from datetime import date

import pytest

from tiexin.duties.models import PlanVersion
from tiexin.orgs import calendar
from tiexin.plans.tests import sent, small


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        yield sent.send()


@pytest.fixture
def post(made):
    """What was sent, with the version as it stands now."""
    calendar.forget()
    return replace(made, version=PlanVersion.objects.select_related("plan").get(pk=made.version.pk))


@pytest.fixture
def cast(post):
    return post.cast


@pytest.fixture
def moved(post):
    """Issuer on 3-10; 兴庆 in time, 银川 late, 石嘴山 signed, 大武口 silent, the industry before the issuer."""
    post.start(post.cast.province, date(2012, 3, 10))
    post.start(post.cast.county, sent.WITHIN)
    post.start(post.cast.city, sent.OUTSIDE)
    post.receive(post.cast.other_city)
    post.start(post.cast.industry, date(2012, 3, 1))
    return post
