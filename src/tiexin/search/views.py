"""检索: one box for everything within reach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tiexin.orgs.scope import needs
from tiexin.search import queries, results
from tiexin.search.words import LONGEST, asked


@needs("orgs.see")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was typed, and what it finds, kind by kind; htmx asks for the results alone as one types."""
    typed, name = request.GET.get("q", "").replace("\0", ""), request.GET.get("kind", "")
    context = {
        "typed": typed,
        "asked": asked(typed),
        "longest": LONGEST,
        "cut": len(typed) > LONGEST,
        "kind": name,
        "kinds": queries.visible(request),
        "groups": results.search(request, typed, name),
    }
    only = request.headers.get("HX-Target") == "found"
    return render(request, "tiexin/search/found.html" if only else "tiexin/search/search.html", context)
