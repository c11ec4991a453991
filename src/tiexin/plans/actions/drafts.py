"""Every write of drafts: begin one, write it anew, change one place of it, throw it away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core.documents.source import MAX_BYTES
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org
from tiexin.plans.editor.head import named
from tiexin.plans.models import PackDraft

MAX_DOCUMENT = 1_000_000  # bytes; every sentence stands on the page
LONE = re.compile("[\ud800-\udfff]")  # half of a character: no database takes it


class Stale(Refused):
    """Somebody else changed the draft in between; `theirs` is the draft as it is now, nothing was written."""

    def __init__(self, theirs: PackDraft) -> None:
        who = theirs.updated_by.name if theirs.updated_by else "系统"
        super().__init__(f"{who}刚才改过这份草稿，您的改动还没有存下", field="text")
        self.theirs = theirs


@dataclass(frozen=True)
class Written:
    """What a person hands in: the text, the document, the year; None leaves a part as it is."""

    text: str | None = None
    document: str | None = None
    year: int | None = None


@transaction.atomic
def start_draft(org: Org, written: Written, *, by: Officer | None, on: date) -> PackDraft:
    """Begin a draft for a unit; nothing has to be right yet except its size."""
    _check(written)
    text = written.text or ""
    code, title = named(text)
    draft = PackDraft.objects.create(
        org=org,
        code=code,
        title=title,
        text=text,
        document=written.document or "",
        year=written.year,
        updated_by=by,
    )
    record(Act("start_draft", draft, by, on, org.pk))
    return draft


@transaction.atomic
def write_draft(draft: PackDraft, written: Written, revision: int, *, by: Officer | None, on: date) -> PackDraft:
    """Write text, document or year over `revision`; `Stale` when that is not the newest any more."""
    _check(written)
    draft = _locked(draft)
    if draft.revision != revision:
        raise Stale(draft)
    return _write(draft, written, by=by, on=on)


@transaction.atomic
def edit_draft(draft: PackDraft, edit: Callable[[str], str], *, by: Officer | None, on: date) -> PackDraft:
    """Change one place of the newest text, whoever wrote it; `edit` refuses when its place is not there any more."""
    draft = _locked(draft)
    written = Written(text=edit(draft.text))
    _check(written)
    return _write(draft, written, by=by, on=on)


def _locked(draft: PackDraft) -> PackDraft:
    """The draft as it is now, held until the end; refused when somebody has just thrown it away."""
    rows = PackDraft.objects.select_for_update(of=("self",)).select_related("updated_by")
    found = rows.filter(pk=draft.pk).first()
    if found is None:
        raise Refused("这份草稿刚被别人删除了")
    return found


def _write(draft: PackDraft, written: Written, *, by: Officer | None, on: date) -> PackDraft:
    """Keep what differs; a write that changes nothing leaves no trace."""
    parts = {name: value for name, value in vars(written).items() if value is not None}
    changed = [name for name, value in parts.items() if getattr(draft, name) != value]
    if not changed:
        return draft
    for name in changed:
        setattr(draft, name, parts[name])
    draft.code, draft.title = named(draft.text) if "text" in changed else (draft.code, draft.title)
    draft.revision, draft.updated_by = draft.revision + 1, by
    draft.save(update_fields=[*changed, "code", "title", "revision", "updated_by", "updated_at"])
    record(Act("edit_draft", draft, by, on, draft.org_id))
    return draft


@transaction.atomic
def drop_draft(draft: PackDraft, *, by: Officer | None, on: date) -> None:
    """Throw a draft away; that it was there stays in the trail."""
    draft = _locked(draft)
    record(Act("drop_draft", draft, by, on, draft.org_id))
    draft.delete()


def _check(written: Written) -> None:
    for name, limit, what in (("text", MAX_BYTES, "方案"), ("document", MAX_DOCUMENT, "原文")):
        value = getattr(written, name) or ""
        if len(value) > limit or len(value.encode(errors="replace")) > limit:
            raise Refused(f"{what}超过 {limit // 1_000_000} MB，没有保存", field=name)
        if "\0" in value or LONE.search(value):
            raise Refused(f"{what}里有不成字的编码，没有保存", field=name)
