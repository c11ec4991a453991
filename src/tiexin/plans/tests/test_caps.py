"""From a duty that caps to the row that evidence asks."""

from datetime import date

import pytest

from tiexin.duties.definition import Cell, Do, Of
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, TEAMS, rate, tally
from tiexin.orgs.tests import cast as c
from tiexin.plans.caps import cap, caps

pytestmark = pytest.mark.django_db
CAP = {"target": "at_most", "high": 3, "enforce": "refuse"}


@pytest.fixture
def cast():
    return c.units()


def limits(cast, *definitions):
    return caps(scene.draft(cast.province, definitions))


def test_a_cap_is_a_row_that_needs_no_plan_to_be_read(cast):
    of = Of(population="officers", where={"level": ["city"]}, unless=[{"rank": ["leader"]}])
    do = Do(measure="talk", where={"method": ["hear"]}, unless={"answer": ["partly"]}, count="day")
    (limit,) = limits(cast, tally(do, of, per="month", **CAP))
    plain = ("measure", "where", "count", "column", "start", "end", "high", "refuses", "clause", "quote")
    assert {name: getattr(limit, name) for name in plain} == {
        "measure": "talk",
        "where": {"method": ["hear"]},
        "count": "day",
        "column": "officer_id",
        "start": scene.START,
        "end": scene.END,
        "high": 3,
        "refuses": True,
        "clause": "C0",
        "quote": "",
    }
    assert limit.members == {
        "of": {"level": ["city"]},
        "unless": [{"rank": ["leader"]}],
        "issuer": cast.province.id,
        "below": False,
        "without": {"answer": ["partly"]},
        "cells": [["city", rank, 3] for rank in ("leader", "middle", "staff")],
        "terms": [[str(date(2012, m, 1)), str(date(2012, m, d))] for m, d in ((3, 31), (4, 30), (5, 31), (6, 30))],
    }


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({}, "by_org_id"),
        ({"basis": "at"}, "at_org_id"),
        ({"tally_of": OFFICERS}, "officer_id"),
        ({"tally_of": OFFICERS, "basis": "at"}, "officer_id"),
        ({"tally_of": TEAMS}, "team_id"),
    ],
)
def test_whom_a_cap_holds(cast, more, column):
    assert [limit.column for limit in limits(cast, tally(**{**CAP, **more}))] == [column]


@pytest.mark.parametrize(
    ("more", "written"),
    [
        ({}, True),
        ({"enforce": "warn"}, True),
        ({"enforce": "measure"}, False),
        ({"target": "exactly", "low": 3}, True),
        ({"target": "between", "low": 1}, True),
        ({"target": "at_least", "low": 3, "high": None}, False),
        ({"high": None}, False),
        ({"counted": "below"}, True),
        ({"counted": "below", "tally_of": OFFICERS}, False),
        ({"per": "stay", "tally_of": TEAMS}, False),
        ({"high": None, "cells": [Cell(level="city", high=2), Cell(high=5)]}, True),
    ],
)
def test_which_duties_become_caps(cast, more, written):
    found = limits(cast, tally(**{**CAP, **more}))
    assert bool(found) == written
    if more.get("enforce") == "warn":
        assert found[0].refuses is False
    if more.get("cells"):
        assert found[0].high == 5
        assert ["city", "", 2] in found[0].members["cells"]
        assert ["county", "", 5] in found[0].members["cells"]


def test_a_rate_is_never_a_cap(cast):
    assert limits(cast, rate("talk", Do(measure="talk"), **CAP)) == []


def test_a_duty_without_periods_caps_nothing(cast):
    version = scene.draft(cast.province, [tally(**CAP)])
    (duty,) = scene.duties_of(version)
    duty.terms.all().delete()
    assert cap(duty) is None
