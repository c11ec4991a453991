"""What stands in the lists of visits and teams when they are taken out."""

from tiexin.core.exports import Column, joined
from tiexin.evidence.measures import TAGS

VISITS = (
    Column("企业", lambda visit: visit.employer.name),
    Column("日期", lambda visit: visit.on),
    Column("谁去的", lambda visit: visit.author.name),
    Column("工作组", lambda visit: str(visit.team or "")),
    Column("单位", lambda visit: visit.org.name),
    Column("方式", lambda visit: joined(TAGS["method"].get(way, way) for way in visit.methods)),
    Column("没有记姓名的人数", lambda visit: visit.unnamed or None),
    Column("状态", lambda visit: "已作废" if visit.voided else "早于本单位启动" if visit.early else ""),
)
TEAMS = (
    Column("名称", lambda team: team.name),
    Column("类别", lambda team: team.get_kind_display()),
    Column("派出单位", lambda team: team.org.name),
    Column("走访地点", lambda team: str(team.place or "")),
    Column("成立", lambda team: team.since),
    Column("结束", lambda team: team.until),
)
