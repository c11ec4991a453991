"""How many there are today: counted under the issuer, the pack's own numbers first."""

from datetime import date

import pytest
from django.db import DatabaseError

from tiexin.duties.definition import Of
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.plans import sizes
from tiexin.plans.burden import LIMIT
from tiexin.plans.lint.seen import unknown
from tiexin.plans.tests import small
from tiexin.plans.tests.desk import read
from tiexin.visits.models import Team

pytestmark = pytest.mark.django_db
COUNTIES = Of(population="unions", where={"level": ["county"], "kind": ["territorial"]})


@pytest.fixture
def cast():
    return c.stage()


def count(issuer, population, day=c.TODAY, **where):
    return sizes.registers(issuer, day)(Of(population=population, where={k: [v] for k, v in where.items()}))


def test_open_unions_are_counted_by_level_and_kind(cast):
    assert count(cast.province, "unions", level="county") == 2  # the closed one is not there any more
    assert count(cast.province, "unions", level="county", day=date(2004, 1, 1)) == 3
    assert count(cast.province, "unions", kind="industry") == 1
    assert count(cast.city, "unions", level="county") == 1
    assert count(None, "unions", level="county") == 2


def test_serving_officers_are_counted_by_their_unit_and_rank(cast):
    assert count(cast.province, "officers", level="county") == 2
    assert count(cast.province, "officers", rank="leader") == 1
    assert count(cast.county, "officers") == 3  # with the enterprise below


def test_teams_employers_and_workers_are_counted(cast):
    Team.objects.create(org=cast.county, name="一组", kind="stay_team", since=c.FOUNDED)
    assert count(cast.province, "teams", level="county", kind="stay_team") == 1
    assert [count(cast.province, name) for name in ("employer", "worker")] == [2, 1]
    assert [count(cast.other_city, name) for name in ("employer", "worker")] == [1, None]


def test_those_left_out_are_not_counted(cast):
    known = sizes.registers(cast.province, c.TODAY)
    every = known(Of(population="unions"))
    assert known(Of(population="unions", unless=[{"level": ["county"]}])) == every - 2
    assert known(Of(population="unions", unless=[{"level": ["county"], "kind": ["industry"]}])) == every


@pytest.mark.parametrize(
    "of",
    [Of(population="household"), Of(population="unions", where={"rank": ["leader"]}), Of(population="teams")],
    ids=["no register", "no such column", "nobody"],
)
def test_what_no_register_knows_is_unknown(cast, of):
    assert sizes.registers(cast.province, c.TODAY)(of) is None


def test_each_population_is_counted_once(cast, django_assert_num_queries):
    known = sizes.registers(cast.province, c.TODAY)
    with django_assert_num_queries(1):
        assert [known(COUNTIES), known(COUNTIES)] == [2, 2]


def test_before_there_are_tables_nobody_knows(monkeypatch, cast):
    def broken(*_):
        raise DatabaseError

    monkeypatch.setattr(Org.objects, "under", broken)
    assert sizes.registers(cast.province, c.TODAY)(COUNTIES) is None
    monkeypatch.setattr(sizes, "issuer_of", broken)
    assert sizes.for_pack(read(small.text()).pack) is unknown


def test_a_pack_is_counted_under_its_issuer(cast):
    assert sizes.for_pack(read(small.text()).pack)(COUNTIES) == 2
    assert sizes.for_pack(read(small.text(issuer=cast.city.name)).pack)(COUNTIES) == 1


PARAMETER = f"parameters: {{counties: {{title: 县, value: 22, of: {small.COUNTY}, source: 公开资料}}}}\n"


def test_a_stored_versions_own_numbers_go_first(cast):
    version = small.draft(small.text(small.OWN["C3"]) + PARAMETER, cast.province)
    known = sizes.with_parameters(version, c.TODAY)
    assert known(COUNTIES) == 22
    assert known(Of(population="unions", where={"level": ["city"]})) == 2


def test_the_burden_of_a_stored_version_is_that_of_its_duties(cast):
    found = sizes.burden_of(small.draft(small.text(small.OWN["C3"], small.OWN["C10"]), cast.province), c.TODAY)
    (row,) = found.rows
    assert (row.label, row.unions, row.officers, found.limit) == ("县级总工会", 2, 2, LIMIT)
    assert [part.ident for part in row.parts] == ["C10"]  # once a month is more than twice in four months
    assert row.records == pytest.approx(1)


def test_a_stored_limit_is_used(cast):
    own = "parameters: {burden_minutes: {title: 限度, value: 1, source: 减负规定}}\n"
    found = sizes.burden_of(small.draft(small.text(small.OWN["C10"]) + own, cast.province), c.TODAY)
    assert (found.limit, [row.label for row in found.heavy]) == (1, ["县级总工会"])
