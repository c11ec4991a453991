"""The page on which a unit sets the number that the plan leaves to it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from tiexin.core.skin import attempt, form_page, posted
from tiexin.duties import present
from tiexin.duties.models import Duty, Gauge, OwnTarget
from tiexin.orgs.asking import today, who
from tiexin.orgs.models import Org
from tiexin.orgs.scope import needs
from tiexin.plans import queries
from tiexin.plans.actions.own import NewOwn, set_own
from tiexin.plans.forms_dispatch import OwnForm


@needs("plans.receive")
@require_http_methods(["GET", "HEAD", "POST"])
def own_target(request: HttpRequest, pk: int, duty_pk: int) -> HttpResponse:
    """Set the unit's own number, with the minutes in which it was decided and, if there is one, the paper."""
    org = get_object_or_404(Org.objects.for_request(request), pk=pk)
    duty = get_object_or_404(
        Duty.objects.live().for_request(request).select_related("clause__version__plan"), pk=duty_pk
    )
    gauge = queries.own_gauge(duty, org, today(request))
    if gauge is None:
        messages.info(request, "这项任务的数由方案定，或不由这个单位承担")
        return redirect("duty", pk=pk, duty_pk=duty_pk)
    before = OwnTarget.objects.filter(duty=duty, subject=org.pk).first()
    form = _form(request, duty, before)
    if form.is_valid() and attempt(form, partial(_set, request, form, gauge)) is not None:
        messages.success(request, f"已定为 {form.cleaned_data['low']:,} {present.unit_of(duty)}")
        return redirect("gauge", pk=gauge.pk)
    view = present.view(gauge, str(org), today(request))
    return form_page(request, "tiexin/plans/own.html", form, org=org, duty=duty, g=view, before=before)


def _form(request: HttpRequest, duty: Duty, before: OwnTarget | None) -> OwnForm:
    initial = {"low": before.low, "minutes": before.minutes} if before else {}
    return OwnForm(posted(request), request.FILES or None, initial=initial, unit=present.unit_of(duty))


def _set(request: HttpRequest, form: OwnForm, gauge: Gauge) -> OwnTarget:
    data, upload = form.cleaned_data, form.cleaned_data["file"]
    paper = (upload.read(), upload.name) if upload else ()
    return set_own(gauge.term.duty, gauge.org, NewOwn(data["low"], data["minutes"], *paper), **who(request))
