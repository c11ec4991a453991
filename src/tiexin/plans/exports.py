"""What stands in the lists of plans, drafts and dispatches when they are taken out."""

from django.utils.timezone import localtime

from tiexin.core.exports import Column

PLANS = (
    Column("方案", lambda row: row[0].title),
    Column("文号", lambda row: row[0].number),
    Column("印发单位", lambda row: row[0].issuer.name),
    Column("起", lambda row: row[1] and row[1].start),
    Column("止", lambda row: row[1] and row[1].end),
    Column("版本", lambda row: f"第{row[1].number}版，已发布" if row[1] else "未发布"),
)
DRAFTS = (
    Column("草稿", str),
    Column("代号", lambda draft: draft.code),
    Column("印发单位", lambda draft: draft.org.name),
    Column("改动人", lambda draft: str(draft.updated_by or "系统")),
    Column("最近改动", lambda draft: f"{localtime(draft.updated_at):%Y-%m-%d %H:%M}"),
)
RECEIVED = (
    Column("方案", lambda row: row.dispatch.version.plan.title),
    Column("文号", lambda row: row.dispatch.version.plan.number),
    Column("第几版", lambda row: row.dispatch.version.number),
    Column("印发单位", lambda row: row.dispatch.version.plan.issuer.name),
    Column("收文单位", lambda row: row.dispatch.org.name),
    Column("签收", lambda row: row.dispatch.received),
    Column("启动", lambda row: row.dispatch.started),
    Column("进展", lambda row: row.label),
)
SENT = (
    Column("单位", lambda row: row.dispatch.org.name),
    Column("收文类别", lambda row: row.dispatch.addressee),
    Column("签收", lambda row: row.dispatch.received),
    Column("启动", lambda row: row.dispatch.started),
    Column("进展", lambda row: row.label),
    Column("逾期天数", lambda row: row.late or None),
    Column("先于印发单位", lambda row: "是" if row.before_issuer else ""),
)
