"""What stands in the list of who handles what when it is taken out."""

from tiexin.core.exports import Column

OWNERS = (
    Column("单位", lambda row: row.org.name),
    Column("事项", lambda row: row.what),
    Column("承办人", lambda row: row.officer.name),
    Column("起", lambda row: row.since),
    Column("止", lambda row: row.until),
    Column("现在能承办", lambda row: "" if row.until else "是" if row.serves else "否"),
)
