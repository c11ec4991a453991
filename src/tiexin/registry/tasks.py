"""Imports in the background. The task is only a wake-up: how far a run is stands in its own row."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.db.models import Q, QuerySet
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tiexin.core import sheets
from tiexin.core.refusal import Refused
from tiexin.orgs.calendar import today
from tiexin.registry import columns
from tiexin.registry.actions import imports
from tiexin.registry.actions.rows import end_rows, write_rows
from tiexin.registry.checking import Checker
from tiexin.registry.importing import Book
from tiexin.registry.models import ImportRun, RunState

logger = logging.getLogger("tiexin.registry")
BATCH = 1000  # rows in one short transaction
FEW = 5  # rows that are actions of their own in one transaction: on SQLite nobody else writes meanwhile
REST = 0.05  # least pause between batches, so that web writes get their turn on SQLite, which has one writer
BROKEN = {  # whether all rows come at once
    True: "数据库出错，没有导入任何一行，请再导入一次",
    False: "数据库出错，没有导入完，请再导入一次：已有的不会重复",
}
Numbered = tuple[int, Sequence[Any]]


@task()
def run_import(run_id: int) -> None:
    """Carry a run to its end from where it stands; running it twice changes nothing."""
    run = unfinished().filter(pk=run_id).first()
    if run is None:
        return
    try:
        if run.state == RunState.RUNNING:
            carry(run, time.sleep)
        if run.what.at_once:
            imports.let_be_found(run, partial(time.sleep, REST))
    except (OperationalError, InterfaceError, IntegrityError):
        raise  # a lost or locked database, a code registered in the same instant: `resume` queues it again
    except Refused as refusal:
        imports.give_up(run, refusal.message)
    except DatabaseError as error:
        logger.error("import %s: %s", run_id, type(error).__name__)
        imports.give_up(run, BROKEN[run.what.at_once])


def unfinished() -> QuerySet[ImportRun]:
    """Runs that are not at their end: rows still come in, or search does not know them yet."""
    return ImportRun.objects.filter(Q(state=RunState.RUNNING) | Q(state=RunState.DONE, found=False))


def carry(run: ImportRun, rest: Callable[[float], None]) -> None:
    """Stage what is still to be read, then make it true; rows of other kinds are written as they are read."""
    day = today()
    if run.what.book:
        carry_rows(run, run.what.book(run, day), day, rest)
        return
    checker = Checker(run, day)
    checker.remember()
    with sheets.opened(imports.content_of(run)) as (rows, _):
        left = unread(rows, run.read)
        while batch := list(islice(left, BATCH)):
            checked = checker.check(batch)
            began = time.monotonic()
            if not imports.stage(run, batch[-1][0], checked):
                return
            rest(max(REST, 2 * (time.monotonic() - began)) if connection.vendor == "sqlite" else 0)
    imports.finish(run, on=day)


def carry_rows(run: ImportRun, book: Book, day: date, rest: Callable[[float], None]) -> None:
    """Write what is still to be read, a few rows at a time."""
    with sheets.opened(imports.content_of(run)) as (rows, _):
        left = unread(rows, run.read)
        while batch := list(islice(left, FEW)):
            began = time.monotonic()
            if not write_rows(run, book, batch, on=day):
                return
            rest(max(REST, 2 * (time.monotonic() - began)) if connection.vendor == "sqlite" else 0)
    end_rows(run, on=day)


def unread(rows: Iterator[Sequence[Any]], read: int) -> Iterator[Numbered]:
    """Number the rows; pass over those read before and empty ones."""
    return ((n, row) for n, row in enumerate(rows, 1) if n > read and not columns.is_empty(row))


def resume() -> None:
    """Queue a run that nobody is going to finish: its job failed with the database, or was lost."""
    waiting = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    running = list(unfinished().values_list("pk", flat=True))
    if not running or DBTaskResult.objects.filter(task_path=run_import.module_path, status__in=waiting).exists():
        return
    for run_id in running:
        run_import.enqueue(run_id)
