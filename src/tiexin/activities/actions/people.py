"""Who came: ticked from a roster all at once, or signed by the code and confirmed; each person counts once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.activities import rules
from tiexin.activities.actions import locked
from tiexin.activities.models import Activity, Attendance, Signing
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewFact, record, void
from tiexin.orgs.models import Officer
from tiexin.registry.actions import meet_workers
from tiexin.registry.models import Worker
from tiexin.registry.worker_queries import in_force


@dataclass(frozen=True)
class Came:
    """Who was there: officers at a training, workers at anything else."""

    officers: Sequence[Officer] = ()
    workers: Sequence[Worker] = ()


@transaction.atomic
def tick_people(activity: Activity, came: Came, *, by: Officer, on: date, signed: bool = False) -> list[Attendance]:
    """Note at once who was at a held activity; those noted before stay as they are.

    Facts: a `training_attended` for each person at a training, a `talk` for each worker at a seminar.
    Refused, with nothing written: nobody, too many, workers at a training or officers elsewhere, a worker of another
    enterprise, everybody noted before.
    """
    found = locked(activity, "held")
    rules.check_ticked(len(came.officers) + len(came.workers))
    _check_fit(found, came)
    there = found.attendances.filter(dropped=None)
    officers = _fresh(came.officers, there.values_list("officer_id", flat=True))
    workers = _fresh(came.workers, there.values_list("worker_id", flat=True))
    if not officers and not workers:
        raise Refused("选中的人都已经记过了", field="people")
    entry = record(Act("tick_people", found, by, on, found.org_id), facts_of(found, officers, workers))
    rows = [Attendance(activity=found, officer=each, entry=entry, signed=signed) for each in officers]
    rows += [Attendance(activity=found, worker=each, entry=entry, signed=signed) for each in workers]
    return Attendance.objects.bulk_create(rows)


def _fresh(people: Iterable[Officer | Worker], there: Collection[int | None]) -> list:  # type: ignore[type-arg]
    known = set(there)
    return [each for each in dict.fromkeys(people) if each.pk not in known]


def _check_fit(found: Activity, came: Came) -> None:
    trains = rules.takes_officers(found.kind)
    if (came.workers and trains) or (came.officers and not trains):
        raise Refused("培训点干部的名，其他活动点职工的名", field="people")
    if came.workers and found.employer is None:
        raise Refused("没有选企业的活动只记人数，不点名", field="people")
    ids = {worker.pk for worker in came.workers}
    if ids and found.employer and Worker.objects.at(found.employer).filter(pk__in=ids).count() != len(ids):
        raise Refused("选中的职工不属于这家企业", field="people")


def facts_of(found: Activity, officers: Sequence[Officer], workers: Sequence[Worker]) -> list[NewFact]:
    """What their being there proves."""
    if rules.takes_officers(found.kind):
        day, unit = found.on, found.org
        return [NewFact("training_attended", day, unit, each.org, dims={"officer": each.pk}) for each in officers]
    if found.kind != "seminar" or found.employer is None:
        return []
    employer = found.employer
    marks = [row.tag for row in employer.tags.all() if row.holds_on(found.on)]
    tags = [("method", "seminar"), ("employer_kind", employer.kind), *(("employer_tag", mark) for mark in marks)]
    groups = in_force(workers, found.on)
    facts = []
    for worker in workers:
        own = [("role", worker.role), *(("worker_group", group) for group in groups.get(worker.pk, ()))]
        dims: dict[str, int | None] = {"officer": found.author_id, "employer": employer.pk, "worker": worker.pk}
        facts.append(NewFact("talk", found.on, found.org, employer.org, dims=dims, tags=(*tags, *own)))
    return facts


@transaction.atomic
def drop_person(attendance: Attendance, reason: str, *, by: Officer, on: date) -> Attendance:
    """Take back that somebody was there, with a reason; the others of the same tick count on."""
    found = locked(attendance.activity, "held")
    row = Attendance.objects.select_for_update(of=("self",)).get(pk=attendance.pk)
    if row.dropped is not None:
        raise Refused("已经更正过了")
    check_reason(reason, "更正")
    row.dropped = on
    row.save(update_fields=["dropped"])
    void(row.entry, by=by, on=on)
    rest = found.attendances.filter(entry=row.entry_id, dropped=None).select_related("officer__org", "worker")
    kept = [each for each in rest.order_by("pk") if each.pk != row.pk]
    officers = [each.officer for each in kept if each.officer]
    workers = [each.worker for each in kept if each.worker]
    entry = record(Act("drop_person", found, by, on, found.org_id), facts_of(found, officers, workers))
    rest.update(entry=entry)
    return row


@transaction.atomic
def sign_in(activity: Activity, name: str, *, on: date) -> None:
    """Keep the name that somebody typed on their own phone, for the union to confirm; twice the same is once.

    Nobody is looked up here, so that the page tells nothing of who belongs to the enterprise. Refused on another day.
    """
    rules.check_text(name, "name", "您的姓名", rules.NAME)
    found = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if found.voided or not rules.may_sign(found.kind, found.on, on, at_employer=found.employer_id is not None):
        raise Refused("今天不能在这里签到")
    if found.signings.filter(name=name.strip()).exists():
        return
    if found.signings.count() >= SIGNED:
        raise Refused("签到的人已满，请到工作人员处登记")
    Signing.objects.create(activity=found, name=name.strip())
    record(Act("sign_in", found, None, on, found.org_id))


SIGNED = 500  # names that one code takes


@transaction.atomic
def confirm_signings(activity: Activity, ids: Collection[int], *, by: Officer, on: date) -> list[Attendance]:
    """Accept names that were signed: those on the enterprise's roster are they, the others are added to it.

    Refused when a name stands on the roster twice: who it was can only be ticked there.
    """
    found = locked(activity, "held")
    signings = list(found.signings.filter(pk__in=ids, settled=None).order_by("pk"))
    rules.check_ticked(len(signings))
    names = [signing.name for signing in signings]
    if found.employer is None:
        raise Refused("没有选企业的活动只记人数，不点名", field="people")
    _check_apart(found, names)
    workers = meet_workers(found.employer, [(name, "front_line") for name in names], found.on).workers
    Signing.objects.filter(pk__in=[each.pk for each in signings]).update(settled=on)
    there = set(found.attendances.filter(dropped=None).values_list("worker_id", flat=True))
    if there >= {worker.pk for worker in workers}:
        record(Act("tick_people", found, by, on, found.org_id))
        return []
    return tick_people(found, Came(workers=workers), by=by, on=on, signed=True)


def _check_apart(found: Activity, names: Sequence[str]) -> None:
    """Refuse a name that two people of the enterprise bear."""
    seen: set[str] = set()
    for name in Worker.objects.at(found.employer or 0).filter(name__in=names).values_list("name", flat=True):
        if name in seen:
            raise Refused(f"企业名册里有两位“{name}”，请从名册点名", field="people")
        seen.add(name)


@transaction.atomic
def refuse_signings(activity: Activity, ids: Collection[int], *, by: Officer, on: date) -> int:
    """Put away names that nobody knows; the names are emptied. Returns how many."""
    found = locked(activity, "held")
    waiting = found.signings.filter(pk__in=ids, settled=None)
    rules.check_ticked(waiting.count())
    count = waiting.update(settled=on, name="")
    record(Act("refuse_signings", found, by, on, found.org_id))
    return count
