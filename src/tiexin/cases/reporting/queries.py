"""Reads of reports: who knew when, what a unit has to take note of, what should have been reported and was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from tiexin.cases.models import Case
from tiexin.cases.promise import withheld
from tiexin.cases.reading import look
from tiexin.cases.reporting.models import Report, ReportQuerySet
from tiexin.cases.reporting.rules import THERE, is_serious, numbers, span
from tiexin.orgs.asking import me
from tiexin.orgs.models import Org, Tree, Under
from tiexin.orgs.scope import nodes, reaching


@dataclass(frozen=True)
class Line:
    """One moment of the chain: when, who, what they did, in which words, how long after it was known."""

    at: datetime
    who: str
    what: str
    words: str = ""
    after: str = ""


def chain(reports: list[Report], case: Case) -> list[Line]:
    """Who knew when: it happened, the union knew, it was registered, reported, taken note of, coordinated."""
    if not reports:
        return []
    first = reports[0]
    lines = [
        Line(first.happened, "", "事情发生"),
        Line(first.known, first.known_by, "工会第一个知道", after=span(first.happened, first.known)),
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


def coordinated_alone(case: Case) -> bool:
    """Whether somebody was there although nobody is above to whom it is reported."""
    return case.steps.filter(event="noted", label=THERE).exists()


def owes_report(case: Case) -> bool:
    """Whether a matter has to be reported upward, by its kind and size; there may be nobody to whom."""
    return is_serious(case.kind, case.urgent, case.people, case.service.group_from)


def unreported(before: datetime) -> list[Case]:
    """Open matters registered before a moment that should have been reported and were not."""
    crowd = Q(urgent=True) | Q(kind__in=numbers().services, people__gte=2)
    higher = Under.objects.filter(tree=Tree.TERRITORY, org=OuterRef("org"), depth__gt=0)
    there = Exists(higher.filter(ancestor__level__in=numbers().levels, ancestor__closed=None))
    found = Case.objects.open().filter(there, crowd, at__lt=before, reports=None, org__practice=False)
    return [case for case in found.select_related("org", "owner").order_by("pk") if owes_report(case)]
