"""Where a stated total comes from: the floors beneath it, what they leave open, and who may fill the rest.

“走千家企业” is promised of the region; the floors of groups, cities and counties sum to less. The rest comes from
units that set their own number, and from going beyond the floors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tiexin.duties import present
from tiexin.duties.models import Gauge, Standing, Term
from tiexin.orgs.models import Org
from tiexin.orgs.scope import below

NAMED = 8  # units without a number that are named one by one


@dataclass(frozen=True)
class Floor:
    """One clause's part of the total: so many who owe, so much each."""

    term: Term
    owing: int
    target: int
    url: str

    @property
    def each(self) -> int | None:
        """What each owes, where all owe the same."""
        return self.target // self.owing if self.owing and self.target % self.owing == 0 else None


@dataclass(frozen=True)
class Filler:
    """Units that set their own number towards the total: how many have, to what sum, and who has not."""

    floor: Floor
    unset: int
    names: Sequence[str] = ()

    @property
    def more(self) -> int:
        """How many without a number are not named."""
        return self.unset - len(self.names)


@dataclass(frozen=True)
class Gap:
    """A stated total beside the sum of the floors beneath it."""

    term: Term
    stated: int
    floors: Sequence[Floor] = ()
    fillers: Sequence[Filler] = field(default=())

    @property
    def floor_sum(self) -> int:
        """What is certain once everybody has reached the floor."""
        return sum(floor.target for floor in self.floors)

    @property
    def own_sum(self) -> int:
        """What units have set for themselves so far."""
        return sum(filler.floor.target for filler in self.fillers)

    @property
    def short(self) -> int:
        """What the floors leave open; never below nought."""
        return max(0, self.stated - self.floor_sum)

    @property
    def rest(self) -> int:
        """What floors and own numbers leave open; never below nought."""
        return max(0, self.stated - self.floor_sum - self.own_sum)

    @property
    def unit(self) -> str:
        """The word behind the numbers."""
        return present.unit_of(self.term.duty)


def feeds(total: dict[str, Any], part: dict[str, Any]) -> bool:
    """Tell whether everything that counts for one definition counts for the other, too."""
    wanted, given = total["do"], part["do"]
    if not wanted or not given or part["kind"] != "tally" or part["counted"] != "own":
        return False
    same = (wanted["measure"], wanted["count"]) == (given["measure"], given["count"])
    where = given["where"]
    return same and all(set(where.get(key, ())) and set(where[key]) <= set(v) for key, v in wanted["where"].items())


def gaps(node: Org, wholes: Iterable[tuple[Term, int]], terms: Collection[Term]) -> dict[int, Gap]:
    """By term, how each total that the node owes stands to the floors beneath it; one query for all."""
    wanted = list(wholes)
    stored = [term for term in terms if term.pk]
    parts = {whole.pk: [t for t in stored if feeds(whole.duty.definition, t.duty.definition)] for whole, _ in wanted}
    known = {term.pk for group in parts.values() for term in group}
    standings = {s.term_id: s for s in Standing.objects.filter(node=node, term__in=known)} if known else {}
    return {whole.pk: _gap(node, whole, stated, parts[whole.pk], standings) for whole, stated in wanted}


def _gap(node: Org, whole: Term, stated: int, parts: list[Term], standings: dict[int, Standing]) -> Gap:
    floors, fillers = list[Floor](), list[Filler]()
    for term in parts:
        standing = standings.get(term.pk)
        if standing is None or not standing.subjects:
            continue
        url = reverse("duty", args=[node.pk, term.duty_id])
        floor = Floor(term, standing.owed, standing.target, url)
        if term.duty.definition["target"] == "self_set":
            fillers.append(Filler(floor, standing.subjects - standing.owed))
        elif standing.target:
            floors.append(floor)
    return Gap(whole, stated, floors, fillers)


def named(gap: Gap, node: Org) -> Gap:
    """Name the first of those that have not set their number; one query for all clauses."""
    terms = [filler.floor.term.pk for filler in gap.fillers]
    unset = Gauge.objects.filter(term__in=terms, low=None, org__in=below([node.pk])) if terms else Gauge.objects.none()
    names: dict[int, list[str]] = {}
    for gauge in unset.select_related("org").order_by("org__region", "org_id")[: NAMED * max(1, len(terms))]:
        names.setdefault(gauge.term_id, []).append(str(gauge.org))
    fillers = [Filler(f.floor, f.unset, names.get(f.floor.term.pk, [])[:NAMED]) for f in gap.fillers]
    return Gap(gap.term, gap.stated, gap.floors, fillers)
