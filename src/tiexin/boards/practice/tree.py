"""What the practice tree is made of: plain values, drawn from one seed, the same in every installation."""

from dataclasses import dataclass
from random import Random

from tiexin.boards.demo.names import Names
from tiexin.registry.rules import practice_code

ROOT, CITY, COUNTIES = "练习总工会", "练习市总工会", ("练习东县总工会", "练习西县总工会")
FIRMS = (
    ("练习机械厂", "state", "机械制造"),
    ("练习纺织厂", "collective", "纺织"),
    ("练习食品公司", "private", "食品加工"),
    ("练习建材厂", "private", "建材"),
    ("练习客运公司", "joint_stock", "道路运输"),
    ("练习商场", "private", "零售"),
)
WITH_UNION = (0, 3)  # enterprises that have a union of their own
STAFF = ("leader", "union_cadre", *["front_line"] * 5)
COLLEAGUES = 2  # of each county, without an account
HEADCOUNT = 60


@dataclass(frozen=True)
class Firm:
    """An invented enterprise: its credit code is none that an authority gives; `staff` are (name, role)."""

    name: str
    kind: str
    industry: str
    code: str
    county: int
    has_union: bool
    staff: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Drawn:
    """The enterprises, and the colleagues of each county by name."""

    firms: tuple[Firm, ...]
    colleagues: tuple[tuple[str, ...], ...]


def draw() -> Drawn:
    """Draw the people; each name is given once."""
    names = Names(Random("练习"))  # noqa: S311 - names, not secrets
    firms = tuple(
        Firm(
            *firm,
            practice_code(number + 1),
            number * len(COUNTIES) // len(FIRMS),
            number in WITH_UNION,
            tuple((names.person(), role) for role in STAFF),
        )
        for number, firm in enumerate(FIRMS)
    )
    return Drawn(firms, tuple(tuple(names.people(COLLEAGUES)) for _ in COUNTIES))
