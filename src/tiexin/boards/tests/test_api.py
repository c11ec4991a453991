"""Boards for machines: the same numbers under the same reach."""

import pytest

from tiexin.boards.tests import world as w
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        yield w.build("C1", "C3", "C6", "C8")


@pytest.fixture
def get(world, client):
    """What the API answers to one of the cast: status and JSON."""
    calendar.forget()

    def ask(name, path):
        if name:
            c.enter(client, world.cast.people[name])
        answer = client.get(f"/api/{path}")
        return answer.status_code, answer.json()

    return ask


def promise(code, title, owed, met, value, distinct, unit, state):  # noqa: PLR0917
    told = {"owed": owed, "met": met, "value": value, "distinct": distinct, "unit": unit, "state": state}
    return {"clause": code, "title": title, "quote": f"原文{code}", **told, "due": "2012-06-30"}


def test_a_board_is_exactly_what_the_page_shows(world, get):
    province = world.cast.province
    assert get("leader", f"board/{province.pk}") == (
        200,
        {
            "org": province.pk,
            "name": "宁夏回族自治区总工会",
            "promises": [
                promise("C1", "全区走访企业", 1, 0, 3, 3, "家", "on_track"),
                promise("C3", "县级走访企业", 3, 1, 3, 3, "家", "on_track"),
                promise("C6", "困难企业过半", 2, 1, 1, None, "家", "on_track"),
                promise("C8", "办成实事", 3, 0, 0, 0, "件", "unrecorded"),
            ],
        },
    )


def test_a_board_speaks_only_of_plans_within_reach(world, get):
    other, county = world.cast.other_city, world.cast.county
    small.publish(small.text(small.OWN["C7"], code="other", issuer=other.name), other)
    codes = {
        name: [each["clause"] for each in get(name, f"board/{node.pk}")[1]["promises"]]
        for name, node in (("officer", county), ("stranger", world.cast.other_county))
    }
    assert codes == {"officer": ["C3", "C6", "C8"], "stranger": ["C3", "C6", "C7", "C8"]}


def gauge(world, code, **told):
    found = world.gauge(code, world.cast.county)
    head = {"id": found.pk, "clause": code, "quote": f"原文{code}", "plan": "走访方案", "who": "兴庆区"}
    return found, {**head, **told, "unit": "家", "due": "2012-06-30"}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("C3", {"value": 2, "base": None, "target": "至少 2", "state": "met"}),
        ("C6", {"value": 1, "base": 2, "target": "至少 50%", "state": "met"}),
    ],
)
def test_a_gauge_comes_with_its_sentence(world, get, code, told):
    found, expected = gauge(world, code, **told)
    assert get("officer", f"gauges/{found.pk}") == (200, expected)


def test_a_gauge_that_nothing_records_says_so(world, get):
    found, expected = gauge(world, "C8", value=0, base=None, target="至少 2", state="unrecorded")
    assert get("officer", f"gauges/{found.pk}") == (200, {**expected, "unit": "件"})


def test_nobody_gets_401_and_a_stranger_404(world, get):
    county, found = world.cast.county, world.gauge("C3", world.cast.county)
    pages = [f"board/{county.pk}", f"gauges/{found.pk}"]
    assert [get(None, page)[0] for page in pages] == [401, 401]
    for name in ("stranger", "nobody", "system", "enterprise"):
        assert [get(name, page) for page in pages] == [(404, {"message": "没有找到"})] * 2
    assert get("leader", "board/999999") == (404, {"message": "没有找到"})
    assert get("officer", f"gauges/{world.gauge('C1', world.cast.province).pk}") == (404, {"message": "没有找到"})
