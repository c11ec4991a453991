"""Reads composed once: Django writes a query's SQL anew for every call, which costs more than running it.

    near = Prepared(lambda pk, units: Employer.objects.within(units).filter(pk=pk).select_related("org"))
    near(7, [3, 4])

The queryset stays the only description of the read; its SQL is kept for each length of the lists given, and PostgreSQL
may keep its plan: it is for reads of a few rows by their key. Lists that people look through are composed once, too,
and planned for each call (`planned=True`): what decides their SQL, as filters and posts do, is given `Shaped`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from tiexin.core.kept import KEPT

M = TypeVar("M", bound=Model)
Plain = int | str | bytes | datetime
MARK = 7_305_418_002_000_000_000  # stands for the first value while the SQL is composed; the others follow it
HOLE = re.compile("%%|%s")
WORD = re.compile("[a-z_]+")
MANY = 500  # values; a longer list is not kept, its SQL is composed for that one call
TEXTS = 300  # kept by one read; the oldest goes first
ROWS = 2_000  # kept as models by a read that shares them, some kilobytes each


class Shaped(ABC):
    """What is more than a value: `shape` decides the SQL, `values` are given with each call, and the queryset is
    composed with what `marked` makes of marks for these.
    """

    shape: Hashable
    values: Sequence[int] = ()

    @abstractmethod
    def marked(self, marks: Sequence[int]) -> Any:
        """What stands for it while the SQL is composed."""


@dataclass(frozen=True)
class Choice(Shaped):
    """Something that decides the SQL and is no value in it: which filters are set, which page is asked for."""

    shape: Hashable

    def marked(self, marks: Sequence[int]) -> Any:
        """Itself."""
        return self.shape


Given = Plain | Sequence[int] | Shaped


@dataclass(frozen=True)
class _Text:
    """A queryset's SQL, the place of each given value in it, and how its rows become models."""

    sql: str
    places: list[Any]
    compiler: Any
    columns: slice
    names: list[str]
    related: list[Any]
    converters: list[tuple[int, list[Callable[..., Any]], Any]]
    number: int = field(default_factory=count().__next__)

    def bound(self, values: Sequence[Plain]) -> list[Any]:
        """Return the statement's parameters with the values in the place of their marks."""
        return [_kept(values[each.number]) if isinstance(each, _Place) else each for each in self.places]

    def converted(self, rows: Iterator[Sequence[Any]], database: Any) -> Iterator[list[Any]]:
        """Turn what the database says into values: columns and annotations in the order of the statement."""
        for row in map(list, rows):
            for at, steps, column in self.converters:
                for step in steps:
                    row[at] = step(row[at], column, database)
            yield row

    def models(self, rows: Iterator[Sequence[Any]], database: Any) -> Iterator[Any]:
        """Turn rows into models with their related ones and annotations, as a queryset does."""
        made, extra = self.compiler.klass_info["model"], self.compiler.annotation_col_map or {}
        seen: dict[tuple[int, Any], Any] = {}
        for row in self.converted(rows, database):
            model = made.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
            for each in self.related:
                _populate(each, row, model, seen)
            for name, at in extra.items():
                setattr(model, name, row[at])
            yield model

    def shared(self, rows: Iterator[Sequence[Any]], database: Any, kept: dict[Any, Any]) -> Iterator[Any]:
        """The same, but what the database says once more is the model that was made of it before."""
        for row in map(tuple, rows):
            model = kept.get((self.number, row))
            if model is None:
                if len(kept) >= ROWS:
                    kept.clear()
                model = kept[self.number, row] = next(self.models(iter([row]), database))
            yield model


def _populate(each: Any, row: Sequence[Any], model: Any, seen: dict[tuple[int, Any], Any]) -> None:
    """Give a model its related one, as Django does; rows that name the same one share it."""
    data = each.reorder_for_init(row) if each.reorder_for_init else row[each.cols_start : each.cols_end]
    found = None
    if data[each.pk_idx] is not None:
        key = (id(each), data[each.pk_idx])
        if key not in seen:
            seen[key] = each.model_cls.from_db(each.db, each.init_list, data)
            for further in each.related_populators:
                _populate(further, row, seen[key], seen)
        found = seen[key]
    each.local_setter(model, found)
    if found is not None:
        each.remote_setter(found, model)


@dataclass(frozen=True)
class _Place:
    number: int


