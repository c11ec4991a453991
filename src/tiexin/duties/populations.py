"""Populations: who can owe. Each is one line here, registered by the app whose table it reads.

A builder returns an Ibis relation with the fixed columns `subject, org, level, kind, rank, since, until`
over base tables; it is called only where gauges are compiled (the worker), so web processes never import Ibis.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

COLUMNS = ("subject", "org", "level", "kind", "rank", "since", "until")


@dataclass(frozen=True)
class Population:
    """A kind of subject that can owe a duty.

    `fact_column` is the column of a fact that names the subject; `thing` is the kind of thing whose entries
    change the population; `names` gives the subjects' names; `filters` lists each filter column with the
    values it accepts and their labels.
    """

    name: str
    label: str
    fact_column: str
    thing: str
    build: Callable[[], Any]
    names: Callable[[Iterable[int]], dict[int, str]]
    filters: dict[str, dict[str, str]] = field(default_factory=dict)


POPULATIONS: dict[str, Population] = {}


def register(population: Population) -> None:
    """Make a population known to the plan language; called once from the owning app's `ready()`."""
    POPULATIONS[population.name] = population


def members(of: Any) -> Any:
    """Return the Ibis relation of a `definition.Of`: the population with its filters applied."""
    relation = POPULATIONS[of.population].build()
    for column, values in of.where.items():
        relation = relation.filter(relation[column].isin(values))
    return relation
