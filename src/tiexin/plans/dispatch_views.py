"""Pages for a plan on its way: what was sent to us, and how far those to whom we sent it have come."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.duties.models import Dispatch, PlanVersion
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import needs
from tiexin.plans import dispatching
from tiexin.plans.actions import dispatching as actions
from tiexin.plans.actions.dispatching import NewStart
from tiexin.plans.exports import RECEIVED, SENT
from tiexin.plans.forms_dispatch import DispatchFilter, StartForm, WithdrawForm
from tiexin.plans.queries import start_gauges
from tiexin.plans.rules import Window
from tiexin.plans.timeline import day as day_of

WITH_PLAN = ("version__plan__issuer", "org", "own_plan")


@needs("plans.see")
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """收文: the plans that were sent to the units at which one holds a post."""
    found = dispatching.sent_to_me(request)
    if exports.asked(request):
        rows = dispatching.told(found[: exports.MOST + 1], today(request))
        return exports.listing(request, "收文", RECEIVED, rows)
    pager = page_of(found, request)
    context = {"pager": pager, "rows": dispatching.told(pager.rows, today(request))}
    return render(request, "tiexin/plans/received.html", context)


@needs("plans.see")
@require_safe
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan at one unit: sent, signed for, started, and the gauge that its start moves."""
    found = get_object_or_404(Dispatch.objects.for_request(request).select_related(*WITH_PLAN), pk=pk)
    context = {
        "dispatch": found,
        "row": dispatching.told([found], today(request))[0],
        "gauges": start_gauges(found, request),
        "may_receive": Dispatch.objects.for_request(request, "plans.receive").filter(pk=pk).exists(),
        "own_plan": dispatching.own_plan(found, request),
        "withdrawn": dispatching.withdrawn(found, request),
        "issuer": dispatching.ISSUER,
    }
    return render(request, "tiexin/plans/dispatch.html", context)


@needs("plans.receive")
@require_POST
def dispatch_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for a plan."""
    found = get_object_or_404(Dispatch.objects.for_request(request), pk=pk)
    try:
        actions.receive(found, **who(request))
        messages.success(request, "已签收")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("dispatch", pk=pk)


@needs("plans.receive")
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a plan that was signed for; the page after says whether the day lies in its window."""
    found = get_object_or_404(Dispatch.objects.for_request(request).select_related(*WITH_PLAN), pk=pk)
    window = dispatching.told([found], today(request))[0].window
    form = StartForm(posted(request), request.FILES or None, rule=_says(window), initial={"day": today(request)})
    if form.is_valid():
        day, upload = form.cleaned_data["day"], form.cleaned_data["plan"]
        new = NewStart(day, upload.read() if upload else b"", upload.name if upload else "")
        if attempt(form, partial(actions.start, found, new, **who(request))):
            _tell(request, window, new)
            return redirect("dispatch", pk=pk)
    return form_page(request, "tiexin/plans/start.html", form, dispatch=found)


@needs("plans.receive")
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a start that was entered wrongly, with a reason."""
    found = get_object_or_404(Dispatch.objects.for_request(request).select_related(*WITH_PLAN), pk=pk)
    form = WithdrawForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, partial(actions.withdraw_start, found, reason, **who(request))):
            messages.success(request, "已撤回，可以重新登记启动")
            return redirect("dispatch", pk=pk)
    return form_page(request, "tiexin/plans/withdraw.html", form, dispatch=found)


def _says(window: Window | None) -> str:
    """The sentence about the window, beside the day."""
    return f"“{window.quote}” {window.clause}，{_days(window)}" if window else ""


def _days(window: Window) -> str:
    return f"{day_of(window.first)}至{day_of(window.last)}"


def _tell(request: HttpRequest, window: Window | None, new: NewStart) -> None:
    if window is None or window.holds(new.day):
        messages.success(request, "已启动" if window is None else "已启动，在规定的日子里")
    else:
        messages.warning(request, f"已启动；规定的日子是{_days(window)}，照实记为窗口外")


@needs("plans.see")
@require_safe
def version_dispatches(request: HttpRequest, pk: int) -> HttpResponse:
    """发送与启动: each class of addressees in numbers, and the units, those furthest behind first."""
    version = get_object_or_404(PlanVersion.objects.mine(request).select_related("plan__issuer"), pk=pk)
    asked = dispatching.windows([version])[version.pk]
    shares, led = dispatching.shares(version, asked), dispatching.issuer_started(version)
    form = DispatchFilter(request, [share.name for share in shares])
    rows = dispatching.found(version, asked, form.get("kind"), form.get("state"))
    if exports.asked(request):
        told = dispatching.told(rows[: exports.MOST + 1], today(request), led)
        return exports.listing(request, "发送与启动", SENT, told)
    pager = page_of(rows, request)
    context = {
        "version": version,
        "shares": shares,
        "whole": dispatching.whole(shares),
        "led": led,
        "ahead": dispatching.ahead_of_issuer(version, led),
        "leading": dispatching.leading(version),
        "form": form,
        "pager": pager,
        "rows": dispatching.told(pager.rows, today(request), led),
    }
    return render(request, "tiexin/plans/dispatches.html", context)
