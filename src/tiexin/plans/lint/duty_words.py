"""Names inside the longer phrases of a duty: exclusions, values one by one, cadences, tables of targets.

Checked on the raw values, so that a duty with another error still has its names read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tiexin.core.documents.problems import Problem
from tiexin.core.documents.source import Keys
from tiexin.plans.draft import Draft, walk
from tiexin.plans.lint.known import filtered, unknown, values
from tiexin.plans.words import resolve

Columns = Mapping[str, Mapping[str, str]]


def left_out(draft: Draft) -> Iterator[Problem]:
    """Every `unless` names filters of its population, or tags of the facts it leaves out."""
    for path, value in walk(draft.source.value):
        excused = value.get("unless") if isinstance(value, dict) else None
        if isinstance(excused, dict) and "measure" in value:
            for tag, said in excused.items():
                yield from filtered(draft, (*path, "unless", tag), said, draft.words.tags)
        elif isinstance(excused, list):
            columns = _columns(draft, value)
            for index, each in enumerate(excused if columns else ()):
                yield from _excuse(draft, (*path, "unless", index), each, columns or {})


def _excuse(draft: Draft, path: Keys, value: Any, columns: Columns) -> Iterator[Problem]:
    for column in value if isinstance(value, dict) else ():
        if column != "because":
            yield from filtered(draft, (*path, column), value[column], columns, ("because",))


def each_value(draft: Draft) -> Iterator[Problem]:
    """Every `each_of` names one tag and values of it."""
    for path, value in walk(draft.source.value):
        if path[-2:] == ("count", "each_of") and isinstance(value, dict):
            for tag, said in value.items():
                yield from filtered(draft, (*path, tag), said, draft.words.tags)


def by_kind(draft: Draft) -> Iterator[Problem]:
    """Cadences and rows of targets name filters of the population that owes."""
    for path, duty in _duties(draft):
        columns = _columns(draft, duty.get("of"))
        if columns is None:
            continue
        cadences = duty.get("cadence_by")
        for column, said in cadences.items() if isinstance(cadences, dict) else ():
            at = (*path, "cadence_by", column)
            yield from filtered(draft, at, list(said) if isinstance(said, dict) else said, columns)
        rows = duty.get("targets")
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            for column in ("level", "rank"):
                if isinstance(row, dict) and column in row:
                    yield from _row(draft, (*path, "targets", index, column), row[column], columns)


def _row(draft: Draft, path: Keys, value: Any, columns: Columns) -> Iterator[Problem]:
    column = str(path[-1])
    if column in columns:
        yield from values(draft, path, value, columns[column])
    else:
        said = f"这一类责任者不分 {column}，目标表里不能按它写。"
        yield draft.problem("error", path, "unknown-name", said, tuple(columns))


def belonging(draft: Draft) -> Iterator[Problem]:
    """`same` names a dimension by which an event and its answer belong together."""
    for path, duty in _duties(draft):
        if isinstance(word := duty.get("same"), str) and resolve(word, draft.words.dimensions) is None:
            yield unknown(draft, (*path, "same"), "维度", word, draft.words.dimensions)


def pooled(draft: Draft) -> Iterator[Problem]:
    """Only people can owe a number together: their unit's, for filters that a unit has too."""
    for path, duty in draft.duties:
        if duty.scope != "pool":
            continue
        if resolve(duty.of.population, draft.words.population_labels) != "officers":
            said = "“合计”是一个单位的干部合起来算。单位合计请写 counted: 含下级。"
            yield draft.problem("error", (*path, "scope"), "pool", said, ("counted: 含下级",))
        elif extra := _personal(duty.of.where) or next(filter(None, (_personal(e.where) for e in duty.of.unless)), ""):
            said = f"“合计”按单位算，不能再按 {extra} 筛选。请删去 {extra}，或改为“每个”。"
            yield draft.problem("error", (*path, "scope"), "pool", said, ("每个",))


def _personal(where: Mapping[str, list[str]]) -> str:
    return next((column for column in where if column not in ("level", "kind")), "")


def _duties(draft: Draft) -> Iterator[tuple[Keys, dict[str, Any]]]:
    raw = draft.source.value.get("duties") if isinstance(draft.source.value, dict) else None
    for index, duty in enumerate(raw if isinstance(raw, list) else ()):
        if isinstance(duty, dict):
            yield ("duties", index), duty


def _columns(draft: Draft, who: Any) -> Columns | None:
    """The filters of a raw population; None when it is not known."""
    word = who.get("population") if isinstance(who, dict) else None
    name = resolve(word, draft.words.population_labels)
    return draft.words.populations[name].filters if name else None
