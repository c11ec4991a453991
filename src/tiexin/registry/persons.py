"""Who is the same person, and who has looked at what is sealed.

Facts keep the worker under whom they were recorded. `SamePerson` says as whom an entry counts; it is derived from
the merges that stand, and everything that counts different workers reads it. Undoing a merge takes the line away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer
from tiexin.registry.models import Worker
from tiexin.registry.rules import ONE_PERSON
from tiexin.registry.vocabulary import SEALED

MOST = 400  # ids in one statement


class WorkerMerge(models.Model):
    """One worker was found to be another: who said so, when and why, and whether that was taken back."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="merges", verbose_name="并入的")
    into = models.ForeignKey(Worker, models.PROTECT, related_name="merged", verbose_name="并到")
    on = models.DateField("日期")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField("理由", max_length=200)
    undone = models.DateField("撤销日期", null=True)
    undo_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker"], condition=Q(undone__isnull=True), name="merged_into_one"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} = {self.into_id}"


class SamePerson(models.Model):
    """A merged worker and the one as whom all of it counts."""

    worker = models.OneToOneField(Worker, models.CASCADE, primary_key=True, related_name="same")
    person = models.ForeignKey(Worker, models.CASCADE, related_name="others")

    def __str__(self) -> str:
        return f"{self.worker_id} = {self.person_id}"


class Look(models.Model):
    """Somebody opened a sealed number, and why. Shown on the worker's page, and to the worker."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="looks", verbose_name="职工")
    number = models.CharField("内容", max_length=12, choices=list(SEALED.items()))
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField("理由", max_length=200)

    def __str__(self) -> str:
        return f"{self.worker_id} {self.number}"


def persons_of(workers: Iterable[int]) -> dict[int, int]:
    """Of some workers those that count as another, each with that other."""
    ids = sorted(set(workers))
    found: dict[int, int] = {}
    for first in range(0, len(ids), MOST):
        rows = SamePerson.objects.filter(worker__in=ids[first : first + MOST])
        found |= dict(rows.values_list("worker_id", "person_id"))
    return found


def check_alone(worker: int) -> None:
    """Refuse to write under an entry that was merged into another: what is new belongs to that one."""
    if persons_of([worker]):
        raise Refused("这条登记已并入另一人，请在那里登记", clause=ONE_PERSON)


def entries_of(workers: Iterable[int]) -> dict[int, set[int]]:
    """Each of some workers who has several entries, with all of them."""
    asked = sorted(set(workers))
    persons: dict[int, int] = {}
    whole: dict[int, set[int]] = defaultdict(set)
    for first in range(0, len(asked), MOST):
        part = asked[first : first + MOST]
        rows = SamePerson.objects.filter(Q(worker__in=part) | Q(person__in=part))
        persons |= dict(rows.values_list("worker_id", "person_id"))
    homes = sorted(set(persons.values()))
    for first in range(0, len(homes), MOST):
        rows = SamePerson.objects.filter(person__in=homes[first : first + MOST])
        for worker, person in rows.values_list("worker_id", "person_id"):
            whole[person] |= {person, worker}
    return {pk: whole[home] for pk in asked if (home := persons.get(pk, pk)) in whole}


def all_of(workers: Collection[int]) -> set[int]:
    """The workers, whoever counts as one of them, and as whom they count."""
    persons = {*workers, *persons_of(workers).values()}
    return persons.union(SamePerson.objects.filter(person__in=persons).values_list("worker_id", flat=True))
