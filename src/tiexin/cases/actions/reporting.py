"""Serious matters reported upward (C118): sent, taken note of, passed on or ended; somebody there to coordinate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tiexin.cases import rules
from tiexin.cases.actions import steps
from tiexin.cases.actions.counting import fact
from tiexin.cases.actions.steps import Happened
from tiexin.cases.actions.telling import leaders_of
from tiexin.cases.models import Case
from tiexin.cases.queries import backstop
from tiexin.cases.reporting import rules as report_rules
from tiexin.cases.reporting.models import Report
from tiexin.cases.reporting.queries import coordinated_alone, owes_report, units_above, unreported
from tiexin.core.actions import insert, locked
from tiexin.core.days import moment, naive, opening
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.sealed import seal
from tiexin.evidence.actions import NewFact, record
from tiexin.orgs.models import Officer, Org
from tiexin.outbox.actions import tell_officer, tell_officers
from tiexin.outbox.models import Message
from tiexin.outbox.rules import News


@dataclass(frozen=True)
class NewReport:
    """To which unit, in which words; when it happened, when it was first known and by whom."""

    org: Org
    text: str
    happened: datetime
    known: datetime
    known_by: str


@transaction.atomic
def report_case(case: Case, new: NewReport, *, by: Officer, on: date) -> Report:
    """Report a serious matter to a unit above. Fact of the first report: `dispute_reported`, in time or not.

    Refused, with nothing written: an ended matter, no words, a unit that is not above or that it is about, one to which
    it is reported already, times that cannot be.
    """
    case = steps.locked(case)
    rules.check_open(case.state)
    at = moment(on)
    report_rules.check_times(new.happened, new.known, at)
    if not new.known_by.strip():
        raise Refused("请写明谁第一个知道", clause=report_rules.FIRST, field="known_by")
    _check_above(case, case.org, new.org, on)
    first = not Report.objects.filter(case=case).exists()
    report = Report(case=case, from_org=case.org, org=new.org, by=by, happened=new.happened, known=new.known, at=at)
    report.known_by = new.known_by.strip()
    _send(report, new.text)
    in_time = report_rules.in_time(new.known, at, report_rules.numbers().report)
    facts = [_fact(case, "dispute_reported", in_time, by, on)] if first else []
    entry = record(Act("report_case", case, by, on, case.org_id), facts)
    made = steps.step(case, Happened("reported", f"向{new.org}报告"[:40], new.text), entry, at)
    steps.hear(case, "reported", made.at)
    return report


def _fact(case: Case, measure: str, in_time: str, by: Officer, on: date) -> NewFact:
    plain = fact(case, measure, by, on)
    return NewFact(measure, on, plain.by_org, plain.at_org, dims=plain.dims, tags=(*plain.tags, ("in_time", in_time)))


def _check_above(case: Case, unit: Org, org: Org, on: date) -> None:
    if org.pk == unit.pk or not Org.objects.above(unit).filter(pk=org.pk).exists():
        raise Refused("请选择上级工会", clause=report_rules.FIRST, field="org")
    if org.level not in report_rules.numbers().levels:
        raise Refused(f"不用报给{org}，报到省级工会为止", clause=report_rules.FIRST, field="org")
    if not org.is_open(on):
        raise Refused(f"{org}已经撤销，请报给再上一级", clause=report_rules.FIRST, field="org")
    if org.pk == case.about_org_id:
        raise Refused("反映的就是这个单位，请报给再上一级", clause=rules.CONFLICT, field="org")


def _send(report: Report, text: str) -> None:
    """Write it and let the leaders and the office of that unit hear of it, but never whom it is about."""
    rules.check_words(text, "text", "报告什么", report_rules.TEXT)
    report.due = report.at + report_rules.numbers().acknowledge
    if report.case.sealed:
        report.text_sealed = seal(text.strip(), f"case.report:{report.key}")
    else:
        report.text = text.strip()
    try:
        insert([report])
    except IntegrityError as error:
        said = f"已经报给{report.org}，还没有了结"
        raise Refused(said, clause=report_rules.FIRST, field="org") from error
    day = report.at.date()
    office = backstop(report.org, day)
    whom = [*leaders_of(report.org, day), *([office] if office and office.org_id == report.org_id else [])]
    news = News("crisis", "下级工会报来一件紧急的事，请知悉", f"report/{report.pk}", url=_url(report), urgent=True)
    _tell(report, whom, news, day)


def _tell(report: Report, whom: Iterable[Officer], news: News, day: date) -> int:
    case = report.case
    those = {each.pk: each for each in whom if each.pk != case.about_id and each.org_id != case.about_org_id}
    return tell_officers(list(those.values()), news, on=day) if those else 0


def _url(report: Report) -> str:
    return f"/reports/{report.pk}/"


def _locked(report: Report) -> Report:
    found = locked(Report.objects.select_related("org", "from_org", "by"), pk=report.pk)
    found.case = steps.locked(Case(pk=found.case_id))
    if found.answer:
        raise Refused(f"这份报告{found.get_answer_display()}", clause=report_rules.FIRST)
    return found


@transaction.atomic
def take_note(report: Report, *, by: Officer, on: date) -> Report:
    """Take note of a report for one's unit; whoever sent it hears so."""
    found = _locked(report)
    if found.received is not None:
        raise Refused("已经知悉", clause=report_rules.FIRST)
    _receive(found, by, on)
    return found


