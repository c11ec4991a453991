"""Administrative divisions: the shipped list, names from the top down, a unit's region checked and picked."""

from datetime import timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.orgs import actions, regions, restructuring
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.models import Kind, Level, Org
from tiexin.orgs.tests import cast as c

LENGTHS = {"province": 6, "city": 6, "county": 6, "township": 9}


def test_the_list_is_whole_and_every_parent_is_in_it():
    table = regions.table()
    levels = [row.level for row in table.values()]
    assert {level: levels.count(level) for level in LENGTHS} == {
        "province": 31,
        "city": 342,
        "county": 2975,
        "township": 259,
    }
    assert [row for row in table.values() if row.parent and row.parent not in table] == []
    assert [row for row in table.values() if (row.parent == "") != (row.level == "province")] == []
    assert [row for row in table.values() if len(row.code) != LENGTHS[row.level]] == []
    assert [row for row in table.values() if not row.name.strip()] == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("640104", "宁夏 › 银川市 › 兴庆区"),
        ("640104001", "宁夏 › 银川市 › 兴庆区 › 凤凰北街街道"),
        ("640000", "宁夏"),
        ("450000", "广西"),
        ("650000", "新疆"),
        ("150000", "内蒙古"),
        ("610000", "陕西"),
        ("110000", "北京"),
        ("999999", "999999"),
        ("", ""),
    ],
)
def test_a_region_is_told_from_the_province_down(code, told):
    assert regions.way(code) == told


def test_the_nearest_come_first():
    assert [row.name for row in regions.found("兴庆", "640100", 2)] == ["兴庆区"]
    assert regions.found("城关", "640000")[0].code.startswith("64")
    assert [row.code for row in regions.found("640104", most=2)] == ["640104", "640104001"]
    assert regions.found("没有这个地方") == []


@pytest.fixture
def cast(db):
    return c.stage()


@pytest.mark.parametrize("code", ["640199", "64", "6401040010", "x", "640104 "])
def test_an_unknown_code_is_refused(cast, code):
    new = NewOrg("新县总工会", Level.COUNTY, c.FOUNDED, cast.city, region=code)
    with c.nothing_written(), pytest.raises(Refused, match="行政区划代码") as refusal:
        actions.found_org(new, by=None, on=c.TODAY)
    assert (refusal.value.field, refusal.value.clause) == ("region", regions.STANDARD)


SAID = {"name": "永宁县总工会", "short_name": "永宁县", "level": "county", "kind": "territorial"}
SAID |= {"opened": "2012-05-01", "region": "640121"}


def test_the_office_founds_a_unit_and_picks_its_region(cast, client):
    c.enter(client, cast.people["office"])
    page = f"/orgs/{cast.city.pk}/found/"
    assert "银川市" in client.get(page).text
    found = client.get("/regions/pick/", {"name": "region", "q": "永宁"}).text
    assert 'value="640121"' in found
    assert "宁夏 › 银川市" in found
    answer = client.post(page, SAID, follow=True)
    assert "宁夏 › 银川市 › 永宁县" in answer.text
    assert Org.objects.get(name="永宁县总工会").region == "640121"


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("region", "640199", "没有“640199”这个行政区划代码"),
        ("name", "", "请填写"),
        ("level", "moon", "选"),
        ("opened", "2012-02-30", "日期"),
        ("opened", (c.FOUNDED - timedelta(1)).isoformat(), "在1999年12月31日不存在"),
    ],
)
def test_a_bad_unit_is_refused_beside_its_field(cast, client, field, value, why):
    c.enter(client, cast.people["office"])
    with c.nothing_written():
        answer = client.post(f"/orgs/{cast.city.pk}/found/", SAID | {field: value})
    assert answer.status_code == 422
    assert why in " ".join(answer.context["form"].errors[field])


def test_who_manages_no_units_picks_no_region(cast, client):
    c.enter(client, cast.people["officer"])
    assert client.get("/regions/pick/").status_code == 404
    assert client.get(f"/orgs/{cast.county.pk}/found/").status_code == 404


# ── which unit stands below which ───────────────────────────────────────────────────────────────────────

PLACES = [
    ("county", "territorial", "county", "level", "“新单位”的层级不能等于上级：“兴庆区”是县级"),
    ("city", "territorial", "county", "level", "“新单位”的层级不能高于上级：“兴庆区”是县级"),
    ("province", "industry", "city", "level", "“新单位”的层级不能高于上级：“银川市”是市级"),
    ("city", "territorial", "industry", "kind", "地方总工会只能设在地方总工会之下，“自治区机冶建材工会”是产业工会"),
    ("enterprise", "territorial", "county", "level", "企业一级只设企业工会和直属基层工会"),
    ("enterprise", "industry", "county", "level", "企业一级只设企业工会和直属基层工会"),
    ("county", "enterprise", "city", "level", "企业工会和直属基层工会属于企业一级"),
    ("city", "direct", "province", "level", "企业工会和直属基层工会属于企业一级"),
    ("township", "territorial", "enterprise", "kind", "地方总工会只能设在地方总工会之下"),
]
FINE = [
    ("county", "territorial", "city"),
    ("township", "territorial", "city"),
    ("county", "territorial", "province"),
    ("province", "industry", "province"),
    ("city", "industry", "city"),
    ("city", "industry", "industry"),
    ("enterprise", "direct", "province"),
    ("enterprise", "enterprise", "county"),
    ("enterprise", "enterprise", "enterprise"),
    ("enterprise", "direct", "industry"),
]


@pytest.mark.parametrize(("level", "kind", "parent", "field", "why"), PLACES)
def test_a_unit_that_cannot_stand_there_is_refused(cast, level, kind, parent, field, why):
    new = NewOrg("新单位", Level(level), c.FOUNDED, getattr(cast, parent), Kind(kind))
    with c.nothing_written(), pytest.raises(Refused) as refusal:
        actions.found_org(new, by=None, on=c.TODAY)
    assert why in refusal.value.message
    assert (refusal.value.field, refusal.value.clause) == (field, restructuring.FOUNDING)


@pytest.mark.parametrize(("level", "kind", "parent"), FINE)
def test_a_unit_that_can_stand_there_is_founded(cast, level, kind, parent):
    above = getattr(cast, parent)
    unit = actions.found_org(NewOrg("新单位", Level(level), c.FOUNDED, above, Kind(kind)), by=None, on=c.TODAY)
    assert list(Org.objects.above(unit))[-2:] == [above, unit]


def test_the_form_offers_what_can_stand_below(cast, client):
    c.enter(client, cast.people["office"])
    offered = {}
    for name in ("county", "enterprise", "industry"):
        form = client.get(f"/orgs/{getattr(cast, name).pk}/found/").context["form"]
        fields = [[value for value, _ in form.fields[field].choices] for field in ("level", "kind")]
        offered[name] = [*fields, form.initial["kind"]]
    base = ["direct", "enterprise"]
    assert offered == {
        "county": [["county", "township", "enterprise"], ["territorial", "industry", *base], "territorial"],
        "enterprise": [["enterprise"], base, "direct"],
        "industry": [["province", "city", "county", "township", "enterprise"], ["industry", *base], "industry"],
    }


def test_the_refusal_stands_beside_the_level(cast, client):
    c.enter(client, cast.people["office"])
    with c.nothing_written():
        answer = client.post(f"/orgs/{cast.county.pk}/found/", SAID)
    assert "不能等于上级" in str(answer.context["form"].errors["level"])
    assert SAID["name"] in answer.text
