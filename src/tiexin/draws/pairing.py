"""Both sides by lot: a draw of teams beside a draw of enterprises deals the enterprises to the teams.

In each stratum the first enterprise goes to the first team, the second to the second, and round again: both orders come
from their own seeds, so nobody chooses who visits whom. docs/draw.md says the same for strangers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from tiexin.core.refusal import Refused
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw, FrameItem, Pick, State
from tiexin.draws.queries import published, rules_of

FORMAT = "tiexin-pairs-1"
BOTH = "两边都抽：工作组和企业各抽各的，按次序配对"
ACROSS = ("teams", "employers")


def pairs(teams: Iterable[tuple[str, str]], others: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Deal in plain values: (stratum, key) of both sides in their orders → (team, other) in the order of the others.

    What stands in a stratum without a team is dealt to nobody.
    """
    at: dict[str, list[str]] = defaultdict(list)
    for stratum, key in teams:
        at[stratum].append(key)
    dealt: list[tuple[str, str]] = []
    turn: dict[str, int] = defaultdict(int)
    for stratum, key in others:
        if row := at.get(stratum):
            dealt.append((row[turn[stratum] % len(row)], key))
            turn[stratum] += 1
    return dealt


def check_beside(kind: str, how: Rules, beside: Draw | None, org_id: int) -> None:
    """Refuse to pair what is no draw of teams with what is no draw of enterprises of the same unit and strata."""
    if beside is None:
        return
    if (kind, beside.kind) != ACROSS or beside.org_id != org_id:
        raise Refused("只有抽工作组可以和本单位抽企业的抽签配对", clause=BOTH, field="beside")
    if beside.state == State.CANCELLED or Draw.objects.filter(beside=beside).exclude(state=State.CANCELLED).exists():
        raise Refused("这次抽签已经取消，或者已经配过对", clause=BOTH, field="beside")
    if rules_of(beside).by != how.by:
        raise Refused("两次抽签要按同样的层抽，才能在同一层里配对", clause=BOTH, field="by")


@dataclass
class Hand:
    """A team and what was dealt to it; one that took another's place stands where that stood."""

    team: FrameItem
    dealt: list[FrameItem] = field(default_factory=list)


def hands(draw: Draw) -> list[Hand]:
    """What each team was dealt, in the order of the teams; nothing until both sides were drawn."""
    if draw.beside is None or {draw.state, draw.beside.state} != {State.DRAWN}:
        return []
    teams, others = _picked(draw), _picked(draw.beside)
    by_key = {pick.item.key: Hand(_standing(teams, pick).item) for pick in teams if pick.replaces_id is None}
    found = {pick.item.key: _standing(others, pick).item for pick in others}
    for team, key in dealt(teams, others):
        by_key[team].dealt.append(found[key])
    return list(by_key.values())


def dealt(teams: Sequence[Pick], others: Sequence[Pick]) -> list[tuple[str, str]]:
    """The pairs of two draws as they were drawn, before anything was replaced."""
    sides = ([(pick.stratum, pick.item.key) for pick in side if pick.replaces_id is None] for side in (teams, others))
    return pairs(*sides)


def _picked(draw: Draw) -> list[Pick]:
    return list(draw.picks.select_related("item__draw").order_by("place"))


def _standing(picks: Sequence[Pick], pick: Pick) -> Pick:
    """What stands in the place of a pick now."""
    later = {each.replaces_id: each for each in picks if each.replaces_id is not None}
    while pick.pk in later:
        pick = later[pick.pk]
    return pick


def dealt_to(team: int) -> list[FrameItem]:
    """The enterprises that draws dealt to a team, the newest draw first."""
    rows = FrameItem.objects.filter(draw__kind="teams", thing_id=team, draw__state=State.DRAWN)
    draws = Draw.objects.filter(pk__in=rows.values("draw"), beside__state=State.DRAWN)
    found = draws.select_related("beside").order_by("-drawn", "-pk")
    return [item for draw in found for hand in hands(draw) if hand.team.thing_id == team for item in hand.dealt]


def paired(draw: Draw) -> dict[str, Any]:
    """The file of a pairing that anybody can verify: both published draws and who was dealt to whom."""
    if draw.beside is None:
        raise Draw.DoesNotExist
    told = dealt(_picked(draw), _picked(draw.beside))
    return {
        "format": FORMAT,
        "teams": published(draw),
        "employers": published(draw.beside),
        "pairs": [{"team": team, "employer": key} for team, key in told],
    }


def may_be_paired(org_id: int) -> QuerySet[Draw]:
    """Draws of enterprises that a draw of teams of the unit may be paired with, the newest first."""
    taken = Draw.objects.exclude(beside=None).exclude(state=State.CANCELLED).values("beside")
    found = Draw.objects.filter(org=org_id, kind="employers").exclude(state=State.CANCELLED)
    return found.exclude(pk__in=taken).order_by("-opened", "-pk")
