"""A problem heard by the county's officer at the county's enterprise, for the tests of its path."""

from datetime import timedelta

from tiexin.orgs.tests import cast as c
from tiexin.visits import actions
from tiexin.visits.actions import NewVisit
from tiexin.visits.actions.problems import Step, move_problem
from tiexin.visits.matters import ProblemStep
from tiexin.visits.models import Problem

DAY = timedelta(days=1)


def stage():
    found = c.stage()
    found.author = found.people["officer"]
    found.problem = heard(found)
    return found


def visited(cast, **changes):
    wanted = {"author": cast.author, "employer": cast.employer, "on": c.TODAY - DAY, "methods": ["hear"]}
    wanted |= {"known": [cast.worker], "problems": [("urgent", "欠薪三个月")]}
    return actions.record_visit(NewVisit(**wanted | changes), by=cast.author, on=c.TODAY)


def heard(cast, **changes):
    return Problem.objects.get(visit=visited(cast, **changes))


def step(cast, move, text="找了厂里", *, problem=None, on=c.TODAY, **more):
    return move_problem(problem or cast.problem, Step(move, text, **more), by=cast.author, on=on)


def trail(problem):
    return list(ProblemStep.objects.filter(problem=problem).order_by("pk").values_list("was", "state"))
