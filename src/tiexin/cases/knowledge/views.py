"""Pages of the knowledge base: the one box, an entry, its writing, what is wrong with it, what was not found."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.cases.actions import knowledge as actions
from tiexin.cases.catalogue import catalogue
from tiexin.cases.hotline.desk import at_hand
from tiexin.cases.knowledge import exports, forms, norms, queries, rules, searching
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss, KnowledgeRemark
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import home_of, me, today, who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs
from tiexin.search.words import LONGEST

READ_WRITE = ["GET", "HEAD", "POST"]
FORM = "tiexin/cases/knowledge_form.html"


def _done(request: HttpRequest, form: Form, action: Callable[..., Any]) -> bool:
    """Whether the form holds and its action, called with what it says, was done."""
    return form.is_valid() and attempt(form, partial(action, **form.cleaned_data, **who(request))) is not None


@needs("knowledge.see")
@require_safe
def knowledge_base(request: HttpRequest) -> HttpResponse:
    """The one box; without words the entries that hold. What found nothing is counted, without anybody's name."""
    typed, service = request.GET.get("q", "").replace("\0", ""), request.GET.get("kind", "")
    service = service if service in catalogue() else ""
    box = searching.look(request, typed, service)
    if box.missed and not service and not searching.names_somebody(request, typed):
        actions.note_miss(me(request).org, typed, on=today(request))
    context = {
        "typed": typed,
        "cut": len(typed) > LONGEST,
        "service": service,
        "services": forms.services(),
        "box": box,
        "near": searching.nearest(request, box.words, service) if box.missed else None,
        "pager": None if box.words else _held(request, service),
        "may_manage": may(request, "knowledge.manage"),
        "call": at_hand(request),
    }
    return render(request, "tiexin/cases/knowledge_base.html", context)


def _held(request: HttpRequest, service: str) -> Any:
    rows = forms.matching(queries.readable(request).valid(today(request)), service)
    return page_of(queries.marked(rows).order_by("kind", "question", "pk"), request)


@needs("knowledge.manage")
@require_safe
def knowledge_list(request: HttpRequest) -> HttpResponse:
    """Entries that one may change: those that expire, that nobody answers for, that somebody says are wrong."""
    form = forms.KnowledgeFilter(request)
    found = queries.marked(form.narrowed(queries.managed(request), request)).order_by("valid_until", "pk")
    if asked(request):
        return listing(request, "知识清单", exports.KNOWLEDGE, found)
    context = {"form": form, "pager": page_of(found, request), "waiting": queries.waiting(request)}
    return render(request, "tiexin/cases/knowledge_list.html", context)


@needs("knowledge.see")
@require_safe
def knowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: its answer and sentences, who answers for it and until when, what was said of it, its versions."""
    return _shown(request, pk, forms.WrongForm(None))


def _shown(request: HttpRequest, pk: int, form: forms.WrongForm) -> HttpResponse:
    found = get_object_or_404(queries.marked(queries.readable(request)), pk=pk)
    sources = [
        {**each, "cited": rules.cited(each), "text": norms.articles().get((each["law"], each["article"]), "")}
        for each in found.sources
    ]
    manages = queries.managed(request).filter(pk=pk).exists()
    remarks = found.remarks.select_related("by", "answered_by").order_by("-pk")
    context = {
        "knowledge": found,
        "sources": sources,
        "expired": found.is_expired(today(request)),
        "manages": manages,
        "remarks": remarks[:10] if manages else remarks.filter(by=me(request))[:10],
        "versions": found.versions.select_related("by").order_by("-number")[:10] if manages else (),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "tiexin/cases/knowledge.html", context, status=status)


@needs("knowledge.see")
@require_POST
def knowledge_wrong(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an entry is wrong."""
    found = get_object_or_404(queries.readable(request), pk=pk)
    form = forms.WrongForm(request.POST)
    if _done(request, form, partial(actions.remark_knowledge, found)):
        messages.success(request, "已告诉负责人；他答复以前，这条都写着“有人指出可能有误”")
        return redirect("knowledge", pk=pk)
    return _shown(request, pk, form)


