"""Search for machines: the same query, the same scope."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.orgs.operations import Words, marked
from tiexin.search import results

router = Router(auth=django_auth, tags=["search"])


class FoundOut(Schema):
    id: int
    title: str
    note: str
    excerpt: str
    org: int
    org_name: str
    url: str


class GroupOut(Schema):
    kind: str
    label: str
    rows: list[FoundOut]
    more: bool


class SearchOut(Schema):
    groups: list[GroupOut]


class SearchAsked(Schema):
    q: Words = ""
    kind: Words = ""
    page: int = 1


@router.get("/search", response=SearchOut)
@marked("orgs.see")
def search(request: HttpRequest, asked: Query[SearchAsked]) -> dict[str, Any]:
    """Find what matches `q` in scope: the first five of each kind, or 25 a page of one `kind`."""
    return {"groups": [_group(group) for group in results.search(request, asked.q, asked.kind)]}


def _group(group: results.Group) -> dict[str, Any]:
    rows = [_found(result) for result in group.results]
    return {"kind": group.kind.name, "label": group.kind.label, "rows": rows, "more": group.more}


def _found(result: results.Result) -> dict[str, Any]:
    row = result.row
    words = "".join(text for text, _ in result.excerpt)
    own = {"id": row.thing_id, "title": row.title, "note": row.note, "excerpt": words}
    return own | {"org": row.org_id, "org_name": str(row.org), "url": result.url}
