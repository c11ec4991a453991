"""One tap that a lawful step was taken."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tiexin.cases import queries, rules
from tiexin.cases.actions import stages
from tiexin.cases.views import about
from tiexin.orgs.scope import needs


class StageForm(forms.Form):
    """Which step, and how it went; words may be missing."""

    stage = forms.CharField(widget=forms.HiddenInput, max_length=20)
    text = forms.CharField(label="怎么做的", max_length=rules.TEXT, required=False)


@needs("cases.see")
@require_POST
def case_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a step was taken; a refusal shows above the same words."""
    form = StageForm(request.POST)
    said = {"title": "记下做了的一步", "button": "做了"}
    return about(request, queries.worked_on(request), pk, form, stages.do_stage, **said)
