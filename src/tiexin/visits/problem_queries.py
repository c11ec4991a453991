"""Reads about problems: within reach, whose turn it is, who was not told."""

from collections.abc import Sequence

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from tiexin.evidence.models import Entry
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import below, nodes
from tiexin.visits import problem_rules as rules
from tiexin.visits.matters import ProblemStep, Voice
from tiexin.visits.models import Problem

LOOKED_AT, OFFERED = 200, 5  # newest problems that are compared; how many of them are said to be alike


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
    waiting = Voice.objects.filter(problem=OuterRef("pk"), told_on=None).exclude(problem__state="joined")
    count = Subquery(waiting.order_by().values("problem").annotate(count=Count("pk")).values("count"))
    rows = problems.select_related("org", "owner", "visit__employer", "proposal").annotate(untold=Coalesce(count, 0))
    return rows.order_by("org_id", "due", "pk")


def told_since(into: int, entry: int) -> bool:
    """Whether anybody was told of the result of a problem after the entry that joined another to it."""
    tellings = Entry.objects.filter(thing="visits.problem", thing_id=into, verb="tell_workers")
    return tellings.filter(pk__gt=entry).exists()


def before_joining(problem: Problem) -> str:
    """The state in which a problem was joined to another."""
    return str(ProblemStep.objects.filter(problem=problem, state="joined").order_by("-pk")[0].was)


def joined_below(problem: Problem) -> list[int]:
    """The problems that are joined to it, and those that are joined to them."""
    found: list[int] = []
    level = [problem.pk]
    while level:
        level = list(Problem.objects.filter(into__in=level).exclude(pk__in=found).values_list("pk", flat=True))
        found += level
    return found


def joinable(request: HttpRequest, problem: Problem) -> QuerySet[Problem]:
    """To what the person may join it: other problems in their reach, those that look the same first."""
    reach = Problem.objects.for_request(request, "visits.record").filter(state__in=rules.JOINABLE)
    reach = reach.exclude(pk=problem.pk).exclude(visit__voided__isnull=False).select_related("visit__employer")
    first = [When(pk=each.pk, then=place) for place, each in enumerate(alike(reach, problem))]
    order = Case(*first, default=len(first)) if first else Value(0)
    return reach.order_by(order, "-pk")


def alike_here(request: HttpRequest, problem: Problem) -> list[Problem]:
    """A few problems within reach that may be the same as this one."""
    reach = Problem.objects.for_request(request, "visits.record").exclude(pk=problem.pk)
    return alike(reach.select_related("visit__employer"), problem)


def within_reach(request: HttpRequest, pk: int | None) -> Problem | None:
    """A problem that the person may read, if there is one."""
    return Problem.objects.for_request(request).filter(pk=pk).first() if pk else None


def alike(reach: QuerySet[Problem], problem: Problem) -> list[Problem]:
    """A few problems that may be the same: in the same words, or not yet solved at the same enterprise."""
    newest = list(reach.filter(state__in=rules.UNSOLVED).order_by("-pk")[:LOOKED_AT])
    here = problem.visit.employer_id
    rated = [(rules.likeness(problem.text, each.text), each.visit.employer_id == here, each) for each in newest]
    same = [row for row in rated if row[0] >= rules.ALIKE or row[1]]
    return [each for _, _, each in sorted(same, key=lambda row: (-row[0], not row[1], -row[2].pk))[:OFFERED]]


def untold(problems: Sequence[Problem]) -> int:
    """How many of those who raised them are still to be told."""
    return Voice.objects.filter(problem__in=problems, told_on=None).count()


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
