"""Workbooks in and out: what may be opened at all, its rows as plain values, and rows as an .xlsx.

openpyxl is loaded only when a workbook is really read or written. Rows stream in both directions.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import IO, Any

from tiexin.core.refusal import Refused

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RULE = "表格文件规则"
MIB = 1024 * 1024
MOST_BYTES = 20 * MIB  # packed
MOST_UNPACKED = 600 * MIB
MOST_STRINGS = 120 * MIB  # the one part that is held in memory while reading
MOST_RATIO = 200  # a sheet of text packs ten to forty times; a part that unpacks further is made to hurt
MOST_PARTS = 500
MOST_ROWS = 300_000
MOST_COLUMNS = 60
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what a workbook cannot hold
UNNAMED = re.compile(r"[\\*?:/\[\]\x00-\x1f\ufffe\uffff]")  # what no sheet may be named by
Row = tuple[Any, ...]
# what is raised for a damaged part, SyntaxError by the XML reader
DAMAGE = (KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, OSError, EOFError, zlib.error)


def guard(file: IO[bytes], size: int) -> None:
    """Refuse, before anything is unpacked, what is no workbook, too large, or packed to explode.

    Sizes are read from the zip's own directory; Python's reader never unpacks a part further than stated there.
    """
    if size > MOST_BYTES:
        raise Refused(f"文件超过 {MOST_BYTES // MIB} MB，请拆成几个文件", clause=RULE, field="file")
    try:
        with zipfile.ZipFile(file) as packed:
            _check_parts(packed)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error) as error:
        raise Refused(
            "这不是 Excel 表格（.xlsx）；旧的 .xls 或 .csv 请先另存为 .xlsx", clause=RULE, field="file"
        ) from error
    finally:
        file.seek(0)


def _check_parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise zipfile.BadZipFile
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    whole = sum(part.file_size for part in parts)
    steep = any(part.file_size > MIB and part.file_size > MOST_RATIO * part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or whole > MOST_UNPACKED or strings > MOST_STRINGS or steep:
        raise Refused("这个表格解开后过大，没有读取", clause=RULE, field="file")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in packed.open(part).read(1024):
            raise Refused("这个表格含有外部声明，没有读取", clause=RULE, field="file")


@contextmanager
def opened(file: IO[bytes]) -> Iterator[tuple[Iterator[Row], int]]:
    """Open the first sheet of a guarded workbook: its rows from the first on, and about how many there are."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        about = sheet.max_row or 0
        sheet.reset_dimensions()  # what other programs state there is often wrong
    except DAMAGE as error:
        raise Refused("这个表格读不出来，请用表格软件打开后另存为 xlsx", clause=RULE, field="file") from error
    try:
        yield _rows(sheet), about
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[Row]:
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
            if number > MOST_ROWS:
                raise Refused(f"表格超过 {MOST_ROWS:,} 行，请拆成几个文件", clause=RULE, field="file")
            yield row
    except DAMAGE as error:
        raise Refused("表格中间有读不出来的内容，请打开后另存为 xlsx", clause=RULE, field="file") from error


def written(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], above: str = "") -> bytes:
    """Return a workbook of one sheet, with a line `above` the headings where one is given.

    Text is always text: nothing a person typed becomes a formula.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(UNNAMED.sub(" ", title)[:31].strip(" '") or "1")
    top = [[above]] if above else []
    sheet.freeze_panes = f"A{len(top) + 2}"

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, UNFIT.sub("", value)[:32767])
        made.data_type = "s"
        return made

    for row in chain(top, [heads], rows):
        sheet.append([cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
