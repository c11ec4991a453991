"""Loading and withdrawing a boundary file, by the action and on its page; what is refused leaves nothing."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tiexin.atlas import actions, queries, rules
from tiexin.atlas.models import Boundary, Outline
from tiexin.atlas.tests.test_rules import collection, place
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PAGE = "/orgs/boundaries/"
APPROVAL = "GS(2024)0650号"
TWO = collection(place("640100"), place("640200"), place("650100"))
REAL = Path("/work/shared/data")


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def keeper(cast, client):
    return c.enter(client, cast.people["system"])


def state():
    return [list(table.objects.order_by("id").values_list()) for table in (Boundary, Outline, Entry)]


def load(cast, document=TWO, name="政区图", approval=APPROVAL):
    return actions.load_boundary(name, approval, document, by=cast.people["system"], on=c.TODAY)


def send(client, document=TWO, **more):
    file = SimpleUploadedFile("map.geojson", document, "application/geo+json")
    return client.post(PAGE, {"name": "政区图", "approval": APPROVAL, "file": file, **more})


def test_only_places_with_a_territorial_union_are_kept_and_nothing_else_of_the_file(cast):
    made = load(cast)
    assert (made.name, made.approval, made.loaded, made.withdrawn) == ("政区图", APPROVAL, c.TODAY, None)
    assert list(made.outlines.order_by("region").values_list("region", flat=True)) == ["640100", "640200"]
    assert "别处来的名字" not in str(list(Outline.objects.values_list()))
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.org_id, entry.on) == ("load_boundary", cast.province.pk, c.TODAY)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"approval": ""}, "approval"),
        ({"approval": "没有"}, "approval"),
        ({"name": " "}, "name"),
        ({"document": b"{}"}, "file"),
        ({"document": collection(place("650100"))}, "file"),
        ({"document": collection(place("640104"), place("640105"))[:-4]}, "file"),
        ({"document": collection(place("640100", rings=[[[1, 2]] * 3]))}, "file"),
    ],
)
def test_what_is_refused_leaves_nothing(cast, given, field):
    before = state()
    with pytest.raises(Refused) as refusal:
        load(cast, **given)
    assert refusal.value.field == field
    assert state() == before


def test_a_place_whose_union_is_closed_or_no_territorial_one_is_left_out(cast):
    assert queries.regions() == {"640000", "640100", "640104", "640200", "640202"}
    made = load(cast, collection(place("640100"), place("640105")))
    assert [each.region for each in made.outlines.all()] == ["640100"]


def test_outlines_come_from_one_file_the_newest_that_is_not_withdrawn(cast):
    first, second = load(cast), load(cast, collection(place("640200")), name="新图")
    assert [(each.region, each.boundary) for each in queries.outlines(["640100", "640200"])] == [("640200", second)]
    assert [each.boundary for each in queries.outlines(["640100"])] == [first]
    actions.withdraw_boundary(second, by=cast.people["system"], on=date(2012, 5, 11))
    assert [each.region for each in queries.outlines(["640100", "640200", "1"])] == ["640100", "640200"]
    assert [queries.offered(codes) for codes in (["640200"], ["640104"], [])] == [True, False, False]
    assert [(each, each.places) for each in queries.loaded()] == [(first, 2)]
    second.refresh_from_db()
    assert second.withdrawn == date(2012, 5, 11)
    assert Entry.objects.latest("id").verb == "withdraw_boundary"


def test_a_file_is_withdrawn_once(cast):
    made = load(cast)
    actions.withdraw_boundary(made, by=cast.people["system"], on=c.TODAY)
    before = state()
    with pytest.raises(Refused, match="已经撤下"):
        actions.withdraw_boundary(made, by=cast.people["system"], on=c.TODAY)
    assert state() == before


def test_the_page_loads_a_file_and_says_how_many_places_it_kept(keeper):
    assert "还没有装载边界" in keeper.get(PAGE).text
    answer = send(keeper)
    assert (answer.status_code, answer.url) == (302, PAGE)
    page = keeper.get(PAGE)
    assert "已装载政区图：2 个地区" in page.text
    assert "审图号：GS(2024)0650号 · 2 个地区 · 2012年5月10日装载" in page.text


def test_without_its_number_of_approval_the_page_refuses_with_the_law_and_keeps_what_was_typed(keeper):
    before = state()
    page = send(keeper, approval="")
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["approval"]
    assert rules.LAW in page.text
    assert 'value="政区图"' in page.text
    assert state() == before


def test_a_file_over_the_limit_is_not_read_to_its_end(keeper, monkeypatch):
    monkeypatch.setattr(rules, "MOST_BYTES", 20)
    page = send(keeper)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])
    assert not Boundary.objects.exists()


def test_the_page_withdraws_a_file(keeper, cast):
    made = load(cast)
    assert keeper.post(PAGE, {"withdraw": made.pk}).status_code == 302
    assert "已撤下政区图" in keeper.get(PAGE).text
    assert not queries.loaded().exists()
    assert keeper.post(PAGE, {"withdraw": made.pk}).status_code == 404
    assert keeper.post(PAGE, {"withdraw": "x"}).status_code == 302


def test_only_the_highest_units_system_administrator_loads_and_withdraws(cast, client):
    made, lower = load(cast), c.officer("市系统管理员", cast.city, "system")
    c.enter(client, lower)
    before = state()
    page = client.get(PAGE)
    assert "只有最高一级单位的系统管理员" in page.text
    assert "检查并装载" not in page.text
    assert "撤下政区图" not in page.text
    assert send(client).status_code == 422
    assert client.post(PAGE, {"withdraw": made.pk}).status_code == 302
    assert state() == before


@pytest.mark.parametrize("name", ["leader", "office", "security", "audit", "enterprise", "nobody"])
def test_others_do_not_find_the_page(cast, client, name):
    c.enter(client, cast.people[name])
    assert client.get(PAGE).status_code == 404
    assert send(client).status_code == 404
    assert not Boundary.objects.exists()


@pytest.mark.parametrize(("name", "places"), [("cities", 2), ("counties", 2)])
def test_real_outlines_are_read(cast, name, places):
    file = REAL / f"ningxia_{name}.geojson"
    if not file.exists():
        pytest.skip("the outlines for development are not here")
    document = file.read_bytes()
    assert len(rules.drawn(rules.read(document))) == len(json.loads(document)["features"])
    assert load(cast, document).outlines.count() == places
