"""The portal's front page, asking for something, the slip; nobody needs to be anybody here."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.cases import asking, codes, twins
from tiexin.cases.actions.asking_person import has_answered
from tiexin.cases.actions.cases import NewCase
from tiexin.cases.calling_rules import may_answer
from tiexin.cases.catalogue import Service, here, taker
from tiexin.cases.codes import HOTLINE
from tiexin.cases.models import Case
from tiexin.cases.queries import path
from tiexin.cases.rules import ENDED
from tiexin.orgs.asking import today
from tiexin.orgs.models import Org
from tiexin.orgs.scope import open_to
from tiexin.portal import queries
from tiexin.portal.actions.adding import read_files
from tiexin.portal.actions.asking import ask
from tiexin.portal.actions.counting import check_pace
from tiexin.portal.forms import AskForm, say_again
from tiexin.portal.own import own
from tiexin.portal.refusing import attempt
from tiexin.portal.rules import name_of, to_you
from tiexin.portal.tokens import handle_of
from tiexin.portal.typed import came, shown, stays
from tiexin.portal.visitors import LARGE, YEAR, address, drop, put, remember, visitor

READ_WRITE = ["GET", "HEAD", "POST"]
TYPED = 40  # characters of a searched name


@open_to("所有职工：提出一件事，或者看办到哪一步")
@never_cache
@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """The front page: ask, follow by code, one's own matters."""
    return render(request, "tiexin/portal/my.html", {"visitor": visitor(request), "hotline": HOTLINE})


@open_to("所有职工：大字、平常字")
@require_POST
def my_size(request: HttpRequest) -> HttpResponse:
    """Large print from now on, or not any more; back to where one was."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, None) and back.startswith(reverse("my"))
    response = redirect(back if safe else "my")
    if request.POST.get("size") == "large":
        put(response, LARGE, "1", YEAR)
    else:
        drop(response, LARGE)
    return response


@open_to("所有职工：提出一件事，不用账号")
@never_cache
@require_http_methods(READ_WRITE)
@stays
def my_ask(request: HttpRequest) -> HttpResponse:
    """Choose what it is about, choose the place, write it down."""
    service = here().get(request.GET.get("kind", ""))
    if service is None:
        services = sorted(here().values(), key=lambda each: not each.call)  # where lives are at stake comes first
        named = [(each, name_of(each)) for each in services]
        return render(request, "tiexin/portal/services.html", {"services": named})
    chosen = request.GET.get("unit", "")
    unit = _unit(request, chosen)
    return _write(request, service, unit) if unit else _choose(request, service)


def _unit(request: HttpRequest, chosen: str) -> Org | None:
    known = chosen.isascii() and chosen.isdigit() and len(chosen) < 19
    return queries.receivers(today(request)).filter(pk=int(chosen)).first() if known else None


def _choose(request: HttpRequest, service: Service) -> HttpResponse:
    """Where: from the region down to the county, or by its name."""
    at, typed = request.GET.get("at", ""), request.GET.get("q", "").replace("\0", "").strip()[:TYPED]
    known = at.isascii() and at.isdigit() and len(at) < 19
    above = Org.objects.filter(pk=int(at), practice=False).first() if known else None
    day = today(request)
    rows = queries.places(day, above, typed)
    takes = set(queries.receivers(day).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    leads = set() if typed else queries.leading_on(rows, day)
    context = {"service": service, "rows": rows, "takes": takes, "leads": leads, "typed": typed, "hotline": HOTLINE}
    context["called"] = name_of(service)
    return render(request, "tiexin/portal/places.html", context)


def _write(request: HttpRequest, service: Service, unit: Org) -> HttpResponse:
    form, twin = AskForm(*came(request), service=service), None
    if form.is_valid():
        twin = twins.twin(lambda: visitor(request).matters, _new(form, unit), today(request))
        made = _sent_before(form) if twin else None
        if made is None and not twins.asks_first(form, twin):
            made = attempt(form, partial(_register, request, form, unit)) or _sent_before(form)
        if made is not None:
            response = redirect("my-slip", handle_of(made.key))
            remember(request, response, made)
            return response
    say_again(form)
    goes = queries.goes_to(service, unit, today(request))
    if twin is not None:
        twin.handle = handle_of(twin.key)  # type: ignore[attr-defined]
    said = {"service": service, "unit": goes, "hotline": HOTLINE, "twin": twin, "called": name_of(service)}
    return shown(request, "tiexin/portal/ask.html", form, **said)


def _register(request: HttpRequest, form: AskForm, unit: Org) -> Case:
    day = today(request)
    check_pace("ask", address(request), on=day)
    goes = queries.goes_to(taker(form.service, form.cleaned_data.get("elsewhere", "")), unit, day)
    return ask(_new(form, goes), visitor(request).account, read_files(form.cleaned_data["file"]), on=day)


def _new(form: AskForm, goes: Org) -> NewCase:
    data = form.cleaned_data
    case = Case(kind=form.service.name, org=goes, first_org=goes, channel="web", **form.said)
    text = asking.with_papers(form.service, data["text"], data)
    return NewCase(case, data["phone"], text, form.details, data.get("elsewhere", ""))


def _sent_before(form: AskForm) -> Case | None:
    """The matter that the same form registered when it was sent the first time; its key is signed by this house."""
    return Case.objects.filter(key=form.cleaned_data["key"], channel="web", first=None).first()


@open_to("提出这件事的人：回执和查询码")
@never_cache
@require_safe
@own
def my_slip(request: HttpRequest, case: Case) -> HttpResponse:
    """The slip: the code, what happens next and by when; to be printed or photographed."""
    code = codes.code_of(case.key)
    link = f"{request.build_absolute_uri(reverse('my-follow'))}#{code}"
    context = {"case": case, "code": code, "handle": handle_of(case.key)}
    context |= {"picture": codes.picture_of(link), "terms": queries.terms(case), **codes.where(request)}
    steps = path(case)
    context["danger"] = queries.danger(case, steps)
    context["elsewhere"] = steps[-1].words if case.state == "elsewhere" else ""  # type: ignore[attr-defined]
    context["rerouted"] = to_you(next((step.words for step in steps if step.event == "rerouted"), ""))  # type: ignore[attr-defined]
    context["ended"] = case.state in ENDED
    context["may_answer"] = may_answer(case.state, has_answered(case))
    return render(request, "tiexin/portal/slip.html", context)
