"""Following one's own matter: by its code, each step, who holds it, what comes next; what one may do there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tiexin.cases import calling_rules, codes, reviewing
from tiexin.cases.actions.asking_person import answer_case, has_answered, move_own
from tiexin.cases.actions.calling import Heard
from tiexin.cases.actions.cases import Step
from tiexin.cases.actions.members import read_answer
from tiexin.cases.codes import HOTLINE
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.members.models import Member
from tiexin.cases.members.queries import of_code
from tiexin.cases.models import Case
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.papers.views import download
from tiexin.cases.queries import apart_from
from tiexin.cases.rules import CONFLICT, ENDED
from tiexin.core.refusal import Refused
from tiexin.core.skin import posted
from tiexin.evidence.measures import TAGS
from tiexin.orgs.asking import today
from tiexin.orgs.scope import open_to
from tiexin.portal import queries
from tiexin.portal.actions.accounts import keep_matter
from tiexin.portal.actions.adding import Added, add_to_matter, read_files
from tiexin.portal.actions.counting import check_pace
from tiexin.portal.forms import AddForm, AnswerForm, CodeForm, MoveForm, say_again
from tiexin.portal.left_out import of_case
from tiexin.portal.own import own, own_thing
from tiexin.portal.refusing import attempt
from tiexin.portal.rules import WRONG_CODE, asks_of, shut, to_you
from tiexin.portal.tokens import handle_of
from tiexin.portal.typed import came, shown, stays
from tiexin.portal.views import READ_WRITE
from tiexin.portal.visitors import address, remember, renew, visitor

FORM, WITHDRAW = "tiexin/portal/form.html", "tiexin/portal/withdraw.html"
T = TypeVar("T")


@open_to("拿着查询码的人：看办到哪一步")
@never_cache
@require_http_methods(READ_WRITE)
@stays
def my_follow(request: HttpRequest) -> HttpResponse:
    """Type a code, or let the link of the slip fill it in; it is sent in the body, so that no log keeps it."""
    form = CodeForm(posted(request))
    if form.is_valid():
        found = attempt(form, partial(_opened, request, form.cleaned_data["code"]))
        if isinstance(found, Member):
            return _shown_to_member(request, found)
        if found is not None:
            response = redirect("my-matter", handle_of(found.key))
            remember(request, response, found)
            return response
    return shown(request, "tiexin/portal/follow.html", form, hotline=HOTLINE)


def _opened(request: HttpRequest, code: str) -> Case | Member:
    """The matter of a code, or whose of its list it is. Every try is counted, right or wrong, before anything is
    looked up."""
    day = today(request)
    check_pace("follow", address(request), on=day)
    case, member = Case.objects.filter(code_hash=codes.hash_of(code)).first(), of_code(code)  # both, right or wrong
    if member is not None:
        return read_answer(member, on=day)
    if case is None:
        raise Refused(WRONG_CODE, field="code")
    if (account := visitor(request).account) is not None:
        keep_matter(account, case, on=day)
    return case


def _shown_to_member(request: HttpRequest, found: Member) -> HttpResponse:
    """The matter as somebody of its list sees it, at once and once: no cookie, no address, nothing to press."""
    case, day = found.case, today(request)
    context = {"case": case, "member": found, "steps": queries.way_of_member(case), "terms": queries.terms(case, day)}
    return render(request, "tiexin/portal/member.html", {**context, "ended": case.state in ENDED, "hotline": HOTLINE})


@open_to("登录了的职工，和用查询码打开过的人：我的诉求")
@never_cache
@require_safe
def my_matters(request: HttpRequest) -> HttpResponse:
    """One's matters, the newest first: own ones and those asked for the family."""
    who = visitor(request)
    rows = list(who.matters[:200])
    for row in rows:
        row.handle = handle_of(row.key)  # type: ignore[attr-defined]
    response = render(request, "tiexin/portal/matters.html", {"visitor": who, "rows": rows})
    renew(request, response)
    return response


@open_to("提出这件事的人：每一步、谁在办、什么时候办到哪一步")
@never_cache
@require_safe
@own
def my_matter(request: HttpRequest, case: Case) -> HttpResponse:
    """One matter as whoever asked sees it."""
    offer = case.offers.filter(answer="").select_related("org").first()
    steps = queries.way(case)
    context = {
        "case": case,
        "handle": handle_of(case.key),
        "steps": steps,
        "danger": queries.danger(case, steps),
        "terms": queries.terms(case, today(request)),
        "offer": offer,
        "papers": queries.papers(case),
        "letters": queries.letters(case),
        "hours": queries.hours(case, today(request)),
        "mandates": queries.mandates(case, today(request)),
        "left_out": of_case(case),
        "ended": case.state in ENDED,
        "moves": queries.moves(case),
        "in_danger": queries.in_danger(case),
        "shut": shut(case.state),
        "may_answer": calling_rules.may_answer(case.state, has_answered(case)),
        "hotline": HOTLINE,
    }
    return render(request, "tiexin/portal/matter.html", context)


