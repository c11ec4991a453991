"""Pages of letters: those of a matter, one to be issued, one to be printed, the register."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases import queries as cases
from tiexin.cases import rules as of_cases
from tiexin.cases.actions import letters as actions
from tiexin.cases.actions import steps
from tiexin.cases.agency.forms import AnswerForm, day_field
from tiexin.cases.forms import text_field
from tiexin.cases.letters import queries, rules
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.reading import named, unnamed
from tiexin.cases.views import FORM, READ_WRITE
from tiexin.core.exports import Column, asked, listing
from tiexin.core.filters import FilterForm, day, words
from tiexin.core.pages import page_of
from tiexin.core.skin import attempt, form_page, posted
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.asking import today, who
from tiexin.orgs.scope import needs

REGISTER = (
    Column("文号", lambda row: row.number),
    Column("文书", lambda row: row.label),
    Column("单位", lambda row: row.org.name),
    Column("诉求编号", lambda row: row.case.number),
    Column("日期", lambda row: row.on),
    Column("谁发的", lambda row: str(row.by)),
)


class RegisterFilter(FilterForm):
    """Letters by their name, unit and day."""

    q = words("哪种文书")
    unit = words("单位")
    since = day("从哪天")
    until = day("到哪天")

    def narrowed(self, found: QuerySet[CaseLetter]) -> QuerySet[CaseLetter]:
        """Those that every filter lets through."""
        names = {"q": "label__contains", "unit": "org__name__contains", "since": "on__gte", "until": "on__lte"}
        return found.filter(**{field: self.get(name) for name, field in names.items() if self.get(name)})


class LetterForm(forms.Form):
    """To whom, and the text, filled from what is known; what is missing is marked and has to be written."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    to = forms.CharField(label="写给谁", max_length=rules.TO)
    text = text_field("正文", rules.TEXT, 14, help_text="一行一段。标着【缺：…】的地方请补上，补齐了才能发。")

    def __init__(self, *args: Any, delivers: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if delivers:
            self.fields["delivered"] = day_field("已经送达的，哪天送达", required=False)
            self.fields["delivered"].help_text = "对方答复的期限从送达那天起算；还没有送达的空着，送达以后再记。"
            self.fields["way"] = _way("怎么送达的", required=False)
            self.fields["way"].when = "写了日子的必须选"  # type: ignore[attr-defined]


class DeliveryForm(forms.Form):
    """On which day and in which way a letter reached whom it was written to."""

    day = day_field("哪天送达的")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["day"].help_text = "对方答复的期限从这一天起算，当天不计入。"
        self.fields["way"] = _way("怎么送达的", error_messages={"required": "请选择怎么送达的"})


def _way(label: str, **more: Any) -> forms.ChoiceField:
    """One of the ways in which letters are delivered."""
    found = rules.delivery()
    ways, help_text = list(found.ways.items()), f"依据：{found.source}"
    return forms.ChoiceField(label=label, choices=ways, widget=forms.RadioSelect, help_text=help_text, **more)


@needs("cases.see")
@require_safe
def case_letters(request: HttpRequest) -> HttpResponse:
    """The register: letters within reach, the newest first."""
    form = RegisterFilter(request)
    found = form.narrowed(CaseLetter.objects.for_request(request))
    found = found.select_related("org", "case", "by").order_by("-on", "-pk")
    if asked(request):
        return listing(request, "文书登记簿", REGISTER, found)
    return render(request, "tiexin/cases/letters.html", {"form": form, "pager": page_of(found, request)})


@needs("cases.see")
@require_safe
def case_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it was issued, to be printed."""
    rows = CaseLetter.objects.for_request(request).filter(named(request).having()).select_related("org", "case", "by")
    return render(request, "tiexin/cases/letter.html", {"letter": get_object_or_404(rows, pk=pk)})


@needs("cases.handle")
@require_safe
def letters_of_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters that the service of a matter has, and those that were issued."""
    found = get_object_or_404(cases.shown(queries.writable(request)), pk=pk)
    handles = cases.handled(request).filter(pk=pk).exists()
    happened = set(found.steps.values_list("event", flat=True))
    offered = []
    for each in found.service.letters:
        if not queries.may_write(request, found, each, handles=handles):
            continue
        ready = each.at in happened or (each.at in rules.BY_HAND and found.state not in of_cases.ENDED)
        offered.append({"letter": each, "ready": ready, "at": of_cases.EVENTS[each.at]})
    context = {"case": found, "offered": offered, "issued": queries.issued(found)}
    return render(request, "tiexin/cases/letters_of_case.html", context)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def letter_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write and issue the letter that the address names."""
    found = get_object_or_404(cases.shown(queries.writable(request).exclude(unnamed(request))), pk=pk)
    letter = next((each for each in found.service.letters if each.name == request.GET.get("letter")), None)
    handles = cases.handled(request).filter(pk=pk).exists()
    if letter is None or not queries.may_write(request, found, letter, handles=handles):
        raise Http404
    body = rules.body_of(found.service, letter)
    text = rules.filled(body, queries.known(found, letter, body))
    initial = {"seen": steps.last_step(found), "to": queries.whom(found, body), "text": text}
    form = LetterForm(posted(request), initial=initial, delivers=bool(rules.terms(found.service, letter)))
    if form.is_valid():
        new = actions.NewLetter(letter.name, **form.cleaned_data)
        made = attempt(form, partial(actions.issue_letter, found, new, **who(request)))
        if made:
            return redirect("case-letter", pk=made.pk)
    said: dict[str, Any] = {"title": letter.label, "button": "发出并编号", "note": f"依据：{letter.source}"}
    return form_page(request, FORM, form, case=found, **said)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def letter_delivered(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a letter was delivered; one whose term runs, or that has none, has no such page."""
    found = get_object_or_404(queries.undelivered(request), pk=pk)
    form = DeliveryForm(posted(request), initial={"day": today(request)})
    if form.is_valid():
        made = attempt(form, partial(actions.deliver_letter, found, **form.cleaned_data, **who(request)))
        if made:
            return redirect("letters-of-case", pk=found.case_id)
    note = f"{found}，{zh_date(found.on)}发给{found.to}"
    return form_page(request, FORM, form, case=found.case, title=f"{found.label}送达", button="记下", note=note)


@needs("cases.handle")
@require_http_methods(READ_WRITE)
def letter_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what whoever a letter was sent to answered in writing; what was answered already has no page."""
    found = get_object_or_404(queries.unanswered(request), pk=pk)
    if not rules.answers(found.case.service, found.name):
        raise Http404
    form = AnswerForm(posted(request), initial={"day": today(request)})
    if form.is_valid():
        made = attempt(form, partial(actions.answer_letter, found, **form.cleaned_data, **who(request)))
        if made:
            return redirect("letters-of-case", pk=found.case_id)
    note = f"{found}，{zh_date(found.on)}发给{found.to}"
    return form_page(request, FORM, form, case=found.case, title=f"{found.label}的答复", button="记下", note=note)
