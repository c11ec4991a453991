"""A duty as a clerk writes it, and its translation into the `Definition` that gauges are compiled from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from pydantic import model_validator

from tiexin.duties.definition import Cell, Clock, Definition, Do, Kind, Of, Target
from tiexin.evidence.measures import MEASURES
from tiexin.plans.aim import BOUNDS, Aim, Bounds, Row, bounds, given
from tiexin.plans.clause import Clause, Does, Who
from tiexin.plans.fields import (
    Amount,
    BasisWord,
    CountedWord,
    DayText,
    EachOf,
    EnforceWord,
    Fraction,
    PeriodText,
    PerWord,
    ScopeWord,
    SpanText,
    UnitWord,
    key,
    refuse,
)
from tiexin.plans.moments import Anchor
from tiexin.plans.periods import NEEDS_LENGTH, period_of
from tiexin.plans.readings import Readings, span
from tiexin.plans.words import Words, resolve

TARGETS = (*BOUNDS, "all", "increase", "targets", "self_set")


class Duty(Aim, Clause):
    """Who owes (`of`), what counts (`do`, `over`, `have`, `on`), how much, by when.

    `do` alone is a tally, `do` with `over` a rate, `do` with `on` a response, `have` a stock. Without a target
    the figure is only measured; a response without one is owed every time.
    """

    of: Who = key("谁来做", "{population: unions, level: 市级, kind: 地方总工会}")
    do: Does | None = key("做什么、怎样数", "{measure: 走访企业, count: {distinct: employer}}", default=None)
    over: Does | None = key("比率的分母", "{measure: 走访企业, count: {distinct: employer}}", default=None)
    on: Does | None = key("每发生一次就要回应一次的事", "{measure: 发现问题}", default=None)
    within: SpanText = key("多久之内回应", "3天", "3个工作日", "当天", default="")
    same: str = key("事和回应凭什么是同一件", "职工", "企业", default="")
    have: Who | None = key("应有多少个（组、人）", "{population: teams, kind: 服务职工工作组}", default=None)
    all: bool = key("全部：比率为 100%，逐个值都做到，或人人都做到", True, default=False)
    increase: bool = key("比上一期多", True, default=False)
    targets: list[Row] = key("按级别、职级各定一个数", "[{level: 省级, at_least: 30天}]", default_factory=list)
    self_set: bool = key("由责任单位自己定数", True, default=False)
    scope: ScopeWord = key("每个人各算各的，还是一个单位的人合计", "每个", "合计", default="each")
    counted: CountedWord = key("本级还是含下级", "本级", "含下级", default="own")
    basis: BasisWord = key("算在做的单位还是所在的单位", "谁做的", "在哪做的", default="by")
    per: PerWord = key("多长时间一算", "活动期", "每年", "每月", "每3年", "近5年", default="campaign")
    length: int = key("“每N天”“每N年”“近N年”的 N，也可直接写“每3年”", 3, default=0, ge=1, le=999)
    cadence_by: dict[str, dict[str, PeriodText]] = key(
        "不同的人不同的次数：一种人一项任务", "{rank: {领导: 每年, 干部: 每月}}", default_factory=dict
    )
    from_: DayText = key("从哪天的记录算起，默认活动期首日", "2-13", alias="from", default="")
    by: DayText = key("最迟哪天", "3月初", "2月", default="")
    before: Anchor | None = key("最迟在某件事之前几天", "{event: period.to, days: 10}", default=None)
    until: Does | None = key("做到这一步，以后就不再欠", "{measure: 办成实事}", default=None)
    share: Fraction | None = key("应有多少责任者做到", "100%", default=None)
    unit: UnitWord = key("计量单位", "家", "人", "件", "篇", "天")
    enforce: EnforceWord = key("超了怎么办：拒绝登记、提醒，还是只计数", "拒绝", "提醒", "只计", default="measure")
    weight: int = key("在考核里占几分", 10, default=0, ge=0, le=1000)
    score: str = key("计入哪张考核表（表名）", "年度考核", default="")

    @property
    def sort(self) -> Kind:
        """Which of the executed kinds this duty is."""
        return "stock" if self.have else "rate" if self.over else "response" if self.on else "tally"

    @model_validator(mode="before")
    @classmethod
    def _spell(cls, value: Any) -> Any:
        """Part `per: 每3年` into kind and length."""
        said = value.get("per") if isinstance(value, dict) else None
        found = period_of(said) if isinstance(said, str) else None
        if not found or found[0] not in NEEDS_LENGTH or not found[1]:
            return value
        if "length" in value:
            refuse(f"“{said}”已经写明 N，不要再写 length。", (f"per: {said}",))
        return {**value, "per": found[0], "length": found[1]}

    @model_validator(mode="after")
    def _whole(self) -> Duty:
        if (self.do is None) == (self.have is None):
            refuse("一项任务要写 do（做什么）或 have（应有多少），二者写一个。", ("do", "have"))
        if self.over and not self.do:
            refuse("写了分母 over，还要写分子 do。", ("do",))
        if self.over and self.on:
            refuse("over（比率）和 on（每次回应）只写一个。", ("over", "on"))
        if self.on and not (self.do and self.within):
            refuse("写了 on，还要写怎样回应 do 和多久之内 within。", ("do", "within: 3天"))
        if not self.on and (self.within or self.same):
            refuse("within 和 same 只与 on 同用。", ("on: {measure: 发现问题}",))
        return self

    @model_validator(mode="after")
    def _when(self) -> Duty:
        if (self.per in NEEDS_LENGTH) != bool(self.length):
            refuse("“每N天”“每N年”“近N年”要写明 N；别的周期不写 length。", ("每3年", "每20天", "近5年"))
        if self.by and self.before:
            refuse("by 和 before 只写一个。", ("by", "before"))
        if self.cadence_by and (len(self.cadence_by) != 1 or not all(self.cadence_by.values())):
            refuse("cadence_by 写一个筛选，下面每个值写一个周期。", ("{rank: {领导: 每年, 干部: 每月}}",))
        if self.cadence_by and self.per != "campaign":
            refuse("写了 cadence_by，就不再写 per。", ("cadence_by", "per"))
        return self

    @model_validator(mode="after")
    def _one_target(self) -> Duty:
        named = given(self, TARGETS)
        if len(named) > 1:
            refuse(f"目标只能写一种，这里写了 {'、'.join(named)}。", tuple(named))
        percent = self.sort in ("rate", "response")
        if any((amount.unit == "percent") != percent for amount in amounts(self)):
            shape = ("100%",) if percent else ("10",)
            refuse("比率和回应（写了 over 或 on）的目标写百分数，其他目标写整数。", shape)
        if self.all and self.share:
            refuse("all: true 已经是人人做到，不要再写 share。", ("all", "share"))
        return self


def amounts(duty: Duty) -> list[Amount]:
    """Return every amount that the target states, as written."""
    return [*duty.stated, *(amount for row in duty.targets for amount in row.stated)]


def expanded(duty: Duty) -> Iterator[Duty]:
    """Yield the duty, or with `cadence_by` one duty for each kind of ower, called `C129@领导`."""
    if not duty.cadence_by:
        yield duty
    for column, cadences in duty.cadence_by.items():
        for word, said in cadences.items():
            per, length = period_of(said) or ("campaign", 1)
            of = duty.of.model_copy(update={"where": {**duty.of.where, column: [word]}})
            told = {"id": f"{duty.ident}@{word}", "title": f"{duty.heading}（{word}）"[:80]}
            more: dict[str, Any] = {
                "of": of,
                "per": per,
                "length": length if per in NEEDS_LENGTH else 0,
                "cadence_by": {},
            }
            yield duty.model_copy(update={**told, **more})


def target(duty: Duty, readings: Readings) -> Bounds:
    """Return the kind of target with its lowest and highest good value."""
    if duty.self_set or duty.increase:
        return ("self_set" if duty.self_set else "increase"), None, None
    if duty.all:
        return "at_least", _whole_of(duty), None
    found = bounds(duty, readings)
    owed = duty.sort == "response" and not given(duty, TARGETS)  # what must be answered must always be answered
    return ("at_least", 100, None) if owed else found


def _whole_of(duty: Duty) -> int:
    if duty.over or duty.on:
        return 100
    return len(duty.do.count.values) if duty.do and isinstance(duty.do.count, EachOf) else 1


def cells(duty: Duty, words: Words, readings: Readings) -> tuple[Target, list[Cell]]:
    """Translate the table of targets: one cell for each level and rank that a row names."""
    name = resolve(duty.of.population, words.population_labels)
    filters = words.populations[name].filters if name else {}
    kinds, found = set[Target](), list[Cell]()
    for row in duty.targets:
        aim, low, high = bounds(row, readings)
        kinds.add(aim)
        levels, ranks = (_named(getattr(row, column), filters.get(column, {})) for column in ("level", "rank"))
        pairs = product(levels or [""], ranks or [""])
        found += [Cell(level=level, rank=rank, low=low, high=high) for level, rank in pairs]
    return (kinds.pop() if len(kinds) == 1 else "between"), found


def define_who(who: Who, words: Words) -> Of:
    """Translate a population with filters from labels to names; the names were checked before."""
    name = resolve(who.population, words.population_labels) or who.population
    filters = words.populations[name].filters if name in words.populations else {}
    return Of(
        population=name,
        where=_filters(who.where, filters),
        unless=[_filters(excuse.where, filters) for excuse in who.unless],
    )


def define_does(does: Does, words: Words) -> Do:
    """Translate a measure with filters from labels to names; a counted tag gets its `tag:` mark."""
    where, unless = _filters(does.where, words.tags), _filters(does.unless, words.tags)
    if isinstance(does.count, EachOf):
        where[does.count.tag] = _named(does.count.values, words.tags.get(does.count.tag, {}))
    measure = resolve(does.measure, words.measures) or does.measure
    return Do(measure=measure, where=where, unless=unless, count=_times(measure, _count(does.count, words)))


def _times(measure: str, count: str) -> str:
    """How often people were met is how many person-times it was: one record may stand for people without names."""
    crowds = measure in MEASURES and MEASURES[measure].crowds
    return "sum" if crowds and count == "times" else count


def define(duty: Duty, words: Words, readings: Readings) -> Definition:
    """Translate a checked duty into the typed form that gauges are compiled from."""
    aim, low, high = target(duty, readings)
    table: list[Cell] = []
    if duty.targets:
        aim, table = cells(duty, words, readings)
    said: dict[str, Any] = {"target": aim, "low": low, "high": high, "cells": table, "clock": _clock(duty, words)}
    of = define_who(duty.of, words)
    if duty.scope == "pool":
        said["pool"], of = of.population, of.model_copy(update={"population": "unions"})
    phrases = {"do": duty.do, "over": duty.on or duty.over, "until": duty.until}
    said.update({name: define_does(does, words) for name, does in phrases.items() if does})
    return Definition(
        kind=duty.sort,
        of=of,
        stock=define_who(duty.have, words) if duty.have else None,
        **{name: getattr(duty, name) for name in _AS_WRITTEN},
        length=duty.length or 1,
        share=duty.share.n if duty.share else 100,
        **said,
    )


_AS_WRITTEN = ("counted", "basis", "per", "unit", "strength", "enforce", "weight")


def _clock(duty: Duty, words: Words) -> Clock | None:
    time = span(duty.within)
    if not duty.on or time is None:
        return None
    return Clock(days=time.days, working=time.working, same=resolve(duty.same, words.dimensions) or "worker")


def _filters(where: dict[str, list[str]], columns: Any) -> dict[str, list[str]]:
    return {column: _named(values, columns.get(column, {})) for column, values in where.items()}


def _named(values: list[str], table: Any) -> list[str]:
    return [resolve(value, table) or value for value in values]


def _count(count: str | EachOf, words: Words) -> str:
    if isinstance(count, EachOf):
        return f"tag:{count.tag}"
    if not count.startswith("distinct:"):
        return count
    word = count.removeprefix("distinct:").removeprefix("tag:")
    name = resolve(word, words.countable) or word
    return f"tag:{name}" if name in words.tags else name
