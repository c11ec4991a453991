"""What stands in the boards' lists when they are taken out."""

from functools import partial

from tiexin.boards.imposed import KINDS, Month
from tiexin.core.exports import Column, joined
from tiexin.evidence.models import Fact


def crowd(fact: Fact) -> str:
    """How many people a talk was with whose names nobody wrote down."""
    return f"没有记姓名的 {fact.qty} 人" if fact.measure == "talk" else ""


def _count(kind: str, month: Month) -> int:
    return month.counts[kind]


SUBJECTS = (
    Column("责任者", lambda shown: shown.who),
    Column("完成", lambda shown: shown.value),
    Column("任务", lambda shown: shown.target_text),
    Column("单位", lambda shown: shown.unit),
    Column("期间", lambda shown: shown.term),
    Column("期限", lambda shown: shown.due),
    Column("状态", lambda shown: shown.state_label),
)
FACTS = (
    Column("日期", lambda fact: fact.on),
    Column("企业", lambda fact: str(fact.employer or "")),
    Column("见到的人", lambda fact: str(fact.worker or "") or crowd(fact)),
    Column("干部", lambda fact: str(fact.officer or "")),
    Column("单位", lambda fact: fact.by_org.name),
    Column("记录号", lambda fact: fact.entry_id),
)
TALKS = (
    Column("日期", lambda talk: talk.visit.on),
    Column("企业", lambda talk: talk.visit.employer.name),
    Column("谁去的", lambda talk: talk.visit.author.name),
    Column("工作组", lambda talk: str(talk.visit.team or "")),
    Column("状态", lambda talk: "已作废" if talk.visit.voided else ""),
)
BURDEN = (
    Column("月份", lambda month: f"{month.first:%Y-%m}"),
    *(Column(label, partial(_count, kind)) for kind, label in KINDS.items()),
    Column("合计", lambda month: month.total),
    Column("各级走访", lambda month: joined(f"{label}{count}次" for label, count in month.by_level)),
)
