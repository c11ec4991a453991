"""Pages of preparation and discipline: materials, a pledge, beginning a stay, breaches."""

from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import exports
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.evidence.actions import NewPaper
from tiexin.orgs import picker
from tiexin.orgs.asking import home_of, today, who
from tiexin.orgs.scope import may, needs
from tiexin.visits import day_queries as days
from tiexin.visits import preparing_forms as forms
from tiexin.visits import preparing_queries as queries
from tiexin.visits import preparing_rules as rules
from tiexin.visits.actions import preparing as actions
from tiexin.visits.exports import BREACHES, MATERIALS
from tiexin.visits.models import Stay
from tiexin.visits.preparing import Breach, Material
from tiexin.visits.queries import changeable

READ_WRITE = ["GET", "HEAD", "POST"]


@needs("teams.see")
@require_safe
def materials(request: HttpRequest) -> HttpResponse:
    """Materials within reach, the newest first."""
    form = forms.MaterialFilter(request)
    found = Material.objects.for_request(request).select_related("org", "file").order_by("-on", "-pk")
    if unit := form.get("unit"):
        found = found.filter(org__name__contains=unit)
    if kind := form.get("kind"):
        found = found.filter(kind=kind)
    if exports.asked(request):
        return exports.listing(request, "走访材料", MATERIALS, found)
    context = {"form": form, "pager": page_of(found, request), "may_file": may(request, "teams.manage")}
    return render(request, "tiexin/visits/materials.html", context)


@needs("teams.manage")
@require_http_methods(READ_WRITE)
def material_new(request: HttpRequest) -> HttpResponse:
    """File a paper of the unit at which one may do so."""
    form = forms.MaterialForm(posted(request), request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        new = NewPaper(upload.read(), upload.name, form.cleaned_data["number"])
        file = partial(actions.file_material, home_of(request), form.cleaned_data["kind"], new, **who(request))
        if made := attempt(form, file):
            messages.success(request, f"已归档“{made.file}”")
            return redirect("materials")
    return form_page(request, "tiexin/visits/material_new.html", form)


@needs("teams.manage")
@require_POST
def material_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper down."""
    found = get_object_or_404(Material.objects.for_request(request), pk=pk)
    try:
        actions.withdraw_material(found, **who(request))
        messages.success(request, "已撤下，记录仍然保留")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("materials")


@needs("visits.record")
@require_http_methods(READ_WRITE)
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the discipline and pledge it, as a member of the team."""
    team = get_object_or_404(days.joined(request), pk=pk)
    done = team.pledges.filter(officer=who(request)["by"]).first()
    if request.method == "POST":
        try:
            actions.pledge(team, **who(request))
            messages.success(request, "已承诺")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("team", pk=pk)
    told = rules.told()["pledge"]
    context = {"team": team, "done": done, "sentences": rules.sentences(), "clause": told["clause"]}
    return render(request, "tiexin/visits/pledge.html", context)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def stay_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """What must be ready; begin the stay, as one of the team or as who sends it out."""
    mine, sent = days.tellable(request).values("pk"), changeable(request).values("pk")
    allowed = Stay.objects.filter(Q(pk__in=mine) | Q(pk__in=sent)).select_related("team__org", "employer")
    stay = get_object_or_404(allowed, pk=pk)
    may_waive = changeable(request).filter(pk=pk).exists()
    form = forms.BeginForm(posted(request))
    if form.is_valid():
        begin = partial(actions.begin_stay, stay, form.cleaned_data["reason"], may_waive, **who(request))
        if attempt(form, begin):
            messages.success(request, "已登记进驻")
            return redirect("stay", pk=pk)
    lines = queries.checklist(stay, today(request))
    context = {"stay": stay, "lines": lines, "lacking": any(line.missing for line in lines), "may_waive": may_waive}
    return form_page(request, "tiexin/visits/stay_begin.html", form, **context)


@needs("teams.manage")
@require_safe
def breaches(request: HttpRequest) -> HttpResponse:
    """Breaches of discipline within reach, the newest first."""
    form = forms.BreachFilter(request)
    found = Breach.objects.for_request(request).select_related("org", "officer").order_by("-on", "-pk")
    if unit := form.get("unit"):
        found = found.filter(org__name__contains=unit)
    if state := form.get("state"):
        found = found.filter(state=state)
    if exports.asked(request):
        return exports.listing(request, "工作纪律", BREACHES, found)
    return render(request, "tiexin/visits/breaches.html", {"form": form, "pager": page_of(found, request)})


@needs("teams.manage")
@require_http_methods(READ_WRITE)
def breach_new(request: HttpRequest) -> HttpResponse:
    """Write a breach down."""
    form = forms.BreachForm(posted(request), request=request, initial={"day": today(request)})
    if form.is_valid():
        new = actions.NewBreach(**form.cleaned_data)
        if made := attempt(form, partial(actions.report_breach, new, **who(request))):
            return redirect("breach", pk=made.pk)
    return form_page(request, "tiexin/visits/breach_new.html", form)


@needs("teams.manage")
@require_safe
def breach_pick(request: HttpRequest) -> HttpResponse:
    """Search whom a breach may be about."""
    return picker.answer(request, forms.within(request), forms.CONCERNED)


@needs("teams.manage")
@require_http_methods(READ_WRITE)
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    """One breach, and how it was handled."""
    found = get_object_or_404(Breach.objects.for_request(request).select_related("org", "officer"), pk=pk)
    form = forms.CloseForm(posted(request))
    if form.is_valid():
        close = partial(actions.close_breach, found, **form.cleaned_data, **who(request))
        if attempt(form, close):
            messages.success(request, "已记下处理结果")
            return redirect("breach", pk=pk)
    return form_page(request, "tiexin/visits/breach.html", form, breach=found)
