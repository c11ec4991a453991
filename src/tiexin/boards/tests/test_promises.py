"""A clause that one unit owes alone is told in its own number, one that many owe in units that have met it."""

from datetime import date

import pytest

from tiexin.boards import programmes, queries
from tiexin.boards.tests import world as w
from tiexin.duties.definition import Do, Of
from tiexin.duties.rules import LABELS
from tiexin.duties.tests import scene
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.plans.tests import small
from tiexin.plans.tests.small import COUNTY, OWN, PROVINCE, TALKS, duty

pytestmark = pytest.mark.django_db
CITY = "{population: 各级工会, level: 市级, kind: 地方总工会}"
DUTIES = (
    duty("C1", "全区访职工", PROVINCE, do=f"{{{TALKS}}}", counted="含下级", at_least=10, unit="人"),
    duty("C2", "各市访职工", CITY, do=f"{{{TALKS}}}", counted="含下级", at_least=2, unit="人"),
    duty("C5", "自治区本级访职工", PROVINCE, do=f"{{{TALKS}}}", at_least=3, unit="人"),
    duty("C6", "各县访职工", COUNTY, do=f"{{{TALKS}}}", counted="含下级", at_least=5, unit="人"),
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        made = w.build("C3")
        pack = small.text(*DUTIES, OWN["C7"], code="alone")
        made.version = small.publish(pack, made.cast.province, small.DOCUMENT.encode())
        small.settle()
        yield made


@pytest.fixture
def cast(world):
    calendar.forget()
    return world.cast


def told(world, node):
    terms = queries.current_terms([world.version], c.TODAY)
    found = queries.promises(node, terms, c.TODAY)
    return {p.duty.clause.code: (p.alone, p.progress, p.total, p.state) for p in found}


def test_at_the_province_one_owes_the_whole_alone_and_cities_owe_it_each(world, cast):
    found = told(world, cast.province)
    assert found == {
        "C1": (True, (6, 10, 60), 6, "on_track"),
        "C2": (False, (1, 2, 50), 6, "on_track"),
        "C5": (False, (0, 1, 0), 2, "on_track"),
        "C6": (False, (0, 3, 0), 6, "on_track"),
        "C7": (False, (2, 3, 66), 2, "on_track"),
    }


def test_at_a_city_what_the_cities_owe_is_its_own_number(world, cast):
    assert {code: said[:2] for code, said in told(world, cast.city).items()} == {
        "C2": (True, (4, 2, 200)),
        "C6": (False, (0, 2, 0)),
        "C7": (False, (1, 2, 50)),
    }


def test_the_board_tells_it_so(world, cast, client):
    c.enter(client, cast.people["leader"])
    with c.nothing_written():
        page = client.get(f"/board/{cast.province.pk}/?plan=alone")
    shown = {p.duty.clause.code: (p.alone, p.progress) for p in page.context["promises"]}
    assert shown == {code: said[:2] for code, said in told(world, cast.province).items()}
    assert page.context["waiting"] == []


@pytest.mark.parametrize(
    ("day", "states"),
    [
        (date(2012, 2, 1), {"C1": "not_started", "C5": "not_started"}),
        (c.TODAY, {"C1": "on_track", "C5": "on_track"}),
        (date(2012, 6, 30), {"C1": "behind", "C5": "behind"}),
        (date(2012, 7, 1), {"C1": "missed", "C5": "missed"}),
    ],
)
def test_what_one_owes_alone_stands_in_the_table_as_on_its_card(world, cast, day, states):
    terms = queries.current_terms([world.version], day)
    cards = {view.clause: view.state for view in programmes.own_gauges(cast.province, terms, day)}
    table = {p.duty.clause.code: (p.state, p.state_label) for p in queries.promises(cast.province, terms, day)}
    assert cards == states
    assert {code: table[code] for code in cards} == {code: (state, LABELS[state]) for code, state in states.items()}


# ── rates that every level counts with all below it ─────────────────────────────────────────────────────


@kept.fixture
def rated():
    """Three of five answers in the county are good; the city and the county each count them, the province owes none."""
    cast = c.stage()
    good, every = Do(measure="talk", where={"role": ["front_line"]}), Do(measure="talk")
    units = Of(population="unions", where={"level": ["city", "county"]})
    said = {"target": "measured", "counted": "below", "low": None}
    (cast.duty,) = scene.publish(cast.province, scene.rate(good, every, units, **said))
    for role in ("front_line", "front_line", "front_line", "leader", "leader"):
        scene.note(scene.fact(cast.county, tags=[("role", role)]))
    scene.settle()
    return cast


def shown(cast, node):
    terms = queries.current_terms([cast.duty.clause.version], c.TODAY)
    (found,) = queries.promises(node, terms, c.TODAY)
    return found.nested, found.total, found.base


def test_a_rate_of_every_level_is_the_units_own_and_never_the_sum_of_what_is_counted_twice(rated):
    assert shown(rated, rated.county) == (True, 3, 5)
    assert shown(rated, rated.city) == (True, 3, 5)
    assert shown(rated, rated.other_city) == (True, 0, 0)
    assert shown(rated, rated.province) == (True, None, None)


def test_where_a_unit_owes_no_such_rate_the_page_says_that_each_level_counts_its_own(rated, client):
    leader = c.enter(client, c.with_account(c.officer("谢主席", rated.province, "leader")))
    assert "各级各算" in leader.get(f"/board/{rated.province.pk}/").text
    assert "各级各算" not in leader.get(f"/board/{rated.city.pk}/").text
    (row,) = leader.get(f"/api/board/{rated.city.pk}").json()["promises"]
    assert row["value"] == 3
    (row,) = leader.get(f"/api/board/{rated.province.pk}").json()["promises"]
    assert row["value"] is None
