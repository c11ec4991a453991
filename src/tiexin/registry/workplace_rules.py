"""Where a workplace may stand and what may be said of it; and the sums that pages show. Plain values in and out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tiexin.core.refusal import Refused

ORDER = "车间 → 班组 → 岗位：上级只能是更大的一层"
INSIDE = {"workshop": (None,), "team": (None, "workshop"), "post": ("workshop", "team")}  # kind → kinds of its parent
WORDS = {"workshop": "车间直接设在企业", "team": "班组设在车间或直接设在企业", "post": "岗位设在车间或班组"}
LONGEST_NAME, LONGEST_DETAIL, MOST_PEOPLE = 40, 60, 1_000_000


def check_place(kind: str, parent: str | None) -> None:
    """Refuse a workplace below one of its own layer or of a smaller one; so no tree has a circle."""
    if kind not in INSIDE:
        raise Refused(f"“{kind}”不在可选范围内", field="kind")
    if parent not in INSIDE[kind]:
        raise Refused(WORDS[kind], clause=ORDER, field="parent")


def check_said(name: str, headcount: int | None) -> None:
    """Refuse a name that cannot be kept and a number of people that no workplace has."""
    if not name.strip() or len(name.strip()) > LONGEST_NAME or "\0" in name:
        raise Refused(f"名称应为1至{LONGEST_NAME}个字", field="name")
    if headcount is not None and not 0 <= headcount <= MOST_PEOPLE:
        raise Refused(f"人数应为0至{MOST_PEOPLE:,}", field="headcount")


def check_hazards(kind: str, hazards: Mapping[str, str], known: Iterable[str]) -> None:
    """Refuse hazards of a whole workshop, of an unknown class, or in too many words."""
    if hazards and kind == "workshop":
        raise Refused("危害因素记在班组和岗位上，不记在整个车间", field="hazards")
    if unknown := hazards.keys() - set(known):
        raise Refused(f"“{'、'.join(sorted(unknown))}”不在可选范围内", field="hazards")
    for name, detail in hazards.items():
        if len(detail.strip()) > LONGEST_DETAIL or "\0" in detail:
            raise Refused(f"请写在{LONGEST_DETAIL}字以内", field=f"detail_{name}")


@dataclass
class Branch:
    """A workplace with what stands inside it; `row` is what pages show of it, `where` the names that it stands in."""

    row: Any
    headcount: int | None
    endangered: bool
    depth: int = 0
    where: str = ""
    inside: list[Branch] = field(default_factory=list)

    @property
    def said(self) -> int:
        """How many people its own parts name together."""
        return sum(each.headcount or 0 for each in self.inside)

    @property
    def over(self) -> int:
        """How many more its parts name than it has itself; numbers are estimates, so this is only told."""
        return max(self.said - self.headcount, 0) if self.headcount is not None else 0


def exposed(branches: Sequence[Branch]) -> int:
    """How many people work where there are hazards: whoever is counted with a team is not counted at its posts again.

    A place with hazards whose number nobody stated counts as much as its parts.
    """
    total = 0
    for branch in branches:
        whole = branch.endangered and branch.headcount is not None
        total += (branch.headcount or 0) if whole else exposed(branch.inside)
    return total


def flat(branches: Sequence[Branch]) -> list[Branch]:
    """Every branch, each before what stands inside it."""
    return [each for branch in branches for each in (branch, *flat(branch.inside))]
