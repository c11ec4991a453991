"""How the checks of names speak: an unknown column, an unknown value, what would be accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tiexin.core.documents.problems import Problem, choices, meant, sentence
from tiexin.core.documents.source import Keys
from tiexin.plans.draft import Draft
from tiexin.plans.words import listed, resolve


def filtered(
    draft: Draft, path: Keys, value: Any, columns: Mapping[str, Mapping[str, str]], also: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """Check one filter: its column, then its values; `also` are keys that may stand beside filters."""
    column = str(path[-1])
    if column in columns:
        yield from values(draft, path, value, columns[column])
        return
    known = (*also, *columns)
    said = sentence(f"不认识筛选 {column}。", meant(column, known), choices(tuple(columns)))
    place = draft.source.place(path, key=True)
    yield Problem("error", *place, draft.source.name(path), said, known, "unknown-name")


def values(draft: Draft, path: Keys, value: Any, known: Mapping[str, str] | None) -> Iterator[Problem]:
    """Check one value or each of a list."""
    members = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
    for index, member in members:
        if known is not None and resolve(member, known) is None:
            yield unknown(draft, path if index is None else (*path, index), "值", member, known)


def unknown(draft: Draft, path: Keys, what: str, word: Any, known: Mapping[str, str]) -> Problem:
    """Say that a word is not known, which it may have been meant for, and which are."""
    accepted = listed(known)
    guess = meant(str(word), [*accepted, *known])
    return draft.problem(
        "error", path, "unknown-name", sentence(f"不认识{what}“{word}”。", guess, choices(accepted)), accepted
    )