@open_to("提出这件事的人：补充情况")
@never_cache
@require_http_methods(READ_WRITE)
@own
def my_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add to one's matter: words, files, or both. What has ended takes none; words that were sent to it stay."""
    over = shut(case.state)
    if over and request.method != "POST":
        return redirect("my-matter", handle_of(case.key))
    form = AddForm(*came(request))
    if over:
        form.add_error(None, over)
    made = attempt(form, partial(_added, request, case, form)) if form.is_valid() else None
    if made is not None:
        return redirect("my-matter", handle_of(case.key))
    say_again(form)
    context = {"case": case, "handle": handle_of(case.key), "title": "补充情况", "button": "补充"}
    return shown(request, FORM, form, **context)


def _added(request: HttpRequest, case: Case, form: AddForm) -> Case:
    check_pace("add", str(case.key), on=today(request))
    said = form.cleaned_data
    new = Added(said["text"], read_files(said["file"]), said["key"])
    return add_to_matter(case, new, on=today(request))


@open_to("提出这件事的人：自己交的、经办人让本人取的材料")
@never_cache
@require_safe
@own_thing(lambda request, case: queries.papers(case))
def my_paper(request: HttpRequest, found: CasePaper) -> HttpResponse:
    """Hand out a paper of one's own matter that one may fetch, always as a download."""
    return download(found)


@open_to("提出这件事的人：写给本人的文书")
@never_cache
@require_safe
@own_thing(lambda request, case: queries.letters(case))
def my_letter(request: HttpRequest, found: CaseLetter) -> HttpResponse:
    """A letter of one's own matter that was written to oneself, to be read and printed."""
    return render(request, "tiexin/portal/letter.html", {"letter": found, "handle": handle_of(found.case.key)})


def _by_asker(request: HttpRequest, case: Case, action: Callable[[], T]) -> T:
    """Do what belongs to whoever asked; an officer who handled the matter and is signed in here is somebody else.

    They know its code, for they printed it: what they say of their own work is no answer of whoever asked.
    """
    officer = getattr(request, "officer", None)
    if officer is not None and not apart_from(officer).filter(pk=case.pk).exists():
        raise Refused("这件是您经办的，要由本人来做。本人来说的，请上面的人回访，或者在办理页记一步", clause=CONFLICT)
    return action()


@open_to("提出这件事的人：解决了没有，满意不满意")
@never_cache
@require_http_methods(READ_WRITE)
@own
def my_answer(request: HttpRequest, case: Case) -> HttpResponse:
    """Say whether it was solved, and with one tap how satisfied one is."""
    form = AnswerForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        new = Heard(True, data["solved"], data["answer"], data["text"])
        if attempt(form, partial(_by_asker, request, case, partial(answer_case, case, new, on=today(request)))):
            return redirect("my-matter", handle_of(case.key))
    context = {"case": case, "handle": handle_of(case.key), "answers": TAGS["answer"]}
    return shown(request, "tiexin/portal/answer.html", form, **context)


@open_to("提出这件事的人：撤回，请求复查、复核")
@never_cache
@require_http_methods(READ_WRITE)
@own
def my_move(request: HttpRequest, case: Case) -> HttpResponse:
    """Withdraw, told first what follows, or ask for a review; `?to=` names which, what the state forbids is no page."""
    ways = {move.name: move for move in queries.moves(case)}
    move = ways.get(request.GET.get("to", ""))
    if move is None:
        return redirect("my-matter", handle_of(case.key))
    form = MoveForm(posted(request), asks=asks_of(move), term=to_you(reviewing.said(case, move)))
    if form.is_valid():
        new = Step(move.name, form.cleaned_data["text"])
        if attempt(form, partial(_by_asker, request, case, partial(move_own, case, new, on=today(request)))):
            return redirect("my-matter", handle_of(case.key))
    context = {"case": case, "handle": handle_of(case.key), "title": move.label, "button": move.label}
    context["hours"] = queries.hours(case, today(request))  # an hour to come ends with the matter
    return shown(request, WITHDRAW if move.name == "withdraw" else FORM, form, **context)
