"""Writes of workers themselves: entering one, numbers under seal and opening them, groups."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db import IntegrityError, transaction

from tiexin.core import journal, sealed
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.models import Officer
from tiexin.registry import findable, rules, vocabulary, worker_queries
from tiexin.registry.models import Worker
from tiexin.registry.people import WorkerGroup
from tiexin.registry.persons import Look, check_alone, persons_of
from tiexin.search import actions as search

CHECKS = {"identity": rules.check_identity, "phone": rules.check_phone, "bank": rules.check_bank}
KNOWN = "这个身份证号码的职工已登记，请按号码查找；在别的工会名下的，请由那边转来"
TWINS = 8  # shown at once


@dataclass(frozen=True)
class Numbers:
    """Numbers of a worker as they were typed; empty for what is not known and not needed."""

    identity: str = ""
    phone: str = ""
    bank: str = ""

    def checked(self) -> dict[str, str]:
        """Return those given, normalised; refuse the first whose form or check digit is wrong."""
        typed = {each.name: getattr(self, each.name).strip() for each in fields(self)}
        return {name: CHECKS[name](number) for name, number in typed.items() if number}


class LooksLike(Refused):
    """Somebody like this is known already; `twins` are to be compared before another entry is made."""

    def __init__(self, twins: Sequence[Worker]) -> None:
        super().__init__("可能已经登记过，请先核对下面的人", clause=rules.ONE_PERSON, field="apart")
        self.twins = twins


@transaction.atomic
def register_worker(
    worker: Worker, *, by: Officer | None, on: date, numbers: Numbers | None = None, apart: bool = False
) -> Worker:
    """Enter a new (unsaved) worker at an employer, or with a union of its own where there is none.

    Raises `LooksLike` for somebody of the same name at the same place or with the same number, unless the person
    who enters says that they are two (`apart`); the same identity number is never two people.
    """
    if not worker.name.strip():
        raise Refused("请写姓名", field="name")
    worker.name = worker.name.strip()
    if worker.employer is not None:
        worker.org = worker.employer.org
    given = _given(worker, numbers or Numbers())
    _seal(worker, given)
    _check_identity(worker)
    if not apart and (twins := list(worker_queries.alike(worker)[:TWINS])):
        raise LooksLike(twins)
    _save(worker)
    search.put_new([findable.of_worker(worker)])
    journal.write(Act("register", worker, by, on, worker.org_id))
    return worker


def _given(worker: Worker, numbers: Numbers) -> dict[str, str]:
    given = numbers.checked()
    if given and worker.org.practice:
        rules.check_numbers_practised(given)
    return given


def _seal(worker: Worker, given: dict[str, str]) -> None:
    for name, number in given.items():
        setattr(worker, f"{name}_sealed", sealed.seal(number, place_of(worker, name)))
        setattr(worker, f"{name}_index", sealed.blind_index(number, f"worker.{name}"))
    if phone := given.get("phone"):
        worker.phone_tail = sealed.blind_index(phone[-4:], "worker.phone_tail")


def place_of(worker: Worker, number: str) -> str:
    """Where a number is sealed to: copied to another row or column it does not open."""
    return f"worker.{number}:{worker.key}"


def _check_identity(worker: Worker) -> None:
    same = Worker.objects.filter(identity_index=worker.identity_index).exclude(pk=worker.pk)
    if worker.identity_index and same.exists():
        raise Refused(KNOWN, clause=rules.IDENTITY, field="identity")


def _save(worker: Worker, *columns: str) -> None:
    try:
        with transaction.atomic():
            worker.save(force_insert=not columns, update_fields=columns or None)
    except IntegrityError as error:  # the database decides, also when two register at once
        raise Refused(KNOWN, clause=rules.IDENTITY, field="identity") from error


@transaction.atomic
def keep_numbers(worker: Worker, numbers: Numbers, *, by: Officer | None, on: date) -> Worker:
    """Keep numbers of a known worker under seal; those given replace what was kept, the others stay."""
    worker = Worker.objects.select_for_update(of=("self",)).get(pk=worker.pk)
    check_alone(worker.pk)
    given = _given(worker, numbers)
    if not given:
        raise Refused("没有填写任何号码")
    _seal(worker, given)
    _check_identity(worker)
    columns = [f"{name}_{part}" for name in given for part in ("sealed", "index")]
    _save(worker, *columns, *(["phone_tail"] if "phone" in given else []))
    journal.write(Act("keep_numbers", worker, by, on, worker.org_id))
    return worker


@transaction.atomic
def look_at_number(worker: Worker, number: str, reason: str, *, by: Officer, on: date) -> str:
    """Open a sealed number for somebody with a reason; the look stays on the worker's page for good."""
    rules.check_known(number, vocabulary.SEALED, "number")
    check_reason(reason, "查看")
    kept = getattr(worker, f"{number}_sealed")
    if kept is None:
        raise Refused(f"没有登记{vocabulary.SEALED[number]}", field="number")
    look = Look.objects.create(worker=worker, number=number, by=by, reason=reason.strip())
    journal.write(Act("look_at_number", look, by, on, worker.org_id))
    return sealed.unseal(bytes(kept), place_of(worker, number))


