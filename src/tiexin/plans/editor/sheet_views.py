"""从表格读入: the allocation table of an offer out of a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tiexin.core.refusal import Refused
from tiexin.orgs.asking import who
from tiexin.orgs.models import Org
from tiexin.orgs.scope import needs
from tiexin.plans.actions import drafts as actions
from tiexin.plans.editor.desk import Desk
from tiexin.plans.editor.editing import Editing, opened
from tiexin.plans.editor.sheet import LONGEST, MAX_COLUMNS, MAX_ROWS, Cells, Table, cells_of
from tiexin.plans.editor.views import draft_or_404
from tiexin.plans.offers import Offer

NAMED = ("unit", "places", "people")


class SheetForm(forms.Form):
    """A spreadsheet with one row for each unit."""

    file = forms.FileField(label="名额分配表", help_text=".xlsx，第一张工作表，一行一个单位", allow_empty_file=True)


@needs("plans.publish")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a table, choose its columns, look at its rows, write them into the text."""
    desk = Desk(draft_or_404(request, pk))
    asked = request.POST if request.method == "POST" else request.GET
    editing = opened(desk, _place(asked))
    if editing is None or editing.path is None or editing.kind.model is not Offer:
        messages.error(request, "这里没有名额分配表可读入，请从有名额的一项进来")
        return redirect("draft", pk=pk)
    form = SheetForm(request.POST, request.FILES) if request.FILES or "upload" in request.POST else SheetForm()
    table, name = _table(request, form)
    if table and "write" in request.POST and not table.errors and (answer := _written(request, editing, table, name)):
        return answer
    context = {"draft": desk.draft, "editing": editing, "form": form, "table": table, "name": name}
    context["cells"] = json.dumps(table.cells, ensure_ascii=False) if table else ""
    wrong = bool(form.errors or (table and table.errors))
    return render(request, "tiexin/plans/editor/sheet.html", context, status=422 if wrong else 200)


def _place(asked: QueryDict) -> QueryDict:
    """Only where the item is: a new one has no table yet."""
    found = QueryDict(mutable=True)
    found["at"], found["mark"] = asked.get("at") or "nowhere", asked.get("mark", "")
    return found


def _table(request: HttpRequest, form: SheetForm) -> tuple[Table | None, str]:
    """The table that was uploaded, or the one that is looked at already."""
    if form.is_bound:
        if not form.is_valid():
            return None, ""
        upload = form.cleaned_data["file"]
        try:
            return Table(cells_of(upload.file, upload.size), _known), str(upload.name)[:LONGEST]
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return None, ""
    cells = _sent(request.POST.get("cells", ""))
    chosen = {name: _number(request.POST.get(name, "")) for name in NAMED}
    return (Table(cells, _known, chosen) if cells else None), request.POST.get("name", "")[:LONGEST]


def _sent(text: str) -> Cells:
    """The cells as the page had them; anything else is nothing."""
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    if not isinstance(found, list) or len(found) > MAX_ROWS or not all(isinstance(row, list) for row in found):
        return []
    return [[_plain(cell) for cell in row[:MAX_COLUMNS]] for row in found]


def _plain(cell: Any) -> str:
    return "".join(char for char in str(cell)[:LONGEST] if char.isprintable()) if isinstance(cell, str) else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


def _known(names: Sequence[str]) -> set[str]:
    """Which of the names are units, in one question."""
    return set(Org.objects.filter(name__in=names, closed__isnull=True).values_list("name", flat=True))


def _written(request: HttpRequest, editing: Editing, table: Table, name: str) -> HttpResponse | None:
    quota = editing.raw.get("quota")
    allocation = {**({"source": name} if name else {}), "rows": table.rows}
    item = {**editing.raw, "quota": {**(quota if isinstance(quota, dict) else {}), "allocation": allocation}}
    try:
        actions.edit_draft(editing.desk.draft, lambda text: editing.into(text, item), **who(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, f"已读入 {len(table.lines)} 个单位，共 {table.sum} 个名额")
    return redirect("draft", pk=editing.desk.draft.pk)
