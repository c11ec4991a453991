"""What a boundary file may be, and how its degrees become paths on one plane. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NoReturn

from tiexin.core.refusal import Refused

LAW = "《地图管理条例》第十五条、第二十二条"
UNAPPROVED = "没有审图号的边界不能装载：公开使用的地图须经审核，并标注审图号"
APPROVAL = re.compile(r"[\u4e00-\u9fff]?[A-Z]{1,3}[\u4e00-\u9fff]?[（(〔\[【]\d{4}[）)〕\]】]第?\d{1,6}号")
MOST_BYTES = 8 * 2**20
MOST_PLACES = 4_000
MOST_RINGS = 20_000
MOST_POINTS = 300_000
SCALE = 10_000  # units of the plane in a degree: about ten metres
FARTHEST = (180.0, 85.0)
Point = tuple[int, int]
Ring = list[Point]


@dataclass(frozen=True)
class Drawn:
    """One place as it is kept."""

    region: str
    path: str
    box: tuple[int, int, int, int]  # left, top, right, bottom
    name: Point


def check_approval(approval: str) -> str:
    """Return the 审图号 without blanks; refused when there is none or it is not written as such numbers are."""
    said = "".join(approval.split())
    if not said:
        raise Refused(UNAPPROVED, clause=LAW, field="approval")
    if not APPROVAL.fullmatch(said):
        raise Refused("审图号写成“GS(2024)0650号”“宁S(2024)第012号”这样", clause=LAW, field="approval")
    return said


def read(document: bytes) -> dict[str, Any]:
    """Return the features of a GeoJSON collection by division code; refused when it is anything else."""
    if len(document) > MOST_BYTES:
        _wrong(f"文件超过 {MOST_BYTES // 2**20} MB")
    try:
        said = json.loads(document, parse_constant=_no_number)
    except (ValueError, RecursionError):
        _wrong("文件不是 GeoJSON，读不出来")
    features = said.get("features") if isinstance(said, dict) and said.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        _wrong("文件里没有地区：要的是 GeoJSON 的 FeatureCollection")
    if len(features) > MOST_PLACES:
        _wrong(f"地区多于 {MOST_PLACES:,} 个")
    found: dict[str, Any] = {}
    for number, feature in enumerate(features, 1):
        code = code_of(feature)
        if not code:
            _wrong(f"第 {number} 个地区没有六位的 adcode")
        if code in found:
            _wrong(f"{code} 出现了两次")
        found[code] = feature.get("geometry")
    return found


def code_of(feature: Any) -> str:
    """The six digits by which a feature names its place; empty when it names none."""
    named = feature.get("properties") if isinstance(feature, dict) else None
    said = str(named.get("adcode", "")) if isinstance(named, dict) else ""
    return said if re.fullmatch(r"[1-9][0-9]{5}", said, re.ASCII) else ""


def drawn(geometries: dict[str, Any]) -> list[Drawn]:
    """Lay the outlines on the plane; refused, naming the place, when one is no polygon or there is too much of it."""
    found, rings, points = [], 0, 0
    for code, geometry in geometries.items():
        outline = [plane(ring, code) for ring in rings_of(geometry, code)]
        rings, points = rings + len(outline), points + sum(map(len, outline))
        if rings > MOST_RINGS or points > MOST_POINTS:
            _wrong(f"边界太细：多于 {MOST_POINTS:,} 个点")
        found.append(_drawn(code, outline))
    return found


def rings_of(geometry: Any, code: str) -> Iterator[Any]:
    """Each ring of a Polygon or MultiPolygon, islands and holes alike."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        _wrong(f"{code} 不是面（只收 Polygon 和 MultiPolygon）")
    polygons = geometry.get("coordinates")
    polygons = [polygons] if kind == "Polygon" else polygons
    if not isinstance(polygons, list) or not polygons or not all(isinstance(each, list) and each for each in polygons):
        _wrong(f"{code} 没有坐标")
    for polygon in polygons:
        yield from polygon


def plane(ring: Any, code: str) -> Ring:
    """A ring of degrees as whole units of the plane (Mercator, so that shapes stay true), each point once in a row."""
    if not isinstance(ring, list) or len(ring) < 4:
        _wrong(f"{code} 的一圈不到四个点")
    found: Ring = []
    for point in ring:
        if not _degrees(point):
            _wrong(f"{code} 的坐标不是经纬度")
        upright = math.degrees(math.asinh(math.tan(math.radians(point[1]))))
        here = (round(point[0] * SCALE), -round(upright * SCALE))
        if not found or found[-1] != here:
            found.append(here)
    return found


def _degrees(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) in (2, 3)
        and all(isinstance(each, int | float) and not isinstance(each, bool) for each in point)
        and all(abs(each) <= most for each, most in zip(point, FARTHEST, strict=False))
    )


def _drawn(code: str, rings: list[Ring]) -> Drawn:
    across, down = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    box = (min(across), min(down), max(across), max(down))
    return Drawn(code, "".join(map(path, rings)), box, middle(max(rings, key=lambda ring: abs(area(ring)))))


def path(ring: Ring) -> str:
    """The ring as a closed path: its first point, then each step from the last."""
    steps = (f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(ring))
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z" if len(ring) > 1 else ""


def _edges(ring: Ring) -> Iterable[tuple[Point, Point, int]]:
    for (a, b), (x, y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        yield (a, b), (x, y), a * y - x * b


def area(ring: Ring) -> int:
    """Twice the area, signed."""
    return sum(cross for _, _, cross in _edges(ring))


def middle(ring: Ring) -> Point:
    """The centre of gravity: where a name stands."""
    twice = area(ring)
    if not twice:
        return ring[0]
    x = sum((a[0] + b[0]) * cross for a, b, cross in _edges(ring))
    y = sum((a[1] + b[1]) * cross for a, b, cross in _edges(ring))
    return round(x / (3 * twice)), round(y / (3 * twice))


def _no_number(said: str) -> NoReturn:
    raise ValueError(said)


def _wrong(said: str) -> NoReturn:
    raise Refused(said, field="file")
