"""What the lint says of a small pack: the means that tests of its rules share."""

from tiexin.core.documents.problems import Problem
from tiexin.plans.lint import lint
from tiexin.plans.lint.seen import Sizes, unknown
from tiexin.plans.tests import desk
from tiexin.plans.tests.desk import HEAD, pack, read

CITIES = "{population: unions, level: 市级, kind: 地方总工会}"
COUNTIES = "{population: unions, level: 县级, kind: 地方总工会}"
PROVINCE = "{population: unions, level: 省级, kind: 地方总工会}"
GROUPS = "{population: teams, kind: 服务职工工作组, level: 省级}"
OFFICERS = "{population: officers, level: 县级}"
DAYS = {"do": "{measure: 到基层, count: {distinct: 日}}", "unit": "天"}
WORKERS = {"do": "{measure: 面对面交流职工, count: {distinct: 职工}}", "unit": "人"}


def duty(**keys: str) -> str:
    """A duty whose sentence has no number of its own, so that each test speaks of one thing."""
    return desk.duty(**{"quote": "走访", **keys})


def said(body: str, head: str = HEAD, year: int | None = 2012, sizes: Sizes = unknown) -> list[Problem]:
    """Everything that the lint says of a pack that loads, but for the year that nobody gave."""
    loaded = read(pack(body, head), year=year)
    assert loaded.pack is not None, loaded.problems
    return [problem for problem in lint(loaded, sizes) if problem.rule != "year-unknown"]


def warned(body: str, head: str = HEAD, year: int | None = 2012, sizes: Sizes = unknown) -> list[Problem]:
    """The same without the notes."""
    return [problem for problem in said(body, head, year, sizes) if problem.level != "info"]


def owed(*members: str, head: str = HEAD, year: int | None = 2012, sizes: Sizes = unknown) -> list[Problem]:
    """What the lint asks about these duties."""
    return warned("duties:\n" + "".join(members), head, year, sizes)


def noted(*members: str, head: str = HEAD) -> list[Problem]:
    """The notes about these duties."""
    return [problem for problem in said("duties:\n" + "".join(members), head) if problem.level == "info"]
