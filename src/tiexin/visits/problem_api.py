"""Problems for machines: the same scope, the same steps."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.converters import register
from tiexin.core.pages import page_of
from tiexin.orgs.asking import today, who
from tiexin.orgs.operations import marked
from tiexin.visits import problem_queries as queries
from tiexin.visits import problem_rules as rules
from tiexin.visits.actions import problems as actions
from tiexin.visits.matters import ProblemStep
from tiexin.visits.models import Problem
from tiexin.visits.problem_forms import ProblemFilter

register("problem")
router = Router(auth=django_auth, tags=["problems"])


class ProblemOut(Schema):
    """A problem as its last step left it; `untold` of those who raised it were not told yet.

    `into` is the problem to which it was joined, `proposal` what was asked of a body for it.
    """

    id: int
    visit: int
    employer: int
    question: str
    text: str
    state: str
    org: int
    owner: int
    due: date | None
    late: bool
    closed: date | None
    untold: int
    into: int | None
    dispute: bool
    proposal: int | None


class StepOut(Schema):
    id: int
    on: date
    was: str
    state: str
    org: int
    owner: int
    due: date | None
    text: str


class ProblemPath(ProblemOut):
    """A problem with its whole path, and the names of the steps that its state allows."""

    steps: list[StepOut]
    moves: list[str]


class ProblemPage(Schema):
    rows: list[ProblemOut]
    page: int
    total: int
    more: bool


class StepIn(Schema):
    """The next step; `seen` is the id of the last one that was read, so that nobody decides on what was."""

    move: str
    text: str
    due: date | None = None
    seen: int | None = None
    dispute: bool | None = None


class Asked(Schema):
    """The filters of the page; without a state, what is not solved."""

    page: int = 1
    unit: str = ""
    state: str = ""
    question: str = ""
    late: str = ""
    whose: str = ""
    q: str = ""


@router.get("/problems", response=ProblemPage)
@marked("visits.see")
def list_problems(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List problems in scope by unit, the most pressing first, 25 a page."""
    found = ProblemFilter(request).narrowed(Problem.objects.for_request(request), request)
    pager = page_of(queries.shown(found), request)
    rows = [_shown(problem, today(request)) for problem in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.get("/problems/{problem:pk}", response=ProblemPath)
@marked("visits.see")
def get_problem(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one problem in scope with its path."""
    return _whole(get_object_or_404(queries.shown(Problem.objects.for_request(request)), pk=pk), today(request))


@router.post("/problems/{problem:pk}/steps", response={201: ProblemPath})
@marked("visits.record")
def step_problem(request: HttpRequest, pk: int, sent: StepIn) -> tuple[int, dict[str, Any]]:
    """Take the next step; 422 with the field and the rule when it is refused."""
    found = get_object_or_404(queries.handled(request), pk=pk)
    actions.move_problem(found, actions.Step(**sent.dict()), **who(request))
    return 201, _whole(queries.shown(Problem.objects.filter(pk=pk)).get(), today(request))


def _shown(problem: Any, day: date) -> dict[str, Any]:
    plain = ("id", "question", "text", "state", "due", "closed", "untold", "dispute")
    more = {
        "into": problem.into_id,
        "proposal": problem.proposal_id,
        "visit": problem.visit_id,
        "employer": problem.visit.employer_id,
        "late": problem.is_late(day),
    }
    return {name: getattr(problem, name) for name in plain} | more | {"org": problem.org_id, "owner": problem.owner_id}


def _whole(problem: Any, day: date) -> dict[str, Any]:
    steps = [_step(step) for step in queries.path(problem)]
    return _shown(problem, day) | {"steps": steps, "moves": [move.name for move in rules.moves_from(problem.state)]}


def _step(step: ProblemStep) -> dict[str, Any]:
    plain = {name: getattr(step, name) for name in ("id", "was", "state", "due", "text")}
    return plain | {"on": step.entry.on, "org": step.org_id, "owner": step.owner_id}
