"""Which clause of the source is stated where: by an item of a shipped pack, by a feature, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tiexin.core.documents.clauses import Listed, clauses
from tiexin.plans.headings import natural
from tiexin.plans.loader import Item, Loaded

DATA = Path(__file__).parent / "data"
PARTS = {
    "A": "甲 疗休养事业（文章）",
    "B": "乙 省总工会活动",
    "C": "丙 宁夏实施方案",
    "D": "丁 宁夏分组安排",
}
GRADES = {"Q": "有数", "q": "有目标无数", "S": "可查", "N": "原则"}
KINDS = {
    "tally": "计数",
    "rate": "比率",
    "stock": "存量",
    "response": "限时回应",
    "about": "文件头",
    "organ": "机构",
    "post": "职务",
    "organ_task": "职责",
    "group_count": "组数",
    "team": "工作组",
    "team_size": "组员人数",
    "team_leader": "带队",
    "team_places": "去向",
    "milestone": "时间节点",
    "check": "清单",
    "focus": "服务重点",
    "document": "文稿",
    "task": "工作",
    "draw": "抽取",
    "rung": "解决路径",
    "programme": "专题",
    "offer": "待遇",
    "scoring": "考核表",
    "clock": "时限",
    "reaction": "逾期处理",
    "second_handling": "二次办理",
    "quorum": "会议和表决",
    "decision": "待定的数",
    "reference": "参照标准",
    "norm": "原则",
}


@dataclass(frozen=True)
class Feature:
    """What the product does for a clause beyond its item; `subject` names the part that is still to be built."""

    label: str
    subject: str = ""

    def __str__(self) -> str:
        return f"{self.label}（计划中：{self.subject}）" if self.subject else self.label


@dataclass(frozen=True)
class Row:
    """A clause with its items, each with the code of its pack, and its features."""

    clause: Listed
    items: Sequence[tuple[str, Item]]
    features: Sequence[Feature]

    @property
    def covered(self) -> bool:
        """A principle is covered by being kept, a target by an item that asks for it, the rest by either or a feature.

        Work that a pack keeps as a mere principle (`norm`) is asked of nobody, so that a feature has to do it.
        """
        asked = any(item.kind != "norm" for _, item in self.items)
        if self.clause.grade == "N":
            return bool(self.items)
        return asked or (self.clause.grade == "S" and bool(self.features))


def features() -> dict[str, list[Feature]]:
    """Read which features serve which clause."""
    listed = yaml.safe_load((DATA / "features.yaml").read_text(encoding="utf-8"))["features"]
    found: dict[str, list[Feature]] = {}
    for entry in listed:
        feature = Feature(entry["feature"], entry.get("subject", ""))
        for said in entry["clauses"]:
            for clause in clauses_of(said):
                found.setdefault(clause, []).append(feature)
    return found


def clauses_of(said: Any) -> Iterator[str]:
    """Yield the clauses of `C103..C105`, or the one that is named."""
    first, _, last = str(said).partition("..")
    for number in range(natural(first)[1], natural(last or first)[1] + 1):
        yield f"C{number:03}"


def cover(packs: Iterable[Loaded], served: Mapping[str, Sequence[Feature]]) -> list[Row]:
    """Return one row for each clause of the inventory, in its order."""
    stated: dict[str, list[tuple[str, Item]]] = {}
    for loaded in packs:
        for item in loaded.items:
            code = loaded.pack.pack if loaded.pack else ""
            stated.setdefault(item.clause, []).append((code, item))
    return [Row(clause, stated.get(clause.id, ()), served.get(clause.id, ())) for clause in clauses()]


def missing(rows: Iterable[Row]) -> list[str]:
    """Return the clauses that nothing covers."""
    return [row.clause.id for row in rows if not row.covered]


def page(rows: Sequence[Row]) -> str:
    """Return `docs/coverage.md`."""
    return "\n".join([*_opening(rows), *(said for part in PARTS for said in _part(part, rows))]) + "\n"


def _opening(rows: Sequence[Row]) -> Iterator[str]:
    grades = Counter(row.clause.grade for row in rows)
    gaps = missing(rows)
    planned = [row for row in rows if row.features and all(feature.subject for feature in row.features)]
    yield "# 每一条款在哪里"
    yield ""
    yield "本页由 `tiexin plan coverage` 生成，不要手改。来源共 {} 条：{}。".format(
        len(rows), "，".join(f"{label}（{grade}）{grades[grade]} 条" for grade, label in GRADES.items())
    )
    yield f"没有着落的条款：{'、'.join(gaps) if gaps else '无'}。另有 {len(planned)} 条还等着写明的部分建成。"
    yield ""
    yield "每行：条款号、等级、原文短句；写在哪个方案、是什么、哪一项；由哪个功能服务。"


def _part(part: str, rows: Sequence[Row]) -> Iterator[str]:
    yield from ("", f"## {PARTS[part]}", "")
    for row in rows:
        if row.clause.part == part:
            yield line(row)


def line(row: Row) -> str:
    """Return the line of one clause: number, grade, sentence, where it is stated, what serves it."""
    quote = row.items[0][1].quote if row.items else ""
    parts = (row.clause.id, row.clause.grade, _said(quote), _where(row), _served(row))
    return "- " + " · ".join(part for part in parts if part)


def _said(quote: str) -> str:
    return f"“{quote}”" if quote else ""


def _where(row: Row) -> str:
    """Name the items by pack and kind: `demo` 计数 C1-a、C1-b；文稿 C1."""
    packs: dict[str, dict[str, list[str]]] = {}
    for code, item in row.items:
        packs.setdefault(code, {}).setdefault(KINDS.get(item.kind, item.kind), []).append(item.id)
    said = (
        f"`{code}` " + "；".join(f"{k} {'、'.join(ids)}" for k, ids in kinds.items()) for code, kinds in packs.items()
    )
    return "；".join(said)


def _served(row: Row) -> str:
    return f"功能：{'；'.join(map(str, row.features))}" if row.features else "" if row.items else "没有着落"
