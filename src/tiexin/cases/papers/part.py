"""What papers put on the page of a matter."""

from typing import Any

from django.http import HttpRequest

from tiexin.cases.models import Case
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.queries import rights
from tiexin.core.prepared import Prepared


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """The papers that the person may fetch, the newest last: all of a matter that was looked at and is read whole."""
    return {"papers": _papers(found.pk) if found.named and rights(request, found).has_papers else []}


_papers = Prepared(lambda case: CasePaper.objects.standing().filter(case=case).select_related("by").order_by("pk"))
