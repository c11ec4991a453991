"""What stands in the list of reports when it is taken out: times from event to record, report and coordination."""

from tiexin.cases.reporting.rules import span
from tiexin.core.days import naive
from tiexin.core.exports import Column

REPORTS = (
    Column("诉求编号", lambda row: row.case.number),
    Column("事项", lambda row: row.case.what),
    Column("哪个单位报的", lambda row: row.from_org.name),
    Column("报给哪个单位", lambda row: row.org.name),
    Column("谁报的", lambda row: str(row.by)),
    Column("发生", lambda row: f"{naive(row.happened):%Y-%m-%d %H:%M}"),
    Column("谁第一个知道", lambda row: row.known_by),
    Column("知道", lambda row: f"{naive(row.known):%Y-%m-%d %H:%M}"),
    Column("知道到登记", lambda row: span(row.known, row.case.at)),
    Column("知道到报告", lambda row: span(row.known, row.at)),
    Column("知道到协调", lambda row: span(row.known, row.coordinated) if row.coordinated else ""),
    Column("谁知悉", lambda row: str(row.received_by or "")),
    Column("报告到知悉", lambda row: span(row.at, row.received) if row.received else ""),
    Column("后来", lambda row: row.get_answer_display()),
)
