"""What stands in the lists of rooms, centres and agents when they are taken out."""

from collections.abc import Sequence
from datetime import date

from tiexin.cases.rooms.queries import lacks
from tiexin.core.exports import Column, joined

ROOMS = (
    Column("名称", lambda row: row.name),
    Column("牌子", lambda row: joined(row.signs)),
    Column("哪个工会的", lambda row: row.org.name),
    Column("企事业单位", lambda row: row.employer.name),
    Column("地点", lambda row: row.address),
    Column("开放时间", lambda row: "；".join(f"{word} {hours}" for word, hours in row.week if hours)),
    Column("启用日期", lambda row: row.opened),
    Column("规范化日期", lambda row: row.standardised),
    Column("联系干部", lambda row: joined(link.officer.name for link in row.cadre)),
    Column("干部的单位", lambda row: joined(link.officer.org.name for link in row.cadre)),
    Column("撤销日期", lambda row: row.closed),
)
CADRES = (
    Column("单位", lambda row: row.org.name),
    Column("姓名", lambda row: row.name),
    Column("职级", lambda row: row.get_rank_display()),
    Column("职务", lambda row: row.title),
    Column("联系的群众工作室", lambda row: joined(link.room.name for link in row.linked)),
    Column("从哪天起", lambda row: row.linked[0].since if row.linked else None),
)
RECEPTIONS = (
    Column("日期", lambda row: row.on),
    Column("群众工作室", lambda row: row.room.name),
    Column("谁接待的", lambda row: row.officer.name),
    Column("什么事", lambda row: row.about),
    Column("怎么答复的", lambda row: row.get_end_display()),
    Column("答复了什么", lambda row: row.answer),
)
COVERAGE = (
    Column("县（市、区）", lambda row: row.name),
    Column("在册企事业单位", lambda row: row.firms),
    Column("有群众工作室的", lambda row: row.had),
    Column("已规范化的", lambda row: row.done),
)
AGENTS = (
    Column("单位", lambda row: row.org.name),
    Column("姓名", lambda row: row.officer.name),
    Column("分工", lambda row: joined(row.works_on)),
    Column("起", lambda row: row.since),
    Column("止", lambda row: row.until),
    Column("为什么不再担任", lambda row: row.reason),
)


def centres(day: date) -> Sequence[Column]:
    """Unions with their centres as they are on a day."""
    return (
        Column("单位", lambda row: row.name),
        Column("职工服务中心", lambda row: str(getattr(row, "centre", None) or "还没有登记")),
        Column("地点", lambda row: getattr(getattr(row, "centre", None), "address", "")),
        Column("转型日期", lambda row: getattr(getattr(row, "centre", None), "converted", None)),
        Column("还缺哪几项服务", lambda row: joined(lacks(row, day))),
    )