def _receive(found: Report, by: Officer, on: date) -> None:
    found.received, found.received_by = moment(on), by
    found.save(update_fields=["received", "received_by"])
    entry = record(Act("note_report", found.case, by, on, found.org_id))
    steps.step(found.case, Happened("noted", f"{found.org}知悉"[:40]), entry, moment(on))
    news = News("progress", f"{found.org}已经知悉您报告的事", f"report/{found.pk}/noted", url=_url(found))
    tell_officer(found.by, news, on=on)


@transaction.atomic
def pass_report(report: Report, org: Org, text: str, *, by: Officer, on: date) -> Report:
    """Pass a report on to a unit above one's own; taking note of it, if nobody did yet."""
    found = _locked(report)
    _check_above(found.case, found.org, org, on)
    if found.received is None:
        _receive(found, by, on)
    _answer(found, "passed", "", on)
    when = {"happened": found.happened, "known": found.known, "known_by": found.known_by, "at": moment(on)}
    made = Report(case=found.case, parent=found, from_org=found.org, org=org, by=by, **when)
    _send(made, text)
    entry = record(Act("pass_report", found.case, by, on, found.org_id))
    steps.step(found.case, Happened("noted", f"{found.org}报给{org}"[:40], text), entry, made.at)
    return made


@transaction.atomic
def end_report(report: Report, reason: str, *, by: Officer, on: date) -> Report:
    """End a report: what came of it, in words; taking note of it, if nobody did yet."""
    found = _locked(report)
    rules.check_words(reason, "reason", "怎么了结的", 200)
    if found.received is None:
        _receive(found, by, on)
    _answer(found, "ended", reason, on)
    entry = record(Act("end_report", found.case, by, on, found.org_id))
    steps.step(found.case, Happened("noted", f"{found.org}了结报告"[:40], reason), entry, moment(on))
    return found


def _answer(found: Report, answer: str, text: str, on: date) -> None:
    found.answer, found.answered = answer, moment(on)
    found.answer_text = "" if found.case.sealed else text.strip()
    found.save(update_fields=["answer", "answered", "answer_text"])


