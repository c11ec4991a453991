"""The only writers of the trail: `record` and `void`."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence import limits, rules
from tiexin.evidence.models import Entry, Fact, FactTag, File, Limit, Pending
from tiexin.orgs.models import Officer, Org

DIMS = ("officer", "employer", "worker", "team", "household", "pair", "facility")
FACT = ("entry_id", "measure", "on", "qty", "by_org_id", "at_org_id", *(f"{name}_id" for name in DIMS))
TAG = ("fact_id", "key", "value")
PARAMETERS = 900  # in one statement, within what SQLite takes


@dataclass(frozen=True)
class NewFact:
    """A fact to be recorded; `dims` names dimension ids by column, `tags` the declared tags of the day."""

    measure: str
    on: date
    by_org: Org
    at_org: Org
    qty: int = 1
    dims: dict[str, int | None] = field(default_factory=dict)
    tags: tuple[tuple[str, str], ...] = ()


@transaction.atomic(savepoint=False)
def record(act: Act, facts: Sequence[NewFact] = ()) -> Entry:
    """Write one entry, its facts and tags, and mark them pending, all in the caller's transaction.

    Raises `Refused`, with nothing written, for a fact that is not positive, lies in the future, falls on a
    day its unit was closed, has an unknown measure or tag, exceeds a cap that a plan enforces, or whose source
    was recorded before. Caps that only warn are told in `entry.warnings`.
    """
    for fact in facts:
        rules.check_fact(fact, today=act.on)
    capped = limits.concerned(facts)
    entry = _write_entry(act)
    ids = _insert(Fact, FACT, [_row(entry, fact) for fact in facts])
    tags = [(pk, key, value) for pk, fact in zip(ids, facts, strict=True) for key, value in sorted(set(fact.tags))]
    _insert(FactTag, TAG, tags)
    entry.warnings = limits.check(capped, facts, entry)  # type: ignore[attr-defined]
    Pending.objects.create(entry=entry)
    return entry


def _write_entry(act: Act) -> Entry:
    entry = Entry(
        on=act.on,
        by=act.by,
        org_id=act.org_id,
        verb=act.verb,
        thing=act.thing._meta.label_lower,
        thing_id=act.thing.pk,
        source=act.source or None,
        voids=act.voids,
    )
    try:
        entry.save(force_insert=True)  # no savepoint: a refusal undoes the caller's whole action
    except IntegrityError as error:
        if act.voids is not None:
            raise Refused("这条记录已经作废过了", clause="留痕规则：一条记录只作废一次") from error
        raise Refused("这条记录已经保存过，没有重复写入", clause="一次录入：同一来源只记一次") from error
    return entry


def _row(entry: Entry, fact: NewFact) -> tuple[Any, ...]:
    dims = (fact.dims.get(name) for name in DIMS)
    return (entry.pk, fact.measure, fact.on, fact.qty, fact.by_org.pk, fact.at_org.pk, *dims)


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Write rows and return their ids; a visit has some seventy tags, and a model of each would cost the most."""
    quote = connection.ops.quote_name
    line = f"({', '.join(['%s'] * len(columns))})"
    head = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES "  # noqa: S608
    size = PARAMETERS // len(columns)
    ids: list[int] = []
    with connection.cursor() as cursor:
        for part in (rows[first : first + size] for first in range(0, len(rows), size)):
            values = [value for row in part for value in row]
            cursor.execute(f"{head}{', '.join([line] * len(part))} RETURNING id", values)
            ids += [pk for (pk,) in cursor.fetchall()]
    return ids


@transaction.atomic
def void(entry: Entry, *, by: Officer | None, on: date, source: str = "") -> Entry:
    """Void an entry's facts: a new entry points to the old one; nothing is erased."""
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    act = Act("void", _Voided(entry), by, on, entry.org_id, source=source, voids=entry)  # type: ignore[arg-type]
    voiding = _write_entry(act)
    Fact.objects.filter(entry=entry, voided_by=None).update(voided_by=voiding)
    Pending.objects.create(entry=voiding)
    return voiding


@transaction.atomic
def put_limits(new: Sequence[Limit]) -> None:
    """Let caps hold from now on; those of the same duties are replaced."""
    lift_limits([limit.duty_id for limit in new])
    Limit.objects.bulk_create(new)
    limits.forget()


@transaction.atomic
def lift_limits(duty_ids: Sequence[int]) -> None:
    """Take back the caps of these duties."""
    Limit.objects.filter(duty_id__in=duty_ids).delete()
    limits.forget()


class _Voided:
    """The thing an entry was about, named by the entry itself."""

    def __init__(self, entry: Entry) -> None:
        self.pk = entry.thing_id
        self._meta = type("Meta", (), {"label_lower": entry.thing})


@transaction.atomic
def keep_file(content: bytes, name: str, mime: str, *, org: Org, entry: Entry | None = None) -> File:
    """Keep a file's content under its hash and return its row."""
    digest = hashlib.sha256(content).hexdigest()
    path = file_path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_bytes(content)
        draft.rename(path)
    return File.objects.create(org=org, entry=entry, name=name[:120], sha256=digest, size=len(content), mime=mime)


def file_path(digest: str) -> Path:
    """Return where content with this hash lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest
