"""When a score may be published, and how it is appealed against: in plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date

APPEALS = {"open": "已申诉，待决定", "upheld": "申诉成立", "rejected": "申诉不成立"}
BASIS = "考核评价标准：有依据、已启用才计分"
APPEAL = "考核申诉：期限以内提出，由别人决定，写明理由"


def permit_of(sheet: Mapping[str, Any]) -> str:
    """The document that allows a sheet; refused where it names none or is switched off."""
    permit = sheet.get("permit") or {}
    basis = str(permit.get("basis") or "").strip()
    if not basis or permit.get("active") is not True:
        raise Refused("这张考核表没有写明依据并启用，只列出，不计分", clause=BASIS, field="sheet")
    return basis


def check_result(result: int | None) -> int:
    """Refuse a score of which no line can be judged."""
    if result is None:
        raise Refused("没有一项可以评，不公布得分", clause=BASIS, field="unit")
    return result


def check_appeal(until: date | None, appealed: bool, corrected: bool, today: date) -> None:
    """Refuse an appeal that the plan does not know, a second one, one against a corrected score, and one too late."""
    if until is None:
        raise Refused("方案没有写申诉的办法，或者申诉期限暂不能定", clause=APPEAL)
    if appealed or corrected:
        raise Refused("已经申诉过了" if appealed else "这个得分已经更正", clause=APPEAL)
    if today > until:
        raise Refused(f"申诉期限到{zh_date(until)}，已经过了", clause=APPEAL)


def check_decision(state: str, publisher: int, decider: int) -> None:
    """Refuse to decide twice, and by whoever published the score."""
    if state != "open":
        raise Refused(f"申诉现在是“{APPEALS[state]}”，不能再决定", clause=APPEAL)
    if publisher == decider:
        raise Refused("得分是您公布的，请别人来决定", clause=APPEAL)
