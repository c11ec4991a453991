"""Whose own matter a page shows: the visitor's, or nobody's, and then the way is the code.

What somebody sent after the hour is not lost: they type the code once more, on a page that carries their words, and
find them in the form again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from tiexin.cases import codes
from tiexin.cases.codes import HOTLINE
from tiexin.cases.models import Case
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import today
from tiexin.portal import queries
from tiexin.portal.actions.accounts import keep_matter
from tiexin.portal.actions.counting import check_pace
from tiexin.portal.forms import CodeForm
from tiexin.portal.refusing import attempt
from tiexin.portal.rules import OTHER_CODE, WRONG_CODE
from tiexin.portal.tokens import LENGTH
from tiexin.portal.typed import FILES, SIZE, UNSAVED, hold, keep_size, shown, sized
from tiexin.portal.visitors import address, remember, renew, visitor

AGAIN = "again"  # begins the name of the field for the code on the page that carries what was typed
CODE = f"{AGAIN}-code"
T = TypeVar("T", bound=Model)
Find = Callable[[HttpRequest, "QuerySet[Case]", str], T | None]
View = Callable[[HttpRequest, T], HttpResponse]


def own(view: View[Case]) -> Callable[..., HttpResponse]:
    """Give a view the visitor's own matter; for any other, there or not, the way is the code."""
    return _guarded(lambda request, mine, which: queries.named(mine, which), view)


def own_thing(of: Callable[[HttpRequest, Case], list[T]]) -> Callable[[View[T]], Callable[..., HttpResponse]]:
    """Give a view one thing of the visitor's own matters; for those of others, there or not, the way is the code."""

    def find(request: HttpRequest, mine: QuerySet[Case], which: str) -> T | None:
        found = queries.thing_of(mine, which, partial(of, request))
        if found is None and queries.named(mine, which[:LENGTH]) is not None:
            raise Http404  # of their own matter: it was taken back, or never was
        return found

    return partial(_guarded, find)


def _guarded(find: Find[T], view: View[T]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, which: str) -> HttpResponse:
        changed, sent = sized(request), request.method == "POST"
        found, opened = find(request, visitor(request).matters, which), None
        if found is None and not (sent or changed):
            return redirect("my-follow")
        if found is None:
            form = CodeForm(request.POST if sent and CODE in request.POST else None, prefix=AGAIN)
            search = partial(_opened, request, lambda mine: find(request, mine, which), form)
            if form.is_valid():
                found, opened = attempt(form, search) or (None, None)
        if found is None:
            response = _ask_again(request, form)
        else:
            if sent and CODE in request.POST:
                hold(request, UNSAVED)
            response = view(request, found)
            renew(request, response) if opened is None else remember(request, response, opened)
        if changed:
            keep_size(request, response)
        return response

    return guarded


def _opened(request: HttpRequest, find: Callable[[QuerySet[Case]], T | None], form: CodeForm) -> tuple[T, Case]:
    """What an address names, by the code of its matter; every try is counted before anything is looked up."""
    day = today(request)
    check_pace("follow", address(request), on=day)
    case = Case.objects.filter(code_hash=codes.hash_of(form.cleaned_data["code"])).first()
    if case is None:
        raise Refused(WRONG_CODE, field="code")
    found = find(Case.objects.filter(pk=case.pk).select_related("org", "owner", "first_org"))
    if found is None:
        raise Refused(OTHER_CODE, field="code")
    if (account := visitor(request).account) is not None:
        keep_matter(account, case, on=day)
    return found, case


def _ask_again(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """Ask for the code once more; what was typed stands there and goes along, files have to be chosen anew."""
    skipped = ("csrfmiddlewaretoken", "text", "file", CODE, FILES, SIZE)
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in skipped]
    chosen = bool(request.FILES) or any(request.POST.get(name) for name in ("file", FILES))
    said = {"typed": typed, "text": request.POST.get("text", ""), "chosen": chosen, "hotline": HOTLINE}
    response = shown(request, "tiexin/portal/again.html", form, **said)
    response.status_code = 422
    return response
