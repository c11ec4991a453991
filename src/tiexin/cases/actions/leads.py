"""Leaders in charge by rule (C137): the house says that one is due, and the unit's own leaders decide who."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tiexin.cases import rules
from tiexin.cases.actions.steps import last_step
from tiexin.cases.actions.telling import leaders_of
from tiexin.cases.catalogue import here
from tiexin.cases.clocks import day_of
from tiexin.cases.leads import rules as lead_rules
from tiexin.cases.leads.models import LeadDue
from tiexin.cases.linking.models import CaseLink
from tiexin.cases.models import Case, Part
from tiexin.cases.reporting.models import Report
from tiexin.core.actions import insert
from tiexin.core.days import naive, opening
from tiexin.orgs.models import Org, Tree, Under
from tiexin.outbox.actions import tell_officers
from tiexin.outbox.rules import News

BATCH = 200


def ask_for_leaders(day: date) -> int:
    """Say of every matter that should have a leader in charge that it should; return of how many that was new.

    Doing so twice says nothing twice: a rule speaks once for each handling of a matter, and again when whoever took
    charge was taken off, or when what had ended without an answer is taken up.
    """
    LeadDue.objects.waiting().filter(case__state__in=rules.ENDED).update(ended=day)
    asked, after = 0, 0
    while pks := list(_candidates(day).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        asked, after = asked + _ask(pks, day), pks[-1]
    return asked


def ask_again(case: Case, day: date) -> int:
    """Ask at once for a matter whose leader stepped back, where a rule asks for one; return whether it does."""
    pks = list(_candidates(day).filter(pk=case.pk).values_list("pk", flat=True))
    return _ask(pks, day) if pks else 0


def _candidates(day: date) -> QuerySet[Case]:
    """Open matters without a leader to which a rule may apply; what follows an open one has that one's leader."""
    least = min(filter(None, (each.group_from for each in here().values())), default=0)
    late = opening(day - timedelta(days=lead_rules.rules().late_days - 1))
    links = CaseLink.objects.standing()
    crowd = Q(people__gte=min(least or 1, lead_rules.rules().group_from)) | Q(pk__in=links.values("head"))
    asks = crowd | Q(round__gt=1) | Q(due__lte=late) | _escalated()
    found = Case.objects.open().filter(asks, lead=None, org__practice=False)
    led = links.filter(head__closed=None).values("case")
    return found.exclude(pk__in=led).exclude(pk__in=LeadDue.objects.waiting().values("case"))


def _escalated() -> Q:
    """Urgent crises, what was reported upward, what went up for review and waits there or was answered there."""
    crisis = Q(kind__in=lead_rules.rules().kinds, urgent=True)
    return crisis | Q(state__in=(*rules.REVIEWING, "reviewed")) | Q(Exists(Report.objects.filter(case=OuterRef("pk"))))


@transaction.atomic
def _ask(pks: list[int], day: date) -> int:
    """Ask for those that still have no leader; locked, so that two runs at once say nothing twice."""
    free = Case.objects.open().filter(pk__in=pks, lead=None).select_related("org").order_by("pk")
    high = set(Case.objects.filter(_escalated(), pk__in=pks).values_list("pk", flat=True))
    batch = list(free.select_for_update(of=("self",)))
    said = {(each.case_id, each.rule, each.round): each for each in LeadDue.objects.filter(case__in=pks)}
    waiting = {each.case_id for each in said.values() if each.met is None and each.ended is None}
    follow = CaseLink.objects.standing().filter(head__in=pks).people().values_list("head", "more", "again")
    people = {head: (more, again) for head, more, again in follow}
    units = _units_above(batch)
    made, again = list[LeadDue](), list[LeadDue]()
    for case in batch:
        more, same = people.get(case.pk, (0, 0))
        rule = _rule(case, max(case.people, same) + more, case.pk in high, day)
        if rule is None or case.pk in waiting:
            continue
        unit = units.get((case.org_id, rule.up), case.org)
        due = LeadDue(case=case, round=case.round, rule=rule.name, org=unit, since=day, due=rule.due(day))
        before = said.get((case.pk, rule.name, case.round))
        if before is None:
            made.append(due)
        else:  # whoever took charge was taken off, or it had ended unanswered: the same row asks once more
            due.pk = before.pk
            again.append(due)
    away = set(Part.objects.filter(case__in=pks, role="recused", until=None).values_list("case", "officer"))
    for due in insert(made):
        _tell(due, f"case/{due.case_id}/lead/{due.pk}", away, day)
    LeadDue.objects.bulk_update(again, ["org", "since", "due", "met", "leader", "ended"])
    for due in again:
        _tell(due, f"case/{due.case_id}/lead/{due.pk}/{last_step(due.case)}", away, day)
    return len(made) + len(again)


def _rule(case: Case, people: int, escalated: bool, day: date) -> lead_rules.LeadRule | None:
    last = day_of(naive(case.due)) if case.due else None
    asked = lead_rules.Asked(people, case.service.group_from, case.round, last, escalated)
    return lead_rules.rule_for(asked, day)


def _units_above(batch: list[Case]) -> Mapping[tuple[int, int], Org]:
    """The unit so many levels above each."""
    ups = {each.up for each in lead_rules.rules().rules.values()}
    rows = Under.objects.filter(tree=Tree.TERRITORY, org__in={case.org_id for case in batch}, depth__in=ups)
    found = list(rows.values_list("org", "depth", "ancestor"))
    orgs = Org.objects.in_bulk([ancestor for _, _, ancestor in found])
    return {(org, depth): orgs[ancestor] for org, depth, ancestor in found}


def _tell(due: LeadDue, source: str, away: Collection[tuple[int, int]], day: date) -> None:
    """The leaders there hear it, but for whom it is about and who stepped back."""
    case = due.case
    theirs = (each for each in leaders_of(due.org, day) if (case.pk, each.pk) not in away)
    whom = [each for each in theirs if each.pk != case.about_id and each.org_id != case.about_org_id]
    words = f"一件{case.what}应当由您单位的领导包案"
    if whom:
        tell_officers(whom, News("task", words, source, url=f"/cases/{case.pk}/"), on=day)
