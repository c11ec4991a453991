"""A draw in words: its rules, its steps, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from tiexin.core.templatetags.tiexin import zh_date
from tiexin.draws.definition import BY, Rules
from tiexin.draws.models import Draw, State
from tiexin.draws.rules import PARTS

GROUP = 8  # characters of a hash that are read at once


@dataclass(frozen=True)
class Step:
    """One step of a draw: what it is, what is known of it, whether it is done."""

    title: str
    text: str
    done: bool


def told(rules: Rules, of: str = "家") -> list[str]:
    """The rules in sentences; `of` is the word behind a number of what is drawn."""
    count = f"抽{rules.each}{of}"
    strata = f"按{'、'.join(BY[by] for by in rules.by)}分层，每层{count}" if rules.by else count
    since = [f"{zh_date(rules.first)}以来的"] if rules.first else []
    more = ["只抽经营困难的企业"] if rules.distressed else []
    more += ["同一层里企业类型各不相同"] if rules.distinct else []
    more += [f"每层最多{rules.arranged}{of}由当地安排"] if rules.arranged else ["不接受当地安排"]
    return [strata, *since, *more]


def grouped(digest: str) -> str:
    """A hash in groups, as one reads it aloud."""
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))


def steps(draw: Draw, given: int, shown: int) -> list[Step]:
    """The four steps of a draw; `given` parts are agreed, `shown` are public."""
    frozen, drawn = zh_date(draw.frozen), zh_date(draw.drawn)
    return [
        Step("封存抽样框", f"{frozen}封存" if frozen else "核对名单，写明排除和安排", bool(frozen)),
        *_seed(draw, given, shown),
        Step("抽签", f"{drawn}抽签" if drawn else "次序只由种子和编号决定", draw.state == State.DRAWN),
    ]


def _seed(draw: Draw, given: int, shown: int) -> list[Step]:
    what, value = draw.published_what, draw.published_value
    if what:
        agreed, told = f"{what}，{zh_date(draw.published_on)}公布", f"公布的值：{value or '还没有写下'}"
        return [Step("约定种子", agreed, True), Step("公开种子", told, bool(value))]
    return [
        Step("约定种子", f"已约定{given}份，共{PARTS}份", given == PARTS),
        Step("公开种子", f"已公开{shown}份，共{PARTS}份", shown == PARTS),
    ]
