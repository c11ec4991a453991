"""Makes the practice tree once, keeps its plan in force, and gives an officer a double there."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from tiexin.boards.practice import tree
from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.duties.models import PlanVersion, State
from tiexin.orgs import actions as orgs
from tiexin.orgs import rules
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.models import Installation, Kind, Level, Officer, Org, OrgLink, Rank
from tiexin.orgs.practice import MARK, PRACTISED
from tiexin.plans import actions as plans
from tiexin.plans.actions import NewVersion
from tiexin.plans.queries import newest
from tiexin.plans.reading import read_bytes
from tiexin.plans.rules import PRACTICE
from tiexin.registry import actions as registry
from tiexin.registry.models import Employer
from tiexin.visits import actions as visits
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Stay, Team

PACK = Path(__file__).parents[1] / "data" / "practice.yaml"
BEFORE = timedelta(
    days=30
)  # for so long a double has worked there already: visits of the last days may be written down
STAY = timedelta(days=6)  # from the day of entering on
MET = 3  # workers whom a colleague has met already, so that there is something to look at


@transaction.atomic
def enter(officer: Officer, *, on: date) -> Officer:
    """Return the officer's double, made with the whole tree and its plan where they are missing; leaves an entry.

    Refused, with nothing written: a double itself, somebody without an account or who has left, a practice tree of
    which every county was closed by those who practised.
    """
    if officer.practises_for_id is not None or officer.account_id is None:
        raise Refused("只有有账号的干部才能练习", clause=rules.SIDES)
    if officer.until is not None and officer.until <= on:
        raise Refused(f"{officer}已于{zh_date(officer.until)}离任", clause=rules.SIDES)
    list(Installation.objects.select_for_update().filter(id=1))  # of two who enter first one makes the tree
    root = _root() or _found(on)
    _keep_plan(root, on)
    double = Officer.objects.filter(practises_for=officer).first() or _appoint(officer, root, on)
    journal.write(Act("practise", officer, officer, on, officer.org_id))
    return double


def _root() -> Org | None:
    linked = OrgLink.objects.values("child")
    return Org.objects.filter(practice=True).exclude(pk__in=linked).order_by("pk").first()


def _found(on: date) -> Org:
    """Found the units with their enterprises, people and first visits."""
    opened, drawn = date(on.year - 1, 1, 1), tree.draw()

    def unit(name: str, level: Level, parent: Org | None = None, kind: Kind = Kind.TERRITORIAL) -> Org:
        return orgs.found_org(NewOrg(name, level, opened, parent, kind, practice=True), by=None, on=on)

    root = unit(tree.ROOT, Level.PROVINCE)
    city = unit(tree.CITY, Level.CITY, root)
    counties = [unit(name, Level.COUNTY, city) for name in tree.COUNTIES]
    for firm in drawn.firms:
        if firm.has_union:
            unit(f"{firm.name}工会", Level.ENTERPRISE, counties[firm.county], Kind.ENTERPRISE)
        _register(firm, counties[firm.county], on)
    for county, names in zip(counties, drawn.colleagues, strict=True):
        people = [_colleague(name, county, opened, on) for name in names]
        _visit(people[0], county, on)
    return root


def _register(firm: tree.Firm, county: Org, on: date) -> None:
    new = Employer(name=firm.name, credit_code=firm.code, org=county, kind=firm.kind, industry=firm.industry)
    new.headcount = tree.HEADCOUNT
    registry.add_workers(registry.register_employer(new, by=None, on=on), firm.staff)


def _colleague(name: str, county: Org, since: date, on: date) -> Officer:
    return orgs.appoint_officer(Officer(name=name, org=county, title="练习同事", since=since), by=None, on=on)


def _visit(author: Officer, county: Org, on: date) -> None:
    employer = Employer.objects.filter(org=county).order_by("pk")[0]
    known = list(employer.workers.order_by("pk")[:MET])
    visits.record_visit(NewVisit(author, employer, on, ["hear"], known=known), by=author, on=on)


def _keep_plan(root: Org, on: date) -> None:
    """Load the year's plan and have it published; while another plan is published it waits for who enters next."""
    version = newest(PRACTICE)
    if version is None or version.end < on:
        raw = PACK.read_bytes()
        found = read_bytes(raw, on.year)
        version = plans.load_plan(NewVersion(found.loaded, found.text, root), by=None, on=on)
    waiting = version.state in (State.DRAFT, State.FAILED)
    if waiting and not PlanVersion.objects.filter(state=State.PUBLISHING).exists():
        plans.start_publishing(version, by=None, on=on)


def _appoint(officer: Officer, root: Org, on: date) -> Officer:
    """Make the double with a post for each role that can be practised, and a stay of its own."""
    counties = list(Org.objects.under(root).filter(level=Level.COUNTY).open_on(on).order_by("pk"))
    if not counties or not root.is_open(on):
        raise Refused("练习的县已全部被撤销，请告诉系统管理员", clause=rules.SIDES)
    county = counties[officer.pk % len(counties)]
    name = f"{officer.name[:36]}（{MARK}）"
    new = Officer(name=name, org=county, rank=Rank(officer.rank), title=f"{MARK}用", practises_for=officer)
    new.since = max(county.opened, on - BEFORE)
    double = orgs.appoint_officer(new, by=officer, on=on)
    for role in PRACTISED:
        orgs.grant_post(double, root if role == "leader" else county, role, by=officer, on=on)
    _send_to_stay(double, county, on)
    return double


def _send_to_stay(double: Officer, county: Org, on: date) -> None:
    """Let the double lead a stay team with a colleague who is in none yet, where there is an enterprise to go to."""
    employer = Employer.objects.filter(org=county).order_by("-pk").first()
    if employer is not None:
        colleagues = Officer.objects.filter(org=county, practises_for=None).serving(on)
        free = colleagues.filter(teams=None).order_by("-pk").first()
        mate = free or _colleague(f"练习同事{colleagues.count() + 1}", county, county.opened, on)
        team = Team(org=county, name=f"{double.name}蹲点小组", kind="stay_team", since=on)
        team = visits.form_team(NewTeam(team, double, [mate]), by=None, on=on)
        visits.plan_stay(Stay(team=team, employer=employer, start=on, end=on + STAY), by=None, on=on)
