"""The numbers and words of `data/agency.yaml`, read once: classes, powers, terms of other bodies, how many speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.cases.catalogue import ClockRule, Extension, Length, Service, Source

DATA = Path(__file__).parents[1] / "data" / "agency.yaml"
SOURCES = ("services", "classes", "agency", "powers", "special", "ways", "longest", "agents")
PREFIX = "body_"  # so that no clock of a service has such a name


@dataclass(frozen=True)
class Class:
    """One of the four classes of a demand: what has to be done for it, whether the union carries it as agent."""

    label: str
    say: str
    agency: bool


@dataclass(frozen=True)
class Speaking:
    """How many speak for the people of a matter, from how many people on somebody is named, and where that is said."""

    most: int
    at_least: int
    source: str


@dataclass(frozen=True)
class Norms:
    """What is said of petition agency; `sources` says of each where it comes from.

    `extensions` are apart from `bodies`: such a term is lengthened by its body, which nobody here may do.
    """

    services: tuple[str, ...]
    classes: Mapping[str, Class]
    powers: Mapping[str, str]
    special: Mapping[str, str]
    ways: Mapping[str, str]
    longest_days: int
    agents: int
    speakers: Mapping[str, Speaking]  # by service
    bodies: Mapping[str, ClockRule]
    extensions: Mapping[str, Extension]
    sources: Mapping[str, str]

    @property
    def offering(self) -> tuple[str, ...]:
        """The classes for which agency is offered."""
        return tuple(name for name, each in self.classes.items() if each.agency)

    def words(self, powers: list[str]) -> list[str]:
        """Powers in words, in their own order."""
        return [label for name, label in {**self.powers, **self.special}.items() if name in powers]


def _body(name: str, said: Mapping[str, Any]) -> ClockRule:
    """The clock of another body: it starts with a step taken there and is met by its answer."""
    length, source = Length(said["amount"], said["unit"]), Source(**said["source"])
    events = (("sent_outside",), ("answered_outside",))
    return ClockRule(PREFIX + name, said["label"], *events, length, source, holder="other")


def _extension(said: Mapping[str, Any]) -> Extension:
    """By how much another body may lengthen its own term, and how often."""
    return Extension(Length(said["amount"], said["unit"]), Source(**said["source"]), said.get("times", 1))


def _speaking(said: Mapping[str, Any]) -> Speaking:
    return Speaking(said["most"], said["from"], str(Source(**said["source"])))


def read(text: str) -> Norms:
    """Make norms of what a file says."""
    said: Mapping[str, Any] = yaml.safe_load(text)
    plain = ("powers", "special", "ways", "longest_days", "agents")
    return Norms(
        services=tuple(said["services"]),
        classes={name: Class(**each) for name, each in said["classes"].items()},
        bodies={name: _body(name, each) for name, each in said["bodies"].items()},
        extensions={name: _extension(each["extend"]) for name, each in said["bodies"].items() if "extend" in each},
        speakers={name: _speaking(each) for name, each in said["speakers"].items()},
        sources={name: str(Source(**said[f"{name}_source"])) for name in SOURCES},
        **{name: said[name] for name in plain},
    )


@cache
def norms() -> Norms:
    """The norms of this installation."""
    return read(DATA.read_text(encoding="utf-8"))


def rule_of(service: Service, name: str, cls: str = "") -> ClockRule | None:
    """The rule behind a clock of a matter of a class: its service's own, or the term of another body."""
    found = service.clock(name) or norms().bodies.get(name.removeprefix(PREFIX))
    return found and found.of_class(cls)
