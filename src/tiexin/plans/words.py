"""The words a pack may use for what counts and who owes, by name or by their Chinese label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tiexin.evidence.measures import DIMENSIONS, MEASURES, TAGS


class Owing(Protocol):
    """What the plan language needs to know of a population."""

    @property
    def label(self) -> str:
        """Its Chinese name."""

    @property
    def filters(self) -> Mapping[str, Mapping[str, str]]:
        """Filter column → accepted value → label."""


@dataclass(frozen=True)
class Words:
    """Accepted names with their labels: measures, dimensions, tags with values, populations with filters."""

    measures: Mapping[str, str]
    dimensions: Mapping[str, str]
    tags: Mapping[str, Mapping[str, str]]
    populations: Mapping[str, Owing]

    @property
    def population_labels(self) -> dict[str, str]:
        """Population names with labels."""
        return {name: population.label for name, population in self.populations.items()}

    @property
    def countable(self) -> dict[str, str]:
        """What `count: {distinct: …}` may name: dimensions and tags."""
        return {**{tag: "" for tag in self.tags}, **self.dimensions}


def standard(populations: Mapping[str, Owing] | None = None) -> Words:
    """Return the product's words; populations default to those registered when this is called."""
    if populations is None:
        from tiexin.duties.populations import POPULATIONS

        populations = POPULATIONS
    measures = {name: measure.label for name, measure in MEASURES.items()}
    return Words(measures, DIMENSIONS, TAGS, populations)


def resolve(word: object, table: Mapping[str, str]) -> str | None:
    """Return the name behind a name or label; None when the table has neither."""
    if not isinstance(word, str):
        return None
    if word in table:
        return word
    return next((name for name, label in table.items() if label and label == word), None)


def listed(table: Mapping[str, str]) -> tuple[str, ...]:
    """Return the accepted words for a message: the label where there is one, else the name."""
    return tuple(label or name for name, label in table.items())
