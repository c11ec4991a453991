"""What a boundary file may be, number by number, and how degrees become a path."""

import json

import pytest

from tiexin.atlas import rules
from tiexin.core.refusal import Refused

SQUARE = [[106.0, 38.0], [107.0, 38.0], [107.0, 39.0], [106.0, 39.0], [106.0, 38.0]]


def place(code="640100", rings=(SQUARE,), kind="Polygon", **more):
    coordinates = list(rings) if kind == "Polygon" else [list(rings)]
    return {
        "type": "Feature",
        "properties": {"adcode": code, "name": "别处来的名字", **more},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*places):
    return json.dumps({"type": "FeatureCollection", "features": list(places)}).encode()


@pytest.mark.parametrize(
    "said",
    [
        "GS(2019)1822号",
        "GS（2024）0650号",
        "GS京(2022)0057号",
        "宁S(2023)第008号",
        "苏S〔2022〕12号",
        "鲁SG(2020)029号",
        "川S【2021】00001号",
        "粤BS(2021)第1号",
        " GS (2019) 1822 号 ",
    ],
)
def test_numbers_of_approval_as_they_are_written(said):
    assert rules.check_approval(said) == "".join(said.split())


@pytest.mark.parametrize(
    "said", ["", "  ", "1822", "GS1822号", "GS(19)1822号", "GS(2019)号", "(2019)1822号", "无", "待办"]
)
def test_without_a_number_of_approval_the_law_forbids_it(said):
    with pytest.raises(Refused) as refusal:
        rules.check_approval(said)
    assert (refusal.value.field, refusal.value.clause) == ("approval", rules.LAW)


BAD = [
    (b"", "读不出来"),
    (b"\xff\xfe", "读不出来"),
    (b"[" * 100_000, "读不出来"),
    (b'{"type": NaN}', "读不出来"),
    (b"[]", "没有地区"),
    (b'{"type": "FeatureCollection"}', "没有地区"),
    (b'{"type": "FeatureCollection", "features": []}', "没有地区"),
    (b'{"type": "Feature", "features": [1]}', "没有地区"),
    (b'{"type": "FeatureCollection", "features": [1]}', "第 1 个地区没有六位的 adcode"),
    (collection(place(), {"type": "Feature", "properties": None}), "第 2 个地区没有六位的 adcode"),
    (collection(place("64010")), "第 1 个地区没有六位的 adcode"),
    (collection(place("６４０１００")), "第 1 个地区没有六位的 adcode"),
    (collection(place(), place()), "640100 出现了两次"),
]


@pytest.mark.parametrize(("document", "said"), BAD, ids=range(len(BAD)))
def test_what_is_no_collection_of_places_with_codes_is_refused(document, said):
    with pytest.raises(Refused, match=said):
        rules.read(document)


def test_a_file_too_large_or_with_too_many_places_is_refused(monkeypatch):
    monkeypatch.setattr(rules, "MOST_PLACES", 1)
    with pytest.raises(Refused, match="地区多于 1 个"):
        rules.read(collection(place(), place("640200")))
    monkeypatch.setattr(rules, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="文件超过 0 MB"):
        rules.read(collection(place()))


GEOMETRIES = [
    (None, "不是面"),
    ("Polygon", "不是面"),
    ({"type": "Point", "coordinates": [1, 2]}, "不是面"),
    ({"type": "GeometryCollection", "geometries": []}, "不是面"),
    ({"type": "Polygon"}, "没有坐标"),
    ({"type": "Polygon", "coordinates": []}, "没有坐标"),
    ({"type": "MultiPolygon", "coordinates": "far"}, "没有坐标"),
    ({"type": "MultiPolygon", "coordinates": [[]]}, "没有坐标"),
    ({"type": "Polygon", "coordinates": ["ring"]}, "不到四个点"),
    ({"type": "Polygon", "coordinates": [SQUARE[:3]]}, "不到四个点"),
    ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, "6"], [1, 2]]]}, "不是经纬度"),
    ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, True], [1, 2]]]}, "不是经纬度"),
    ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5], [1, 2]]]}, "不是经纬度"),
    ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 1e999], [1, 2]]]}, "不是经纬度"),
    ({"type": "Polygon", "coordinates": [[[500000, 4200000]] * 4]}, "不是经纬度"),
    ({"type": "Polygon", "coordinates": [[[[1, 2]], [3, 4], [5, 6], [1, 2]]]}, "不是经纬度"),
]


@pytest.mark.parametrize(("geometry", "said"), GEOMETRIES, ids=range(len(GEOMETRIES)))
def test_only_polygons_of_degrees_are_drawn_and_the_place_is_named(geometry, said):
    with pytest.raises(Refused, match=f"640100 .*{said}"):
        rules.drawn({"640100": geometry})


def test_too_many_points_or_rings_are_refused(monkeypatch):
    found = rules.read(collection(place(rings=[SQUARE, SQUARE])))
    monkeypatch.setattr(rules, "MOST_RINGS", 1)
    with pytest.raises(Refused, match="边界太细"):
        rules.drawn(found)
    monkeypatch.setattr(rules, "MOST_RINGS", 2)
    monkeypatch.setattr(rules, "MOST_POINTS", 9)
    with pytest.raises(Refused, match="边界太细：多于 9 个点"):
        rules.drawn(found)


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_a_square_becomes_a_path_a_box_and_a_middle(kind):
    [found] = rules.drawn(rules.read(collection(place(kind=kind))))
    low, high = -411_377, -424_155  # Mercator: 38° and 39° north stand 1.28° apart, larger northward
    assert found.region == "640100"
    assert found.path == f"M1060000 {low}l10000 0 0 {high - low} -10000 0 0 {low - high}z"
    assert found.box == (1_060_000, high, 1_070_000, low)
    assert found.name == (1_065_000, round((low + high) / 2))


def test_a_point_told_twice_in_a_row_is_kept_once_and_a_height_left_out():
    ring = [[106.0, 0, 5.5], [106.00001, 0.0], [107.0, 0.0], [107.0, 1.0], [106.0, 0.0]]
    assert rules.plane(ring, "640100") == [(1_060_000, 0), (1_070_000, 0), (1_070_000, -10_001), (1_060_000, 0)]


def test_a_name_stands_in_the_largest_part_and_a_speck_has_none():
    far = [[x + 3, y] for x, y in SQUARE]
    small = [[106.0, 36.0], [106.1, 36.0], [106.1, 36.1], [106.0, 36.0]]
    [found] = rules.drawn(rules.read(collection(place(rings=[small, far], kind="MultiPolygon"))))
    assert found.name[0] == 1_095_000
    assert found.path.count("M") == 2
    assert rules.middle([(5, 5), (5, 5)]) == (5, 5)
    assert rules.path([(5, 5)]) == ""
