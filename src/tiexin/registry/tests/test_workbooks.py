"""Workbooks as unions really send them: titles, merged heads, formulas, days, blanks, several sheets."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart

from tiexin.core import sheets
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.registry import tasks
from tiexin.registry.actions import imports
from tiexin.registry.actions.imports import Upload
from tiexin.registry.models import Employer, ImportColumns
from tiexin.registry.tests.books import HEADS, brought, carried, firm, saved, taken

pytestmark = pytest.mark.django_db
CODE = c.credit_code(5001)


@pytest.fixture
def cast():
    return c.stage()


def sent(cast, content, kind="employer", org=None):
    return imports.take_workbook(Upload(org or cast.city, kind, "名册.xlsx", content), by=None, on=c.TODAY)


def run_of(cast, content):
    return carried(imports.start_import(sent(cast, content), by=None, on=c.TODAY))


def refused(cast, content):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        sent(cast, content)
    assert caught.value.field == "file"
    return caught.value.message


def outcome(run):
    return run.state, run.added, run.changed, run.same, run.refused, reasons(run)


def reasons(run):
    return dict(run.refusals.order_by("row").values_list("row", "reason"))


def brief(reason):
    return f"{reason}（依据：导入规则）"


def hide(book):
    book.create_sheet("第二张").append(["别的", "东西"])
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1


def second(book):
    for number in range(20):
        extra = book.create_sheet(f"第{number}张")
        extra.append(HEADS)
        extra.append(firm(50 + number))


def chart_first(book):
    made = book.create_chartsheet("图", 0)
    made.add_chart(BarChart())


@pytest.mark.parametrize("more", [hide, second, chart_first], ids=["hidden", "many", "chart"])
def test_first_sheet_alone_is_read(cast, more):
    before = Employer.objects.count()
    run = run_of(cast, saved(HEADS, firm(1), firm(2), more=more))
    assert outcome(run) == ("done", 2, 0, 0, 0, {})
    assert Employer.objects.count() == before + 2


def test_sheet_without_anything_is_refused(cast):
    assert refused(cast, saved()) == "前 10 行里没有找到表头"
    assert refused(cast, saved(*[[]] * 5, more=second)) == "前 10 行里没有找到表头"


def test_headings_too_far_below_are_refused(cast):
    titles = [["填表说明"]] * 10
    assert refused(cast, saved(*titles, HEADS, firm(1))) == "前 10 行里没有找到表头"
    run = sent(cast, saved(*titles[1:], HEADS, firm(1)))
    assert (run.head, run.heads, run.about, run.read) == (10, HEADS, 1, 10)


def test_merged_headings_are_refused_with_their_column(cast):
    def merge(book):
        book.active.merge_cells("B1:C1")

    assert refused(cast, saved(HEADS, firm(1), more=merge)) == (
        "表头第 3 列是空的（多半是合并单元格），请取消合并、每列一个名称"
    )


def test_merged_title_above_is_passed_over(cast):
    def merge(book):
        book.active.merge_cells("A1:F1")

    run = run_of(cast, saved(["银川市企业名册"], HEADS, firm(1), more=merge))
    assert (run.head, *outcome(run)) == (2, "done", 1, 0, 0, 0, {})


def test_headings_alone_bring_nothing(cast):
    before = Employer.objects.count()
    run = run_of(cast, saved(HEADS))
    assert (run.about, *outcome(run)) == (0, "done", 0, 0, 0, 0, {})
    assert Employer.objects.count() == before


@pytest.mark.parametrize(
    "blank", [[], [None] * 6, ["", " ", "　", "\t", None, "\xa0"]], ids=["short", "none", "blanks"]
)
def test_blank_row_in_the_middle_is_passed_over_and_rows_keep_their_numbers(cast, blank):
    run = run_of(cast, saved(HEADS, firm(1), blank, firm(2, code="911"), blank, firm(3)))
    assert (run.read, run.state, run.added, run.refused) == (6, "done", 2, 1)
    assert list(reasons(run)) == [4]


def test_formula_error_and_day_are_refused_by_cell(cast):
    day = datetime(2012, 3, 1)  # noqa: DTZ001
    rows = [
        firm(1, name="=A1&A2"),
        firm(2, headcount="=SUM(E1:E9)"),
        firm(3, industry="#REF!"),
        firm(4, headcount=day),
        firm(5, name=day),
        firm(6, code=day),
    ]
    run = run_of(cast, saved(HEADS, *rows))
    assert outcome(run) == (
        *("done", 0, 0, 0, 6),
        {
            2: brief("“单位名称”是公式，请粘贴为数值"),
            3: brief("“职工人数”是公式，请粘贴为数值"),
            4: brief("“行业”是错误值 #REF!"),
            5: brief("“职工人数”是日期，应为文字"),
            6: brief("“单位名称”是日期，应为文字"),
            7: brief("“统一社会信用代码”是日期，应为文字"),
        },
    )


def test_wide_signs_and_blanks_are_made_plain(cast):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in CODE)
    run = run_of(cast, saved(HEADS, ["　 银川\n纺织厂 ", f" {wide}", "　国有企业 ", " 纺织　", "１，２００人", None]))
    assert outcome(run) == ("done", 1, 0, 0, 0, {})
    made = Employer.objects.get(credit_code=CODE)
    assert (made.name, made.kind, made.industry, made.headcount, made.org) == (
        *("银川 纺织厂", "state", "纺织", 1200),
        cast.city,
    )


def test_one_code_three_times_is_taken_once(cast):
    rows = [firm(1, "甲厂"), firm(1, "乙厂", code=f" {CODE.lower()} "), firm(2), firm(1, "甲厂")]
    run = run_of(cast, saved(HEADS, *rows))
    again = brief("与第 2 行信用代码相同")
    assert outcome(run) == ("done", 2, 0, 0, 2, {3: again, 5: again})
    assert Employer.objects.get(credit_code=CODE).name == "甲厂"


def test_code_twice_is_known_over_batches(cast, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 1)
    run = brought(cast, [firm(1), firm(2), firm(1, "又来")])
    assert outcome(run) == ("done", 2, 0, 0, 1, {4: brief("与第 2 行信用代码相同")})


def test_cells_beyond_the_headings_are_left_alone(cast):
    run = run_of(cast, saved(HEADS, [*firm(1), "备注", 3], [*firm(2)[:3]]))
    assert outcome(run) == ("done", 2, 0, 0, 0, {})
    made = Employer.objects.get(name="厂2")
    assert (made.industry, made.headcount) == ("", None)


def test_columns_beyond_the_sixtieth_are_not_read(cast):
    heads = [*HEADS, *(f"列{number}" for number in range(100))]
    assert sent(cast, saved(heads, firm(1))).heads == heads[: sheets.MOST_COLUMNS]


def test_old_and_other_files_are_refused(cast):
    said = "这不是 Excel 表格（.xlsx）；旧的 .xls 或 .csv 请先另存为 .xlsx"
    for content in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, "名称,代码\n".encode("gb18030"), b"<html></html>"):
        assert refused(cast, content) == said


def test_file_larger_than_allowed_is_refused(cast):
    assert refused(cast, bytes(50 * sheets.MIB)) == "文件超过 20 MB，请拆成几个文件"


def test_closed_unit_is_not_known_by_its_name(cast):
    run = run_of(cast, saved(HEADS, firm(1, org="老城区总工会"), firm(2, org="兴庆区总工会"), firm(3, org="兴庆区")))
    assert outcome(run) == ("done", 2, 0, 0, 1, {2: brief("“所属工会”范围内没有“老城区总工会”")})
    homes = Employer.objects.filter(name__in=["厂2", "厂3"]).values_list("org", flat=True)
    assert list(homes) == [cast.county.pk] * 2


def test_two_units_of_one_name_are_told(cast):
    c.org("兴庆区总工会", "county", cast.city)
    run = run_of(cast, saved(HEADS, firm(1, org="兴庆区总工会")))
    assert outcome(run) == ("done", 0, 0, 0, 1, {2: brief("“所属工会”有几个同名的“兴庆区总工会”")})


def test_heading_in_brackets_is_not_taken_for_a_column_the_unit_has_not(cast):
    ImportColumns.objects.create(org=cast.city, kind="employer", heads={"industry": "", "name": "企业名称"})
    run = taken(cast, [["注", *firm(1)[:3]]], heads=["（注）", *HEADS[:3]])
    assert run.columns == {"name": 1, "credit_code": 2, "kind": 3}


def test_run_given_up_counts_nothing(cast, monkeypatch):
    run = imports.start_import(taken(cast, [firm(1), firm(2, code="911"), firm(3)]), by=None, on=c.TODAY)
    monkeypatch.setattr(tasks, "BATCH", 1)
    monkeypatch.setattr(tasks, "REST", 0)
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    before = Employer.objects.count()
    tasks.run_import.func(run.pk)
    run.refresh_from_db()
    assert outcome(run) == ("failed", 0, 0, 0, 0, {})
    assert (run.error, Employer.objects.count()) == ("表格超过 3 行，请拆成几个文件", before)


def test_books_of_tests_hold_what_they_say():
    book = load_workbook(io.BytesIO(saved(["甲", "=1+1"])))
    assert [(cell.value, cell.data_type) for cell in book.active[1]] == [("甲", "s"), ("=1+1", "f")]
