"""Pages of service centres: who has one and what it lacks, one centre, its seven functions; the roster of agents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases.actions import centres as actions
from tiexin.cases.rooms import centre_forms as forms
from tiexin.cases.rooms import exports, queries, rules
from tiexin.cases.rooms.forms import ChangeForm, EndForm
from tiexin.cases.rooms.models import Agent, Centre, CentreFunction
from tiexin.cases.rooms.standards import centre_norm
from tiexin.cases.rooms.views import FORM, READ_WRITE, crumbs
from tiexin.core.exports import asked, listing
from tiexin.core.pages import page_of
from tiexin.core.reasons import reason_field
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import today, who
from tiexin.orgs.picker import answer
from tiexin.orgs.scope import may, needs


@needs("rooms.see")
@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """Every union that must have a centre, with what its centre lacks and the days left."""
    day, form = today(request), forms.CentreFilter(request)
    owing = queries.owing_centre(request)
    found = form.narrowed(owing)
    if asked(request):
        return listing(request, "职工服务中心", exports.centres(day), found)
    pager, last = page_of(found, request), queries.last_day(day)
    for row in pager.rows:
        row.lacks = queries.lacks(row, day)
    context = {
        "form": form,
        "pager": pager,
        "last": last,
        "left": (last - day).days,
        "owing": owing.count(),
        "converted": owing.filter(centre__converted__isnull=False).count(),
        "norm": centre_norm(),
        "may_manage": may(request, "rooms.manage"),
    }
    return render(request, "tiexin/cases/rooms_centres.html", context)


@needs("rooms.see")
@require_safe
def centre(request: HttpRequest, pk: int) -> HttpResponse:
    """One centre: its seven functions, which are missing, its agents."""
    day = today(request)
    found = get_object_or_404(queries.shown(Centre.objects.for_request(request)), pk=pk)
    served = {each.function: each for each in found.functions.all()}
    last = queries.last_day(day)
    context = {
        "centre": found,
        "functions": [
            {
                "name": name,
                "label": label,
                "row": served.get(name),
                "served": name in served and served[name].is_served(day),
            }
            for name, label in rules.FUNCTIONS.items()
        ],
        "lacks": found.lacks(day),
        "last": last,
        "left": (last - day).days,
        "agents": Agent.objects.filter(org=found.org_id).on(day).select_related("officer").order_by("pk"),
        "manages": managed(request).filter(pk=pk).exists(),
        "norm": centre_norm(),
    }
    return render(request, "tiexin/cases/rooms_centre.html", context)


def managed(request: HttpRequest) -> Any:
    """Centres of the units at which the person registers them."""
    return Centre.objects.for_request(request, "rooms.manage").select_related("org")


def centre_crumbs(*way: tuple[str, str]) -> Sequence[tuple[str, str]]:
    """The way to a page below the list of centres."""
    return crumbs(("职工服务中心", reverse("centres")), *way)


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def centre_new(request: HttpRequest) -> HttpResponse:
    """Register a centre."""
    form = forms.CentreForm(posted(request), request=request)
    if form.is_valid():
        made = attempt(form, partial(actions.open_centre, Centre(**form.cleaned_data), **who(request)))
        if made:
            return redirect("centre", pk=made.pk)
    said = {"title": "登记职工服务中心", "button": "登记", "way": centre_crumbs(), "back": reverse("centres")}
    return form_page(request, FORM, form, draft="centre-new", **said)


@needs("rooms.manage")
@require_safe
def centre_unit_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for a union."""
    return answer(request, forms.units(request), forms.UNIT)


