"""Every write of opinions: heard with a visit or noted afterwards, ended, told; gone or carried on with a visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry, Tag
from tiexin.orgs.models import Officer
from tiexin.visits import opinion_rules as rules
from tiexin.visits import rules as visiting
from tiexin.visits.actions import problems
from tiexin.visits.actions.steps import step_of
from tiexin.visits.matters import Voice
from tiexin.visits.models import Problem, Visit
from tiexin.visits.opinions import Opinion, OpinionStep

MENDED = "走访更正，接着办理"


@dataclass(frozen=True)
class Heard:
    """An opinion as it is written down with a visit; without a source it is that of everybody who was met.

    With an `answer` it was answered on the spot, and its giver knows it.
    """

    text: str
    source: str = ""
    answer: str = ""


def hear(visit: Visit, heard: Sequence[Heard], met: Sequence[tuple[int, str]], entry: Entry) -> list[Opinion]:
    """Write down the opinions of a visit in which (worker, role) were met, with its entry."""
    if not heard:
        return []
    made = insert(_opinion(visit, each, met) for each in heard)
    insert(_step(opinion, opinion.answer, entry) for opinion in made)
    return made


def _opinion(visit: Visit, new: Heard, met: Sequence[tuple[int, str]]) -> Opinion:
    rules.check_text(new.text, "opinion", "意见建议是什么")
    if new.answer:
        rules.check_text(new.answer, "opinion_answer", "怎么答复的")
    roles = [role for _, role in met] + (["front_line"] if visit.unnamed else [])
    source = rules.source_of(new.source, roles)
    of_kind = [worker for worker, role in met if rules.SOURCE_OF[role] == source]
    known = len(of_kind) == 1 and not (visit.unnamed and source == "front_line")
    made = Opinion(visit=visit, org=visit.org, owner=visit.author, source=source, text=new.text.strip())
    made.worker_id = of_kind[0] if known else None
    if new.answer.strip():
        made.state, made.answer = "answered", new.answer.strip()
        made.told_on, made.told_way, made.told_by = visit.on, "face", visit.author
    return made


def _step(opinion: Opinion, text: str, entry: Entry) -> OpinionStep:
    return OpinionStep(opinion=opinion, entry=entry, state=opinion.state, text=text.strip())


@transaction.atomic
def add_opinion(visit: Visit, new: Heard, *, by: Officer, on: date) -> Opinion:
    """Note an opinion of a visit afterwards; refused for a voided visit and whatever hearing one refuses."""
    visit = Visit.objects.select_for_update(of=("self",)).select_related("org", "author").get(pk=visit.pk)
    if visit.voided is not None:
        raise Refused("这次走访已经作废，不能再补记")
    met = list(visit.talks.order_by("pk").values_list("worker", "role"))
    made = _opinion(visit, new, met)
    made.owner = by
    insert([made])
    entry = record(Act("hear_opinion", made, by, on, made.org_id))
    insert([_step(made, made.answer, entry)])
    return made


@dataclass(frozen=True)
class Settling:
    """How an opinion ends, in what words; to which unit it is suggested, or which kind of problem it becomes."""

    end: str
    text: str
    unit: str = ""
    question: str = ""


@transaction.atomic
def settle_opinion(opinion: Opinion, new: Settling, *, by: Officer, on: date) -> Opinion:
    """End an opinion, or suggest it to a unit that then replies. One that becomes a problem: a `problem_found`.

    Refused, with nothing written: an end that the state does not allow, words missing, a suggestion to nobody, a
    problem without its kind.
    """
    opinion = _locked(opinion)
    end = rules.check_end(new.end, opinion.state)
    rules.check_text(new.text, "text", end.asks)
    if end.name == "suggested":
        rules.check_text(new.unit, "unit", "向哪个单位建议", rules.UNIT)
        opinion.unit = new.unit.strip()
    elif end.name == "problem":
        opinion.problem = _problem_of(opinion, new.question, by, on)
    else:
        opinion.answer = new.text.strip()
    opinion.state = end.name
    opinion.save(update_fields=["state", "unit", "answer", "problem"])
    entry = record(Act(end.verb, opinion, by, on, opinion.org_id))
    insert([_step(opinion, new.text, entry)])
    return opinion


def _locked(opinion: Opinion) -> Opinion:
    found: Opinion = (
        Opinion.objects.select_for_update(of=("self",))
        .select_related("org", "visit__org", "visit__author", "visit__employer__org")
        .get(pk=opinion.pk)
    )
    return found


def _problem_of(opinion: Opinion, question: str, by: Officer, on: date) -> Problem:
    """A problem of the same visit, found on its day with its tags, raised by whoever gave the opinion."""
    visit = opinion.visit
    visiting.check_problem(question, opinion.text)
    (problem,) = problems.find(visit, [(question, opinion.text)], on=on)
    dims = {"officer": by.pk, "team": visit.team_id, "employer": visit.employer_id}
    tags = (*_tags(visit), ("question", question))
    found = NewFact("problem_found", visit.on, visit.org, visit.employer.org, dims=dims, tags=tags)
    entry = record(Act("make_problem", problem, by, on, problem.org_id), [found])
    insert([step_of(problem, "", "", entry)])
    insert([Voice(problem=problem, visit=visit, worker_id=opinion.worker_id)])
    return problem


def _tags(visit: Visit) -> list[tuple[str, str]]:
    """The tags of the day that the visit itself carries."""
    of_visit = {"thing": "visits.visit", "thing_id": visit.pk, "verb": "record_visit"}
    fact = Entry.objects.get(**of_visit).facts.filter(measure="visit").values("tag_set")[:1]
    return list(Tag.objects.filter(set__in=fact).exclude(key="practice").order_by("pk").values_list("key", "value"))


@transaction.atomic
def tell_giver(opinion: Opinion, way: str, day: date, *, by: Officer, on: date) -> Opinion:
    """Note that whoever gave an opinion was told what came of it: a `worker_told`.

    Refused, with nothing written: nothing to tell yet, told before, no known way, a day to come or before the visit.
    """
    opinion = _locked(opinion)
    rules.check_told(opinion.state, opinion.told_on)
    visit = opinion.visit
    rules.check_telling(way, day, visit.on, on)
    opinion.told_on, opinion.told_way, opinion.told_by = day, way, by
    opinion.save(update_fields=["told_on", "told_way", "told_by"])
    dims = {"officer": by.pk, "team": visit.team_id, "employer": visit.employer_id, "worker": opinion.worker_id}
    told = NewFact("worker_told", day, opinion.org, visit.employer.org, dims=dims, tags=(("way", way),))
    record(Act("tell_giver", opinion, by, on, opinion.org_id), [told])
    return opinion


def withdraw(visit: Visit, reason: str, entry: Entry) -> None:
    """A voided visit's opinions go with it, and so does what their problems proved."""
    made = visit.problems.values("pk")
    found = Entry.objects.filter(thing="visits.problem", thing_id__in=made, verb="make_problem", voided_by=None)
    for each in found.order_by("pk"):
        void(each, by=entry.by, on=entry.on)
    going = list(visit.opinions.standing().select_for_update(of=("self",)).order_by("pk"))
    for opinion in going:
        opinion.state = "withdrawn"
    Opinion.objects.bulk_update(going, ["state"])
    insert(_step(opinion, reason, entry) for opinion in going)


def carry_on(before: Sequence[Opinion], right: Visit) -> None:
    """Let the opinions of a mended visit stand in the right record as they stood before it was voided.

    One that became a problem follows it; where that stands no more, the opinion is open again.
    """
    if not before:
        return
    entry = Entry.objects.get(thing="visits.visit", thing_id=right.pk, verb="record_visit")
    met = set(right.talks.values_list("worker", flat=True))
    later = {problem.root_id: problem for problem in right.problems.exclude(root=None)}
    for opinion in before:
        opinion.visit, opinion.org = right, right.org
        opinion.worker_id = opinion.worker_id if opinion.worker_id in met else None
        if opinion.problem is not None:
            opinion.problem = later.get(opinion.problem.root_id or opinion.problem_id)
            opinion.state = "problem" if opinion.problem else "open"
        opinion.save(update_fields=["visit", "org", "worker", "problem", "state"])
    insert(_step(opinion, MENDED, entry) for opinion in before)
