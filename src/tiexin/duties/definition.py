"""What a duty is: the typed form that a clause of a pack is turned into and that gauges are compiled from."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["tally", "stock", "rate"]
Target = Literal["at_least", "at_most", "exactly", "between", "about", "measured", "self_set"]
Strength = Literal["must", "should", "strive", "expected", "encouraged"]
Counted = Literal["own", "below"]
Per = Literal["campaign", "year", "half-year", "quarter", "month"]
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
    """A population and the filters on its columns; a column takes any of the listed values."""

    population: str
    where: dict[str, list[str]] = Field(default_factory=dict)


class Do(Strict):
    """What counts: a measure, filters on the facts' tags, and how facts become one number.

    `count`: `sum` of quantities, `times` (number of facts), or the name of a dimension or tag
    whose different values are counted (`worker`, `employer`, `day`, `tag:employer_kind` …).
    """

    measure: str
    where: dict[str, list[str]] = Field(default_factory=dict)
    count: str = "times"


class Definition(Strict):
    """One duty, complete: everything a gauge needs and nothing else.

    `low` and `high` are the bounds of a good value in whole units (percent for a rate); both None means
    the figure is only measured, or (`self_set`) that the owing unit has not set its number yet.
    """

    kind: Kind
    of: Of
    do: Do | None = None  # tally: what counts; rate: the numerator
    over: Do | None = None  # rate: the denominator
    stock: Of | None = None  # stock: the population whose size per owing unit is the value
    counted: Counted = "own"
    basis: Literal["by", "at"] = "by"  # the unit that did the work, or where it was done
    target: Target = "measured"
    low: int | None = None
    high: int | None = None
    per: Per = "campaign"
    unit: Unit
    strength: Strength = "must"