def about(
    request: HttpRequest, found: Centre, form: Form, action: Callable[[], Callable[..., Any]], **said: Any
) -> HttpResponse:
    """A form about a centre and its action, made when the form holds."""
    here = reverse("centre", args=[found.pk])
    if form.is_valid() and attempt(form, partial(action(), **who(request))):
        return redirect(here)
    return form_page(request, FORM, form, way=centre_crumbs((f"{found.org}{found}", here)), back=here, **said)


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def centre_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name and place."""
    found = get_object_or_404(managed(request), pk=pk)
    form = ChangeForm(posted(request), initial={"name": found.name, "address": found.address})
    return about(
        request,
        found,
        form,
        lambda: partial(actions.change_centre, found, **form.cleaned_data),
        title="更正名称和地点",
        button="保存",
    )


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def centre_function(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where, when and by whom one of the seven functions is served."""
    found = get_object_or_404(managed(request), pk=pk)
    name = next((each for each in rules.FUNCTIONS if each == request.GET.get("function")), "")
    now = found.functions.filter(function=name, until=None).prefetch_related("staff").first()
    plain = {each: getattr(now, each) for each in ("place", "hours", "outside")} if now else {}
    first = {**plain, "function": name, "staff": [each.pk for each in now.staff.all()] if now else []}
    form = forms.FunctionForm(posted(request), request=request, centre=found, initial=first)
    return about(
        request,
        found,
        form,
        lambda: partial(actions.set_function, found, actions.Served(**form.cleaned_data)),
        title="写清一项服务",
        button="保存",
    )


@needs("rooms.manage")
@require_safe
def centre_officer_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the search for who serves."""
    found = get_object_or_404(managed(request), pk=pk)
    return answer(request, forms.staff(request, found), forms.staff_of(found))


class DropForm(Form):
    reason = reason_field("为什么停办")


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def function_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a function is served no longer."""
    rows = CentreFunction.objects.for_request(request).filter(until=None).select_related("centre__org")
    found = get_object_or_404(rows, pk=pk)
    form = DropForm(posted(request))
    return about(
        request,
        found.centre,
        form,
        lambda: partial(actions.drop_function, found, **form.cleaned_data),
        title=f"停办{found}",
        button="停办",
    )


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def centre_convert(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the help centre has become a service centre; when that was said, mend the day, with a reason."""
    found = get_object_or_404(managed(request), pk=pk)
    if found.converted is not None:
        mended = forms.RedateForm(posted(request), initial={"day": found.converted})
        return about(
            request,
            found,
            mended,
            lambda: partial(actions.redate_centre, found, **mended.cleaned_data),
            title="更正转型日期",
            button="更正",
        )
    form = forms.ConvertForm(posted(request), request=request)
    return about(
        request,
        found,
        form,
        lambda: partial(actions.convert_centre, found, **form.cleaned_data),
        title="转型完成",
        button="转型完成",
    )


# ── agents ──────────────────────────────────────────────────────────────────────────────────────────────


@needs("rooms.see")
@require_safe
def agents(request: HttpRequest) -> HttpResponse:
    """The roster of agents within reach."""
    form = forms.AgentFilter(request)
    found = form.narrowed(Agent.objects.for_request(request), request)
    found = found.select_related("org", "officer").order_by("org__region", "org_id", "pk")
    if asked(request):
        return listing(request, "信访代理员", exports.AGENTS, found)
    context = {"form": form, "pager": page_of(found, request), "may_manage": may(request, "rooms.manage")}
    return render(request, "tiexin/cases/rooms_agents.html", context)


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def agent_new(request: HttpRequest) -> HttpResponse:
    """Put an officer on the roster."""
    form = forms.AgentForm(posted(request), request=request)
    if form.is_valid():
        done = attempt(form, partial(actions.name_agent, form.made(), **who(request)))
        if done:
            return redirect("agents")
    said = {"title": "登记信访代理员", "button": "登记", "way": agent_crumbs(), "back": reverse("agents")}
    return form_page(request, FORM, form, draft="agent-new", **said)


def agent_crumbs() -> Sequence[tuple[str, str]]:
    """The way to a page below the roster."""
    return crumbs(("信访代理员", reverse("agents")))


@needs("rooms.manage")
@require_safe
def agent_officer_pick(request: HttpRequest) -> HttpResponse:
    """Answer the search for an officer."""
    return answer(request, forms.officers(request), forms.AGENT)


@needs("rooms.manage")
@require_http_methods(READ_WRITE)
def agent_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the roster."""
    found = get_object_or_404(Agent.objects.for_request(request).select_related("officer", "org"), pk=pk)
    form = EndForm(posted(request), request=request, label="为什么不再担任")
    if form.is_valid():
        done = attempt(form, partial(actions.end_agent, found, **form.cleaned_data, **who(request)))
        if done:
            return redirect("agents")
    said = {"title": f"{found}不再担任信访代理员", "button": "保存", "way": agent_crumbs(), "back": reverse("agents")}
    return form_page(request, FORM, form, **said)
