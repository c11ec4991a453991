"""Pages on which a draw goes a step further, or is given up."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.draws import actions
from tiexin.draws.forms import ArrangeForm, PromiseForm, ReasonForm, ValueForm, WordsForm
from tiexin.draws.models import Draw, Pick
from tiexin.draws.views import item_of
from tiexin.orgs.asking import me, who
from tiexin.orgs.scope import needs

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("draws.manage")
@require_http_methods(READ_WRITE)
def draw_exclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave one of the frame out, with a reason."""
    item, form = item_of(request, pk), ReasonForm(posted(request))
    if form.is_valid():
        exclude = partial(actions.exclude_item, item, form.cleaned_data["reason"], **who(request))
        if attempt(form, exclude):
            return redirect("draw-frame", pk=item.draw_id)
    return form_page(request, "tiexin/draws/exclude.html", form, item=item, draw=item.draw)


@needs("draws.manage")
@require_http_methods(READ_WRITE)
def draw_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the place have one visited without lot."""
    item, form = item_of(request, pk), ArrangeForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        arrange = partial(actions.arrange_item, item, said["arranged_by"], said["reason"], **who(request))
        if attempt(form, arrange):
            return redirect("draw-frame", pk=item.draw_id)
    return form_page(request, "tiexin/draws/arrange.html", form, item=item, draw=item.draw)


@needs("draws.manage")
@require_POST
def draw_freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the frame."""
    return _pressed(request, pk, actions.freeze_draw, "抽样框已封存，哈希值已记下")


@needs("draws.manage")
@require_POST
def draw_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw."""
    return _pressed(request, pk, actions.run_draw, "已抽签，结果在下面")


def _pressed(request: HttpRequest, pk: int, action: Callable[..., Draw], said: str) -> HttpResponse:
    found = get_object_or_404(Draw.objects.for_request(request), pk=pk)
    try:
        action(found, **who(request))
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("draw", pk=pk)


@needs("draws.seed")
@require_http_methods(READ_WRITE)
def draw_seed(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree on one's part of the seed; who has done so makes it public here later."""
    found = get_object_or_404(Draw.objects.for_request(request), pk=pk)
    given = found.parts.filter(giver=me(request)).exists()
    form = WordsForm(posted(request))
    if form.is_valid():
        action = actions.reveal_seed if given else actions.commit_seed
        if attempt(form, partial(action, found, form.cleaned_data["words"], **who(request))):
            messages.success(request, "种子已公开" if given else "种子已约定；请记住这句话，公开时要一字不差")
            return redirect("draw", pk=pk)
    return form_page(request, "tiexin/draws/seed.html", form, draw=found, given=given)


@needs("draws.manage")
@require_http_methods(READ_WRITE)
def draw_value(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree on a value that others publish; write it down when it is known."""
    found = get_object_or_404(Draw.objects.for_request(request), pk=pk)
    form = ValueForm(posted(request)) if found.published_what else PromiseForm(posted(request))
    if form.is_valid():
        action = actions.publish_value if found.published_what else actions.promise_value
        if attempt(form, partial(action, found, **form.cleaned_data, **who(request))):
            return redirect("draw", pk=pk)
    return form_page(request, "tiexin/draws/value.html", form, draw=found)


@needs("draws.manage")
@require_http_methods(READ_WRITE)
def draw_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the next in order take the place of one that cannot be visited."""
    found = get_object_or_404(Pick.objects.for_request(request).select_related("draw", "item"), pk=pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        replace = partial(actions.replace_pick, found, form.cleaned_data["reason"], **who(request))
        if made := attempt(form, replace):
            messages.success(request, f"候补：{made.item}")
            return redirect("draw", pk=found.draw_id)
    return form_page(request, "tiexin/draws/replace.html", form, pick=found, draw=found.draw)


@needs("draws.manage")
@require_http_methods(READ_WRITE)
def draw_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draw up, with a reason."""
    found, form = get_object_or_404(Draw.objects.for_request(request), pk=pk), ReasonForm(posted(request))
    if form.is_valid():
        cancel = partial(actions.cancel_draw, found, form.cleaned_data["reason"], **who(request))
        if attempt(form, cancel):
            return redirect("draw", pk=pk)
    return form_page(request, "tiexin/draws/cancel.html", form, draw=found)
