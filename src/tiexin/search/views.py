"""检索: one box for everything within reach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tiexin.orgs.scope import needs
from tiexin.search import kinds, queries, results
from tiexin.search.words import LONGEST, asked


@needs("orgs.see")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was typed, and what it finds, kind by kind; htmx asks for the results alone as one types.

    A whole number leads to what has it: as one types by a link, once it is sent at once.
    """
    typed, name = request.GET.get("q", "").replace("\0", ""), request.GET.get("kind", "")
    only, there = request.headers.get("HX-Target") == "found", kinds.there(request, typed)
    if there and not only:
        return redirect(there[1])
    context = {
        "typed": typed,
        "there": there,
        "asked": asked(typed),
        "longest": LONGEST,
        "cut": len(typed) > LONGEST,
        "kind": name,
        "kinds": queries.visible(request),
        "groups": results.search(request, typed, name),
    }
    return render(request, "tiexin/search/found.html" if only else "tiexin/search/search.html", context)
