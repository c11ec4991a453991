"""Every write of an import: taking a workbook in, staging its rows a batch at a time, making them true all at once.

Batches go into tables of their own, with the run's checkpoint in the same transaction. Only `finish` touches the
registry, in one transaction of set-wise statements: a run that is killed or cancelled leaves no row there.
"""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from tiexin.core import journal, sealed, sheets
from tiexin.core.actions import load_rows
from tiexin.core.findable import Findable
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.rules import SIDES
from tiexin.registry import columns, findable
from tiexin.registry.checking import Checked
from tiexin.registry.models import (
    Employer,
    ImportColumns,
    ImportContent,
    ImportLine,
    ImportRefusal,
    ImportRun,
    RunState,
    Worker,
)
from tiexin.registry.people import Membership
from tiexin.search import actions as search

NUMBERS = ("identity_sealed", "identity_index", "phone_sealed", "phone_index", "phone_tail")
TAKEN = {
    "employer": ("name", "credit_code", "org_id", "kind", "industry", "headcount"),
    "worker": ("key", "name", "org_id", "employer_id", "team", "role", *NUMBERS),
}
LINE = (
    *("run_id", "row", "target", "org_id", "employer_id", "name", "credit_code", "kind", "industry", "headcount"),
    *("team", "role", *NUMBERS, "joined"),
)
TABLES = {"employer": Employer, "worker": Worker}
UNIQUE = {"employer": "credit_code", "worker": "identity_index"}
PART = 500  # things told to search in one transaction
FOUND: dict[str, tuple[Callable[[], Any], Callable[[Any], Findable]]] = {
    "employer": (Employer.objects.all, findable.of_employer),
    "worker": (lambda: Worker.objects.select_related("employer"), findable.of_worker),
}
MEANWHILE = "导入期间已由别人登记，没有重复写入"
RUNNING = "这次导入已经开始或结束"


@dataclass(frozen=True)
class Upload:
    """A workbook as it came, and where its rows shall go."""

    org: Org
    kind: str
    name: str
    content: bytes


@transaction.atomic
def take_workbook(upload: Upload, *, by: Officer | None, on: date) -> ImportRun:
    """Keep a workbook, sealed, with its headings found and its columns guessed; refused when it cannot be read."""
    if upload.org.practice:
        raise Refused("练习中不导入工作簿，请一个一个登记", clause=SIDES, field="file")
    file = io.BytesIO(upload.content)
    sheets.guard(file, len(upload.content))
    with sheets.opened(file) as (rows, about):
        first = [row for row, _ in zip(rows, range(columns.LOOKED_FOR_HEADS), strict=False)]
    head, heads = columns.headings(first)
    kept = ImportColumns.objects.filter(org=upload.org, kind=upload.kind).first()
    guessed = columns.guess(upload.kind, heads, kept.heads if kept else {})
    run = ImportRun(org=upload.org, kind=upload.kind, by=by, on=on, name=upload.name[:120], columns=guessed)
    run.head, run.heads, run.about, run.read = head, heads, max(about - head, 0), head
    run.save(force_insert=True)
    ImportContent.objects.create(run=run, sealed=sealed.seal_bytes(upload.content, _place(run)))
    journal.write(Act("take_workbook", run, by, on, run.org_id))
    return run


def _place(run: ImportRun) -> str:
    return f"import.content:{run.pk}"


def content_of(run: ImportRun) -> io.BytesIO:
    """Open the kept workbook."""
    return io.BytesIO(sealed.unseal_bytes(bytes(run.content.sealed), _place(run)))


@transaction.atomic
def map_columns(run: ImportRun, chosen: dict[str, int], update: bool, *, by: Officer | None, on: date) -> ImportRun:
    """Say which column is which field, and whether those already registered are changed; the unit's next run knows."""
    run = _locked(run, RunState.OPEN)
    for name, field in columns.FIELDS[run.kind].items():
        if field.required and name not in chosen:
            raise Refused(f"请选择哪一列是“{field.label}”", field=name)
        if name in chosen and list(chosen.values()).count(chosen[name]) > 1:
            raise Refused("同一列不能用作两项", field=name)
    run.columns, run.update = chosen, update
    run.save(update_fields=["columns", "update"])
    heads = {name: run.heads[chosen[name]] if name in chosen else "" for name in columns.FIELDS[run.kind]}
    ImportColumns.objects.update_or_create(org_id=run.org_id, kind=run.kind, defaults={"heads": heads})
    journal.write(Act("map_columns", run, by, on, run.org_id))
    return run


