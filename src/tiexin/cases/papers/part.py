"""What papers put on the page of a matter."""

from typing import Any

from django.http import HttpRequest

from tiexin.cases.models import Case
from tiexin.cases.papers.models import CasePaper


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """The papers that the person may fetch, the newest last."""
    rows = CasePaper.objects.for_request(request).standing().filter(case=found)
    return {"papers": list(rows.select_related("by").order_by("pk"))}
