"""Clocks that stand still, go on, are lengthened, and are counted anew after a calendar changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tiexin.calendars.queries import here
from tiexin.cases import rules
from tiexin.cases.actions import steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.actions.telling_asker import tell_asker
from tiexin.cases.agency.norms import rule_of
from tiexin.cases.catalogue import ClockRule
from tiexin.cases.models import Case, CaseClock, ClockStop
from tiexin.core.actions import insert
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.workdays import Calendar
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer

BATCH = 200  # matters counted anew in one transaction


@dataclass(frozen=True)
class Pause:
    """Which clock stands still, for which of its rule's reasons, and what is told to the asker."""

    clock: CaseClock
    reason: str
    text: str


@transaction.atomic
def stop_clock(case: Case, new: Pause, *, by: Officer, on: date) -> ClockStop:
    """Let a clock stand still, for a reason that its rule knows; the asker reads why.

    Refused, with nothing written: a clock that does not run or stands still already, a reason that its rule does not
    know, stops that together are as long as the rule allows.
    """
    case = steps.locked(case)
    clock, rule = running_clock(case, new.clock)
    _check_other(case, by)
    reason = check_stop(clock, rule, new)
    entry = record(Act("stop_clock", case, by, on, case.org_id))
    words = f"“{clock.label}”因{reason}停计：{new.text.strip()}"
    made = steps.step(case, Happened("stopped", "停计期限", words, told=True), entry, moment(on))
    [stop] = insert([ClockStop(clock=clock, step=made, reason=reason, since=made.at)])
    recount(case, clock, rule)
    tell_asker(case, made, on)
    return stop


def check_stop(clock: CaseClock, rule: ClockRule, new: Pause) -> str:
    """The reason in words; refuses a stop that the clock's rule does not allow."""
    if rule.stops is None or new.reason not in rule.stops.reasons:
        raise Refused(f"“{clock.label}”没有这种停计的理由", clause=str(rule.source), field="reason")
    rules.check_words(new.text, "text", "为什么停计")
    stops = list(clock.stops.all())
    if any(stop.until is None for stop in stops):
        raise Refused(f"“{clock.label}”已经停计", clause=str(rule.stops.source))
    used = sum((stop.until - stop.since).days for stop in stops if stop.until)
    if rule.stops.most is not None and used >= rule.stops.most:
        raise Refused(f"停计合计最长{rule.stops.most}天，已经用完", clause=str(rule.stops.source))
    return rule.stops.reasons[new.reason]


@transaction.atomic
def resume_clock(case: Case, which: CaseClock, *, by: Officer, on: date) -> CaseClock:
    """Let a clock go on; its end moves by what it stood still, within the rule's ceiling."""
    case = steps.locked(case)
    clock, rule = running_clock(case, which)
    at = moment(on)
    if not clock.stops.filter(until=None, since__lt=at).update(until=at):
        raise Refused(f"“{clock.label}”没有停计")
    entry = record(Act("resume_clock", case, by, on, case.org_id))
    steps.step(case, Happened("resumed", "恢复计算期限", f"“{clock.label}”恢复计算", told=True), entry, at)
    recount(case, clock, rule)
    return clock


@dataclass(frozen=True)
class Longer:
    """Which clock is lengthened, by how many of its rule's units, and why; a leader agrees where the rule asks it."""

    clock: CaseClock
    amount: int
    text: str


@transaction.atomic
def extend_clock(case: Case, new: Longer, *, by: Officer, on: date) -> CaseClock:
    """Lengthen a clock within what its rule allows; the asker is told the reason (《信访工作条例》第34条).

    Refused, with nothing written: a rule without extension, more or more often than it allows, after the end.
    """
    case = steps.locked(case)
    clock, rule = running_clock(case, new.clock)
    if rule.extend is None or rule.extend.approval:
        _check_other(case, by)
    clock.extra_unit = check_extend(clock, rule, new, moment(on))
    clock.extended, clock.extra = clock.extended + 1, clock.extra + new.amount
    entry = record(Act("extend_clock", case, by, on, case.org_id))
    words = (
        f"“{clock.label}”延长{new.amount}{'个工作日' if clock.extra_unit == 'workday' else '日'}：{new.text.strip()}"
    )
    made = steps.step(case, Happened("extended", "延长期限", words, told=True), entry, moment(on))
    clock.save(update_fields=["extended", "extra", "extra_unit"])
    recount(case, clock, rule)
    steps.hear(case, "extended", made.at)
    tell_asker(case, made, on)
    return clock


