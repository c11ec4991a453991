"""Reads of reports: who knew when, what a unit has to take note of, what should have been reported and was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar, cast

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest

from tiexin.cases.catalogue import here
from tiexin.cases.linking.models import CaseLink
from tiexin.cases.models import Case
from tiexin.cases.promise import withheld
from tiexin.cases.reading import look
from tiexin.cases.reporting.models import Report, ReportQuerySet
from tiexin.cases.reporting.rules import THERE, is_serious, many, numbers, span
from tiexin.core.days import opening
from tiexin.orgs.asking import me
from tiexin.orgs.models import Org, Tree, Under
from tiexin.orgs.scope import nodes, reaching

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Line:
    """One moment of the chain: when, who, what they did, in which words, how long after it was known or happened."""

    at: datetime
    who: str
    what: str
    words: str = ""
    after: str = ""
    since: str = "知道"


def chain(reports: list[Report], case: Case) -> list[Line]:
    """Who knew when: it happened, the union knew, it was registered, reported, taken note of, coordinated."""
    if not reports:
        return []
    first = reports[0]
    lines = [
        Line(first.happened, "", "事情发生"),
        Line(first.known, first.known_by, "工会第一个知道", after=span(first.happened, first.known), since="发生"),
        Line(case.at, str(case.first or case.first_org), "登记", after=span(first.known, case.at)),
        *(line for each in reports for line in _lines(each)),
    ]
    return sorted(lines, key=lambda line: line.at)


def _lines(report: Report) -> Iterator[Line]:
    sent, known = f"{report.from_org}，{report.by}", report.known
    yield Line(report.at, sent, f"报告给{report.org}", report.said, span(known, report.at))
    if report.received is not None:
        yield Line(report.received, f"{report.org}，{report.received_by}", "知悉", after=span(known, report.received))
    if report.answer == "ended" and report.answered is not None:
        yield Line(report.answered, str(report.org), "了结", report.ending)
    if report.coordinated is not None:
        yield Line(report.coordinated, str(report.coordinator), THERE, after=span(known, report.coordinated))


def tell(request: HttpRequest, reports: Iterable[Report]) -> None:
    """Put beside each what the person reads of its words: whoever reads the matter, whoever wrote it, who handles
    matters where it went; of one that leaders rule unread all whom it reaches.
    """
    rows = list(reports)
    look(request, [each.case for each in rows])
    held = nodes(request, "cases.handle")
    there = Report.objects.filter(pk__in=[each.pk for each in rows])
    theirs = set(there.filter(reaching("org", held)).values_list("pk", flat=True)) if held else set()
    for each in rows:
        case, own = each.case, each.by_id == me(request).pk or each.pk in theirs
        if own or withheld(case) or case.reads:
            each.said, each.ending = case.without_name(each.words), case.without_name(each.answer_text)


def shown(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Reports with what a list or a page shows beside."""
    along = ("case__org", "case__first", "case__first_org", "org", "from_org", "by", "received_by", "coordinator")
    return reports.select_related(*along)


def answerable(request: HttpRequest) -> ReportQuerySet:
    """Reports to units where the person handles matters, which are not ended yet."""
    held = nodes(request, "cases.handle")
    found = Report.objects.for_request(request, "cases.see").filter(answer="")
    return found.filter(reaching("org", held)) if held else found.none()


def units_above(case: Case, unit: Org) -> QuerySet[Org]:
    """The units to which a matter may be reported from a unit: those above it, but never the one that it is about."""
    return above_but(unit, case.about_org_id or 0)


def above_but(unit: Org, about: int) -> QuerySet[Org]:
    """Units above one at the levels to which reports go, without it and one more."""
    found = Org.objects.above(unit).filter(closed=None, level__in=numbers().levels)
    return found.exclude(pk__in=[unit.pk, about])


def above_each() -> QuerySet[Under]:
    """What `above_but` finds for each matter of a queryset and its own unit, asked with the matter itself."""
    own, about = OuterRef("org"), Coalesce(OuterRef("about_org"), 0)
    up = Under.objects.filter(tree=Tree.TERRITORY, org=own, ancestor__closed=None, ancestor__level__in=numbers().levels)
    return up.exclude(ancestor=own).exclude(ancestor=about)


def coordinated_alone(case: Case) -> bool:
    """Whether somebody was there although nobody is above to whom it is reported."""
    return case.steps.filter(event="noted", label=THERE).exists()


def owes_report(case: Case, *, linked: bool = True) -> bool:
    """Whether a matter has to be reported upward, by its kind and size; there may be nobody to whom.

    A head speaks for all that follow it, see `serious`; who knows that a matter is not `linked` asks no question.
    """
    if not linked:
        return is_serious(case.kind, case.urgent, case.people, case.service.group_from)
    return serious(Case.objects.filter(pk=case.pk)).exists()


def serious(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those that have to be reported upward: urgent, or of so many people together with all that follow them.

    What follows an open head that has to be reported, or one that was, owes no second report for its number; for its
    urgency it does.
    """
    links = CaseLink.objects.standing()
    heads = _sized(links.filter(case=OuterRef("pk"), head__closed=None), "head", "head__people")
    told = links.filter(case=OuterRef("pk"), head__reports__isnull=False)
    crowd = Q(_of_many(), ~Exists(heads.filter(Q(head__urgent=True) | _of_many("head__"))), ~Exists(told))
    return _sized(cases, "pk", "people").filter(Q(urgent=True) | crowd)


def _sized(rows: QuerySet[M], head: str, people: str) -> QuerySet[M]:
    """Rows with the people of a head and of all that follow it as `whole`."""
    follow = CaseLink.objects.standing().filter(head=OuterRef(head)).people()
    more, again = (Coalesce(Subquery(follow.values(name)), 0) for name in ("more", "again"))
    found: Any = rows.annotate(whole=Greatest(F(people), again) + more)
    return cast(QuerySet[M], found)


def _of_many(at: str = "") -> Q:
    services = ((name, here().get(name)) for name in numbers().services)
    limits = {name: many(service.group_from if service else None) for name, service in services}
    those = (Q(**{f"{at}kind": name, "whole__gte": limit}) for name, limit in limits.items())
    return reduce(or_, those, Q(pk__in=[]))


def unreported(before: datetime, day: date | None = None) -> list[Case]:
    """Open matters registered before a moment that should have been reported and were not, in real units.

    With a day only those whose limit can have passed on it: registered so late, or the head of a link made on it. For
    these the standing links are looked through, never the open matters.
    """
    found = silent(Case.objects.filter(at__lt=before, org__practice=False))
    if day is not None:
        late: QuerySet[Case, Any] = Case.objects.filter(at__gte=opening(day) - numbers().report, at__lt=before)
        heads: QuerySet[Any, Any] = CaseLink.objects.standing().filter(since__gte=day).order_by()
        found = found.filter(pk__in=late.order_by().values("pk").union(heads.values("head")))
    return list(found.select_related("org", "owner").order_by("pk"))


def silent(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Open ones that should be reported, where there is a unit above to which, and were not."""
    higher = Under.objects.filter(tree=Tree.TERRITORY, org=OuterRef("org"), depth__gt=0)
    there = Exists(higher.filter(ancestor__level__in=numbers().levels, ancestor__closed=None))
    return serious(cases.filter(there, closed=None, reports=None))
