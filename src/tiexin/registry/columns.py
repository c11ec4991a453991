"""What a row of a union's own workbook says: which column is which field, and its values made clean.

Pure: cells in, plain values or a refusal out. Whether a row fits what is known already is asked by `checking`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from tiexin.core.refusal import Refused
from tiexin.registry import rules
from tiexin.registry.vocabulary import EMPLOYER_KINDS, ROLES

WIDE = {0x3000: " ", 0xA0: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF, 0x0))
BLANKS = re.compile(r"\s+")
LOOKED_FOR_HEADS = 10  # rows; unions put a title or two above
SHEET = "导入规则"
PARTED = re.compile(r"[、，,；;\s]+")
DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}
EXACT = 10**15  # a number of more digits has lost its last ones in the sheet
KIND_WORDS = {label: code for code, label in EMPLOYER_KINDS.items()} | {
    "国有": "state",
    "国企": "state",
    "集体": "collective",
    "非公": "private",
    "民营企业": "private",
    "私营企业": "private",
    "外资企业": "foreign",
    "外企": "foreign",
    "股份制": "joint_stock",
}
ROLE_WORDS = {label: code for code, label in ROLES.items()} | {"职工": "front_line", "一线": "front_line"}


@dataclass(frozen=True)
class Field:
    """One field that a workbook may fill: its word, the headings it is known by, how a cell is read."""

    label: str
    known_by: tuple[str, ...]
    read: Callable[[Any, str], Any]
    required: bool = False
    most: int = 0  # characters
    asked: bool = False  # taken only when a person says so


def text(value: Any, label: str) -> str:
    """Return a cell as text without blanks around it; a formula, an error or a date is refused."""
    if value is None:
        return ""
    if isinstance(value, date | time | timedelta):
        raise Refused(f"“{label}”是日期，应为文字", clause=SHEET)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= EXACT:
        raise Refused(f"“{label}”以数字存放，末几位已经丢失，请改为文本格式后重填", clause=SHEET)
    if not isinstance(value, str | int | float):
        raise Refused(f"“{label}”是公式，请粘贴为数值", clause=SHEET)
    clean = BLANKS.sub(" ", str(value).translate(UNSEEN).replace("\u3000", " ")).strip()
    if clean.startswith("="):
        raise Refused(f"“{label}”是公式，请粘贴为数值", clause=SHEET)
    if clean in ERRORS:
        raise Refused(f"“{label}”是错误值 {clean}", clause=SHEET)
    return clean


def narrow(value: Any, label: str) -> str:
    """Return a code without any blanks, full-width letters and digits made plain."""
    return text(value, label).translate(WIDE).replace(" ", "").upper()


def whole(value: Any, label: str) -> int | None:
    """Return a number of people; “320人” and full-width digits are read, nothing is None."""
    plain = narrow(value, label).replace(",", "").removesuffix("人").removesuffix("名")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 7):
        raise Refused(f"“{label}”应为整数，不是“{plain[:20]}”", clause=SHEET)
    return int(plain)


def a_day(value: Any, label: str) -> date | None:
    """Return a day: a cell that is one, or a text such as 2012-05-10, 2012/5/10, 2012年5月10日; nothing is None."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    plain = narrow(value, label)
    if not plain:
        return None
    if said := DAY.fullmatch(plain):
        try:
            return date(*map(int, said.groups()))
        except ValueError:
            pass
    raise Refused(f"“{label}”应为日期（如 2012-05-10），不是“{plain[:20]}”", clause=SHEET)


def several(value: Any, label: str) -> list[str]:
    """Return names that stand in one cell, parted by 、 or commas, blanks or lines; each once."""
    if isinstance(value, str):
        value = re.sub(r"[\r\n\t]+", "、", value)
    return list(dict.fromkeys(each for each in PARTED.split(text(value, label)) if each))


def one_of(words: dict[str, str]) -> Callable[[Any, str], str]:
    """Make the reading of a cell that holds one of some words."""

    def read(value: Any, label: str) -> str:
        said = text(value, label).translate(WIDE)
        if said and said not in words and said not in words.values():
            raise Refused(f"“{label}”不认识“{said[:20]}”，可填：{'、'.join(list(words)[:7])}", clause=SHEET)
        return words.get(said, said)

    return read


