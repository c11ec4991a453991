"""Organs of a unit and one organ with those who sit and sat there; to found, seat, replace, end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import exports, skin
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.orgs import papers, picker, queries
from tiexin.orgs.actions import organs as actions
from tiexin.orgs.actions.organs import NewSeat, Sitting
from tiexin.orgs.asking import who
from tiexin.orgs.exports import HOLDINGS, ORGANS
from tiexin.orgs.forms_organs import SITTER, OrganForm, SeatForm, SittingForm
from tiexin.orgs.models import Org
from tiexin.orgs.organs import Holding, Organ, Seat, SeatKind
from tiexin.orgs.scope import may, needs
from tiexin.orgs.views.people import READ_WRITE


@needs("orgs.see")
@require_safe
def organs(request: HttpRequest, pk: int) -> HttpResponse:
    """Every organ of a unit, those that stand first."""
    unit = get_object_or_404(Org.objects.for_request(request), pk=pk)
    rows = Organ.objects.filter(org=unit).with_seats().select_related("parent")
    rows = rows.order_by(F("until").desc(nulls_first=True), "pk")
    if exports.asked(request):
        return exports.listing(request, f"{unit}组织机构", ORGANS, rows)
    context = {"org": unit, "pager": page_of(rows, request), "may_manage": _manages(request, unit)}
    return render(request, "tiexin/orgs/organs.html", context | {"crumbs": _crumbs(request, unit)})


def _manages(request: HttpRequest, unit: Org) -> bool:
    reach = Org.objects.for_request(request, "organs.manage")
    return may(request, "organs.manage") and reach.filter(pk=unit.pk).exists()


@needs("orgs.see")
@require_safe
def organ(request: HttpRequest, pk: int) -> HttpResponse:
    """One organ: what it is for, what stands inside, its seats with who sits there now and who sat there before."""
    found = get_object_or_404(Organ.objects.for_request(request).with_seats().select_related("org", "parent"), pk=pk)
    past = Holding.objects.filter(seat__organ=found, until__isnull=False).order_by("-until", "-pk")
    past = past.select_related("seat", "officer__org", "seconded_from")
    if exports.asked(request):
        return exports.listing(request, f"{found}历任", HOLDINGS, past)
    context = {
        "organ": found,
        "inside": found.inside.order_by("pk")[:50],
        "pager": page_of(past, request),
        "may_manage": found.until is None and _manages(request, found.org),
        "paper": papers.of(found.pk),
        "crumbs": [*_crumbs(request, found.org), {"label": found.get_kind_display(), "url": ""}],
    }
    return render(request, "tiexin/orgs/organ.html", context)


@needs("organs.manage")
@require_http_methods(READ_WRITE)
def organ_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Found an organ."""
    unit = get_object_or_404(Org.objects.for_request(request), pk=pk)
    form = OrganForm(unit, request, skin.posted(request))
    if form.is_valid():
        seats = [NewSeat(title, kind_of(title), "", places, "牵头" in title) for title, places in form.titles()]
        made = skin.attempt(form, lambda: actions.found_organ(form.instance, seats, **who(request)))
        if made is not None:
            messages.success(request, f"“{made}”已成立")
            return redirect("organ", pk=made.pk)
    return skin.form_page(request, "tiexin/orgs/organ_new.html", form, org=unit)


def kind_of(title: str) -> SeatKind:
    """Tell what kind of seat a title means: 副组长 is a deputy, 成员 a member, 工作人员 staff, all else a head."""
    if title.startswith("副"):
        return SeatKind.DEPUTY
    if title.endswith("工作人员"):
        return SeatKind.STAFF
    return SeatKind.MEMBER if title.endswith("员") else SeatKind.HEAD


@needs("organs.manage")
@require_http_methods(READ_WRITE)
def seat_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a seat to an organ."""
    found = get_object_or_404(Organ.objects.for_request(request), pk=pk)
    form = SeatForm(skin.posted(request))
    if form.is_valid():
        new = NewSeat(**form.cleaned_data)
        return _then(request, form, "seat_new", found, lambda: actions.make_seat(found, new, **who(request)))
    return skin.form_page(request, "tiexin/orgs/seat_new.html", form, organ=found)


@needs("organs.manage")
@require_http_methods(READ_WRITE)
def seat_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an officer sit."""
    seat = get_object_or_404(Seat.objects.for_request(request).select_related("organ"), pk=pk)
    form = SittingForm(request, seat.organ, skin.posted(request))
    if form.is_valid():
        officer, sitting = _said(form)
        act = lambda: actions.seat_officer(seat, officer, sitting, **who(request))  # noqa: E731
        return _then(request, form, "seat_fill", seat.organ, act, seat=seat)
    return skin.form_page(request, "tiexin/orgs/seat_fill.html", form, organ=seat.organ, seat=seat)


@needs("organs.manage")
@require_http_methods(READ_WRITE)
def holding_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a seat on to somebody else."""
    rows = Holding.objects.for_request(request).select_related("seat__organ", "officer")
    holding = get_object_or_404(rows, pk=pk)
    seat, form = holding.seat, SittingForm(request, holding.seat.organ, skin.posted(request))
    if form.is_valid():
        officer, sitting = _said(form)
        act = lambda: actions.replace_holder(holding, officer, sitting, **who(request))  # noqa: E731
        return _then(request, form, "seat_fill", seat.organ, act, seat=seat, former=holding.officer)
    shown = {"organ": seat.organ, "seat": seat, "former": holding.officer}
    return skin.form_page(request, "tiexin/orgs/seat_fill.html", form, **shown)


def _said(form: SittingForm) -> tuple[Any, Sitting]:
    said = dict(form.cleaned_data)
    return said.pop("officer"), Sitting(**said)


def _then(
    request: HttpRequest, form: Any, page: str, organ: Organ, act: Callable[[], object], **context: object
) -> HttpResponse:
    """Go back to the organ when the action went through, else show the form with the refusal."""
    if skin.attempt(form, act) is None:
        return skin.form_page(request, f"tiexin/orgs/{page}.html", form, organ=organ, **context)
    messages.success(request, "已保存")
    return redirect("organ", pk=organ.pk)


@needs("organs.manage")
@require_POST
def holding_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody give a seat up from today on."""
    holding = get_object_or_404(Holding.objects.for_request(request).select_related("seat"), pk=pk)
    return _ended(request, holding.seat.organ_id, lambda: actions.end_holding(holding, **who(request)))


@needs("organs.manage")
@require_POST
def organ_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an organ from today on."""
    found = get_object_or_404(Organ.objects.for_request(request), pk=pk)
    return _ended(request, found.pk, lambda: actions.end_organ(found, **who(request)))


def _ended(request: HttpRequest, organ: int, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
        messages.success(request, "从今天起已结束，记录保留")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("organ", pk=organ)


@needs("organs.manage")
@require_safe
def sitter_pick(request: HttpRequest) -> HttpResponse:
    """Search serving officers, for the form that fills a seat."""
    return picker.answer(request, queries.electable(request), SITTER)


def _crumbs(request: HttpRequest, unit: Org) -> list[dict[str, str]]:
    way = [{"label": str(each), "url": reverse("org", args=[each.pk])} for each in queries.way_to(unit, request)]
    return [*way, {"label": "组织机构", "url": reverse("organs", args=[unit.pk])}]
