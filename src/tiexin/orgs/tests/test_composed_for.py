"""A person of a read that is composed once: the same posts make the same text, the units and the person are values."""

from datetime import timedelta

import pytest

from tiexin.core.prepared import Prepared
from tiexin.orgs import actions, scope
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions.absences import deputise
from tiexin.orgs.models import Org
from tiexin.orgs.scope import nodes, posts_of, reaching
from tiexin.orgs.standing import Standing, one_of
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import Worker


@pytest.fixture
def cast(db):
    return c.stage()


def asked_by(rf, officer, needs="registry.see", day=c.TODAY):
    request = rf.get("/")
    request.officer, request.today, request.needs = officer, day, needs
    return request


def test_the_same_posts_elsewhere_have_one_shape(cast, rf):
    here, there = c.officer("一人", cast.county, "officer"), c.officer("另一人", cast.other_county, "officer")
    one, other = Standing(asked_by(rf, here)), Standing(asked_by(rf, there))
    assert one.shape == other.shape
    assert (one.values, other.values) == ([here.pk, cast.county.pk], [there.pk, cast.other_county.pk])


@pytest.mark.parametrize("what", ["post", "needs", "day", "rank", "wide", "level"])
def test_what_decides_the_text_is_in_the_shape(cast, rf, monkeypatch, what):
    here = c.officer("一人", cast.county, "officer")
    before = Standing(asked_by(rf, here)).shape
    request = asked_by(rf, here)
    if what == "post":
        actions.grant_post(here, cast.county, "window", by=None, on=c.TODAY)
    elif what == "needs":
        request.needs = "cases.see"
    elif what == "day":
        request.today = c.TODAY + timedelta(days=1)
    elif what == "rank":
        here.rank = "leader"
    elif what == "wide":
        monkeypatch.setattr("tiexin.orgs.standing.WIDE", {cast.county.pk})
    else:
        request = asked_by(rf, c.officer("另一人", cast.enterprise, "officer"))
    assert Standing(request).shape != before


def test_it_holds_what_the_request_holds_with_marks_for_units(cast, rf):
    request = asked_by(rf, cast.people["leader"])
    person = Standing(request)
    stands = person.marked([10**18 + place for place in range(len(person.values))])
    places = {mark: value for mark, value in zip(range(10**18, 10**18 + 99), person.values, strict=False)}
    assert [(places[org], role) for org, role in posts_of(stands)] == posts_of(request)
    assert [places[org] for org in nodes(stands, "registry.see")] == nodes(request, "registry.see")
    assert (places[stands.officer.pk], places[stands.officer.org_id]) == (request.officer.pk, request.officer.org_id)
    assert (stands.today, stands.needs, stands.officer.rank) == (c.TODAY, "registry.see", request.officer.rank)


def test_what_it_does_not_know_of_the_person_fails_instead_of_being_empty(cast, rf):
    person = Standing(asked_by(rf, cast.people["leader"]))
    stands = person.marked([10**18 + place for place in range(len(person.values))])
    with pytest.raises(type(cast.people["leader"]).DoesNotExist):
        _ = stands.officer.name


def test_a_wide_unit_is_asked_for_as_one(cast, rf, monkeypatch):
    monkeypatch.setattr("tiexin.orgs.standing.WIDE", {cast.province.pk})
    seen = []
    Prepared(lambda person: seen.append(nodes(person, "registry.see")) or Org.objects.all())(
        Standing(asked_by(rf, cast.people["leader"]))
    )
    assert ["OFFSET 0" in str(Worker.objects.filter(reaching("org", seen[0])).query)] == [True]
    assert scope.WIDE.isdisjoint(seen[0])


def test_whether_one_row_is_among_them(cast, rf):
    among = one_of(Worker.objects.for_request)
    far = c.worker(cast.foreign, "远处的人")
    for officer in (cast.people["officer"], cast.people["leader"], cast.people["enterprise"]):
        request = asked_by(rf, officer)
        for worker in (cast.worker, far):
            assert among(request, worker.pk) == Worker.objects.for_request(request).filter(pk=worker.pk).exists()


def test_whoever_stands_in_has_the_units_of_the_absent(cast, rf):
    away, deputy = c.officer("出差的", cast.enterprise, "officer"), c.officer("代理的", cast.county, "officer")
    deputise(Absence(officer=away, deputy=deputy, since=c.TODAY, until=c.TODAY, reason="出差"), by=away, on=c.TODAY)
    request = asked_by(rf, deputy)
    request.installation = type("Installation", (), {"absences": True})()
    assert scope.enterprises(request) == [cast.enterprise.pk]
    assert Standing(request).values == [deputy.pk, cast.county.pk, cast.enterprise.pk]
