"""What stands in the list of entries when it is taken out."""

from tiexin.cases.knowledge import rules
from tiexin.core.exports import Column

KNOWLEDGE = (
    Column("问题", lambda row: row.question),
    Column("答复", lambda row: row.answer),
    Column("依据", lambda row: rules.write_sources(row.sources)),
    Column("服务", lambda row: row.what),
    Column("单位", lambda row: row.org.name),
    Column("负责人", lambda row: str(row.officer or "")),
    Column("状态", lambda row: row.get_state_display()),
    Column("有效期至", lambda row: row.valid_until),
    Column("有人指出可能有误", lambda row: "是" if row.doubted else ""),
    Column("第几版", lambda row: row.version),
)
