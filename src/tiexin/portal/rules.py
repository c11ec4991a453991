"""How often and how long, what somebody may read of their own matter, which of its moves are theirs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.cases.catalogue import Service
from tiexin.cases.rules import ENDED, EVENTS, MOVES, STATES, Move, moves_from
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Org

DATA = Path(__file__).parent / "data" / "limits.yaml"
DIGITS = 6
MB = 1024 * 1024
SOURCE = "材料规则：份数和大小是本系统建议，可改"
LAW = "GB/T 22239-2019 8.1.4.1：应启用登录失败处理"
AGAIN = "写的字都还在，文件请重新选"
WRONG_CODE = "没有找到这个查询码，请对照回执再输一次"
OTHER_CODE = "这是另一件诉求的查询码，请输您正在写的这一件的"
WRONG_DIGITS = "验证码不对，或者已经过了时间。可以再要一个"
# Steps whose label alone tells nobody anything but how far it is. Others are shown when their words are for the asker.
PLAIN = frozenset(
    {"registered", "offered", "taken", "contacted", "called_back", "extended", "stopped", "resumed"}
    | {move.event for move in MOVES.values()}
)
NAMING = frozenset({"offered", "taken"})  # their labels may name an officer: whoever asked reads only what was done


# What officers and the catalogue say of the person, said to the person.
TO_YOU = {"联系职工": "联系您", "联系本人": "联系您", "告知职工": "告知您", "职工可以": "您可以"}
TO_YOU |= {"按危机处置登记": "按“有危险、很紧急”登记", "危机处置": "有危险、很紧急"}  # as it is chosen, see NAMES
SELF = "本人"  # how the labels of one's own steps begin
OWN = frozenset({"registered"} | {move.event for move in MOVES.values() if move.who == "asker"})
OWN_LABELS = frozenset({"附上材料", "撤回委托"})
NAMES = {"crisis": "有危险、很紧急"}  # services whose name in the catalogue is a word of the office


@dataclass(frozen=True)
class Pace:
    """So many times at most in so many hours, and what is said beyond."""

    most: int
    hours: int
    say: str

    def window(self, at: datetime) -> datetime:
        """The beginning of the stretch of hours in which a local moment lies."""
        return at.replace(hour=at.hour - at.hour % self.hours, minute=0, second=0, microsecond=0)

    def check(self, count: int) -> None:
        """Refuse the try that is one too many."""
        if count > self.most:
            wait = f"请{self.hours}小时后再试" if self.hours < 24 else "请明天再来"
            raise Refused(f"{self.say}，{wait}；急的请打12351", clause=LAW)


@dataclass(frozen=True)
class Papers:
    """How many files somebody without an officer brings: at once, to one matter, and how many MB in all."""

    at_once: int
    files: int
    total_mb: int

    def check(self, there: int, size: int, new: list[int]) -> None:
        """Refuse files of these sizes beside `there` files of `size` bytes that the asker brought before."""
        if len(new) > self.at_once:
            raise Refused(f"一次最多交{self.at_once}份，现在选了{len(new)}份", clause=SOURCE, field="file")
        if there + len(new) > self.files:
            raise Refused(
                f"一件诉求本人最多交{self.files}份，已经有{there}份；多的请交到工会", clause=SOURCE, field="file"
            )
        if size + sum(new) > self.total_mb * MB:
            raise Refused(f"一件诉求本人交的一共最多{self.total_mb}MB；多的请交到工会", clause=SOURCE, field="file")


@dataclass(frozen=True)
class Hours:
    """How many days ahead somebody chooses among the hours of a unit, and how many of them stand on one page."""

    days: int
    shown: int


@dataclass(frozen=True)
class Limits:
    """The numbers of `data/limits.yaml`."""

    pace: Mapping[str, Pace]
    papers: Papers
    hours: Hours
    code: timedelta
    tries: int
    seen: timedelta
    seen_at_most: timedelta
    session: timedelta
    remembered: int


@cache
def limits() -> Limits:
    """The numbers that hold here: data, see the file."""
    read: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return Limits(
        pace={name: Pace(**said) for name, said in read["pace"].items()},
        papers=Papers(**read["papers"]),
        hours=Hours(**read["hours"]),
        code=timedelta(minutes=read["code_minutes"]),
        tries=read["code_tries"],
        seen=timedelta(minutes=read["seen_minutes"]),
        seen_at_most=timedelta(hours=read["seen_hours"]),
        session=timedelta(hours=read["session_hours"]),
        remembered=read["remembered"],
    )


def shown(event: str, told: bool) -> bool:
    """Whether whoever asked sees that a step was taken; its words they read only where `told`."""
    return told or event in PLAIN


def label_of(event: str, label: str, told: bool) -> str:
    """How a step is called for whoever asked: without the officer to whom it was given."""
    return to_you(EVENTS[event] if event in NAMING and not told else label)


def is_own(event: str, label: str) -> bool:
    """Whether a step that no officer took was taken by whoever asked; else it was the clock or the catalogue."""
    return event in OWN or label in OWN_LABELS or label.startswith(SELF)


def to_you(words: str) -> str:
    """Words about the person as they are said to the person."""
    for theirs, yours in TO_YOU.items():
        words = words.replace(theirs, yours)
    return words


def term_of(label: str, holder: str = "unit") -> str:
    """How a term is called for whoever asked: one that is theirs says so."""
    words = to_you(label)
    return f"您{words}" if holder == "asker" and words.startswith("可以") else words


def name_of(service: Service) -> str:
    """How a service is called where somebody chooses one."""
    return NAMES.get(service.name, service.label)


def area_of(unit: Org) -> str:
    """The place of a federation, without the federation."""
    return unit.short_name or unit.name.removesuffix("总工会")


def own_moves(state: str, *, reviewed: bool, review: str = "") -> list[Move]:
    """The moves that a state, and what was reviewed before, leave to whoever asked."""
    return moves_from(state, {"asker"}, reviewed=reviewed, review=review)


def asks_of(move: Move) -> str:
    """What is asked of whoever takes a move: a withdrawal needs a reason, and a short one will do."""
    return f"{move.asks}（一句话就行）" if move.name == "withdraw" else move.asks


def shut(state: str) -> str:
    """Why nothing is added to a matter that has ended, and what one may do; nothing while it is open."""
    return f"{STATES[state]}，不能再补充；可以重新提出" if state in ENDED else ""


def code_holds(until: datetime, at: datetime, tries: int, *, used: bool) -> bool:
    """Whether a code may still be tried at a moment, after so many tries."""
    return not used and tries < limits().tries and at < until
