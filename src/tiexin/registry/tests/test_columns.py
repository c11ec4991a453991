"""Headings and cells of a union's own workbook."""

from datetime import date, datetime

import pytest

from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.registry import columns

CODE = c.credit_code(7)
AT = {"name": 0, "credit_code": 1, "kind": 2, "industry": 3, "headcount": 4, "org": 5}
GOOD = ["银川纺织厂", CODE, "国有企业", "纺织", 120, "兴庆区"]


def cleaned(**changed):
    return columns.clean("employer", AT, [changed.get(name, GOOD[place]) for name, place in AT.items()])


def test_row_is_read():
    assert cleaned() == {
        "name": "银川纺织厂",
        "credit_code": CODE,
        "kind": "state",
        "industry": "纺织",
        "headcount": 120,
        "org": "兴庆区",
    }


@pytest.mark.parametrize(
    ("changed", "read"),
    [
        ({"name": "  　银川 \n 纺织厂\u200b "}, "银川 纺织厂"),
        ({"name": "银川（纺织）厂"}, "银川（纺织）厂"),
        ({"credit_code": "".join(chr(ord(x) + 0xFEE0) for x in CODE)}, CODE),
        ({"credit_code": f" {CODE[:8]} {CODE[8:]}\t".lower()}, CODE),
        ({"headcount": "１２０"}, 120),
        ({"headcount": " 1,200人"}, 1200),
        ({"headcount": 120.0}, 120),
        ({"headcount": None}, None),
        ({"kind": "民营企业"}, "private"),
        ({"kind": "private"}, "private"),
        ({"industry": 7}, "7"),
        ({"industry": ""}, ""),
    ],
)
def test_cells_are_made_clean(changed, read):
    (name,) = changed
    assert cleaned(**changed)[name] == read


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": None}, "缺少“单位名称”"),
        ({"name": "　 "}, "缺少“单位名称”"),
        ({"name": "=A1"}, "是公式"),
        ({"name": object()}, "是公式"),
        ({"name": "#N/A"}, "是错误值"),
        ({"name": "字" * 121}, "超过 120 个字"),
        ({"name": date(2012, 3, 1)}, "是日期"),
        ({"industry": datetime(2012, 3, 1)}, "是日期"),  # noqa: DTZ001
        ({"credit_code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "GB 32100-2015"),
        ({"credit_code": 916400000000000000}, "末几位已经丢失"),
        ({"credit_code": 9.164e17}, "末几位已经丢失"),
        ({"kind": "皇家企业"}, "不认识“皇家企业”"),
        ({"kind": ""}, "缺少“类型”"),
        ({"headcount": "很多"}, "应为整数"),
        ({"headcount": 1.5}, "应为整数"),
        ({"headcount": "-3"}, "应为整数"),
        ({"headcount": "٣"}, "应为整数"),
        ({"headcount": 99999999}, "应为整数"),
    ],
)
def test_bad_cells_are_refused_with_their_reason(changed, said):
    with pytest.raises(Refused) as caught:
        cleaned(**changed)
    assert said in str(caught.value)


def test_short_row_has_empty_cells():
    assert columns.clean("employer", AT, GOOD[:3])["headcount"] is None
    with pytest.raises(Refused, match="缺少“类型”"):
        columns.clean("employer", AT, GOOD[:2])


def test_worker_needs_a_name_and_an_employer_only():
    at = {"name": 0, "employer": 1}
    assert columns.clean("worker", at, ["马兰花", CODE]) == {
        "name": "马兰花",
        "employer": CODE,
        "team": "",
        "role": "",
        "joined": None,
        "phone": "",
        "identity": "",
    }


def test_identity_number_is_checked():
    at = {"name": 0, "employer": 1, "identity": 2, "role": 3}
    number = c.identity(5)
    assert columns.clean("worker", at, ["马兰花", CODE, f" {number} ", "一线"])["identity"] == number
    with pytest.raises(Refused, match="校验位"):
        columns.clean("worker", at, ["马兰花", CODE, number[:-1] + ("1" if number[-1] != "1" else "2")])


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["企业名称", "信用代码"]], (1, ["企业名称", "信用代码"])),
        ([["二〇一二年名册", None, None], [], ["企业名称 ", " 信用代码", None]], (3, ["企业名称", "信用代码"])),
        ([[None, None], ["甲", "乙", "丙"]], (2, ["甲", "乙", "丙"])),
    ],
    ids=["first", "below titles", "below nothing"],
)
def test_headings_are_found(rows, found):
    assert columns.headings(rows) == found


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "没有找到表头"),
        ([["甲"]] * 3, "没有找到表头"),
        ([["基本情况", None, "联系方式"]], "第 2 列是空的"),
        ([["甲", "乙", "甲"]], "两列都叫“甲”"),
    ],
    ids=["nothing", "one column", "merged", "twice"],
)
def test_headings_that_cannot_be_used_are_refused(rows, said):
    with pytest.raises(Refused, match=said) as caught:
        columns.headings(rows)
    assert caught.value.field == "file"


def test_columns_are_guessed_by_their_usual_names():
    heads = ["序号", "企业名称*", "统一社会信用代码（18位）", "企业类型：", "人 数"]
    assert columns.guess("employer", heads, {}) == {"name": 1, "credit_code": 2, "kind": 3, "headcount": 4}


def test_what_the_unit_chose_before_goes_first():
    heads = ["名称", "全称", "代码"]
    remembered = {"name": "全称", "credit_code": "代码", "kind": ""}
    assert columns.guess("employer", heads, remembered) == {"name": 1, "credit_code": 2}


def test_identity_numbers_are_taken_only_when_somebody_says_so():
    heads = ["姓名", "单位", "身份证号"]
    assert columns.guess("worker", heads, {}) == {"name": 0, "employer": 1}
    assert columns.guess("worker", heads, {"identity": "身份证号"})["identity"] == 2


def test_row_is_kept_as_it_was():
    class Formula:
        text = "=A1:A9"

    given = [None, "甲", 1, 1.5, True, datetime(2012, 3, 1, 8), date(2012, 3, 1), Formula()]  # noqa: DTZ001
    kept = [None, "甲", 1, 1.5, True, "2012-03-01 08:00:00", "2012-03-01", "=A1:A9"]
    assert [columns.as_it_was(cell) for cell in given] == kept


@pytest.mark.parametrize(("row", "empty"), [([], True), ([None, " "], True), ([0], False), ([None, "x"], False)])
def test_empty_rows_are_known(row, empty):
    assert columns.is_empty(row) is empty
