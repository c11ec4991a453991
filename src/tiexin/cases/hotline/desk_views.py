"""Pages of answering: the desk with its seat and queue, calls, one call, those to be called back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from tiexin.cases.actions import hotline as actions
from tiexin.cases.actions import hotline_alarms as alarms
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline import awake, desk, exports, norms, queries, rules, sittings
from tiexin.cases.hotline.call_forms import CallFilter, NumberForm, RingForm, SeatForm
from tiexin.cases.hotline.models import Call, CallScore, Seat
from tiexin.cases.knowledge.part import beside_new
from tiexin.cases.models import Case
from tiexin.core.days import moment, now, opening
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.scope import may, needs

AGAIN = "已记为“{}”。记错了的，在「来电」里打开这个电话改记。"
NOT_FOUND = "没有查到这个编号：请对照回执，从头再念一遍。还是查不到的，请本人凭查询码在网上看"


@needs("hotline.answer")
@require_safe
def hotline(request: HttpRequest) -> HttpResponse:
    """The desk: one's seat, whom to ring about a crisis, who rings, the call at hand."""
    return _whole(request)


def _whole(request: HttpRequest, status: int = 200, **said: Any) -> HttpResponse:
    context = {**_desk(request), "may_lead": may(request, "hotline.lead"), "ask": NumberForm(), **said}
    return render(request, "tiexin/cases/hotline_desk.html", context, status=status)


@needs("hotline.answer")
@require_safe
def hotline_now(request: HttpRequest) -> HttpResponse:
    """The part of the desk that is looked at every few seconds."""
    return render(request, "tiexin/cases/hotline_now.html", _desk(request))


def _desk(request: HttpRequest) -> dict[str, Any]:
    seat, at = desk.seat_of(request), now()
    queue, own = desk.ringing(request, at, seat), desk.mine(request, at)
    ringing = desk.on_the_ring(request, at).count()
    desk.know([*queue, *own], request)
    return {
        "seat": seat,
        "free": desk.free_seats(request)[: desk.SHOWN] if seat is None else (),
        "talking": seat is not None and sittings.is_talking(seat),
        "alarms": awake.alarms(request, seat, moment(today(request))),
        "queue": queue,
        "more": max(0, ringing - len(queue)),
        "ringing": ringing,
        "own": own,
        "soon": norms.norms()["pick_up"]["seconds"],
        "pace": norms.pace(seat is not None and seat.state != "away"),
        "on_now": desk.on_now(request, at),
        **beside_new(request),
    }


@needs("hotline.answer")
@require_POST
def hotline_seat(request: HttpRequest) -> HttpResponse:
    """Sit down, get up, say whether the next call may come."""
    form = SeatForm(request.POST, request=request)
    if not form.is_valid():
        messages.error(request, "请选择座席和要做的事")
        return redirect("hotline")
    do, seat = form.cleaned_data["do"], form.cleaned_data["seat"]
    ways: dict[str, Callable[..., Any]] = {"take": lines.take_seat, "leave": lines.leave_seat}
    action = partial(ways[do], seat) if do in ways else partial(lines.change_seat, seat, do)
    pressed(request, action)
    return redirect("hotline")


@needs("hotline.answer")
@require_POST
def hotline_ring(request: HttpRequest) -> HttpResponse:
    """Say that one who was told of a crisis was rung, and whether they answered."""
    form = RingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选打给了哪一位、打通了没有")
        return redirect("hotline")
    case = awake.unattended(request, desk.seat_of(request)).filter(pk=form.cleaned_data["case"]).first()
    if case is None:
        messages.error(request, alarms.TAKEN)
    else:
        pressed(request, partial(alarms.ring_about, case, form.ring))
    return redirect("hotline")


@needs("hotline.answer")
@require_POST
def hotline_number(request: HttpRequest) -> HttpResponse:
    """How the matter stands whose number somebody says on the telephone; and a call back, if they want one."""
    seat, form = desk.seat_of(request), NumberForm(request.POST)
    if seat is None:
        messages.error(request, "请先坐下再查")
        return redirect("hotline")
    found = attempt(form, partial(_looked_up, request, seat, form)) if form.is_valid() else None
    if found is None:
        return _whole(request, ask=form, status=422)
    if request.POST.get("do") == "back" and pressed(request, partial(alarms.ask_call_back, found)):
        messages.success(request, "已经留话，管这件的人会收到")
    return _whole(request, asked=awake.standing(found, moment(today(request))))


