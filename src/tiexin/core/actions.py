"""New rows by plain statements, for the actions of other rooms; called inside their transactions.

A saved form writes some dozens of rows: composing Django's statement for each kind costs more than the database does.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from types import NoneType
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from tiexin.core.kept import KEPT

M = TypeVar("M", bound=models.Model)
PARAMETERS = 900  # in one statement, within what SQLite takes
PLAIN: dict[type, type] = {  # columns whose values the driver takes as they are, when they are of this very type
    **dict.fromkeys((models.CharField, models.TextField), str),
    **dict.fromkeys((models.IntegerField, models.PositiveIntegerField, models.PositiveSmallIntegerField), int),
    **dict.fromkeys((models.SmallIntegerField, models.BigIntegerField, models.ForeignKey, models.OneToOneField), int),
    models.BooleanField: bool,
    models.BinaryField: bytes,
}


def insert(rows: Iterable[M]) -> list[M]:
    """Write new models of one kind, whole and as they are, and give them their ids; returns them.

    Like `bulk_create`, with the database's own `IntegrityError` when a constraint says no.
    """
    made = list(rows)
    if not made:
        return made
    names, fields = _columns(type(made[0]))
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: a thread's own is a dozen calls away
    ids = insert_rows(type(made[0]), names, [_values(model, fields, database) for model in made])
    for model, pk in zip(made, ids, strict=True):
        model.pk, model._state.adding, model._state.db = pk, False, DEFAULT_DB_ALIAS
    return made


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[str, ...], list[tuple[Any, str, tuple[type, ...]]]]:
    """The columns to write, and for each its field, the attribute and the types that need no preparing."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    return tuple(str(each.column) for each in fields), [(each, each.attname, _as_they_are(each)) for each in fields]


def _as_they_are(field: Any) -> tuple[type, ...]:
    """The types whose values a column takes as they are; days and moments are text for one of the databases."""
    if type(field) in PLAIN:
        return (PLAIN[type(field)], NoneType)
    itself = isinstance(field, models.DateField) and (field.auto_now or field.auto_now_add)  # writes its own value
    return (NoneType,) if isinstance(field, models.DateField) and not itself else ()


def _values(model: models.Model, fields: Sequence[tuple[Any, str, tuple[type, ...]]], database: Any) -> tuple[Any, ...]:
    said, values = model.__dict__, []
    for field, name, plain in fields:
        value = said.get(name)
        if type(value) not in plain:
            value = field.get_db_prep_save(field.pre_save(model, True), database)
        values.append(value)
    return tuple(values)


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]], *, unless_there: bool = False
) -> list[int]:
    """Write rows of values that the database's driver takes as they are; return the ids of those written, in order.

    With `unless_there` rows that the table has already are passed over.
    """
    head, line, tail = _statement(model, tuple(columns), unless_there)
    size = PARAMETERS // len(columns)
    ids: list[int] = []
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for part in (rows[first : first + size] for first in range(0, len(rows), size)):
            values = [value for row in part for value in row]
            cursor.execute(f"{head}{', '.join([line] * len(part))}{tail}{KEPT}", values)
            ids += [pk for (pk,) in cursor.fetchall()]
    return ids


def locked(rows: models.QuerySet[M], **which: object) -> M:
    """One row under its lock, read with what stands beside it once the lock is held.

    Joined in one statement, PostgreSQL would pair the row for which it waited with its neighbours of before, and find
    nothing where the row points to others since.
    """
    rows.model._base_manager.select_for_update().only("pk").get(**which)
    return rows.get(**which)


@cache
def _statement(model: type[models.Model], columns: tuple[str, ...], unless_there: bool) -> tuple[str, str, str]:
    """Its beginning, one row of values, its end; both databases quote names alike."""
    quote, pk = connection.ops.quote_name, str(model._meta.pk.column)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES "  # noqa: S608
    tail = f"{' ON CONFLICT DO NOTHING' if unless_there else ''} RETURNING {quote(pk)}"
    return head, f"({', '.join(['%s'] * len(columns))})", tail


def load_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Write very many rows whose ids nobody asks for: PostgreSQL's own COPY takes them ten times as fast."""
    if connection.vendor != "postgresql":
        insert_rows(model, columns, rows)
        return
    quote = connection.ops.quote_name
    text = f"COPY {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(text) as copy:
        for row in rows:
            copy.write_row(row)
