"""Reads about workers: lists, what is known of one, who is found by a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from tiexin.core import sealed
from tiexin.core.refusal import Refused
from tiexin.registry import rules
from tiexin.registry.models import Worker
from tiexin.registry.people import Dues, Membership, Spell, WorkerGroup
from tiexin.registry.persons import Look, WorkerMerge, all_of, persons_of
from tiexin.registry.vocabulary import SEALED

TAIL = 4


def found(workers: QuerySet[Worker], asked: dict[str, str], day: date) -> QuerySet[Worker]:
    """Return the persons that match `q`, `role`, `group` and `member`, in the order `sort`."""
    rows = workers.filter(same=None)
    if text := asked.get("q", "").strip():
        rows = rows.filter(name__contains=text)
    if role := asked.get("role"):
        rows = rows.filter(role=role)
    if group := asked.get("group"):
        rows = rows.filter(pk__in=WorkerGroup.objects.on(day).filter(group=group).values("worker"))
    if member := asked.get("member"):
        members = Q(pk__in=Membership.objects.on(day).values("worker"))
        rows = rows.filter(members if member == "yes" else ~members)
    return as_listed(rows, day).order_by(*(("name", "pk") if asked.get("sort") else ("-pk",)))


def as_listed(rows: QuerySet[Worker], day: date) -> QuerySet[Worker]:
    """Read with each worker the employer, the groups in force (`marks`), the union of the membership (`member_of`)."""
    marks = Prefetch("groups", WorkerGroup.objects.on(day).order_by("since", "pk"), to_attr="marks")
    member = Membership.objects.on(day).filter(worker=OuterRef("pk")).order_by("pk")
    rows = rows.select_related("employer", "org").prefetch_related(marks)
    return rows.annotate(member_of=Subquery(member.values("org__name")[:1]))


def by_number(workers: QuerySet[Worker], typed: str) -> QuerySet[Worker]:
    """Return who has this identity number, phone or card, or a phone that ends with these four digits.

    Raises `Refused` for something that is none of these.
    """
    digits = typed.strip()
    if len(digits) == TAIL and digits.isascii() and digits.isdigit():
        return workers.filter(phone_tail=sealed.blind_index(digits, "worker.phone_tail"))
    same = Q()
    for name, check in (("identity", rules.check_identity), ("phone", rules.check_phone), ("bank", rules.check_bank)):
        try:
            same |= Q(**{f"{name}_index": sealed.blind_index(check(digits), f"worker.{name}")})
        except Refused:
            continue
    if not same:
        raise Refused("请填完整的身份证号、电话号码或银行卡号，或者手机号的后四位", field="number")
    return workers.filter(same)


@dataclass(frozen=True)
class Known:
    """Everything known of one person over time, whichever of the entries it was written under."""

    numbers: list[tuple[str, str, str]]  # (name, label, masked)
    groups: list[WorkerGroup]
    spells: list[Spell]
    memberships: list[Membership]
    looks: list[Look]
    merged: list[WorkerMerge]  # entries that count as this one
    into: Worker | None  # as whom this one counts


def known(worker: Worker) -> Known:
    """Read what stands on a worker's page."""
    ids = all_of([worker.pk])
    into = persons_of([worker.pk]).get(worker.pk)
    dues = Prefetch("dues", Dues.objects.order_by("-last"), to_attr="paid")
    spells = Spell.objects.filter(worker__in=ids).select_related("employer", "using")
    memberships = Membership.objects.filter(worker__in=ids, doubled=False).select_related("org", "to")
    merged = WorkerMerge.objects.filter(into__in=ids, undone=None).select_related("worker__employer", "into", "by")
    return Known(
        numbers_of(worker),
        list(WorkerGroup.objects.filter(worker__in=ids).select_related("set_by").order_by("-since", "-pk")),
        sorted(spells, key=_latest, reverse=True),
        list(memberships.prefetch_related(dues).order_by("-since", "-pk")),
        list(Look.objects.filter(worker__in=ids).select_related("by").order_by("-pk")[:20]),
        list(merged.order_by("pk")),
        Worker.objects.get(pk=into) if into else None,
    )


def _latest(spell: Spell) -> tuple[bool, date, int]:
    return spell.until is None, spell.until or spell.since or date.min, spell.pk


def numbers_of(worker: Worker) -> list[tuple[str, str, str]]:
    """The numbers kept of a worker, each with its word, all but the last digits hidden."""
    shown = []
    for name, label in SEALED.items():
        if kept := getattr(worker, f"{name}_sealed"):
            shown.append((name, label, rules.masked(name, sealed.unseal(bytes(kept), f"worker.{name}:{worker.key}"))))
    return shown


def paid_from(membership: Membership) -> date:
    """The first day of the first month without dues."""
    paid = membership.dues.order_by("-last").values_list("last", flat=True).first()
    return paid + timedelta(days=1) if paid else membership.since.replace(day=1)


def others(workers: QuerySet[Worker], worker: Worker) -> QuerySet[Worker]:
    """Who may be found to be the same person: everybody else within reach, those of the same name first."""
    rows = workers.filter(same=None).exclude(pk=worker.pk).select_related("employer", "org")
    return rows.order_by("name", "pk")


def alike(worker: Worker) -> QuerySet[Worker]:
    """Who may be the same person: of that name at that employer (or, without one, that union), or by a number."""
    place = Q(employer=worker.employer_id) if worker.employer_id else Q(org=worker.org_id)
    same = Q(place, name=worker.name)
    for column in ("phone_index", "bank_index"):
        if index := getattr(worker, column):
            same |= Q(**{column: index})
    rows = Worker.objects.persons().filter(same).exclude(pk=worker.pk)
    return rows.select_related("employer", "org").order_by("pk")


@dataclass(frozen=True)
class Met:
    """Workers who were met, and the groups that each belonged to on the day."""

    workers: list[Worker]
    groups: dict[int, list[str]]


def met_on(rows: Iterable[Worker], day: date) -> Met:
    """Gather rows of `annotate_groups`, one for each group, into workers with their groups of the day."""
    workers: dict[int, Worker] = {}
    groups: dict[int, list[str]] = {}
    for row in rows:
        worker = workers.setdefault(row.pk, row)
        group, since, until = (getattr(row, name) for name in ("group", "group_since", "group_until"))
        if group and since <= day and not (until and until <= day):
            groups.setdefault(worker.pk, []).append(group)
    return Met(list(workers.values()), groups)


def in_force(workers: Iterable[Worker], day: date) -> dict[int, list[str]]:
    """The groups of some workers on a day, by worker."""
    groups: dict[int, list[str]] = {}
    rows = WorkerGroup.objects.on(day).filter(worker__in=[worker.pk for worker in workers])
    for worker, group in rows.order_by("group").values_list("worker_id", "group"):
        groups.setdefault(worker, []).append(group)
    return groups
