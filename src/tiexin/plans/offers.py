"""Benefits with quotas: who may have how much, who pays, what happens to what is left."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, model_validator

from tiexin.plans.aim import given
from tiexin.plans.clause import Clause, Who
from tiexin.plans.fields import DayText, Fraction, Names, PeriodText, Text, key, one_of, refuse
from tiexin.plans.quantities import ROUNDING, Figure, Money, Quantity, Time

VACANT = {"keep": "保留", "transfer": "调剂", "return": "收回"}
UNUSED = {"lost": "作废", "carried": "结转"}
TOO_FEW = {"cancel": "取消", "merge": "并入下批"}
TOO_MANY = {"split": "分开", "close": "不再收"}
SIDES = {"below": "低于", "above": "高于"}
ORDERS = {"high": "高者在先", "low": "低者在先", "yes": "是者在先"}

Rounding = Annotated[Literal["up", "down", "half-up"], BeforeValidator(one_of(ROUNDING))]
Vacancy = Annotated[Literal["keep", "transfer", "return"], BeforeValidator(one_of(VACANT))]
UnusedWord = Annotated[Literal["lost", "carried"], BeforeValidator(one_of(UNUSED))]
TooFew = Annotated[Literal["cancel", "merge"], BeforeValidator(one_of(TOO_FEW))]
TooMany = Annotated[Literal["split", "close"], BeforeValidator(one_of(TOO_MANY))]
Side = Annotated[Literal["below", "above"], BeforeValidator(one_of(SIDES))]
Order = Annotated[Literal["high", "low", "yes"], BeforeValidator(one_of(ORDERS))]


class Share(Text):
    """One line of an allocation table: how many places a unit has, of how many people."""

    unit: str = key("哪个单位", "银川市总工会")
    places: int = key("几个名额", 40, ge=0)
    people: int | None = key("职工几人；写了就按比例核对", 800, default=None, ge=0)


class Allocation(Text):
    """How the places are shared out, as the annexed table has it; its sum is checked."""

    source: str = key("表的文件名", "名额分配表.xlsx", default="")
    rows: list[Share] = key("各单位的名额", "[{unit: 银川市总工会, places: 40, people: 800}]", min_length=1)


class Vacant(Text):
    """What happens to places that nobody takes."""

    then: Vacancy = key("空出来的名额怎么办", *VACANT.values())
    at: DayText = key("到哪天", "9-30", default="")
    to: str = key("给谁", "市总工会统筹", default="")


class Quota(Text):
    """How many places there are: a number, or a percentage of the head count with its rounding."""

    total: int | None = key("总名额", 400, default=None, ge=0)
    percent: Fraction | None = key("按职工人数的百分之几", "5%", default=None)
    rounding: Rounding | None = key("不足一个怎么算", *ROUNDING.values(), default=None)
    allocation: Allocation | None = key("名额分配表", "{rows: [{unit: 银川市总工会, places: 40}]}", default=None)
    reserved: int = key("留出几个机动", 10, default=0, ge=0)
    carried: int = key("上年结转几个", 5, default=0, ge=0)
    vacant: Vacant | None = key("空名额怎么办", "{then: 收回, at: 9-30, to: 市总工会统筹}", default=None)

    @model_validator(mode="after")
    def _rounded(self) -> Quota:
        if (self.percent is None) != (self.rounding is None):
            refuse("按百分比定名额，percent 和 rounding 要一起写。", ("percent: 5%", *ROUNDING.values()))
        if self.total is None and self.percent is None and self.allocation is None:
            refuse("名额要写 total、percent 或 allocation。", ("total", "percent", "allocation"))
        return self


class Batches(Text):
    """Groups of a size; what happens to one that is too small or too large."""

    count: int = key("几批", 10, ge=1)
    size: int = key("每批几人", 40, ge=1)
    minimum: int | None = key("一批至少几人", 20, default=None, ge=1)
    too_few: TooFew | None = key("不够怎么办", *TOO_FEW.values(), default=None)
    maximum: int | None = key("一批最多几人", 45, default=None, ge=1)
    too_many: TooMany | None = key("多了怎么办", *TOO_MANY.values(), default=None)

    @model_validator(mode="after")
    def _ordered(self) -> Batches:
        if (self.minimum or 0) > self.size or self.size > (self.maximum or self.size):
            refuse("每批人数要在最少和最多之间。", ("minimum: 20", "size: 40", "maximum: 45"))
        return self


class Each(Text):
    """What one person may have; several of these may stand side by side."""

    what: str = key("什么", "疗休养", "体检")
    most: Quantity = key("最多多少", "5天", "1次", "2000元")
    per: PeriodText = key("多长时间一算", "每年", "每3年", default="每年")


class Frequency(Text):
    """How often one person may come, and in which cycle everybody must have come."""

    most: int = key("最多几次", 1, default=1, ge=1)
    per: PeriodText = key("多长时间之内", "每2年")
    cover: PeriodText | None = key("多长时间轮到所有人", "每5年", default=None)


class Cost(Text):
    """What one payer pays: a share, a fixed sum, what is left, each perhaps up to a limit."""

    payer: str = key("谁出", "市总工会", "单位", "个人")
    fraction: Fraction | None = key("百分之几", "60%", default=None)
    fixed: Money | None = key("固定多少", "300元", default=None)
    remainder: bool = key("其余都由他出", True, default=False)
    actual: bool = key("按实际花费出", True, default=False)
    up_to: Money | None = key("最多多少；实际不到的按实际", "2000元", default=None)

    @model_validator(mode="after")
    def _one(self) -> Cost:
        if len(given(self, ("fraction", "fixed", "remainder", "actual"))) != 1:
            refuse("每个出钱的写一种：百分之几、固定数、其余，或按实际。", ("fraction", "fixed", "remainder", "actual"))
        return self


class Band(Text):
    """A band of costs and what is given in it; `to` is left out in the last."""

    from_: Money = key("从多少钱起（含）", "0元", alias="from")
    to: Money | None = key("到多少钱（不含）", "1000元", default=None)
    fraction: Fraction | None = key("补百分之几", "50%", default=None)
    fixed: Money | None = key("补固定数", "300元", default=None)

    @model_validator(mode="after")
    def _one(self) -> Band:
        if (self.fraction is None) == (self.fixed is None):
            refuse("每一档写 fraction 或 fixed，二者写一个。", ("fraction: 50%", "fixed: 300元"))
        return self


class Cap(Text):
    """A limit on one sum, with what is counted into it and what is not."""

    name: str = key("限的是什么", "疗休养费")
    most: Quantity = key("最多多少", "2000元", "5天")
    per: PeriodText = key("多长时间一算", "每年", "每3年", default="每年")
    includes: Names = key("算在内的", ["交通费", "住宿费"], default_factory=list)
    excludes: Names = key("不算在内的", ["餐费"], default_factory=list)


class Limit(Text):
    """A limit of one destination or category."""

    category: str = key("哪里、哪一类", "省外", "特殊工种")
    most: Quantity = key("最多多少", "5天", "2500元")


class Eligible(Text):
    """Who may apply, as things stand on a given day."""

    at: DayText = key("按哪天的情况算", "6-30", default="")
    conditions: Names = key("条件，照文件写", ["在职会员", "身体适宜"])
    service: Time | None = key("工龄至少", "1年", default=None)


class Priority(Text):
    """One key of an order; the next is looked at only where this one does not decide."""

    by: str = key("看什么", "劳模", "工龄")
    order: Order = key("谁在先", *ORDERS.values())


class Sum(Text):
    """One cell of a matrix of amounts: in which case, how much."""

    when: dict[str, str] = key("什么情况", "{病种: 重大疾病, 等级: 一级}", min_length=1)
    amount: Money = key("多少钱", "5000元")


class Threshold(Text):
    """A line drawn as a multiple of a reference series of the place and the year."""

    what: str = key("看什么数", "家庭人均收入")
    side: Side = key("低于还是高于", *SIDES.values(), default="below")
    times: Figure = key("几倍", "1.5")
    reference: str = key("哪个参照标准（references 里的名字）", "最低生活保障")


class ClassShare(Text):
    """What part of all must belong to these classes together."""

    classes: Names = key("哪几类人，合起来算", ["一线职工", "劳模"])
    at_least: Fraction | None = key("不少于百分之几", "70%", default=None)
    at_most: Fraction | None = key("不超过百分之几", "20%", default=None)

    @model_validator(mode="after")
    def _bounds(self) -> ClassShare:
        if self.at_least is None and self.at_most is None:
            refuse("写明占百分之几。", ("at_least: 70%", "at_most: 20%"))
        if self.at_least and self.at_most and self.at_least.n > self.at_most.n:
            refuse("不少于的数比不超过的数大。", ("at_least: 20%", "at_most: 70%"))
        return self


class Unused(Text):
    """What happens to a right that is not used in its time."""

    then: UnusedWord = key("没用完怎么办", *UNUSED.values())
    for_: Time | None = key("结转多久", "1年", alias="for", default=None)


class Offer(Clause):
    """A benefit: the places, the groups, the persons, the money."""

    kind: ClassVar[str] = "offer"
    name: str = key("名称", "职工疗休养")
    of: Who | None = key("给哪一类人或单位", "{population: officers}", default=None)
    who: str = key("给谁（名单外的人，用文字）", "一线职工", default="")
    quota: Quota | None = key("名额", "{total: 400}", default=None)
    batches: Batches | None = key("分批", "{count: 10, size: 40}", default=None)
    each: list[Each] = key("每个人可有什么", "[{what: 疗休养, most: 5天}]", default_factory=list)
    frequency: Frequency | None = key("多久一次、多久轮遍", "{per: 每2年, cover: 每5年}", default=None)
    duration: Quantity | None = key("一次至少多久", "5天", default=None)
    costs: list[Cost] = key(
        "钱由谁出", "[{payer: 单位, fraction: 60%}, {payer: 个人, remainder: true}]", default_factory=list
    )
    bands: list[Band] = key("按花费分档补助", "[{from: 0元, fraction: 50%}]", default_factory=list)
    caps: list[Cap] = key("各项上限", "[{name: 疗休养费, most: 2000元}]", default_factory=list)
    limits: list[Limit] = key("按去处、类别的限制", "[{category: 省外, most: 5天}]", default_factory=list)
    eligible: Eligible | None = key("谁可以报名", "{conditions: [在职会员]}", default=None)
    thresholds: list[Threshold] = key(
        "按参照标准划线", "[{what: 家庭人均收入, times: 1.5, reference: 最低生活保障}]", default_factory=list
    )
    priority: list[Priority] = key("谁先谁后，依次看", "[{by: 工龄, order: 高者在先}]", default_factory=list)
    amounts: list[Sum] = key("分情况定数", "[{when: {等级: 一级}, amount: 5000元}]", default_factory=list)
    classes: list[ClassShare] = key("各类人所占", "[{classes: [一线职工], at_least: 70%}]", default_factory=list)
    unused: Unused | None = key("没用完怎么办", "{then: 结转, for: 1年}", default=None)
