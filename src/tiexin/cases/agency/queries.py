"""Reads of petition agency: who may be authorised, who may speak, a matter's agency as one page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest

from tiexin.cases import queries as cases
from tiexin.cases.agency.models import Errand, Judgement, JudgementQuerySet, Mandate, Speaker
from tiexin.cases.agency.rules import STATES, Standing
from tiexin.cases.clocks import day_of
from tiexin.cases.linking.models import CaseLink
from tiexin.cases.models import Case, CaseClock, Part
from tiexin.cases.rooms.models import Agent
from tiexin.core.days import naive, opening
from tiexin.core.prepared import Prepared
from tiexin.orgs.asking import me
from tiexin.orgs.models import Officer, Org, Tree, Under
from tiexin.registry.models import Worker


def judged(case: Case) -> Judgement | None:
    """What was decided last."""
    return Judgement.objects.current().filter(case=case).select_related("by").first()


def standing_of(case: Case, agent: Agent, day: date) -> Standing:
    """What the rules ask of an agent for a matter."""
    who = agent.officer
    listed = agent.since <= day and (agent.until is None or day < agent.until)
    serving = who.since <= day and (who.until is None or day < who.until)
    may = Org.objects.above(case.org).filter(pk=agent.org_id).exists()
    return Standing(str(who), listed and serving, may, not is_near(case, who))


def is_near(case: Case, who: Officer) -> bool:
    """Whether somebody has to keep away."""
    return Officer.objects.filter(cases.near(case), pk=who.pk).exists()


def witnesses(case: Case, found: QuerySet[Officer]) -> QuerySet[Officer]:
    """Those among them who may witness a signature: nobody who has to keep away."""
    return found.exclude(cases.near(case))


def agents_for(case: Case, day: date) -> QuerySet[Agent]:
    """Who of the roster may be authorised: of its unit or one above, the nearest first, without those who keep away."""
    above = Org.objects.above(case.org).values("pk")
    rows = Agent.objects.on(day).filter(Q(officer__until=None) | Q(officer__until__gt=day), org__in=above)
    far = Under.objects.filter(tree=Tree.TERRITORY, org=case.org_id, ancestor=OuterRef("org")).values("depth")
    rows = rows.exclude(cases.near(case, "officer__")).select_related("officer__org", "org")
    return rows.annotate(far=Subquery(far)).order_by("far", "pk")


def carried_by(request: HttpRequest) -> QuerySet[Case]:
    """Matters in which the person may take steps at other bodies: as an agent there, or as whoever handles it."""
    part = Part.objects.filter(officer=me(request), until=None, role="agent", case=OuterRef("pk"))
    mine = Q(Exists(part)) | Q(pk__in=cases.handled(request).values("pk"))
    return Case.objects.filter(mine).exclude(about=me(request))


def speakable(case: Case) -> QuerySet[Worker]:
    """Who of the roster may speak for the people of a matter: whoever asked in it or its group, their colleagues."""
    group = CaseLink.objects.standing().filter(head=case).values("case")
    asked = Case.objects.filter(Q(pk=case.pk) | Q(pk__in=group), worker__isnull=False).values("worker")
    theirs = Q(pk__in=asked) | Q(employer=case.employer_id) if case.employer_id else Q(pk__in=asked)
    return Worker.objects.filter(theirs).persons().select_related("employer", "org").order_by("name", "pk")


def principal_of(case: Case, speakers: Sequence[Speaker]) -> str:
    """Who gives the authorisation, as it is known: whoever is spoken for, the representatives, the asker."""
    if speakers:
        return "、".join(each.name for each in speakers)
    return case.behalf or case.name or (case.worker.name if case.worker else "")


@dataclass(frozen=True)
class Term:
    """One of two clocks that run on one matter: whose, what for, until when, how many days are left."""

    label: str
    day: date | None
    lines: Sequence[str]
    source: str
    left: int | None
    met: date | None = None

    @property
    def late(self) -> bool:
        """Whether it has passed."""
        return self.left is not None and self.left < 0


def term(clock: CaseClock, source: str, today: date) -> Term:
    """A clock as it is shown."""
    day = day_of(naive(clock.due)) if clock.due else None
    left = (day - today).days if day and clock.runs else None
    return Term(clock.label, day, clock.lines, source, left, naive(clock.met).date() if clock.met else None)


def own_term(case: Case, today: date) -> Term | None:
    """The union's own next term, beside that of another body."""
    clocks = case.clocks.filter(met=None, ended=None, holder="unit").order_by("due", "pk")
    found = next((each for each in clocks if each.due is not None), None)
    if found is None:
        return None
    rule = case.service.clock(found.rule)
    return term(found, str(rule.source) if rule else "", today)