@transaction.atomic
def coordinate_case(case: Case, at: datetime, text: str, *, by: Officer, on: date) -> Report | None:
    """Write down that somebody of the union was there to coordinate. Fact: `dispute_coordinated`, in time or not.

    It stands with the first report, which is returned; at the highest unit, which reports to nobody, it stands alone
    and is counted from when the matter was registered. Refused elsewhere before the first report, and twice.
    """
    case = steps.locked(case)
    rules.check_open(case.state)
    rules.check_words(text, "text", "怎么协调的")
    first = Report.objects.select_for_update().filter(case=case, parent=None).order_by("pk").first()
    if first is None and (not owes_report(case) or units_above(case, case.org).exists()):
        raise Refused("还没有向上报告，请先报告", clause=report_rules.FIRST)
    if first.coordinated is not None if first else coordinated_alone(case):
        raise Refused("到场协调已经记过", clause=report_rules.FIRST, field="at")
    oldest = moment(on) - report_rules.numbers().oldest
    happened, known = (first.happened, first.known) if first else (oldest, case.at)
    report_rules.check_coordinated(happened, at, moment(on))
    if first is not None:
        first.coordinated, first.coordinator = at, by
        first.save(update_fields=["coordinated", "coordinator"])
    in_time = report_rules.in_time(known, at, report_rules.numbers().coordinate)
    entry = record(
        Act("coordinate_case", case, by, on, case.org_id), [_fact(case, "dispute_coordinated", in_time, by, on)]
    )
    steps.step(case, Happened("noted", report_rules.THERE, text), entry, moment(on))
    return first


def check_reported(case: Case, move: rules.Move, by: Officer | None, *, ends: bool) -> None:
    """Refuse that officers end a serious matter which nobody reported upward (C118); one of danger has its own clock.

    That it belongs elsewhere may be said at once, and whoever asked withdraws it themself when they like.
    """
    if by is None or not (ends or move.name == "withdraw") or case.service.script or not owes_report(case):
        return
    if Report.objects.filter(case=case).exists() or not units_above(case, case.org).exists():
        return
    said = f"向上报告还没有做，不能{move.label}：请先点“向上报告”"
    raise Refused(said, clause=report_rules.numbers().source, field="move")


def remind_of_reports(day: date) -> int:
    """Say which reports nobody took note of in time, and which serious matters nobody reported; each once."""
    now = moment(day)
    return _remind(_unnoted(now), unreported(now - report_rules.numbers().report), day)


def remind_of_reports_by_hour(now: datetime) -> int:
    """The same by the minute: only of limits that passed today, what was told already is not looked at again.

    Two statements where nothing is due. What passed its limit before, and whoever came to it since, is the day's work.
    """
    day = naive(now).date()
    late = {_late(each): each for each in _unnoted(now).filter(due__gte=opening(day))}
    owed = {_owed(each): each for each in unreported(now - report_rules.numbers().report, day)}
    if not late and not owed:
        return 0
    told = set(Message.objects.filter(source__in=[*late, *owed]).values_list("source", flat=True))
    new = [report for source, report in late.items() if source not in told]
    return _remind(new, [case for source, case in owed.items() if source not in told], day)


def _unnoted(now: datetime) -> QuerySet[Report]:
    return Report.objects.waiting().filter(due__lt=now, org__practice=False).select_related("case", "org")


def _late(report: Report) -> str:
    return f"report/{report.pk}/late"


def _owed(case: Case) -> str:
    return f"case/{case.pk}/unreported"


def _remind(late: Iterable[Report], owed: Iterable[Case], day: date) -> int:
    told = 0
    for report in late:
        news = News("reminder", "下级报来的事还没有知悉，已过时间", _late(report), url=_url(report))
        above = Org.objects.parents(report.org).first()
        told += _tell(report, [*leaders_of(report.org, day), *(leaders_of(above, day) if above else [])], news, day)
    for case in owed:
        news = News("reminder", f"一件{case.what}应当向上报告", _owed(case), url=f"/cases/{case.pk}/")
        silent = Report(case=case)
        told += _tell(silent, [*([case.owner] if case.owner else []), *leaders_of(case.org, day)], news, day)
    return told
