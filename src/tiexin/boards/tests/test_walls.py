"""The board on a wall: what fits it, what was left out in numbers, and the part that renews itself."""

import re

import pytest

from tiexin.boards import maps, walls
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def wall(world, client):
    calendar.forget()
    c.enter(client, world.cast.people["leader"])

    def page(unit, query="?wall=1", **headers):
        return client.get(f"/board/{unit.pk}/{query}", headers=headers)

    return page


def test_a_wall_shows_the_totals_the_units_and_the_promises(wall, world):
    page = wall(world.cast.province)
    assert next(template.name for template in page.templates) == "tiexin/boards/wall.html"
    context = page.context
    assert [row["name"] for row in context["rungs"]] == ["石嘴山市", "银川市"]
    assert (context["more_units"], context["few_units"], context["more_clauses"]) == (0, 1, 0)
    assert [each.duty.clause.code for each in context["clauses"]][:2] == ["C4", "C1"]
    assert [tile.name for tile in context["tiles"]] == ["石嘴山市", "银川市"]
    assert context["rest"] == [("measured", "没有任务", 1)]
    for text in ("自治区总工会", "1 个基数小，不排名", "后台进程尚未运行", "每分钟自动更新", "离开（Esc）"):
        assert text in page.text


def test_the_part_asks_for_itself_every_minute_and_is_answered_without_the_frame(wall, world):
    query = "?wall=1&map=" + world.term("C3").duty.clause.item
    whole = wall(world.cast.province, query)
    [asked] = re.findall(r'id="wall" hx-get="([^"]+)" hx-trigger="every 60s"', whole.text)
    assert sorted(asked.removeprefix("?").split("&amp;")) == sorted(query.removeprefix("?").split("&"))
    part = wall(world.cast.province, query, hx_request="true")
    assert part.text.startswith('<main class="tx-wall-main" id="wall"')
    assert part.text.strip() in whole.text
    assert "<html" not in part.text


def test_leaving_a_wall_keeps_the_gauge(wall, world):
    page = wall(world.cast.province, "?map=x&wall=1")
    assert '<a class="btn" href="?map=x" data-leave>' in page.text
    assert 'href="?map=x&amp;wall=1"' in wall(world.cast.province, "?map=x").text


def test_tiles_of_a_wall_lead_to_walls(wall, world):
    assert f'<a href="/board/{world.cast.city.pk}/?wall=1">' in wall(world.cast.province).text


def test_a_wall_of_a_unit_with_nobody_below_or_no_plan_is_no_empty_page(wall, world):
    assert "没有下级单位" in wall(world.cast.enterprise).text
    type(world.version).objects.filter(pk=world.version.pk).update(state="superseded")
    assert "还没有发布方案" in wall(world.cast.province).text


def rung(n, *, unranked=False):
    return {"unit": Org(pk=n, name=f"单位{n}", region=f"{n:06}"), "unranked": unranked}


def test_what_does_not_fit_is_counted():
    rows = [rung(n) for n in range(12)] + [rung(n, unranked=True) for n in range(20, 23)]
    tiles = [maps.Tile(row["unit"], "", "1", "", "met" if row["unranked"] else "few", "词", None) for row in rows]
    schematic = maps.Schematic("", "", [], tiles * 2, shaded=False)
    context = {"ladder": rows, "promises": list(range(13)), "map": schematic, "drawing": None}
    shown = walls.wall(context)
    assert [row["unit"].pk for row in shown["rungs"]] == list(range(9))
    assert (shown["more_units"], shown["few_units"]) == (3, 3)
    assert (shown["clauses"], shown["more_clauses"]) == (list(range(11)), 2)
    assert len(shown["tiles"]) == walls.TILES
    assert shown["rest"] == [("few", "词", 3), ("met", "词", 3)]
