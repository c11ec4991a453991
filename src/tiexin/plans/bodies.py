"""What a body of people decides: how many must be there, how many agree, how many seats, which number comes later;
and the reference series that others publish."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, model_validator

from tiexin.plans.clause import Clause
from tiexin.plans.fields import DayText, Names, Text, key, one_of, refuse
from tiexin.plans.offers import ClassShare
from tiexin.plans.quantities import Figure, Part

BASE = {"all": "全体", "present": "到会"}
BaseWord = Annotated[Literal["all", "present"], BeforeValidator(one_of(BASE))]


class Seats(Text):
    """How many seats belong to a size; `to` is left out in the last band."""

    from_: int = key("从几人起（含）", 1, alias="from", ge=0)
    to: int | None = key("到几人（含）", 100, default=None, ge=0)
    seats: int = key("几个席位", 30, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Seats:
        if self.to is not None and self.to < self.from_:
            refuse("一档要先写小数，再写大数。", ("{from: 1, to: 100, seats: 30}",))
        return self


class Vote(Text):
    """How many must agree, of whom."""

    part: Part = key("多少同意才通过", "过半数", "2/3")
    base: BaseWord = key("按全体还是到会的人算", *BASE.values())


class Quorum(Clause):
    """A body: its members, who must be there, how it decides."""

    kind: ClassVar[str] = "quorum"
    body: str = key("哪个会", "职工代表大会")
    members: int | None = key("应到几人", 60, default=None, ge=1)
    present: Part | None = key("到会多少才能开", "三分之二", "2/3", default=None)
    present_count: int | None = key("到会几人才能开", 40, default=None, ge=1)
    vote: Vote | None = key("怎样通过", "{part: 过半数, base: 全体}", default=None)
    seats: list[Seats] = key("按单位大小定席位", "[{from: 1, to: 100, seats: 30}]", default_factory=list)
    classes: list[ClassShare] = key("代表里各类人所占", "[{classes: [一线职工], at_least: 50%}]", default_factory=list)


class Decision(Clause):
    """A number that a body will decide; until then whatever needs it says so."""

    kind: ClassVar[str] = "decision"
    what: str = key("定什么数", "特邀代表人数")
    body: str = key("由谁定", "筹备领导小组")
    by: DayText = key("最迟哪天", "6-30", default="")
    value: int | None = key("定下来的数；没定不写", 5, default=None, ge=0)
    members: Names = key("哪些项等这个数（编号）", ["C4"], default_factory=list)


class Value(Text):
    """One number of a series: where, when, how much."""

    place: str = key("哪里", "银川市", default="")
    year: int = key("哪年", 2012, ge=1900, le=2999)
    value: Figure = key("多少", "1100")


class Reference(Clause):
    """A series that others publish, by place and year: a minimum wage, a subsistence level."""

    kind: ClassVar[str] = "reference"
    name: str = key("名称", "最低生活保障", "最低工资")
    unit: str = key("单位", "元/月")
    source: str = key("出处", "市政府公布", default="")
    values: list[Value] = key("各地各年的数", "[{place: 银川市, year: 2012, value: 1100}]", min_length=1)


class Programme(Clause):
    """Items that belong together and have one page: 送温暖, 送法律服务."""

    kind: ClassVar[str] = "programme"
    name: str = key("名称", "送温暖")
    members: Names = key("包括哪些项（编号）", ["C110", "C111"])
