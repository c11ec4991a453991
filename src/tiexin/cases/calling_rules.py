"""Who may call back, what must be asked, when one gives up; the three rates with what they are over. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.cases.rules import PATH, STATES
from tiexin.core.refusal import Refused
from tiexin.evidence.measures import TAGS

DATA = Path(__file__).parent / "data" / "call_backs.yaml"
SOLVED = {"yes": "解决了", "partly": "解决了一部分", "no": "没有解决"}
SOURCES = {"officer": "工会回访", "asker": "本人在网上说的"}
OTHERS = "回访由承办、协办以外的人做"


@cache
def numbers() -> Mapping[str, Any]:
    """The numbers of call-backs, with their source."""
    said: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return said


def check_caller(state: str, waits: bool, handled: bool) -> None:
    """Refuse to call back before there is an answer, a second time, and by somebody who handled it.

    `waits`: whether the call-back of this answer is still owed, as it is of what was closed without one.
    """
    if state != "replied" and not (state == "closed" and waits):
        raise Refused(f"这件诉求现在是“{STATES[state]}”，答复以后、还没有回访的才回访", clause=PATH)
    if handled:
        raise Refused("您承办或者协办过这件诉求，请由别人回访", clause=OTHERS)


def may_answer(state: str, answered: bool) -> bool:
    """Whether whoever asked may say themself what came of it: once there is an answer, once in a round.

    Whom nobody reached by telephone has not said anything yet.
    """
    return state in ("replied", "called_back", "closed") and not answered


def check_own_answer(state: str, answered: bool) -> None:
    """Refuse an answer of one's own before there is anything to judge, and a second one."""
    if answered:
        raise Refused("这次办理已经评价过了，每次办理评价一次", clause=PATH)
    if not may_answer(state, answered):
        raise Refused(f"这件诉求现在是“{STATES[state]}”，有了答复以后才能评价", clause=PATH)


def check_heard(reached: bool, solved: str, answer: str) -> None:
    """Refuse half an answer, and an answer of somebody who was not reached."""
    if reached and solved not in SOLVED:
        raise Refused("请选择解决了没有", field="solved")
    if reached and answer not in TAGS["answer"]:
        raise Refused("请选择满意不满意", field="answer")
    if not reached and (solved or answer):
        raise Refused("没有找到本人，就没有本人的回答", field="reached")


def check_close(unsolved: bool, text: str) -> str:
    """What is said beside closing what its asker calls unsolved; refuses to close it without a whole reason."""
    if not unsolved:
        return ""
    least = int(numbers()["unsolved_reason"])
    if len(text.strip()) < least:
        raise Refused(f"本人说没有解决。再次办理，或者写明为什么还是办结（至少{least}个字）", clause=PATH, field="text")
    return "（本人说没有解决）"


def gives_up(before: Iterable[date], on: date) -> bool:
    """Whether attempts on these days and today are enough to leave somebody in peace; those of one day are one."""
    return len({*before, on}) >= int(numbers()["attempts"])


def attempts() -> str:
    """How often somebody is called before they are left in peace, as whoever calls reads it."""
    return f"{numbers()['attempts']}次（同一天打几次只算一次）都没有找到本人，就不再打扰；本人以后还可以自己在网上评价"


@dataclass(frozen=True)
class Rate:
    """One rate in words and counts; `percent` is None where it is over nothing, or over too few to be told."""

    name: str
    of: str
    over: str
    count: int
    total: int

    @property
    def few(self) -> bool:
        """Whether it is over too few."""
        return 0 < self.total < int(numbers()["fewest"])

    @property
    def percent(self) -> float | None:
        """In percent, rounded down to a tenth: what is not whole is never shown as 100."""
        return None if self.few or not self.total else self.count * 1000 // self.total / 10


def rates(sums: Mapping[str, int]) -> list[Rate]:
    """Response, resolution and satisfaction; who answered “部分” is told apart and stands in neither side."""
    heard = sums["satisfied"] + sums["dissatisfied"]
    return [
        Rate("回应率", "期限内联系到职工、作出受理决定的", "联系期限已到的诉求", sums["in_time"], sums["ended_terms"]),
        Rate("解决率", "职工说解决了的", "回访找到本人的", sums["solving"], sums["found"]),
        Rate("满意率", "满意的", "回答满意或者不满意的", sums["satisfied"], heard),
    ]
