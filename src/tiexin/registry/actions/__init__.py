"""Every write of employers, their marks and workers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.models import Officer, Org
from tiexin.registry import findable, rules, vocabulary
from tiexin.registry.models import Employer, EmployerTag, MustVisit, Worker
from tiexin.registry.people import Spell, WorkerGroup
from tiexin.registry.worker_queries import Met, met_on
from tiexin.search import actions as search

HANDED_AT_ONCE = 500  # within what one statement takes


@dataclass(frozen=True)
class NewTag:
    """A mark to be set on an employer from a day on, and why."""

    tag: str
    since: date
    reason: str


@transaction.atomic
def register_employer(employer: Employer, *, by: Officer | None, on: date) -> Employer:
    """Enter a new (unsaved) employer; its credit code must be valid and not yet known."""
    employer.credit_code = rules.check_credit_code(employer.credit_code)
    rules.check_side_of_code(employer.credit_code, employer.org.practice)
    rules.check_known(employer.kind, vocabulary.EMPLOYER_KINDS, "kind")
    try:
        with transaction.atomic():
            employer.save(force_insert=True)
    except IntegrityError as error:  # the database decides, also when two register at once
        raise Refused("这个信用代码的单位已登记", clause=rules.CREDIT_CODE, field="credit_code") from error
    search.put_new([findable.of_employer(employer)])
    journal.write(Act("register", employer, by, on, employer.org_id))
    return employer


@transaction.atomic
def tag_employer(employer: Employer, new: NewTag, *, by: Officer | None, on: date) -> EmployerTag:
    """Set a dated mark; refused while the same mark stands, without a reason, or for a day to come."""
    rules.check_known(new.tag, vocabulary.EMPLOYER_TAGS, "tag")
    if not new.reason.strip():
        raise Refused("请写明设置标记的理由", field="reason")
    if new.since > on:
        raise Refused("起始日期还没有到", field="since")
    Employer.objects.select_for_update().get(pk=employer.pk)
    if employer.tags.filter(tag=new.tag, until=None).exists():
        raise Refused("这个标记已在生效", field="tag")
    tag = EmployerTag.objects.create(
        employer=employer, tag=new.tag, since=new.since, reason=new.reason.strip(), set_by=by
    )
    journal.write(Act("tag", employer, by, on, employer.org_id))
    return tag


@transaction.atomic
def end_tag(tag: EmployerTag, *, by: Officer | None, on: date) -> EmployerTag:
    """End a mark from today on; facts recorded while it stood keep it."""
    tag = EmployerTag.objects.select_for_update(of=("self",)).select_related("employer").get(pk=tag.pk)
    if tag.until is not None:
        raise Refused(f"这个标记已于{zh_date(tag.until)}终止")
    if tag.since >= on:
        raise Refused("标记当天不能终止，请次日再操作")
    tag.until = on
    tag.save(update_fields=["until"])
    journal.write(Act("end_tag", tag.employer, by, on, tag.employer.org_id))
    return tag


def add_workers(employer: Employer, people: Sequence[tuple[str, str]]) -> list[Worker]:
    """Add workers by (name, role); the caller's entry tells of it."""
    made = _write_workers(employer, people)
    search.put_new([findable.of_worker(worker) for worker in made])
    return made


def _write_workers(employer: Employer, people: Sequence[tuple[str, str]]) -> list[Worker]:
    home = {"employer": employer, "org_id": employer.org_id}
    return Worker.objects.bulk_create(Worker(name=name, role=role, **home) for name, role in people)


def meet_workers(employer: Employer, people: Sequence[tuple[str, str]], day: date) -> Met:
    """The workers of these names at the employer, those on the roster as they are, the others added.

    A name typed again is the same person: one met twice must not become two in a count of different workers. Whoever
    works here beside another work, or is sent here, is on the roster too; of two of a name whoever mainly works here.
    The worker process lets the new ones be found: saving a form stays short.
    """
    known = Worker.objects.filter(pk__in=_named_at(employer, [name for name, _ in people]))
    rows = list(known.select_related("same__person").annotate_groups().order_by("id"))
    there: dict[str, Worker] = {}
    for row in sorted(rows, key=lambda row: row.employer_id != employer.pk):
        there.setdefault(row.name, row.same.person if hasattr(row, "same") else row)
    added = _write_workers(employer, [(name, role) for name, role in people if name not in there])
    return Met([*there.values(), *added], met_on(rows, day).groups)


