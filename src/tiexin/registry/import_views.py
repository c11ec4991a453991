"""Importing: what was imported, a new workbook, its columns with a preview, progress, refused rows."""

import json
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import exports, sealed, sheets, skin
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import needs
from tiexin.registry import tasks
from tiexin.registry.actions import imports as actions
from tiexin.registry.checking import Checker
from tiexin.registry.exports import IMPORTS
from tiexin.registry.forms import ColumnsForm, UploadForm
from tiexin.registry.models import ImportRun, RunState

READ_WRITE = ["GET", "HEAD", "POST"]
SHOWN = 20  # rows in the preview
ADDED = ["原表行号", "原因"]  # behind the columns of a refused row
NOTES = {  # whether all rows come at once → what cancelling does, what is being done
    True: ("确定取消？已读的行全部丢弃，名册不变。", "全部行读完、核对以后一次写入名册；取消则一行也不写。"),
    False: (
        "确定取消？已经写入的行留着，没有读到的不再写。",
        "逐行写入，和手工登记的规矩一样；中途取消，已写入的留着。",
    ),
}
WORDS = {"running": "running", "done": "done", "failed": "failed", "cancelled": "cancelled"}


@needs("imports.use")
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """What was imported within reach, the newest first."""
    found = ImportRun.objects.for_request(request).select_related("org", "by").order_by("-pk")
    if exports.asked(request):
        return exports.listing(request, "导入名册", IMPORTS, found)
    return render(request, "tiexin/registry/imports.html", {"pager": page_of(found, request)})


@needs("imports.use")
@require_http_methods(READ_WRITE)
def import_new(request: HttpRequest) -> HttpResponse:
    """Take a workbook in."""
    form = UploadForm(request, skin.posted(request), request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data
        upload = actions.Upload(data["org"], data["kind"], data["file"].name, data["file"].read())
        run = skin.attempt(form, lambda: actions.take_workbook(upload, **who(request)))
        if run is not None:
            return redirect("importrun", pk=run.pk)
    return skin.form_page(request, "tiexin/registry/import_new.html", form)


@needs("imports.use")
@require_http_methods(READ_WRITE)
def importrun(request: HttpRequest, pk: int) -> HttpResponse:
    """A workbook: its columns with a preview until it is started, then how far it is and what came of it."""
    run = get_object_or_404(ImportRun.objects.for_request(request).select_related("org", "by"), pk=pk)
    if run.state != RunState.OPEN:
        return render(request, "tiexin/registry/import_run.html", {"run": run, "job": job_of(run) | {"result_url": ""}})
    form = ColumnsForm(run, skin.posted(request))
    if form.is_valid():
        update = bool(form.cleaned_data.get("update"))
        mapped = skin.attempt(form, lambda: actions.map_columns(run, form.chosen, update, **who(request)))
        if mapped is not None:
            return redirect("importrun", pk=pk)
    seen = skin.attempt(form, lambda: preview(run, request)) or []
    return skin.form_page(request, "tiexin/registry/import_columns.html", form, run=run, preview=seen)


def preview(run: ImportRun, request: HttpRequest) -> list[dict[str, Any]]:
    """The first rows with what would become of each."""
    with sheets.opened(actions.content_of(run)) as (rows, _):
        first = list(islice(tasks.unread(rows, run.head), SHOWN))
    checked = Checker(run, today(request)).check(first)
    comes = {line.row: "将更新" if line.target else "将新增" for line in checked.lines}
    said = comes | dict.fromkeys(checked.same, "已在册，不变")
    refused = {number: reason for number, _, reason in checked.refused}
    return [
        {"row": number, "cells": [cell for cell in row[: len(run.heads)] if cell not in (None, "")]}
        | {"said": said.get(number, "不导入"), "why": refused.get(number, ""), "comes": number in comes}
        for number, row in first
    ]


@needs("imports.use")
@require_POST
def import_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin."""
    return _ask(request, pk, actions.start_import)


@needs("imports.use")
@require_POST
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop; nothing stays."""
    return _ask(request, pk, actions.cancel_import)


def _ask(request: HttpRequest, pk: int, action: Any) -> HttpResponse:
    run = get_object_or_404(ImportRun.objects.for_request(request), pk=pk)
    try:
        action(run, **who(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("importrun", pk=pk)


@needs("imports.use")
@require_safe
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a run is (polled)."""
    run = get_object_or_404(ImportRun.objects.for_request(request), pk=pk)
    return render(request, "tiexin/parts/progress.html", {"job": job_of(run)})


def job_of(run: ImportRun) -> dict[str, Any]:
    """The context of the progress part."""
    done = run.added + run.changed + run.same + run.refused
    whole = max(run.about, done) if run.state == RunState.RUNNING else done
    return {
        "title": f"导入{run.what.label}：{run.name}",
        "state": WORDS.get(run.state, "waiting"),
        "state_label": run.get_state_display(),
        "done": done,
        "total": whole or None,  # some programs do not state how many rows there are
        "unit": "行",
        "percent": 100 * done / whole if whole else None,
        "url": reverse("import-progress", args=[run.pk]),
        "cancel_url": reverse("import-cancel", args=[run.pk]),
        "cancel_note": NOTES[run.what.at_once][0],
        "note": run.error or (NOTES[run.what.at_once][1] if run.state == "running" else ""),
        "result_url": reverse("importrun", args=[run.pk]),
    }


@needs("imports.use")
@require_safe
def import_refusals(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows as a workbook: each as it was, with the reason."""
    run = get_object_or_404(ImportRun.objects.for_request(request), pk=pk)
    heads = run.heads[:-2] if run.heads[-2:] == ADDED else run.heads  # mended and sent in again: not twice
    rows = (
        [*_row(run, refusal.row, bytes(refusal.sealed))[: len(heads)], refusal.row, refusal.reason]
        for refusal in run.refusals.order_by("row").iterator()
    )
    content = sheets.written("没有导入的行", [*heads, *ADDED], rows)
    return exports.answer(content, f"没有导入的行-{run.pk}.xlsx")


def _row(run: ImportRun, number: int, kept: bytes) -> list[Any]:
    cells = json.loads(sealed.unseal(kept, actions.refusal_place(run, number)))
    return [cells[place] if place < len(cells) else None for place in range(len(run.heads))]
