"""The same matter raised in several talks: one problem joins another, and is parted from it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.evidence.actions import record
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.visits import problem_queries as queries
from tiexin.visits import problem_rules as rules
from tiexin.visits.actions.steps import locked, step_of
from tiexin.visits.matters import Voice
from tiexin.visits.models import Problem


@dataclass(frozen=True)
class Joining:
    """To which problem one is joined, and why it is the same matter; `seen` is the last step that was read."""

    into: Problem
    text: str
    seen: int | None = None


@transaction.atomic
def join_problem(problem: Problem, new: Joining, *, by: Officer, on: date) -> Problem:
    """Join a problem to another that is the same matter: whoever raised it is told there, and facts stay as they are.

    Refused, with nothing written: a problem that is not under way, itself, one that was joined or withdrawn (whoever
    comes second is told so), without words, or decided before somebody else's step was read.
    """
    list(Problem.objects.select_for_update(of=("self",)).filter(pk__in=[problem.pk, new.into.pk]).order_by("pk"))
    problem, target = locked(problem, new.seen), locked(new.into, None)
    rules.check_join(problem.state, target.state, problem.pk == target.pk)
    rules.check_step(new.text, None, on)
    entry = record(Act("join_problem", problem, by, on, problem.org_id))
    _join(problem, target, new.text, entry)
    return problem


def _join(problem: Problem, target: Problem, text: str, entry: Entry) -> None:
    was, problem.state, problem.closed, problem.into = problem.state, "joined", entry.on, target
    problem.save(update_fields=["state", "closed", "into"])
    insert([step_of(problem, was, text, entry)])
    _send_voices(problem, target)


def _send_voices(problem: Problem, target: Problem) -> None:
    """Who raised it is told at the other problem; whoever raised that one, too, is told there already."""
    there = target.voices.all()
    known = there.exclude(worker=None).values("worker")
    unnamed = there.filter(worker=None).values("visit")
    going = problem.voices.exclude(worker__isnull=False, worker__in=known)
    going = going.exclude(worker__isnull=True, visit__in=unnamed)
    ids = list(going.values_list("pk", flat=True))
    Voice.objects.filter(pk__in=ids, heard=None).update(heard=problem)
    Voice.objects.filter(pk__in=ids).update(problem=target)


@transaction.atomic
def separate_problem(problem: Problem, text: str, *, by: Officer, on: date) -> Problem:
    """Part a problem from the one to which it was joined: it goes on where it was, with those who raised it.

    Refused, with nothing written: a problem that is joined to nothing, without words, or when somebody was told of
    the result since.
    """
    problem = locked(problem, None)
    rules.check_separate(problem.state, _told_since(problem))
    rules.check_step(text, None, on)
    entry = record(Act("separate_problem", problem, by, on, problem.org_id))
    _part(problem, text, entry)
    return problem


def _told_since(problem: Problem) -> bool:
    """Where it is joined now: at the other problem, or further on, at the one to which that one was joined."""
    since, into = _joined_at(problem), problem.into
    while into is not None:
        if queries.told_since(into.pk, since):
            return True
        since, into = max(since, _joined_at(into)), into.into
    return False


def _joined_at(problem: Problem) -> int:
    """The entry by which it was joined last, 0 if it never was."""
    last = problem.steps.filter(state="joined").order_by("-pk").first()
    return last.entry_id if last else 0


def _part(problem: Problem, text: str, entry: Entry) -> None:
    """To the state in which it was joined; its day stays that of then."""
    _fetch_voices(problem)
    problem.state, problem.closed, problem.into = queries.before_joining(problem), None, None
    problem.save(update_fields=["state", "closed", "into"])
    insert([step_of(problem, "joined", text, entry)])


def _fetch_voices(problem: Problem) -> None:
    """Bring back who raised it, or one of those that were joined to it before."""
    mine = [problem.pk, *queries.joined_below(problem)]
    Voice.objects.filter(heard__in=mine).exclude(problem=problem).update(problem=problem)
    Voice.objects.filter(problem=problem, heard=F("problem")).update(heard=None)


def let_go(problem: Problem, text: str, entry: Entry) -> None:
    """Before a problem is withdrawn: what was joined to it stands alone again, and its own voices come back to it."""
    if problem.state == "joined":
        _fetch_voices(problem)
    for each in problem.joined.select_for_update(of=("self",)).order_by("pk"):
        _part(each, text, entry)


def join_again(problem: Problem, joined: Sequence[Problem], text: str, entry: Entry) -> None:
    """After a visit was mended: its problem is where the other one was, joined to it or with others joined to it."""
    if problem.into is not None:
        _send_voices(problem, problem.into)
    for each in joined:
        each.refresh_from_db()
        if each.state == "joined":  # to one that is solved, which voiding left as it was
            Voice.objects.filter(problem=each.into_id).exclude(heard=None).update(problem=problem)
            each.into = problem
            each.save(update_fields=["into"])
        else:
            _join(each, problem, text, entry)