EMPLOYER = {
    "name": Field("单位名称", ("单位名称", "企业名称", "名称", "企业", "单位", "用人单位"), text, True, 120),
    "credit_code": Field(
        "统一社会信用代码", ("统一社会信用代码", "信用代码", "社会信用代码", "机构代码"), narrow, True, 18
    ),
    "kind": Field("类型", ("类型", "企业类型", "单位类型", "经济类型", "单位性质"), one_of(KIND_WORDS), True),
    "industry": Field("行业", ("行业", "所属行业", "行业类别"), text, False, 40),
    "headcount": Field("职工人数", ("职工人数", "人数", "职工数", "从业人数"), whole),
    "org": Field("所属工会", ("所属工会", "上级工会", "主管工会", "所在地工会"), text, False, 120),
}
WORKER = {
    "name": Field("姓名", ("姓名", "职工姓名", "名字"), text, True, 40),
    "employer": Field(
        "单位", ("单位", "单位名称", "企业名称", "所在单位", "工作单位", "用人单位", "信用代码"), text, True, 120
    ),
    "team": Field("班组", ("班组", "车间班组", "部门", "车间"), text, False, 40),
    "role": Field("身份", ("身份", "岗位类别", "职工类别"), one_of(ROLE_WORDS)),
    "joined": Field("入会日期", ("入会日期", "入会时间", "加入工会时间"), a_day),
    "phone": Field("手机号码", ("手机号码", "手机号", "手机", "联系电话", "电话"), narrow, False, 30, True),
    "identity": Field("身份证号", ("身份证号", "身份证号码", "公民身份号码", "身份证"), narrow, False, 18, True),
}
NUMBERS = {"identity": rules.check_identity, "phone": rules.check_phone}
FIELDS = {"employer": EMPLOYER, "worker": WORKER}  # and what `importing.register` adds


def headings(rows: Sequence[Sequence[Any]]) -> tuple[int, list[str]]:
    """Find the row of the headings (counted from 1) among the first, and what it says.

    Titles above are passed over. Merged headings leave a column without a name and are refused, as are two alike.
    """
    for number, row in enumerate(rows[:LOOKED_FOR_HEADS], 1):
        named = [str(cell).translate(UNSEEN).replace("\u3000", " ").strip() if cell is not None else "" for cell in row]
        while named and not named[-1]:
            named.pop()
        if sum(bool(name) for name in named) >= 2:
            _check_heads(named)
            return number, [name[:60] for name in named]
    raise Refused(f"前 {LOOKED_FOR_HEADS} 行里没有找到表头", clause=SHEET, field="file")


def _check_heads(named: list[str]) -> None:
    if "" in named:
        where = named.index("") + 1
        raise Refused(
            f"表头第 {where} 列是空的（多半是合并单元格），请取消合并、每列一个名称", clause=SHEET, field="file"
        )
    twice = next((name for name in named if named.count(name) > 1), "")
    if twice:
        raise Refused(f"表头有两列都叫“{twice}”", clause=SHEET, field="file")


def guess(kind: str, heads: Sequence[str], remembered: dict[str, str]) -> dict[str, int]:
    """Return for each field the column it is most likely in: as remembered by the unit, else by its usual names."""
    places = {_plain(name): number for number, name in reversed(list(enumerate(heads)))}
    places.pop("", None)  # a heading all in brackets: "" is how a unit says that it has no such column
    found: dict[str, int] = {}
    for name, field in FIELDS[kind].items():
        words = [remembered[name]] if name in remembered else () if field.asked else field.known_by
        place = next((places[_plain(word)] for word in words if _plain(word) in places), None)
        if place is not None and place not in found.values():
            found[name] = place
    return found


def _plain(word: str) -> str:
    return re.sub(r"[\s*＊:：]|[（(].*?[)）]", "", word)


def clean(kind: str, columns: dict[str, int], row: Sequence[Any]) -> dict[str, Any]:
    """Return the row's values by field, or refuse it with the first thing that is wrong."""
    values = {}
    for name, field in FIELDS[kind].items():
        place = columns.get(name)
        cell = row[place] if place is not None and place < len(row) else None
        values[name] = field.read(cell, field.label)
        if field.required and not values[name]:
            raise Refused(f"缺少“{field.label}”", clause=SHEET)
        if field.most and len(values[name]) > field.most:
            raise Refused(f"“{field.label}”超过 {field.most} 个字", clause=SHEET)
    if kind == "employer":
        values["credit_code"] = rules.check_credit_code(values["credit_code"])
        rules.check_side_of_code(values["credit_code"], practice=False)  # nobody imports while practising
    elif kind == "worker":
        for name, check in NUMBERS.items():
            values[name] = check(values[name]) if values[name] else ""
    return values


def is_empty(row: Sequence[Any]) -> bool:
    """Tell whether nothing stands in a row."""
    return not any(cell is not None and str(cell).strip() for cell in row)


def as_it_was(cell: Any) -> Any:
    """Return a cell as it can be kept and written out again: a formula as its text, a day as such."""
    if cell is None or isinstance(cell, str | int | float | bool):
        return cell
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(getattr(cell, "text", None) or cell)