class Prepared(Generic[M]):
    """A queryset by ids, lists of ids, texts, bytes, moments and what is `Shaped`, in the function's order.

    A number goes into a column of ids alone: its mark is beyond what a smaller one holds.
    """

    def __init__(self, compose: Callable[..., QuerySet[M, M]], *, planned: bool = False) -> None:
        self.compose = compose
        self.planned = planned
        self.texts: dict[tuple[Any, ...], _Text | None] = {}
        self.kept: dict[Any, M] = {}

    def __call__(self, *given: Given) -> list[M]:
        """Run the read and return its rows."""
        return self._rows("", self.compose, given, _Text.models)

    def shared(self, *given: Given) -> list[M]:
        """The same for who only looks: rows of a list are mostly what they were a minute ago, and no model anew then.

        What is put on such a model stays on it for as long as its row is the same.
        """
        return self._rows("", self.compose, given, partial(_Text.shared, kept=self.kept))

    def plain(self, *given: Given) -> list[list[Any]]:
        """The same rows as plain values: a model of forty fields of which one is known costs more than its read."""
        return self._rows("", self.compose, given, _Text.converted)

    def cut(self, start: int, stop: int, *given: Given) -> list[list[Any]]:
        """The same, only the rows from one place up to another."""
        return self._rows(f"{start}:{stop}", lambda *marked: self.compose(*marked)[start:stop], given, _Text.converted)

    def count(self, most: int, *given: Given) -> int:
        """How many rows there are, counted no further than `most`, in no order."""
        database = connections[DEFAULT_DB_ALIAS]

        def counted(*marked: Any) -> Any:
            return self.compose(*marked).order_by().values("pk")[:most]

        text = self._text(f"#{most}", counted, given, database)
        return 0 if text is None else int(next(_fetched(text, given, database))[0])

    def _rows(
        self, way: str, compose: Callable[..., Any], given: Sequence[Given], made: Callable[..., Any]
    ) -> list[Any]:
        database = connections[DEFAULT_DB_ALIAS]  # looked up once: a thread's own is a dozen calls away
        text = self._text(way, compose, given, database)
        if text is None:
            return []
        return list(made(text, _fetched(text, given, database), database))

    def _text(self, way: str, compose: Callable[..., Any], given: Sequence[Given], database: Any) -> _Text | None:
        shape = (database.vendor, way, *map(_shape, given))
        texts = self.texts
        if shape in texts:
            return texts[shape]
        text = _composed(compose, given, planned=self.planned, counted=way.startswith("#"))
        if sum(len(_values(each)) for each in given) <= MANY:
            if len(self.texts) >= TEXTS:
                self.texts = dict(list(self.texts.items())[TEXTS // 2 :])
            self.texts[shape] = text
        return text


def padded(numbers: Sequence[int]) -> list[int]:
    """A list of a few lengths only: the last number stands again until the next power of two, so that texts are few."""
    full = 1 << max(len(numbers) - 1, 0).bit_length()
    return [*numbers, *list(numbers[-1:]) * (full - len(numbers))]


def _fetched(text: _Text, given: Sequence[Given], database: Any) -> Iterator[Sequence[Any]]:
    values = [value for each in given for value in _values(each)]
    with database.cursor() as cursor:
        cursor.execute(text.sql, text.bound(values))
        return iter(cursor.fetchall())


def _values(given: Given) -> Sequence[Plain]:
    if isinstance(given, Plain):
        return [given]
    return given.values if isinstance(given, Shaped) else given


def _shape(given: Given) -> Hashable:
    if isinstance(given, Plain):
        return None
    return given.shape if isinstance(given, Shaped) else len(given)


def _composed(
    compose: Callable[..., QuerySet[Any, Any]], given: Sequence[Given], *, planned: bool, counted: bool
) -> _Text | None:
    """Compose the SQL with marks for values; None when no row can match: a list is empty, somebody may see nothing.

    Raises `ValueError` in any other case: a mark does not fit the column, and the read would always be empty.
    """
    marks: dict[Plain, _Place] = {}
    query = compose(*(_marked(each, marks) for each in given)).query
    compiler = query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet as nothing:
        if all(isinstance(each, Plain) or (each and not isinstance(each, Shaped)) for each in given):
            raise ValueError("a value is compared with a column too small for its mark") from nothing
        return None
    sql, places = _written(sql, [marks.get(_plain(each), each) for each in params])
    if counted:
        sql = f"SELECT COUNT(*) FROM ({sql}) counted"  # noqa: S608  # composed by Django, values beside it
        return _Text(sql, places, compiler, slice(0), [], [], [])
    select, info = compiler.select, compiler.klass_info
    columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    converters = compiler.get_converters([each[0] for each in select])
    return _Text(
        sql=sql if planned else f"{sql}{KEPT}",
        places=places,
        compiler=compiler,
        columns=columns,
        names=[each[0].target.attname for each in select[columns]],
        related=get_related_populators(info, select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]  # stubs of Django 6
        converters=[(at, steps, column) for at, (steps, column) in converters.items()],
    )


def _written(sql: str, places: Sequence[Any]) -> tuple[str, list[Any]]:
    """Write the query's own words and numbers into its text; what is given with each call stays beside it.

    SQLite plans a statement anew at every call where an index holds for some rows only and their condition is given
    beside the text: it could be another one this time.
    """
    left, rest = iter(places), []

    def write(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return found[0]
        value = next(left)
        if isinstance(value, str) and WORD.fullmatch(value):
            return f"'{value}'"
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        rest.append(value)
        return "%s"

    return HOLE.sub(write, sql), rest


def _kept(value: Plain) -> Any:
    """A value as the database keeps it: SQLite keeps moments as text."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _plain(value: Any) -> Any:
    """A parameter without what the database's driver put around bytes; None for what can be no mark."""
    value = getattr(value, "obj", value)
    if isinstance(value, memoryview):
        return bytes(value)
    return value if isinstance(value, Plain) else None


def _marked(given: Given, marks: dict[Plain, _Place]) -> Any:
    """Return marks in the place of the values given, and note which value each stands for."""
    if isinstance(given, Shaped):
        return given.marked([_marked(each, marks) for each in given.values])
    if not isinstance(given, Plain):
        return [_marked(each, marks) for each in given]
    number = MARK + len(marks)
    mark: Plain = number if isinstance(given, int) else str(number) if isinstance(given, str) else str(number).encode()
    if isinstance(given, datetime):
        mark = datetime(1900 + len(marks), 1, 1, tzinfo=UTC)
    marks[_kept(mark)] = _Place(len(marks))
    return mark
