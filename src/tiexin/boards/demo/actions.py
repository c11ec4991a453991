"""Plays the demo's script through the product's own actions, all or nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from tiexin.boards.demo import (
    advice,
    answers,
    asking,
    carrying,
    daily,
    doors,
    good,
    hotline,
    inspecting,
    lectures,
    lives,
    matters,
    pace,
    places,
    promises,
    queries,
    rooms,
    seldom,
    together,
    upward,
)
from tiexin.boards.demo.organs import organise
from tiexin.boards.demo.parts import Firm, Group, Outing, Person, Script, Start, Unit
from tiexin.boards.demo.starts import DECIDED, PUBLISHED
from tiexin.core.documents.problems import has_errors
from tiexin.core.refusal import Refused
from tiexin.duties import fold
from tiexin.duties.models import Duty, PlanVersion
from tiexin.orgs import actions as orgs
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.models import Kind, Level, Officer, Org, Rank, Tree
from tiexin.plans import actions as plans
from tiexin.plans import tasks
from tiexin.plans.actions import NewVersion, dispatching
from tiexin.plans.actions.dispatching import NewStart
from tiexin.plans.actions.own import NewOwn, set_own
from tiexin.plans.queries import issuer_of
from tiexin.plans.reading import Found, read_pack, shipped
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewTag
from tiexin.registry.actions.workers import Numbers, register_worker
from tiexin.registry.models import Employer, Worker
from tiexin.registry.worker_queries import in_force
from tiexin.visits import actions as visits
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Stay, Team, Visit

NOTE = "原文年份写作201*，演示假定2012年；人员、企业均为虚构"
PACK, YEAR = "ningxia-f2f", 2012
DRAFTS = {"province-f2f": YEAR, "recuperation": None}  # to look at under 方案; the essay names its year itself
LATE = 8  # visits written down after the plan is in force, so that its numbers move at least once
Say = Callable[[str], None]


@dataclass
class Cast:
    """The rows that have been made so far, by the script's keys."""

    units: dict[str, Org] = field(default_factory=dict)
    people: dict[str, Officer] = field(default_factory=dict)
    firms: dict[str, Employer] = field(default_factory=dict)
    staff: dict[str, list[Worker]] = field(default_factory=dict)
    groups: dict[str, Team] = field(default_factory=dict)
    system: Officer | None = None
    security: Officer | None = None


@transaction.atomic
def build(script: Script, say: Say = lambda line: None) -> Cast:
    """Play the whole script into an empty installation; killed anywhere, it leaves nothing behind."""
    if not queries.is_empty():
        raise Refused("这里已有数据，演示只能造在空的安装里")
    orgs.set_installation(demo=True, clock=pace.TODAY, note=NOTE)
    cast = Cast()
    found(script.units, cast)
    appoint(script.people, cast)
    register(script.firms, cast)
    lives.tell(cast.firms, cast.staff)
    lives.lay_out(cast.firms)
    form(script.groups, cast)
    say(f"组织、干部、企业、工作组：{len(cast.units)}、{len(cast.people)}、{len(cast.firms)}、{len(cast.groups)}")
    organise(script.starts, cast)
    go(script.outings[:-LATE], cast)
    daily.prepare(office(), pace.TODAY)
    daily.tell(pace.TODAY)
    daily.write(pace.TODAY)
    daily.plan_next(office(), pace.TODAY)
    close(script.units, cast)
    settle()
    version = publish(cast)
    preview(cast)
    take(script.starts, version, cast)
    decide(script.starts, version, cast)
    go(script.outings[-LATE:], cast)
    matters.see_to()
    good.do_good()
    inspecting.inspect()
    asking.ask_about()
    lectures.speak()
    bring_matters()
    advice.advise()
    settle()
    say(f"走访：{len(script.outings)}；方案：{version or '没有内置方案，未发布'}")
    return cast


