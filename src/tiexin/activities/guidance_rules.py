"""What guidance must say, and how it is answered: taken up, or not with a reason; what was not may be later."""

from datetime import date

from tiexin.activities.rules import check_text, check_words
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date

STATES = {"open": "还没有采纳", "taken": "已采纳", "not_taken": "不采纳"}
ANSWERS = {"taken": "已采纳", "not_taken": "不采纳"}
GUIDED = "C151、C238：加强指导，指导要有日子、主题、意见和结果"
TITLE, TEXT = 100, 1000  # characters


def check_guidance(subject: str, advice: str, room: str, on: date, today: date) -> None:
    """Refuse guidance without words, or of a day to come."""
    check_text(subject, "subject", "指导的主题", TITLE)
    check_text(advice, "advice", "意见和建议", TEXT)
    check_words(room, "room", TITLE)
    if on > today:
        raise Refused("日期还没有到", field="on")


def check_whom(to_below: bool | None, room: str) -> None:
    """Refuse guidance of nobody, or of a union that does not stand below; `to_below` is None without a union."""
    if to_below is None and not room.strip():
        raise Refused("请选择被指导的工会，或者写明群众工作室", clause=GUIDED, field="to")
    if to_below is False:
        raise Refused("只能指导下级工会", clause=GUIDED, field="to")


def check_follow(follow: date | None, on: date) -> None:
    """Refuse to look again before the day of the guidance."""
    if follow is not None and follow < on:
        raise Refused("回看的日子不能早于指导那天", field="follow")


def check_answer(state: str, answer: str, text: str, voided: date | None) -> None:
    """Refuse an answer that says nothing, one to what was taken up already, and any to what was voided."""
    if voided is not None:
        raise Refused(f"这次指导已于{zh_date(voided)}作废")
    if answer not in ANSWERS:
        raise Refused("请选择采纳了没有", field="state")
    if state in ("taken", answer):
        raise Refused(f"这次指导现在是“{STATES[state]}”，不能这样答复")
    check_text(text, "text", "怎样采纳的" if answer == "taken" else "为什么不采纳", TEXT)