@transaction.atomic
def start_import(run: ImportRun, *, by: Officer | None, on: date) -> ImportRun:
    """Let the worker process begin; every required field must have its column."""
    from tiexin.registry.tasks import run_import

    run = _locked(run, RunState.OPEN)
    missing = [f.label for name, f in columns.FIELDS[run.kind].items() if f.required and name not in run.columns]
    if missing:
        raise Refused(f"还没有选择“{'”“'.join(missing)}”在哪一列")
    run.state, run.on = RunState.RUNNING, on
    run.save(update_fields=["state", "on"])
    journal.write(Act("start_import", run, by, on, run.org_id))
    run_import.enqueue(run.pk)
    return run


@transaction.atomic
def cancel_import(run: ImportRun, *, by: Officer | None, on: date) -> ImportRun:
    """Stop a run that has not ended, and throw its workbook away; what was written row by row stays, and is counted."""
    run = _locked(run, RunState.OPEN, RunState.RUNNING)
    run.state = RunState.CANCELLED
    _end(run)
    journal.write(Act("cancel_import", run, by, on, run.org_id))
    return run


def _locked(run: ImportRun, *states: str) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in states:
        raise Refused(RUNNING)
    return run


def _end(run: ImportRun, *saved: str) -> None:
    """End a run before its time: of rows that come all at once nothing stays, nor any count of them."""
    ImportContent.objects.filter(run=run).delete()
    if run.what.at_once:
        ImportLine.objects.filter(run=run).delete()
        ImportRefusal.objects.filter(run=run).delete()
        run.added = run.changed = run.same = run.refused = 0
    run.save(update_fields=["state", "added", "changed", "same", "refused", *saved])


@transaction.atomic
def stage(run: ImportRun, read: int, checked: Checked) -> bool:
    """Keep a checked batch and the row up to which the run is read; False when the run was cancelled meanwhile."""
    changed = sum(line.target is not None for line in checked.lines)
    counts = {
        "read": read,
        "added": F("added") + len(checked.lines) - changed,
        "changed": F("changed") + changed,
        "same": F("same") + len(checked.same),
        "refused": F("refused") + len(checked.refused),
    }
    if not ImportRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(**counts):
        return False
    key = ImportLine._meta.get_field("key")
    rows = []
    for line in checked.lines:
        made = [getattr(line, name) for name in LINE]
        rows.append((*made, key.get_db_prep_save(line.key, connection)))
    load_rows(ImportLine, (*LINE, "key"), rows)
    refuse(run, checked.refused)
    return True


def refuse(run: ImportRun, refused: Sequence[tuple[int, Sequence[Any], str]]) -> None:
    """Keep rows that are not taken, each with its reason."""
    rows = []
    for number, cells, reason in refused:
        text = json.dumps([columns.as_it_was(cell) for cell in cells], ensure_ascii=False)
        rows.append((run.pk, number, sealed.seal(text, refusal_place(run, number)), reason[:200]))
    load_rows(ImportRefusal, ("run_id", "row", "sealed", "reason"), rows)


def refusal_place(run: ImportRun, row: int) -> str:
    """Where a refused row is sealed to."""
    return f"import.refusal:{run.pk}:{row}"


