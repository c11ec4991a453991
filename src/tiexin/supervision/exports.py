"""What stands in the lists of supervision when they are taken out."""

from datetime import date

from tiexin.core.exports import Column

INSPECTIONS = (
    Column("被督查单位", lambda row: row.unit.name),
    Column("督查单位", lambda row: row.org.name),
    Column("日期", lambda row: row.on),
    Column("方式", lambda row: row.get_way_display()),
    Column("发现问题", lambda row: row.found),
    Column("还没有销号", lambda row: row.left),
)
CHECKS = (
    Column("企业", lambda row: row.visit.employer.name),
    Column("走访日期", lambda row: row.visit.on),
    Column("登记单位", lambda row: row.visit.org.name),
    Column("要问的人数", lambda row: row.people),
    Column("已问的人数", lambda row: row.answered),
    Column("进度", lambda row: row.get_state_display()),
    Column("结论的理由", lambda row: row.reason),
)
MINE = (
    Column("企业", lambda row: row.visit.employer.name),
    Column("走访日期", lambda row: row.visit.on),
    Column("督查单位", lambda row: row.inspection.org.name),
    Column("说明的期限", lambda row: row.due),
)


def shortcoming_columns(today: date) -> tuple[Column, ...]:
    """The list of what was found: unit by unit what, who puts it right and until when."""
    return (
        Column("整改单位", lambda row: row.unit.name),
        Column("问题", lambda row: row.text),
        Column("依据的条款", lambda row: row.clause),
        Column("督查单位", lambda row: row.inspection.org.name),
        Column("督查日期", lambda row: row.inspection.on),
        Column("负责人", lambda row: row.owner.name),
        Column("期限", lambda row: row.due),
        Column("超期", lambda row: "已超期" if row.is_late(today) else ""),
        Column("状态", lambda row: row.get_state_display()),
        Column("销号日期", lambda row: row.closed),
    )
