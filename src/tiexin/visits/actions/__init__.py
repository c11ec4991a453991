"""Every write of teams, stays and visits."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import IntegrityError, transaction

from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewMustVisit, group_met, meet_workers
from tiexin.registry.models import Employer, MustVisit, Worker
from tiexin.registry.queries import must_visits
from tiexin.registry.worker_queries import Met
from tiexin.visits import queries, rules, team_queries, team_rules
from tiexin.visits.actions import announcements, opinions, problems
from tiexin.visits.actions.opinions import Heard
from tiexin.visits.models import Stay, StayChange, Talk, Team, TeamMember, Visit

UNNAMED = "front_line"  # the role of those whose names are not known


@dataclass(frozen=True)
class NewVisit:
    """What an officer writes down after a visit.

    `known` are workers of the employer already on the roster; `met` are (name, role) of people met for the first
    time, the role as in `MET_AS`; `unnamed` is how many more were met whose names nobody wrote down; `tags` are the
    employer's marks in force that day, `groups` those of each known worker; `key` makes saving twice harmless.
    `announced` is the number of the announcement that it keeps, `corrects` the record that this one stands for:
    `mending` voids it in the same step.
    """

    author: Officer
    employer: Employer
    on: date
    methods: Sequence[str]
    team: Team | None = None
    companions: Sequence[int] = ()
    places: Sequence[str] = ()
    known: Sequence[Worker] = ()
    met: Sequence[tuple[str, str]] = ()
    unnamed: int = 0
    said: str = ""
    problems: Sequence[tuple[str, str]] = ()
    opinions: Sequence[Heard] = ()
    announced: int | None = None
    tags: Sequence[str] = ()
    groups: Mapping[int, Sequence[str]] = field(default_factory=dict)
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    corrects: Visit | None = None

    @property
    def unit(self) -> Org:
        """Whose work it was: the team's unit, else the author's; a correction leaves it where it was recorded."""
        wrong = self.corrects
        if wrong is not None and wrong.team_id == (self.team.id if self.team else None):
            return wrong.org
        return self.team.org if self.team else self.author.org


@transaction.atomic
def record_visit(new: NewVisit, *, by: Officer, on: date) -> Visit:
    """Write the visit, who was met and what was heard, one entry and its facts.

    Facts: one `visit`, a `presence` per officer, a `talk` per person met and one for all whose names are not known
    (so many person-times of front-line workers, nobody's in a count of different people), a `problem_found` per
    problem.
    Refused, with nothing written, for a day to come or one on which a unit was closed, for nobody met,
    and for a key that was saved before.
    """
    known = list(dict.fromkeys(new.known))
    rules.check_unnamed(new.unnamed)
    rules.check_visit(new.methods, new.places, len(known) + len(new.met), new.unnamed)
    rules.check_new_people(new.met)
    rules.check_text(new.said, rules.TALK, "said")
    for question, text in new.problems:
        rules.check_problem(question, text)
    _check_employed(known, new.employer, new.corrects)
    met = _meet(new)
    workers, groups = list(dict.fromkeys([*known, *met.workers])), {**met.groups, **new.groups}
    visit = _write_visit(new)
    insert(Talk(visit=visit, worker=worker, role=worker.role) for worker in workers)
    found = problems.find(visit, new.problems, on=on)
    act = Act("record_visit", visit, by, on, visit.org_id, source=f"visit:{new.key}")
    entry = record(act, facts_of(replace(new, groups=groups), visit, workers))
    problems.begin(found, workers, entry)
    opinions.hear(visit, new.opinions, [(worker.pk, worker.role) for worker in workers], entry)
    announcements.link(visit, new.announced, entry)
    return visit


def _meet(new: NewVisit) -> Met:
    """Who was met by name, in the groups that they were seen to belong to."""
    if not new.met:
        return Met([], {})
    said = [(name.strip(), *role.partition(".")) for name, role in new.met]
    met = meet_workers(new.employer, [(name, role) for name, role, _, _ in said], new.on)
    group_met(met, {name: group for name, _, _, group in said}, by=new.author, on=new.on)
    return met


def _check_employed(known: Sequence[Worker], employer: Employer, corrects: Visit | None) -> None:
    """Refuse a worker of another employer; somebody who also works here, or is sent here, is met like any other.

    Whom the record that is corrected met there stays met, wherever they work today.
    """
    elsewhere = {worker.pk for worker in known if worker.employer_id != employer.pk}
    if elsewhere and corrects is not None and corrects.employer_id == employer.pk:
        elsewhere -= queries.met_then(corrects)
    if elsewhere and Worker.objects.at(employer).filter(pk__in=elsewhere).count() != len(elsewhere):
        raise Refused("选中的职工不属于这家企业", field="people")


def _write_visit(new: NewVisit) -> Visit:
    visit = Visit(
        key=new.key,
        org=new.unit,
        author=new.author,
        team=new.team,
        employer=new.employer,
        on=new.on,
        methods=list(new.methods),
        places=list(new.places),
        companions=officers_of(new),
        unnamed=new.unnamed,
        said=new.said.strip(),
        corrects=new.corrects,
    )
    try:
        insert([visit])
    except IntegrityError as error:  # the same form sent twice: the database decides, the action is undone
        raise Refused("这条走访已经保存过，没有重复写入", clause="一次录入：同一来源只记一次") from error
    return visit


def officers_of(new: NewVisit) -> list[int]:
    """The author and the companions, each once."""
    return list(dict.fromkeys([new.author.id, *new.companions]))


def facts_of(new: NewVisit, visit: Visit, workers: Sequence[Worker]) -> list[NewFact]:
    """What a visit proves."""
    tags = visit_tags(new)
    team = {"team": new.team.id if new.team else None, "employer": new.employer.id}
    facts = [_fact(new, visit, "visit", tags, {**team, "officer": new.author.id})]
    facts += [_fact(new, visit, "presence", tags, {**team, "officer": officer}) for officer in officers_of(new)]
    for worker in workers:
        dims = {**team, "officer": new.author.id, "worker": worker.id}
        groups = (("worker_group", group) for group in new.groups.get(worker.id, ()))
        facts.append(_fact(new, visit, "talk", [*tags, ("role", worker.role), *groups], dims))
    if new.unnamed:
        dims = {**team, "officer": new.author.id}
        crowd = _fact(new, visit, "talk", [*tags, ("role", UNNAMED)], dims)
        facts.append(replace(crowd, qty=new.unnamed))
    for question, _ in new.problems:
        dims = {**team, "officer": new.author.id}
        facts.append(_fact(new, visit, "problem_found", [*tags, ("question", question)], dims))
    return facts


def visit_tags(new: NewVisit) -> list[tuple[str, str]]:
    """The tags of the day: method, place, kind of team, kind and marks of the employer."""
    tags = [("method", method) for method in new.methods] + [("place", place) for place in new.places]
    tags += [("employer_kind", new.employer.kind), *(("employer_tag", tag) for tag in new.tags)]
    return [*tags, ("team_kind", new.team.kind)] if new.team else tags


def _fact(
    new: NewVisit, visit: Visit, measure: str, tags: list[tuple[str, str]], dims: dict[str, int | None]
) -> NewFact:
    return NewFact(measure, new.on, visit.org, new.employer.org, dims=dims, tags=tuple(tags))


@transaction.atomic
def void_visit(visit: Visit, reason: str, *, by: Officer, on: date) -> Visit:
    """Void a visit recorded wrongly: its facts stop counting, the record stays readable with the reason.

    Its problems and opinions are withdrawn with it; what was solved of them stays solved.
    """
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if visit.voided is not None:
        raise Refused(f"这条走访已于{zh_date(visit.voided)}作废")
    check_reason(reason, "作废")
    entry = Entry.objects.get(thing="visits.visit", thing_id=visit.pk, verb="record_visit")
    voiding = void(entry, by=by, on=on)
    problems.withdraw(visit, f"走访作废：{reason.strip()}", voiding)
    announcements.let_go(visit, voiding)
    opinions.withdraw(visit, f"走访作废：{reason.strip()}", voiding)
    visit.voided, visit.void_reason = on, reason.strip()
    visit.save(update_fields=["voided", "void_reason"])
    return visit


@dataclass(frozen=True)
class NewTeam:
    """A (unsaved) team with who leads it, who goes along and which unions it is there for."""

    team: Team
    leader: Officer
    members: Sequence[Officer] = ()
    assigned: Sequence[Org] = ()


@transaction.atomic
def form_team(new: NewTeam, *, by: Officer | None, on: date) -> Team:
    """Form a team: one leader, members each once, within the range of the plans in force; refused in a closed unit."""
    team = new.team
    people = list(dict.fromkeys([new.leader, *new.members]))
    team_rules.check_size(len(people), team_queries.sizes_of(team.org, team.kind))
    if not team.org.is_open(team.since):
        raise Refused(f"“{team.org}”在{zh_date(team.since)}不存在", field="since")
    if team.since > on:
        raise Refused("成立日期还没有到", field="since")
    team.save(force_insert=True)
    team.assigned.set(new.assigned)
    TeamMember.objects.bulk_create(
        TeamMember(team=team, officer=officer, leads=officer == new.leader, since=team.since) for officer in people
    )
    record(Act("form_team", team, by, on, team.org_id))
    return team


@transaction.atomic
def plan_stay(stay: Stay, *, by: Officer | None, on: date) -> Stay:
    """Plan a (unsaved) stay of a team in an enterprise; neither stays of one team nor those of one officer overlap."""
    team = Team.objects.select_for_update(of=("self",)).get(pk=stay.team_id)
    rules.check_stay(stay.start, stay.end, list(team.stays.standing().values_list("start", "end")))
    _check_elsewhere(team, stay.start, stay.end)
    stay.save(force_insert=True)
    record(Act("plan_stay", stay, by, on, team.org_id))
    return stay


@transaction.atomic
def move_stay(stay: Stay, start: date, end: date, reason: str, *, by: Officer | None, on: date) -> Stay:
    """Give a stay other days. The gauges that count by stays follow; what was recorded in it must stay inside."""
    stay = _locked(stay)
    check_reason(reason, "改日子")
    others = stay.team.stays.standing().exclude(pk=stay.pk)
    rules.check_stay(start, end, list(others.values_list("start", "end")))
    _check_elsewhere(stay.team, start, end)
    rules.check_moved((stay.start, stay.end), (start, end), _visited(stay))
    _keep_change("move_stay", stay, reason, by, on)
    stay.start, stay.end = start, end
    stay.save(update_fields=["start", "end"])
    count_must_visits(stay, on=on)
    return stay


@transaction.atomic
def cancel_stay(stay: Stay, reason: str, *, by: Officer | None, on: date) -> Stay:
    """Cancel a stay in which nothing was recorded: it is no period any more, and stays readable with the reason."""
    stay = _locked(stay)
    check_reason(reason, "取消")
    rules.check_unvisited(_visited(stay))
    _keep_change("cancel_stay", stay, reason, by, on)
    stay.cancelled = on
    stay.save(update_fields=["cancelled"])
    count_must_visits(stay, on=on)
    return stay


def _check_elsewhere(team: Team, start: date, end: date) -> None:
    """The people are locked first: two teams that share one are planned one after the other."""
    people = team_queries.members_of(team, start)
    team_rules.check_elsewhere(team_queries.elsewhere(team, start, end, people))


def _locked(stay: Stay) -> Stay:
    """The stay under the lock of its team, as planning one takes it; refused when it may not be changed any more."""
    Team.objects.select_for_update(of=("self",)).get(pk=stay.team_id)
    found: Stay = Stay.objects.select_related("team").get(pk=stay.pk)
    rules.check_changeable(found.cancelled, queries.is_told(found))
    return found


def _visited(stay: Stay) -> list[date]:
    days = stay.days.filter(replaced=None).values_list("on", flat=True)
    return [*queries.made_during(stay).values_list("on", flat=True), *days]


def _keep_change(verb: str, stay: Stay, reason: str, by: Officer | None, on: date) -> None:
    """Leave the entry, and beside it what it does not hold: the days before and the reason."""
    entry = record(Act(verb, stay, by, on, stay.team.org_id))
    StayChange.objects.create(stay=stay, entry=entry, start=stay.start, end=stay.end, reason=reason.strip())


@transaction.atomic
def hand_over_lead(member: TeamMember, officer: Officer, *, by: Officer | None, on: date) -> TeamMember:
    """Let another officer lead a team from today on; the former leader leaves it, a member becomes its leader.

    Refused, with nothing written: a membership that has ended or does not lead, the leader itself, somebody not in
    office today.
    """
    team = Team.objects.select_for_update().get(pk=member.team_id)
    member = TeamMember.objects.select_related("officer").get(pk=member.pk)
    if member.until is not None or not member.leads:
        raise Refused(f"{member.officer}已不带“{team}”")
    if officer.pk == member.officer_id or officer.since > on or (officer.until is not None and officer.until <= on):
        raise Refused(f"{officer}今天不在职，或者就是现在的带队人", field="officer")
    ending = TeamMember.objects.filter(team=team, until=None, officer__in=[member.officer_id, officer.pk])
    for each in ending.order_by("pk"):
        each.until = on
        each.save(update_fields=["until"])
    new = TeamMember.objects.create(team=team, officer=officer, leads=True, since=on)
    record(Act("hand_over_lead", team, by, on, team.org_id))
    return new


@transaction.atomic
def count_must_visits(stay: Stay, *, on: date) -> bool:
    """Record whom the stay must meet: the employer's list on its first day. What was recorded otherwise is voided.

    Called when a stay has begun and whenever its days or the list may have changed; doing it again changes nothing.
    """
    stay = Stay.objects.select_for_update(of=("self",)).select_related("team__org", "employer__org").get(pk=stay.pk)
    before = Entry.objects.filter(thing="visits.stay", thing_id=stay.pk, verb="count_must_visits")
    live = before.filter(voided_by=None).first()
    begun = stay.cancelled is None and stay.start <= on
    wanted = {(row.worker_id, row.role) for row in must_visits(stay.employer_id, stay.start)} if begun else set()
    if live is not None and begun and wanted == _counted(live, stay.start):
        return False
    if live is not None:
        void(live, by=None, on=on)
    if begun:
        source = f"must-visit:{stay.pk}:{before.count()}"
        act = Act("count_must_visits", stay, None, on, stay.team.org_id, source=source)
        record(act, [_must_visit(stay, worker, role) for worker, role in sorted(wanted)])
    return True


def _counted(entry: Entry, start: date) -> set[tuple[int | None, str]]:
    facts = entry.facts.filter(on=start, tag_set__tags__key="role").values_list("worker", "tag_set__tags__value")
    return set(facts) if not entry.facts.exclude(on=start).exists() else {(None, "moved")}


def _must_visit(stay: Stay, worker: int, role: str) -> NewFact:
    dims: dict[str, int | None] = {"team": stay.team_id, "employer": stay.employer_id, "worker": worker}
    tags = (("role", role), ("team_kind", stay.team.kind))
    return NewFact("must_visit", stay.start, stay.team.org, stay.employer.org, dims=dims, tags=tags)


@transaction.atomic
def list_must_visit(employer: Employer, new: NewMustVisit, *, by: Officer, on: date) -> MustVisit:
    """Put somebody on the must-visit list, and let the stays going on that began on or after that day count them."""
    listed = registry.list_must_visit(employer, new, by=by, on=on)
    for stay in employer.stays.standing().filter(start__gte=new.since, start__lte=on, end__gte=on):
        count_must_visits(stay, on=on)
    return listed


def count_begun_stays(day: date) -> None:
    """Count the must-visit lists of stays that have begun; the worker asks every few seconds."""
    for stay in queries.uncounted_stays(day):
        count_must_visits(stay, on=day)
