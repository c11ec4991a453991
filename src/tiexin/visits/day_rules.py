"""What a day of a stay must satisfy; plain values in, refusals out."""

from dataclasses import dataclass, fields
from datetime import date

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.visits.rules import HAPPENED, check_text

TOGETHER = {"eat": "同吃", "live": "同住", "study": "同学习", "work": "同劳动"}  # C086
DONE = {"study_joined": "参加班组学习", "line_work": "在一线劳动", "reception_held": "到群众工作室接访"}  # C088–C090
PAID = "自己付食宿费：记下金额和票据号"
NOTE = 1000  # characters
MOST = 1_000_000  # fen for a day's board or lodging


@dataclass(frozen=True)
class DaySaid:
    """What an officer says of one day of a stay; money in fen."""

    together: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    board: int = 0
    lodging: int = 0
    receipt: str = ""
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all."""
        return not any(getattr(self, field.name) for field in fields(self))


def check_day(on: date, stay: tuple[date, date], cancelled: date | None, today: date) -> None:
    """Refuse a day that is not of the stay, or is still to come."""
    if cancelled is not None:
        raise Refused(f"这次蹲点已于{zh_date(cancelled)}取消")
    if not stay[0] <= on <= stay[1]:
        raise Refused(f"这次蹲点是{zh_date(stay[0])}至{zh_date(stay[1])}，{zh_date(on)}不在其中", field="on")
    if on > today:
        raise Refused("这一天还没有到", clause=HAPPENED, field="on")


def check_said(said: DaySaid) -> None:
    """Refuse a day of which nothing is said, unknown words, and money without its receipt."""
    if said.empty:
        raise Refused("请至少点一项，或者写下当天做了什么", field="together")
    for field, words, known in (("together", said.together, TOGETHER), ("done", said.done, DONE)):
        if unknown := set(words) - known.keys():
            raise Refused(f"“{'、'.join(sorted(unknown))}”不在可选范围内", field=field)
    for field, amount in (("board", said.board), ("lodging", said.lodging)):
        if not 0 <= amount <= MOST:
            raise Refused(f"金额应为0至{MOST // 100:,}元", field=field)
    if (said.board or said.lodging) and not said.receipt.strip():
        raise Refused("请写上票据号", clause=PAID, field="receipt")
    check_text(said.receipt, 60, "receipt")
    check_text(said.note, NOTE, "note")
