"""What of matters that workers brought waits for one person, as rows of 待办: never what is under seal."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from tiexin.boards.waiting_rows import MOST, Kind, Matter
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


def _plain(case: Case, day: date) -> Row:
    return _row(case, f"{case.org} · {case.get_state_display()}", case.due, day)


def _call(case: Any, day: date) -> Row:
    return _row(case, f"{case.org} · {case.get_state_display()}", case.ask_by, day)


def _unclear(case: Case, day: date) -> Row:
    return _row(case, f"{case.org} · 几次被退回", case.due, day)


def _offer(offer: Any, day: date) -> Row:
    return _row(offer.case, f"{offer.by.org}转来，等收下", offer.case.due, day)


def _delay(delay: Any, day: date) -> Row:
    clock = delay.clock
    return _row(clock.case, f"“{clock.label}”请求{delay.what}", clock.due, day, "delay-decide", delay.pk)


def _report(report: Any, day: date) -> Row:
    return _row(report.case, f"{report.from_org}报来，等知悉", report.due, day, "report", report.pk)


def _unreported(case: Case, day: date) -> Row:
    return _row(case, "还没有上报", case.at + numbers().report, day)


def _appointment(each: Any, day: date) -> Row:
    return _row(each.case, f"{each.slot.place}接待", each.slot.begins, day)


KINDS: tuple[Kind[Asker, Row], ...] = (
    Kind("应当向上报告的诉求", mine.to_report, _unreported, "at"),
    Kind("等我定由谁办", mine.unclear, _unclear),
    Kind("我承办的诉求", mine.owned, _plain),
    Kind("转来等收下的诉求", mine.offered, _offer, "case__due"),
    Kind("等人认领的诉求", mine.queued, _plain),
    Kind("我包案的诉求", mine.led, _plain),
    Kind("等我批的停计、延长", mine.to_decide, _delay, "clock__due"),
    Kind("等知悉的报告", mine.to_note, _report),
    Kind("要打电话告诉结果的", mine.to_phone, _plain),
    Kind("等回访的诉求", mine.to_call_back, _call, "ask_by"),
    Kind("我接待的预约", mine.to_receive, _appointment, "slot__begins"),
)


def waiting(asker: Asker, kinds: Iterable[Kind[Asker, Row]] = KINDS) -> Iterator[tuple[str, list[Matter]]]:
    """What waits of each kind, named as far as the person may read it: one question for all of them."""
    found = [(kind.title, [kind.row(each, asker.today) for each in kind.find(asker)[: MOST + 1]]) for kind in kinds]
    look(asker.request, [case for _, rows in found for case, _ in rows])
    for title, rows in found:
        yield title, [replace(matter, label=_label(case), urgent=case.urgent) for case, matter in rows]
