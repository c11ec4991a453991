"""The page of a plan in time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tiexin.duties.models import Plan, PlanVersion, State
from tiexin.orgs.asking import today
from tiexin.orgs.models import Org
from tiexin.orgs.picker import NUMBER
from tiexin.orgs.scope import needs, nodes
from tiexin.plans import timeline


@needs("plans.see")
@require_safe
def plan_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """时间表: everything in a plan that has a day, as seen from today; in print, too."""
    found = get_object_or_404(Plan.objects.for_request(request).select_related("issuer"), pk=pk)
    version = _version(request, found)
    unit = Org.objects.top_of(nodes(request, "plans.see"))
    stones = timeline.stones(version, today(request), unit) if version else []
    own, whole = timeline.apart(stones, version) if version else ([], [])
    context = {
        "plan": found,
        "version": version,
        "unit": unit,
        "chart": timeline.chart(own, today(request)),
        "undated": [stone for stone in own if stone.last is None],
        "whole": whole,
    }
    return render(request, "tiexin/plans/timeline.html", context)


def _version(request: HttpRequest, plan: Plan) -> PlanVersion | None:
    """The version in force; those who publish the plan may look at another one by its number."""
    asked = request.GET.get("version", "")
    mine = PlanVersion.objects.mine(request, "plans.publish").filter(plan=plan)
    found = mine.filter(number=asked).first() if NUMBER.fullmatch(asked) and len(asked) < 5 else None
    return found or plan.versions.filter(state=State.LIVE).first()
