"""One officer: where from when to when, what is held, who stands in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tiexin.boards import officers
from tiexin.orgs.models import Officer
from tiexin.orgs.queries import way_to
from tiexin.orgs.scope import needs


@needs("orgs.see")
@require_safe
def officer(request: HttpRequest, pk: int) -> HttpResponse:
    """One officer whose home unit is within reach."""
    found = get_object_or_404(Officer.objects.for_request(request).select_related("org"), pk=pk)
    way = [{"label": str(each), "url": reverse("org", args=[each.pk])} for each in way_to(found.org, request)]
    context = {
        "officer": found,
        "crumbs": [*way, {"label": found.name, "url": ""}],
        "sections": [
            ("岗位", officers.posts(found), "没有岗位，由安全管理员在“岗位”里授予。"),
            ("组织机构职务", officers.seats(found, request), ""),
            ("工作组", officers.teams(found, request), ""),
        ],
        "homes": officers.homes(found, request),
        "absences": officers.absences(found, request),
        "may_change": officers.may_change(found, request),
    }
    return render(request, "tiexin/boards/officer.html", context)
