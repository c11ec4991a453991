"""What of matters that workers brought waits for one person, as rows of 待办: never what is under seal."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from tiexin.boards.waiting_rows import MOST, Matter
from tiexin.cases import mine
from tiexin.cases.clocks import day_of, hour_of
from tiexin.cases.mine import Asker
from tiexin.cases.models import Case
from tiexin.cases.reading import look
from tiexin.cases.reporting.rules import numbers
from tiexin.core.days import moment, naive

Row = tuple[Case, Matter]  # its label is written when it was looked at what the person reads


def _label(case: Case) -> str:
    return f"{case.what}（内容加密）" if case.sealed else case.subject


def _end(due: datetime | None) -> date | datetime | None:
    """The last day of a term, or the moment at which one of hours ends."""
    return due if due is not None and hour_of(naive(due)) else day_of(naive(due)) if due else None


def _row(case: Case, note: str, due: datetime | None, day: date, page: str = "case", pk: int = 0) -> Row:
    late = due is not None and due <= moment(day)
    where = reverse(page, args=[pk or case.pk])
    return case, Matter("", where, f"{case.what} · {note}", _end(due), late, f"{case.what} {case.number}")


def _of(find: Callable[[Asker], QuerySet[Case]]) -> Callable[[Asker], Iterable[Row]]:
    def look(asker: Asker) -> Iterable[Row]:
        for case in find(asker)[: MOST + 1]:
            yield _row(case, f"{case.org} · {case.get_state_display()}", case.due, asker.today)

    return look


def _calls(asker: Asker) -> Iterable[Row]:
    for case in mine.to_call_back(asker)[: MOST + 1]:
        ends = case.ask_by  # type: ignore[attr-defined]
        yield _row(case, f"{case.org} · {case.get_state_display()}", ends, asker.today)


def _offers(asker: Asker) -> Iterable[Row]:
    for offer in mine.offered(asker)[: MOST + 1]:
        yield _row(offer.case, f"{offer.by.org}转来，等收下", offer.case.due, asker.today)


def _delays(asker: Asker) -> Iterable[Row]:
    for delay in mine.to_decide(asker)[: MOST + 1]:
        case = delay.clock.case
        yield _row(
            case, f"“{delay.clock.label}”请求{delay.what}", delay.clock.due, asker.today, "delay-decide", delay.pk
        )


def _reports(asker: Asker) -> Iterable[Row]:
    for report in mine.to_note(asker)[: MOST + 1]:
        yield _row(report.case, f"{report.from_org}报来，等知悉", report.due, asker.today, "report", report.pk)


def _unreported(asker: Asker) -> Iterable[Row]:
    for case in mine.to_report(asker)[: MOST + 1]:
        yield _row(case, "还没有上报", case.at + numbers().report, asker.today)


def _appointments(asker: Asker) -> Iterable[Row]:
    for each in mine.to_receive(asker)[: MOST + 1]:
        yield _row(each.case, f"{each.slot.place}接待", each.slot.begins, asker.today)


KINDS: tuple[tuple[str, Callable[[Asker], Iterable[Row]]], ...] = (
    ("应当向上报告的诉求", _unreported),
    ("等我定由谁办", _of(mine.unclear)),
    ("我承办的诉求", _of(mine.owned)),
    ("转来等收下的诉求", _offers),
    ("等人认领的诉求", _of(mine.queued)),
    ("我包案的诉求", _of(mine.led)),
    ("等我批的停计、延长", _delays),
    ("等知悉的报告", _reports),
    ("要打电话告诉结果的", _of(mine.to_phone)),
    ("等回访的诉求", _calls),
    ("我接待的预约", _appointments),
)


def waiting(asker: Asker) -> Iterator[tuple[str, list[Matter]]]:
    """What waits of each kind, named as far as the person may read it: one question for all of them."""
    found = [(title, list(rows(asker))) for title, rows in KINDS]
    look(asker.request, [case for _, rows in found for case, _ in rows])
    for title, rows in found:
        yield title, [replace(matter, label=_label(case)) for case, matter in rows]
