"""Units: the list, one unit, its officers, and the search of the picker."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.orgs import picker, queries, regions
from tiexin.orgs.asking import today
from tiexin.orgs.exports import OFFICERS, UNITS
from tiexin.orgs.forms import OrgFilter
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import may, needs

FEW = 10


@needs("orgs.see")
@require_safe
def orgs(request: HttpRequest) -> HttpResponse:
    """The person's highest units with those one step below; or every unit in scope that matches."""
    form = OrgFilter(request)
    found = queries.counted(queries.units(request, form.get("q"), form.get("level")))
    if exports.asked(request):
        return exports.listing(request, "单位", UNITS, found)
    return render(
        request,
        "tiexin/orgs/orgs.html",
        {
            "form": form,
            "pager": page_of(found, request),
            "may_hand_over": may(request, "organs.manage"),
            "may_map": may(request, "maps.manage"),
        },
    )


@needs("orgs.see")
@require_safe
def org(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: where it stands, who works there, what stands below."""
    unit = get_object_or_404(Org.objects.for_request(request), pk=pk)
    below = queries.counted(queries.children(unit).for_request(request).in_order())
    if exports.asked(request):
        return exports.listing(request, f"{unit}下级单位", UNITS, below)
    officers = unit.officers.serving(today(request))
    context = {
        "org": unit,
        "crumbs": _crumbs(request, unit),
        "count": officers.count(),
        "officers": queries.with_posts(officers.order_by("pk"))[:FEW],
        "posts": queries.held_at(unit)[:FEW],
        "place": regions.way(unit.region),
        "may_manage": manages(request, unit),
        "topmost": queries.topmost(unit),
        "pager": page_of(below, request),
    }
    return render(request, "tiexin/orgs/org.html", context)


@needs("orgs.see")
@require_safe
def org_officers(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who works at one unit, with the posts they hold."""
    unit = get_object_or_404(Org.objects.for_request(request), pk=pk)
    officers = queries.with_posts(Officer.objects.filter(org=unit).serving(today(request)).order_by("pk"))
    if exports.asked(request):
        return exports.listing(request, f"{unit}干部", OFFICERS, officers)
    context = {"org": unit, "pager": page_of(officers, request)}
    crumbs = [*_crumbs(request, unit), {"label": "干部", "url": ""}]
    return render(request, "tiexin/orgs/org_officers.html", context | {"crumbs": crumbs})


@needs("orgs.see")
@require_safe
def org_pick(request: HttpRequest) -> HttpResponse:
    """Search units that are open today, for a form."""
    units = Org.objects.for_request(request).open_on(today(request)).in_order()
    return picker.answer(request, units, picker.ORG)


def manages(request: HttpRequest, unit: Org) -> bool:
    """Tell whether the person may change the unit's place in the trees."""
    return may(request, "orgs.manage") and Org.objects.for_request(request, "orgs.manage").filter(pk=unit.pk).exists()


def _crumbs(request: HttpRequest, unit: Org) -> list[dict[str, str]]:
    way = queries.way_to(unit, request)
    return [{"label": str(each), "url": reverse("org", args=[each.pk])} for each in way]
