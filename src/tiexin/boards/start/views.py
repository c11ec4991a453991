"""The pages of a first start: the code, five questions, the summary, the links. With a unit there they are gone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.boards.start import actions, codes, links, packs, queries, sheet
from tiexin.boards.start.forms import CodeForm
from tiexin.core import skin
from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.orgs import entrance, picker, regions
from tiexin.orgs.asking import today
from tiexin.orgs.forms_found import offers
from tiexin.orgs.roles import ROLES
from tiexin.orgs.scope import open_to

READ_WRITE = ["GET", "HEAD", "POST"]
HOLDERS = "持有启动码的人，在还没有任何单位的时候"
WRONG_CODE = "start-code"
View = Callable[..., HttpResponse]


def before_founding(view: View) -> View:
    """Answer only while nothing is founded; who was answering hears that somebody else was first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return over(request) if queries.founded() else view(request, *args, **kwargs)

    return guarded


def with_code(view: View) -> View:
    """Answer only a browser that gave the code that holds; any other is asked for it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = sheet.opened(request.session)
        return view(request, *args, **kwargs) if given and given == codes.current(now()) else redirect("start")

    return guarded


def over(request: HttpRequest) -> HttpResponse:
    """404; to a browser that was answering with the words why."""
    mine = links.kept(request.session, now())
    if not mine and sheet.KEY not in request.session:
        raise Http404
    return render(request, "tiexin/start/over.html", {"mine": bool(mine)}, status=404)


@open_to(HOLDERS)
@never_cache
@require_http_methods(READ_WRITE)
@before_founding
def start(request: HttpRequest) -> HttpResponse:
    """Take the setup code, from the link or typed; who gave it goes on where the questions were left."""
    given = {"code": request.GET["code"]} if "code" in request.GET else skin.posted(request)
    form = CodeForm(given)
    if form.is_valid():
        mark = skin.attempt(form, lambda: _mark(request, form.cleaned_data["code"]))
        if mark:
            sheet.open_with(request.session, mark)
    if (mark := sheet.opened(request.session)) and mark == codes.current(now()):
        return redirect("start-step", sheet.next_step(sheet.sheet_of(request).answered()))
    lapsed = not codes.current(now())
    return skin.form_page(request, "tiexin/start/code.html", form, lapsed=lapsed)


def _mark(request: HttpRequest, code: str) -> str:
    """Return the mark of a right code; five wrong ones shut the door, as with passwords."""
    key = entrance.door_key(request, WRONG_CODE)
    entrance.check_tries(key, "启动码")
    mark = codes.mark_of(code, now())
    if not mark:
        raise Refused(f"启动码不对或已过期，{entrance.missed(key)}", field="code")
    return mark


@open_to(HOLDERS)
@never_cache
@require_safe
@before_founding
@with_code
def region(request: HttpRequest) -> HttpResponse:
    """Search divisions by name or code, for the first question."""
    name, text = request.GET.get("name", ""), request.GET.get("q", "").replace("\0", "")
    picks = offers(text, request.GET.get(name, ""), "", picker.SHOWN)
    return render(request, picker.PART, {"name": name, "picks": picks, "most": picker.SHOWN, "many": False})


@open_to(HOLDERS)
@never_cache
@require_http_methods(READ_WRITE)
@before_founding
@with_code
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One question; what was typed is kept whichever way one goes."""
    if step not in sheet.ORDER:
        raise Http404
    answers = sheet.sheet_of(request)
    if request.method == "POST" and step != sheet.CHECK:
        answers.keep(step, sheet.typed(request))
        if request.POST.get("to") == "back":
            return redirect("start-step", sheet.beside(step, -1))
    done = answers.answered()
    wanted = sheet.next_step(done)
    if sheet.ORDER.index(step) > sheet.ORDER.index(wanted):
        return redirect("start-step", wanted)
    if step == sheet.CHECK:
        return _check(request, done)
    if request.method == "POST" and step in done:
        return redirect("start-step", sheet.beside(step, 1))
    typed = answers.kept(step) if request.method == "POST" else None
    form = answers.form(step, done, typed) if typed is not None else answers.shown(step, done)
    return skin.form_page(request, "tiexin/start/step.html", form, **_about(step), done=done)


def _about(step: str) -> dict[str, Any]:
    number = sheet.ORDER.index(step) + 1
    return {"step": step, "number": number, "of": len(sheet.STEPS), "question": sheet.STEPS.get(step, "")}


def _check(request: HttpRequest, done: sheet.Forms) -> HttpResponse:
    """The summary; confirmed, everything is made at once, and the links are told."""
    refused = ""
    if request.method == "POST":
        try:
            return _begin(request, done)
        except Refused as refusal:
            refused = str(refusal)
    if queries.founded():
        return over(request)
    unit, found = done["unit"].unit(), done["year"].found
    context = {
        "unit": unit,
        "region": regions.way(unit.region) if unit.region else "",
        "people": [(ROLES[each.role].label, each) for each in done["office"].people()],
        "found": found,
        "span": packs.span(found) if found else None,
        "refused": refused,
    }
    return render(request, "tiexin/start/check.html", context, status=422 if refused else 200)


def _begin(request: HttpRequest, done: sheet.Forms) -> HttpResponse:
    answers = sheet.beginning(done)
    begun = actions.start(answers, on=today(request), now=now())
    del request.session[sheet.KEY]
    links.keep(request.session, links.links(answers.people, begun), now())
    request.session.cycle_key()
    return redirect("start-links")


@open_to("答完五个问题的那个浏览器，一小时之内")
@never_cache
@require_http_methods(READ_WRITE)
def told(request: HttpRequest) -> HttpResponse:
    """The links, until the browser that began says that they are handed out."""
    mine = links.kept(request.session, now())
    if not mine:
        raise Http404
    if request.method == "POST":
        links.forget(request.session)
        return redirect("login")
    shown = [{"to": link, "link": request.build_absolute_uri(link.path)} for link in mine]
    return render(request, "tiexin/start/links.html", {"links": shown, "minutes": int(links.KEPT.total_seconds() / 60)})
