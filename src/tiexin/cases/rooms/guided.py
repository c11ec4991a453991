"""A port for guidance of rooms: its own app stands above and says here how the latest is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from tiexin.cases.rooms.models import Room


@dataclass(frozen=True)
class Guided:
    """One piece of guidance: when, by whom, about what, and where it is read."""

    on: date
    by: str
    subject: str
    url: str


Reader = Callable[[HttpRequest, Room], Guided | None]
_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Take what finds the latest guidance of a room; called once by its app at start."""
    _readers[:] = [reader]


def latest(request: HttpRequest, room: Room) -> Guided | None:
    """The latest guidance of a room that the person may read."""
    return next((reader(request, room) for reader in _readers), None)
