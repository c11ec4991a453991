"""Enterprises of the demo with their marks and rosters."""

from datetime import date, timedelta
from random import Random

from tiexin.boards.demo import codes, pace, places
from tiexin.boards.demo.names import Names
from tiexin.boards.demo.parts import Firm, Mark, Unit

# trade → (ending of the name, kinds it comes in)
TRADES = {
    "枸杞加工": ("枸杞制品有限公司", ("private", "joint_stock", "collective")),
    "羊绒纺织": ("绒业有限公司", ("private", "joint_stock", "foreign")),
    "煤炭": ("煤业有限公司", ("state", "private")),
    "电石化工": ("化工有限公司", ("private", "joint_stock")),
    "铁合金": ("冶炼有限公司", ("private", "collective")),
    "机械制造": ("机械有限公司", ("state", "private", "joint_stock")),
    "乳制品": ("乳业有限公司", ("private", "foreign")),
    "葡萄酿酒": ("酒庄有限公司", ("private", "foreign")),
    "食品加工": ("清真食品有限公司", ("private", "collective")),
    "建筑施工": ("建筑工程有限公司", ("private", "state")),
    "商贸": ("商贸有限公司", ("private", "joint_stock", "collective")),
    "餐饮住宿": ("饭店有限公司", ("private", "state")),
    "出租客运": ("出租汽车有限公司", ("private", "collective")),
    "劳务派遣": ("人力资源服务有限公司", ("private",)),
    "造纸": ("纸业有限公司", ("private", "collective")),
    "农产品加工": ("农业开发有限公司", ("private", "foreign")),
    "教育": ("中学", ("public_body",)),
    "卫生": ("医院", ("public_body",)),
    "社会服务": ("社会工作服务中心", ("new_organisation",)),
}
HEAVY = ("煤炭", "电石化工", "铁合金", "建筑施工")
FOCUS = {  # city → marks that its plan speaks of
    "6401": ("small_medium", "restructured", "dispatch", "taxi"),
    "6402": ("halted",),
    "6403": ("migration", "newly_built"),
    "6404": ("many_needy",),
    "6405": ("restructured",),
}
REASONS = {
    "distressed": (
        "连续两个季度亏损，拖欠部分工资",
        "订单减少近半，一条生产线停开",
        "原料涨价，流动资金紧张",
        "货款收不回，欠缴社会保险费",
    ),
    "many_needy": ("困难职工占三成以上，多数是双下岗家庭", "外来务工职工多，大病致困的有十余户"),
    "conflict": ("去年发生两起集体讨薪", "加班工资长期没有谈妥"),
    "weak_union": ("工会主席空缺半年", "三年没有换届，没有开过职代会"),
    "small_medium": ("在职职工不足三百人",),
    "restructured": ("2009年由国有改为股份制，安置问题未了", "改制时的经济补偿金分期支付，尚欠两期"),
    "halted": ("去年十一月起停产检修，职工放假", "两台炉子停一台，半停产"),
    "dispatch": ("派遣工占用工人数的六成", "以劳务派遣为主业"),
    "taxi": ("出租车公司，驾驶员承包经营",),
    "migration": ("招用生态移民八十余人", "建在移民安置区，职工多为移民"),
    "newly_built": ("投产不满一年，工会刚组建", "去年九月建成投产"),
    "above_scale": ("年主营业务收入两千万元以上",),
}
ROSTER = ("union_cadre", "manager", "leader")
ENDED = date(2012, 3, 19)


class Firms:
    """Draws the enterprises of every place in turn."""

    def __init__(self, rng: Random, names: Names, staff: int) -> None:
        self.rng, self.names, self.staff = rng, names, staff
        self.number = 0

    def of_county(self, county: Unit, unions: list[Unit], count: int) -> list[Firm]:
        """The enterprises of a county; those with an enterprise union of their own come first."""
        organised = [union.name.removesuffix("工会") for union in unions]
        first = [
            self._firm(county, places.trade_of(name), union.key, name)
            for name, union in zip(organised, unions, strict=True)
        ]
        rest = range(count - len(first))
        return [*first, *(self._firm(county, self.rng.choice(list(TRADES)), county.key) for _ in rest)]

    def of_union(self, union: Unit, trade: str, count: int) -> list[Firm]:
        """The enterprises of an industry or direct union."""
        return [self._firm(union, trade, union.key) for _ in range(count)]

    def _firm(self, place: Unit, trade: str, home: str, name: str = "") -> Firm:
        self.number += 1
        ending, kinds = TRADES.get(trade, (f"{trade}有限公司", ("state",)))
        kind = self.rng.choice(kinds)
        seat = "宁夏" if place.region == places.REGION else place.name.removesuffix("总工会")
        headcount = int(self.rng.choice((28, 45, 76, 120, 180, 260, 420, 800)) * self.rng.uniform(0.8, 1.3))
        return Firm(
            key=f"f{self.number}",
            name=name or self.names.firm(seat, ending),
            code=codes.credit_code(kind, place.region, self.number),
            unit=home,
            place=place.key,
            kind=kind,
            industry=trade,
            headcount=headcount,
            marks=self._marks(place.region, trade, headcount),
            staff=self._staff(min(headcount, self.staff)),
            identities=self._identities(place.region) if self.number % 60 == 1 else (),
        )

    def _marks(self, region: str, trade: str, headcount: int) -> tuple[Mark, ...]:
        chance = {tag: 0.06 for tag in ("conflict", "weak_union", "many_needy")}
        chance |= {tag: 0.3 for tag in FOCUS.get(region[:4], ())}
        chance["distressed"] = 0.45 if trade in HEAVY else 0.32
        chance |= {"taxi": float(trade == "出租客运"), "dispatch": float(trade == "劳务派遣")}
        chance["above_scale"] = 0.6 if headcount > 300 else 0
        return tuple(self._mark(tag) for tag in REASONS if self.rng.random() < chance.get(tag, 0))

    def _mark(self, tag: str) -> Mark:
        since = date(2011, 5, 1) + timedelta(self.rng.randrange(270))
        until = ENDED if tag == "distressed" and self.rng.random() < 0.04 else None
        return Mark(tag, since, self.rng.choice(REASONS[tag]), until)

    def _staff(self, count: int) -> tuple[tuple[str, str], ...]:
        roles = [*ROSTER[: 2 + self.rng.randrange(2)], *["front_line"] * count][:count]
        return tuple(zip(self.names.people(count), roles, strict=True))

    def _identities(self, region: str) -> tuple[str, ...]:
        """ID numbers of three of its workers, whose files law or money will need."""
        born = {date(1960, 1, 1) + timedelta(self.rng.randrange(11000)) for _ in range(3)}
        return tuple(codes.identity(region, day) for day in sorted(born))


def firms(units: list[Unit], firms: Firms, scale: float) -> list[Firm]:
    """Every enterprise: of the counties, then of the industry and direct unions."""
    found: list[Firm] = []
    for county in (unit for unit in units if unit.key in pace.COUNTIES):
        own = [unit for unit in units if unit.region == county.region and unit.stands]
        found += firms.of_county(county, own, pace.scaled(pace.COUNTIES[county.key], scale).firms)
    trades = {name: trade for row in places.DIRECT.values() for name, trade in row.items()}
    trades |= {"宁夏农林水财工会": "农产品加工", "宁夏教科文卫工会": "教育", "宁东工会": "化工"}
    for union in (unit for unit in units if unit.name in trades):
        found += firms.of_union(union, trades[union.name], pace.scaled(pace.INDUSTRY_PACE, scale).firms)
    return found
