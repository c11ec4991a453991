"""An allocation table out of a spreadsheet: which unit has how many places, checked row by row.

Limits are asked before anything is unpacked; a file that is no workbook, or is made to swell, is refused unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from tiexin.core.refusal import Refused

MAX_FILE = 1_000_000  # bytes of an upload
MAX_INSIDE = 20_000_000  # bytes of all its parts together, unpacked
MAX_PARTS = 200
MAX_ROWS, MAX_COLUMNS, LONGEST = 2_000, 12, 80
NO_SHEET = "这不是 Excel 表格（.xlsx）。旧的 .xls 或 WPS 表格请先“另存为” .xlsx"
_TYPED = re.compile(b"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_HEADS = {
    "unit": re.compile("单位|工会|名称|地区"),
    "places": re.compile("名额|分配|几个"),
    "people": re.compile("职工|人数"),
}
_TOTAL = re.compile(r"^(合计|总计|共计|小计)")
_WHOLE = re.compile(r"\d{1,7}(\.0+)?")
Cells = list[list[str]]


def cells_of(file: BinaryIO, size: int) -> Cells:
    """Read the first sheet of a workbook as text, a formula as `=…`; `Refused` when it is none or too large."""
    if size > MAX_FILE:
        raise Refused(f"文件有 {size:,} 字节，最多 {MAX_FILE:,} 字节", field="file")
    try:
        with ZipFile(file) as packed:
            _harmless(packed)
        file.seek(0)
        return _read(file)
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError, EOFError) as error:
        raise Refused(NO_SHEET, field="file") from error


def _harmless(packed: ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_INSIDE:
        raise Refused(f"表格解开以后超过 {MAX_INSIDE // 1_000_000} MB，没有读", field="file")
    if "xl/workbook.xml" not in packed.namelist():
        raise Refused(NO_SHEET, field="file")
    for part in parts:
        with packed.open(part) as opened:
            if _TYPED.search(opened.read().replace(b"\0", b"")):  # a document type may swell when it is read
                raise Refused(NO_SHEET, field="file")


def _read(file: BinaryIO) -> Cells:
    from openpyxl import load_workbook  # only this page needs it

    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
        found = [[_text(cell) for cell in row] for row in rows]
    except IndexError as error:
        raise Refused("表格里没有工作表", field="file") from error
    finally:
        book.close()
    if len(found) > MAX_ROWS:
        raise Refused(f"表格超过 {MAX_ROWS:,} 行，没有读", field="file")
    used = max((number + 1 for row in found for number, cell in enumerate(row) if cell), default=0)
    return [row[:used] for row in found]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).replace("\0", "").split())[:LONGEST]


@dataclass(frozen=True)
class Line:
    """One row of the sheet as it would be written, with what is wrong with it."""

    number: int
    unit: str
    places: str
    people: str = ""
    errors: tuple[str, ...] = ()

    @property
    def row(self) -> dict[str, Any]:
        """The row as it stands in YAML."""
        people = {"people": _whole(self.people)} if self.people else {}
        return {"unit": self.unit, "places": _whole(self.places), **people}


@dataclass
class Table:
    """A sheet with its columns chosen: by the author, else by the words of its headings."""

    cells: Cells
    known: Callable[[Sequence[str]], set[str]] = set
    chosen: dict[str, int | None] = field(default_factory=dict)

    @cached_property
    def head(self) -> int:
        """The row of headings: the first with words for a unit and for a number."""
        rows = enumerate(self.cells)
        return next(
            (n for n, row in rows if _column(row, "unit") is not None and _column(row, "places") is not None), 0
        )

    @property
    def columns(self) -> list[tuple[int, str]]:
        """The columns that one can choose, by number and heading."""
        row = self.cells[self.head] if self.cells else []
        return [(number, word or f"第 {number + 1} 列") for number, word in enumerate(row)]

    def column(self, name: str) -> int | None:
        """The column of the unit, its places or its people."""
        if name in self.chosen:
            return self.chosen[name]
        return _column(self.cells[self.head], name) if self.cells else None

    @property
    def unit(self) -> int | None:
        """The column of the unit."""
        return self.column("unit")

    @property
    def places(self) -> int | None:
        """The column of the places."""
        return self.column("places")

    @property
    def people(self) -> int | None:
        """The column of the people, where there is one."""
        return self.column("people")

    @cached_property
    def _rows(self) -> list[tuple[int, str, str, str]]:
        columns = [self.column(name) for name in ("unit", "places", "people")]
        found = []
        for number, row in enumerate(self.cells[self.head + 1 :], start=self.head + 2):
            unit, places, people = ("" if c is None or c >= len(row) else row[c].strip() for c in columns)
            if unit or places:
                found.append((number, unit, places, people))
        return found

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of units, each judged."""
        rows = [row for row in self._rows if not _TOTAL.match(row[1])]
        known, seen = self.known([unit for _, unit, _, _ in rows]), dict[str, int]()
        found = []
        for number, unit, places, people in rows:
            errors = tuple(_wrong(unit, places, people, unit in known, seen.get(unit)))
            found.append(Line(number, unit, places, people, errors))
            seen.setdefault(unit, number)
        return found

    @property
    def sum(self) -> int:
        """The places of all rows that have a whole number."""
        return sum(_whole(line.places) for line in self.lines if _WHOLE.fullmatch(line.places))

    @property
    def total(self) -> int | None:
        """The total that the sheet states."""
        stated = (places for _, unit, places, _ in self._rows if _TOTAL.match(unit) and _WHOLE.fullmatch(places))
        return next((_whole(places) for places in stated), None)

    @property
    def errors(self) -> list[str]:
        """What stands in the way of writing the table."""
        if self.unit is None or self.places is None or self.unit == self.places:
            return ["请选择哪一列是单位、哪一列是名额"]
        bad = sum(bool(line.errors) for line in self.lines)
        said = [] if self.lines else ["表里没有单位的行"]
        said += [f"有 {bad} 行要改好再读"] if bad else []
        off = self.total is not None and self.total != self.sum
        return [*said, *([f"各行相加 {self.sum}，表里写的合计是 {self.total}"] if off else [])]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table as it stands in YAML."""
        return [line.row for line in self.lines]


def _wrong(unit: str, places: str, people: str, known: bool, before: int | None) -> Iterator[str]:
    if not unit:
        yield "没有写单位"
    elif before is not None:
        yield f"这个单位第 {before} 行已经有了"
    elif not known:
        yield "不认识这个单位，请写全称"
    for what, text in (("名额", places), ("人数", people)):
        if text.startswith("="):
            yield f"{what}是公式，请先在表格里复制、“粘贴为数值”"
        elif not _WHOLE.fullmatch(text) and (text or what == "名额"):
            yield f"{what}要写整数" if text else "没有写名额"


def _column(row: Sequence[str], name: str) -> int | None:
    return next((number for number, word in enumerate(row) if _HEADS[name].search(word)), None)


def _whole(text: str) -> int:
    return int(text.partition(".")[0])
