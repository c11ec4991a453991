"""Beside a matter, or one that is being written down: what else the same person or the same enterprise brought.

Open ones of the same worker, number or enterprise; of the same worker or number those that have ended, too, with how
they were answered: who comes again without anything new is not handled again from the start (信访工作条例 第19、36条).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from tiexin.cases import queries, reading
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.reach import of_kind
from tiexin.core.days import naive
from tiexin.core.prepared import Prepared, padded
from tiexin.core.templatetags.tiexin import near_date
from tiexin.orgs.asking import today
from tiexin.orgs.standing import Standing

LOOKED_AT, OFFERED = 20, 5  # matters of one worker, number or enterprise that are looked at; how many are shown
STAGES = {"refused": "告知去处", "replied": "答复", "review_answered": "复查", "second_review_answered": "复核"}
UNSEEN = ("text", "text_sealed", "details", "phone_sealed", "phone_index", "phone_tail")  # beside another


@dataclass(frozen=True)
class Before:
    """What is open, the newest first; what the same person brought that has ended, the last that ended first.

    `times`: how often the person came with such a thing, as far as whoever looks reads it, this time not counted.
    """

    open: list[Case]
    ended: list[Case]
    times: int = 0


def of(request: HttpRequest, case: Case) -> Before:
    """What stands beside a matter, also one that is not registered yet; each way is walked by its own index.

    By the person nobody finds whose name they are not told; what has ended is shown to who reads it, never under seal.
    """
    by_person = _by_person(case)
    rows = _rows(Standing(request), padded(sorted(by_person))) if by_person else []
    firm = _at_employer(request, case) if case.employer_id else []
    theirs = [row for row in rows if not row.unnamed]
    ended = [row for row in theirs if row.closed and row.reads and not row.sealed]
    for row in ended[:OFFERED]:
        row.answer = _answer(request, row)  # type: ignore[attr-defined]
    found = {row.pk: row for row in firm} | {row.pk: row for row in theirs if not row.closed}
    shown = sorted(found.values(), key=lambda row: -row.pk)
    times = sum(row.kind == case.kind and bool(row.reads) and not row.sealed for row in theirs)
    return Before(shown[:OFFERED], ended[:OFFERED], times)


def seen(request: HttpRequest, pk: int) -> tuple[Case | None, Before]:
    """One matter in reach, or None, and what stands beside it: nothing where it is not read who asked.

    What the person may do about it is read with it, and `queries.rights` asks no more.
    """
    one = next(iter(_seen(Standing(request), pk)), None)
    if one:
        one._rights = one  # type: ignore[attr-defined]
    return one, of(request, one) if one and one.named else Before([], [])


def _seen_of(person: Any, pk: Any) -> QuerySet[Case]:
    found = queries.shown(reading.overseen(person)).filter(pk=pk)
    return queries.with_rights(person, reading.sighted(person, found))


_seen = Prepared(_seen_of)


def _answer(request: HttpRequest, case: Any) -> str:
    """When and how it was answered, in words; empty where it ended without an answer."""
    if not case.answered:
        return ""
    said = STAGES[case.answered_by]
    given = (each.choices.get(case.outcome.get(each.name)) for each in case.service.outcomes if each.type == "choice")
    result = next(filter(None, given), "") if case.answered_by != "refused" else ""
    return f"{near_date(naive(case.answered).date(), today(request))}{said}{f'：{result}' if result else ''}"


def _dressed(found: QuerySet[Case]) -> QuerySet[Case]:
    """With the last answer: of which stage it was, and when it was given."""
    last = CaseStep.objects.filter(case=OuterRef("pk"), event__in=list(STAGES)).order_by("-pk")
    told = {"answered_by": Subquery(last.values("event")[:1]), "answered": Subquery(last.values("at")[:1])}
    return found.annotate(**told)


_open_first = (F("closed").desc(nulls_first=True), "-pk")


def _beside(person: Any, pks: Any) -> QuerySet[Case]:
    found = reading.sighted(person, Case.objects.for_request(person, "cases.see").select_related("org"))
    return found.filter(reading.linkable(person), pk__in=pks).defer(*UNSEEN)


_rows = Prepared(lambda person, pks: _dressed(_beside(person, pks)).order_by(*_open_first))


def _by_person(case: Case) -> set[int]:
    """Matters of the same worker or number, open and ended; of a matter that was `seen` it is known whether any are."""
    own, rows = case.pk or 0, list[Case]()
    if case.worker_id and getattr(case, "has_same_worker", True):
        rows += _of_worker(case.worker_id, own)
    if case.phone_index and getattr(case, "has_same_phone", True):
        rows += _of_phone(bytes(case.phone_index), own)
    return {row.pk for row in rows}


def _others(found: QuerySet[Case], but: int) -> QuerySet[Case]:
    return found.exclude(pk=but).only("pk").order_by(*_open_first)[:LOOKED_AT]


_of_worker = Prepared(lambda worker, but: _others(Case.objects.filter(worker=worker), but))
_of_phone = Prepared(lambda index, but: _others(Case.objects.filter(phone_index=index), but))


def _at_employer(request: HttpRequest, case: Case) -> list[Case]:
    return _of_employer.shared(Standing(request), case.employer_id or 0, case.kind, case.pk or 0)


_of_employer = Prepared(lambda person, *of: _beside(person, _open_of(*of)).order_by("-pk")[:OFFERED])


def _open_of(employer: int, kind: str, but: int) -> QuerySet[Any, Any]:
    """Open matters of the same kind of an enterprise, found before anybody asks who reads them."""
    theirs = Case.objects.open().filter(employer=employer).exclude(pk=but)
    return of_kind(theirs, kind).order_by("-pk").values("pk")[:LOOKED_AT]
