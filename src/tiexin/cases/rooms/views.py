"""Pages of rooms: the list, how far it is, one room, a new one, its hours, the checklist, its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases.actions import rooms as actions
from tiexin.cases.rooms import exports, forms, guided, queries
from tiexin.cases.rooms.models import Reception, Room, RoomCheck
from tiexin.cases.rooms.standards import standard
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import today, who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs

READ_WRITE = ["GET", "HEAD", "POST"]
FORM = "tiexin/cases/rooms_form.html"
LATEST = 5  # receptions and checks shown beside a room


def crumbs(*way: tuple[str, str]) -> Sequence[tuple[str, str]]:
    """The way to a page below the list of rooms."""
    return (("群众工作室", reverse("rooms")), *way)


@needs("rooms.see")
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """Rooms within reach, by name."""
    form = forms.RoomFilter(request)
    found = form.narrowed(Room.objects.for_request(request), request)
    found = queries.with_cadre(found, today(request)).order_by("name", "pk")
    if asked(request):
        return listing(request, "群众工作室", exports.ROOMS, found)
    context = {"form": form, "pager": page_of(found, request), "may_manage": may(request, "rooms.manage")}
    return render(request, "tiexin/cases/rooms_list.html", context)


@needs("rooms.see")
@require_safe
def room_coverage(request: HttpRequest) -> HttpResponse:
    """How many enterprises have a standardised room, by county; how many cadres have theirs."""
    found = queries.counties(request)
    if asked(request):
        return listing(request, "群众工作室覆盖", exports.COVERAGE, queries.counted(list(found)))
    pager = page_of(found, request)
    queries.counted(pager.rows)
    context = {"pager": pager, "total": queries.coverage(request), "standard": standard()}
    return render(request, "tiexin/cases/rooms_coverage.html", context)


@needs("rooms.see")
@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """One room: its two signs, hours, cadre, checks, receptions, the latest guidance."""
    found = get_object_or_404(queries.with_cadre(Room.objects.for_request(request), today(request)), pk=pk)
    received = Reception.objects.for_request(request, "cases.see").filter(room=found)
    context = {
        "room": found,
        "today_hours": found.open_on(today(request)),
        "checks": found.checks.select_related("by").order_by("-on", "-pk")[:LATEST],
        "standard": standard(),
        "past": found.links.exclude(until=None).select_related("officer__org").order_by("-until", "-pk")[:LATEST],
        "receptions": received.select_related("officer").order_by("-on", "-pk")[:LATEST],
        "guided": guided.latest(request, found),
        "manages": found.closed is None and queries.managed(request).filter(pk=pk).exists(),
        "receives": queries.received_at(request).filter(pk=pk).exists(),
    }
    return render(request, "tiexin/cases/rooms_room.html", context)


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def room_new(request: HttpRequest) -> HttpResponse:
    """Register a room."""
    form = forms.RoomForm(posted(request), request=request)
    if form.is_valid():
        made = attempt(form, partial(actions.open_room, form.made(), **who(request)))
        if made:
            return redirect("room", pk=made.pk)
    said = {"title": "登记群众工作室", "button": "登记", "way": crumbs(), "back": reverse("rooms"), "draft": "room-new"}
    return form_page(request, FORM, form, **said)


@needs("rooms.manage")
@require_safe
def room_employer_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for an enterprise."""
    return answer(request, forms.employers(request), forms.EMPLOYER)


@needs("rooms.manage")
@require_safe
def room_unit_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for a union that keeps a room."""
    return answer(request, forms.units(request), forms.UNIT)


def about(
    request: HttpRequest, found: Room, form: Form, action: Callable[[], Callable[..., Any]], **said: Any
) -> HttpResponse:
    """A form about a room and its action, made when the form holds."""
    here = reverse("room", args=[found.pk])
    if form.is_valid() and attempt(form, partial(action(), **who(request))):
        return redirect(here)
    return form_page(request, FORM, form, way=crumbs((found.name, here)), back=here, room=found, **said)


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def room_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name and place."""
    found = get_object_or_404(queries.managed(request), pk=pk)
    form = forms.ChangeForm(posted(request), initial={"name": found.name, "address": found.address})
    return about(
        request,
        found,
        form,
        lambda: partial(actions.change_room, found, actions.Said(**form.cleaned_data)),
        title="更正名称和地点",
        button="保存",
    )


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def room_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down when it is open."""
    found = get_object_or_404(queries.managed(request), pk=pk)
    form = forms.HoursForm(posted(request), room=found)
    return about(
        request, found, form, lambda: partial(actions.set_hours, found, form.week), title="开放时间", button="保存"
    )


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def room_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a room."""
    found = get_object_or_404(queries.managed(request), pk=pk)
    form = forms.EndForm(posted(request), request=request, label="撤销的理由")
    return about(
        request,
        found,
        form,
        lambda: partial(actions.close_room, found, **form.cleaned_data),
        title="撤销群众工作室",
        button="撤销",
    )


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def room_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold a room against the checklist."""
    found = get_object_or_404(queries.managed(request), pk=pk)
    form = forms.CheckForm(posted(request), request=request)

    def make() -> Callable[..., Any]:
        said = form.cleaned_data
        return partial(actions.check_room, found, actions.Checked(said["on"], form.answers, said["note"]))

    return about(request, found, form, make, title="规范化检查", button="保存检查", list=standard())


@needs("rooms.see")
@require_safe
def roomcheck(request: HttpRequest, pk: int) -> HttpResponse:
    """One check with each line as it was answered."""
    rows = RoomCheck.objects.for_request(request).select_related("room__org", "by")
    found = get_object_or_404(rows, pk=pk)
    context = {"check": found, "same_list": found.list_hash == standard().hash}
    return render(request, "tiexin/cases/rooms_check.html", context)
