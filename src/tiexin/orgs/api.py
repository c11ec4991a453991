"""Units and the asking person for machines."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.pages import page_of
from tiexin.orgs import queries
from tiexin.orgs.asking import today, who
from tiexin.orgs.models import Level, Org
from tiexin.orgs.operations import Words, marked
from tiexin.orgs.roles import ROLES
from tiexin.orgs.scope import posts_of

router = Router(auth=django_auth, tags=["orgs"])


class OrgOut(Schema):
    id: int
    name: str
    level: str
    kind: str
    region: str
    opened: str
    closed: str | None
    below: int


class OrgPage(Schema):
    rows: list[OrgOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    q: Words = ""
    level: Level | None = None
    page: int = 1


class PostOut(Schema):
    org: int
    role: str
    label: str


class Me(Schema):
    id: int
    name: str
    org: int
    org_name: str
    today: str
    posts: list[PostOut]


@router.get("/orgs", response=OrgPage)
@marked("orgs.see")
def list_orgs(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List units in scope, 25 a page; without `q` and `level` the highest ones and those one step below."""
    found = queries.counted(queries.units(request, asked.q, asked.level or ""))
    pager = page_of(found, request)
    rows = [_shown(unit) for unit in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/me", response=Me)
@marked("orgs.see")
def get_me(request: HttpRequest) -> dict[str, Any]:
    """Return who asks, on which day, and the posts held."""
    officer = who(request)["by"]
    posts = [{"org": org, "role": role, "label": ROLES[role].label} for org, role in posts_of(request)]
    me = {"id": officer.pk, "name": officer.name, "org": officer.org_id, "org_name": officer.org.name}
    return me | {"today": today(request).isoformat(), "posts": posts}


def _shown(unit: Any) -> dict[str, Any]:
    plain = {name: getattr(unit, name) for name in ("id", "name", "level", "kind", "region")}
    closed = unit.closed.isoformat() if isinstance(unit, Org) and unit.closed else None
    return plain | {"opened": unit.opened.isoformat(), "closed": closed, "below": unit.below or 0}
