"""Clauses that are not counted: who works in which organ, when what happens, what must be on a list, who owes
which paper. They are parsed, checked, shown and stored as typed items."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import model_validator

from tiexin.plans.clause import Clause, Who
from tiexin.plans.festivals import Festival
from tiexin.plans.fields import DayText, Names, Number, SpanText, Text, TimeText, key, refuse
from tiexin.plans.moments import Anchor


class About(Clause):
    """A sentence about the document itself; `states` names the key of the head that it supports."""

    kind: ClassVar[str] = "about"
    states: Literal["number", "recipients", "issued", "basis", "period", "title"] = key("支撑文件头的哪个键", "number")


class Post(Clause):
    """A post in an organ, by its name and number of holders: never a person's name."""

    kind: ClassVar[str] = "post"
    post: str = key("职务", "组长", "副组长", "牵头组长")
    count: int | None = key("几人", 5, default=None, ge=0)
    who: str = key("由谁担任（职务或部门，不写人名）", "各部室主要负责人", default="")
    concurrent: bool = key("兼任", True, default=False)


class OrganTask(Clause):
    """A task of an organ, with the papers it ends in and their recipients."""

    kind: ClassVar[str] = "organ_task"
    papers: Names = key("形成哪些文稿", ["工作方案", "计划安排"], default_factory=list)
    sent_to: Names = key("报送谁", ["自治区党委", "全总"], default_factory=list)
    merges: str = key("由哪些文稿汇总而成", "各组调研分报告", default="")


class GroupCount(Clause):
    """How many groups the document says there are; lint compares it with the list."""

    kind: ClassVar[str] = "group_count"
    count: int = key("几个", 4, ge=0)


class Group(Text):
    """A group of an organ's office: its posts and tasks."""

    name: str = key("组名", "综合协调组")
    posts: list[Post] = key("职务", "[{clause: C1, quote: 组长, post: 组长}]", default_factory=list)
    tasks: list[OrganTask] = key("职责", "[{clause: C1, quote: 起草文件, papers: 文件}]", default_factory=list)


class Organ(Clause):
    """An organ that the document founds: posts, tasks, and groups inside it."""

    kind: ClassVar[str] = "organ"
    name: str = key("机构名", "活动领导小组")
    under: str = key("设在哪个机构之下", "活动领导小组", default="")
    posts: list[Post] = key("职务", "[{clause: C1, quote: 组长, post: 组长}]", default_factory=list)
    tasks: list[OrganTask] = key("职责", "[{clause: C1, quote: 起草文件, papers: 文件}]", default_factory=list)
    group_count: GroupCount | None = key("内设几个组", "{clause: C1, quote: 内设4个组, count: 4}", default=None)
    groups: list[Group] = key("内设的组", "[{name: 综合协调组}]", default_factory=list)


class Size(Clause):
    """How many members a team has, plain or by a stated reading."""

    kind: ClassVar[str] = "team_size"
    about: str = key("约数，范围写在 readings", "5人左右")


class Led(Clause):
    """From which post the leaders of the teams come."""

    kind: ClassVar[str] = "team_leader"
    post: str = key("带队者的职务", "区总领导")
    made_of: str = key("由谁组成", "机关有关部室", default="")


class GoesTo(Clause):
    """Where the teams work."""

    kind: ClassVar[str] = "team_places"
    places: Names = key("去哪里", ["各市县区", "企业", "直属基层工会"])


class Team(Clause):
    """One team of the roster; the leader is a post, unions are names of unions."""

    kind: ClassVar[str] = "team"
    number: int = key("组号", 1, ge=1)
    leader: str = key("带队领导（职务）", "第一组带队领导")
    departments: Names = key("实施单位", ["办公室", "财务部"])
    city: str = key("走访地点", "银川市")
    unions: Names = key("直属企业工会", ["电业", "电力投资", "国电英力特"])


class Teams(Text):
    """A roster of teams: which population they form, how large they are, who leads, where they go."""

    name: str = key("名称", "区总机关服务职工工作组")
    of: Who = key("属于哪一类工作组", "{population: teams, kind: 服务职工工作组, level: 省级}")
    size: Size | None = key("每组人数", "{clause: C1, quote: 5人左右, about: 5人左右}", default=None)
    led_by: Led | None = key("谁带队", "{clause: C1, quote: 由区总领导带队, post: 区总领导}", default=None)
    goes_to: GoesTo | None = key("去哪里", "{clause: C1, quote: 分别赴企业, places: [企业]}", default=None)
    groups: list[Team] = key(
        "各组",
        "[{clause: C1, quote: 电业, number: 1, leader: 带队领导, departments: 办公室, city: 银川市, unions: 电业}]",
        default_factory=list,
    )


