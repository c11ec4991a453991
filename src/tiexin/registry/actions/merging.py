"""Two entries that are one person, and taking that back. No record and no fact is rewritten."""

from collections import defaultdict
from datetime import date

from django.db import transaction

from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer
from tiexin.registry import findable, rules
from tiexin.registry.models import Worker
from tiexin.registry.people import Membership
from tiexin.registry.persons import SamePerson, WorkerMerge, all_of, persons_of
from tiexin.registry.vocabulary import MISTAKE
from tiexin.search import actions as search


@transaction.atomic
def merge_workers(worker: Worker, into: Worker, reason: str, *, by: Officer | None, on: date) -> WorkerMerge:
    """Say that two entries are the same person: all records stay where they are and count as `into`.

    Refused for one entry alone, for entries that stand under another already, and where what is known of both
    contradicts: two identity numbers, or members of two unions at once.
    """
    check_reason(reason, "合并")
    rows = Worker.objects.select_for_update(of=("self",)).filter(pk__in=[worker.pk, into.pk]).order_by("pk")
    both = {row.pk: row for row in rows}
    if len(both) != 2:
        raise Refused("请选另一个人", field="into")
    worker, into = both[worker.pk], both[into.pk]
    _check_entries(worker, into)
    _join_memberships(worker, into)
    merge = WorkerMerge.objects.create(worker=worker, into=into, by=by, on=on, reason=reason.strip())
    _derive(all_of([worker.pk, into.pk]))
    search.drop("worker", [worker.pk])
    journal.write(Act("merge_workers", merge, by, on, into.org_id))
    return merge


def _check_entries(worker: Worker, into: Worker) -> None:
    gone = persons_of([worker.pk, into.pk])
    if worker.pk in gone or into.pk in gone:
        raise Refused("其中一条已经并入别人，请用现在这条", field="into")
    if worker.identity_index and into.identity_index:
        raise Refused("两条登记的身份证号不同，不是同一个人", clause=rules.IDENTITY, field="into")
    if worker.identity_index:
        raise Refused("请反过来合并：保留登记了身份证号的那一条", field="into")


def _join_memberships(worker: Worker, into: Worker) -> None:
    """Memberships told by both entries count once; two unions at once are a contradiction that people must solve."""
    kept = list(Membership.objects.filter(worker__in=all_of([into.pk]), doubled=False))
    for each in Membership.objects.filter(worker__in=all_of([worker.pk]), doubled=False).select_related("org"):
        for other in kept:
            if not _overlap(each, other):
                continue
            if each.org_id != other.org_id:
                raise Refused(
                    "两条登记的会籍在同一时间属于两个工会，请先转出一个", clause=rules.ONE_UNION, field="into"
                )
            each.doubled = True
            each.save(update_fields=["doubled"])


def _overlap(one: Membership, other: Membership) -> bool:
    first, second = sorted((one, other), key=lambda each: each.since)
    return first.until is None or first.until > second.since


def _derive(workers: set[int]) -> None:
    """Write anew as whom the workers count, from the merges that stand."""
    standing = WorkerMerge.objects.filter(worker__in=workers, undone=None)
    into = dict(standing.values_list("worker_id", "into_id"))
    SamePerson.objects.filter(worker__in=workers).delete()
    SamePerson.objects.bulk_create(SamePerson(worker_id=pk, person_id=_end_of(pk, into)) for pk in sorted(into))


def _end_of(worker: int, into: dict[int, int]) -> int:
    while worker in into:
        worker = into[worker]
    return worker


@transaction.atomic
def undo_merge(merge: WorkerMerge, reason: str, *, by: Officer | None, on: date) -> WorkerMerge:
    """Take a merge back: the two count as two again, with all that was recorded under each."""
    check_reason(reason, "撤销合并")
    merge = (
        WorkerMerge.objects.select_for_update(of=("self",)).select_related("worker__employer", "into").get(pk=merge.pk)
    )
    if merge.undone is not None:
        raise Refused(f"这次合并已于{merge.undone}撤销")
    concerned = all_of([merge.worker_id])
    merge.undone, merge.undo_reason = on, reason.strip()
    merge.save(update_fields=["undone", "undo_reason"])
    _derive(concerned)
    _part_memberships(concerned)
    search.put([findable.of_worker(merge.worker)])
    journal.write(Act("undo_merge_workers", merge, by, on, merge.into.org_id))
    return merge


def _part_memberships(workers: set[int]) -> None:
    """What still doubles a membership of the same person stays doubled, everything else counts again."""
    persons = persons_of(workers)
    by_person: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(worker__in=workers).exclude(why=MISTAKE)
    for each in rows.order_by("doubled", "pk"):
        counted = by_person[persons.get(each.worker_id, each.worker_id)]
        doubled = any(_overlap(each, other) for other in counted)
        if doubled != each.doubled:
            each.doubled = doubled
            each.save(update_fields=["doubled"])
        if not doubled:
            counted.append(each)
