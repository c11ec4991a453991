"""Quotes in documents as found: broken lines, doubled particles, web boiler-plate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.plans.quotes import Document, Found

pytestmark = pytest.mark.once

TEXT = """\
把工会工作开展情况和存在的
问题弄明白。进假日影
院、进文化宫(不少于10家),引入更多的机构的的管理。
  办成职工可以信耐的伙伴 。
友情提示:本文中关于《服务职工》给出的范例仅供参考
来源:网络整理 免责声明:本文仅限学习分享
"""


@pytest.fixture
def document() -> Document:
    return Document(TEXT)


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("存在的问题弄明白", 1),
        ("假日影院", 2),
        ("的的管理", 3),
        ("信耐的伙伴。", 4),
        ("问题弄明白", 2),
        ("把工会", 1),
        ("存在的 问题", 1),
    ],
)
def test_broken_lines_are_joined_and_words_stay_as_found(document, quote, line):
    assert document.find(quote) == Found(line, boiler=False)


@pytest.mark.parametrize("quote", ["存在问题", "可以信赖的伙伴", "机构的管理", "", "   "])
def test_what_is_not_there_is_not_found(document, quote):
    assert document.find(quote) is None


def test_boiler_plate_is_marked(document):
    assert document.find("给出的范例") == Found(5, boiler=True)
    assert document.find("本文仅限学习分享") == Found(6, boiler=True)


def test_a_clause_goes_before_boiler_plate_that_says_the_same():
    document = Document("友情提示:服务职工\n要服务职工\n")
    assert document.find("服务职工") == Found(2, boiler=False)


@pytest.mark.parametrize(
    ("quote", "near"),
    [
        ("进文化宫（不少于10家），", "进文化宫(不少于10家),"),
        ("存在的问题弄清楚", "存在的问题弄明白"),
        ("毫无关系的话", ""),
        ("假日影城", ""),
    ],
)
def test_the_nearest_words_are_offered(document, quote, near):
    assert document.nearest(quote) == near


def test_an_empty_document_finds_nothing():
    assert Document("").find("职工") is None
    assert Document("").nearest("职工之家") == ""


def test_a_byte_order_mark_is_no_character():
    assert Document("\ufeff职工").joined == "职工"


@given(st.text(alphabet="职工企业的,、", min_size=1, max_size=60), st.data())
def test_every_piece_of_a_document_is_found_however_its_lines_break(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    cut = data.draw(st.integers(0, len(text)))
    assert Document(text[:cut] + "\n" + text[cut:]).find(text[start:end]) is not None


@given(st.text(max_size=200), st.text(max_size=30))
def test_random_text_never_raises(text, quote):
    document = Document(text)
    found = document.find(quote)
    assert found is None or 1 <= found.line <= len(document.lines)
    assert isinstance(document.nearest(quote), str)
