"""A new unit below one that exists, with its region from the standard's list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.core import skin
from tiexin.orgs import actions, picker
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.asking import today, who
from tiexin.orgs.forms_found import FoundForm, offers
from tiexin.orgs.models import Org
from tiexin.orgs.scope import needs
from tiexin.orgs.views.people import READ_WRITE


@needs("orgs.manage")
@require_http_methods(READ_WRITE)
def found(request: HttpRequest, pk: int) -> HttpResponse:
    """Found a unit below another one."""
    parent = get_object_or_404(Org.objects.for_request(request), pk=pk)
    form = FoundForm(parent, today(request), skin.posted(request))
    if form.is_valid():
        new = NewOrg(parent=parent, **form.cleaned_data)
        unit = skin.attempt(form, lambda: actions.found_org(new, **who(request)))
        if unit is not None:
            messages.success(request, f"“{unit}”已成立")
            return redirect("org", pk=unit.pk)
    return skin.form_page(request, "tiexin/orgs/found.html", form, org=parent)


@needs("orgs.manage")
@require_safe
def region_pick(request: HttpRequest) -> HttpResponse:
    """Search divisions by name or code, for a form."""
    name, text = request.GET.get("name", ""), request.GET.get("q", "").replace("\0", "")
    picks = offers(text, request.GET.get(name, ""), "", picker.SHOWN)
    return render(request, picker.PART, {"name": name, "picks": picks, "most": picker.SHOWN, "many": False})
