"""Who handles which kind of matter, for machines: the page's own form, reach and actions."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.cases.actions import owners as actions
from tiexin.cases.move_api import read
from tiexin.cases.owners import forms, queries
from tiexin.cases.owners.models import DefaultOwner
from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.orgs.asking import who
from tiexin.orgs.operations import marked

register("defaultowner")
router = Router(auth=django_auth, tags=["cases"])


class OwnerOut(Schema):
    """Who hears first of new matters of a kind at a unit; `serves`: whether that one still handles matters there."""

    id: int
    org: int
    kind: str
    officer: int
    since: date
    until: date | None
    serves: bool


class OwnerPage(Schema):
    rows: list[OwnerOut]
    page: int
    total: int
    more: bool


class OwnersAsked(Schema):
    """The filters of the page."""

    page: int = 1
    kind: str = ""
    unit: str = ""
    q: str = ""
    state: str = ""


class OwnerIn(Schema):
    """At which unit, which kinds, by whom."""

    org: int
    kinds: list[str]
    officer: int


@router.get("/default-owners", response=OwnerPage)
@marked("cases.see")
def list_default_owners(request: HttpRequest, asked: Query[OwnersAsked]) -> dict[str, Any]:
    """List them within reach, those in force unless others are asked for, unit by unit, 25 a page."""
    pager = page_of(forms.OwnerFilter(request).narrowed(queries.listed(request)), request)
    rows = [_shown(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.post("/default-owners", response={201: list[OwnerOut]})
@marked("cases.lead")
def name_default_owner(request: HttpRequest, sent: OwnerIn) -> tuple[int, list[dict[str, Any]]]:
    """Say who handles some kinds at a unit from today on; returns the rows that are new."""
    made = actions.name_default_owner(**read(forms.OwnerForm(sent.dict(), request=request)), **who(request))
    return 201, [_shown(each) for each in queries.listed(request).filter(pk__in=[row.pk for row in made])]


@router.post("/default-owners/{defaultowner:pk}/end", response={201: OwnerOut})
@marked("cases.lead")
def end_default_owner(request: HttpRequest, pk: int) -> tuple[int, dict[str, Any]]:
    """Let nobody handle a kind first any more, once."""
    rows = DefaultOwner.objects.for_request(request, "cases.lead").standing()
    actions.end_default_owner(get_object_or_404(rows, pk=pk), **who(request))
    return 201, _shown(queries.listed(request).get(pk=pk))


def _shown(row: Any) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("id", "kind", "since", "until", "serves")}
    return plain | {"org": row.org_id, "officer": row.officer_id}
