"""Employers and workers for machines: the same scope, the same queries. Numbers under seal never leave by this door."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.orgs.asking import today
from tiexin.orgs.operations import Words, marked
from tiexin.registry import queries, worker_queries
from tiexin.registry.models import Employer, Worker

register("employer", "worker")
router = Router(auth=django_auth, tags=["registry"])


class MarkOut(Schema):
    tag: str
    label: str
    since: str
    reason: str


class EmployerOut(Schema):
    id: int
    name: str
    credit_code: str
    org: int
    org_name: str
    kind: str
    industry: str
    headcount: int | None
    tags: list[MarkOut]


class EmployerPage(Schema):
    rows: list[EmployerOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    q: Words = ""
    page: int = 1


@router.get("/employers", response=EmployerPage)
@marked("registry.see")
def list_employers(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List the employers in scope whose name or credit code contains `q`, 25 a page."""
    found = queries.found(Employer.objects.for_request(request), {"q": asked.q}, today(request))
    pager = page_of(found, request)
    rows = [_shown(employer) for employer in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/employers/{employer:pk}", response=EmployerOut)
@marked("registry.see")
def get_employer(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one employer in scope with its marks in force."""
    employers = queries.with_marks(Employer.objects.for_request(request), today(request))
    return _shown(get_object_or_404(employers, pk=pk))


def _shown(employer: Any) -> dict[str, Any]:
    plain = ("id", "name", "credit_code", "kind", "industry", "headcount")
    marks = [
        {"tag": m.tag, "label": m.get_tag_display(), "since": m.since.isoformat(), "reason": m.reason}
        for m in employer.marks
    ]
    more = {"org": employer.org_id, "org_name": employer.org.name, "tags": marks}
    return {name: getattr(employer, name) for name in plain} | more


class WorkerOut(Schema):
    id: int
    name: str
    team: str
    role: str
    employer: int | None
    employer_name: str
    org: int
    org_name: str
    groups: list[str]
    member_of: str


class WorkerPage(Schema):
    rows: list[WorkerOut]
    page: int
    total: int
    more: bool


@router.get("/workers", response=WorkerPage)
@marked("registry.see")
def list_workers(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List the workers in scope whose name contains `q`, each person once, the last registered first, 25 a page."""
    found = worker_queries.found(Worker.objects.for_request(request), {"q": asked.q}, today(request))
    pager = page_of(found, request)
    rows = [_worker(worker) for worker in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/workers/{worker:pk}", response=WorkerOut)
@marked("registry.see")
def get_worker(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one worker in scope with the groups in force and the union of the membership."""
    workers = worker_queries.as_listed(Worker.objects.for_request(request), today(request))
    return _worker(get_object_or_404(workers, pk=pk))


def _worker(worker: Any) -> dict[str, Any]:
    where = {
        "employer": worker.employer_id,
        "employer_name": worker.employer.name if worker.employer else "",
        "org": worker.org_id,
        "org_name": worker.org.name,
    }
    known = {"groups": [mark.group for mark in worker.marks], "member_of": worker.member_of or ""}
    return {name: getattr(worker, name) for name in ("id", "name", "team", "role")} | where | known
