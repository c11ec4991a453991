"""What every clause of a pack carries, and the two phrases that most of them use: who owes, what counts."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import model_validator

from tiexin.plans.fields import QUOTE_LIMIT, Count, Names, StrengthWord, Text, key, refuse


def _gather(value: Any, own: set[str]) -> Any:
    """Put filters that stand beside the fixed keys (`level: 市级`) into `where`."""
    if not isinstance(value, dict):
        return value
    kept = {name: member for name, member in value.items() if name in own}
    return {**kept, "where": {name: member for name, member in value.items() if name not in own}}


class Excuse(Text):
    """Who is left out and why: `{kind: 产业工会, because: 由产业自定}`; all the filters must hold."""

    because: str = key("为什么除外，照文件写；数字旁边会显示", "由产业自定", max_length=80)
    where: dict[str, Names] = key("筛选", "{level: 市级}", default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def gather(cls, value: Any) -> Any:
        """Take filters from beside `because`."""
        return _gather(value, {"because"})

    @model_validator(mode="after")
    def _someone(self) -> Excuse:
        if not self.where:
            refuse("除外要写明除外的是谁。", ("{kind: 产业工会, because: 由产业自定}",))
        return self


class Who(Text):
    """A population with filters: `{population: unions, level: 市级, kind: 地方总工会}`."""

    population: str = key("哪一类责任者", "unions", "officers", "teams")
    unless: list[Excuse] = key("哪些除外，各写原因", "[{kind: 产业工会, because: 由产业自定}]", default_factory=list)
    where: dict[str, Names] = key("筛选", "{level: 市级}", default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def gather(cls, value: Any) -> Any:
        """Take filters from beside `population`."""
        return _gather(value, {"population", "unless"})


class Does(Text):
    """A measure with filters and the way facts become one number."""

    measure: str = key("算什么", "走访企业", "面对面交流职工", "办成实事")
    count: Count = key(
        "怎样合成一个数", "times", "sum", "{distinct: employer}", "{each_of: {place: [企业, 车间]}}", default="times"
    )
    unless: dict[str, Names] = key("带这些标签的记录不算", "{answer: 不满意}", default_factory=dict)
    where: dict[str, Names] = key("筛选", "{level: 市级}", default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def gather(cls, value: Any) -> Any:
        """Take tag filters from beside the fixed keys."""
        return _gather(value, {"measure", "count", "unless"})


class Clause(Text):
    """One sentence of the document and what it becomes; each kind of clause adds its own keys.

    `id` is the clause number unless several items restate one clause. `reading` says in words how an
    ambiguous sentence is read here; it is shown wherever the number is shown.
    """

    kind: ClassVar[str] = "norm"

    clause: str = key("条款号", "C227", max_length=16)
    quote: str = key(f"原文短句，照抄，最多 {QUOTE_LIMIT} 字", "市一级走访企业数不少于10家", max_length=QUOTE_LIMIT)
    id: str = key("本项编号，默认同条款号；一条写成几项时必填", "C166-workers", default="", max_length=60)
    title: str = key("一句话标题，默认用原文短句", "市总工会走访企业", default="", max_length=80)
    strength: StrengthWord = key("要求的轻重", "必须", "应当", "力争", "预期", "鼓励", default="must")
    reading: str = key("有歧义时，这里怎样理解", "附表每组一个市，按组计", default="", max_length=200)

    @property
    def ident(self) -> str:
        """The id by which gauges, boards and messages call this item."""
        return self.id or self.clause

    @property
    def heading(self) -> str:
        """The title, or the sentence itself."""
        return self.title or self.quote
