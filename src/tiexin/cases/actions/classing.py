"""How difficult a matter is: by the catalogue at first, later by who handles it; a longer class by a leader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tiexin.calendars.queries import here
from tiexin.cases import rules
from tiexin.cases.actions import steps, telling, timing
from tiexin.cases.actions.steps import Happened
from tiexin.cases.catalogue import ClassRule, ClockRule, Length, Service
from tiexin.cases.clocks import LONGER, lengthened, term_of
from tiexin.cases.models import Case, CaseClock
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer
from tiexin.registry.worker_queries import in_force


def classify_new(case: Case, service: Service, details: Mapping[str, Any]) -> str:
    """Put a new matter into the class that the catalogue names for its answers or its person; returns why, in words."""
    if not service.class_if:
        return ""
    groups: list[str] = []
    if case.worker is not None and any(each.groups for each in service.class_if):
        groups = in_force([case.worker], case.on).get(case.worker.pk, [])
    rule = next(
        (each for each in service.class_if if each.holds(details, groups) or _near(each, details, case.on)), None
    )
    if rule is None:
        return ""
    case.cls = rule.to
    return f"按“{service.classes[rule.to]}”办，因为{rule.say}。依据：{rule.source}"


def _near(rule: ClassRule, details: Mapping[str, Any], on: date) -> bool:
    """Whether fewer days are left until a day that was answered than the rule says; a day that is past is too late."""
    told = {name: details.get(name) for name in rule.before}
    left = {name: (date.fromisoformat(day) - on).days for name, day in told.items() if day}
    return any(0 <= days < rule.before[name] for name, days in left.items())


@transaction.atomic
def classify_case(case: Case, cls: str, reason: str, *, by: Officer, on: date, leads: bool = False) -> Case:
    """Say how difficult a matter is: its running clocks are counted anew and the step says which, or why none.

    Refused, with nothing written: no other class, without a reason, one with a longer term unless `leads`, also by a
    leader who handles the matter.
    """
    case = steps.locked(case)
    rules.check_open(case.state)
    rules.check_words(reason, "reason", "为什么改难易", 200)
    service = case.service
    if cls not in service.classes or cls == case.cls:
        raise Refused("请选择另一种难易", field="cls")
    moving = _moving(case, service, cls)
    _check_longer(case, lengthened(service, case.cls, cls), by=by, leads=leads)
    case.cls = cls
    case.save(update_fields=["cls"])
    calendar = here()
    for clock, rule in moving:
        length = rule.length_for(cls)
        clock.amount, clock.unit, clock.first = length.amount, length.unit, length.first
        clock.save(update_fields=["amount", "unit", "first"])
        timing.recount(case, clock, rule, calendar)
    words = f"{reason.strip()}（{_recounted(case, moving)}）"
    entry = record(Act("classify_case", case, by, on, case.org_id))
    steps.step(case, Happened("noted", f"定为{service.classes[cls]}", words, told=True), entry, moment(on))
    telling.tell_class(case, on, by=by)
    return case


def _check_longer(case: Case, longer: list[ClockRule], *, by: Officer, leads: bool) -> None:
    """Refuse a longer term to whoever handles the matter, a leader or not: it is an extension by another name."""
    if not longer or (leads and case.owner_id != by.pk):
        return
    own = "；这件由您承办，由别的领导定" if leads else ""
    said = f"{'、'.join(each.label for each in longer)}的期限会变长{own}"
    sources = dict.fromkeys(str(each.extend.source if each.extend else each.source) for each in longer)
    raise Refused(said, clause=f"{LONGER}。期限见{'、'.join(sources)}", field="cls")


def _moving(case: Case, service: Service, cls: str) -> list[tuple[CaseClock, ClockRule]]:
    """The running clocks that another class makes longer or shorter."""
    found = [(clock, service.clock(clock.rule)) for clock in steps.running_of(case)]
    return [(clock, rule) for clock, rule in found if rule and rule.length_for(cls) != _length(clock)]


def _length(clock: CaseClock) -> Length:
    return Length(clock.amount, clock.unit, clock.first)  # type: ignore[arg-type]


def _recounted(case: Case, moving: list[tuple[CaseClock, ClockRule]]) -> str:
    """Which terms are counted anew; where none is, why."""
    if moving:
        return f"{'、'.join(clock.label for clock, _ in moving)}的期限重新计算"
    service = case.service
    depends = [clock.label for clock in service.clocks if clock.by_class]
    if not depends:
        term = term_of(service, [clock.rule for clock in steps.running_of(case)])
        which, source = (f"“{term.label}”", f"，依据{term.source}") if term else ("", "")
        return f"期限不变，因为{service.label}的{which}期限不分难易{source}"
    return f"期限不变，因为分难易的只有{'、'.join(depends)}，现在没有在计算或者天数一样"
