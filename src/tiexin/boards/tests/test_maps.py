"""The tiles of the units below: which lie where, what each says, and that looking costs no more with more units."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.atlas.actions import load_boundary
from tiexin.atlas.tests.test_rules import SQUARE, collection, place
from tiexin.boards import maps, queries
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
MOST = 20  # statements of a board, whatever is asked for


@pytest.fixture
def board(world, client):
    calendar.forget()

    def page(name, unit, query=""):
        c.enter(client, world.cast.people[name])
        return client.get(f"/board/{unit.pk}/{query}")

    return page


def said(schematic):
    return [(tile.name, tile.number, tile.of, tile.state, tile.label, tile.share) for tile in schematic.tiles]


def test_the_grid_holds_the_five_cities_and_their_22_counties_each_place_once():
    placed = maps.grid()
    assert len(placed) == 27
    assert sorted(code for code in placed if code.endswith("00")) == [f"640{n}00" for n in range(1, 6)]
    for above in {"64", *(code[:4] for code in placed)}:
        size = 4 if above == "64" else 6
        beside = [code for code in placed if code.startswith(above) and (size == 6) != code.endswith("00")]
        assert len({placed[code] for code in beside}) == len(beside)
    assert max(column for column, _ in placed.values()) == 3
    assert max(row for _, row in placed.values()) == 4


@pytest.mark.parametrize(
    ("kind", "level", "region", "place"),
    [
        ("territorial", "city", "640200", (2, 1)),
        ("territorial", "county", "640104", (3, 2)),
        ("territorial", "county", "640104000000", (3, 2)),
        ("territorial", "township", "640104001000", None),
        ("industry", "county", "640104", None),
        ("enterprise", "enterprise", "640104", None),
        ("territorial", "city", "650100", None),
        ("territorial", "city", "", None),
    ],
)
def test_only_territorial_unions_of_known_places_are_placed(kind, level, region, place):
    unit = Org(name="某地总工会", kind=kind, level=level, region=region, opened=date(2000, 1, 1))
    assert maps.place_of(unit) == place


def test_all_duties_by_default_in_region_order_small_ones_named_as_such(world, board):
    shown = board("leader", world.cast.province).context["map"]
    assert (shown.chosen, shown.title, shown.shaded, shown.columns) == ("", "全部任务", False, 2)
    assert said(shown) == [
        ("自治区机冶建材工会", "—", "", "measured", "没有任务", None),
        ("银川市", "4", "/ 9 项（44%）", "on_track", "进行中", 44),
        ("石嘴山市", "1", "/ 5 项（20%）", "on_track", "进行中", 20),
    ]
    assert [tile.name for tile in shown.placed] == ["石嘴山市", "银川市"]
    assert [tile.name for tile in shown.others] == ["自治区机冶建材工会"]


def test_what_can_be_chosen_is_what_is_promised_and_recorded(world, board):
    shown = board("leader", world.cast.province).context["map"]
    assert [label for _, label in shown.choices] == [
        "全部任务",
        "全区走访企业",
        "全区访职工",
        "县级走访企业",
        "干部到基层",
        "小组访职工",
        "困难企业过半",
        "成立蹲点小组",
        "每月走访",
    ]


def item(world, code):
    return world.term(code).duty.clause.item


def test_a_total_of_the_whole_is_shown_by_amount_not_by_state(world, board):
    shown = board("leader", world.cast.province, f"?map={item(world, 'C2')}").context["map"]
    assert (shown.title, shown.shaded) == ("全区访职工", True)
    assert said(shown) == [
        ("自治区机冶建材工会", "0", "人", "n0", "含下级", None),
        ("银川市", "4", "人", "n4", "含下级", None),
        ("石嘴山市", "1", "人", "n1", "含下级", None),
    ]


def test_a_clause_owed_below_is_shown_by_its_state(world, board):
    page = board("leader", world.cast.province, f"?map={item(world, 'C3')}")
    assert said(page.context["map"]) == [
        ("自治区机冶建材工会", "—", "", "measured", "没有任务", None),
        ("银川市", "1", "/ 2（50%）", "on_track", "进行中", 50),
        ("石嘴山市", "0", "/ 1（0%）", "few", "基数小，不排名", 0),
    ]
    assert f'<option value="{item(world, "C3")}" selected>县级走访企业</option>' in page.text


def test_a_tile_leads_to_the_units_board_with_the_same_gauge(world, board):
    city, asked = world.cast.city, item(world, "C3")
    page = board("leader", world.cast.province, f"?map={asked}&plan=small")
    url = f"/board/{city.pk}/?plan=small&map={asked}"
    assert [tile.url for tile in page.context["map"].placed][1] == url
    assert re.findall(r'<li class="tx-tile tx-tile--on_track tx-at-c2 tx-at-r2"><a href="([^"]+)">', page.text) == [
        url.replace("&", "&amp;")
    ]
    assert '<input type="hidden" name="plan" value="small">' in page.text


def test_nonsense_in_the_address_is_all_duties(world, board):
    for asked in ("?map=nothing", "?map=", "?map=%00", "?map=<b>"):
        assert board("leader", world.cast.province, asked).context["map"].chosen == ""


def test_a_unit_with_nobody_below_has_no_tiles(world, board):
    page = board("leader", world.cast.enterprise)
    assert page.context["map"].tiles == []
    assert "tx-tiles" not in page.text


@pytest.mark.parametrize("asked", ["", "C1", "C3"])
def test_a_board_takes_few_statements_and_none_more_for_more_units(world, board, client, asked):
    query = f"?map={item(world, asked)}" if asked else ""
    url = board("leader", world.cast.province, query).request["PATH_INFO"] + query
    counted = []
    for n in (3, 4):
        with CaptureQueriesContext(connection) as run:
            client.get(url)
        counted.append(len(run))
        c.org(f"某{n}市总工会", "city", world.cast.province, region=f"640{n}00")
    assert counted[0] == counted[1]
    assert counted[0] <= MOST + (asked == "C3")


def test_shades_go_from_none_to_the_largest(world):
    term = world.term("C1")
    units = [world.cast.city, world.cast.other_city, world.quiet]
    rows = [{"unit": unit, "totals": {term.slice_id: n}} for unit, n in zip(units, (8, 3, 0), strict=True)]
    found = maps._amounts(rows, term)
    assert [found[unit.pk] for unit in units] == [
        ("8", "家", "n4", "含下级", None),
        ("3", "家", "n2", "含下级", None),
        ("0", "家", "n0", "含下级", None),
    ]
    assert [said[2] for said in maps._amounts(rows[2:], term).values()] == ["n0"]


def test_a_ladder_of_one_clause_is_its_rungs_in_order(world):
    term = world.term("C3")
    below = [world.cast.city, world.cast.other_city]
    rungs = queries.duty_rungs(below, term, 2, c.TODAY)
    ladder = queries.duty_ladder(world.cast.province, term, 2, c.TODAY)
    assert sorted(row["name"] for row in rungs) == sorted(row["name"] for row in ladder) == ["石嘴山市", "银川市"]


# ── outlines ────────────────────────────────────────────────────────────────────────────────────────────


def outlined(world, *codes):
    document = collection(*(place(code, [[[x + n, y] for x, y in SQUARE]]) for n, code in enumerate(codes)))
    return load_boundary("政区图", "GS(2024)0650号", document, by=world.cast.people["system"], on=c.TODAY)


def test_without_a_boundary_file_nobody_is_offered_a_map(world, board):
    page = board("leader", world.cast.province, "?view=map")
    assert (page.context["drawing"], page.context["may_draw"]) == (None, False)
    assert "看地图" not in page.text
    assert "tx-tiles--placed" in page.text


def test_the_map_shows_outlines_as_links_and_the_number_of_approval_beneath(world, board):
    outlined(world, "640200", "640100")
    assert "看地图" in board("leader", world.cast.province).text
    page = board("leader", world.cast.province, "?view=map")
    drawing = page.context["drawing"]
    assert [land.tile.name for land in drawing.lands] == ["银川市", "石嘴山市"]
    assert [land.x for land in drawing.lands] == [750, 250]
    assert (drawing.height, drawing.transform) == (639, "scale(0.050000) translate(-1060000 424155)")
    assert [tile.name for tile in drawing.others] == ["自治区机冶建材工会"]
    url = f"/board/{world.cast.city.pk}/?view=map"
    assert f'href="{url}" aria-label="银川市：4 / 9 项（44%），进行中"' in page.text
    assert "审图号：GS(2024)0650号" in page.text
    assert page.text.count("<path transform=") == 2
    assert "看方格" in page.text


def test_a_unit_whose_places_have_no_outline_keeps_its_tiles(world, board):
    outlined(world, "640200")
    page = board("city_office", world.cast.city, "?view=map")
    assert (page.context["drawing"], page.context["may_draw"]) == (None, False)
    page = board("leader", world.cast.province, "?view=map")
    assert [tile.name for tile in page.context["drawing"].others] == ["自治区机冶建材工会", "银川市"]


def test_a_map_takes_no_more_than_its_tiles(world, board, client):
    outlined(world, "640100", "640200")
    url = board("leader", world.cast.province, "?view=map").request["PATH_INFO"] + f"?view=map&map={item(world, 'C3')}"
    with CaptureQueriesContext(connection) as run:
        client.get(url)
    assert len(run) <= MOST + 1
