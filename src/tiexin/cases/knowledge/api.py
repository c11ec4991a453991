"""The knowledge base for machines: entries that hold and speak to the person, found as the one box finds them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.cases.knowledge import findable, forms, queries, searching
from tiexin.cases.knowledge.models import Knowledge
from tiexin.core.pages import page_of
from tiexin.orgs.asking import today
from tiexin.orgs.operations import marked

router = Router(auth=django_auth, tags=["cases"])
PLAIN = ("id", "kind", "question", "answer", "sources", "valid_until", "version", "on")


class EntryOut(Schema):
    """A question with its answer; `valid_until` is the last day on which one may answer by it."""

    id: int
    org: int
    officer: int | None
    kind: str
    question: str
    answer: str
    sources: list[dict[str, str]]
    valid_until: date
    version: int
    on: date


class EntryPage(Schema):
    rows: list[EntryOut]
    page: int
    total: int
    more: bool


class EntriesAsked(Schema):
    """Words of a question, and a service by its name."""

    page: int = 1
    q: str = ""
    kind: str = ""


@router.get("/knowledge", response=EntryPage)
@marked("knowledge.see")
def list_knowledge(request: HttpRequest, asked: Query[EntriesAsked]) -> dict[str, Any]:
    """List entries that hold, 25 a page; with words the best matches. A machine's vain searches are not kept."""
    pager = page_of(_found(request, asked.q.replace("\0", ""), asked.kind), request)
    rows = [_shown(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


def _found(request: HttpRequest, typed: str, kind: str) -> QuerySet[Knowledge] | list[Knowledge]:
    valid = forms.matching(queries.readable(request).valid(today(request)), kind)
    if not typed.strip():
        return valid.order_by("kind", "question", "pk")
    box = searching.look(request, typed, kind)
    ids = [each.row.thing_id for group in box.groups if group.kind.name == findable.KIND for each in group.results]
    held = valid.in_bulk(ids)
    return [held[pk] for pk in ids if pk in held]


def _shown(entry: Knowledge) -> dict[str, Any]:
    more = {"org": entry.org_id, "officer": entry.officer_id}
    return {name: getattr(entry, name) for name in PLAIN} | more
