"""From a talk or a problem one tap makes a matter: nothing is typed again, and what comes of it is shown where it was
heard.

Whoever registers it is its first receiver (C136). A problem becomes one matter; a worker may have several.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tiexin.cases import origins
from tiexin.cases.models import Case, CaseOrigin, CaseStep
from tiexin.cases.reading import named
from tiexin.cases.rules import TITLE
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer
from tiexin.outbox.actions import tell_officer
from tiexin.outbox.rules import News
from tiexin.visits import problem_queries
from tiexin.visits.models import Problem, Talk, Visit
from tiexin.visits.problem_rules import UNSOLVED

ONCE = "一次录入：一个问题只转为一件诉求"
GONE = ("withdrawn", "elsewhere")  # a matter that ended so leaves its problem free to become another


def register() -> None:
    """Let matters come from talks and problems; called once at start."""
    origins.register(origins.Origin("talk", "走访中的谈话", "visit", "visits", talk_known, None, tell_author))
    kind = origins.Origin("problem", "走访中反映的问题", "visit", "problems", problem_known, take_problem, tell_owner)
    origins.register(kind)


def talk_known(request: HttpRequest, pk: int) -> dict[str, Any] | None:
    """Who was met, where, and what was said: with one alone, for what several said is not one's own."""
    visits = Visit.objects.for_request(request, "visits.see").filter(voided=None)
    talk = Talk.objects.filter(pk=pk, visit__in=visits).select_related("visit").first()
    if talk is None:
        return None
    alone = not Talk.objects.filter(visit=talk.visit_id).exclude(pk=pk).exists() and not talk.visit.unnamed
    said = {"text": talk.visit.said} if alone and talk.visit.said else {}
    return {"worker": talk.worker_id, "employer": talk.visit.employer_id, **said}


def problem_known(request: HttpRequest, pk: int) -> dict[str, Any] | None:
    """What was said, where, and by whom; None when nothing is left to do or a matter goes on already."""
    problem = problem_queries.handled(request).filter(pk=pk, state__in=UNSOLVED).select_related("visit").first()
    if problem is None or carried(problem).exists():
        return None
    voices = list(problem.voices.values_list("worker", flat=True))
    named = [worker for worker in voices if worker]
    return {
        "title": problem.text[:TITLE],
        "text": problem.text,
        "employer": problem.visit.employer_id,
        "people": max(1, len(voices)),
        **({"worker": named[0]} if len(named) == 1 == len(voices) else {}),
    }


def take_problem(pk: int, case: Case, by: Officer, on: date) -> None:
    """Hold every record of the problem while its matter is registered: two people at once make one matter."""
    records = problem_queries.same_as(Problem.objects.get(pk=pk)).select_for_update().order_by("pk")
    problem = next(each for each in list(records) if each.pk == pk)
    if problem.state not in UNSOLVED:
        raise Refused("这个问题刚才已经办完，不能再转为诉求", clause=ONCE)
    if carried(problem).exclude(pk=case.pk).exists():
        raise Refused("这个问题刚才已经转为诉求", clause=ONCE)


def carried(problem: Problem) -> QuerySet[Case]:
    """The matter that carries a problem, under whichever record of it, unless it ended without an answer."""
    same = [problem.pk, *problem_queries.same_as(problem).values_list("pk", flat=True)]
    came = CaseOrigin.objects.filter(kind="problem", thing_id__in=same)
    return Case.objects.filter(pk__in=came.values("case")).exclude(state__in=GONE)


@dataclass(frozen=True)
class Carried:
    """What stands on the page of a problem: the matter when it is within reach, else only its number and state."""

    case: Case
    reached: bool
    answer: str

    @property
    def number(self) -> str:
        """Its number, by which officers speak of it."""
        return self.case.number


def of_problem(request: HttpRequest, problem: Problem) -> Carried | None:
    """The matter that carries a problem, with its answer for those who may read it."""
    case = carried(problem).order_by("-pk").first()
    if case is None:
        return None
    reached = Case.objects.for_request(request, "cases.see").filter(pk=case.pk).exists()
    read = reached and not case.sealed and named(request).filter(pk=case.pk).exists()
    return Carried(case, reached, _answer(case) if read else "")


def _answer(case: Case) -> str:
    reply = CaseStep.objects.filter(case=case, event="replied").order_by("-pk").first()
    return reply.text if reply else ""


def answer_for(request: HttpRequest, problem: Problem) -> str:
    """What was answered in the matter that carries a problem: nobody types it again to say that it is solved."""
    found = of_problem(request, problem)
    return found.answer if found else ""


def of_visit(request: HttpRequest, visit: Visit) -> QuerySet[Case]:
    """Matters within reach that came from the talks of a visit, or of the record that it corrects."""
    talks = Talk.objects.filter(Q(visit=visit) | Q(visit__correction=visit))
    came = CaseOrigin.objects.filter(kind="talk", thing_id__in=talks.values("pk"))
    return Case.objects.for_request(request, "cases.see").filter(pk__in=came.values("case")).order_by("pk")


def tell_author(pk: int, case: Case, by: Officer | None, on: date) -> None:
    """Whoever held the talk hears that the matter was answered."""
    talk = Talk.objects.select_related("visit__author").get(pk=pk)
    _tell(talk.visit.author, "走访中登记的一件诉求有了答复", f"/visits/{talk.visit_id}/", case, by, on)


def tell_owner(pk: int, case: Case, by: Officer | None, on: date) -> None:
    """Whoever is responsible for the problem hears that its matter was answered."""
    last = problem_queries.same_as(Problem.objects.get(pk=pk)).select_related("owner").order_by("-pk").first()
    if last is not None:
        _tell(last.owner, "走访中反映的一个问题，转成的诉求有了答复", f"/problems/{last.pk}/", case, by, on)


def _tell(whom: Officer, words: str, url: str, case: Case, by: Officer | None, on: date) -> None:
    if whom != by and whom.pk != case.about_id:
        tell_officer(whom, News("progress", words, f"case/{case.pk}/origin/{case.round}", url=url), on=on)
