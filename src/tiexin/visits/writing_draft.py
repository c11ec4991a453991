"""What a stay's paper begins with: lines drawn from records that the person may read, each with its day."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.measures import TAGS
from tiexin.registry.models import EmployerTag, Worker
from tiexin.registry.people import WorkerGroup
from tiexin.registry.vocabulary import EMPLOYER_TAGS, WORKER_GROUPS
from tiexin.visits import day_queries as days
from tiexin.visits.models import Problem, Stay, Visit
from tiexin.visits.problem_rules import STATES, UNSOLVED

MOST = 60  # records of a kind that a draft draws on


@dataclass(frozen=True)
class Sources:
    """Where a draft looks: who asks, which stay, as of which day."""

    request: HttpRequest
    stay: Stay
    day: date

    def problems(self, **where: object) -> list[Problem]:
        """Problems heard at the enterprise that the person may read, the newest first."""
        seen = Problem.objects.for_request(self.request, "visits.see").filter(visit__employer=self.stay.employer)
        found = seen.filter(visit__voided=None, **where).select_related("visit")
        return list(found.order_by("-visit__on", "-pk")[:MOST])

    def visits(self) -> list[Visit]:
        """The visits of the stay that the person may read."""
        return [visit for visit in days.log_visits(self.request, self.stay) if visit.voided is None][:MOST]

    @property
    def marks(self) -> list[str]:
        """The enterprise's marks in force."""
        held = EmployerTag.objects.filter(employer=self.stay.employer, since__lte=self.day)
        tags = held.filter(Q(until=None) | Q(until__gt=self.day)).values_list("tag", flat=True)
        return [EMPLOYER_TAGS[tag] for tag in EMPLOYER_TAGS if tag in set(tags)]

    @property
    def roster(self) -> QuerySet[Worker]:
        """The enterprise's workers that the person may read."""
        there = Worker.objects.at(self.stay.employer).values("pk")
        return Worker.objects.for_request(self.request, "registry.see").filter(pk__in=there)

    @property
    def groups(self) -> dict[str, int]:
        """How many of the enterprise's workers belong to each group."""
        held = WorkerGroup.objects.on(self.day).filter(worker__in=self.roster.values("pk"))
        found = Counter(held.values_list("group", flat=True))
        return {WORKER_GROUPS[name]: found[name] for name in WORKER_GROUPS if found[name]}


def drawn(sources: Sources, kind: str) -> dict[str, str]:
    """The text that each section of this kind of paper begins with; "" where there is no record."""
    return {key: "\n".join(lines(sources)) for key, lines in DRAWN[kind].items()}


def _of_problem(problem: Problem) -> str:
    question = TAGS["question"][problem.question]
    return f"{zh_date(problem.visit.on)}，{question}：{problem.text}（{STATES[problem.state]}）"


def _problems(sources: Sources) -> Iterable[str]:
    return [_of_problem(each) for each in sources.problems(state__in=UNSOLVED)]


def _rights(sources: Sources) -> Iterable[str]:
    return [
        *([f"企业标记：{'、'.join(sources.marks)}。"] if sources.marks else []),
        *(_of_problem(each) for each in sources.problems(question="resent")),
    ]


def _help(sources: Sources) -> Iterable[str]:
    return [
        *([_groups(sources)] if sources.groups else []),
        *(_of_problem(each) for each in sources.problems(question="urgent", state__in=UNSOLVED)),
    ]


def _groups(sources: Sources) -> str:
    return "在册职工中：" + "，".join(f"{label}{count}人" for label, count in sources.groups.items()) + "。"


def _operation(sources: Sources) -> Iterable[str]:
    employer = sources.stay.employer
    facts = [
        employer.get_kind_display(),
        employer.industry,
        f"职工{employer.headcount}人" if employer.headcount else "",
    ]
    roles = Counter(sources.roster.values_list("role", flat=True))
    known = "，".join(f"{label}{roles[name]}人" for name, label in TAGS["role"].items() if roles[name])
    return [
        f"{employer}：{'，'.join(fact for fact in facts if fact)}。",
        *([f"企业标记：{'、'.join(sources.marks)}。"] if sources.marks else []),
        *([f"在册：{known}。"] if known else []),
        *([_groups(sources)] if sources.groups else []),
    ]


def _hopes(sources: Sources) -> Iterable[str]:
    said = [f"{zh_date(visit.on)}：{visit.said}" for visit in sources.visits() if visit.said]
    asked = [_of_problem(problem) for visit in sources.visits() for problem in visit.problems.all()]
    return [*asked, *said]


def _union(sources: Sources) -> Iterable[str]:
    cadres = sources.roster.filter(role="union_cadre").order_by("pk")[:MOST]
    met = {talk.worker_id for visit in sources.visits() for talk in visit.talks.all()}
    names = [f"{worker}{'（已见）' if worker.pk in met else ''}" for worker in cadres]
    return [f"工会干部：{'、'.join(names)}。"] if names else []


def _done(sources: Sources) -> Iterable[str]:
    stay, visits = sources.stay, sources.visits()
    met = {talk.worker_id for visit in visits for talk in visit.talks.all()}
    unnamed = sum(visit.unnamed for visit in visits)
    told = [f"{zh_date(row.on)}，{row.officer.name}：{row.said}" for row in days.told(stay)[:MOST]]
    return [
        f"{stay.team}于{zh_date(stay.start)}至{zh_date(stay.end)}在{stay.employer}蹲点，"
        f"走访登记{len(visits)}次，见到职工{len(met)}人" + (f"，另有没有记姓名的{unnamed}人次。" if unnamed else "。"),
        *told,
    ]


def _found(sources: Sources) -> Iterable[str]:
    return [_of_problem(problem) for visit in sources.visits() for problem in visit.problems.all()]


def _nothing(sources: Sources) -> Iterable[str]:
    return []


DRAWN: dict[str, dict[str, Callable[[Sources], Iterable[str]]]] = {
    "dossier": {"problems": _problems, "rights": _rights, "help": _help},
    "portrait": {"operation": _operation, "hopes": _hopes, "union": _union},
    "report": {"done": _done, "heard": _hopes, "problems": _found, "advice": _nothing},
}
