"""A stay from its plan to its report, on a phone and at a desk: prepared, begun through the gate, written from records.

The office plans a stay of 兴庆区's team; a member sees what is still missing, drafts the enterprise's dossier and
cannot begin; the office lets the team begin with a reason, which stays. Then the portraits of a stay that is over are
drafted from what was recorded in it, handed in by the member and accepted by the office.
"""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.person import Person, entering
from tests.house import DESK, PHONE

pytestmark = pytest.mark.e2e
OFFICE, FIELD = "沈彦萍", "贾维牧"
DAYS = {PHONE: ("2012-05-28", "2012-05-31"), DESK: ("2012-06-11", "2012-06-15")}
DOSSIER = {
    "存在的问题": "加班多，休息少。",
    "职工权益维护情况": "合同齐全，工资按月发。",
    "需重点帮助解决的问题": "两户困难职工要帮。",
}
REASON = "企业停产检修在即，先进驻"
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
def test_a_stay_is_prepared_and_begins_through_the_gate(size: tuple[int, int], house: str, browser: Browser) -> None:
    with entering(browser, size, house, OFFICE) as office, entering(browser, size, house, FIELD) as field:
        team = team_of(field)
        enterprise = plan(office, f"{house}{team}", DAYS[size])
        stay = open_stay(field, f"{house}{team}", DAYS[size])
        expect(field.main.get_by_text("还缺")).to_have_count(2)  # training and the dossier: the rest is ready
        write_dossier(field, enterprise)
        field.page.goto(f"{house}{stay}")
        expect(field.main.get_by_text("还缺")).to_have_count(1)
        field.follow("进驻")
        field.arrive("进驻")
        expect(field.main.get_by_role("button", name="进驻")).to_have_count(0)
        expect(field.main).to_contain_text("请活动办公室写明理由")
        let_begin(office, f"{house}{stay}")
        field.page.goto(f"{house}{stay}")
        expect(field.main).to_contain_text(f"理由：{REASON}")
        expect(field.main.get_by_role("link", name="记一天")).to_be_visible()


def team_of(field: Person) -> str:
    """The address of the stay team that the member belongs to, from 今日."""
    link = field.page.get_by_role("link", name="蹲点小组", exact=True).first
    return str(link.get_attribute("href"))


def plan(office: Person, team: str, days: tuple[str, str]) -> str:
    """Plan a stay of the team in the first enterprise that is offered; return the enterprise's name."""
    page = office.page
    page.goto(team)
    office.follow("安排蹲点")
    chosen = page.locator(".tx-chip", has_text="公司").first
    name = re.split(r"\s", chosen.locator("span").first.inner_text().strip())[0]
    office.press(chosen)
    for label, day in zip(("进驻日期", "离开日期"), days, strict=True):
        page.get_by_label(label).fill(day)
    page.get_by_label("第几批").fill("3")
    assert office.too_small() == []
    office.press(page.get_by_role("button", name="安排"))
    office.arrive("蹲点小组")
    return name


def open_stay(field: Person, team: str, days: tuple[str, str]) -> str:
    """Open the stay that was planned just now, from the team's page; return its address."""
    page = field.page
    page.goto(team)
    first = f"{days[0][:4]}年{int(days[0][5:7])}月{int(days[0][8:])}日"
    link = page.locator("section[aria-labelledby=stays] li", has_text=first).get_by_role("link")
    address = str(link.get_attribute("href"))
    field.press(link)
    expect(field.main).to_contain_text("第3批")
    assert field.too_small() == []
    return address


def write_dossier(field: Person, enterprise: str) -> None:
    """Draft the dossier, fill its sections, see that nothing is missing any more."""
    page = field.page
    row = page.locator("section[aria-labelledby=papers] li", has_text="走访企业情况")
    field.press(row.get_by_role("button"))
    field.arrive("写走访企业情况")
    for label, text in DOSSIER.items():
        page.get_by_label(label).fill(text)
    assert field.too_small() == []
    field.press(page.get_by_role("button", name="保存"))
    field.arrive(f"{enterprise}走访企业情况")
    expect(field.main.get_by_text("还没有写")).to_have_count(0)


def let_begin(office: Person, stay: str) -> None:
    """The office sees what is missing, is asked why, and lets the team begin."""
    page = office.page
    page.goto(f"{stay}begin/")
    expect(office.main).to_contain_text("组员参加过培训")
    page.get_by_label("没有备齐，为什么先进驻").fill(REASON)
    assert office.too_small() == []
    office.press(page.get_by_role("button", name="进驻"))
    expect(office.main).to_contain_text(f"理由：{REASON}")


@SIZES
def test_the_portraits_are_drafted_from_records_handed_in_and_accepted(
    size: tuple[int, int], house: str, browser: Browser
) -> None:
    place = (PHONE, DESK).index(size)  # each story another of the stays that are over
    with entering(browser, size, house, FIELD) as field, entering(browser, size, house, OFFICE) as office:
        field.page.goto(f"{house}{team_of(field)}")
        field.press(field.page.locator("section[aria-labelledby=stays] li a").nth(-1 - place))
        row = field.page.locator("section[aria-labelledby=papers] li", has_text="三个弄明白")
        field.press(row.get_by_role("button"))
        field.arrive("写三个弄明白")
        drawn = field.page.get_by_label("职工所思所盼和意见要求").input_value()
        assert drawn.count("2012年") >= 3  # each line has its day
        field.page.get_by_label("工会工作和存在的问题").fill("班组工会小组健全，活动经费不够。")
        field.press(field.page.get_by_role("button", name="保存"))
        expect(field.main).to_contain_text("已保存")
        field.press(field.page.get_by_role("button", name="报送"))
        expect(field.main).to_contain_text("已报送")
        assert field.too_small() == []
        address = field.page.url
        office.page.goto(address)
        expect(office.main).to_contain_text("班组工会小组健全")
        office.press(office.page.get_by_role("button", name="通过"))
        expect(office.main).to_contain_text("已通过")
        field.page.reload()
        expect(field.main.get_by_role("link", name="接着写")).to_have_count(0)
