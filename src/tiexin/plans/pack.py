"""The shape of a pack: its head, and the lists of clauses. A pack is one policy document restated as data."""

from __future__ import annotations

from pydantic import BaseModel, field_validator

from tiexin.plans.bodies import Decision, Programme, Quorum, Reference
from tiexin.plans.clause import Who
from tiexin.plans.clocks import Clock, Reaction, SecondHandling
from tiexin.plans.duty import Duty
from tiexin.plans.fields import Days, DayText, Names, Stated, Text, key, refuse
from tiexin.plans.items import (
    About,
    Checklist,
    Document,
    Draw,
    Focus,
    Ladder,
    Milestone,
    Norm,
    Organ,
    Task,
    Teams,
)
from tiexin.plans.offers import Offer
from tiexin.plans.readings import candidates
from tiexin.plans.scoring import Scoring


class Recipient(Text):
    """A class of addressees, tied to a population where the product knows one."""

    name: str = key("收文单位", "各市总工会")
    of: Who | None = key("对应哪一类单位", "{population: unions, level: 市级}", default=None)


class Period(Text):
    """The plan's own window: campaign duties count records from the first to the last day."""

    from_: DayText = key("从哪天", "2月底", alias="from")
    to: DayText = key("到哪天", "6-30")


class Parameter(Text):
    """A number that arithmetic needs and the document lacks; it says where it is from."""

    title: str = key("是什么", "宁夏的县级工会数")
    value: int = key("数", 22, ge=0)
    of: Who | None = key("是哪一类责任者的个数", "{population: unions, level: 县级}", default=None)
    source: str = key("出处", "公开资料，文件未载")


class Section(Text):
    """A heading of the document and the clauses under it (`C157..C177`)."""

    title: str = key("标题", "一、总体要求", max_length=80)
    clauses: str = key("条款，从……到……", "C157..C177")


class Head(Text):
    """Everything about the document that is not a clause with work in it."""

    pack: str = key("方案代号，英文小写和短横", "ningxia-f2f", pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")
    title: str = key("标题", "活动实施方案", max_length=200)
    number: str = key("文号", "宁工发〔201*〕16号", default="", max_length=60)
    issuers: Names = key("发文单位", ["宁夏回族自治区总工会"])
    basis: Names = key("依据", ["关于开展活动的实施意见"], default_factory=list)
    recipients: list[Recipient] = key("收文单位", "[{name: 各市总工会}]", default_factory=list)
    jurisdiction: str = key("行政区划代码", "64", pattern=r"^\d{2}(\d{4})?$")
    year: str = key("年份；看不清的数字写 *", "2012", "201*")
    issued: DayText = key("印发日", "2-13")
    period: Period = key("活动期", "{from: 2月底, to: 6-30}")
    effective: DayText = key("修改从哪天起算：这天还没结束的周期按新的算", "5-1", default="")
    cutoff: Days | None = key("一期结束后几天截数，截数以后不再改", "10天", default=None)
    readings: dict[str, Stated] = key("含糊说法在本方案里的读法", "{3月初: 3-1..3-10}", default_factory=dict)
    conversions: dict[str, Stated] = key("换算", "{month: 30天}", default_factory=dict)
    parameters: dict[str, Parameter] = key(
        "文件没有而计算要用的数", "{counties: {title: 县级工会数, value: 22, source: 公开资料}}", default_factory=dict
    )
    rank_minimum: int = key("责任者少于几个不排名", 3, default=3, ge=1)
    sections: list[Section] = key(
        "标题", "[{title: 一、总体要求, clauses: C1..C9}]", default_factory=list, max_length=200
    )

    @field_validator("year")
    @classmethod
    def _year(cls, value: str) -> str:
        if not candidates(value):
            refuse("年份写四位；看不清的末位写 *，最多两个。", ("2012", "201*"))
        return value

    @field_validator("conversions")
    @classmethod
    def _conversions(cls, value: dict[str, str]) -> dict[str, str]:
        unknown = [name for name in value if name != "month"]
        if unknown:
            refuse(f"不认识换算“{unknown[0]}”。", ("month: 30天",))
        return value


class Pack(Head):
    """A whole pack."""

    about: list[About] = key("关于文件本身的句子", default_factory=list)
    duties: list[Duty] = key("任务", default_factory=list)
    organs: list[Organ] = key("机构", default_factory=list)
    teams: list[Teams] = key("工作组", default_factory=list)
    milestones: list[Milestone] = key("时间节点", default_factory=list)
    checklists: list[Checklist] = key("清单", default_factory=list)
    focus: list[Focus] = key("服务重点", default_factory=list)
    documents: list[Document] = key("文稿", default_factory=list)
    tasks: list[Task] = key("没有数的工作", default_factory=list)
    draws: list[Draw] = key("抽取", default_factory=list)
    ladders: list[Ladder] = key("问题的解决路径", default_factory=list)
    programmes: list[Programme] = key("专题", default_factory=list)
    offers: list[Offer] = key("有名额的待遇", default_factory=list)
    scoring: list[Scoring] = key("考核表", default_factory=list)
    clocks: list[Clock] = key("时限", default_factory=list)
    reactions: list[Reaction] = key("逾期怎么办", default_factory=list)
    second_handling: list[SecondHandling] = key("二次办理", default_factory=list)
    quorums: list[Quorum] = key("会议和表决", default_factory=list)
    decisions: list[Decision] = key("以后才定的数", default_factory=list)
    references: list[Reference] = key("参照标准", default_factory=list)
    norms: list[Norm] = key("原则", default_factory=list)


LISTS: dict[str, type[BaseModel]] = {
    "about": About,
    "duties": Duty,
    "organs": Organ,
    "teams": Teams,
    "milestones": Milestone,
    "checklists": Checklist,
    "focus": Focus,
    "documents": Document,
    "tasks": Task,
    "draws": Draw,
    "ladders": Ladder,
    "programmes": Programme,
    "offers": Offer,
    "scoring": Scoring,
    "clocks": Clock,
    "reactions": Reaction,
    "second_handling": SecondHandling,
    "quorums": Quorum,
    "decisions": Decision,
    "references": Reference,
    "norms": Norm,
}
