"""Queries against texts: a table by hand, and whatever hypothesis thinks of, against a scan in plain Python."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tiexin.orgs.tests import cast, kept
from tiexin.search import actions, queries
from tiexin.search.kinds import KINDS
from tiexin.search.models import SearchRow
from tiexin.search.tests.asker import asker, found, thing
from tiexin.search.words import asked, matches

pytestmark = pytest.mark.django_db
TEXTS = {
    1: ("李桂英", "", "person"),
    2: ("单秀兰", "", "person"),
    3: ("宁夏凤凰机械有限公司", "反映工资拖欠，班车停开。", "brief"),
    4: ("银川市总工会", "银川市", "unit"),
    5: ("走访一", "食堂涨价100%_已解决", ""),
    6: ("走访二", "工资。拖欠两个月", ""),
    7: ("走访三", "他说：\"先发一半\"，'再说'\\完", ""),
    8: ("走访四", "谢谢🙂关心 GDP", ""),
    9: ("李桂", "很长" * 2000 + "尾巴", ""),
}
CODES = {3: ("91640000000000012X",)}
TABLE = {
    "李": [9, 1],
    "桂": [9, 1],
    "李桂": [9, 1],
    "李桂英": [1],
    "桂英": [1],
    "李英": [],
    "工资": [6, 3],
    "工资拖欠": [3],
    "资拖": [3],
    "工资 拖欠": [6, 3],
    "liguiying": [1],
    "ligui": [1],
    "lgy": [1],
    "LGY": [1],
    "ｌｇｙ": [1],
    "li桂": [1],
    "li桂y": [1],
    "guiying": [1],
    "iguiying": [],
    "shan": [2],
    "danxiulan": [2],
    "sxl": [2],
    "nxfh": [3],
    "fhjx": [],
    "91640000": [3],
    "91640000000000012x": [3],
    "6400": [],
    "银川市": [4],
    "ycszgh": [4],
    "yinchuan": [4],
    "%": [5],
    "_": [5],
    "%_": [5],
    "100%": [5],
    "1%": [],
    "拖欠，班车": [3],
    "拖欠班车": [],
    "。拖": [6],
    '"': [7],
    "'": [7],
    "\\": [7],
    '"先': [7],
    "'再说'\\完": [7],
    "🙂": [8],
    "谢🙂": [8],
    "谢关": [],
    "🙂关心": [8],
    "gdp": [8],
    "心gdp": [],
    "尾巴": [9],
    "长很": [9],
    "龘": [],
    "龘龘龘": [],
    "李\0桂英": [1],
    "* OR 李": [],
    "李 桂 英": [1],
    "李 王": [],
    "   ": [],
    "": [],
    "\0": [],
    "很长" * 5000: [9],
    "很龘" * 5000: [],
}


@kept.fixture
def units():
    units = cast.units()
    SearchRow.objects.all().delete()
    for pk, (title, body, sound) in TEXTS.items():
        actions.put([thing(units.county, pk, title, body, sound=sound, codes=CODES.get(pk, ()))])
    return units


ROUTES = {
    "by the index": {},
    "by scope": {"RARE": 0},
    "from the front": {"RARE": 0, "FEW": 0},
    "by scope after all": {"RARE": 0, "FEW": 0, "FOREMOST": 0},
    "by all hits": {"RARE": 0, "FEW": 0, "FOREMOST": 0, "NEAR": 0},
}


def take(monkeypatch, route):
    for name, value in ROUTES[route].items():
        monkeypatch.setattr(queries, name, value)


@pytest.mark.parametrize("route", ROUTES)
def test_table(units, monkeypatch, route):
    take(monkeypatch, route)
    answers = {typed: [pk for _, pk in found(asker(units.city), typed)] for typed in TABLE}
    assert answers == TABLE


@pytest.mark.parametrize("route", ROUTES)
def test_what_stands_first_comes_first_and_no_more_than_wanted(units, monkeypatch, route):
    take(monkeypatch, route)
    for pk in range(20, 30):
        actions.put([thing(units.county, pk, "蒲公英", weight=pk % 3)])
    wanted = sorted(range(20, 30), key=lambda pk: (-(pk % 3), -pk))
    assert [pk for _, pk in found(asker(units.city), "蒲公英")] == wanted
    assert [pk for _, pk in found(asker(units.city), "蒲公英", most=4)] == wanted[:4]


LETTERS = "李桂英工资，。%_'\"\\ a1l🙂\n"


class TestAgainstAScan(TestCase):
    """Every route finds what a scan in plain Python finds, and so they find the same."""

    @settings(max_examples=min(40, settings().max_examples))
    @given(
        st.lists(st.tuples(st.text(LETTERS, max_size=8), st.text(LETTERS, max_size=12)), min_size=1, max_size=6),
        st.lists(st.text(LETTERS, min_size=1, max_size=5), min_size=1, max_size=5),
    )
    def test_scan(self, texts, typed):
        root = cast.org("宁夏回族自治区总工会", "province", None)
        SearchRow.objects.all().delete()
        actions.put([thing(root, pk, title, body, sound="person") for pk, (title, body) in enumerate(texts, 1)])
        rows = list(SearchRow.objects.order_by("-weight", "-thing_id"))
        for text in typed:
            words = asked(text)
            scanned = [row.thing_id for row in rows if words and matches(row.text, row.sounds, words)]
            asking = queries.Ask(KINDS["visit"], (root.pk,), tuple(words), 1000)
            for route in (queries.by_scope, queries.by_front, queries.by_index) if words else ():
                ids = queries._ids([asking], route)["visit"]
                assert [SearchRow.objects.get(pk=pk).thing_id for pk in ids] == scanned, (route.__name__, text)

    @settings(max_examples=min(40, settings().max_examples))
    @given(
        st.lists(st.tuples(st.text(LETTERS, max_size=8), st.text(LETTERS, max_size=12)), min_size=1, max_size=6),
        st.lists(st.lists(st.text(LETTERS, min_size=1, max_size=3), min_size=1, max_size=3), min_size=1, max_size=3),
    )
    def test_scan_for_one_of_several(self, texts, typed):
        root = cast.org("宁夏回族自治区总工会", "province", None)
        SearchRow.objects.all().delete()
        actions.put([thing(root, pk, title, body, sound="person") for pk, (title, body) in enumerate(texts, 1)])
        rows = list(SearchRow.objects.order_by("-weight", "-thing_id"))
        groups = [tuple(dict.fromkeys(word for text in each for word in asked(text))) for each in typed]
        words = tuple(group for group in groups if group)
        scanned = [row.pk for row in rows if words and matches(row.text, row.sounds, words)]
        asking = queries.Ask(KINDS["visit"], (root.pk,), words, 1000)
        for route in (queries.by_scope, queries.by_front, queries.by_index) if words else ():
            assert queries._ids([asking], route)["visit"] == scanned, (route.__name__, words)
