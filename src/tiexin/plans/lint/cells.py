"""Tables of targets: exactly one row applies to each ower."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from tiexin.core.documents.problems import Problem
from tiexin.plans.aim import Row
from tiexin.plans.draft import Draft
from tiexin.plans.duty import Duty
from tiexin.plans.words import resolve

Pair = tuple[str, str]


def one_row_each(draft: Draft) -> Iterator[Problem]:
    """Every level × rank that owes has one row, and no row speaks of somebody who does not owe."""
    for path, duty in draft.duties:
        if not duty.targets or not _known(draft, duty):
            continue
        owing, first = set(_owing(draft, duty)), dict[Pair, int]()
        for index, row in enumerate(duty.targets):
            pairs = set(_pairs(draft, duty, row))
            if twice := sorted(pair for pair in pairs & owing if pair in first):
                said = f"{_say(draft, duty, twice[0])}在第 {first[twice[0]] + 1} 行已经有目标，这里又写了一次。"
                yield draft.problem("error", (*path, "targets", index), "cell-twice", said)
            if not pairs & owing:
                said = "这一行说的人不在 of 之内，用不上。"
                yield draft.problem("error", (*path, "targets", index), "cell-nobody", said)
            first.update({pair: index for pair in pairs if pair not in first})
        if missing := [pair for pair in _owing(draft, duty) if pair not in first]:
            said = f"{_say(draft, duty, missing[0])}没有目标。请在 targets 补一行，或在 of 里只写有目标的人。"
            yield draft.problem("error", (*path, "targets"), "cell-never", said)


def vague_rows(draft: Draft) -> Iterator[Problem]:
    """An approximate number of a row has a stated range."""
    for path, duty in draft.duties:
        for index, row in enumerate(duty.targets):
            if row.about is not None and row.tolerance is None and draft.readings.numbers(row.about) is None:
                said = f"“{row.about}”是多少到多少没有写明。请在 readings 里加一行，如“{row.about}: 4..6”。"
                at = (*path, "targets", index, "about")
                yield draft.problem("error", at, "about-unread", said, (f"{row.about}: 4..6",))


def _known(draft: Draft, duty: Duty) -> bool:
    """Tell whether every word of the table is known; one that is not is said by the checks of names."""
    filters = _filters(draft, duty)
    said = [(column, word) for row in duty.targets for column in ("level", "rank") for word in getattr(row, column)]
    return bool(filters) and all(resolve(word, filters.get(column, {})) for column, word in said)


def _owing(draft: Draft, duty: Duty) -> list[Pair]:
    levels, ranks = (_values(draft, duty, column, duty.of.where.get(column, [])) for column in ("level", "rank"))
    return list(product(levels, ranks))


def _pairs(draft: Draft, duty: Duty, row: Row) -> Iterator[Pair]:
    yield from product(_values(draft, duty, "level", row.level), _values(draft, duty, "rank", row.rank))


def _values(draft: Draft, duty: Duty, column: str, said: list[str]) -> list[str]:
    """The names behind the words, or all that the population has; one empty name for a column it lacks."""
    known = _filters(draft, duty).get(column, {})
    return [resolve(word, known) or word for word in said] or list(known) or [""]


def _say(draft: Draft, duty: Duty, pair: Pair) -> str:
    filters = _filters(draft, duty)
    words = (filters.get(column, {}).get(name, name) for column, name in zip(("level", "rank"), pair, strict=True))
    return "“" + " · ".join(word for word in words if word) + "”"


def _filters(draft: Draft, duty: Duty) -> Mapping[str, Mapping[str, str]]:
    name = resolve(duty.of.population, draft.words.population_labels)
    return draft.words.populations[name].filters if name else {}
