"""Pages of drafts: the list, a new one, the editor with document and clauses, text, document, loading."""

from __future__ import annotations

from copy import copy
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.calendars import queries as calendars
from tiexin.core import exports
from tiexin.core.pages import changed_query, page_of
from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.duties.models import PlanVersion
from tiexin.orgs.asking import who
from tiexin.orgs.scope import needs
from tiexin.plans.actions import NewVersion, load_plan
from tiexin.plans.actions import drafts as actions
from tiexin.plans.actions.drafts import Stale, Written
from tiexin.plans.editor.desk import Desk, issuer_within
from tiexin.plans.editor.spans import newline
from tiexin.plans.editor.start import FIELDS, DocumentForm, NextForm, StartForm, TextForm, begun, following
from tiexin.plans.exports import DRAFTS
from tiexin.plans.models import PackDraft
from tiexin.plans.queries import issuer_of
from tiexin.plans.reading import read_bytes

ITEMS = 200  # of a draft on a page


def draft_or_404(request: HttpRequest, pk: int) -> PackDraft:
    """A draft of a unit at or below a post with the right."""
    return get_object_or_404(PackDraft.objects.for_request(request).select_related("org", "updated_by"), pk=pk)


@needs("plans.publish")
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Drafts within reach, the last changed first."""
    found = PackDraft.objects.for_request(request).select_related("org", "updated_by").defer("text", "document")
    found = found.order_by("-updated_at", "-pk")
    if exports.asked(request):
        return exports.listing(request, "方案草稿", DRAFTS, found)
    return render(request, "tiexin/plans/editor/list.html", {"pager": page_of(found, request)})


@needs("plans.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_new(request: HttpRequest) -> HttpResponse:
    """Begin a draft: from nothing, a shipped pack, a file, or a version."""
    form = StartForm(posted(request), request.FILES or None, request=request)
    if form.is_valid() and (draft := attempt(form, partial(_start, request, form))):
        return redirect("draft", pk=draft.pk)
    ways = [(way, [form[name] for name in names]) for way, names in FIELDS.items()]
    return form_page(request, "tiexin/plans/editor/new.html", form, ways=ways, document=form["document"])


def _start(request: HttpRequest, form: StartForm) -> PackDraft:
    org, written = begun(form, request)
    return actions.start_draft(org, written, **who(request))


@needs("plans.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def version_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version of a plan from a loaded one, asking from which day it holds."""
    found = get_object_or_404(PlanVersion.objects.mine(request).select_related("plan__issuer", "document"), pk=pk)
    form = NextForm(posted(request), year=found.year)
    if form.is_valid() and (draft := attempt(form, partial(_continue, request, form, found))):
        return redirect("draft", pk=draft.pk)
    return form_page(request, "tiexin/plans/editor/next.html", form, version=found)


def _continue(request: HttpRequest, form: NextForm, found: PlanVersion) -> PackDraft:
    written = following(found, form.cleaned_data["effective"])
    return actions.start_draft(issuer_within(request, found.plan.issuer), written, **who(request))


@needs("plans.publish")
@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor: the document on one side, items and findings on the other."""
    desk = Desk(draft_or_404(request, pk), request.GET)
    return render(request, "tiexin/plans/editor/draft.html", laid_out(request, desk))


def laid_out(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """The context of the page: one page of the items, one part of the document."""
    parts = {"part_back": desk.part - 1, "part_on": desk.part + 1 if desk.part < desk.parts else 0}
    links = {name: changed_query(request, part=number) if number else "" for name, number in parts.items()}
    return {"draft": desk.draft, "desk": desk, "pager": page_of(desk.found, request, ITEMS), **links}


@needs("plans.publish")
@require_safe
def draft_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The findings of a long text, asked for when the page stands already."""
    desk = Desk(draft_or_404(request, pk), {**request.GET.dict(), "check": "1"})
    if "text" in request.GET:
        return render(request, "tiexin/plans/editor/text_findings.html", {"draft": desk.draft, "desk": desk})
    seen = as_seen(request)
    desk.asked = {**seen.GET.dict(), "check": "1"}
    return render(request, "tiexin/plans/editor/checked.html", laid_out(seen, desk))


def as_seen(request: HttpRequest) -> HttpRequest:
    """The request as if it asked for the page in the browser, of which an answer replaces parts."""
    shown = copy(request)
    address = request.htmx.current_url or "" if request.htmx else ""  # type: ignore[attr-defined]
    shown.GET = QueryDict(urlsplit(address).query)
    return shown


