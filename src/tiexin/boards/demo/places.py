"""The unions of Ningxia: real places, the unions that the plan's annex names, invented enterprise unions."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

from tiexin.boards.demo.names import Names
from tiexin.boards.demo.parts import Unit

DATA = Path(__file__).parents[1] / "data" / "ningxia.csv"
ROOT, REGION = "000000", "640000"
INDUSTRY = {
    "nl": ("宁夏农林水财工会", "农林水财工会"),
    "jk": ("宁夏教科文卫工会", "教科文卫工会"),
    "nd": ("宁东工会", ""),
}
# group → the direct enterprise unions of its row in the annex, with the trade of their enterprises
DIRECT = {
    1: {"宁夏电业工会": "电力", "宁夏电力投资工会": "电力", "国电英力特工会": "化工"},
    2: {"宁夏地质工会": "地质勘查", "宁夏煤田地质工会": "地质勘查", "中色东方工会": "有色金属"},
    3: {"宁夏邮政工会": "邮政快递", "宁夏移动工会": "通信", "宁夏电信工会": "通信"},
    4: {"宁煤工会": "煤炭", "佳通工会": "橡胶轮胎", "西轴工会": "机械制造"},
    5: {"宁夏交通工会": "交通运输", "宁夏铁路工会": "交通运输", "宁夏机场工会": "交通运输"},
    6: {"中油石化工会": "化工", "中油宁夏销售工会": "商贸", "长三采工会": "石油开采"},
    7: {"宁夏农垦工会": "农产品加工", "能源铝业工会": "有色金属", "宁东铁路工会": "交通运输"},
    8: {"宁夏建设建材工会": "建材", "宁夏建材工会": "建材", "宁夏建工工会": "建筑施工"},
    9: {"宁夏林业局工会": "林业", "宁夏商业集团工会": "商贸", "圣雪绒集团工会": "羊绒纺织"},
    10: {},
}
# what an enterprise with a union of its own is called, its trade, and the industry union it hangs under
ENTERPRISES = (
    ("机械厂", "机械制造", ""),
    ("化工厂", "电石化工", "nd"),
    ("乳业公司", "乳制品", "nl"),
    ("绒业公司", "羊绒纺织", ""),
    ("酒业公司", "葡萄酿酒", "nl"),
    ("建筑公司", "建筑施工", ""),
    ("中学", "教育", "jk"),
    ("医院", "卫生", "jk"),
)
TRADE = {ending: trade for ending, trade, _ in ENTERPRISES}
NEWEST, CLOSED = date(2012, 3, 12), date(2012, 4, 1)


def regions() -> list[dict[str, str]]:
    """Read the places: code, level, name."""
    lines = [line for line in DATA.read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def units(names: Names) -> list[Unit]:
    """Return every union, parents first."""
    local = [_local(row) for row in regions()]
    root = Unit(ROOT, "中华全国总工会", "national", short="全国总工会", opened=date(1925, 5, 1))
    return [root, *local, *_industry(), *_direct(), *_enterprise(local, names)]


def _local(row: dict[str, str]) -> Unit:
    code, level = row["code"], row["level"]
    parent = {"province": ROOT, "city": REGION, "county": f"{code[:4]}00", "township": code[:6]}[level]
    name = f"{row['name']}{'工会联合会' if level == 'township' else '总工会'}"
    short = "自治区总工会" if level == "province" else ""
    return Unit(code, name, level, parent=parent, region=code, short=short)


def _industry() -> list[Unit]:
    """Industry unions stand beside the city unions."""
    return [Unit(key, name, "city", "industry", REGION, REGION, short) for key, (name, short) in INDUSTRY.items()]


def _direct() -> list[Unit]:
    named = [(f"d{group}-{n}", name) for group, row in DIRECT.items() for n, name in enumerate(row, 1)]
    return [Unit(key, name, "enterprise", "direct", REGION, REGION) for key, name in named]


def _enterprise(local: list[Unit], names: Names) -> list[Unit]:
    """One enterprise union for each county, under a township where there is one; one closes, one is new."""
    found = []
    for number, county in enumerate(unit for unit in local if unit.level == "county"):
        parent = next((unit.key for unit in local if unit.parent == county.key), county.key)
        ending, _, industry = ENTERPRISES[number % len(ENTERPRISES)]
        name = f"{names.firm(county.name[:2], ending)}工会"
        key = f"e{number + 1}"
        found.append(Unit(key, name, "enterprise", "enterprise", parent, county.region, industry=industry))
    found[1] = replace(found[1], closed=CLOSED)
    found[3] = replace(found[3], opened=NEWEST)
    return found


def trade_of(enterprise: str) -> str:
    """The trade of an enterprise that has a union of its own, by its name."""
    return next(trade for ending, trade in TRADE.items() if enterprise.endswith(ending))


def assigned(group: int) -> tuple[str, ...]:
    """The unions that a service group of the region looks after."""
    return tuple(f"d{group}-{n + 1}" for n in range(len(DIRECT[group]))) or ("jk",)
