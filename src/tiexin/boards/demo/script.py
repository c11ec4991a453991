"""The demo as a script of plain values: the same seed gives the same province."""

import hashlib
from collections.abc import Iterator
from random import Random

from tiexin.boards.demo import pace, places
from tiexin.boards.demo.firms import Firms, firms
from tiexin.boards.demo.groups import groups, pace_of
from tiexin.boards.demo.names import Names
from tiexin.boards.demo.pace import Pace, scaled
from tiexin.boards.demo.parts import Firm, Group, Person, Script, Unit
from tiexin.boards.demo.people import People
from tiexin.boards.demo.starts import starts
from tiexin.boards.demo.work import Crew, Work, by_day

SEED = 2012
STAY = Pace(0, 1, 10, 3, ())
STAFF = 13  # people on the roster of an enterprise


def write(scale: float = 1) -> Script:
    """Draw the whole demo; a `scale` below 1 keeps its shape with fewer enterprises, people and visits."""
    rng = Random(SEED)  # noqa: S311 - invented data, nothing secret
    names = Names(rng)
    units = places.units(names)
    people = People(names, scale).everybody(units)
    employers = firms(units, Firms(rng, names, max(5, round(STAFF * scale))), scale)
    teams = groups(units, people, employers, rng)
    stage = Stage(units, people, employers, teams, scale)
    work = Work(rng, names)
    outings = by_day(outing for crew in stage.crews(rng) for outing in work.of(crew))
    parts = (tuple(units), tuple(people), tuple(employers), tuple(teams))
    return Script(*parts, outings, tuple(starts(units)))


class Stage:
    """Who goes out with whom to where, put together from the parts of the script."""

    def __init__(
        self, units: list[Unit], people: list[Person], firms: list[Firm], groups: list[Group], scale: float
    ) -> None:
        self.units, self.people, self.firms, self.groups, self.scale = units, people, firms, groups, scale

    def crews(self, rng: Random) -> Iterator[Crew]:
        """Every crew: of the units, of the region without a group, of its ten groups, of the teams that stay."""
        for unit in self.units:
            if found := pace_of(unit):
                yield self._crew(unit.key, scaled(found, self.scale), self._near(unit))
        yield self._crew(places.REGION, scaled(pace.REGION_PACE, self.scale), self._distressed("64"))
        for group in self.groups:
            if group.unit == places.REGION and group.number:
                yield self._of_region(group, rng)
            for host, first, last in group.stays:
                firm = [employer for employer in self.firms if employer.key == host]
                yield Crew(STAY, firm, groups=(group,), span=(first, last))

    def _crew(self, unit: str, found: Pace, near: list[Firm]) -> Crew:
        mine = [person for person in self.people if person.unit == unit]
        leaders = [person.key for person in mine if person.rank == "leader"]
        staff = [person.key for person in mine if person.role == "officer" and ".g" not in person.key]
        own = [group for group in self.groups if group.unit == unit and group.kind == "service_group"]
        return Crew(found, near, staff, leaders, () if unit == places.REGION else own)

    def _of_region(self, group: Group, rng: Random) -> Crew:
        """A group of the region goes to enterprises in trouble, of as many kinds as there are."""
        found = pace.GROUPS[group.number or 0]
        chosen = mixed(self._distressed(group.place[:4]), rng)[: found.reach]
        if chosen and group.number == pace.STRAY:
            healthy = (firm for firm in self.firms if firm.place.startswith(group.place[:4]) and not firm.marks)
            chosen[-1:] = [next(healthy, chosen[-1])]
        return Crew(found, chosen, leaders=(group.leader,), groups=(group,))

    def _near(self, unit: Unit) -> list[Firm]:
        """The enterprises a unit goes to: its own, or those of the counties of a city."""
        if unit.key in pace.CITIES:
            return [firm for firm in self.firms if firm.place.startswith(unit.key[:4])]
        return [firm for firm in self.firms if firm.place == unit.key]

    def _distressed(self, region: str) -> list[Firm]:
        return [firm for firm in self.firms if firm.distressed and firm.place.startswith(region)]


def mixed(firms: list[Firm], rng: Random) -> list[Firm]:
    """Shuffle enterprises so that the first few are of as many kinds as there are."""
    rng.shuffle(firms)
    seen: dict[str, int] = {}
    ranked = []
    for number, firm in enumerate(firms):
        seen[firm.kind] = seen.get(firm.kind, 0) + 1
        ranked.append((seen[firm.kind], number, firm))
    return [firm for _, _, firm in sorted(ranked, key=lambda row: row[:2])]


def digest(script: Script) -> str:
    """Return a hash of everything in the script."""
    return hashlib.sha256(repr(script).encode()).hexdigest()


def figures(script: Script) -> dict[str, int]:
    """How much there is of what."""
    return {
        "组织": len(script.units),
        "干部": len(script.people),
        "企业": len(script.firms),
        "职工": sum(len(firm.staff) for firm in script.firms),
        "工作组": len(script.groups),
        "走访": len(script.outings),
        "谈话": sum(len(outing.known) + len(outing.met) for outing in script.outings),
    }
