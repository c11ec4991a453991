"""Who is away and who stands in: what the security administrator enters, because it gives rights."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from tiexin.core import exports, skin
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions.absences import deputise, return_early
from tiexin.orgs.asking import today, who
from tiexin.orgs.exports import ABSENCES
from tiexin.orgs.picker import OFFICER, pick_field
from tiexin.orgs.queries import electable
from tiexin.orgs.scope import needs
from tiexin.orgs.views.people import READ_WRITE


class AbsenceForm(forms.ModelForm[Absence]):
    """Who is away, who stands in, on which days."""

    class Meta:
        model = Absence
        fields = ["since", "until", "reason"]
        widgets = {name: forms.DateInput({"type": "date"}, "%Y-%m-%d") for name in ("since", "until")}

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data, initial={"since": today(request)})
        self.fields["officer"] = pick_field(electable(request), OFFICER, "谁不在")
        self.fields["deputy"] = pick_field(electable(request), OFFICER, "谁代理")
        self.order_fields(["officer", "deputy", "since", "until", "reason"])

    def said(self) -> Absence:
        """Return the absence as it was typed, not saved."""
        return Absence(**self.cleaned_data)


@needs("posts.grant")
@require_http_methods(READ_WRITE)
def absences(request: HttpRequest) -> HttpResponse:
    """The absences in scope, the latest first, and the form that enters one."""
    rows = Absence.objects.for_request(request).select_related("officer__org", "deputy__org").order_by("-since", "-pk")
    if exports.asked(request):
        return exports.listing(request, "代理", ABSENCES, rows)
    form = AbsenceForm(request, skin.posted(request))
    if form.is_valid():
        absence = skin.attempt(form, lambda: deputise(form.said(), **who(request)))
        if absence is not None:
            messages.success(request, f"{absence.deputy}将代{absence.officer}，止日次日自动收回")
            return redirect("absences")
    return skin.form_page(request, "tiexin/orgs/absences.html", form, pager=page_of(rows, request))


@needs("posts.grant")
@require_POST
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is back: nobody stands in any more."""
    absence = get_object_or_404(Absence.objects.for_request(request), pk=pk)
    try:
        return_early(absence, **who(request))
        messages.success(request, "代理已结束，即刻生效")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("absences")
