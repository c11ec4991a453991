"""How a problem goes its way: which moves there are, what each needs, and when it is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.measures import TAGS

LIMITS = Path(__file__).parent / "data" / "problem_limits.yaml"
STATES = {
    "open": "在企业层面解决",
    "raised": "争取党委和政府解决",
    "explained": "一时不能解决，已解释",
    "policy": "从政策和制度层面推动",
    "solved": "已解决",
    "joined": "已并入",
    "withdrawn": "已撤回",
}
JOINABLE = ("open", "raised", "explained", "policy", "solved")  # what another problem may be joined to
UNSOLVED = ("open", "raised", "explained", "policy")
NOTHING_TO_TELL = ("open", "joined", "withdrawn")
TEXT = 500  # characters of what a step says
PATH = "问题办理：一步接一步，每步有人、有期限、有理由"
WITH_WORKERS = "结果要告知反映问题的职工"
SAME = "并案：几次走访反映的是同一件事，并成一个问题办，反映的人都要告知"
ALIKE = 0.4  # of the pairs of characters of the shorter text: from here on two problems may be the same


@dataclass(frozen=True)
class Move:
    """One way on: from which states to which; `verb` is what the trail says, `asks` what has to be written."""

    name: str
    label: str
    frm: tuple[str, ...]
    to: str
    clause: str
    asks: str

    @property
    def verb(self) -> str:
        """The verb of the entry."""
        return f"{self.name}_problem"


MOVES = {
    move.name: move
    for move in (
        Move("solve", "已经解决", UNSOLVED, "solved", "C259", "怎么解决的"),
        Move("raise", "争取党委和政府解决", ("open", "explained", "policy"), "raised", "C260", "找了哪个部门、为什么"),
        Move("explain", "一时不能解决，已向职工解释", ("open", "raised", "policy"), "explained", "C261", "怎么解释的"),
        Move(
            "propose",
            "从政策和制度层面推动",
            ("open", "raised", "explained"),
            "policy",
            "C262",
            "建议谁改什么政策、制度",
        ),
        Move("return", "回到企业层面解决", ("raised", "explained", "policy"), "open", "C259", "为什么能在企业解决"),
        Move("reopen", "没有真正解决，重新办理", ("solved",), "open", "C259", "为什么重新办理"),
    )
}


def moves_from(state: str) -> list[Move]:
    """The moves that a state allows, in their order: the buttons of the page, and what an action accepts."""
    return [move for move in MOVES.values() if state in move.frm]


def check_move(name: str, state: str) -> Move:
    """Refuse a move that there is not, or that the state does not allow."""
    move = MOVES.get(name)
    if move is None:
        raise Refused("请选择下一步怎么办", field="move")
    if state not in move.frm:
        raise Refused(f"问题现在是“{STATES[state]}”，不能再“{move.label}”", clause=PATH, field="move")
    return move


def check_seen(seen: int | None, last: int) -> None:
    """Refuse a step decided on what was true before somebody else's step; None decides on what is true now."""
    if seen is not None and seen != last:
        raise Refused("刚才已有人办理了这个问题，请看过最新的一步再定", clause=PATH)


def check_step(text: str, due: date | None, on: date) -> None:
    """Refuse a step without words, with more than a list can show, or due before it is taken."""
    if not text.strip():
        raise Refused("请写明情况和理由", clause=PATH, field="text")
    if len(text.strip()) > TEXT:
        raise Refused(f"请写在{TEXT}字以内", field="text")
    if "\0" in text:
        raise Refused("文字里有不能保存的字符，请删去后重写", field="text")
    if due is not None and due < on:
        raise Refused("期限不能早于今天", field="due")


def check_told(way: str, day: date, raised: date, on: date) -> None:
    """Refuse to have told a worker in no known way, on a day to come or before the problem was raised."""
    if way not in TAGS["way"]:
        raise Refused("请选择怎么告知的", clause=WITH_WORKERS, field="way")
    if day > on:
        raise Refused("告知的日期还没有到", field="day")
    if day < raised:
        raise Refused(f"问题是{zh_date(raised)}才反映的，告知不会早于那天", field="day")


def check_join(state: str, other: str, same: bool) -> None:
    """Refuse to join what is not under way any more, to join a problem to itself, or to one that is gone."""
    if state not in UNSOLVED:
        raise Refused(f"问题“{STATES[state]}”，不能再并入别的问题", clause=SAME)
    if same:
        raise Refused("不能并入自己，请另选一个", clause=SAME, field="into")
    if other not in JOINABLE:
        raise Refused(f"要并入的问题刚才已经“{STATES[other]}”，请另选一个", clause=SAME, field="into")


def check_separate(state: str, told: bool) -> None:
    """Refuse to part what is joined to nothing, or of which somebody was told a result since."""
    if state != "joined":
        raise Refused(f"问题现在是“{STATES[state]}”，没有并入别的问题", clause=SAME)
    if told:
        raise Refused("并入以后已经告知过职工，不能再分开", clause=SAME)


def likeness(text: str, other: str) -> float:
    """How much of the shorter text stands in the other one, by pairs of neighbouring characters: 0 to 1."""
    one, two = ({word[n : n + 2] for n in range(len(word) - 1)} for word in (text, other))
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


@cache
def limits() -> Mapping[str, int]:
    """How many calendar days each state is given unless somebody says otherwise: data, see the file."""
    days: dict[str, int] = yaml.safe_load(LIMITS.read_text(encoding="utf-8"))["days"]
    return days


def due_of(state: str, on: date) -> date | None:
    """The day by which a problem that came into a state should go on; None where nothing is left to do."""
    days = limits().get(state)
    return None if days is None else on + timedelta(days=days)


def is_late(state: str, due: date | None, today: date) -> bool:
    """Whether a problem that is not solved has passed its day; the day itself is in time."""
    return state in UNSOLVED and due is not None and due < today