def bring_matters() -> None:
    """What workers brought to doors, rooms and the hotline, what was promised them, what agents carry for them."""
    doors.open_doors()
    rooms.set_up()
    hotline.answer_calls(office())
    promises.keep_promises(pace.TODAY)
    carrying.carry(pace.TODAY)
    upward.report_upward(pace.TODAY)
    together.come_together(pace.TODAY)
    seldom.come_seldom(pace.TODAY)
    answers.write_down()


def office() -> Officer:
    """The one who runs the campaign's office at the highest unit."""
    return Officer.objects.filter(posts__role="office", posts__org__level=Level.PROVINCE).order_by("pk")[0]


def found(units: Iterable[Unit], cast: Cast) -> None:
    """Found the unions; those of an industry stand in both trees."""
    for unit in units:
        new = NewOrg(
            name=unit.name,
            level=Level(unit.level),
            opened=unit.opened,
            parent=cast.units.get(unit.parent),
            kind=Kind(unit.kind),
            short_name=unit.short,
            region=unit.region,
        )
        cast.units[unit.key] = orgs.found_org(new, by=None, on=max(unit.opened, pace.SETUP))
        if unit.industry:
            orgs.hang_under(cast.units[unit.key], cast.units[unit.industry], since=unit.opened, tree=Tree.INDUSTRY)


def close(units: Iterable[Unit], cast: Cast) -> None:
    """Close the unions that did not last."""
    for unit in units:
        if unit.closed:
            orgs.close_org(cast.units[unit.key], closed=unit.closed, by=None, on=unit.closed)


def appoint(people: Iterable[Person], cast: Cast) -> None:
    """Appoint everyone, with an account without a password and one post; links to set one have long lapsed."""
    for person in people:
        unit = cast.units[person.unit]
        on = max(pace.SETUP, unit.opened)
        new = Officer(name=person.name, org=unit, rank=Rank(person.rank), title=person.title, since=person.since)
        officer = cast.people[person.key] = orgs.appoint_officer(new, by=None, on=on)
        orgs.open_account(officer, person.username, by=None, on=on, now=_noon(on))
        orgs.grant_post(officer, unit, person.role, by=None, on=on)
        officer.refresh_from_db(fields=["account"])


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def register(firms: Iterable[Firm], cast: Cast) -> None:
    """Enter the enterprises, their marks and their rosters; a few numbers of ID cards and phones are sealed."""
    known = 0
    for firm in firms:
        new = Employer(
            name=firm.name,
            credit_code=firm.code,
            org=cast.units[firm.unit],
            kind=firm.kind,
            industry=firm.industry,
            headcount=firm.headcount,
        )
        employer = cast.firms[firm.key] = registry.register_employer(new, by=None, on=pace.SETUP)
        for mark in firm.marks:
            tag = registry.tag_employer(employer, NewTag(mark.tag, mark.since, mark.reason), by=None, on=pace.SETUP)
            if mark.until:
                registry.end_tag(tag, by=None, on=mark.until)
        cast.staff[firm.key] = [*_identified(firm, employer, known), *_others(firm, employer)]
        known += len(firm.identities)


def _identified(firm: Firm, employer: Employer, first: int) -> list[Worker]:
    pairs = zip(firm.staff, firm.identities, strict=False)
    return [
        register_worker(
            Worker(employer=employer, name=name, role=role),
            by=None,
            on=pace.SETUP,
            numbers=Numbers(identity=identity, phone=hotline.caller(first + place)),
        )
        for place, ((name, role), identity) in enumerate(pairs)
    ]


def _others(firm: Firm, employer: Employer) -> list[Worker]:
    return registry.add_workers(employer, firm.staff[len(firm.identities) :])


