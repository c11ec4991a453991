"""A small invented province: units, officers, enterprises, workers, visits; it can grow."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from stdnum.cn import uscc

from tiexin.duties import fold
from tiexin.orgs import actions as orgs
from tiexin.orgs import regions
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.models import Level, Officer, Org, Rank
from tiexin.plans import actions as plans
from tiexin.plans import tasks
from tiexin.plans.actions import NewVersion
from tiexin.plans.reading import read_pack
from tiexin.registry.models import Employer, EmployerTag, Worker
from tiexin.visits import actions as visits
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Team

TODAY, FOUNDED, STARTED = date(2012, 4, 27), date(2000, 1, 1), date(2012, 3, 20)
PACK, YEAR = "ningxia-f2f", 2012
CITIES, COUNTIES = 5, 4
STAFF = 15  # workers of an enterprise
ROLES = ("front_line", "front_line", "front_line", "manager", "union_cadre")
TAGS = ("distressed", "restructured", "weak_union")


@dataclass
class Province:
    """What has been made so far; `share` of it is added each time it grows."""

    root: Org
    counties: list[Org]
    leader: Officer
    teams: list[Team] = field(default_factory=list)
    officers: list[Officer] = field(default_factory=list)
    employers: list[Employer] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def author(self) -> Officer:
        """The officer who records the measured visits."""
        return self.officers[0]

    def grow(self, share: int) -> None:
        """Add teams, officers, enterprises, workers and visits: `share` enterprises, the rest in proportion."""
        for _ in range(max(1, share // 10)):
            self._team(self.counties[len(self.teams) % len(self.counties)])
        fresh = self._enterprises(share)
        self.employers += fresh
        for number, employer in enumerate(fresh):
            team = self.teams[number % len(self.teams)]
            self._visit(team, employer, number)
        settle()

    def _team(self, county: Org) -> None:
        people = [self._officer(county, "officer") for _ in range(3)]
        team = Team(org=county, name=f"第{len(self.teams) + 1}组", kind="stay_team", place=county, since=STARTED)
        self.teams.append(visits.form_team(NewTeam(team, people[1], people), by=None, on=TODAY))
        self.officers += people

    def _officer(self, home: Org, role: str) -> Officer:
        return officer(f"干部{len(self.officers)}{next(self.numbers)}", home, role)

    def _enterprises(self, share: int) -> list[Employer]:
        numbers = [next(self.numbers) for _ in range(share)]
        made = Employer.objects.bulk_create(
            Employer(
                name=f"试量企业{number}",
                credit_code=credit_code(number),
                org=self.counties[number % len(self.counties)],
                kind="private",
                industry="机械制造",
                headcount=100,
            )
            for number in numbers
        )
        Worker.objects.bulk_create(
            Worker(employer=employer, org_id=employer.org_id, name=f"职工{place}", role=ROLES[place % len(ROLES)])
            for employer in made
            for place in range(STAFF)
        )
        EmployerTag.objects.bulk_create(
            EmployerTag(employer=employer, tag=TAGS[place], since=STARTED, reason="调查摸底")
            for number, employer in enumerate(made)
            for place in range(number % (len(TAGS) + 1))
        )
        return made

    def _visit(self, team: Team, employer: Employer, number: int) -> None:
        author = self.officers[3 * self.teams.index(team)]
        day = STARTED + timedelta(number % 30)
        known = list(employer.workers.order_by("id")[:3])
        new = NewVisit(author, employer, day, ["seminar"], team, places=["workshop"], known=known, tags=["distressed"])
        visits.record_visit(new, by=author, on=TODAY)


def officer(name: str, home: Org, role: str) -> Officer:
    """Appoint a person with one post and an account."""
    made = orgs.appoint_officer(Officer(name=name, org=home, rank=Rank.STAFF, since=FOUNDED), by=None, on=TODAY)
    orgs.grant_post(made, home, role, by=None, on=STARTED)
    from tiexin.core.days import now

    orgs.open_account(made, f"bench{made.pk}", by=None, on=TODAY, now=now())
    made.refresh_from_db()
    return made


def credit_code(number: int) -> str:
    """Return a valid synthetic credit code."""
    body = f"91640000{number:09d}"
    return body + uscc.calc_check_digit(body)


def settle() -> None:
    """Fold everything that waits."""
    while fold.drain(1000):
        pass


def unit(name: str, level: str, parent: Org | None, region: str) -> Org:
    """Found a unit."""
    known = region if region in regions.table() else ""  # most of an invented province is in no standard
    return orgs.found_org(NewOrg(name, Level(level), FOUNDED, parent, region=known), by=None, on=TODAY)


def found(share: int) -> Province:
    """Make the province in an empty installation and put the plan in force."""
    orgs.set_installation(demo=False, clock=TODAY, note="")
    root = unit("宁夏回族自治区总工会", "province", None, "640000")
    counties = []
    for city in range(1, CITIES + 1):
        above = unit(f"第{city}市总工会", "city", root, f"64{city:02d}00")
        counties += [
            unit(f"第{city}市{number}区总工会", "county", above, f"64{city:02d}{number:02d}")
            for number in range(1, COUNTIES + 1)
        ]
    province = Province(root, counties, officer("主席", root, "leader"))
    province.grow(share)
    publish(root, officer("主任", root, "office"))
    settle()
    return province


def publish(root: Org, office: Officer) -> None:
    """Load the plan that ships and put it in force."""
    pack = read_pack(PACK, YEAR, None)
    version = plans.load_plan(NewVersion(pack.loaded, pack.text, root), by=office, on=TODAY)
    plans.start_publishing(version, by=office, on=TODAY)
    tasks.publish_version.call(version.pk)


def waiting() -> int:
    """Return how many entries are still to be folded."""
    from tiexin.evidence.models import Pending

    return Pending.objects.count()
