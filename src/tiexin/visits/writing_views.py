"""Pages of a stay's papers: the list, one of them, beginning, writing, handing in, accepting, returning."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core import exports
from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.pages import page_of
from tiexin.core.reasons import reason_field
from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import needs
from tiexin.visits import writing_rules as rules
from tiexin.visits.actions import writing as actions
from tiexin.visits.exports import PAPERS
from tiexin.visits.models import Stay, Team
from tiexin.visits.writing import StayPaper
from tiexin.visits.writing_draft import Sources, drawn

READ_WRITE = ["GET", "HEAD", "POST"]


class PaperFilter(FilterForm):
    unit = words("单位")
    kind = choice("文字", {name: kind.label for name, kind in rules.kinds().items()})
    state = choice("状态", rules.STATES)


class WriteForm(forms.Form):
    """A text for each section; `edition` is the one that the writer saw."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, paper: StayPaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in paper.told.sections:
            text = forms.Textarea(attrs={"rows": 8})
            self.fields[section.key] = forms.CharField(
                label=section.label, required=False, max_length=rules.SECTION, widget=text
            )


class ReturnForm(forms.Form):
    reason = reason_field("为什么退回")


@needs("teams.see")
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Papers of the stays of teams within reach, the newest stay first."""
    form = PaperFilter(request)
    found = StayPaper.objects.for_request(request).select_related("stay__team__org", "stay__employer", "author")
    wanted = {"stay__team__org__name__contains": form.get("unit"), "kind": form.get("kind"), "state": form.get("state")}
    found = found.filter(**{name: value for name, value in wanted.items() if value}).order_by("-stay__start", "-pk")
    if exports.asked(request):
        return exports.listing(request, "蹲点文字", PAPERS, found)
    return render(request, "tiexin/visits/papers.html", {"form": form, "pager": page_of(found, request)})


@needs("teams.see")
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper with its empty sections named, and what happened to it."""
    found = get_object_or_404(_seen(request), pk=pk)
    sections = [(each, found.sections.get(each.key, "")) for each in found.told.sections]
    writes = _seen(request, "visits.record").filter(pk=pk).exists()
    context = {
        "paper": found,
        "sections": sections,
        "steps": found.steps.select_related("entry__by").order_by("pk"),
        "may_write": writes and found.state in rules.WRITABLE,
        "may_judge": found.state == "submitted" and _seen(request, "teams.manage").filter(pk=pk).exists(),
    }
    return render(request, "tiexin/visits/paper.html", context)


def _seen(request: HttpRequest, permission: str | None = None) -> Any:
    reach = StayPaper.objects.for_request(request, permission) if permission else StayPaper.objects.for_request(request)
    return reach.select_related("stay__team__org", "stay__employer", "author")


@needs("visits.record")
@require_POST
def paper_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin one of a stay's papers with what the records say."""
    sent = Stay.objects.filter(team__in=Team.objects.for_request(request))
    stay = get_object_or_404(sent.select_related("team__org", "employer"), pk=pk)
    try:
        kind = rules.kind(request.POST.get("kind", "")).name
        begun = actions.begin_paper(stay, kind, drawn(Sources(request, stay, today(request)), kind), **who(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("stay", pk=pk)
    return redirect("stay-paper-write", pk=begun.pk)


@needs("visits.record")
@require_http_methods(READ_WRITE)
def paper_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a paper; a newer edition by somebody else stands beside what was typed."""
    found = get_object_or_404(_seen(request), pk=pk)
    form = WriteForm(posted(request), paper=found, initial={**found.sections, "edition": found.edition})
    if form.is_valid():
        data = dict(form.cleaned_data)
        write = partial(actions.write_paper, found, data.pop("edition"), data, **who(request))
        if attempt(form, write):
            messages.success(request, "已保存")
            return redirect("stay-paper", pk=pk)
    newer = found if request.method == "POST" and form.errors and _behind(form, found) else None
    return form_page(request, "tiexin/visits/paper_write.html", form, paper=found, newer=newer)


def _behind(form: WriteForm, found: StayPaper) -> bool:
    return form.cleaned_data.get("edition") != found.edition


@needs("visits.record")
@require_POST
def paper_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a paper in."""
    return _step(request, pk, actions.submit_paper, "已报送")


@needs("teams.manage")
@require_POST
def paper_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a paper."""
    return _step(request, pk, actions.accept_paper, "已通过")


def _step(request: HttpRequest, pk: int, action: Callable[..., Any], said: str) -> HttpResponse:
    found = get_object_or_404(_seen(request), pk=pk)
    try:
        action(found, **who(request))
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("stay-paper", pk=pk)


@needs("teams.manage")
@require_http_methods(READ_WRITE)
def paper_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a paper back with a reason."""
    found = get_object_or_404(_seen(request), pk=pk)
    form = ReturnForm(posted(request))
    if form.is_valid():
        give_back = partial(actions.return_paper, found, form.cleaned_data["reason"], **who(request))
        if attempt(form, give_back):
            messages.success(request, "已退回")
            return redirect("stay-paper", pk=pk)
    return form_page(request, "tiexin/visits/paper_return.html", form, paper=found)
