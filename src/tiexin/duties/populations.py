"""Populations: who can owe. Each is one line here, registered by the app whose table it reads.

A builder returns an Ibis relation with the fixed columns `subject, org, level, kind, rank, since, until`
over base tables; it is called only where gauges are compiled (the worker), so web processes never import Ibis.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

COLUMNS = ("subject", "org", "level", "kind", "rank", "since", "until")


@dataclass(frozen=True)
class Population:
    """A kind of subject that can owe a duty.

    `fact_column` is the column of a fact that names the subject; `thing` is the kind of thing whose entries
    change the population; `names` gives the subjects' names; `filters` lists each filter column with the
    values it accepts and their labels; `lives` gives the first day of some (or all) subjects and the day they left.
    """

    name: str
    label: str
    fact_column: str
    thing: str
    build: Callable[[], Any]
    names: Callable[[Iterable[int]], dict[int, str]]
    filters: dict[str, dict[str, str]] = field(default_factory=dict)
    lives: Callable[[Collection[int] | None], Iterable[tuple[int, date, date | None]]] = lambda ids: ()


@dataclass(frozen=True)
class Occasion:
    """Something each subject of a population has at days of its own, such as a stay.

    `find` gives subject, first and last day for some subjects (None: for all); entries about one of `things` may
    change any of them.
    """

    per: str
    population: str
    things: tuple[str, ...]
    find: Callable[[Collection[int] | None], Iterable[tuple[int, date, date]]]


OCCASIONS: dict[tuple[str, str], Occasion] = {}
POPULATIONS: dict[str, Population] = {}


def register(population: Population) -> None:
    """Make a population known to the plan language; called once from the owning app's `ready()`."""
    POPULATIONS[population.name] = population


def register_occasion(occasion: Occasion) -> None:
    """Make own periods of a population's subjects known; called once from the owning app's `ready()`."""
    OCCASIONS[occasion.per, occasion.population] = occasion


def members(of: Any) -> Any:
    """Return the Ibis relation of a `definition.Of`: the population with its filters applied, without those excused."""
    relation = POPULATIONS[of.population].build()
    for column, values in of.where.items():
        relation = relation.filter(relation[column].isin(values))
    for excused in of.unless:
        fits = [relation[column].isin(values) for column, values in excused.items()]
        relation = relation.filter(~reduce(and_, fits)) if fits else relation
    return relation
