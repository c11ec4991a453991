"""What rooms and centres tell the house at start: names for the trail, what leavers hold, what is done each day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.cases import origins
from tiexin.duties import worker
from tiexin.evidence import names
from tiexin.orgs import orphans
from tiexin.orgs.models import Officer

THINGS = {  # kind → who may read its name, and what the name is read with
    "room": ("rooms.see", ()),
    "roomcheck": ("rooms.see", ("room",)),
    "roomlink": ("rooms.see", ("room", "officer")),
    "reception": ("cases.see", ()),
    "centre": ("rooms.see", ("org",)),
    "centrefunction": ("rooms.see", ("centre__org",)),
    "agent": ("rooms.see", ("officer",)),
}


def begin() -> None:
    """Register everything; called once from the app's `ready()`."""
    for kind, (needs, along) in THINGS.items():
        names.register(f"cases.{kind}", partial(_names, kind, along), needs)
    orphans.register(orphans.Held("roomlink", "联系群众工作室", _links, _told, _hand_over, "org"))
    origins.register(origins.Origin("reception", "群众工作室接待", "room", "reception", _known, _became))
    worker.DAILY.append(_carry_on)


def _names(kind: str, along: Collection[str], ids: Collection[int]) -> dict[int, str]:
    from django.apps import apps

    rows: Any = apps.get_model("cases", kind)._default_manager
    return {row.pk: SAID[kind](row) for row in rows.select_related(*along).filter(pk__in=list(ids))}


SAID: dict[str, Any] = {
    "room": str,
    "roomcheck": lambda row: f"{row.room} {row.on}",
    "roomlink": lambda row: f"{row.officer} – {row.room}",
    "reception": lambda row: f"接待 {row.on}",  # a line may say what somebody suffers from
    "centre": lambda row: f"{row.org}{row}",
    "centrefunction": lambda row: f"{row.centre.org}{row.centre} · {row}",
    "agent": str,
}


def _links(day: date) -> QuerySet[Any]:
    from tiexin.cases.rooms.models import RoomLink

    return RoomLink.objects.standing().select_related("room", "officer")


def _told(link: Any) -> str:
    return str(link.room)


def _hand_over(link: Any, successor: Officer, by: Officer | None, on: date) -> Any:
    from tiexin.cases.actions.rooms import link_room

    return link_room(link.room, successor, on, "离任移交", by=by, on=on)


def _carry_on(day: date) -> None:
    from tiexin.cases.actions.rooms import carry_on_links

    while carry_on_links(day):
        pass


def _known(request: HttpRequest, pk: int) -> dict[str, Any] | None:
    """What a reception knows of a matter; nothing when it became one already, or is out of reach."""
    from tiexin.cases.rooms.models import Reception

    rows = Reception.objects.for_request(request, "cases.register").exclude(end="case")
    found = rows.select_related("room__employer").filter(pk=pk).first()
    if found is None:
        return None
    said = {"title": found.about, "name": found.name, "employer": found.room.employer_id}
    return {**said, **({"worker": found.worker_id} if found.worker_id else {}), "place": found.room.name}


def _became(pk: int, case: Any, by: Officer, on: date) -> None:
    from tiexin.cases.actions.receptions import turn_into_case

    turn_into_case(pk, case, by, on)
