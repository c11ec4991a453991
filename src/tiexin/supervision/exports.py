"""What stands in the lists of supervision when they are taken out."""

from datetime import date
from typing import Any

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


def _state(row: Any) -> str:
    """How a score stands: corrected by another, under appeal, or as published."""
    if hasattr(row, "correction"):
        return "已更正"
    if hasattr(row, "appeal"):
        return str(row.appeal.get_state_display())
    return "更正后的得分" if row.corrects_id else "已公布"


def points(hundredths: int | None) -> float | None:
    """Points as they are read: hundredths in whole numbers become a figure."""
    return None if hundredths is None else hundredths / 100


ODDITIES = (
    Column("登记人", lambda row: row.author.name),
    Column("单位", lambda row: row.author.org.name),
    Column("什么少见", lambda row: row.get_kind_display()),
    Column("情况", lambda row: row.told),
    Column("查看的日子", lambda row: row.on),
    Column("进度", lambda row: row.get_state_display()),
    Column("登记人的说明", lambda row: row.reply),
)
SURVEYS = (
    Column("被评价单位", lambda row: row.unit.name),
    Column("调查什么", lambda row: row.get_kind_display()),
    Column("调查单位", lambda row: row.org.name),
    Column("第一天", lambda row: row.since),
    Column("最后一天", lambda row: row.until),
    Column("要问的", lambda row: row.asked),
    Column("已回答", lambda row: row.answered),
    Column("没有回答", lambda row: row.asked - row.answered),
    Column("进度", lambda row: row.get_state_display()),
)
ASKS = (
    Column("次序", lambda row: row.place),
    Column("哪一方", lambda row: row.get_body_display()),
    Column("姓名或名称", lambda row: row.name or row.worker.name),
    Column("单位", lambda row: row.worker.employer.name if row.worker and row.worker.employer else ""),
    Column("进度", lambda row: row.get_state_display()),
    Column("怎样回答的", lambda row: row.get_way_display()),
    Column("谁记下的", lambda row: row.noted_by.name if row.noted_by else ""),
)
SCORES = (
    Column("被考核单位", lambda row: row.unit.name),
    Column("考核表", lambda row: row.sheet.title),
    Column("方案", lambda row: row.sheet.version.plan.title),
    Column("公布单位", lambda row: row.org.name),
    Column("公布日期", lambda row: row.on),
    Column("状态", _state),
)
LINES = (
    Column("指标", lambda line: line["name"]),
    Column("满分", lambda line: points(line["points"])),
    Column("完成", lambda line: line["done"]),
    Column("分母", lambda line: line["base"]),
    Column("百分比", lambda line: line["percent"]),
    Column("怎样计分", lambda line: line["how"]),
    Column("扣分", lambda line: points(line["lost"])),
    Column("得分", lambda line: points(line["earned"])),
    Column("不评的原因", lambda line: line["why"]),
)
