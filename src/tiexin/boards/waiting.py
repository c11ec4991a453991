"""待办: everything that waits for one person, across subjects; computed when it is asked for, kept by nobody."""

from collections.abc import Callable, Iterable
from datetime import date

from django.urls import reverse

from tiexin.boards import waiting_beside, waiting_cases
from tiexin.boards.waiting_rows import MOST, Heap, Matter
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
    found += [_heap(title, look(officer, day)) for title, look in KINDS]
    found.append(_heap("没有发成的消息", _texts(asker)))
    return [heap for heap in found if heap.matters]


def _heap(title: str, found: Iterable[Matter]) -> Heap:
    rows = list(found)
    return Heap(title, rows[:MOST], len(rows) > MOST)


def _matter(label: str, page: str, pk: int, note: str, due: date | None, day: date) -> Matter:
    return Matter(label, reverse(page, args=[pk]), note, due, due is not None and due < day)


def _problems(officer: Officer, day: date) -> Iterable[Matter]:
    for row in owned_by(officer)[: MOST + 1]:
        yield _matter(row.text, "problem", row.pk, f"{row.visit.employer} · {row.get_state_display()}", row.due, day)


def _opinions(officer: Officer, day: date) -> Iterable[Matter]:
    found = Opinion.objects.filter(owner=officer, state__in=WAITING).select_related("visit__employer")
    for row in found.order_by("visit__on", "pk")[: MOST + 1]:
        yield _matter(row.text, "opinion", row.pk, f"{row.visit.employer} · {row.get_state_display()}", None, day)


def _announced(officer: Officer, day: date) -> Iterable[Matter]:
    found = Announcement.objects.filter(owner=officer, state="announced", day__gte=day).select_related("employer")
    for row in found.order_by("day", "pk")[: MOST + 1]:
        yield _matter(str(row.employer), "announcement", row.pk, "等企业确认日子", row.day, day)


def _checks(officer: Officer, day: date) -> Iterable[Matter]:
    for row in checks_at(officer)[: MOST + 1]:
        label = f"走访{row.visit.employer}"
        yield _matter(label, "check-reply", row.pk, f"{row.inspection.org}抽查，请您说明", row.due, day)


def _oddities(officer: Officer, day: date) -> Iterable[Matter]:
    for row in asked_of(officer)[: MOST + 1]:
        yield _matter(row.told, "oddity-explain", row.pk, "请您看一看", row.due, day)


def _shortcomings(officer: Officer, day: date) -> Iterable[Matter]:
    found = Shortcoming.objects.filter(owner=officer, state="open").select_related("inspection__org")
    for row in found.order_by("due", "pk")[: MOST + 1]:
        yield _matter(row.text, "shortcoming", row.pk, f"{row.inspection.org}督查", row.due, day)


def _surveys(officer: Officer, day: date) -> Iterable[Matter]:
    for row in ending(officer, day)[: MOST + 1]:
        yield _matter(str(row), "survey", row.pk, f"已回答 {row.answered} / {row.asked}", row.until, day)  # type: ignore[attr-defined]


def _bodies(officer: Officer, day: date) -> Iterable[Matter]:
    for row in waiting_for(officer, MOST + 1):
        due = day_of(naive(row.clock.due)) if row.clock.due else None
        yield _matter(f"等{row.body}答复", "case", row.case_id, f"{row.case.number} · {row.clock.label}", due, day)


def _texts(asker: Asker) -> Iterable[Matter]:
    """One row, however many: the page lists them."""
    if number := unsent(asker.request):
        many = f"{MANY}条以上" if number > MANY else f"{number}条"
        label = f"{many}消息没有发成"
        yield Matter(label, f"{reverse('texts')}?state=failed", "可以再发一次，或者打电话告诉", plain="没有发成的消息")


KINDS: tuple[tuple[str, Callable[[Officer, date], Iterable[Matter]]], ...] = (
    ("我负责的问题", _problems),
    ("还没有着落的意见", _opinions),
    ("等企业答复的走访", _announced),
    ("代办到其他机关，等答复的", _bodies),
    ("抽查核实，等我说明", _checks),
    ("少见的记录，等我看", _oddities),
    ("督查问题，等我整改", _shortcomings),
    ("快到最后一天的调查", _surveys),
)
