"""Pages of one item of a draft: its form with live findings, saving it into the text, taking it out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tiexin.core.refusal import Refused
from tiexin.orgs.asking import who
from tiexin.orgs.scope import needs
from tiexin.plans.actions import drafts as actions
from tiexin.plans.editor import items
from tiexin.plans.editor.controls import as_lines
from tiexin.plans.editor.desk import Desk, changed
from tiexin.plans.editor.editing import HEAD, Editing, Moved, around, as_if, by_itself, opened
from tiexin.plans.editor.forms import ItemForm, redrawn
from tiexin.plans.editor.kinds import inside, kinds
from tiexin.plans.editor.views import as_seen, draft_or_404, laid_out
from tiexin.plans.models import PackDraft

MANY = 400  # more sentences than this are not sent one by one: the page is read anew


@needs("plans.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_item(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of an item (`at`) or of a new one (`kind`, with a `sentence` or a `quote`); saved into the text."""
    desk = Desk(draft_or_404(request, pk))
    asked = request.POST if request.method == "POST" else request.GET
    editing = opened(desk, asked)
    if editing is None:
        return _closed(request, desk)
    if request.method != "POST":
        return _form(request, editing, editing.form())
    if "redraw" in request.POST:
        form = editing.form()
        form = ItemForm.again(form, request.POST)
        form.initial.update(redrawn(form, request.POST))
        return _form(request, editing, form)
    form = editing.form(request.POST)
    return _save(request, editing, form) if form.is_valid() else _form(request, editing, form, status=422)


def _closed(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Nothing to open: the text is broken, or there is no such place any more."""
    broken = not isinstance(desk.source.value, dict)
    return _page(request, {"draft": desk.draft, "desk": desk, "broken": broken, "gone": not broken}, status=422)


def _form(request: HttpRequest, editing: Editing, form: ItemForm, status: int = 200, **more: Any) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    quote = str(form["quote"].value() or "") if "quote" in form.fields else ""
    context = {
        "draft": editing.desk.draft,
        "desk": editing.desk,
        "editing": editing,
        "form": form,
        "around": around(editing.desk, quote, asked),
        "sentence": asked.get("sentence", ""),
        "kinds": kinds(),
        "inside": inside(editing.desk.source.value) if editing.new else [],
        "is_head": editing.kind is HEAD,
    }
    return _page(request, context | more, status)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    name = "form" if request.htmx else "item"  # type: ignore[attr-defined]
    return render(request, f"tiexin/plans/editor/{name}.html", context, status=status)


def _save(request: HttpRequest, editing: Editing, form: ItemForm) -> HttpResponse:
    item = form.item()
    try:
        saved = actions.edit_draft(editing.desk.draft, lambda text: editing.into(text, item), **who(request))
    except Moved as moved:
        return _moved(request, editing, item, moved)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, editing, form, status=422)
    return _saved(request, editing, saved, "已存入方案")


def _moved(request: HttpRequest, editing: Editing, item: dict[str, Any], moved: Moved) -> HttpResponse:
    """Show both: what the item says now, and what this author wrote; saving again goes over the newest."""
    mark = items.seen(moved.theirs) if moved.theirs is not None else ""
    now = Editing(editing.desk, editing.kind, editing.raw, editing.path, mark)
    theirs = "\n".join(as_lines(moved.theirs)) if moved.theirs is not None else ""
    more = {"moved": str(moved), "theirs": theirs, "mine": "\n".join(as_lines(item)), "removed": moved.theirs is None}
    form = now.form(request.POST)
    form.is_valid()
    return _form(request, now, form, status=422, **more)


def _saved(request: HttpRequest, editing: Editing, saved: PackDraft, said: str) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, said)
        return redirect("draft", pk=saved.pk)
    seen = as_seen(request)
    after = Desk(saved, seen.GET)
    moved = changed(editing.desk, after) if saved.document else []
    if len(moved) > MANY:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {**laid_out(seen, after), "said": said, "changed": moved}
    return render(request, "tiexin/plans/editor/saved.html", context)


@needs("plans.publish")
@require_POST
def draft_try(request: HttpRequest, pk: int) -> HttpResponse:
    """What the lint would say of an item as it is filled in now; nothing is stored."""
    editing = opened(Desk(draft_or_404(request, pk)), request.POST)
    if editing is None or editing.kind is HEAD:
        return HttpResponse("")
    form, found, said = editing.form(request.POST), [], ""
    if form.is_valid():
        try:
            found = (by_itself if editing.desk.large else as_if)(editing, form.item())
        except Refused as refusal:
            said = str(refusal)
    missing = [form[name].label for name in form.errors if name in form.fields and not form[name].value()]
    context = {"found": found, "said": said, "valid": form.is_valid(), "errors": form.errors, "missing": missing}
    context["later"] = editing.desk.large
    return render(request, "tiexin/plans/editor/tried.html", context)


@needs("plans.publish")
@require_POST
def draft_item_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item out of the text."""
    desk = Desk(draft_or_404(request, pk))
    editing = opened(desk, request.POST)
    if editing is None or editing.path is None or editing.kind is HEAD:
        return _closed(request, desk)
    try:
        saved = actions.edit_draft(editing.desk.draft, editing.out_of, **who(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("draft", pk=pk)
    return _saved(request, editing, saved, "已从方案里删去")
