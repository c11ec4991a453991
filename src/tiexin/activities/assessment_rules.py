"""The sheet as data, who may fill it in, and how an appeal goes: words only, nothing is added up or compared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tiexin.activities.rules import check_text, check_words
from tiexin.core.refusal import Refused

SHEET = Path(__file__).parent / "data" / "assessment.yaml"
STATES = {
    "asked": "评价中",
    "given": "已评价",
    "appealed": "申诉中",
    "settled": "申诉已答复",
    "withdrawn": "已撤销",
}
OUTCOMES = {"kept": "维持评价", "withdrawn": "撤销评价"}
FEWEST, MOST = 2, 9  # assessors: never one person alone
TITLE, TEXT = 100, 1000  # characters
LAW = "C209：对下派干部考核评价；评价人署名，本人可以看、可以申诉，不排名次"
PERMIT = "没有文件依据，不考核"


@dataclass(frozen=True)
class Line:
    """One line of the sheet and its words."""

    label: str
    words: dict[str, str]


@cache
def lines() -> dict[str, Line]:
    """The sheet's lines by name, in their order."""
    return {name: Line(**said) for name, said in yaml.safe_load(SHEET.read_text(encoding="utf-8")).items()}


def check_asked(basis: str, officer: int, assessors: Collection[int]) -> None:
    """Refuse a sheet without a document, one filled in by too few or too many, or by the cadre."""
    if not basis.strip():
        raise Refused("请写明依据哪份文件考核", clause=PERMIT, field="basis")
    check_words(basis, "basis", TITLE)
    if officer in assessors:
        raise Refused("本人不能给自己评价", clause=LAW, field="assessors")
    if not FEWEST <= len(assessors) <= MOST:
        raise Refused(f"请选{FEWEST}至{MOST}位评价人", clause=LAW, field="assessors")


def check_words_given(given: Mapping[str, str], note: str) -> None:
    """Refuse a sheet with a line left out, or a word that it does not know."""
    for name, line in lines().items():
        if given.get(name) not in line.words:
            raise Refused(f"请选择“{line.label}”的评价", field=name)
    check_words(note, "note", TEXT)


def check_state(state: str, *wanted: str) -> None:
    """Refuse what the state of a sheet does not allow."""
    if state not in wanted:
        raise Refused(f"这份考核现在是“{STATES[state]}”，不能这样办")


def check_decider(by: int, involved: Collection[int]) -> None:
    """Refuse to decide an appeal about what one has opened, said or is assessed by."""
    if by in involved:
        raise Refused("发起人、评价人和本人不能决定申诉", clause=LAW)


def check_decision(outcome: str, text: str) -> None:
    """Refuse a decision that says nothing."""
    if outcome not in OUTCOMES:
        raise Refused("请选择怎样决定", field="outcome")
    check_text(text, "text", "决定的理由", TEXT)
