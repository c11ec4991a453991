"""The very first unit and people of a real installation; everything after is done by them, in the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tiexin.core.refusal import Refused
from tiexin.orgs import actions, rules
from tiexin.orgs.models import Installation, Kind, Level, Officer, Org
from tiexin.orgs.roles import ADMIN_ROLES, ROLES

LEVELS = Level.values
OFFICE = "office"  # the post of whoever loads and publishes plans
OPENED = date(1950, 1, 1)  # what stands for the founding of a unit whose day nobody was asked
LONGEST = {"unit": 120, "name": 40}


def first_unit(name: str, level: str, region: str, opened: date = OPENED) -> actions.NewOrg:
    """Describe the highest unit; `level` is one of `LEVELS`; on the enterprises' level it is a union of one."""
    kind = Kind.ENTERPRISE if level == Level.ENTERPRISE else Kind.TERRITORIAL
    return actions.NewOrg(name.strip(), Level(level), opened, kind=kind, region=region)


@dataclass(frozen=True)
class First:
    """One of the first people: name, log-in name, role."""

    name: str
    username: str
    role: str


@transaction.atomic
def begin(unit: actions.NewOrg, people: Sequence[First], *, on: date, now: datetime) -> dict[str, str]:
    """Found the highest unit and appoint its three administrators, and the officer of its office where one is named.

    Returns their one-time tokens by role. Refused, with nothing written: an installation that has units, people who
    are not one for each administrator post (三员分立, GB/T 22239-2019) with at most one more for the office, the same
    person twice, a name or log-in name that does not do.
    """
    list(Installation.objects.select_for_update().filter(id=1))  # of two who begin at once the other waits here
    if Org.objects.exists():
        raise Refused("已经有单位了；以后的单位和人员在网页上成立、任命")
    _check_people(people)
    _check_names(unit.name, people)
    org = actions.found_org(unit, by=None, on=on)
    return {person.role: _appoint(person, org, on, now) for person in people}


def _check_people(people: Sequence[First]) -> None:
    if sorted(person.role for person in people if person.role != OFFICE) != sorted(ADMIN_ROLES):
        labels = "、".join(ROLES[role].label for role in ADMIN_ROLES)
        raise Refused(f"请各写一名{labels}", clause=rules.ACCESS_LAW)
    if sum(person.role == OFFICE for person in people) > 1:
        raise Refused(f"{ROLES[OFFICE].label}先写一名，其余的人以后在网页上任命")
    for person in people:
        rules.check_login(person.username)
    rules.check_apart([person.name for person in people])


def _check_names(unit: str, people: Sequence[First]) -> None:
    if not unit.strip() or not all(person.name.strip() for person in people):
        raise Refused("单位和人员都要写名称")
    if len(unit) > LONGEST["unit"] or any(len(person.name) > LONGEST["name"] for person in people):
        raise Refused(f"名称太长：单位最多{LONGEST['unit']}字，姓名最多{LONGEST['name']}字")


def _appoint(person: First, org: Org, on: date, now: datetime) -> str:
    officer = Officer(name=person.name.strip(), org=org, title=ROLES[person.role].label, since=max(on, org.opened))
    officer = actions.appoint_officer(officer, by=None, on=on)
    token = actions.open_account(officer, person.username, by=None, on=on, now=now)
    actions.grant_post(officer, org, person.role, by=None, on=on)
    return token
