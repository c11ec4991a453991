"""The only writers of the trail: `record` and `void`."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from tiexin.core import papers
from tiexin.core.actions import insert, insert_rows
from tiexin.core.journal import Act, Claim
from tiexin.core.refusal import Refused
from tiexin.evidence import limits, rules
from tiexin.evidence.effort import Effort, Spent, month_of
from tiexin.evidence.models import Entry, Fact, File, Limit, Pending, Tag, TagSet
from tiexin.orgs import calendar
from tiexin.orgs.absences import acting_for
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.organs import Organ

DIMS = ("officer", "employer", "worker", "team", "household", "pair", "facility")
FACT = ("entry_id", "measure", "on", "qty", "by_org_id", "at_org_id", "tag_set_id", *(f"{name}_id" for name in DIMS))
TAG = ("set_id", "key", "value")


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
    facts = [_marked(fact) for fact in facts]
    capped = limits.concerned(facts)
    entry = _write_entry(act)
    sets = _keep_tags({fact.tags for fact in facts if fact.tags})
    insert_rows(Fact, FACT, [_row(entry, fact, sets.get(fact.tags)) for fact in facts])
    entry.warnings = limits.check(capped, facts, entry)  # type: ignore[attr-defined]
    insert([Pending(entry=entry)])
    return entry


def _marked(fact: NewFact) -> NewFact:
    """A fact of the practice tree says so itself: plans there count nothing else, and nothing else counts it."""
    return replace(fact, tags=(*fact.tags, ("practice", "yes"))) if fact.by_org.practice else fact


def record_claims(act: Act, claims: Sequence[Claim]) -> Entry:
    """Record what rooms below have done: through their port, with the facts that they claim."""
    return record(act, [NewFact(each.measure, each.on, each.org, each.org, tags=each.tags) for each in claims])


def _write_entry(act: Act) -> Entry:
    entry = Entry(
        on=act.on,
        by=act.by,
        instead_of=acting_for(act.by, act.org_id),
        org_id=act.org_id,
        verb=act.verb,
        thing=act.thing._meta.label_lower,
        thing_id=act.thing.pk,
        source=act.source or None,
        voids=act.voids,
    )
    try:
        insert([entry])  # no savepoint: a refusal undoes the caller's whole action
    except IntegrityError as error:
        if act.voids is not None:
            raise Refused("这条记录已经作废过了", clause="留痕规则：一条记录只作废一次") from error
        raise Refused("这条记录已经保存过，没有重复写入", clause="一次录入：同一来源只记一次") from error
    return entry


def _keep_tags(carried: set[tuple[tuple[str, str], ...]]) -> dict[tuple[tuple[str, str], ...], int]:
    """Return the set of each group of tags; sets that no fact had before are written."""
    ids = {tags: rules.tag_set_id(tags) for tags in carried}
    whole = {pk: sorted(set(tags)) for tags, pk in ids.items()}
    fresh = insert_rows(TagSet, ("id",), [(pk,) for pk in sorted(whole)], unless_there=True)
    insert_rows(Tag, TAG, [(pk, key, value) for pk in fresh for key, value in whole[pk]])
    return ids


def _row(entry: Entry, fact: NewFact, tag_set: int | None) -> tuple[Any, ...]:
    dims = (fact.dims.get(name) for name in DIMS)
    return (entry.pk, fact.measure, fact.on, fact.qty, fact.by_org.pk, fact.at_org.pk, tag_set, *dims)


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
    calendar.forget()


@transaction.atomic
def lift_limits(duty_ids: Sequence[int]) -> None:
    """Take back the caps of these duties."""
    Limit.objects.filter(duty_id__in=duty_ids).delete()
    calendar.forget()


class _Voided:
    """The thing an entry was about, named by the entry itself."""

    def __init__(self, entry: Entry) -> None:
        self.pk = entry.thing_id
        self._meta = type("Meta", (), {"label_lower": entry.thing})


@transaction.atomic
def add_effort(org: Org, form: str, spent: Spent, *, on: date) -> None:
    """Add what one saved form cost to the sums of its unit and month; without an entry, for an entry has a name."""
    month = month_of(on)
    sums = {name: F(name) + number for name, number in vars(spent).items()} | {"records": F("records") + 1}
    if not Effort.objects.filter(org=org, month=month, form=form).update(**sums):
        Effort.objects.bulk_create([Effort(org=org, month=month, form=form)], ignore_conflicts=True)
        Effort.objects.filter(org=org, month=month, form=form).update(**sums)


@transaction.atomic
def keep_file(content: bytes, name: str, mime: str, *, org: Org, entry: Entry | None = None) -> File:
    """Keep a file's content under its hash and return its row."""
    digest = keep_content(content)
    return File.objects.create(org=org, entry=entry, name=name[:120], sha256=digest, size=len(content), mime=mime)


def keep_content(content: bytes) -> str:
    """Keep content under its hash, whoever's it is, and return the hash."""
    digest = hashlib.sha256(content).hexdigest()
    path = file_path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{secrets.token_hex(8)}")  # one each: the same content may come twice at once
        draft.write_bytes(content)
        draft.rename(path)
    return digest


@dataclass(frozen=True)
class NewPaper:
    """A paper as it was uploaded: its content, how the file is called, its document number if it has one."""

    content: bytes
    name: str
    number: str = ""


@transaction.atomic
def keep_paper(organ: Organ, new: NewPaper, *, by: Officer | None, on: date) -> File:
    """Keep the paper by which an organ was founded; an earlier one stays in the trail.

    Refused, with nothing written: what is by its content neither PDF, Word nor a picture, is empty, larger than 10 MB
    or carries macros.
    """
    kind = papers.check(new.content)
    entry = record(Act(rules.PAPER, organ, by, on, organ.org_id))
    return keep_file(new.content, papers.named(new.number, new.name, kind), kind.mime, org=organ.org, entry=entry)


def file_path(digest: str) -> Path:
    """Return where content with this hash lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest
