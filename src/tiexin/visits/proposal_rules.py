"""How a proposal to change a policy goes: sent to a body, answered, seen to take effect; or closed without."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date

DATA = Path(__file__).parent / "data" / "proposals.yaml"
STATES = {"sent": "已提出，等答复", "answered": "已答复，等见效", "effect": "已见效", "closed": "没有见效，已结束"}
UNDER_WAY = ("sent", "answered")
VERDICTS = {"accepted": "采纳", "partly": "部分采纳", "refused": "未采纳"}
TITLE, BODY, LONG, TEXT = 100, 60, 2000, 500  # characters
TOGETHER = 200  # problems taken in or ended at once
PATH = "C262：带有综合性和普遍性的问题，从政策和制度层面推动解决"


@cache
def data() -> Mapping[str, Any]:
    """Which bodies are offered, and how many calendar days each state is given: data, see the file."""
    read: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return read


def due_of(state: str, on: date) -> date | None:
    """The day by which a proposal that came into a state should go on; None where nothing is left to do."""
    days = data()["days"].get(state)
    return None if days is None else on + timedelta(days=days)


def check_text(text: str, field: str, asks: str, longest: int = TEXT) -> None:
    """Refuse words that are missing, too long, or not to be kept."""
    if not text.strip():
        raise Refused(f"请写明{asks}", field=field)
    if len(text.strip()) > longest:
        raise Refused(f"请写在{longest}字以内", field=field)
    if "\0" in text:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)


def check_state(state: str, wanted: tuple[str, ...]) -> None:
    """Refuse what the state of a proposal does not allow."""
    if state not in wanted:
        raise Refused(f"这个建议现在是“{STATES[state]}”，不能这样办", clause=PATH)


def check_day(day: date, first: date, on: date, field: str = "day") -> None:
    """Refuse a day to come, or one before what it follows."""
    if day > on:
        raise Refused("日期还没有到", field=field)
    if day < first:
        raise Refused(f"不能早于{zh_date(first)}", field=field)


def check_due(due: date | None, on: date) -> None:
    """Refuse to be due before today."""
    if due is not None and due < on:
        raise Refused("期限不能早于今天", field="due")


def check_verdict(verdict: str) -> None:
    """Refuse an answer of which nobody knows whether it agrees."""
    if verdict not in VERDICTS:
        raise Refused("请选择采纳了没有", field="verdict")


def check_many(problems: int, least: int) -> None:
    """Refuse too few problems, or more at once than somebody can have looked at."""
    if problems < least:
        raise Refused("请选择问题", clause=PATH, field="problems")
    if problems > TOGETHER:
        raise Refused(f"一次最多选{TOGETHER}个问题，请分几次", field="problems")


def check_taken_in(state: str, elsewhere: bool) -> None:
    """Refuse a problem that is not under way, or that another proposal under way has already."""
    if state not in ("open", "raised", "explained", "policy"):
        raise Refused("只有还没有解决的问题能列入建议", clause=PATH, field="problems")
    if elsewhere:
        raise Refused("选中的问题里有的已经列入别的建议", clause=PATH, field="problems")


def is_late(state: str, due: date | None, today: date) -> bool:
    """Whether a proposal under way has passed its day; the day itself is in time."""
    return state in UNDER_WAY and due is not None and due < today
