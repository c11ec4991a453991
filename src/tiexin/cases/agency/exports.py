"""What stands in the list of petition agency when it is taken out: no name of a worker, no content."""

from tiexin.cases.models import WITHHELD
from tiexin.core.exports import MOST, Column, joined

__all__ = ["AGENCY", "MOST"]

AGENCY = (
    Column("诉求编号", lambda row: row.case.number),
    Column("事项", lambda row: row.case.what),
    Column("什么事", lambda row: row.case.as_read(row.case.title) or f"（{WITHHELD}）"),
    Column("负责单位", lambda row: row.case.org.name),
    Column("判定", lambda row: row.label),
    Column("判定日期", lambda row: row.on),
    Column("谁判定的", lambda row: str(row.by)),
    Column("有效委托的代理员", lambda row: joined(row.agents)),
    Column("等谁答复", lambda row: row.errand.body if row.errand else ""),
    Column("对方最晚哪天答复", lambda row: row.term.day if row.term else None),
    Column("对方超期", lambda row: "是" if row.term and row.term.late else ""),
)
