"""The API and the pages are two skins over the same reads: whatever one person sees of them is equal."""

import pytest

from tiexin.duties.models import Gauge
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
SEERS = ("leader", "office", "city_office", "officer", "enterprise", "stranger")
MANY = ("leader", "office", "city_office", "officer")  # to open every number is not for the unit tests
OTHERS = ("nobody", "system", "security", "audit")
UNITS = ("province", "city", "county", "enterprise", "other_city", "other_county", "industry", "closed")


def from_page(promise):
    return {
        "clause": promise.duty.clause.code,
        "title": promise.duty.clause.title,
        "quote": promise.duty.clause.quote,
        "owed": promise.standing.owed,
        "met": promise.standing.met,
        "value": promise.standing.value,
        "distinct": promise.distinct,
        "unit": promise.unit,
        "state": promise.state,
        "due": promise.term.due.isoformat(),
    }


@pytest.mark.parametrize("name", SEERS)
def test_a_board_says_the_same_to_people_and_to_machines(world, enter, name):
    client, seen = enter(name), {}
    with c.nothing_written():
        for unit in UNITS:
            pk = getattr(world.cast, unit).pk
            page, told = client.get(f"/board/{pk}/"), client.get(f"/api/board/{pk}")
            assert page.status_code == told.status_code
            if page.status_code == 200:
                shown = [*page.context["promises"], *page.context["waiting"]]
                assert told.json()["promises"] == [from_page(promise) for promise in shown]
                seen[unit] = len(shown)
    assert set(seen) == REACH[name]


REACH = {
    "leader": set(UNITS),
    "office": set(UNITS),
    "city_office": {"city", "county", "enterprise", "closed"},
    "officer": {"county", "enterprise"},
    "enterprise": {"enterprise"},
    "stranger": {"other_city", "other_county"},
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.house] if name in MANY else []) for name in SEERS]
)
def test_a_number_says_the_same_to_people_and_to_machines(world, enter, name):
    client, seen = enter(name), set()
    gauges = list(Gauge.objects.order_by("pk"))
    for gauge in gauges:
        page, told = client.get(f"/gauges/{gauge.pk}/"), client.get(f"/api/gauges/{gauge.pk}")
        assert page.status_code == told.status_code
        if page.status_code == 200:
            g = page.context["g"]
            plain = ("id", "clause", "quote", "who", "value", "base", "unit", "state")
            expected = {key: getattr(g, key) for key in plain}
            assert told.json() == {
                **expected, "plan": g.plan_title, "target": g.target_text, "due": g.due.isoformat()
            }  # fmt: skip
            seen.add(gauge.org_id)
    within = {getattr(world.cast, unit).pk for unit in REACH[name]} | {world.quiet.pk, world.merged.pk}
    assert seen <= within
    assert bool(seen) is (name != "enterprise")


@pytest.mark.parametrize("name", OTHERS)
def test_who_sees_no_board_finds_neither(world, enter, name):
    client = enter(name)
    pk, number = world.cast.county.pk, world.gauge("C3", world.cast.county).pk
    addresses = [f"/board/{pk}/", f"/api/board/{pk}", f"/gauges/{number}/", f"/api/gauges/{number}"]
    with c.nothing_written():
        assert [client.get(address).status_code for address in addresses] == [404] * 4
