"""Names that must be known: populations with their filters, measures, tags.

Checked on the raw values, so that a clause with another error still has its names read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tiexin.core.documents.problems import Problem
from tiexin.core.documents.source import Keys
from tiexin.plans.lint.known import filtered, unknown, values
from tiexin.plans.lint.seen import Seen, raw
from tiexin.plans.words import resolve

_WHO = ("of", "have")
_WHO_KEYS = ("population", "unless")
_DOES = ("do", "over", "on", "until")
_DOES_KEYS = ("measure", "count", "unless")


def populations(draft: Seen) -> Iterator[Problem]:
    """Every `of` and `have` names a known population, its filter columns and their values."""
    for path, value in _mappings(draft, _WHO):
        known = draft.words.population_labels
        name = resolve(value.get("population"), known)
        if name is None:
            if "population" in value:
                yield unknown(draft, (*path, "population"), "责任者", value["population"], known)
            continue
        filters = draft.words.populations[name].filters
        for column in (column for column in value if column not in _WHO_KEYS):
            yield from filtered(draft, (*path, column), value[column], filters, _WHO_KEYS)


def measures(draft: Seen) -> Iterator[Problem]:
    """Every `do` and `over` names a known measure, tags with their values, and something countable."""
    for path, value in _mappings(draft, _DOES):
        if "measure" in value and resolve(value["measure"], draft.words.measures) is None:
            yield unknown(draft, (*path, "measure"), "计量", value["measure"], draft.words.measures)
        for tag in (tag for tag in value if tag not in _DOES_KEYS):
            yield from filtered(draft, (*path, tag), value[tag], draft.words.tags, _DOES_KEYS)
        count = value.get("count")
        if isinstance(count, dict) and isinstance(word := count.get("distinct"), str):
            countable = draft.words.countable
            if resolve(word.removeprefix("tag:"), countable) is None:
                yield unknown(draft, (*path, "count", "distinct"), "可以数的东西", word, countable)


def events(draft: Seen) -> Iterator[Problem]:
    """Every milestone's `event` is a known measure."""
    for path, value in raw(draft, "event"):
        if path[:1] == ("milestones",) and path[2:] == ("event",) and resolve(value, draft.words.measures) is None:
            yield unknown(draft, path, "计量", value, draft.words.measures)


def checklist_tags(draft: Seen) -> Iterator[Problem]:
    """Every checklist is tied to a tag, and each of its points to one of the tag's values."""
    for path, value in _members(draft, "checklists"):
        tag = value.get("tag")
        if tag is not None and tag not in draft.words.tags:
            yield unknown(draft, (*path, "tag"), "标签", tag, {name: "" for name in draft.words.tags})
        points = value.get("points")
        for index, point in enumerate(points if isinstance(points, list) else ()):
            if isinstance(tag, str) and isinstance(point, dict) and "value" in point:
                at = (*path, "points", index, "value")
                yield from values(draft, at, point["value"], draft.words.tags.get(tag))


def focus_tags(draft: Seen) -> Iterator[Problem]:
    """The employers that a focus names are known by tag or kind."""
    for path, value in raw(draft, "employer_tag", "employer_kind"):
        if path[:1] == ("focus",) and len(path) == 3:
            yield from values(draft, path, value, draft.words.tags[str(path[2])])


def _mappings(draft: Seen, keys: tuple[str, ...]) -> Iterator[tuple[Keys, dict[str, Any]]]:
    return ((path, value) for path, value in raw(draft, *keys) if isinstance(value, dict))


def _members(draft: Seen, name: str) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """The mappings of a list, as written."""
    for path, value in raw(draft, name):
        members = value if len(path) == 1 and isinstance(value, list) else []
        yield from (((*path, index), member) for index, member in enumerate(members) if isinstance(member, dict))
