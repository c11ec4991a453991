"""The very first unit and people of a real installation; everything after is done by them, in the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tiexin.core.refusal import Refused
from tiexin.orgs import actions, rules
from tiexin.orgs.models import Level, Officer, Org
from tiexin.orgs.roles import ADMIN_ROLES, ROLES

LEVELS = Level.values


def first_unit(name: str, level: str, region: str, opened: date) -> actions.NewOrg:
    """Describe the highest unit; `level` is one of `LEVELS`."""
    return actions.NewOrg(name, Level(level), opened, region=region)


@dataclass(frozen=True)
class First:
    """One of the three administrators: name, log-in name, role."""

    name: str
    username: str
    role: str


@transaction.atomic
def begin(unit: actions.NewOrg, people: Sequence[First], *, on: date, now: datetime) -> dict[str, str]:
    """Found the highest unit and appoint its three administrators; return their one-time tokens by role.

    Refused, with nothing written: an installation that has units, three people who are not one for each
    administrator post (三员分立, GB/T 22239-2019), a name or log-in name that does not do.
    """
    if Org.objects.exists():
        raise Refused("已经有单位了；以后的单位和人员在网页上成立、任命")
    if sorted(person.role for person in people) != sorted(ADMIN_ROLES):
        labels = "、".join(ROLES[role].label for role in ADMIN_ROLES)
        raise Refused(f"请各写一名{labels}", clause=rules.ACCESS_LAW)
    for person in people:
        rules.check_login(person.username)
    if not unit.name.strip() or not all(person.name.strip() for person in people):
        raise Refused("单位和人员都要写名称")
    org = actions.found_org(unit, by=None, on=on)
    return {person.role: _appoint(person, org, on, now) for person in people}


def _appoint(person: First, org: Org, on: date, now: datetime) -> str:
    officer = Officer(name=person.name.strip(), org=org, title=ROLES[person.role].label, since=max(on, org.opened))
    officer = actions.appoint_officer(officer, by=None, on=on)
    token = actions.open_account(officer, person.username, by=None, on=on, now=now)
    actions.grant_post(officer, org, person.role, by=None, on=on)
    return token
