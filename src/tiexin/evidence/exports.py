"""What stands in the audit list when it is taken out."""

from tiexin.core.exports import Column
from tiexin.evidence.vocabulary import THINGS, VERBS

ENTRIES = (
    Column("编号", lambda entry: entry.pk),
    Column("日期", lambda entry: entry.on),
    Column("谁", lambda entry: str(entry.by or "")),
    Column("单位", lambda entry: entry.org.name),
    Column("做了什么", lambda entry: VERBS.get(entry.verb, entry.verb)),
    Column("对什么", lambda entry: THINGS.get(entry.thing, entry.thing)),
    Column("第几号", lambda entry: entry.thing_id),
    Column("作废", lambda entry: "已作废" if hasattr(entry, "voided_by") else ""),
)
