"""What stands in the list of matters when it is taken out: no phone, no name, no more than the person reads."""

from datetime import date

from tiexin.cases.clocks import day_of, hour_of
from tiexin.cases.models import WITHHELD, Case
from tiexin.core.days import naive
from tiexin.core.exports import Column


def _term(case: Case) -> date | str | None:
    """The last day, with the hour where the term ends at one."""
    due = naive(case.due) if case.due else None
    return f"{due:%Y-%m-%d %H:%M}" if due and hour_of(due) else day_of(due)


CASES = (
    Column("编号", lambda case: case.number),
    Column("事项", lambda case: case.what),
    Column("什么事", lambda case: "（内容加密）" if case.sealed else case.as_read(case.title) or f"（{WITHHELD}）"),
    Column("登记日期", lambda case: case.on),
    Column("从哪里来", lambda case: case.get_channel_display()),
    Column("状态", lambda case: case.get_state_display()),
    Column("企业", lambda case: str(((case.reads or not case.sealed) and case.employer) or "")),
    Column("负责单位", lambda case: case.org.name),
    Column("承办人", lambda case: str(case.owner or "")),
    Column("包案领导", lambda case: str(case.lead or "")),
    Column("期限", _term),
    Column("办结日期", lambda case: case.closed),
    Column("第几次办理", lambda case: case.round),
)
