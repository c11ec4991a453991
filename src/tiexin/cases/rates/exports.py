"""The ledger of what is left out, and differences by unit, when they are taken out; without names of people."""

from tiexin.core.exports import MOST, Column

TAKEN = MOST + 1  # one more than fits says that there are more
LEDGER = (
    Column("编号", lambda row: row.case.number),
    Column("事项", lambda row: row.case.what),
    Column("理由", lambda row: row.why_not),
    Column("申请单位", lambda row: row.asker),
    Column("决定单位", lambda row: row.decider),
    Column("决定", lambda row: row.get_state_display()),
    Column("决定日期", lambda row: row.decided_on),
)
COMPARED = (
    Column("单位", lambda row: row.org),
    Column("抽查几件", lambda row: row.asked),
    Column("找到本人几件", lambda row: row.reached),
    Column("不一致几件", lambda row: row.differing),
    Column("不一致率", lambda row: row.rate.percent),
)
