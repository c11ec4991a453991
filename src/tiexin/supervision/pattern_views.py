"""Pages of records that are seldom so: looked for, explained by their author, then read by those who inspect."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, me, today, who
from tiexin.orgs.scope import may, needs
from tiexin.supervision import pattern_queries as queries
from tiexin.supervision import patterns
from tiexin.supervision.actions import patterns as actions
from tiexin.supervision.exports import ODDITIES
from tiexin.supervision.forms import ReplyForm
from tiexin.supervision.models import Oddity
from tiexin.supervision.views import READ_WRITE


@needs("supervision.see")
@require_safe
def oddities(request: HttpRequest) -> HttpResponse:
    """What the authors explained, or had the time to, newest first."""
    found = queries.shown(Oddity.objects.for_request(request), today(request))
    if exports.asked(request):
        return exports.listing(request, "少见的记录", ODDITIES, found)
    context = {
        "pager": page_of(found, request),
        "may_manage": may(request, "supervision.manage"),
        "limits": patterns.limits(),
    }
    return render(request, "tiexin/supervision/oddities.html", context)


@needs("supervision.manage")
@require_POST
def oddities_look(request: HttpRequest) -> HttpResponse:
    """Look through the records of one's own unit and those below it."""
    made = actions.look_for_oddities(home_of(request), **who(request))
    asked = len({each.author_id for each in made})
    said = f"请{asked}位登记人看一看自己的记录，说明以后在这里看" if made else "没有新的少见的记录"
    messages.success(request, said)
    return redirect("oddities")


@needs("supervision.see")
@require_safe
def oddity(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them with its records and what the author said."""
    found = get_object_or_404(queries.shown(Oddity.objects.for_request(request), today(request)), pk=pk)
    context = {"oddity": found, "visits": queries.visits_of(found)}
    return render(request, "tiexin/supervision/oddity.html", context)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def oddity_explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it was: only the author of the records."""
    found = get_object_or_404(Oddity.objects.filter(author=me(request)), pk=pk)
    form = ReplyForm(posted(request))
    if form.is_valid():
        save = partial(actions.explain_oddity, found, form.cleaned_data["text"], **who(request))
        if attempt(form, save):
            return redirect("asked-of-me")
    return form_page(request, "tiexin/supervision/explain.html", form, oddity=found, visits=queries.visits_of(found))
