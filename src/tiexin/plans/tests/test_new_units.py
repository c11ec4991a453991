"""A unit founded after a plan was published gets it by itself, within one round of the worker."""

from datetime import date, timedelta

import pytest

from tiexin.duties import fold, worker
from tiexin.duties.models import Dispatch, PlanVersion, State
from tiexin.evidence.models import Entry, Pending
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Tree
from tiexin.orgs.tests import cast as c
from tiexin.plans.actions import dispatching
from tiexin.plans.tests import sent, small

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        found = sent.send()
        small.settle()
        yield found


def wuzhong(cast, level="city", parent=None, **more):
    return c.org("吴忠市总工会", level, parent or cast.province, **{"region": "640300", **more})


def got(unit):
    return list(Dispatch.objects.filter(org=unit).values_list("version__number", "addressee", "received"))


def test_a_city_union_founded_after_the_publication_has_it_within_one_round(post, cast):
    unit = wuzhong(cast)
    assert got(unit) == []
    worker.drain_once()
    assert got(unit) == [(1, "各市总工会", None)]
    entry = Entry.objects.filter(verb="dispatch").latest("pk")
    assert (entry.thing_id, entry.by, entry.on, entry.org) == (post.version.pk, None, c.TODAY, cast.province)
    assert Dispatch.objects.count() == 7


def test_round_after_round_it_is_still_one(cast):
    unit = wuzhong(cast)
    for _ in range(3):
        worker.drain_once()
    assert not Pending.objects.exists()
    with c.nothing_written():
        fold.FOLLOWERS[-1]([("orgs.org", unit.pk)])
        worker.DAILY[-1](c.TODAY)
        assert dispatching.send_to_new(None, on=c.TODAY) == []
    assert len(got(unit)) == 1


@pytest.mark.parametrize(
    ("level", "kind"), [("township", "territorial"), ("enterprise", "enterprise"), ("enterprise", "direct")]
)
def test_a_unit_of_a_class_that_is_not_addressed_gets_nothing(cast, level, kind):
    unit = wuzhong(cast, level, cast.county, kind=kind)
    worker.drain_once()
    assert got(unit) == []
    assert Dispatch.objects.count() == 6


def test_a_unit_outside_the_issuers_reach_gets_nothing(cast):
    text = sent.text().replace("宁夏回族自治区总工会", cast.city.name).replace("small", "own")
    own = small.publish(text, cast.city)
    small.settle()
    inside = c.org("永宁县总工会", "county", cast.city)
    outside = c.org("惠农区总工会", "county", cast.other_city)
    worker.drain_once()
    sent_to = list(Dispatch.objects.filter(version=own).order_by("pk").values_list("org", flat=True))
    assert sent_to == [cast.city.pk, cast.county.pk, inside.pk]
    assert (len(got(inside)), len(got(outside))) == (2, 1)


def test_of_several_units_each_gets_it_once_and_the_version_is_told_once(cast):
    before = Entry.objects.filter(verb="dispatch").count()
    city = wuzhong(cast)
    county = c.org("青铜峡市总工会", "county", city)
    worker.drain_once()
    assert (len(got(city)), len(got(county))) == (1, 1)
    assert Entry.objects.filter(verb="dispatch").count() == before + 1


@pytest.mark.parametrize("change", ["superseded", "failed", "over"])
def test_only_versions_in_force_and_not_over_are_sent(post, cast, change):
    values = {"end": c.TODAY - timedelta(days=1)} if change == "over" else {"state": change}
    PlanVersion.objects.filter(pk=post.version.pk).update(**values)
    unit = wuzhong(cast)
    worker.drain_once()
    assert got(unit) == []


def test_on_its_last_day_a_plan_is_still_sent(post, cast):
    PlanVersion.objects.filter(pk=post.version.pk).update(end=c.TODAY)
    unit = wuzhong(cast)
    worker.drain_once()
    assert len(got(unit)) == 1


def test_the_newest_version_alone_is_sent(cast):
    small.publish(sent.text(), cast.province)
    assert PlanVersion.objects.filter(state=State.SUPERSEDED).count() == 1
    unit = wuzhong(cast)
    worker.drain_once()
    assert got(unit) == [(2, "各市总工会", None)]


def test_a_unit_that_opens_later_gets_it_on_that_day(cast, monkeypatch):
    monkeypatch.setattr(worker.actions, "close_periods", lambda day: None)
    opens = c.TODAY + timedelta(days=2)
    unit = wuzhong(cast, opened=opens)
    worker.drain_once()
    day = worker.new_day(None, opens - timedelta(days=1))
    assert got(unit) == []
    assert worker.new_day(day, opens) == opens
    assert len(got(unit)) == 1


def test_a_closed_unit_gets_nothing(cast):
    unit = wuzhong(cast)
    orgs.close_org(unit, closed=date(2012, 5, 1), by=None, on=c.TODAY)
    worker.drain_once()
    assert got(unit) == []


def test_work_that_is_not_about_units_sends_nothing(cast):
    Dispatch.objects.filter(org=cast.city).delete()
    c.employer(cast.county, "新企业")
    worker.drain_once()
    assert got(cast.city) == []


def test_an_enterprise_union_is_reached_along_the_industry_tree(cast):
    of = "recipients:\n  - {name: 企业工会, of: {population: 各级工会, kind: 企业工会}}\n"
    text = sent.text(recipients=of).replace("宁夏回族自治区总工会", cast.industry.name).replace("small", "own")
    small.publish(text, cast.industry)
    unit = c.org("铸造厂工会", "enterprise", cast.county, kind="enterprise")
    orgs.hang_under(unit, cast.industry, since=c.FOUNDED, tree=Tree.INDUSTRY)
    worker.drain_once()
    assert got(unit) == [(1, "企业工会", None)]