def form(groups: Iterable[Group], cast: Cast) -> None:
    """Form the groups and plan the stays."""
    for group in groups:
        unit = cast.units[group.unit]
        team = Team(
            org=unit,
            name=group.name,
            kind=group.kind,
            number=group.number,
            leader_post=group.leader_post,
            departments=group.departments,
            place=cast.units.get(group.place),
            since=pace.FOUNDED,
        )
        people = [cast.people[key] for key in group.members]
        new = NewTeam(team, cast.people[group.leader], people, [cast.units[key] for key in group.assigned])
        cast.groups[group.key] = visits.form_team(new, by=None, on=pace.FOUNDED)
        for firm, first, last in group.stays:
            stay = Stay(team=team, employer=cast.firms[firm], start=first, end=last)
            visits.plan_stay(stay, by=cast.people[group.leader], on=pace.FOUNDED)


def go(outings: Iterable[Outing], cast: Cast) -> None:
    """Write down the visits; those that were written down wrongly are voided."""
    for outing in outings:
        author = cast.people[outing.author]
        visit = visits.record_visit(_visit(outing, author, cast), by=author, on=outing.recorded)
        if outing.void:
            _void(visit, outing, author)


def _void(visit: Visit, outing: Outing, author: Officer) -> None:
    visits.void_visit(visit, outing.void, by=author, on=min(pace.TODAY, outing.recorded + timedelta(1)))


def _visit(outing: Outing, author: Officer, cast: Cast) -> NewVisit:
    staff = cast.staff[outing.firm]
    known = [staff[place] for place in outing.known]
    return NewVisit(
        author=author,
        employer=cast.firms[outing.firm],
        on=outing.on,
        methods=outing.methods,
        team=cast.groups.get(outing.group),
        companions=[cast.people[key].pk for key in outing.companions],
        places=outing.places,
        known=known,
        groups=in_force(known, outing.on),
        met=outing.met,
        said=outing.said,
        problems=outing.problems,
        tags=outing.tags,
        key=outing.key,
    )


def publish(cast: Cast) -> PlanVersion | None:
    """Load the plan and put it in force; None when it does not ship or has errors."""
    if PACK not in shipped():
        return None
    pack = read_pack(PACK, YEAR, None)
    if pack.loaded.pack is None or has_errors(pack.loaded.problems):
        return None
    office = cast.people[f"{places.REGION}.o1"]
    version = _load(pack, cast)
    version = plans.start_publishing(version, by=office, on=PUBLISHED)
    tasks.publish_version.call(version.pk)
    version.refresh_from_db()
    return version


def preview(cast: Cast) -> None:
    """Load the other plans that ship as drafts: their clauses and findings can be read, nobody owes anything."""
    for name, year in DRAFTS.items():
        pack = read_pack(name, year, None)
        if pack.loaded.pack is not None and not has_errors(pack.loaded.problems):
            _load(pack, cast)


def _load(pack: Found, cast: Cast) -> PlanVersion:
    region = cast.units[places.REGION]
    issuer = (pack.loaded.pack and issuer_of(pack.loaded.pack)) or region
    office = cast.people[f"{places.REGION}.o1"]
    return plans.load_plan(NewVersion(pack.loaded, pack.text, issuer), by=office, on=PUBLISHED)


def take(found: Iterable[Start], version: PlanVersion | None, cast: Cast) -> None:
    """Let the unions sign for the plan, start it and set their numbers."""
    sent = {each.org_id: each for each in version.dispatches.all()} if version else {}
    for each in found:
        dispatch, by = sent.get(cast.units[each.unit].pk), cast.people[each.who]
        if dispatch and each.received:
            dispatching.receive(dispatch, by=by, on=each.received)
            if each.started:
                new = NewStart(each.started, each.plan.encode(), "活动实施方案.txt")
                dispatching.start(dispatch, new, by=by, on=max(each.started, each.received))


def decide(found: Iterable[Start], version: PlanVersion | None, cast: Cast) -> None:
    """Let the unions that owe a number of their own set it."""
    duty = Duty.objects.filter(clause__version=version, definition__target="self_set", built=True).first()
    for each in found:
        if duty and each.low:
            own = NewOwn(each.low, each.minutes)
            set_own(duty, cast.units[each.unit], own, by=cast.people[each.who], on=DECIDED)


def settle() -> None:
    """Fold everything that waits."""
    while fold.drain(1000):
        pass