@needs("knowledge.manage")
@require_http_methods(READ_WRITE)
def knowledge_new(request: HttpRequest) -> HttpResponse:
    """Write an entry: anew, from a past answer (`?case=`), or for a search that found nothing (`?q=`)."""
    known = forms.known_of(request, request.GET.get("case", ""))
    case = known.pop("case", None)
    typed = request.GET.get("q", "")[: rules.QUESTION].replace("\0", "")
    initial = {"question": typed, "owner": me(request).pk, **known}
    form = forms.KnowledgeForm(posted(request), request=request, initial=initial)
    if form.is_valid():
        new = Knowledge(org=home_of(request), from_case=case)
        made = attempt(form, partial(actions.write_knowledge, new, actions.Said(**form.cleaned_data), **who(request)))
        if made:
            return redirect("knowledge", pk=made.pk)
    return form_page(request, FORM, form, title="写一条知识", case=case, back=reverse("knowledge-base"))


@needs("knowledge.manage")
@require_safe
def knowledge_owner_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for an owner."""
    return answer(request, queries.owners(request), forms.OWNER)


@needs("knowledge.manage")
@require_http_methods(READ_WRITE)
def knowledge_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an entry anew; the version before is kept."""
    found = get_object_or_404(queries.managed(request).exclude(state="retired"), pk=pk)
    same = ("kind", "question", "answer", "valid_until")
    initial = {name: getattr(found, name) for name in same}
    initial |= {"sources": rules.write_sources(found.sources), "owner": found.officer_id}
    form = forms.KnowledgeForm(posted(request), request=request, initial=initial)
    if form.is_valid():
        said = actions.Said(**form.cleaned_data)
        if attempt(form, partial(actions.change_knowledge, found, said, **who(request))):
            return redirect("knowledge", pk=pk)
    back = reverse("knowledge", args=[pk])
    return form_page(request, FORM, form, title="改知识", knowledge=found, back=back)


@needs("knowledge.manage")
@require_POST
def knowledge_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an entry be found."""
    found = get_object_or_404(queries.managed(request), pk=pk)
    try:
        actions.publish_knowledge(found, **who(request))
        messages.success(request, "已发布，本单位和下级都查得到")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("knowledge", pk=pk)


@needs("knowledge.manage")
@require_http_methods(READ_WRITE)
def knowledge_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry out of use."""
    found = get_object_or_404(queries.managed(request).exclude(state="retired"), pk=pk)
    form = forms.RetireForm(posted(request))
    if _done(request, form, partial(actions.retire_knowledge, found)):
        return redirect("knowledge", pk=pk)
    back = reverse("knowledge", args=[pk])
    return form_page(request, FORM, form, title="停用知识", knowledge=found, back=back, button="停用")


@needs("knowledge.manage")
@require_http_methods(READ_WRITE)
def knowledge_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer whoever said that an entry is wrong."""
    rows = KnowledgeRemark.objects.for_request(request).filter(answer="").select_related("knowledge__org", "by")
    found = get_object_or_404(rows, pk=pk)
    form = forms.AnswerForm(posted(request))
    if _done(request, form, partial(actions.answer_remark, found)):
        return redirect("knowledge", pk=found.knowledge_id)
    back = reverse("knowledge", args=[found.knowledge_id])
    said = {"title": "答复指出的错误", "button": "答复", "remark": found, "knowledge": found.knowledge, "back": back}
    return form_page(request, FORM, form, **said)


@needs("knowledge.manage")
@require_safe
def knowledge_misses(request: HttpRequest) -> HttpResponse:
    """What was searched for and not found, the most often first."""
    form = forms.MissFilter(request)
    rows = form.narrowed(KnowledgeMiss.objects.for_request(request)).select_related("org")
    context = {"form": form, "pager": page_of(rows.order_by("-count", "-last", "pk"), request)}
    return render(request, "tiexin/cases/knowledge_misses.html", context)


@needs("knowledge.manage")
@require_POST
def knowledge_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has written what was missing."""
    found = get_object_or_404(KnowledgeMiss.objects.for_request(request), pk=pk)
    actions.settle_miss(found, **who(request))
    return redirect("knowledge-misses")
