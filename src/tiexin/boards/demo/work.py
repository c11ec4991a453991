"""Two months of visits, drawn so that every union has got as far as its pace says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from tiexin.boards.demo import pace, texts
from tiexin.boards.demo.names import Names
from tiexin.boards.demo.pace import FIRST, TODAY, Pace
from tiexin.boards.demo.parts import Firm, Group, Outing

METHODS = ("hear", "seminar", "interview", "home", "service")
METHOD_ODDS = (3, 4, 6, 2, 3)
PLACES = ("enterprise", "workshop", "team", "living")
PLACE_ODDS = (5, 4, 3, 1)


@dataclass(frozen=True)
class Crew:
    """Who of a union goes out, under which pace, to which enterprises."""

    pace: Pace
    firms: Sequence[Firm]
    staff: Sequence[str] = ()
    leaders: Sequence[str] = ()
    groups: Sequence[Group] = ()
    span: tuple[date, date] = (FIRST, TODAY)


@dataclass
class Round:
    """One enterprise of a crew's round: whom of its people the crew meets, in turn."""

    firm: Firm
    faces: list[int]
    turn: int = 0

    def next(self, count: int) -> tuple[int, ...]:
        """The next `count` people, beginning anew at the end."""
        count = min(count, len(self.faces))
        met = [self.faces[(self.turn + n) % len(self.faces)] for n in range(count)]
        self.turn += count
        return tuple(sorted(met))


@dataclass
class Work:
    """Draws visits; one well of chance for all."""

    rng: Random
    names: Names
    days: list[date] = field(default_factory=pace.days)

    def of(self, crew: Crew) -> list[Outing]:
        """Every visit of a crew, by day; each leader comes along on as many different days as the pace says."""
        if not crew.pace.visits or not crew.firms:
            return []
        open_days = [day for day in self.days if crew.span[0] <= day <= crew.span[1]]
        weights = [1 if day >= pace.KICKOFF else 0.1 for day in open_days]
        days = sorted(self.rng.choices(open_days, weights, k=crew.pace.visits))
        rounds = self._rounds(crew)
        along = self._along(crew, days)
        return [
            self._visit(crew, self._stop(rounds, number), day, along.get(number, ())) for number, day in enumerate(days)
        ]

    def _rounds(self, crew: Crew) -> list[Round]:
        """The enterprises a crew goes to, distressed ones first among equals, each with its share of people."""
        reach = min(crew.pace.reach, len(crew.firms))
        chosen = self.rng.sample(list(crew.firms), reach)
        share = -(-crew.pace.workers // reach)
        return [Round(firm, self.rng.sample(range(len(firm.staff)), min(share, len(firm.staff)))) for firm in chosen]

    def _stop(self, rounds: list[Round], number: int) -> Round:
        """First every enterprise once, then again where it is needed."""
        return rounds[number] if number < len(rounds) else self.rng.choice(rounds)

    def _along(self, crew: Crew, days: list[date]) -> dict[int, tuple[str, ...]]:
        """Which leaders come along on which visit."""
        first = {day: number for number, day in reversed(list(enumerate(days)))}
        along: dict[int, list[str]] = {}
        for leader, count in zip(crew.leaders, crew.pace.leader_days, strict=False):
            for day in self.rng.sample(list(first), min(count, len(first))):
                along.setdefault(first[day], []).append(leader)
        return {number: tuple(leaders) for number, leaders in along.items()}

    def _visit(self, crew: Crew, stop: Round, day: date, leaders: tuple[str, ...]) -> Outing:
        rng = self.rng
        group = rng.choice(crew.groups) if crew.groups else None
        staff = list(group.members) if group and group.members else list(crew.staff)
        author, *others = rng.sample(staff, min(len(staff), rng.choice((2, 2, 3))))
        return Outing(
            key=UUID(int=rng.getrandbits(128), version=4),
            author=author,
            companions=tuple(dict.fromkeys([*leaders, *others])),
            firm=stop.firm.key,
            on=day,
            recorded=min(TODAY, day + timedelta(rng.choice((0, 0, 0, 0, 1, 2)))),
            methods=self._some(METHODS, METHOD_ODDS),
            places=self._some(PLACES, PLACE_ODDS),
            known=stop.next(rng.choice((3, 4, 4, 5, 6))),
            said=texts.said(rng),
            tags=stop.firm.tags_on(day),
            group=group.key if group else "",
            met=self._met(),
            problems=tuple(texts.problem(rng) for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))),
            void=rng.choice(texts.VOIDS) if rng.random() < 0.008 else "",
        )

    def _some(self, words: tuple[str, ...], odds: tuple[int, ...]) -> tuple[str, ...]:
        """One or two words, in their order."""
        drawn = set(self.rng.choices(words, odds, k=self.rng.choice((1, 1, 2))))
        return tuple(word for word in words if word in drawn)

    def _met(self) -> tuple[tuple[str, str], ...]:
        """Now and then somebody who is not on the roster yet."""
        if self.rng.random() > 0.06:
            return ()
        return ((self.names.person(), self.rng.choice(("front_line", "front_line", "local_cadre"))),)


def by_day(outings: Iterable[Outing]) -> tuple[Outing, ...]:
    """Return the visits in the order in which they were written down."""
    return tuple(sorted(outings, key=lambda outing: (outing.recorded, outing.on, outing.key)))
