"""Every write of a problem's path: found, moved, handed over, withdrawn; who raised it and who was told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.registry.models import Worker
from tiexin.visits import problem_queries as queries
from tiexin.visits import problem_rules as rules
from tiexin.visits.actions import joining
from tiexin.visits.actions.steps import locked, step_of
from tiexin.visits.matters import Voice
from tiexin.visits.models import Problem, Visit
from tiexin.visits.proposals import Proposal

FACTS = {"solve": "problem_solved", "explain": "problem_explained"}
MENDED = "走访更正，接着原来的记录办理"


def find(visit: Visit, heard: Sequence[tuple[str, str]], *, on: date) -> list[Problem]:
    """Write down the problems of a visit: each is owned at once by its author and unit, with a day."""
    return insert(
        Problem(
            visit=visit,
            question=question,
            text=text.strip(),
            org=visit.org,
            owner=visit.author,
            due=rules.due_of("open", on),
        )
        for question, text in heard
    )


def begin(found: Sequence[Problem], workers: Sequence[Worker], entry: Entry) -> None:
    """Write the first step of each problem found, and whose voice it is: known where only one person was met."""
    if not found:
        return
    insert(step_of(problem, "", "", entry) for problem in found)
    alone = workers[0] if len(workers) == 1 and not found[0].visit.unnamed else None
    insert(Voice(problem=problem, visit=problem.visit, worker=alone) for problem in found)


@dataclass(frozen=True)
class Step:
    """What somebody decided about a problem: which move, in what words, until when (else as the limits say).

    `seen` is the last step that they had read; None decides on whatever is true now. `dispute` says whether it is a
    conflict of labour relations; None leaves that as it is. `proposal` is the one that a problem going to policy joins.
    """

    move: str
    text: str
    due: date | None = None
    seen: int | None = None
    dispute: bool | None = None
    proposal: Proposal | None = None


@transaction.atomic
def move_problem(problem: Problem, new: Step, *, by: Officer, on: date) -> Problem:
    """Take one step of the path C259–C262. Facts: `problem_solved`, with it `dispute_resolved` where it was a conflict
    of labour relations (C171); `problem_explained`. Reopening takes back what solving proved.

    Refused, with nothing written: a move that the state does not allow, without words, due before today, or decided
    before somebody else's step was read.
    """
    problem = locked(problem, new.seen)
    move = rules.check_move(new.move, problem.state)
    rules.check_step(new.text, new.due, on)
    was, problem.state = problem.state, move.to
    problem.due = (new.due or rules.due_of(move.to, on)) if move.to in rules.UNSOLVED else problem.due
    problem.closed = None if move.to in rules.UNSOLVED else on
    problem.dispute = problem.dispute if new.dispute is None else new.dispute
    if move.to != "solved":
        problem.proposal = new.proposal if move.to == "policy" else None
    problem.save(update_fields=["state", "due", "closed", "dispute", "proposal"])
    if was == "solved":
        for entry in queries.solving(problem):
            void(entry, by=by, on=on)
    facts = [_fact(problem, measure, by, on) for measure in _proved(move.name, problem.dispute)]
    entry = record(Act(move.verb, problem, by, on, problem.org_id), facts)
    insert([step_of(problem, was, new.text, entry)])
    return problem


def _proved(move: str, dispute: bool) -> list[str]:
    """What a move proves: a problem solved is one, and one conflict less where it was one."""
    return [*([FACTS[move]] if move in FACTS else []), *(["dispute_resolved"] if move == "solve" and dispute else [])]


def _fact(problem: Problem, measure: str, by: Officer, on: date) -> NewFact:
    visit = problem.visit
    dims = {"officer": by.pk, "team": visit.team_id, "employer": visit.employer_id}
    return NewFact(measure, on, problem.org, visit.employer.org, dims=dims, tags=(("question", problem.question),))


@dataclass(frozen=True)
class Handover:
    """To whom a problem goes, and why; the day stays unless another is given."""

    officer: Officer
    text: str
    due: date | None = None
    seen: int | None = None


@transaction.atomic
def hand_over_problem(problem: Problem, new: Handover, *, by: Officer, on: date) -> Problem:
    """Let another officer, and with them their unit, own a problem that is not solved.

    Refused, with nothing written: a solved problem, its present owner, somebody not in office today, no reason.
    """
    problem = locked(problem, new.seen)
    if problem.state not in rules.UNSOLVED:
        raise Refused(f"问题“{rules.STATES[problem.state]}”，不再移交", clause=rules.PATH)
    rules.check_step(new.text, new.due, on)
    officer = new.officer
    if officer.pk == problem.owner_id or officer.since > on or (officer.until is not None and officer.until <= on):
        raise Refused(f"{officer}今天不在职，或者就是现在的负责人", field="officer")
    problem.owner, problem.org, problem.due = officer, officer.org, new.due or problem.due
    problem.save(update_fields=["owner", "org", "due"])
    entry = record(Act("hand_over_problem", problem, by, on, problem.org_id))
    insert([step_of(problem, problem.state, new.text, entry)])
    return problem


@transaction.atomic
def name_voices(problem: Problem, workers: Iterable[int], *, by: Officer, on: date) -> list[Voice]:
    """Say which of the people met in the visit raised the problem; who was told stays whatever is said.

    Refused, with nothing written, for somebody who was not met there.
    """
    problem = locked(problem, None)
    if problem.state == "joined":
        raise Refused("问题已并入别的问题，反映的人也在那里；要改是谁反映的，请先分开", clause=rules.SAME)
    wanted = set(workers)
    if not wanted <= set(problem.visit.talks.values_list("worker", flat=True)):
        raise Refused("请只选那次走访见到的人", field="workers")
    own = Voice.objects.filter(problem=problem, visit=problem.visit_id)
    kept = own.exclude(told_on=None, heard=None)  # who was told, or came along with a problem that was joined
    there = set(kept.values_list("worker", flat=True))
    own.filter(told_on=None, heard=None).delete()
    new: list[int | None] = [*sorted(wanted - there)]
    if not wanted and not there:
        new = [None]
    insert(Voice(problem=problem, visit=problem.visit, worker_id=pk) for pk in new)
    record(Act("name_voices", problem, by, on, problem.org_id))
    return list(own.order_by("pk"))


@dataclass(frozen=True)
class Telling:
    """Who was told what came of the problem, on which day and how: 当面, 电话, 网络."""

    voices: Collection[int]
    day: date
    way: str


@transaction.atomic
def tell_workers(problem: Problem, new: Telling, *, by: Officer, on: date) -> list[Voice]:
    """Note that those who raised a problem were told of its result: a `worker_told` for each.

    Refused, with nothing written: nobody, somebody told before or who did not raise it, a problem of which there is
    nothing to tell yet, a day to come or before the visit.
    """
    problem = locked(problem, None)
    if problem.state in rules.NOTHING_TO_TELL:
        raise Refused("还没有结果，等办出结果或作了解释再告知", clause=rules.WITH_WORKERS)
    waiting = Voice.objects.filter(problem=problem, told_on=None, pk__in=list(new.voices)).order_by("pk")
    chosen = list(waiting.select_related("visit__employer__org"))
    if not chosen or len(chosen) != len(set(new.voices)):
        raise Refused("请选择还没有告知的人", clause=rules.WITH_WORKERS, field="voices")
    rules.check_told(new.way, new.day, max(voice.visit.on for voice in chosen), on)
    for voice in chosen:
        voice.told_on, voice.told_way, voice.told_by = new.day, new.way, by
    Voice.objects.bulk_update(chosen, ["told_on", "told_way", "told_by"])
    facts = [_told(problem, voice, by, new) for voice in chosen]
    record(Act("tell_workers", problem, by, on, problem.org_id), facts)
    return chosen


def _told(problem: Problem, voice: Voice, by: Officer, new: Telling) -> NewFact:
    """Told where they work, whichever enterprise the problem to which theirs was joined is of."""
    visit = voice.visit
    dims = {"officer": by.pk, "team": visit.team_id, "employer": visit.employer_id, "worker": voice.worker_id}
    tags = (("question", problem.question), ("way", new.way))
    return NewFact("worker_told", new.day, problem.org, visit.employer.org, dims=dims, tags=tags)


def withdraw(visit: Visit, reason: str, entry: Entry) -> None:
    """A voided visit's problems go with it; what was solved was solved, and stays as it is.

    What was joined to one of them stands alone again; those of its own voices that were elsewhere come back.
    """
    going = visit.problems.filter(state__in=(*rules.UNSOLVED, "joined"))
    found = list(going.select_for_update(of=("self",)).order_by("pk"))
    for problem in found:
        joining.let_go(problem, reason, entry)
    _close(found, reason, entry)


def _close(problems: Sequence[Problem], reason: str, entry: Entry) -> None:
    was = [problem.state for problem in problems]
    for problem in problems:
        problem.state, problem.closed, problem.into = "withdrawn", entry.on, None
    Problem.objects.bulk_update(problems, ["state", "closed", "into"])
    insert(step_of(problem, state, reason, entry) for problem, state in zip(problems, was, strict=True))


@dataclass(frozen=True)
class Before:
    """How a problem stood before its visit was voided, and which problems were joined to it."""

    problem: Problem
    joined: Sequence[Problem]


def before_voiding(visit: Visit) -> list[Before]:
    """The problems of a visit that is about to be mended."""
    found = (
        visit.problems.select_related("root", "org", "owner", "into", "proposal")
        .prefetch_related("joined")
        .order_by("pk")
    )
    return [Before(problem, list(problem.joined.all())) for problem in found]


def carry_on(before: Sequence[Before], right: Visit) -> None:
    """Let the problems of a mended visit go on in the record that stands instead of it.

    `before` are those of the wrong record as they stood before it was voided. A problem goes on where the same one
    stands in the new record, or one in other words; what stands there no more stays withdrawn. What was joined to it
    is joined again, and so is what it was joined to.
    """
    if not before:
        return
    entry = Entry.objects.get(thing="visits.visit", thing_id=right.pk, verb="record_visit")
    stood = {each.problem: each.joined for each in before}
    pairs = _pairs(list(stood), list(right.problems.order_by("pk")))
    for old, new in pairs:
        was = queries.before_joining(old) if old.into else new.state
        new.state, new.into, new.dispute, new.proposal = old.state, old.into, old.dispute, old.proposal
        new.org, new.owner, new.due, new.closed, new.root = old.org, old.owner, old.due, old.closed, old.root or old
        new.save(update_fields=["state", "org", "owner", "due", "closed", "root", "into", "dispute", "proposal"])
        insert([step_of(new, was, MENDED, entry)])
        _move_voices(old, new, right)
        joining.join_again(new, stood[old], MENDED, entry)
    _close([old for old, new in pairs if new.state == "solved"], MENDED, entry)


def _move_voices(old: Problem, new: Problem, right: Visit) -> None:
    """Who raised it and who was told comes along, as far as they were met in the visit as it really was."""
    met = set(right.talks.values_list("worker", flat=True))
    kept = [voice for voice in old.voices.filter(heard=None) if voice.told_on or voice.worker_id in met]
    if not kept:
        return
    new.voices.all().delete()
    insert(
        Voice(
            problem=new,
            visit=right,
            worker_id=voice.worker_id,
            told_on=voice.told_on,
            told_way=voice.told_way,
            told_by=voice.told_by,
        )
        for voice in kept
    )


def _pairs(before: Sequence[Problem], after: Sequence[Problem]) -> list[tuple[Problem, Problem]]:
    """Which problem of the new record is which of the old one: the same words first, then one by one."""
    pairs, left, free = [], [], list(after)
    for old in before:
        same = next((new for new in free if (new.question, new.text) == (old.question, old.text)), None)
        if same is None:
            left.append(old)
            continue
        free.remove(same)
        pairs.append((old, same))
    return pairs + list(zip(left, free, strict=False))
