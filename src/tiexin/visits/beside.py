"""What rooms above show on the page of a visit: each registers a part of the page from its `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from tiexin.visits.models import Visit


@dataclass(frozen=True)
class Part:
    """A part of a page: its template, and what the template is told as `part`."""

    template: str
    said: dict[str, Any] = field(default_factory=dict)


PARTS: list[Callable[[HttpRequest, Visit], Part | None]] = []


def register(part: Callable[[HttpRequest, Visit], Part | None]) -> None:
    """Let a part stand on the page of every visit for which it returns one."""
    PARTS.append(part)


def parts(request: HttpRequest, visit: Visit) -> list[Part]:
    """The parts that stand on the page of a visit, in the order of their rooms."""
    found = (part(request, visit) for part in PARTS)
    return [each for each in found if each is not None]
