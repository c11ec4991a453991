"""Lawful steps of a service on one matter: which were taken, which may be taken now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tiexin.cases.catalogue import Service, Stage
from tiexin.core.refusal import Refused

DONE = "did_"  # begins the event of a step that says one was taken


@dataclass(frozen=True)
class Mark:
    """One lawful step on a matter: the day on which it was last taken, and what has to come first."""

    stage: Stage
    on: date | None
    missing: tuple[str, ...]


def marks(service: Service, done: Mapping[str, date]) -> list[Mark]:
    """Every step of the service in its order."""
    labels = {each.name: each.label for each in service.steps}
    return [
        Mark(each, done.get(each.name), tuple(labels[name] for name in each.after if name not in done))
        for each in service.steps
    ]


def check(service: Service, name: str, done: Mapping[str, date], on: date) -> Stage:
    """Refuse a step that the service does not know, one before what has to come first, the same twice on a day."""
    mark = next((each for each in marks(service, done) if each.stage.name == name), None)
    if mark is None:
        raise Refused("请选择做了哪一步", field="stage")
    if mark.missing:
        said = f"还没有“{'”“'.join(mark.missing)}”，不能先“{mark.stage.label}”"
        raise Refused(said, clause=str(mark.stage.source), field="stage")
    if mark.on == on:
        raise Refused("这一步今天已经记过", field="stage")
    return mark.stage


def check_order(service: Service, letter: str, done: Mapping[str, date]) -> None:
    """Refuse a letter that is itself a lawful step, before what has to come first."""
    mark = next((each for each in marks(service, done) if each.stage.name == letter and each.missing), None)
    if mark is not None:
        raise Refused(f"还没有“{'”“'.join(mark.missing)}”", clause=str(mark.stage.source), field="letter")