def _given(case: Case) -> tuple[list[Mandate], list[Errand]]:
    """Authorisations of a matter and the steps taken under them, the newest first."""
    mandates = Mandate.objects.filter(case=case).select_related("agent__officer", "agent__org").order_by("-pk")
    errands = Errand.objects.filter(case=case).select_related("mandate__agent__officer", "clock").order_by("-pk")
    return list(mandates), list(errands)


def beside(case: Case, today: date, held: Any = None) -> dict[str, Any]:
    """Everything that the page of a matter shows of its agency; `held`, where known, says what there is to be read."""
    judgements = _judgements(case.pk) if held is None or held.has_judgements else []
    mandates, errands = _given(case) if judgements else ([], [])  # nobody is authorised before it was decided
    for each in mandates:
        each.state = each.force.state(today)  # type: ignore[attr-defined]
        each.label = STATES[each.state]  # type: ignore[attr-defined]
    for errand in errands:
        errand.term = term(errand.clock, errand.source, today)  # type: ignore[attr-defined]
    speakers = _speakers(case.pk) if held is None or held.has_speakers else []
    return {
        "judgement": next((each for each in judgements if each.until is None), None),
        "judged_before": [each for each in judgements if each.until is not None],
        "mandates": mandates,
        "errands": errands,
        "own_term": own_term(case, today) if errands else None,
        "speakers": [each for each in speakers if each.until is None],
        "spoke_before": [each for each in speakers if each.until is not None],
    }


_judgements = Prepared(lambda case: Judgement.objects.filter(case=case).select_related("by").order_by("-pk"))
_speakers = Prepared(lambda case: Speaker.objects.filter(case=case).order_by("pk"))


def listed(request: HttpRequest) -> JudgementQuerySet:
    """The newest decision of each matter in reach, the newest first."""
    return Judgement.objects.for_request(request).current().order_by("-on", "-pk")


def shown(rows: QuerySet[Judgement]) -> QuerySet[Judgement]:
    """Decisions with what the list and its export show beside."""
    mandates = Mandate.objects.select_related("agent__officer").order_by("pk")
    errands = Errand.objects.waiting().select_related("clock").order_by("clock__due", "pk")
    found = rows.select_related("case__org", "case__owner", "by")
    found = found.prefetch_related(Prefetch("case__mandates", mandates))
    return found.prefetch_related(Prefetch("case__errands", errands))


def fill(rows: list[Judgement], today: date) -> None:
    """Put in what one page of the list shows beside."""
    whole = {row.pk: row for row in shown(Judgement.objects.filter(pk__in=[row.pk for row in rows]))}
    rows[:] = [whole[row.pk] for row in rows]
    for row in rows:
        mark(row, today)


def mark(row: Judgement, today: date) -> Judgement:
    """Who holds a valid authorisation, whether one waits for its signature, what waits at another body until when."""
    mandates = [(each, each.force.state(today)) for each in row.case.mandates.all()]
    row.agents = [str(each.agent) for each, state in mandates if state == "open"]  # type: ignore[attr-defined]
    row.unsigned = any(state == "draft" for _, state in mandates)  # type: ignore[attr-defined]
    first = next(iter(row.case.errands.all()), None)
    row.errand = first  # type: ignore[attr-defined]
    row.term = term(first.clock, "", today) if first else None  # type: ignore[attr-defined]
    return row


def late(today: date) -> QuerySet[Errand]:
    """Steps that another body should have answered by now."""
    return Errand.objects.waiting().filter(clock__due__lte=opening(today))


def waiting_for(officer: Officer) -> QuerySet[Errand]:
    """What waits at other bodies in open matters that somebody owns or carries as agent, the next term first."""
    carried = Part.objects.filter(officer=officer, until=None, role="agent", case=OuterRef("case"))
    found = Errand.objects.waiting().filter(Q(case__owner=officer) | Q(Exists(carried)), case__closed=None)
    return found.select_related("case", "clock").order_by("clock__due", "pk")
