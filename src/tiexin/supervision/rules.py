"""What an inspection decides, in plain values: who may be inspected, its sheet, and how what was found is put right."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from tiexin.core.refusal import Refused

WAYS = {"hear": "听取汇报", "sample": "抽查", "both": "听取汇报和抽查"}
ANSWERS = {"yes": "做到", "no": "没有做到", "na": "不适用"}
STATES = {"open": "待整改", "answered": "已答复，待复查", "closed": "复查通过"}
TEXT, HEARD, NOTE = 500, 4000, 200  # characters
HOW = "C208：通过听取各地情况汇报和随机抽查"
PATH = "督查问题：有期限、有答复、有复查"


def check_inspection(way: str, on: date, today: date, heard: str, has_draw: bool) -> None:
    """Refuse an inspection in no known way, of a day to come, without what was heard or without a draw."""
    if way not in WAYS:
        raise Refused("请选择督查方式", clause=HOW, field="way")
    if on > today:
        raise Refused("督查的日期还没有到", field="on")
    if way != "sample":
        check_text(heard, "heard", "听取了什么情况", HEARD)
    if way != "hear" and not has_draw:
        raise Refused("抽查要先抽签：请选择已经抽过的走访记录抽签", clause=HOW, field="draw")


def check_text(text: str, field: str, asks: str, longest: int = TEXT) -> None:
    """Refuse words that are missing, too long for a list, or not to be kept."""
    if not text.strip():
        raise Refused(f"请写明{asks}", field=field)
    if len(text.strip()) > longest:
        raise Refused(f"请写在{longest}字以内", field=field)
    if "\0" in text:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)


def check_answers(lines: Collection[str], given: Mapping[str, tuple[str, str]]) -> None:
    """Refuse answers to lines that the sheet does not have, in no known word, and a no that says nothing more."""
    for line, (answer, note) in given.items():
        if line not in lines:
            raise Refused("检查表上没有这一条", clause=HOW)
        if answer not in ANSWERS:
            raise Refused("请选择做到、没有做到或不适用", field=line)
        if answer == "no":
            check_text(note, f"{line}-note", "哪里没有做到", NOTE)
        elif note:
            check_text(note, f"{line}-note", "说明", NOTE)


def check_found(line: str, lines: Collection[str], due: date, today: date) -> None:
    """Refuse a line that the sheet does not have, and a day that has passed."""
    if line and line not in lines:
        raise Refused("检查表上没有这一条", field="line")
    if due < today:
        raise Refused("期限不能早于今天", field="due")


def check_state(state: str, wanted: str) -> None:
    """Refuse what the state of a shortcoming does not allow."""
    if state != wanted:
        raise Refused(f"这个问题现在是“{STATES[state]}”，不能这样办", clause=PATH)


def check_again(passed: bool, due: date | None, today: date) -> None:
    """Refuse not to pass without a new day, and a day that has passed."""
    if not passed and due is None:
        raise Refused("没有通过的，请定新的期限", clause=PATH, field="due")
    if not passed and due is not None and due < today:
        raise Refused("期限不能早于今天", field="due")


def is_late(state: str, due: date, today: date) -> bool:
    """Whether the unit has not answered although its day has passed; the day itself is in time."""
    return state == "open" and due < today
