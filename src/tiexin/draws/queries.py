"""Reads about draws: the frame in plain values, the file that is published, and what was drawn of a kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from tiexin.draws import rules
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw, FrameItem, Pick, State
from tiexin.draws.rules import Item

FORMAT = "tiexin-draw-1"


def rules_of(draw: Draw) -> Rules:
    """The rules of a draw, checked again as they are read."""
    return Rules.model_validate(draw.rules)


def items_of(rows: Iterable[FrameItem]) -> list[Item]:
    """Rows of a frame as plain values."""
    return [Item(row.key, row.label, row.values, row.excluded, row.arranged_by, row.arranged_why) for row in rows]


def frame_of(draw: Draw) -> list[Item]:
    """The whole frame of a draw as plain values."""
    return items_of(draw.items.all())


def published(draw: Draw) -> dict[str, Any]:
    """The file that anybody can verify; docs/draw.md says what each key means. Only of a draw that was drawn."""
    picks = list(draw.picks.select_related("item", "replaces__item").order_by("place"))
    return {
        "format": FORMAT,
        "title": draw.title,
        "unit": draw.org.name,
        "place": draw.place.name,
        "basis": draw.basis,
        "days": {"frozen": str(draw.frozen), "drawn": str(draw.drawn)},
        "frozen": rules.frozen(rules_of(draw), frame_of(draw)),
        "frame_hash": draw.frame_hash,
        "parts": [
            {"by": part.giver.name, "salt": part.salt, "commitment": part.commitment, "words": part.words}
            for part in draw.parts.select_related("giver").order_by("pk")
        ],
        "published": {
            "what": draw.published_what,
            "on": str(draw.published_on or ""),
            "value": draw.published_value,
        },
        "seed": draw.seed,
        "picks": [_pick(each) for each in picks if each.replaces is None],
        "replacements": [
            {**_pick(each), "instead_of": each.replaces.item.key, "reason": each.reason}
            for each in picks
            if each.replaces is not None
        ],
    }


def _pick(pick: Pick) -> dict[str, str]:
    return {"stratum": pick.stratum, "id": pick.item.key, "label": pick.item.label, "how": pick.how}


def drawn(kind: str, ids: Collection[int]) -> set[int]:
    """Which things of a kind stand drawn: what rooms above mark 抽中."""
    standing = Pick.objects.standing().filter(draw__kind=kind, draw__state=State.DRAWN, item__thing_id__in=ids)
    return set(standing.values_list("item__thing_id", flat=True))


def counts(draw: Draw) -> dict[str, int]:
    """How many stand in the frame, are left out, and are arranged."""
    left, asked = Count("pk", filter=~Q(excluded="")), Count("pk", filter=~Q(arranged_by=""))
    return draw.items.aggregate(all=Count("pk"), excluded=left, arranged=asked)


def matching(draw: Draw, text: str, standing: str) -> QuerySet[FrameItem]:
    """Rows of a frame by name or number and by how they stand, in the order of their numbers."""
    rows = draw.items.select_related("draw").order_by("key")
    if text:
        rows = rows.filter(Q(label__icontains=text) | Q(key__icontains=text))
    wanted = {"in": Q(excluded=""), "excluded": ~Q(excluded=""), "arranged": ~Q(arranged_by="")}
    return rows.filter(wanted[standing]) if standing else rows
