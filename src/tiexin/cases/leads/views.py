"""One button: a leader takes charge of a matter."""

from functools import partial

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from tiexin.cases import queries
from tiexin.cases.actions.linking import lead_together
from tiexin.cases.leads.queries import due_of, led_by_me
from tiexin.cases.views import FORM, back
from tiexin.core.skin import attempt, form_page
from tiexin.orgs.asking import me, who
from tiexin.orgs.scope import needs


@needs("cases.lead")
@require_http_methods(["POST"])
def case_lead_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """Take charge of a matter oneself."""
    found = get_object_or_404(queries.shown(led_by_me(request)), pk=pk)
    due = due_of(found)
    reason = f"按规则包案：{due.said.label}" if due else "领导认领包案"
    form = Form(request.POST)
    form.is_valid()
    if attempt(form, partial(lead_together, found, me(request), reason, **who(request))):
        return back(request, pk)
    return form_page(request, FORM, form, case=found, title="由我包案", button="由我包案")
