"""What every action about problems begins and ends with: the row under its lock, and a step of the path."""

from tiexin.evidence.models import Entry
from tiexin.visits import problem_queries as queries
from tiexin.visits import problem_rules as rules
from tiexin.visits.matters import ProblemStep
from tiexin.visits.models import Problem


def locked(problem: Problem, seen: int | None) -> Problem:
    """The problem as it is now, held for this transaction; refused when `seen` is not its last step.

    Its proposal is read afterwards: joined to the locked row it would be that of before somebody else's step.
    """
    found: Problem = (
        Problem.objects.select_for_update(of=("self",))
        .select_related("visit__employer__org", "org", "owner")
        .get(pk=problem.pk)
    )
    if seen is not None:
        rules.check_seen(seen, queries.last_step(found))
    return found


def step_of(problem: Problem, was: str, text: str, entry: Entry) -> ProblemStep:
    """The (unsaved) step that brought the problem to where it is."""
    now = {"state": problem.state, "org_id": problem.org_id, "owner_id": problem.owner_id, "due": problem.due}
    return ProblemStep(problem=problem, entry=entry, was=was, text=text.strip(), **now)
