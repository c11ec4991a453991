"""Pages of learning: what a new text looks like, what rises, what was learned and whether it may speak."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.cases import near, origins
from tiexin.cases.actions import learning as actions
from tiexin.cases.carrying import LIKE
from tiexin.cases.catalogue import catalogue
from tiexin.cases.learning import forms, queries, store
from tiexin.cases.learning.models import Learned, LearnSwitch
from tiexin.cases.learning.norms import limits
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import needs

READ_WRITE = ["GET", "HEAD", "POST"]
TRAININGS = 10


@needs("cases.register")
@require_http_methods(READ_WRITE)
def case_like(request: HttpRequest) -> HttpResponse:
    """What a new text looks like, as a button that takes the words along; htmx asks for that alone beside a form.

    Beside the form of a service it says, too, which matters are of the same people and which entries answer it.
    """
    origin = origins.asked(request)
    form = forms.LikeForm(posted(request), initial=origin[2] if origin else {})
    suggested = queries.suggest(request, form.words)
    service = catalogue().get(request.GET.get("kind", ""))
    context = {"form": form, "suggested": suggested, "asked": form.is_bound, "limits": limits()}
    context |= {"came": origins.address(origin), "beside": service, "like": LIKE}
    if form.is_bound and service:
        same = near.same(request, service)
        context |= {"entries": near.entries(request, service, form.words), "same": same.open, "before": same}
    if request.headers.get("HX-Request"):
        return render(request, "tiexin/cases/learning_like.html", context)
    context |= {"services": catalogue().values(), "speaks": queries.is_on()}
    return render(request, "tiexin/cases/learning_new.html", context)


@needs("cases.see")
@require_safe
def case_topics(request: HttpRequest) -> HttpResponse:
    """What is asked for clearly more often than before, with both counts."""
    day = today(request)
    context = {
        "topics": queries.rising(request, day),
        "words": queries.rising_words(request, day),
        "rise": limits().topics,
        "source": limits().source,
    }
    return render(request, "tiexin/cases/learning_topics.html", context)


@needs("cases.learn")
@require_http_methods(READ_WRITE)
def case_learning(request: HttpRequest) -> HttpResponse:
    """What was learned, how well, and the switch."""
    form = forms.SwitchForm(posted(request), initial={"shown": "yes" if queries.is_on() else "no"})
    if form.is_valid():
        shown, reason = form.cleaned_data["shown"] == "yes", form.cleaned_data["reason"]
        if attempt(form, partial(actions.switch_suggestions, shown, reason, **who(request))):
            return redirect("case-learning")
    last = queries.last_learned()
    context = {
        "on": queries.is_on(),
        "last": last,
        "whole": last is not None and store.load(last.sha256) is not None,
        "trainings": Learned.objects.select_related("by").order_by("-pk")[:TRAININGS],
        "switches": LearnSwitch.objects.select_related("by").order_by("-pk")[:TRAININGS],
        "closed": queries.closed().count(),
        "limits": limits(),
    }
    return form_page(request, "tiexin/cases/learning.html", form, **context)


@needs("cases.learn")
@require_POST
def case_learn(request: HttpRequest) -> HttpResponse:
    """Have the worker learn now."""
    actions.ask_learning(**who(request))
    messages.success(request, "已交给后台，学完列在这里")
    return redirect("case-learning")
