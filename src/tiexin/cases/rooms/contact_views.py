"""Pages of who is in contact with a room, and of who was received there."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases.actions import receptions as receiving
from tiexin.cases.actions import rooms as actions
from tiexin.cases.models import Case, CaseOrigin
from tiexin.cases.rooms import exports, forms, queries
from tiexin.cases.rooms.models import Reception, RoomLink
from tiexin.cases.rooms.views import FORM, READ_WRITE, about, crumbs
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import needs


@needs("rooms.see")
@require_safe
def room_cadres(request: HttpRequest) -> HttpResponse:
    """Who owes a linked room, with the room that each has."""
    form = forms.CadreFilter(request)
    found = form.narrowed(queries.with_room(queries.cadres(request), today(request)), request)
    found = found.order_by("org__region", "org_id", "name", "pk")
    if asked(request):
        return listing(request, "干部联系群众工作室", exports.CADRES, found)
    return render(request, "tiexin/cases/rooms_cadres.html", {"form": form, "pager": page_of(found, request)})


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def room_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a room to a cadre, or hand it over to another."""
    found = get_object_or_404(queries.managed(request), pk=pk)
    former = RoomLink.objects.standing().filter(room=found).select_related("officer").first()
    form = forms.LinkForm(posted(request), request=request, room=found, hands_over=former is not None)
    title = f"移交联系（现在是{former.officer}）" if former else "定联系干部"
    return about(
        request, found, form, lambda: partial(actions.link_room, found, **form.cleaned_data), title=title, button="保存"
    )


@needs("rooms.manage")
@require_safe
def room_cadre_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the search for a cadre."""
    found = get_object_or_404(queries.managed(request), pk=pk)
    return answer(request, queries.linkable(request, found), forms.cadre_of(found))


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def roomlink_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link."""
    rows = RoomLink.objects.filter(room__in=queries.managed(request)).select_related("room__org", "officer")
    link = get_object_or_404(rows, pk=pk)
    form = forms.EndForm(posted(request), request=request, label="为什么结束")
    return about(
        request,
        link.room,
        form,
        lambda: partial(actions.end_link, link, **form.cleaned_data),
        title=f"{link.officer}不再联系",
        button="保存",
    )


# ── receptions ──────────────────────────────────────────────────────────────────────────────────────────


@needs("cases.see")
@require_safe
def receptions(request: HttpRequest) -> HttpResponse:
    """Receptions within reach, the newest first."""
    form = forms.ReceptionFilter(request)
    found = form.narrowed(Reception.objects.for_request(request))
    found = found.select_related("room", "officer", "worker").order_by("-on", "-pk")
    if asked(request):
        return listing(request, "接待", exports.RECEPTIONS, found)
    return render(request, "tiexin/cases/rooms_receptions.html", {"form": form, "pager": page_of(found, request)})


@needs("cases.see")
@require_safe
def reception(request: HttpRequest, pk: int) -> HttpResponse:
    """One reception, and the matter that came of it."""
    rows = Reception.objects.for_request(request).select_related("room", "officer", "worker")
    found = get_object_or_404(rows, pk=pk)
    origins = CaseOrigin.objects.filter(kind="reception", thing_id=pk).values("case")
    context = {
        "reception": found,
        "case": Case.objects.for_request(request).filter(pk__in=origins).first(),
        "receives": queries.received_at(request).filter(pk=found.room_id).exists(),
    }
    return render(request, "tiexin/cases/rooms_reception.html", context)


@needs("cases.register")
@require_http_methods(READ_WRITE)
def reception_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a reception down; what could not be answered goes on to the form of a matter."""
    room = get_object_or_404(queries.received_at(request), pk=pk)
    form = forms.ReceptionForm(posted(request), request=request, room=room)
    if form.is_valid():
        new = form.made(room, me(request))
        made = attempt(form, partial(receiving.receive_worker, new, **who(request))) or sent_before(request, form)
        if made:
            return redirect("reception", pk=made.pk) if made.end else redirect(matter_of(made))
    here = reverse("room", args=[pk])
    said = {"title": "记接待", "button": "保存", "way": crumbs((room.name, here)), "back": here}
    return form_page(request, FORM, form, room=room, draft=f"reception-{pk}", **said)


def matter_of(found: Reception) -> str:
    """Where a reception becomes a matter, with what is known filled in."""
    return f"{reverse('case-new')}?reception={found.pk}"


def sent_before(request: HttpRequest, form: forms.ReceptionForm) -> Reception | None:
    """The reception that the same form wrote when it was sent the first time."""
    return Reception.objects.filter(key=form.cleaned_data["key"], officer=me(request)).first()


@needs("cases.register")
@require_safe
def room_worker_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the search for a worker of the room's enterprise."""
    room = get_object_or_404(queries.received_at(request), pk=pk)
    return answer(request, queries.workers_of(room), forms.worker_at(room))


@needs("cases.register")
@require_http_methods(READ_WRITE)
def reception_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was answered later."""
    rows = Reception.objects.filter(room__in=queries.received_at(request)).select_related("room")
    found = get_object_or_404(rows, pk=pk)
    form = forms.AnswerForm(posted(request))
    if form.is_valid():
        done = attempt(form, partial(receiving.answer_reception, found, form.cleaned_data["answer"], **who(request)))
        if done:
            return redirect("reception", pk=pk)
    way = crumbs(("接待", reverse("receptions")), (found.about, reverse("reception", args=[pk])))
    said = {"title": "答复", "button": "保存", "way": way, "back": reverse("reception", args=[pk])}
    return form_page(request, FORM, form, **said)
