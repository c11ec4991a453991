"""The page of a programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tiexin.boards import programmes, queries
from tiexin.boards.views import crumbs
from tiexin.duties.models import Clause
from tiexin.orgs.asking import today
from tiexin.orgs.models import Org
from tiexin.orgs.scope import needs


@needs("boards.see")
@require_safe
def programme(request: HttpRequest, pk: int, clause_pk: int) -> HttpResponse:
    """A programme at a unit: what the unit owes itself, what was done by all below, how many people were reached."""
    node = get_object_or_404(Org.objects.for_request(request), pk=pk)
    reach = queries.versions_in_force(request)
    found = get_object_or_404(
        Clause.objects.select_related("version__plan"), pk=clause_pk, version__in=reach, kind=KIND
    )
    items, day = programmes.members(found), today(request)
    terms = programmes.terms_of(items, queries.current_terms([found.version], day))
    counted = {term.duty.clause_id for term in terms}
    promised = queries.promises(node, terms, day)
    context = {
        "node": node,
        "clause": found,
        "crumbs": crumbs(request, node, found.title),
        "own": programmes.own_gauges(node, terms, day),
        "promises": [each for each in promised if each.state != "unrecorded"],
        "waiting": [each for each in promised if each.state == "unrecorded"],
        "others": [item for item in items if item.pk not in counted],
        "people": programmes.people(node, terms),
    }
    return render(request, "tiexin/boards/programme.html", context)


KIND = "programme"