class Milestone(Clause):
    """Something that happens in a window or by a day; `event` names its measure.

    The window is said by days (`from`, `to`, `by`), by a festival, or by something else: it begins so many days
    `after` one thing and ends so many days `before` another, or `within` a time of its beginning.
    """

    kind: ClassVar[str] = "milestone"
    event: str = key("发生什么（计量名）", "走访企业", "单位启动", "会议")
    of: Who | None = key("谁", "{population: unions, level: 市级}", default=None)
    from_: DayText = key("从哪天", "2月底", alias="from", default="")
    to: DayText = key("到哪天", "6-30", default="")
    by: DayText = key("最迟哪天", "3月初", default="")
    festival: Festival | None = key("某个节前后", "{name: 春节, before: 10天}", default=None)
    after: Anchor | None = key("某件事之后几天开始", "{event: C215, days: 1}", default=None)
    before: Anchor | None = key("某件事之前几天截止", "{event: period.to, days: 10, working: true}", default=None)
    within: SpanText = key("开始后多久之内", "3个工作日", default="")
    yearly: bool = key("年年都有；可以跨年", True, default=False)
    time: TimeText = key("几点", "9:00", "下午5时", default="")
    data_until: DayText = key("数据截到哪天；报送的日子写在 by", "6-20", default="")

    @model_validator(mode="after")
    def _once(self) -> Milestone:
        starts = [name for name in ("from_", "after", "festival") if getattr(self, name)]
        ends = [name for name in ("to", "by", "before", "within", "festival") if getattr(self, name)]
        if len(starts) > 1 or len(ends) > 1:
            said = "、".join(dict.fromkeys(name.rstrip("_") for name in (*starts, *ends)))
            advice = "开始写 from 或 after，结束写 to、by、before 或 within；节日只写 festival。"
            refuse(f"时间写重了：{said}。{advice}", WHEN)
        if self.within and not starts:
            refuse("写了 within，还要写从哪天（from）或哪件事（after）起。", ("from", "after"))
        return self


WHEN = ("from 和 to", "by", "festival", "after 和 within", "before")


class Check(Clause):
    """One point of a checklist, tied to a tag value; without a clause of its own it has the list's."""

    kind: ClassVar[str] = "check"
    value: str = key("对应的标签值", "听取汇报", "hear")


class Checklist(Text):
    """Points that work must touch; each is ticked by evidence that carries the tag value, not by a person."""

    name: str = key("清单名", "走访方式")
    tag: str = key("对应的标签", "method", "place", "role", "question")
    clause: str = key("全清单共用的条款号", "C252", default="")
    quote: str = key("全清单共用的原文短句", "车间、班组", default="")
    points: list[Check] = key("各项", "[{clause: C1, quote: 三是个案访谈, value: 个案访谈}]")

    @model_validator(mode="before")
    @classmethod
    def _share(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("points"), list):
            return value
        shared = {name: value[name] for name in ("clause", "quote") if name in value}
        return {**value, "points": [_point(point, shared) for point in value["points"]]}


def _point(point: Any, shared: dict[str, Any]) -> Any:
    if not isinstance(point, dict):
        return point
    told_apart = {} if "clause" in point else {"id": f"{shared.get('clause', '')}-{point.get('value', '')}"}
    return {**told_apart, **shared, **point}


class Focus(Clause):
    """Whom a union turns to first: tags of employers, and further subjects in words."""

    kind: ClassVar[str] = "focus"
    org: str = key("哪个单位", "银川市总工会", default="")
    of: Who | None = key("哪一类单位", "{population: unions, kind: 产业工会}", default=None)
    employer_tag: Names = key("侧重的企业标签", ["经营困难", "改制企业"], default_factory=list)
    employer_kind: Names = key("侧重的企业类型", ["非公企业"], default_factory=list)
    subjects: Names = key("其他侧重（照文件写）", ["出租车行业"], default_factory=list)
    asks: Names = key("还要求做什么", ["研究提出帮扶脱困的思路和措施"], default_factory=list)


class Document(Clause):
    """Which papers somebody owes, by when, and what they contain."""

    kind: ClassVar[str] = "document"
    of: Who = key("谁来写", "{population: teams, kind: 服务职工工作组}")
    papers: Names = key("文稿名", ["服务工作日志"])
    count: Number | None = key("各几份", 1, default=None)
    by: DayText = key("最迟哪天", "3月初", default="")
    before: str = key("在什么之前", "走访", default="")
    contains: Names = key("应含内容", ["存在的问题"], default_factory=list)
    sent_to: Names = key("报送谁", "自治区总工会", default_factory=list)


class Task(Clause):
    """Work without a number: who, and the sentence that asks for it."""

    kind: ClassVar[str] = "task"
    of: Who | None = key("谁", "{population: unions, level: 市级}", default=None)
    who: str = key("谁（名单外的单位，用文字）", "专题调研组", default="")


class Draw(Clause):
    """A random choice: what is drawn, with whom it is arranged, which duties constrain it."""

    kind: ClassVar[str] = "draw"
    of: Who = key("为谁抽取", "{population: teams, kind: 服务职工工作组}")
    frame: str = key("从哪里抽", "当地企业")
    with_: str = key("与谁商定", "当地工会", alias="with", default="")
    constraints: Names = key("受哪些任务约束（编号）", ["C265"], default_factory=list)


class Rung(Clause):
    """One step of a ladder: how far up a problem has gone."""

    kind: ClassVar[str] = "rung"
    level: str = key("推动到哪一级", "企业", "党委和政府", "政策和制度")


class Ladder(Text):
    """The path of a problem until it is solved or explained."""

    name: str = key("名称", "问题解决路径")
    steps: list[Rung] = key("各级", "[{clause: C1, quote: 在企业层面推动解决, level: 企业}]")


class Norm(Clause):
    """A sentence that states a principle; kept with its quote so that nothing of the document is lost."""

    kind: ClassVar[str] = "norm"
