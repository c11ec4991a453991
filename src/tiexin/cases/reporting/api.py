"""Reports upward for machines: read in the same scope as on the pages, without words of sealed matters."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.cases.reporting import queries
from tiexin.cases.reporting.forms import ReportFilter
from tiexin.cases.reporting.models import Report
from tiexin.core.pages import page_of
from tiexin.orgs.operations import marked

router = Router(auth=django_auth, tags=["cases"])
PLAIN = ("id", "known", "at", "due", "received", "answer", "answered", "coordinated")


class ReportOut(Schema):
    """A report from one unit to one above it; `due` is by when that one should take note, `received` when it did."""

    id: int
    case: int
    from_org: int
    org: int
    by: int
    known: datetime
    at: datetime
    due: datetime
    text: str
    received: datetime | None
    received_by: int | None
    answer: str
    answered: datetime | None
    coordinated: datetime | None


class ReportPage(Schema):
    rows: list[ReportOut]
    page: int
    total: int
    more: bool


class ReportsAsked(Schema):
    """The filters of the page."""

    page: int = 1
    state: str = ""
    unit: str = ""


@router.get("/reports", response=ReportPage)
@marked("cases.see")
def list_reports(request: HttpRequest, asked: Query[ReportsAsked]) -> dict[str, Any]:
    """List reports to and from units in scope, the newest first, 25 a page."""
    found = ReportFilter(request).narrowed(Report.objects.for_request(request), request)
    pager = page_of(found.select_related("case__worker").order_by("-at", "-pk"), request)
    queries.tell(request, pager.rows)
    rows = [_shown(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


def _shown(report: Report) -> dict[str, Any]:
    ids = {name: getattr(report, f"{name}_id") for name in ("case", "from_org", "org", "by", "received_by")}
    return {name: getattr(report, name) for name in PLAIN} | ids | {"text": "" if report.case.sealed else report.said}
