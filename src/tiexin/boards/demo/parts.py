"""What the demo's script is made of: plain values that refer to each other by key."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Unit:
    """A union; `industry` names its parent in the other tree."""

    key: str
    name: str
    level: str
    kind: str = "territorial"
    parent: str = ""
    region: str = ""
    short: str = ""
    industry: str = ""
    opened: date = date(1990, 1, 1)
    closed: date | None = None

    @property
    def stands(self) -> bool:
        """Tell whether it is an enterprise union that stood before the campaign and still does."""
        return self.kind == "enterprise" and self.opened.year < 2012 and self.closed is None


@dataclass(frozen=True)
class Person:
    """Somebody who works for a union, with one post there."""

    key: str
    name: str
    unit: str
    role: str
    title: str
    username: str
    rank: str = "staff"
    since: date = date(2010, 1, 4)


@dataclass(frozen=True)
class Mark:
    """A dated mark of an enterprise and its reason."""

    tag: str
    since: date
    reason: str
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the mark was in force on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Firm:
    """An employer with its marks and its roster of (name, role); `identities` belong to the first of the roster."""

    key: str
    name: str
    code: str
    unit: str
    place: str  # the county (or direct union) that visits it
    kind: str
    industry: str
    headcount: int
    marks: tuple[Mark, ...]
    staff: tuple[tuple[str, str], ...]
    identities: tuple[str, ...] = ()

    def tags_on(self, day: date) -> tuple[str, ...]:
        """The marks in force on `day`."""
        return tuple(sorted(mark.tag for mark in self.marks if mark.holds_on(day)))

    @property
    def distressed(self) -> bool:
        """Tell whether it is in trouble throughout the campaign."""
        return any(mark.tag == "distressed" and mark.until is None for mark in self.marks)


@dataclass(frozen=True)
class Group:
    """A service group or a stay team; `stays` are (firm, first day, last day)."""

    key: str
    unit: str
    name: str
    kind: str
    leader: str
    members: tuple[str, ...]
    number: int | None = None
    leader_post: str = ""
    departments: str = ""
    place: str = ""
    assigned: tuple[str, ...] = ()
    stays: tuple[tuple[str, date, date], ...] = ()


@dataclass(frozen=True)
class Outing:
    """One visit as somebody wrote it down; `known` are places in the firm's roster."""

    key: UUID
    author: str
    companions: tuple[str, ...]
    firm: str
    on: date
    recorded: date
    methods: tuple[str, ...]
    places: tuple[str, ...]
    known: tuple[int, ...]
    said: str
    tags: tuple[str, ...]
    group: str = ""
    met: tuple[tuple[str, str], ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    void: str = ""


@dataclass(frozen=True)
class Start:
    """How one union took the plan; `low` is the number that it set for itself, with its minutes."""

    unit: str
    who: str
    received: date | None = None
    started: date | None = None
    plan: str = ""
    low: int = 0
    minutes: str = ""


@dataclass(frozen=True)
class Script:
    """The whole demo, in the order in which it is played."""

    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    firms: tuple[Firm, ...]
    groups: tuple[Group, ...]
    outings: tuple[Outing, ...]
    starts: tuple[Start, ...] = ()
