"""Pages of papers: put in, handed out as a download, taken away."""

from functools import partial

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases import forms as case_forms
from tiexin.cases import queries
from tiexin.cases.actions import papers as actions
from tiexin.cases.papers import forms
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.views import FORM, READ_WRITE, back
from tiexin.core.sealed import unseal_bytes
from tiexin.core.skin import attempt, form_page, posted
from tiexin.evidence.actions import file_path
from tiexin.orgs.asking import who
from tiexin.orgs.scope import needs

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


@needs("cases.see")
@require_http_methods(READ_WRITE)
def case_paper_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file in."""
    found = get_object_or_404(queries.shown(queries.taking_part(request)), pk=pk)
    form = forms.PaperForm(posted(request), request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        new = actions.NewFile(upload.read(), upload.name, form.cleaned_data["told"])
        if attempt(form, partial(actions.add_paper, found, new, **who(request))):
            return back(request, pk)
    return form_page(request, FORM, form, case=found, title="附上材料", button="附上")


@needs("cases.see")
@require_safe
def case_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a file, always as a download, never shown in the product's own place."""
    return download(get_object_or_404(CasePaper.objects.for_request(request).standing(), pk=pk))


def download(found: CasePaper) -> HttpResponse:
    """A paper as an answer: by its kind, under its own name, in no page of the product."""
    path = file_path(found.sha256)
    if not path.is_file():
        raise Http404
    content = path.read_bytes()
    if found.name_sealed is not None:
        content = unseal_bytes(content, found.place)
    answer = HttpResponse(content, content_type=found.what.mime, headers=HEADERS)
    answer["Content-Disposition"] = content_disposition_header(True, found.said)
    return answer


def _own(request: HttpRequest, pk: int) -> CasePaper:
    """A paper of a matter to which the person may add, or absent."""
    rows = CasePaper.objects.standing().filter(queries.taking_part(request).having())
    found: CasePaper = get_object_or_404(rows.select_related("case__org", "case__owner"), pk=pk)
    return found


@needs("cases.see")
@require_http_methods(["POST"])
def case_paper_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Let whoever asked fetch a file, or no longer; one button."""
    found, form = _own(request, pk), Form(request.POST)
    form.is_valid()
    told = request.POST.get("told") == "yes"
    if attempt(form, partial(actions.tell_paper, found, told, **who(request))):
        return back(request, found.case_id)
    title = "让本人可取" if told else "不让本人取"
    return form_page(request, FORM, form, case=found.case, title=title, button=title)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def case_paper_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away, with the reason."""
    found = _own(request, pk)
    form = case_forms.ReasonForm(posted(request))
    if form.is_valid():
        act = partial(actions.drop_paper, found, form.cleaned_data["reason"], **who(request))
        if attempt(form, act):
            return back(request, found.case_id)
    return form_page(request, FORM, form, case=found.case, title=f"撤下“{found.said}”", button="撤下")
