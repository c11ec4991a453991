"""待办: everything that waits for one person, across subjects; computed when it is asked for, kept by nobody."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tiexin.boards import waiting_beside, waiting_cases
from tiexin.boards.waiting_rows import MOST, Heap, Kind, Matter
from tiexin.cases.agency.queries import waiting_for
from tiexin.cases.clocks import day_of
from tiexin.cases.mine import Asker
from tiexin.core.days import naive
from tiexin.orgs.models import Officer
from tiexin.outbox.queries import MANY, unsent
from tiexin.supervision.models import Shortcoming
from tiexin.supervision.pattern_queries import asked_of
from tiexin.supervision.queries import checks_at
from tiexin.supervision.survey_queries import ending
from tiexin.visits.announcements import Announcement
from tiexin.visits.opinion_rules import WAITING
from tiexin.visits.opinions import Opinion
from tiexin.visits.problem_queries import owned_by


def heaps(officer: Officer, day: date) -> list[Heap]:
    """Every kind of which something waits for the person, in one statement each and one for their posts."""
    asker = Asker(officer, day)
    found = [_heap(title, rows) for title, rows in waiting_cases.waiting(asker)]
    found += [_heap(title, rows) for title, rows in waiting_beside.waiting(asker)]
    found += [_heap(title, rows) for title, rows in others(asker)]
    found.append(_heap(TEXTS, texts(asker)))
    return [heap for heap in found if heap.matters]


def others(asker: Asker, kinds: Iterable[Kind[Asker, Matter]] | None = None) -> Iterator[tuple[str, list[Matter]]]:
    """What waits of each kind that is no matter of workers."""
    for kind in KINDS if kinds is None else kinds:
        yield kind.title, [kind.row(each, asker.today) for each in kind.find(asker)[: MOST + 1]]


def _heap(title: str, found: Iterable[Matter]) -> Heap:
    rows = list(found)
    return Heap(title, rows[:MOST], len(rows) > MOST)


def _matter(label: str, page: str, pk: int, note: str, due: date | None, day: date) -> Matter:
    return Matter(label, reverse(page, args=[pk]), note, due, due is not None and due < day)


def _opinions(asker: Asker) -> QuerySet[Opinion]:
    found = Opinion.objects.filter(owner=asker.officer, state__in=WAITING).select_related("visit__employer")
    return found.order_by("visit__on", "pk")


def _announced(asker: Asker) -> QuerySet[Announcement]:
    found = Announcement.objects.filter(owner=asker.officer, state="announced", day__gte=asker.today)
    return found.select_related("employer").order_by("day", "pk")


def _shortcomings(asker: Asker) -> QuerySet[Shortcoming]:
    found = Shortcoming.objects.filter(owner=asker.officer, state="open").select_related("inspection__org")
    return found.order_by("due", "pk")


def _problem(row: Any, day: date) -> Matter:
    return _matter(row.text, "problem", row.pk, f"{row.visit.employer} · {row.get_state_display()}", row.due, day)


def _opinion(row: Any, day: date) -> Matter:
    return _matter(row.text, "opinion", row.pk, f"{row.visit.employer} · {row.get_state_display()}", None, day)


def _announcement(row: Any, day: date) -> Matter:
    return _matter(str(row.employer), "announcement", row.pk, "等企业确认日子", row.day, day)


def _body(row: Any, day: date) -> Matter:
    due = day_of(naive(row.clock.due)) if row.clock.due else None
    return _matter(f"等{row.body}答复", "case", row.case_id, f"{row.case.number} · {row.clock.label}", due, day)


def _check(row: Any, day: date) -> Matter:
    label = f"走访{row.visit.employer}"
    return _matter(label, "check-reply", row.pk, f"{row.inspection.org}抽查，请您说明", row.due, day)


def _oddity(row: Any, day: date) -> Matter:
    return _matter(row.told, "oddity-explain", row.pk, "请您看一看", row.due, day)


def _shortcoming(row: Any, day: date) -> Matter:
    return _matter(row.text, "shortcoming", row.pk, f"{row.inspection.org}督查", row.due, day)


def _survey(row: Any, day: date) -> Matter:
    return _matter(str(row), "survey", row.pk, f"已回答 {row.answered} / {row.asked}", row.until, day)


def texts(asker: Asker) -> Iterator[Matter]:
    """One row, however many: the page lists them."""
    if number := unsent(asker.request):
        many = f"{MANY}条以上" if number > MANY else f"{number}条"
        label = f"{many}消息没有发成"
        yield Matter(label, f"{reverse('texts')}?state=failed", "可以再发一次，或者打电话告诉", plain=TEXTS)


TEXTS = "没有发成的消息"
KINDS: tuple[Kind[Asker, Matter], ...] = (
    Kind("我负责的问题", lambda asker: owned_by(asker.officer), _problem),
    Kind("还没有着落的意见", _opinions, _opinion, ""),
    Kind("等企业答复的走访", _announced, _announcement, "day"),
    Kind("代办到其他机关，等答复的", lambda asker: waiting_for(asker.officer), _body, "clock__due"),
    Kind("抽查核实，等我说明", lambda asker: checks_at(asker.officer), _check),
    Kind("少见的记录，等我看", lambda asker: asked_of(asker.officer), _oddity),
    Kind("督查问题，等我整改", _shortcomings, _shortcoming),
    Kind("快到最后一天的调查", lambda asker: ending(asker.officer, asker.today), _survey, "until"),
)
