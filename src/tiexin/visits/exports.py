"""What stands in the lists of visits and teams when they are taken out."""

from datetime import date

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

OPINIONS = (
    Column("单位", lambda opinion: opinion.org.name),
    Column("日期", lambda opinion: opinion.visit.on),
    Column("企业", lambda opinion: opinion.visit.employer.name),
    Column("来源", lambda opinion: opinion.get_source_display()),
    Column("谁提的", lambda opinion: opinion.worker.name if opinion.worker else ""),
    Column("意见建议", lambda opinion: opinion.text),
    Column("着落", lambda opinion: opinion.get_state_display()),
    Column("向哪个单位建议", lambda opinion: opinion.unit),
    Column("答复、回复或理由", lambda opinion: opinion.answer),
    Column("转为的问题", lambda opinion: opinion.problem.get_state_display() if opinion.problem else ""),
    Column("告知日期", lambda opinion: opinion.told_on),
)

ANNOUNCEMENTS = (
    Column("日期", lambda announced: announced.day),
    Column("企业", lambda announced: announced.employer.name),
    Column("单位", lambda announced: announced.org.name),
    Column("负责人", lambda announced: announced.owner.name),
    Column("为什么去", lambda announced: announced.purpose),
    Column("企业联系人", lambda announced: announced.contact),
    Column("状态", lambda announced: announced.get_state_display()),
)


def problem_columns(today: date) -> tuple[Column, ...]:
    """The list that leaders take into meetings: unit by unit what is asked, who sees to it and until when."""
    return (
        Column("负责单位", lambda problem: problem.org.name),
        Column("企业", lambda problem: problem.visit.employer.name),
        Column("类别", lambda problem: problem.get_question_display()),
        Column("问题", lambda problem: problem.text),
        Column("反映日期", lambda problem: problem.visit.on),
        Column("状态", lambda problem: problem.get_state_display()),
        Column("劳动关系矛盾", lambda problem: "是" if problem.dispute else ""),
        Column("负责人", lambda problem: problem.owner.name),
        Column("期限", lambda problem: problem.due),
        Column("超期", lambda problem: "已超期" if problem.is_late(today) else ""),
        Column("还没有告知的人数", lambda problem: problem.untold or None),
    )


def deed_columns(today: date) -> tuple[Column, ...]:
    """The list of deeds: what was promised for whom, by whom until when, and what came of it."""
    return (
        Column("单位", lambda deed: deed.org.name),
        Column("实事", lambda deed: deed.title),
        Column("为谁办", lambda deed: deed.serves),
        Column("负责人", lambda deed: deed.owner.name),
        Column("承诺日期", lambda deed: deed.promised),
        Column("期限", lambda deed: deed.due),
        Column("超期", lambda deed: "已超期" if deed.is_late(today) else ""),
        Column("状态", lambda deed: deed.get_state_display()),
        Column("结果", lambda deed: deed.result),
        Column("办成日期", lambda deed: deed.done_on),
        Column("确认的职工", lambda deed: deed.people),
    )


MATERIALS = (
    Column("单位", lambda material: material.org.name),
    Column("材料", lambda material: material.get_kind_display()),
    Column("文件", lambda material: material.file.name),
    Column("归档日期", lambda material: material.on),
    Column("撤下日期", lambda material: material.withdrawn),
)
BREACHES = (
    Column("所在单位", lambda breach: breach.org.name),
    Column("干部", lambda breach: breach.officer.name),
    Column("哪天的事", lambda breach: breach.on),
    Column("是什么事", lambda breach: breach.what),
    Column("状态", lambda breach: breach.get_state_display()),
    Column("处理结果", lambda breach: breach.answer),
    Column("处理日期", lambda breach: breach.closed),
)
PAPERS = (
    Column("派出单位", lambda paper: paper.stay.team.org.name),
    Column("工作组", lambda paper: paper.stay.team.name),
    Column("企业", lambda paper: paper.stay.employer.name),
    Column("文字", lambda paper: paper.told.label),
    Column("执笔", lambda paper: paper.author.name),
    Column("状态", lambda paper: paper.get_state_display()),
    Column("还没有写的", lambda paper: joined(paper.gaps)),
    Column("通过日期", lambda paper: paper.accepted),
)
STANDS = {"past": "已结束", "now": "正在进行", "coming": "未开始"}


def stay_columns(today: date) -> tuple[Column, ...]:
    """The calendar of stays as rows."""
    return (
        Column("派出单位", lambda stay: stay.team.org.name),
        Column("工作组", lambda stay: stay.team.name),
        Column("第几批", lambda stay: stay.batch),
        Column("企业", lambda stay: stay.employer.name),
        Column("进驻日期", lambda stay: stay.start),
        Column("离开日期", lambda stay: stay.end),
        Column("状态", lambda stay: STANDS[stay.stands(today)]),
    )


def proposal_columns(today: date) -> tuple[Column, ...]:
    """The list of proposals: what was asked of whom for how many problems, and what came of it."""
    return (
        Column("单位", lambda proposal: proposal.org.name),
        Column("建议", lambda proposal: proposal.title),
        Column("提给谁", lambda proposal: proposal.body),
        Column("提出日期", lambda proposal: proposal.sent),
        Column("汇总的问题", lambda proposal: proposal.count or None),
        Column("状态", lambda proposal: proposal.get_state_display()),
        Column("负责人", lambda proposal: proposal.owner.name),
        Column("期限", lambda proposal: proposal.due),
        Column("超期", lambda proposal: "已超期" if proposal.is_late(today) else ""),
        Column("采纳", lambda proposal: proposal.get_verdict_display()),
        Column("答复", lambda proposal: proposal.answer),
        Column("答复日期", lambda proposal: proposal.answered),
        Column("改变了什么", lambda proposal: proposal.effect),
        Column("文件号", lambda proposal: proposal.document),
        Column("见效日期", lambda proposal: proposal.effect_on),
    )