def let_be_found(worker: Worker) -> None:
    """Tell search of a worker as they are now; an entry that was merged into another stays out of it."""
    if not persons_of([worker.pk]):
        search.put([findable.of_worker(worker)])


@dataclass(frozen=True)
class NewGroup:
    """A group that a worker belongs to from a day on, and why."""

    group: str
    since: date
    reason: str


@transaction.atomic
def put_in_group(worker: Worker, new: NewGroup, *, by: Officer | None, on: date) -> WorkerGroup:
    """Say that a worker belongs to a group; refused while that stands, without a reason, or for a day to come."""
    rules.check_known(new.group, vocabulary.WORKER_GROUPS, "group")
    check_reason(new.reason, "归入群体")
    if new.since > on:
        raise Refused("起始日期还没有到", field="since")
    Worker.objects.select_for_update(of=("self",)).get(pk=worker.pk)
    check_alone(worker.pk)
    _check_free(worker, new)
    values = {"group": new.group, "since": new.since, "reason": new.reason.strip(), "set_by": by}
    row = WorkerGroup.objects.create(worker=worker, **values)
    journal.write(Act("put_in_group", worker, by, on, worker.org_id))
    return row


def _check_free(worker: Worker, new: NewGroup) -> None:
    rows = worker.groups.filter(group=new.group)
    if rows.filter(until=None).exists():
        raise Refused("已经归入这个群体", field="group")
    if row := rows.filter(until__gt=new.since).order_by("-until").first():
        raise Refused(f"到{zh_date(row.until)}为止已归入这个群体，起始日期不能更早", field="since")


@transaction.atomic
def end_group(row: WorkerGroup, *, by: Officer | None, on: date) -> WorkerGroup:
    """Say that a worker belongs to a group no more from today on; facts recorded before keep it."""
    row = WorkerGroup.objects.select_for_update(of=("self",)).select_related("worker").get(pk=row.pk)
    if row.until is not None:
        raise Refused(f"已于{zh_date(row.until)}移出这个群体")
    if row.since >= on:
        raise Refused("归入当天不能移出，请次日再操作")
    row.until = on
    row.save(update_fields=["until"])
    journal.write(Act("end_group", row.worker, by, on, row.worker.org_id))
    return row


@transaction.atomic
def correct_worker(worker: Worker, *, by: Officer | None, on: date) -> Worker:
    """Keep a corrected name, role or team (already set on the object); search follows."""
    if not worker.name.strip():
        raise Refused("请写姓名", field="name")
    rules.check_known(worker.role, vocabulary.ROLES, "role")
    worker.save(update_fields=["name", "role", "team"])
    let_be_found(worker)
    journal.write(Act("correct", worker, by, on, worker.org_id))
    return worker
