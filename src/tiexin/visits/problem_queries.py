"""Reads about problems: within reach, whose turn it is, who was not told."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from tiexin.evidence.models import Entry
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import below, nodes
from tiexin.visits.matters import ProblemStep, Voice
from tiexin.visits.models import Problem


def last_step(problem: Problem) -> int:
    """The number of the last step, by which a form says what its writer had read."""
    return ProblemStep.objects.filter(problem=problem).order_by("-pk").values_list("pk", flat=True)[:1].get()


def solving(problem: Problem) -> QuerySet[Entry]:
    """The entries by which the problem counts as solved, under whichever record of it."""
    same = [problem.pk, *same_as(problem).values_list("pk", flat=True)]
    return Entry.objects.filter(
        thing="visits.problem", thing_id__in=same, verb="solve_problem", voided_by=None
    ).order_by("pk")


def same_as(problem: Problem) -> QuerySet[Problem]:
    """Every record of the same problem: one, unless its visit was mended."""
    root = problem.root_id or problem.pk
    return Problem.objects.filter(Q(pk=root) | Q(root=root))


def path(problem: Problem) -> QuerySet[ProblemStep]:
    """The whole path, the first step first, whichever record of the problem it was taken in."""
    earlier = Q(problem__in=same_as(problem), problem__lt=problem.pk) & ~Q(state="withdrawn")
    mine = Q(problem=problem) & ~Q(was="") if problem.root_id else Q(problem=problem)
    return ProblemStep.objects.filter(mine | earlier).select_related("entry__by", "owner", "org").order_by("pk")


def shown(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """Problems with everything a line shows; `untold` is how many of those who raised it were not told yet."""
    waiting = Voice.objects.filter(problem=OuterRef("pk"), told_on=None).order_by().values("problem")
    count = Subquery(waiting.annotate(count=Count("pk")).values("count"))
    rows = problems.select_related("org", "owner", "visit__employer").annotate(untold=Coalesce(count, 0))
    return rows.order_by("org_id", "due", "pk")


def handled(request: HttpRequest) -> QuerySet[Problem]:
    """Problems that the person may take further: one's own, and those of units where one records visits."""
    mine = Q(owner=me(request)) | Q(org__in=below(nodes(request, "visits.record")))
    return Problem.objects.filter(mine).select_related("visit__employer", "org", "owner")


def takers(request: HttpRequest, problem: Problem) -> QuerySet[Officer]:
    """Whom the person may give the problem: everybody in office in their reach, themselves among them.

    So it goes down, or across within one's reach; up it goes when somebody above takes it, whose names are not seen
    from below.
    """
    reach = below(nodes(request, "visits.record"))
    found = Officer.objects.filter(org__in=reach).serving(today(request)).exclude(pk=problem.owner_id)
    return found.select_related("org").order_by("org_id", "name", "pk")


def owned_by(officer: Officer) -> QuerySet[Problem]:
    """What the person owns and is not solved, the most pressing first: the seam for pages above, such as 今日."""
    return officer.problems.unsolved().select_related("visit__employer").order_by("due", "pk")
