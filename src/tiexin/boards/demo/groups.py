"""The ten service groups of the region, those of the lower unions, and teams that stay in an enterprise."""

from datetime import date
from random import Random

from tiexin.boards.demo import pace, places
from tiexin.boards.demo.parts import Firm, Group, Person, Unit
from tiexin.boards.demo.people import DEPARTMENTS, ORDINALS

CITIES = ("640100", "640200", "640200", "640300", "640400", "640500", "640100", "640300", "640400", "640500")
CITY = dict(enumerate(CITIES, 1))  # group of the region → the city of its row in the annex
STAYS = (
    (date(2012, 3, 5), date(2012, 3, 10)),
    (date(2012, 3, 26), date(2012, 3, 31)),
    (date(2012, 4, 23), date(2012, 4, 29)),
)


def groups(units: list[Unit], people: list[Person], firms: list[Firm], rng: Random) -> list[Group]:
    """Every group, the region's first."""
    staff: dict[str, list[Person]] = {}
    for person in people:
        staff.setdefault(person.unit, []).append(person)
    found = [_of_region(number) for number in CITY]
    for unit in units:
        found += _service(unit, staff.get(unit.key, []), group_count(unit))
    for county in pace.COUNTIES:
        found += _stay(county, staff[county], [firm for firm in firms if firm.place == county], rng)
    return found


def pace_of(unit: Unit) -> pace.Pace | None:
    """How busy a unit has been; None for those that owe nothing of their own."""
    if unit.kind == "industry":
        return pace.INDUSTRY_PACE
    if unit.kind == "direct":
        group, number = unit.key.removeprefix("d").split("-")
        return pace.DIRECT_PACES[(int(group) + int(number)) % 3]
    return pace.COUNTIES.get(unit.key) or pace.CITIES.get(unit.key)


def group_count(unit: Unit) -> int:
    """How many service groups a unit has formed."""
    found = pace_of(unit)
    return found.groups if found else 0


def _of_region(number: int) -> Group:
    sign, region = ORDINALS[number - 1], places.REGION
    return Group(
        key=f"g{number}",
        unit=region,
        name=f"区总第{sign}服务职工工作组",
        kind="service_group",
        leader=f"{region}.l{number}",
        members=tuple(f"{region}.g{number}.{n}" for n in range(1, 5)),
        number=number,
        leader_post=f"第{sign}组带队领导",
        departments="、".join(DEPARTMENTS[number]),
        place=CITY[number],
        assigned=places.assigned(number),
    )


def _service(unit: Unit, staff: list[Person], count: int) -> list[Group]:
    """Groups led by the unit's own leaders, its other people shared out."""
    leaders = [person for person in staff if person.rank == "leader"]
    rest = [person for person in staff if person.rank != "leader"]
    count = min(count, len(leaders))
    return [
        Group(
            key=f"{unit.key}.t{n + 1}",
            unit=unit.key,
            name=f"{unit.name.replace('总工会', '总')}第{ORDINALS[n]}服务组"
            if count > 1
            else f"{unit.name.replace('总工会', '总')}服务组",
            kind="service_group",
            leader=leaders[n].key,
            members=tuple(person.key for person in rest[n::count]),
            number=n + 1,
            leader_post=leaders[n].title,
            place=unit.key,
        )
        for n in range(count)
    ]


def _stay(county: str, staff: list[Person], firms: list[Firm], rng: Random) -> list[Group]:
    """One team of two or three where there are people for it; every other one stays somewhere today."""
    team = [person.key for person in staff if person.title == "蹲点干部"]
    hosts = [firm.key for firm in firms if firm.distressed and firm.unit == county]
    if not team or len(hosts) < len(STAYS):
        return []
    last = STAYS if int(county) % 4 in (0, 1) else STAYS[:2]
    stays = tuple((host, *span) for host, span in zip(rng.sample(hosts, len(last)), last, strict=True))
    size = 3 if int(county) % 2 else 2
    return [
        Group(
            f"{county}.stay",
            county,
            "蹲点小组",
            "stay_team",
            team[0],
            tuple(team[1:size]),
            place=county,
            stays=stays,
        )
    ]
