"""What a survey of effect decides (C170), in plain values: who asks about whom, until when, what may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tiexin.core.refusal import Refused
from tiexin.evidence.measures import TAGS

KINDS = {"workers": "职工满意度", "recognition": "认可度"}
MEASURES = {"workers": "satisfaction_answer", "recognition": "recognition_answer"}
BODIES = {"party": "党委", "government": "政府", "enterprise": "企业"}
STATES = {"open": "正在调查", "closed": "已结束", "withdrawn": "已撤回"}
ASKS = {"open": "还没有回答", "answered": "已回答", "unreached": "没有找到本人"}
WAYS = {"link": "自己点选", "phone": "电话记下"}
ANSWERS = TAGS["answer"]
NAME = 60  # characters of a body's name
EFFECT = "C170：职工群众的满意度、地方党委和政府及企业的认可度"
APART = "C170：由上级来问，被评价的单位不经手"
ONCE = "调查规则：回答和人分开，谁也不能代答、改答"


def check_sides_apart(stands_above: bool) -> None:
    """Refuse a survey by the unit judged, by one below it or beside it: only a unit above it asks."""
    if not stands_above:
        raise Refused("只能由上级调查：请选择本单位下面的单位", clause=APART, field="unit")


def check_person_apart(involved: bool) -> None:
    """Refuse whoever belongs to the unit judged, or to one below it, wherever their other posts are."""
    if involved:
        raise Refused("被评价单位和它下级的干部不经手这次调查", clause=APART)


def check_days(since: date, until: date, today: date, longest: int) -> None:
    """Refuse an end that has passed or comes before the beginning, and a time longer than people remember."""
    if until < since:
        raise Refused("最后一天不能早于第一天", field="until")
    if until < today:
        raise Refused("最后一天已经过去了", field="until")
    if (until - since).days >= longest:
        raise Refused(f"最长{longest}天，请定近一些", field="until")


def check_kind(kind: str, has_draw: bool) -> None:
    """Refuse an unknown kind, workers without a draw, and a draw where bodies are asked."""
    if kind not in KINDS:
        raise Refused("请选择调查什么", clause=EFFECT, field="kind")
    if kind == "workers" and not has_draw:
        raise Refused("职工满意度要先抽签：在“抽签”里抽职工，再在这里选", clause=EFFECT, field="draw")
    if kind != "workers" and has_draw:
        raise Refused("认可度问的是单位，不用抽签", clause=EFFECT, field="draw")


def check_body(body: str, name: str) -> None:
    """Refuse a body of no known kind, or without a name that fits a list."""
    if body not in BODIES:
        raise Refused("请选择党委、政府或企业", clause=EFFECT, field="body")
    if not name.strip():
        raise Refused("请写单位名称", field="name")
    if len(name.strip()) > NAME:
        raise Refused(f"请写在{NAME}字以内", field="name")
    if "\0" in name:
        raise Refused("文字里有不能保存的字符，请删去后重写", field="name")


def check_open(state: str, since: date, until: date, today: date) -> None:
    """Refuse what a survey takes only while it runs; its last day is in time."""
    if state != "open":
        raise Refused(f"这次调查{STATES[state]}", clause=ONCE)
    if today < since:
        raise Refused("这次调查还没有开始", clause=ONCE)
    if today > until:
        raise Refused("这次调查已经过了最后一天", clause=ONCE)


def check_running(state: str) -> None:
    """Refuse to end, or to take back, what has ended."""
    if state != "open":
        raise Refused(f"这次调查{STATES[state]}，不能再改", clause=ONCE)


def check_answer(state: str, answer: str) -> None:
    """Refuse an answer in no known word, and a second one of the same person."""
    if answer not in ANSWERS:
        raise Refused("请选择满意、部分满意或不满意", clause=EFFECT)
    if state == "answered":
        raise Refused("这一份已经回答过了", clause=ONCE)


def takes_answers(state: str, since: date, until: date, today: date) -> bool:
    """Whether an answer given on the day counts."""
    return state == "open" and since <= today <= until


@dataclass(frozen=True)
class Figures:
    """The counts of a survey: how many were asked, answered, were not found; by which way.

    `split` says how many gave each answer; it is None while the survey runs and where so few answered that one could
    guess who said what.
    """

    asked: int
    answered: int
    unreached: int
    ways: Mapping[str, int]
    split: Mapping[str, int] | None
    fewest: int

    @property
    def silent(self) -> int:
        """How many of those asked gave no answer, found or not."""
        return self.asked - self.answered

    @property
    def percent(self) -> str:
        """The share of 满意 among all answers, in words of one decimal; "" while it is not shown."""
        if not self.split or not self.answered:
            return ""
        return _share(self.split["satisfied"], self.answered)

    @property
    def lines(self) -> list[tuple[str, int, str]]:
        """Each answer with its number and its share, the best first."""
        split = self.split or {}
        return [
            (word, split[key], f"{100 * split[key] / self.answered:.1f}%") for key, word in ANSWERS.items() if split
        ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%"


def may_show(state: str, answered: int, fewest: int) -> bool:
    """Whether the split may be told, and counted: after the end, of enough answers."""
    return state == "closed" and answered >= fewest
