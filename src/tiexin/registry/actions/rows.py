"""Writing a workbook row by row: each row is an action of its own, with the run's checkpoint in the same transaction.

A run that is killed goes on behind the last row that was written; one that is cancelled keeps what was written.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.registry import columns
from tiexin.registry.actions.imports import refuse
from tiexin.registry.importing import Book
from tiexin.registry.models import ImportContent, ImportRun, RunState

AT_ONCE = "和别人刚登记的冲突，请再导入一次"


@transaction.atomic
def write_rows(run: ImportRun, book: Book, rows: Sequence[tuple[int, Sequence[Any]]], *, on: date) -> bool:
    """Write a few rows and keep how far the run is; False when it was cancelled meanwhile."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("by").get(pk=run.pk)
    if run.state != RunState.RUNNING:
        return False
    for number, row in rows:
        try:
            if _written(run, book, row, on):
                run.added += 1
            else:
                run.same += 1
        except Refused as refusal:
            run.refused += 1
            refuse(run, [(number, row, str(refusal))])
        run.read = number
    run.save(update_fields=["read", "added", "same", "refused"])
    return True


def _written(run: ImportRun, book: Book, row: Sequence[Any], on: date) -> bool:
    """Write one row, or nothing of it."""
    values = columns.clean(run.kind, run.columns, row)
    if not book.is_new(values):
        return False
    try:
        with transaction.atomic():
            book.write(values, by=run.by, on=on)
    except IntegrityError as error:  # a second writer at the same moment: the database decides
        raise Refused(AT_ONCE) from error
    return True


@transaction.atomic
def end_rows(run: ImportRun, *, on: date) -> None:
    """Say that every row was looked at, and throw the workbook away."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state == RunState.RUNNING:
        ImportContent.objects.filter(run=run).delete()
        run.state = RunState.DONE
        run.save(update_fields=["state"])
        journal.write(Act("import", run, run.by, on, run.org_id, source=f"import:{run.pk}"))
