"""Asking a leader to let a clock stand still or to lengthen it, and what the leader decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.cases import queries, rules
from tiexin.cases.actions import steps, timing
from tiexin.cases.actions.hearers import Hearers
from tiexin.cases.actions.steps import Happened
from tiexin.cases.actions.telling import leaders_of, url_of
from tiexin.cases.delays.models import WAYS, Delay
from tiexin.cases.models import Case, CaseClock
from tiexin.core.actions import insert
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer
from tiexin.outbox.actions import tell_officer, tell_officers
from tiexin.outbox.rules import News

OTHER = "停计、延长由领导批准（参照《信访工作条例》第34条：经本机关、单位负责人批准）"


@dataclass(frozen=True)
class NewDelay:
    """Which clock, in which way, for which reason of its rule or by how much, and the words for the worker."""

    clock: CaseClock
    way: str
    text: str
    reason: str = ""
    amount: int = 0


@transaction.atomic
def ask_delay(case: Case, new: NewDelay, *, by: Officer, on: date) -> Delay:
    """Ask a leader for a stop or an extension; the clock runs on until they agree.

    Refused, with nothing written: whatever its rule would refuse today, and a second question while one waits.
    """
    case = steps.locked(case)
    clock, rule = timing.running_clock(case, new.clock)
    if new.way == "stop":
        timing.check_stop(clock, rule, timing.Pause(clock, new.reason, new.text))
    elif new.way == "extend":
        timing.check_extend(clock, rule, timing.Longer(clock, new.amount, new.text), moment(on))
    else:
        raise Refused("请选择停计还是延长", field="way")
    if Delay.objects.filter(clock=clock, answer="").exists():
        raise Refused(f"“{clock.label}”已经请求过，等领导批")
    entry = record(Act("ask_delay", case, by, on, case.org_id))
    label = f"请求{WAYS[new.way]}“{clock.label}”"
    made = steps.step(case, Happened("delay_asked", label[:40], new.text), entry, moment(on))
    plain = {"way": new.way, "reason": new.reason, "amount": new.amount}
    [delay] = insert([Delay(clock=clock, step=made, by=by, on=on, **plain)])
    _tell_leaders(case, delay, on)
    return delay


def _tell_leaders(case: Case, delay: Delay, on: date) -> None:
    """The leader in charge hears of it, or those who lead the unit, or whoever decides there."""
    hearers = Hearers([case], on)
    found = [case.lead] if case.lead else [] if case.sealed else leaders_of(case.org, on)
    fit = [each for each in hearers.fit(case, found) if each.pk != delay.by_id]
    whom = fit or [each for each in hearers.fit(case, [hearers.backstop(case.org)]) if each.pk != delay.by_id]
    if whom:
        words = f"一件{case.what}请求{delay.get_way_display()}期限，等您批"
        tell_officers(whom, News("task", words, f"case/{case.pk}/delay/{delay.pk}", url=url_of(case)), on=on)


@transaction.atomic
def answer_delay(delay: Delay, agrees: bool, text: str = "", *, by: Officer, on: date) -> Delay:
    """Agree, and the clock stands still or is longer and the worker is told why; or refuse with the reason.

    Refused, with nothing written: one's own question, one that was answered, and what the clock's rule refuses by now.
    """
    case = steps.locked(Case(pk=delay.clock.case_id))
    delay = Delay.objects.select_for_update(of=("self",)).select_related("clock", "by").get(pk=delay.pk)
    if delay.answer:
        raise Refused("这个请求刚才已经批过")
    if delay.by_id == by.pk:
        raise Refused("自己请求的，由别人批", clause=OTHER)
    if agrees:
        _apply(case, delay, by, on)
    else:
        rules.check_words(text, "text", "为什么不同意", 200)
        entry = record(Act("refuse_delay", case, by, on, case.org_id))
        label = f"没有同意{delay.get_way_display()}“{delay.clock.label}”"
        steps.step(case, Happened("delay_refused", label[:40], text), entry, moment(on))
    delay.answer, delay.answered_by, delay.answered_on = "agreed" if agrees else "refused", by, on
    delay.save(update_fields=["answer", "answered_by", "answered_on"])
    said = f"您请求的期限{delay.get_way_display()}{'已同意' if agrees else '没有同意'}"
    tell_officer(delay.by, News("progress", said, f"case/{case.pk}/delay/{delay.pk}/answer", url=url_of(case)), on=on)
    return delay


def _apply(case: Case, delay: Delay, by: Officer, on: date) -> None:
    """Do what was asked, in the words of whoever asked: the worker reads them."""
    words = queries.words_of(case, delay.step_id)
    if delay.way == "stop":
        timing.stop_clock(case, timing.Pause(delay.clock, delay.reason, words), by=by, on=on)
    else:
        timing.extend_clock(case, timing.Longer(delay.clock, delay.amount, words), by=by, on=on)
