"""Pages of the list of a matter of many: who stands on it, added, answered, struck off; slips to be printed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import F
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tiexin.cases import codes, queries
from tiexin.cases import forms as case_forms
from tiexin.cases.actions import members as actions
from tiexin.cases.members import forms, rules
from tiexin.cases.members.models import Member
from tiexin.cases.members.queries import counted, listing_for
from tiexin.cases.models import Case
from tiexin.cases.reading import look
from tiexin.cases.rules import ENDED
from tiexin.cases.views import FORM, READ_WRITE
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import who
from tiexin.orgs.scope import needs

MEMBERS, SLIPS = "tiexin/cases/members.html", "tiexin/cases/members_slips.html"


def _case(request: HttpRequest, pk: int) -> Case:
    found: Case = get_object_or_404(queries.shown(listing_for(request)), pk=pk)
    look(request, [found])
    return found


def _member(request: HttpRequest, pk: int) -> Member:
    rows = Member.objects.standing().filter(listing_for(request).having())
    found: Member = get_object_or_404(rows.select_related("case__org", "case__owner", "case__worker"), pk=pk)
    look(request, [found.case])
    return found


@needs("cases.see")
@require_http_methods(READ_WRITE)
def case_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Who stands on the list and whom the answer has reached; more people are added below."""
    found = _case(request, pk)
    form = forms.MembersForm(posted(request))
    made = attempt(form, partial(_listed, request, found, form.cleaned_data["lines"])) if form.is_valid() else None
    if made:
        return redirect("case-members", pk=pk)
    rows = Member.objects.filter(case=found).defer("phone_sealed").order_by(F("until").asc(nulls_first=True), "pk")
    context: dict[str, Any] = {
        "case": found,
        "pager": page_of(rows, request),
        "counted": counted(found),
        "answerable": found.state in rules.ANSWERED,
        "ended": found.state in ENDED,
    }
    return form_page(request, MEMBERS, form, **context)


def _listed(request: HttpRequest, case: Case, lines: str) -> list[Member]:
    return actions.list_members(case, rules.read_lines(lines), **who(request))


@needs("cases.see")
@require_http_methods(READ_WRITE)
def member_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how the answer reached somebody."""
    found = _member(request, pk)
    form = forms.AnsweredForm(posted(request))
    said = {"title": f"{found}：答复到了", "button": "记下"}
    return _about(request, found, form, lambda: partial(actions.answer_member, found, **form.cleaned_data), said)


@needs("cases.see")
@require_http_methods(READ_WRITE)
def member_strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike somebody off the list."""
    found = _member(request, pk)
    form = case_forms.ReasonForm(posted(request))
    said = {"title": f"从名单里划去{found}", "button": "划去"}
    return _about(request, found, form, lambda: partial(actions.strike_member, found, **form.cleaned_data), said)


def _about(request: HttpRequest, member: Member, form: Form, act: Any, said: dict[str, str]) -> HttpResponse:
    if form.is_valid() and attempt(form, partial(act(), **who(request))):
        return redirect("case-members", pk=member.case_id)
    return form_page(request, FORM, form, case=member.case, **said)


@needs("cases.see")
@require_http_methods(["POST"])
@never_cache
def case_member_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips to hand out, one for each person; whoever opens the codes stands in the way of the matter."""
    found = _case(request, pk)
    form = Form(request.POST)
    form.is_valid()
    if not attempt(form, partial(actions.print_slips, found, **who(request))):
        return form_page(request, FORM, form, case=found, title="打印名单回执", button="打印")
    rows = Member.objects.standing().filter(case=found).defer("phone_sealed").order_by("pk")
    pager = page_of(rows, request, size=rules.numbers().slips)
    follow = request.build_absolute_uri(reverse("my-follow"))
    for each in pager.rows:
        each.code = codes.code_of(each.key)
        each.picture = codes.picture_of(f"{follow}#{each.code}", scale=3)
    return render(request, SLIPS, {"case": found, "pager": pager})