def check_extend(clock: CaseClock, rule: ClockRule, new: Longer, at: datetime) -> str:
    """The unit in which it is lengthened; refuses an extension that the clock's rule does not allow at a moment."""
    if rule.extend is None:
        raise Refused(f"“{clock.label}”不能延长", clause=str(rule.source))
    clause = str(rule.extend.source)
    rules.check_words(new.text, "text", "为什么延长")
    if clock.extended >= rule.extend.times:
        raise Refused(f"“{clock.label}”最多延长{rule.extend.times}次，已经延长过", clause=clause)
    if not 1 <= new.amount <= rule.extend.length.amount:
        raise Refused(f"最多延长{rule.extend.length}", clause=clause, field="amount")
    if clock.due is not None and clock.due < at:
        raise Refused("期限已经过了，不能再延长", clause=clause)
    return rule.extend.length.unit


def _check_other(case: Case, by: Officer) -> None:
    """Refuse that a leader who handles a matter agrees to their own wish; they ask, and another one decides."""
    if case.owner_id == by.pk:
        raise Refused("这件由您承办，停计、延长由别人批：请点“请求停计”“请求延长”", clause=rules.CONFLICT)


def running_clock(case: Case, wanted: CaseClock) -> tuple[CaseClock, ClockRule]:
    """The running clock with its rule; refuses one that has ended, is another body's own, or whose rule is gone."""
    found = CaseClock.objects.select_for_update().filter(pk=wanted.pk, case=case, met=None, ended=None).first()
    if found is None:
        raise Refused("这个期限已经结束", field="clock")
    rule = case.service.clock(found.rule)
    if rule is None:
        theirs = rule_of(case.service, found.rule)
        told = "是对方机关的期限，停计、延长由对方定；对方通知延长的，在那一步代办旁边记"
        said = told if theirs else "的规则已经不在目录里，不能停计、延长"
        raise Refused(f"“{found.label}”{said}", clause=str(theirs.source) if theirs else "", field="clock")
    return found, rule


def recount(case: Case, clock: CaseClock, rule: ClockRule | None, calendar: Calendar | None = None) -> None:
    """Count one clock anew and keep the matter's next term beside it."""
    steps.compute(clock, rule, list(clock.stops.order_by("since")), calendar or here())
    clock.save(update_fields=["due", "not_before", "lines"])
    steps.set_due(case, list(steps.running_of(case)))


def recount_open(after: int = 0, *, on: date) -> int:
    """Count the running clocks of a batch of matters anew, after a calendar changed; 0 when none is left, else the
    last matter's id, from which to go on. Matters whose term moved say so in a step of their own.
    """
    running = CaseClock.objects.filter(met=None, ended=None, case__gt=after)
    ids = list(running.order_by("case").values_list("case", flat=True).distinct()[:BATCH])
    calendar = here()
    for pk in ids:
        _recount_case(pk, calendar, on)
    return ids[-1] if ids else 0


@transaction.atomic
def _recount_case(pk: int, calendar: Calendar, on: date) -> None:
    case = steps.locked(Case(pk=pk))
    moved: list[str] = []
    clocks = list(steps.running_of(case))
    stops = _stops_of(clocks)
    for clock in clocks:
        was = (clock.due, clock.not_before, clock.lines)
        steps.compute(clock, case.service.clock(clock.rule), stops.get(clock.pk, []), calendar)
        if (clock.due, clock.not_before, clock.lines) == was:
            continue
        clock.save(update_fields=["due", "not_before", "lines"])
        if clock.due != was[0]:
            moved.append(clock.label)
    steps.set_due(case, clocks)
    if moved:
        words = f"工作日历有变化，{'、'.join(moved)}的期限重新计算"
        entry = record(Act("recount_clocks", case, None, on, case.org_id))
        steps.step(case, Happened("noted", "重新计算期限", words, told=True), entry, moment(on))


def _stops_of(clocks: Sequence[CaseClock]) -> dict[int, list[ClockStop]]:
    found: dict[int, list[ClockStop]] = {}
    for stop in ClockStop.objects.filter(clock__in=clocks).order_by("since"):
        found.setdefault(stop.clock_id, []).append(stop)
    return found