@needs("plans.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text itself; it is saved while one types, and the second of two authors sees both texts."""
    found = draft_or_404(request, pk)
    if request.method != "POST":
        desk = Desk(found, request.GET)
        return render(request, "tiexin/plans/editor/text.html", {"draft": found, "desk": desk, "text": found.text})
    form = TextForm(request.POST)
    if not form.is_valid():
        return _unsaved(request, found, " ".join(str(error) for errors in form.errors.values() for error in errors))
    written = Written(text=typed(found.text, form.cleaned_data["text"]))
    try:
        saved = actions.write_draft(found, written, form.cleaned_data["revision"], **who(request))
    except Stale as stale:
        context = {"draft": stale.theirs, "text": form.cleaned_data["text"], "said": str(stale), "conflict": True}
        name = "conflict" if request.htmx else "text"  # type: ignore[attr-defined]
        return render(request, f"tiexin/plans/editor/{name}.html", context, status=422)
    except Refused as refusal:
        return _unsaved(request, found, str(refusal))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("draft-text", pk=pk)
    return render(request, "tiexin/plans/editor/text_state.html", {"draft": saved, "desk": Desk(saved)})


def _unsaved(request: HttpRequest, found: PackDraft, said: str) -> HttpResponse:
    context = {"draft": found, "desk": Desk(found), "said": said, "text": request.POST.get("text", "")[:2_000_000]}
    name = "text_state" if request.htmx else "text"  # type: ignore[attr-defined]
    return render(request, f"tiexin/plans/editor/{name}.html", context, status=422)


def typed(old: str, new: str) -> str:
    """What was typed, with the line breaks of the text as it was: a browser sends its own."""
    plain = new.replace("\r\n", "\n")
    if plain == old.replace("\r\n", "\n"):
        return old
    return plain.replace("\n", "\r\n") if newline(old) == "\r\n" else plain


@needs("plans.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste or upload the document."""
    found = draft_or_404(request, pk)
    first = {"document": found.document, "revision": found.revision}
    form = DocumentForm(posted(request), request.FILES or None, initial=first)
    theirs: PackDraft | None = None
    if form.is_valid():
        try:
            _keep(request, found, form)
            return redirect("draft", pk=pk)
        except Stale as stale:
            theirs = stale.theirs
            form.over(theirs.revision, f"{stale}。再按“保存原文”，会以这里的为准")
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
    return form_page(request, "tiexin/plans/editor/document.html", form, draft=found, theirs=theirs)


def _keep(request: HttpRequest, found: PackDraft, form: DocumentForm) -> None:
    data = form.cleaned_data
    text = data["file"] if data["file"] is not None else data["document"]
    written = Written(document=typed(found.document, text))
    actions.write_draft(found, written, data["revision"], **who(request))


@needs("plans.publish")
@require_safe
def draft_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the text as a file."""
    found = draft_or_404(request, pk)
    answer = HttpResponse(found.text.encode(), content_type="application/x-yaml; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.code or '方案')}.yaml"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@needs("plans.publish")
@require_POST
def draft_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = draft_or_404(request, pk)
    try:
        actions.drop_draft(found, **who(request))
        messages.success(request, f"已删除草稿“{found}”")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("drafts")


@needs("plans.publish")
@require_POST
def draft_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the draft as the next version of its plan; with errors say so and write nothing."""
    found = draft_or_404(request, pk)
    try:
        version = _load(request, found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("draft", pk=pk)
    return redirect("version", pk=version.pk)


def _load(request: HttpRequest, found: PackDraft) -> PlanVersion:
    year = request.POST.get("year", "")
    wanted = int(year) if year.isascii() and year.isdigit() and 1949 <= int(year[:9]) <= 2100 else found.year
    name = "原文.txt" if found.document else ""
    read = read_bytes(found.text.encode(), wanted, found.document.encode(), name, calendar=calendars.here())
    if read.loaded.pack is None:
        raise Refused(f"还有 {_errors(read.loaded.problems)} 处错误，没有装载。请先改好")
    issuer = issuer_within(request, issuer_of(read.loaded.pack))
    new = NewVersion(read.loaded, found.text, issuer, read.document, read.document_name)
    return load_plan(new, **who(request))


def _errors(problems: list[Any]) -> int:
    return sum(problem.level == "error" for problem in problems)
