"""Supervision on a phone and at a desk: a disproved record goes to its author first; what was found is put right."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
OFFICE, FIELD = "沈彦萍", "贾维牧"
SHOTS = os.environ.get("TIEXIN_SHOTS", "")
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
UNIT = "石嘴山市总工会"


@SIZES
def test_an_inspection_is_read_and_its_shortcoming_is_late(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICE) as office:
        page = office.page
        page.goto(f"{house}/inspections/")
        office.arrive("督导")
        shoot(office, "list")
        office.follow(UNIT)
        office.arrive(f"督查{UNIT}")
        expect(office.main).to_contain_text("面对面心贴心活动督查表")
        expect(office.main).to_contain_text("请登记人说明")
        shoot(office, "inspection")
        page.goto(f"{house}/inspections/shortcomings/?late=yes")
        expect(office.main).to_contain_text("已超期")
        with page.expect_download() as asked:
            page.get_by_role("link", name="导出清单").click()
        assert re.fullmatch(r"督查问题清单-\d{8}\.xlsx", asked.value.suggested_filename)
        assert office.too_small() == []


@SIZES
def test_what_was_found_is_written_down_with_its_line_and_owner(
    size: tuple[int, int], house: str, browser: Browser
) -> None:
    text = f"走访台账没有每周核对 {size[0]}"
    with entering(browser, size, house, OFFICE) as office:
        page = office.page
        page.goto(f"{house}/inspections/")
        office.follow(UNIT)
        office.follow("登记督查问题")
        office.arrive("登记督查问题")
        page.get_by_label("发现的问题").fill(text)
        page.get_by_label("检查表的哪一条").select_option(label="没有给基层和职工增加负担")
        office.press(page.locator("label.tx-chip").filter(has_text=UNIT).first)
        shoot(office, "found")
        office.press(page.get_by_role("button", name="保存"))
        office.arrive(re.compile(text))
        expect(office.main.locator("dl").first).to_contain_text("C174")
        shoot(office, "shortcoming")


@SIZES
def test_a_drawn_record_is_asked_about_and_disproved_goes_to_its_author(
    size: tuple[int, int], house: str, browser: Browser
) -> None:
    with entering(browser, size, house, OFFICE) as office:
        page = office.page
        page.goto(f"{house}/inspections/")
        office.follow(UNIT)
        row = page.locator("tbody tr").filter(has_text="正在核实").last
        office.press(row.get_by_role("link").first)
        office.arrive(re.compile("^抽查核实"))
        office.press(page.get_by_role("link", name=re.compile("^记下回答")).first)
        office.arrive("记下职工的回答")
        office.press(page.locator("label.tx-chip").filter(has_text="没有人来过"))
        office.press(page.locator("label.tx-chip").filter(has_text="电话"))
        assert office.too_small() == []
        shoot(office, "ask")
        office.press(page.get_by_role("button", name="保存"))
        office.arrive(re.compile("^抽查核实"))
        expect(office.main.locator("dl").first).to_contain_text("请登记人说明")
        expect(page.get_by_role("link", name="下结论")).to_have_count(0)
        shoot(office, "check")


@SIZES
def test_records_that_are_seldom_so_are_looked_for_and_nobody_is_named_yet(
    size: tuple[int, int], house: str, browser: Browser
) -> None:
    with entering(browser, size, house, OFFICE) as office:
        office.page.goto(f"{house}/inspections/oddities/")
        office.arrive("少见的记录")
        office.press(office.page.get_by_role("button", name="查看最近的记录"))
        office.arrive("少见的记录")
        expect(office.main).to_contain_text(re.compile("位登记人看一看自己的记录|没有新的少见的记录"))
        expect(office.main).to_contain_text("没有可看的")
        shoot(office, "oddities")
    with entering(browser, size, house, FIELD) as field:
        field.page.goto(f"{house}/inspections/mine/")
        field.arrive("请您看一看")
        shoot(field, "mine")


@SIZES
def test_a_sheet_that_no_document_allows_is_not_scored(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICE) as office:
        page = office.page
        page.goto(f"{house}/inspections/scores/")
        office.follow("公布得分")
        office.arrive("公布得分")
        page.get_by_label("考核表").select_option(index=1)
        office.press(page.locator("label.tx-chip").first)
        page.get_by_role("button", name="先算一算").click()
        expect(office.main).to_contain_text("没有写明依据并启用，只列出，不计分")
        shoot(office, "score-off")
        office.complaints[:] = [each for each in office.complaints if "422" not in each]


def shoot(person: Person, name: str) -> None:
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        width = person.page.viewport_size["width"]
        person.page.screenshot(path=str(Path(SHOTS) / f"supervision-{name}-{width}.png"), full_page=True)
