"""Pages of draws: the list, one draw with its steps and result, its frame, its published file."""

from functools import partial

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import exports
from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.draws import actions, pairing, present, queries
from tiexin.draws.exports import DRAWS, PICKS, frame_columns
from tiexin.draws.forms import DrawForm
from tiexin.draws.kinds import KINDS
from tiexin.draws.models import Draw, FrameItem, Pick, State
from tiexin.orgs.asking import me, who
from tiexin.orgs.scope import may, needs

STANDINGS = {"in": "参加抽签", "excluded": "已排除", "arranged": "当地安排"}


class FrameFilter(FilterForm):
    q = words("名称或编号")
    state = choice("状态", STANDINGS)


@needs("draws.see")
@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """Draws within reach, newest first."""
    found = Draw.objects.for_request(request).select_related("org", "place").order_by("-opened", "-id")
    if exports.asked(request):
        return exports.listing(request, "抽签", DRAWS, found)
    context = {"pager": page_of(found, request), "may_manage": may(request, "draws.manage")}
    return render(request, "tiexin/draws/draws.html", context)


@needs("draws.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def draw_new(request: HttpRequest) -> HttpResponse:
    """Open a draw; its frame is filled from the register at once."""
    form = DrawForm(posted(request), request=request)
    if form.is_valid():
        new = actions.NewDraw(**form.plain)
        if made := attempt(form, partial(actions.open_draw, new, **who(request))):
            return redirect("draw", pk=made.pk)
    return form_page(request, "tiexin/draws/new.html", form)


@needs("draws.see")
@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw: its rules, how far it is, what comes next, and the result. Prints as the record."""
    found = get_object_or_404(Draw.objects.for_request(request).select_related("org", "place", "beside"), pk=pk)
    picks = picked(found)
    if exports.asked(request):
        return exports.listing(request, f"{found}结果", PICKS, picks)
    parts = list(found.parts.select_related("giver").order_by("pk"))
    mine = next((part for part in parts if part.giver_id == me(request).pk), None)
    context = {
        "draw": found,
        "told": present.told(queries.rules_of(found), KINDS[found.kind].counter),
        "kind": KINDS[found.kind],
        "steps": present.steps(found, len(parts), sum(bool(part.words) for part in parts)),
        "hash": present.grouped(found.frame_hash),
        "parts": [(part, present.grouped(part.commitment)) for part in parts],
        "counts": queries.counts(found),
        "pager": page_of(picks, request, size=50),
        "may_manage": Draw.objects.for_request(request, "draws.manage").filter(pk=pk).exists(),
        "may_give": Draw.objects.for_request(request, "draws.seed").filter(pk=pk).exists(),
        "mine": mine,
        "hands": pairing.hands(found),
        "opposite": Draw.objects.for_request(request).filter(beside=found).exclude(state=State.CANCELLED).first(),
        "states": State,
    }
    return render(request, "tiexin/draws/draw.html", context)


def picked(draw: Draw) -> QuerySet[Pick]:
    """What was drawn, in order; `gone` says that another took the place."""
    gone = Exists(Pick.objects.filter(replaces=OuterRef("pk")))
    return draw.picks.annotate(gone=gone).select_related("item", "replaces__item").order_by("place")


@needs("draws.see")
@require_safe
def draw_frame(request: HttpRequest, pk: int) -> HttpResponse:
    """The frame: who takes part, who is left out, who is arranged, and why."""
    draw = get_object_or_404(Draw.objects.for_request(request), pk=pk)
    asked = FrameFilter(request)
    found = queries.matching(draw, asked.get("q"), asked.get("state"))
    if exports.asked(request):
        return exports.listing(request, f"{draw}抽样框", frame_columns(KINDS[draw.kind]), found)
    open_ = draw.state == State.PREPARING
    context = {
        "draw": draw,
        "filters": asked.filters,
        "active": asked.active,
        "pager": page_of(found, request),
        "may_change": open_ and Draw.objects.for_request(request, "draws.manage").filter(pk=pk).exists(),
        "arranges": queries.rules_of(draw).arranged > 0,
    }
    return render(request, "tiexin/draws/frame.html", context)


@needs("draws.see")
@require_safe
def draw_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The published file of a draw that was drawn."""
    found = get_object_or_404(Draw.objects.for_request(request).select_related("org", "place"), pk=pk)
    if found.state != State.DRAWN:
        raise Http404
    answer = JsonResponse(queries.published(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.title}-抽签结果.json")
    return answer


@needs("draws.see")
@require_safe
def draw_pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a pairing, once both sides were drawn."""
    reach = Draw.objects.for_request(request).select_related("org", "place", "beside__org", "beside__place")
    found = get_object_or_404(reach, pk=pk)
    if not pairing.hands(found):
        messages.error(request, "两边都抽完，才有配对文件")
        return redirect("draw", pk=pk)
    answer = JsonResponse(pairing.paired(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.title}-配对结果.json")
    return answer


def item_of(request: HttpRequest, pk: int) -> FrameItem:
    """A row of a frame within reach."""
    return get_object_or_404(FrameItem.objects.for_request(request).select_related("draw"), pk=pk)
