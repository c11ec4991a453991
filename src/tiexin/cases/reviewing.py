"""Within which days whoever asked may take a move of their own: said beside the field, and held to; who may review."""

from __future__ import annotations

from datetime import date

from tiexin.cases.clocks import day_of
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.queries import DECIDED, HANDLERS
from tiexin.cases.rules import Move
from tiexin.core.days import naive
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs.models import Officer


def clock_for(case: Case, move: Move) -> CaseClock | None:
    """The running clock within which a move of the asker's is to be taken; one older than the last answer is none."""
    own = [rule for rule in case.service.clocks if rule.holder == "asker" and move.event in rule.met_by]
    for rule in own:
        found = case.clocks.filter(rule=rule.name, met=None, ended=None).order_by("-pk").first()
        if found is not None and not case.steps.filter(event__in=rule.starts, at__gt=found.began).exists():
            return found
    return None


def said(case: Case, move: Move) -> str:
    """The term of a move in words: how long, the last day, by which rule; empty where it has none."""
    clock = clock_for(case, move)
    rule = case.service.clock(clock.rule) if clock else None
    if clock is None or rule is None:
        return ""
    last = day_of(naive(clock.due)) if clock.due else None
    until = f"最后一天是{zh_date(last)}" if last else f"不早于{zh_date(clock.not_before)}"
    return f"{rule.label}：{rule.length}以内，{until}。依据：{rule.source}"


def check(case: Case, move: Move, on: date) -> None:
    """Refuse a move of the asker's after its last day; the day itself is in time."""
    clock = clock_for(case, move)
    last = day_of(naive(clock.due)) if clock and clock.due else None
    if clock is not None and last is not None and last < on:
        rule = case.service.clock(clock.rule)
        clause = str(rule.source) if rule else ""
        raise Refused(
            f"“{clock.label}”到{zh_date(last)}为止，已经过了，不能再{move.label}", clause=clause, field="move"
        )


def handled_before(case: Case, officer: Officer) -> bool:
    """Whether somebody handled a matter in an earlier hand: owned it, helped, led it, answered or reviewed it.

    Whoever only reviewed an earlier answer may look at the one that their review ordered: they have no part in it, and
    a small union has nobody else. What they decided themselves goes to others, one unit up.
    """
    if case.state == "reviewing" and case.steps.filter(by=officer, event="review_answered").exists():
        others = [event for event in DECIDED if event != "review_answered"]
        return case.steps.filter(by=officer, event__in=others).exists()
    left = case.parts.filter(officer=officer, role__in=HANDLERS).exclude(until=None)
    return left.exists() or case.steps.filter(by=officer, event__in=DECIDED).exists()
