"""The paper by which an organ was founded: put in by who manages organs, taken out by who sees them."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import papers
from tiexin.core.skin import attempt, form_page, posted
from tiexin.evidence.actions import NewPaper, keep_paper
from tiexin.evidence.queries import paper_of
from tiexin.evidence.views import handed_out
from tiexin.orgs.asking import who
from tiexin.orgs.organs import Organ
from tiexin.orgs.scope import needs

HELP = "PDF、Word（doc、docx）或图片（jpg、png），10 MB 以内"


def _small(upload: Any) -> None:
    """Refuse a large file before it is read into memory."""
    if upload.size > papers.MOST_BYTES:
        raise forms.ValidationError(f"文件超过 {papers.MOST_BYTES // 1024 // 1024} MB")


class PaperForm(forms.Form):
    """The file and its document number."""

    number = forms.CharField(
        label="文号", max_length=60, required=False, help_text="有文号的，文件按文号命名，例如：宁工发〔2012〕12号"
    )
    file = forms.FileField(
        label="文件",
        help_text=HELP,
        allow_empty_file=True,
        validators=[_small],
        widget=forms.FileInput({"accept": ".pdf,.doc,.docx,.jpg,.jpeg,.png"}),
    )


@needs("organs.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def organ_paper_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put in the paper of an organ; an earlier one stays in the trail."""
    organ = get_object_or_404(Organ.objects.for_request(request).select_related("org"), pk=pk)
    form = PaperForm(posted(request), request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        new = NewPaper(upload.read(), upload.name, form.cleaned_data["number"])
        if kept := attempt(form, partial(keep_paper, organ, new, **who(request))):
            messages.success(request, f"已存入“{kept.name}”")
            return redirect("organ", pk=pk)
    return form_page(request, "tiexin/evidence/organ_paper_new.html", form, organ=organ)


@needs("orgs.see")
@require_safe
def organ_paper(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the newest paper of an organ, always as a download."""
    organ = get_object_or_404(Organ.objects.for_request(request), pk=pk)
    return handed_out(paper_of(organ.pk))