def _named_at(employer: Employer, names: Collection[str]) -> QuerySet[Any]:
    """The ids of those of these names who work at the employer: two indexes, each read for itself."""
    here = Spell.objects.standing().filter(Q(employer=employer) | Q(using=employer), worker__name__in=names)
    mainly = Worker.objects.filter(employer=employer, name__in=names)
    return mainly.order_by().values("pk").union(here.order_by().values("worker"))


def group_met(met: Met, named: Mapping[str, str], *, by: Officer | None, on: date) -> None:
    """Put people met, by their names, into groups; who belongs to it already stays. The caller's entry tells of it."""
    rows = []
    for worker in met.workers:
        group = named.get(worker.name, "")
        if group and group not in met.groups.get(worker.pk, ()):
            rules.check_known(group, vocabulary.WORKER_GROUPS, "people")
            met.groups.setdefault(worker.pk, []).append(group)
            rows.append(WorkerGroup(worker=worker, group=group, since=on, reason=vocabulary.TOLD, set_by=by))
    if rows:
        WorkerGroup.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def hand_over(employers: Collection[int], org: Org) -> None:
    """Let employers belong to another union. Part of a merge or a split, whose entry tells it; old facts stay."""
    ids = sorted(employers)
    for first in range(0, len(ids), HANDED_AT_ONCE):
        part = Employer.objects.filter(pk__in=ids[first : first + HANDED_AT_ONCE])
        part.update(org=org)
        Worker.objects.filter(employer__in=part).update(org=org)
        search.put(map(findable.of_employer, part))
        workers = Worker.objects.persons().filter(employer__in=part)
        search.put(map(findable.of_worker, workers.select_related("employer")))


@dataclass(frozen=True)
class NewMustVisit:
    """Somebody for the list of those whom a stay must meet, by name: who is known there is the same person."""

    name: str
    role: str
    level: str
    since: date
    title: str = ""


@transaction.atomic
def list_must_visit(employer: Employer, new: NewMustVisit, *, by: Officer | None, on: date) -> MustVisit:
    """Put a leader or union cadre on the must-visit list; from now on talks with them count in that role."""
    rules.check_known(new.role, vocabulary.MUST_VISIT_ROLES, "role")
    rules.check_known(new.level, vocabulary.MUST_VISIT_LEVELS, "level")
    if not new.name.strip():
        raise Refused("请写姓名", field="name")
    if new.role == "leader" and new.level != "enterprise":
        raise Refused("党政领导只有企业一级", clause=vocabulary.MUST_VISIT, field="level")
    if new.since > on:
        raise Refused("起始日期还没有到", field="since")
    Employer.objects.select_for_update().get(pk=employer.pk)
    worker = meet_workers(employer, [(new.name.strip(), new.role)], on).workers[0]
    if worker.listings.filter(until=None).exists():
        raise Refused(f"{worker}已在必访名单上", field="name")
    if term := worker.listings.filter(until__gt=new.since).order_by("-until").first():
        raise Refused(f"{worker}到{zh_date(term.until)}为止已在必访名单上，起始日期不能更早", field="since")
    if worker.role != new.role:
        worker.role = new.role
        worker.save(update_fields=["role"])
    values = {"role": new.role, "level": new.level, "title": new.title.strip(), "since": new.since}
    listed = MustVisit.objects.create(worker=worker, **values)
    journal.write(Act("list_must_visit", listed, by, on, employer.org_id))
    return listed


@transaction.atomic
def end_must_visit(listed: MustVisit, *, by: Officer | None, on: date) -> MustVisit:
    """Take somebody off the list from today on; stays that have begun keep their list of the first day."""
    listed = MustVisit.objects.select_for_update(of=("self",)).select_related("worker").get(pk=listed.pk)
    if listed.until is not None:
        raise Refused(f"已于{zh_date(listed.until)}移出名单")
    if listed.since >= on:
        raise Refused("列入当天不能移出，请次日再操作")
    listed.until = on
    listed.save(update_fields=["until"])
    journal.write(Act("end_must_visit", listed, by, on, listed.worker.org_id))
    return listed
