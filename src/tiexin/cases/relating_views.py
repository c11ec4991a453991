"""The page on which a matter is tied to a worker and an enterprise of the register."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from tiexin.cases import queries
from tiexin.cases.actions.relating import Relation, relate_case
from tiexin.cases.forms import EMPLOYER, WORKER, employers, workers
from tiexin.cases.reading import look, unnamed
from tiexin.cases.views import FORM, READ_WRITE, back
from tiexin.core.reasons import reason_field
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import who
from tiexin.orgs.picker import pick_field
from tiexin.orgs.scope import needs


class RelationForm(forms.Form):
    """Somebody and an enterprise of the register, and how one knows."""

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.fields["employer"] = pick_field(lambda: employers(request), EMPLOYER, "企业", required=False)
        self.fields["worker"] = pick_field(lambda: workers(request), WORKER, "名册里的职工", required=False)
        self.fields["employer"].help_text = "选了职工、没有选企业的，就是职工现在的企业。"
        self.fields["reason"] = reason_field("怎么知道的")


@needs("cases.register")
@require_http_methods(READ_WRITE)
def case_relate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which worker and which enterprise it is."""
    reach = queries.taking_part(request).exclude(unnamed(request))
    found = get_object_or_404(queries.shown(reach), pk=pk)
    look(request, [found])
    form = RelationForm(posted(request), request=request)
    if form.is_valid():
        new = Relation(**form.cleaned_data)
        if attempt(form, partial(relate_case, found, new, **who(request))):
            return back(request, pk)
    return form_page(request, FORM, form, case=found, title="写明职工、企业", button="保存")