@transaction.atomic
def finish(run: ImportRun, *, on: date) -> ImportRun:
    """Make all staged rows true at once, with one entry; what others registered meanwhile is refused by row."""
    run = _locked(run, RunState.RUNNING)
    late = _came_meanwhile(run)
    with connection.cursor() as cursor:
        cursor.execute(_adding(run.kind), [run.pk])
        added = cursor.rowcount
        changed = 0
        if run.kind == "employer":
            cursor.execute(_changing(), [run.pk])
            changed = cursor.rowcount
            cursor.execute(_following(), [run.pk])
        else:
            cursor.execute(_joining(), [run.pk])
    ImportContent.objects.filter(run=run).delete()
    ImportLine.objects.filter(run=run).delete()
    run.state, run.added, run.changed, run.refused = RunState.DONE, added, changed, run.refused + late
    run.found = False
    run.save(update_fields=["state", "added", "changed", "refused", "found"])
    journal.write(Act("import", run, run.by, on, run.org_id, source=f"import:{run.pk}"))
    return run


def let_be_found(run: ImportRun, rest: Callable[[], None]) -> None:
    """Tell search of what a run brought in, in small transactions; broken off, it is begun again."""
    rows, thing = FOUND[run.kind]
    last = 0
    while part := list(rows().within([run.org_id]).filter(pk__gt=last).order_by("pk")[:PART]):
        search.put(map(thing, part))
        last = part[-1].pk
        rest()
    ImportRun.objects.filter(pk=run.pk).update(found=True)


def _came_meanwhile(run: ImportRun) -> int:
    """Refuse the staged rows whose code or number stands in the registry by now."""
    column, fresh = UNIQUE[run.kind], run.lines.filter(target=None)
    table: Any = TABLES[run.kind]._default_manager
    late = list(fresh.filter(**{f"{column}__in": table.exclude(**{column: None}).values(column)}))
    refuse(run, [(line.row, _in_place(run, line), MEANWHILE) for line in late])
    ImportLine.objects.filter(pk__in=[line.pk for line in late]).delete()
    return len(late)


def _in_place(run: ImportRun, line: ImportLine) -> list[str | None]:
    """What tells a staged row apart, each below the heading that it came from."""
    told = {run.columns[name]: getattr(line, name) for name in ("name", "credit_code") if name in run.columns}
    return [told.get(place) for place in range(len(run.heads))]


def _adding(kind: str) -> str:
    taken = ", ".join(TAKEN[kind])
    table, lines = TABLES[kind]._meta.db_table, ImportLine._meta.db_table
    return (
        f"INSERT INTO {table} ({taken}) SELECT {taken} FROM {lines} "  # noqa: S608
        "WHERE run_id = %s AND target IS NULL ORDER BY row"
    )


def _changing() -> str:
    kept = ("name", "kind", "industry", "headcount", "org_id")
    table, lines = Employer._meta.db_table, ImportLine._meta.db_table
    sets = ", ".join(f"{name} = line.{name}" for name in kept)
    return f"UPDATE {table} SET {sets} FROM {lines} AS line WHERE line.run_id = %s AND line.target = {table}.id"  # noqa: S608


def _following() -> str:
    """Workers belong to the union of their employer, wherever the workbook has moved it."""
    lines, worker = ImportLine._meta.db_table, Worker._meta.db_table
    return (
        f"UPDATE {worker} SET org_id = line.org_id FROM {lines} AS line "  # noqa: S608
        f"WHERE line.run_id = %s AND line.target = {worker}.employer_id AND {worker}.org_id <> line.org_id"
    )


def _joining() -> str:
    """Whoever came with a day of joining is a member of the employer's union from that day on."""
    member, lines, worker = (model._meta.db_table for model in (Membership, ImportLine, Worker))
    return (
        f"INSERT INTO {member} (worker_id, org_id, since, why, doubled) "  # noqa: S608
        f"SELECT worker.id, line.org_id, line.joined, '', {_false()} FROM {lines} AS line "
        f"JOIN {worker} AS worker ON worker.key = line.key WHERE line.run_id = %s AND line.joined IS NOT NULL"
    )


def _false() -> str:
    return "FALSE" if connection.vendor == "postgresql" else "0"


@transaction.atomic
def give_up(run: ImportRun, reason: str) -> None:
    """Say that a run cannot be carried to its end."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state == RunState.RUNNING:
        run.state, run.error = RunState.FAILED, reason[:200]
        _end(run, "error")
