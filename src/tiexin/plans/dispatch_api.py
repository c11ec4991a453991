"""Plans on their way for machines: what was sent, signing, starting, taking back. The same actions as the pages."""

import base64
import binascii
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth
from pydantic import StringConstraints

from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.duties.models import Dispatch, State
from tiexin.orgs.asking import today, who
from tiexin.orgs.operations import Words, marked
from tiexin.plans import dispatching
from tiexin.plans.actions import dispatching as actions
from tiexin.plans.actions.dispatching import NewStart

register("dispatch")
router = Router(auth=django_auth, tags=["dispatches"])
Name = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]


class DispatchOut(Schema):
    """A plan version at one unit.

    `state` is waiting, received, started, within or outside (of the days in which the unit is asked to start);
    `late` counts days since those days were over, while the unit has not started.
    """

    id: int
    plan: str
    title: str
    version: int
    in_force: bool
    org: int
    name: str
    addressee: str
    received: date | None
    started: date | None
    own_plan: int | None
    state: str
    late: int


class DispatchPage(Schema):
    rows: list[DispatchOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    """Which page, of all plans or of the one with this code."""

    page: int = 1
    plan: Words = ""


class StartIn(Schema):
    """The day of the start, and the unit's own plan in base64 with its file name, if it hands one in."""

    day: date
    plan: str = ""
    plan_name: Name = ""


class WithdrawIn(Schema):
    """Why the start is taken back."""

    reason: str


@router.get("/dispatches", response=DispatchPage)
@marked("plans.see")
def list_dispatches(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List what was sent to units in scope, the newest first, 25 a page."""
    found = _reached(request).order_by("-pk")
    pager = page_of(found.filter(version__plan__code=asked.plan) if asked.plan else found, request)
    rows = _shown(request, pager.rows)
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/dispatches/{dispatch:pk}", response=DispatchOut)
@marked("plans.see")
def get_dispatch(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one plan version at one unit in scope."""
    return _one(request, _found(request, pk))


@router.post("/dispatches/{dispatch:pk}/receive", response=DispatchOut)
@marked("plans.receive")
def receive_dispatch(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Sign for a plan; 422 with the rule when it was signed for already or is no longer in force."""
    return _one(request, actions.receive(_found(request, pk), **who(request)))


@router.post("/dispatches/{dispatch:pk}/start", response=DispatchOut)
@marked("plans.receive")
def start_dispatch(request: HttpRequest, pk: int, sent: StartIn) -> dict[str, Any]:
    """Start a plan that was signed for; 422 with the field and the rule when the day cannot be."""
    new = NewStart(sent.day, _paper(sent), sent.plan_name.strip())
    return _one(request, actions.start(_found(request, pk), new, **who(request)))


@router.post("/dispatches/{dispatch:pk}/withdraw", response=DispatchOut)
@marked("plans.receive")
def withdraw_dispatch(request: HttpRequest, pk: int, sent: WithdrawIn) -> dict[str, Any]:
    """Take back a start that was entered wrongly; 422 without a reason, or when the unit has not started."""
    return _one(request, actions.withdraw_start(_found(request, pk), sent.reason, **who(request)))


def _paper(sent: StartIn) -> bytes:
    try:
        plan = base64.b64decode(sent.plan, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("本单位方案应以 base64 编码", field="plan") from error
    if plan and not sent.plan_name.strip():
        raise Refused("请写明本单位方案的文件名", field="plan_name")
    return plan


def _reached(request: HttpRequest) -> Any:
    return Dispatch.objects.for_request(request).select_related("version__plan", "org")


def _found(request: HttpRequest, pk: int) -> Dispatch:
    found: Dispatch = get_object_or_404(_reached(request), pk=pk)
    return found


def _one(request: HttpRequest, dispatch: Dispatch) -> dict[str, Any]:
    return _shown(request, [dispatch])[0]


def _shown(request: HttpRequest, found: list[Dispatch]) -> list[dict[str, Any]]:
    return [_row(row) for row in dispatching.told(found, today(request))]


def _row(row: dispatching.Row) -> dict[str, Any]:
    sent = row.dispatch
    plain = ("id", "addressee", "received", "started")
    plan = {"plan": sent.version.plan.code, "title": sent.version.plan.title, "version": sent.version.number}
    unit = {"org": sent.org_id, "name": sent.org.name, "own_plan": sent.own_plan_id}
    told = {"in_force": sent.version.state == State.LIVE, "state": row.state, "late": row.late}
    return {**{name: getattr(sent, name) for name in plain}, **plan, **unit, **told}
