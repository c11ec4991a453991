"""Time limits with all that belongs to them: when they start, stop, are prolonged, and what follows when they pass."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator

from tiexin.plans.clause import Clause
from tiexin.plans.fields import Names, Text, key, one_of
from tiexin.plans.quantities import Time

OFFSETS = {"next-day": "次日起算", "same-day": "当日起算", "on-receipt": "收到时起算"}
SILENCE = {"consent": "视为同意", "refusal": "视为不同意", "nothing": "不算答复"}
Offset = Annotated[Literal["next-day", "same-day", "on-receipt"], BeforeValidator(one_of(OFFSETS))]
SilenceWord = Annotated[Literal["consent", "refusal", "nothing"], BeforeValidator(one_of(SILENCE))]


class Extension(Text):
    """By how much, how often and by whom a limit may be prolonged."""

    limit: Time = key("每次延长多久", "10个工作日")
    times: int = key("最多几次", 1, default=1, ge=1)
    by: str = key("谁批准", "分管领导", default="")


class Suspension(Text):
    """What stops the clock, and for how long in all."""

    because: Names = key("什么时候停表", ["等待鉴定", "等待补正材料"])
    most: Time = key("累计最多停多久", "30天")


class Clock(Clause):
    """A time limit under a name, which duties, second handlings and reactions refer to."""

    kind: ClassVar[str] = "clock"
    name: str = key("名称", "热线办理时限")
    starts: str = key("从什么事算起", "受理来电")
    offset: Offset = key("从哪一刻算起", *OFFSETS.values(), default="next-day")
    limit: Time = key("多久", "15个工作日", "24小时")
    extension: Extension | None = key("怎样延长", "{limit: 10个工作日, by: 分管领导}", default=None)
    suspension: Suspension | None = key("怎样停表", "{because: [等待鉴定], most: 30天}", default=None)
    silence: SilenceWord = key("到期不答复算什么", *SILENCE.values(), default="nothing")
    members: Names = key("管哪些项（编号）", ["C3"], default_factory=list)


class Step(Text):
    """One step of a ladder: how late, what is done, by whom, and how long that may take."""

    late: Time = key("逾期多久", "1天", "3个工作日")
    action: str = key("做什么", "提醒承办人", "通报单位负责人")
    by: str = key("谁来做", "热线负责人", default="")
    within: Time | None = key("多久之内做", "1个工作日", default=None)


class Reaction(Clause):
    """What happens step by step when a limit has passed."""

    kind: ClassVar[str] = "reaction"
    name: str = key("名称", "逾期处理")
    clock: str = key("哪个时限过了（名称）", "热线办理时限")
    steps: list[Step] = key("一步一步", "[{late: 1天, action: 提醒承办人}]", min_length=1)


class SecondHandling(Clause):
    """Handling again what was not well handled, on a clock of its own."""

    kind: ClassVar[str] = "second_handling"
    name: str = key("名称", "二次办理")
    first: str = key("接着哪个时限（名称）", "热线办理时限")
    when: str = key("什么情况要再办", "回访不满意")
    limit: Time = key("新的时限", "5个工作日")
    handler: str = key("由谁再办", "上一级工会", default="")
    times: int = key("最多几次", 1, default=1, ge=1)
