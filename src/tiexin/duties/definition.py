"""What a duty is: the typed form that a clause of a pack is turned into and that gauges are compiled from."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["tally", "stock", "rate", "response"]
Target = Literal["at_least", "at_most", "exactly", "between", "about", "increase", "measured", "self_set"]
Strength = Literal["must", "should", "strive", "expected", "encouraged"]
Counted = Literal["own", "below"]
Per = Literal[
    "campaign",
    "year",
    "half-year",
    "quarter",
    "month",
    "half-month",
    "week",
    "day",
    "every-days",  # fixed stretches of `length` days
    "cycle",  # fixed stretches of `length` years
    "rolling",  # the last `length` years, looked at on each year's last day
    "lifetime",  # once for good
    "event-year",  # years counted from each subject's own first day
    "stay",  # each stay of each subject
]
Enforce = Literal["measure", "warn", "refuse"]
Unit = Literal["person", "person-time", "household", "enterprise", "item", "day", "group", "meeting", "paper"]

UNIT_LABELS: dict[str, str] = {
    "person": "人",
    "person-time": "人次",
    "household": "户",
    "enterprise": "家",
    "item": "件",
    "day": "天",
    "group": "个",
    "meeting": "次",
    "paper": "篇",
}


class Strict(BaseModel):
    """Unknown keys are refused: a typo in a plan must never be silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Of(Strict):
    """A population and the filters on its columns; a column takes any of the listed values.

    `unless` leaves out members: each set of filters (all of which must hold) excuses those it fits.
    """

    population: str
    where: dict[str, list[str]] = Field(default_factory=dict)
    unless: list[dict[str, list[str]]] = Field(default_factory=list)


class Do(Strict):
    """What counts: a measure, filters on the facts' tags, and how facts become one number.

    `count`: `sum` of quantities, `times` (number of facts), or the name of a dimension or tag
    whose different values are counted (`worker`, `employer`, `day`, `tag:employer_kind` …).
    """

    measure: str
    where: dict[str, list[str]] = Field(default_factory=dict)
    unless: dict[str, list[str]] = Field(default_factory=dict)  # facts with one of these tags do not count
    count: str = "times"


class Clock(Strict):
    """The time that a response has: `days` calendar or working days after the event's own day.

    `same` is the dimension by which event and answer belong together (`worker`, `employer`, `pair` …).
    """

    days: int
    working: bool = False
    same: str = "worker"


class Cell(Strict):
    """The bounds of one level × rank; an empty level or rank stands for all of them."""

    level: str = ""
    rank: str = ""
    low: int | None = None
    high: int | None = None


class Definition(Strict):
    """One duty, complete: everything a gauge needs and nothing else.

    `low` and `high` are the bounds of a good value in whole units (percent for a rate); both None means
    the figure is only measured, or (`self_set`) that the owing unit has not set its number yet.
    """

    kind: Kind
    of: Of
    do: Do | None = None  # tally: what counts; rate: the numerator
    over: Do | None = None  # rate: the denominator; response: the events that ask for an answer (`do`)
    clock: Clock | None = None  # response: the time an answer has
    until: Do | None = None  # nothing is owed in a term that begins after such a fact of the subject
    stock: Of | None = None  # stock: the population whose size per owing unit is the value
    counted: Counted = "own"
    basis: Literal["by", "at"] = "by"  # the unit that did the work, or where it was done
    target: Target = "measured"
    low: int | None = None
    high: int | None = None
    cells: list[Cell] = Field(default_factory=list)  # bounds by level × rank instead of `low` and `high`
    per: Per = "campaign"
    length: int = 1  # days or years of a cycle
    unit: Unit
    strength: Strength = "must"
    share: int = 100  # percent of those who owe it that must have met it
    pool: str = ""  # the population whose members work towards one common number, if they share it
    enforce: Enforce = "measure"
    weight: int = 0
