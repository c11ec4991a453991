"""What stands in the lists of activities and of training when they are taken out."""

from tiexin.core.exports import Column, joined

ACTIVITIES = (
    Column("日期", lambda row: row.on),
    Column("类别", lambda row: row.get_kind_display()),
    Column("主题", lambda row: row.title),
    Column("内容", lambda row: joined(row.about)),
    Column("单位", lambda row: row.org.name),
    Column("地点", lambda row: row.where),
    Column("谁主讲", lambda row: joined(row.speakers)),
    Column("人数", lambda row: row.audience or None),
    Column("服务的任务", lambda row: joined(row.tasks)),
    Column("状态", lambda row: "已作废" if row.voided else row.get_state_display()),
)
TRAINING = (
    Column("单位", lambda row: row.org.name),
    Column("姓名", lambda row: row.name),
    Column("职务", lambda row: row.title),
    Column("最近一次培训", lambda row: row.trained),
)
CORPS = (
    Column("单位", lambda row: row.org.name),
    Column("宣讲团", lambda row: row.name),
    Column("成立", lambda row: row.since),
    Column(
        "成员",
        lambda row: joined(who.officer.name for seat in row.seats.all() for who in seat.everybody if not who.until),
    ),
    Column("已讲场次", lambda row: row.held or 0),
    Column("下一场", lambda row: row.next),
)
GUIDANCE = (
    Column("日期", lambda row: row.on),
    Column("指导单位", lambda row: row.org.name),
    Column("指导的干部", lambda row: row.author.name),
    Column("指导了谁", lambda row: row.whom),
    Column("主题", lambda row: row.subject),
    Column("意见和建议", lambda row: row.advice),
    Column("状态", lambda row: "已作废" if row.voided else row.get_state_display()),
    Column("情况和理由", lambda row: row.answer),
    Column("哪天回看", lambda row: row.follow),
)
EXAMPLES = (
    Column("类别", lambda row: row.get_kind_display()),
    Column("名称", lambda row: row.title),
    Column("推荐单位", lambda row: row.org.name),
    Column("本人", lambda row: str(row.officer or "")),
    Column("推荐日期", lambda row: row.on),
    Column("状态", lambda row: row.get_state_display()),
    Column("公布日期", lambda row: row.published),
)
ASSESSMENTS = (
    Column("下派干部", lambda row: row.officer.name),
    Column("考核单位", lambda row: row.org.name),
    Column("依据的文件", lambda row: row.basis),
    Column("发起日期", lambda row: row.on),
    Column("状态", lambda row: row.get_state_display()),
)
