"""Assessment sheets: points, deductions, what is too small to be judged, who may appeal, what allows it at all."""

from __future__ import annotations

from typing import ClassVar

from tiexin.plans.clause import Clause
from tiexin.plans.fields import Fraction, Names, Text, key
from tiexin.plans.quantities import Figure, Time


class Deduction(Text):
    """So many points off for each percentage point below a line."""

    points: Figure = key("每差一个百分点扣几分", "0.5")
    below: Fraction = key("低于百分之几开始扣", "95%", "100%")
    most: Figure | None = key("最多扣几分", "10", default=None)


class Appeal(Text):
    """Who may object, to whom, and how long."""

    by: str = key("谁可以申诉", "被考核单位")
    to: str = key("向谁申诉", "考核领导小组", default="")
    within: Time = key("多久之内", "5个工作日")


class Permit(Text):
    """What allows an assessment; without a document it stays switched off."""

    basis: str = key("依据哪份文件", "年度考核办法")
    active: bool = key("已经启用", True, default=False)


class Indicator(Text):
    """One line of the sheet."""

    name: str = key("指标名", "回访满意率")
    points: int = key("满分几分", 20, ge=0)
    item: str = key("看哪一项（编号）", "C3", default="")
    deduct: Deduction | None = key("怎样扣分", "{points: 0.5, below: 95%}", default=None)
    minimum: int = key("分母少于几个不评", 10, default=0, ge=0)
    excluded: Names = key("哪些不计", ["无法联系的", "恶意投诉"], default_factory=list)


class Scoring(Clause):
    """An assessment sheet; duties join it by `score` and bring their `weight`."""

    kind: ClassVar[str] = "scoring"
    name: str = key("表名", "年度考核")
    total: int = key("总分", 100, default=100, ge=1)
    indicators: list[Indicator] = key("各项指标", "[{name: 回访满意率, points: 20}]", default_factory=list)
    appeal: Appeal | None = key("怎样申诉", "{by: 被考核单位, within: 5个工作日}", default=None)
    permit: Permit | None = key("依据什么启用", "{basis: 年度考核办法, active: true}", default=None)
