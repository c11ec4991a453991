"""A small pack that is right, and the means to break it in one place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tiexin.core.documents.problems import Problem
from tiexin.plans.loader import Loaded, load

LEVELS = {
    "national": "全国",
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "township": "乡镇（街道）",
    "enterprise": "企业",
}
KINDS = {
    "territorial": "地方总工会",
    "industry": "产业工会",
    "direct": "直属基层工会",
    "enterprise": "企业工会",
}
RANKS = {"leader": "领导", "middle": "中层", "staff": "干部"}
TEAM_KINDS = {"service_group": "服务职工工作组", "stay_team": "蹲点小组"}


@dataclass(frozen=True)
class Owers:
    """A population as the plan language sees it."""

    label: str
    filters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


POPULATIONS: dict[str, Any] = {
    "unions": Owers("各级工会", {"level": LEVELS, "kind": KINDS}),
    "officers": Owers("干部", {"level": LEVELS, "kind": KINDS, "rank": RANKS}),
    "teams": Owers("工作组", {"level": LEVELS, "kind": TEAM_KINDS}),
}

HEAD = """\
pack: demo
title: 示例方案
issuers: [某市总工会]
jurisdiction: "64"
year: 201*
issued: 2-13
period: {from: 2-20, to: 6-30}
"""  # lines 1 to 7

DUTY = """\
duties:
  - clause: C1
    quote: 走访企业数不少于10家
    of: {population: 各级工会, level: 市级}
    do: {measure: 走访企业, count: {distinct: 企业}}
    at_least: 10
    unit: 家
"""  # lines 8 to 14 when it follows HEAD


def pack(body: str = DUTY, head: str = HEAD) -> str:
    """The text of a pack."""
    return head + body


def duty(**keys: str) -> str:
    """One list member with the usual keys, each replaced or added; an empty value leaves the key out."""
    usual = {
        "clause": "C1",
        "quote": "不少于10家",
        "of": "{population: 各级工会, level: 市级}",
        "do": "{measure: 走访企业, count: {distinct: 企业}}",
        "unit": "家",
    }
    lines = [f"{key.rstrip('_')}: {value}" for key, value in {**usual, **keys}.items() if value]
    return "  - " + "\n    ".join(lines) + "\n"


def duties(*members: str) -> str:
    """A pack of these duties; the first begins on line 9."""
    return pack("duties:\n" + "".join(members))


def read(text: Any, year: int | None = 2012, document: str | None = None) -> Loaded:
    """Load with the test's populations."""
    return load(text, year=year, document=document, populations=POPULATIONS)


def where(problems: Iterable[Problem]) -> list[tuple[int, int, str]]:
    """Line, column and rule of each finding, in order."""
    return [(problem.line, problem.column, problem.rule) for problem in problems]


def only(problems: list[Problem]) -> Problem:
    """The one finding there is."""
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def refused(loaded: Loaded) -> Problem:
    """The one error of a pack of which nothing was loaded."""
    assert loaded.pack is None
    assert (loaded.items, loaded.duties) == ([], [])
    return only(loaded.problems)
