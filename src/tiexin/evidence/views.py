"""The trail: one entry with what it counts, the audit list, and kept files."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.evidence import queries
from tiexin.evidence.actions import file_path
from tiexin.evidence.exports import ENTRIES
from tiexin.evidence.forms import AuditFilter
from tiexin.evidence.models import Entry, File
from tiexin.orgs.scope import needs

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Cache-Control": "private",
}


def _told(request: HttpRequest, entries: QuerySet[Entry], pk: int) -> dict[str, Any]:
    """Return one of the entries, in words, with the entry that voids it or that it voids."""
    beside = ("by__org", "by__practises_for__org", "instead_of", "org", "voids", "voided_by__by")
    found = get_object_or_404(entries.select_related(*beside), pk=pk)
    return {"entry": found, "line": queries.lines([found], request)[0]}


@needs("evidence.see")
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what to which thing when, and every fact that it proves."""
    told = _told(request, Entry.objects.readable(request), pk)
    files = File.objects.for_request(request).filter(entry=told["entry"]).order_by("pk")
    more = {"counted": queries.counted(told["entry"], request), "files": files}
    return render(request, "tiexin/evidence/entry.html", told | more)


@needs("audit.see")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Entries in scope, the newest first, by person, deed, kind of thing and days."""
    form = AuditFilter(request)
    entries = Entry.objects.practised(request) if form.get("practised") else Entry.objects.for_request(request)
    found = queries.found(entries, form.cleaned_data)
    if exports.asked(request):
        return exports.listing(request, "审计记录", ENTRIES, found)
    pager = page_of(found, request)
    context = {"form": form, "pager": pager, "lines": queries.lines(pager.rows, request)}
    return render(request, "tiexin/evidence/audit.html", context)


@needs("audit.see")
@require_safe
def audit_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The same entry for the audit post: the deed without the business content."""
    either = [found.values("pk") for found in (Entry.objects.for_request(request), Entry.objects.practised(request))]
    told = _told(request, Entry.objects.filter(Q(pk__in=either[0]) | Q(pk__in=either[1])), pk)
    if told["entry"].org.practice:
        told["line"] = replace(told["line"], url="")  # the thing itself is for those who practise
    return render(request, "tiexin/evidence/entry.html", told | {"plain": True})


@needs("evidence.see")
@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a kept file, always as a download."""
    return handed_out(File.objects.for_request(request).filter(pk=pk).first())


def handed_out(kept: File | None) -> FileResponse:
    """Answer with a kept file as a download; Http404 for none, or when its content is gone from the disk."""
    path = file_path(kept.sha256) if kept else None
    if kept is None or path is None or not path.is_file():
        raise Http404
    content, name, mime = path.open("rb"), kept.name, kept.mime
    return FileResponse(content, as_attachment=True, filename=name, content_type=mime, headers=HEADERS)