def _looked_up(request: HttpRequest, seat: Seat, form: NumberForm) -> Case | None:
    served = awake.served(request, seat)
    found = alarms.look_up(form.cleaned_data["number"], seat, served, **who(request))
    if found is None:
        form.add_error("number", NOT_FOUND)
    return found


def pressed(request: HttpRequest, action: Callable[..., Any], said: str = "") -> bool:
    """One key without a form; a refusal, or what there is to say, is said above the next page."""
    try:
        action(**who(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    if said:
        messages.success(request, said)
    return True


@needs("hotline.answer")
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Calls within reach, the newest first."""
    form = CallFilter(request)
    found = form.narrowed(Call.objects.for_request(request))
    found = found.select_related("org", "line", "seat", "by", "case").order_by("-at", "-pk")
    found = found.annotate(settled=queries.settled())
    if asked(request):
        return listing(request, "热线来电", exports.CALLS, found)
    return render(request, "tiexin/cases/hotline_calls.html", {"form": form, "pager": page_of(found, request)})


@needs("hotline.answer")
@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: what the telephone system told, who called, what came of it, how it was scored."""
    rows = Call.objects.for_request(request).select_related("org", "line__org", "seat", "by", "case", "called_by")
    found = get_object_or_404(rows.annotate(settled=queries.settled()), pk=pk)
    desk.know([found], request)
    scores = CallScore.objects.filter(call=found).select_related("by").order_by("pk")
    if not may(request, "hotline.lead"):
        scores = scores.filter(call__by=me(request))
    undone = found.undone.select_related("by").order_by("pk")
    context = {"call": found, "events": found.events.order_by("at", "pk"), "scores": scores, "undone": undone}
    context |= beside_new(request)
    return render(request, "tiexin/cases/hotline_call.html", context)


@needs("hotline.answer")
@require_POST
def call_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A question answered at once: one key and no matter."""
    found = get_object_or_404(Call.objects.for_request(request), pk=pk)
    pressed(request, partial(actions.answer_question, found), AGAIN.format("当场答复"))
    return _away(request, pk)


@needs("hotline.answer")
@require_POST
def call_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the call is about, then register it."""
    found, what = get_object_or_404(Call.objects.for_request(request), pk=pk), request.POST.get("what", "")
    if what == rules.NOTHING:
        pressed(request, partial(actions.mark_nothing, found), AGAIN.format(rules.WHAT[what]))
        return _away(request, pk)
    if pressed(request, partial(actions.mark_call, found, what)):
        return redirect(f"{reverse('case-new')}?{urlencode({'call': pk})}")
    return redirect("call", pk=pk)


@needs("hotline.answer")
@require_POST
def call_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was written down by mistake: the call is open again, or to be called back."""
    found = get_object_or_404(Call.objects.for_request(request), pk=pk)
    leads = Call.objects.for_request(request, "hotline.lead").filter(pk=pk).exists()
    pressed(request, partial(actions.undo_call, found, request.POST.get("why", ""), leads=leads))
    return redirect("call", pk=pk)


def _away(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the desk for whoever sits there, else to the call."""
    return redirect("hotline") if desk.seat_of(request) else redirect("call", pk=pk)


@needs("hotline.answer")
@require_safe
def calls_abandoned(request: HttpRequest) -> HttpResponse:
    """Numbers from which nobody was answered and which are still to be called back, the oldest first."""
    reach = Call.objects.for_request(request)
    found = queries.to_call_back(reach)
    pager = page_of(queries.by_number(found), request)
    since = opening(today(request)) - norms.usual_span()
    spoken = queries.lost(reach).filter(queries.settled(), at__gte=since).count()
    context = {"pager": replace(pager, rows=queries.named(pager.rows, found)), "spoken": spoken}
    context |= {"hidden": found.filter(phone_index=None).count(), "days": norms.usual_span().days}
    return render(request, "tiexin/cases/hotline_abandoned.html", context)


@needs("hotline.answer")
@require_POST
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that somebody was called back, and whether they were reached: then the call is to be registered."""
    found = get_object_or_404(Call.objects.for_request(request), pk=pk)
    reached = {"yes": True, "no": False}.get(request.POST.get("reached", ""))
    if reached is None:
        raise Http404
    written = pressed(request, partial(actions.call_back, found, reached))
    return redirect("call", pk=pk) if written and reached else redirect("calls-abandoned")
