"""What must be ready before a stay begins (C233–C235, C258), and what a breach of discipline needs; plain values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from tiexin.core.refusal import Refused
from tiexin.evidence.measures import TAGS

DATA = Path(__file__).parent / "data" / "preparation.yaml"
MATERIALS = {name: TAGS["document"][name] for name in ("publicity", "research_outline", "interview_outline")}
READY = "前期准备：培训、材料、企业情况、纪律承诺备齐再进驻"
DISCIPLINE = "严守工作纪律,不接受企业吃请和礼品"
BREACHES = {"reported": "已登记", "handled": "已处理", "unfounded": "查无此事"}
TEXT = 500


@cache
def told() -> dict[str, Any]:
    """The data: lines of the checklist, the pledge, how long a training counts."""
    with DATA.open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.safe_load(file)
    return found


@dataclass(frozen=True)
class Known:
    """What is known of a team's preparation.

    The names of its members who were not trained or have not pledged, which kinds of material stand ready, which
    sections of the enterprise's dossier are still empty (None: there is no dossier).
    """

    untrained: Sequence[str] = ()
    unpledged: Sequence[str] = ()
    materials: Collection[str] = ()
    gaps: Sequence[str] | None = None


@dataclass(frozen=True)
class Line:
    """One line of the checklist; `missing` says who or what is not ready, nothing when the line is met."""

    key: str
    label: str
    clause: str
    missing: tuple[str, ...]


def checklist(known: Known) -> list[Line]:
    """Every line in its order, with what is missing of it."""
    return [Line(row["key"], row["label"], row["clause"], _missing(row, known)) for row in told()["lines"]]


def _missing(row: Mapping[str, str], known: Known) -> tuple[str, ...]:
    if row["key"] in ("trained", "pledged"):
        return tuple(known.untrained if row["key"] == "trained" else known.unpledged)
    if row["key"] == "dossier":
        return ("还没有写",) if known.gaps is None else tuple(known.gaps)
    return () if row["document"] in known.materials else ("还没有备",)


def trained_since(day: date) -> date:
    """The first day whose training still counts on `day`."""
    return day - timedelta(days=told()["trained_within_days"])


def check_open(lines: Sequence[Line], reason: str, may_waive: bool) -> str:
    """Refuse to begin a stay that is not prepared, unless who sends it out says why; return what was missing."""
    missing = [line for line in lines if line.missing]
    if not missing:
        return ""
    said = "；".join(f"{line.label}（{'、'.join(line.missing)}）" for line in missing)
    clause = f"{missing[0].clause} {READY}"
    if not may_waive:
        raise Refused(f"还没有备齐：{said}。确需先进驻的，请活动办公室写明理由", clause=clause)
    if not reason.strip():
        raise Refused(f"还没有备齐：{said}。确需先进驻，请写明理由", clause=clause, field="reason")
    return said


def check_begun(begun: date | None) -> None:
    """Refuse to tell a day of a stay that has not begun yet."""
    if begun is None:
        raise Refused("这次蹲点还没有登记进驻，先在蹲点页上点“进驻”", clause=READY)


def sentences() -> list[str]:
    """The sentences of the pledge."""
    return list(told()["pledge"]["sentences"])


def digest() -> str:
    """The hash of the sentences: which wording somebody pledged."""
    return sha256("\n".join(sentences()).encode()).hexdigest()


def check_breach(on: date, today: date, what: str) -> None:
    """Refuse a breach of a day to come, or without saying what happened."""
    if on > today:
        raise Refused("这一天还没有到", field="day")
    check_said(what, "what", "是什么事")


def check_said(text: str, field: str, label: str) -> None:
    """Refuse empty and too long words."""
    if not text.strip() or "\0" in text:
        raise Refused(f"请写明{label}", field=field)
    if len(text.strip()) > TEXT:
        raise Refused(f"{label}最多{TEXT}字", field=field)
