"""A duty as a clerk writes it, and its translation into the `Definition` that gauges are compiled from."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from tiexin.duties.definition import Definition, Do, Kind, Of, Target
from tiexin.plans.clause import Clause, Does, Who
from tiexin.plans.fields import Amount, BasisWord, CountedWord, Number, PerWord, UnitWord, key, refuse
from tiexin.plans.readings import Length, Numbers, Readings
from tiexin.plans.words import Words, resolve

TARGETS = ("at_least", "at_most", "exactly", "between", "about", "self_set")


class Duty(Clause):
    """Who owes (`of`), what counts (`do`, `over`, `have`), how much, by when.

    `do` alone is a tally, `do` with `over` a rate, `have` a stock. Without a target the figure is only
    measured.
    """

    of: Who = key("谁来做", "{population: unions, level: 市级, kind: 地方总工会}")
    do: Does | None = key("做什么、怎样数", "{measure: 走访企业, count: {distinct: employer}}", default=None)
    over: Does | None = key("比率的分母", "{measure: 走访企业, count: {distinct: employer}}", default=None)
    have: Who | None = key("应有多少个（组、人）", "{population: teams, kind: 服务职工工作组}", default=None)
    at_least: Number | None = key("不少于", 10, "100%", "1个月", default=None)
    at_most: Number | None = key("不超过", 0, default=None)
    exactly: Number | None = key("正好", 2, default=None)
    between: list[Number] | None = key("从……到……", [2, 3], default=None, min_length=2, max_length=2)
    about: str | None = key("约数；允许的范围写在 readings 或 tolerance", "5人左右", 5, default=None)
    tolerance: int | None = key("约数上下各可差多少", 1, default=None, ge=0)
    self_set: bool = key("由责任单位自己定数", True, default=False)
    counted: CountedWord = key("本级还是含下级", "本级", "含下级", default="own")
    basis: BasisWord = key("算在做的单位还是所在的单位", "谁做的", "在哪做的", default="by")
    per: PerWord = key("多长时间一算", "活动期", "每年", "每月", default="campaign")
    from_: str = key("从哪天的记录算起，默认活动期首日", "2-13", alias="from", default="")
    by: str = key("最迟哪天", "3月初", "2月", default="")
    share: Number | None = key("应有多少责任者做到", "100%", default=None)
    unit: UnitWord = key("计量单位", "家", "人", "件", "篇", "天")

    @property
    def sort(self) -> Kind:
        """Which of the executed kinds this duty is."""
        return "stock" if self.have else "rate" if self.over else "tally"

    @model_validator(mode="after")
    def _whole(self) -> Duty:
        if (self.do is None) == (self.have is None):
            refuse("一项任务要写 do（做什么）或 have（应有多少），二者写一个。", ("do", "have"))
        if self.over and not self.do:
            refuse("写了分母 over，还要写分子 do。", ("do",))
        return self

    @model_validator(mode="after")
    def _one_target(self) -> Duty:
        given = [name for name in TARGETS if getattr(self, name) not in (None, False)]
        if len(given) > 1:
            refuse(f"目标只能写一种，这里写了 {'、'.join(given)}。", tuple(given))
        amounts = [a for a in (self.at_least, self.at_most, self.exactly, *(self.between or [])) if a]
        if any((amount.unit == "percent") != (self.sort == "rate") for amount in amounts):
            refuse("比率（写了 over）的目标写百分数，其他目标写整数。", ("100%",) if self.over else ("10",))
        if self.between and self.between[0].n > self.between[1].n:
            refuse("between 要先写小数，再写大数。", ("[2, 3]",))
        if self.tolerance is not None and not (self.about or "").isdecimal():
            refuse("tolerance 只与 about 的数字同用。", ("about: 5",))
        return self


def amounts(duty: Duty) -> list[Amount]:
    """Return every amount that the target states, as written."""
    single = (duty.at_least, duty.at_most, duty.exactly)
    return [amount for amount in (*single, *(duty.between or [])) if amount]


def number(amount: Amount | None, readings: Readings) -> int | None:
    """Return an amount as a whole number; a month becomes days only by the pack's stated conversion."""
    if amount is None or amount.unit != "month":
        return amount.n if amount else None
    stated = readings.stated.get("month")
    return amount.n * stated.n if isinstance(stated, Length) and stated.unit == "day" else None


def target(duty: Duty, readings: Readings) -> tuple[Target, int | None, int | None]:
    """Return the kind of target with its lowest and highest good value.

    An amount that needs a conversion nobody stated leaves the duty measured only: nothing is guessed.
    """
    if duty.self_set:
        return "self_set", None, None
    if duty.about is not None:
        found = _about(duty, readings)
        return ("about", found.low, found.high) if found else ("measured", None, None)
    low, high = number(duty.at_least, readings), number(duty.at_most, readings)
    if duty.exactly:
        low = high = number(duty.exactly, readings)
    if duty.between:
        low, high = (number(amount, readings) for amount in duty.between)
    given = next((name for name in TARGETS if getattr(duty, name) not in (None, False)), None)
    return (given, low, high) if given and (low, high) != (None, None) else ("measured", None, None)  # type: ignore[return-value]


def _about(duty: Duty, readings: Readings) -> Numbers | None:
    text = duty.about or ""
    if text.isdecimal() and duty.tolerance is not None:
        return Numbers(max(0, int(text) - duty.tolerance), int(text) + duty.tolerance)
    return readings.numbers(text)


def define_who(who: Who, words: Words) -> Of:
    """Translate a population with filters from labels to names; the names were checked before."""
    name = resolve(who.population, words.population_labels) or who.population
    filters = words.populations[name].filters if name in words.populations else {}
    where = {column: _named(values, filters.get(column, {})) for column, values in who.where.items()}
    return Of(population=name, where=where)


def define_does(does: Does, words: Words) -> Do:
    """Translate a measure with filters from labels to names; a counted tag gets its `tag:` mark."""
    where = {tag: _named(values, words.tags.get(tag, {})) for tag, values in does.where.items()}
    measure = resolve(does.measure, words.measures) or does.measure
    return Do(measure=measure, where=where, count=_count(does.count, words))


def define(duty: Duty, words: Words, readings: Readings) -> Definition:
    """Translate a checked duty into the typed form that gauges are compiled from."""
    aim, low, high = target(duty, readings)
    more: dict[str, Any] = {"target": aim, "low": low, "high": high}
    return Definition(
        kind=duty.sort,
        of=define_who(duty.of, words),
        do=define_does(duty.do, words) if duty.do else None,
        over=define_does(duty.over, words) if duty.over else None,
        stock=define_who(duty.have, words) if duty.have else None,
        **{name: getattr(duty, name) for name in ("counted", "basis", "per", "unit", "strength")},
        **more,
    )


def _named(values: list[str], table: Any) -> list[str]:
    return [resolve(value, table) or value for value in values]


def _count(count: str, words: Words) -> str:
    if not count.startswith("distinct:"):
        return count
    word = count.removeprefix("distinct:").removeprefix("tag:")
    name = resolve(word, words.countable) or word
    return f"tag:{name}" if name in words.tags else name
