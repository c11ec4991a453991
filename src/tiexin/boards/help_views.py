"""帮助: the handbook built into the product."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tiexin.core.handbook import book, finding
from tiexin.orgs.scope import open_to

FIRST = "about-first-day"
QUESTIONS = "questions"


@open_to("已登录的人：帮助手册")
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """The contents with the first day and the questions, or the sections that hold the words looked for."""
    if not request.user.is_authenticated:
        return redirect("help-chapter", book.OPEN)
    typed = request.GET.get("q", "").replace("\0", "")[: finding.LONGEST]
    chapters = book.chapters()
    context = {
        "typed": typed,
        "asked": finding.asked(typed),
        "hits": finding.find(typed),
        "first": book.by_page()[FIRST],
        "questions": chapters[QUESTIONS],
        "chapters": [each for each in chapters.values() if each.name != QUESTIONS],
    }
    return render(request, "tiexin/boards/help.html", context)


@open_to("已登录的人：帮助的一章；登录与账号一章给所有人")
@require_safe
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    """One chapter; without a log-in only the one about logging in, every other leads there first."""
    chapters = book.chapters()
    if name not in chapters:
        raise Http404
    known = request.user.is_authenticated
    if not known and name != book.OPEN:
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.path})}")
    order = list(chapters)
    at = order.index(name)
    context = {
        "chapter": chapters[name],
        "chapters": list(chapters.values()) if known else [],
        "previous": chapters[order[at - 1]] if known and at else None,
        "next": chapters[order[at + 1]] if known and at + 1 < len(order) else None,
    }
    return render(request, "tiexin/boards/help_chapter.html", context)
