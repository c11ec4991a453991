"""What is known of a matter, as its letters say it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from tiexin.cases import queries
from tiexin.cases.catalogue import Letter
from tiexin.cases.clocks import day_of, hour_of
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.letters.rules import WHOM, Body, answers, delivered, missing, terms
from tiexin.cases.models import Case, CaseQuerySet, CaseStep
from tiexin.cases.rules import ENDED
from tiexin.core.days import naive
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.asking import me
from tiexin.orgs.scope import nodes

OPINIONS = ("review_answered", "second_review_answered")  # steps whose label says what a review came to


def known(case: Case, letter: Letter, body: Body) -> dict[str, str]:
    """Everything that was entered before, in words; what was not is empty.

    Whoever asked not to be named is not named to their employer or to another body.
    """
    service, opinion = case.service, opinion_of(case, letter)
    hidden = hides(case, body)
    said = case.nameless if hidden else str  # people write their own name into what it is about, too
    unit = opinion.org if opinion else case.org
    plain = {"title": said(case.title), "number": case.number, "unit": unit.name, "place": said(case.place)}
    needs = "；".join(need.label for need in service.needs)
    return {
        **plain,
        "on": zh_date(case.on),
        "who": "一名职工" if hidden else _name(case),
        "owner": str((opinion.by if opinion else case.owner) or ""),
        "employer": str(case.employer or case.place),
        "due": _due(case),
        "answer": next((str(each.length) for each in terms(service, letter)), ""),
        "needs": needs,
        "words": said(_words(case, letter.at)),
        "source": str(letter.source),
    }


def hides(case: Case, body: Body) -> bool:
    """Whether a letter goes to somebody to whom whoever asked is not to be named."""
    return case.hide_name and body.to not in ("asker", "parties")


def whom(case: Case, body: Body) -> str:
    """To whom a letter is written, where it is known."""
    found = {
        "asker": _name(case),
        "employer": str(case.employer or case.place),
        "parties": "、".join(filter(None, [_name(case), str(case.employer or case.place)])),
    }
    return found.get(body.to, "") or missing(WHOM[body.to])


def _name(case: Case) -> str:
    return case.name or (case.worker.name if case.worker else "")


def _due(case: Case) -> str:
    """The last day of the newest clock that asks for an end."""
    clock = case.clocks.filter(rule="conclude", due__isnull=False).order_by("-pk").first()
    due = naive(clock.due) if clock and clock.due else None
    return f"{zh_date(day_of(due))}{f'{due:%H:%M}' if hour_of(due) else ''}" if due else ""


def _words(case: Case, event: str) -> str:
    """What was written at the newest step of that kind; of a review its result goes before."""
    step = _newest(case, event)
    words = str(step.words).replace("\r", "") if step else ""  # type: ignore[attr-defined]
    result = step.label.partition("：")[2] if step and event in OPINIONS else ""
    return f"{result}。{words}" if result and words else words


def _newest(case: Case, event: str) -> CaseStep | None:
    return next((step for step in reversed(queries.path(case)) if step.event == event), None)


def opinion_of(case: Case, letter: Letter) -> CaseStep | None:
    """The step of a review that a letter is about: what a unit above decided it writes itself, though the matter has
    gone back or further up since (《信访工作条例》第35、36条: 书面答复). None of any other letter."""
    return _newest(case, letter.at) if letter.at in OPINIONS else None


def writable(request: HttpRequest) -> CaseQuerySet:
    """Matters about which the person writes letters: those handled, and those that they reviewed."""
    mine = CaseStep.objects.filter(by=me(request), event__in=OPINIONS, case=OuterRef("pk"))
    return (queries.handled(request) | Case.objects.filter(Exists(mine))).apart_from(me(request))


def may_write(request: HttpRequest, case: Case, letter: Letter, *, handles: bool) -> bool:
    """Whether the person writes a letter about a matter that is `writable`: of a review whoever reviewed it, and those
    who handle it as long as it stands there, or lead there."""
    if (opinion := opinion_of(case, letter)) is None:
        return handles
    there = opinion.org_id == case.org_id or opinion.org_id in nodes(request, "cases.lead")
    return opinion.by_id == me(request).pk or (handles and there)


def issued(case: Case) -> Sequence[CaseLetter]:
    """Its letters, the newest first, each with the days on which it was `delivered` and `answered`, and what may still
    be written down: `open_to_answer`, `open_to_delivery`.
    """
    rows = list(CaseLetter.objects.filter(case=case).select_related("by", "answer", "delivery").order_by("-pk"))
    for each in rows:
        answer, arrived = getattr(each, "answer", None), getattr(each, "delivery", None)
        waits = not (answer or arrived or each.clock_id) and case.state not in ENDED
        each.delivered = arrived.day if arrived else None  # type: ignore[attr-defined]
        each.open_to_delivery = waits and bool(delivered(case.service, each.name))  # type: ignore[attr-defined]
        each.answered = answer.day if answer else None  # type: ignore[attr-defined]
        each.open_to_answer = answer is None and bool(answers(case.service, each.name))  # type: ignore[attr-defined]
    return rows


def unanswered(request: HttpRequest) -> QuerySet[CaseLetter]:
    """Letters of matters in hand to which no answer was written down; some ask for none."""
    rows = CaseLetter.objects.filter(case__in=queries.handled(request).values("pk"), answer=None)
    return rows.select_related("case__org", "case__owner")


def undelivered(request: HttpRequest) -> QuerySet[CaseLetter]:
    """Letters of open matters in hand whose term waits for the day of their delivery."""
    rows = CaseLetter.objects.undelivered().filter(case__in=queries.handled(request).values("pk"), case__closed=None)
    return rows.select_related("case__org", "case__owner")
