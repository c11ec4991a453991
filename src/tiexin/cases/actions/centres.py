"""Every write of service centres and of the roster of agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from tiexin.cases.rooms import queries, rules
from tiexin.cases.rooms.models import Agent, Centre, CentreFunction
from tiexin.cases.rooms.standards import agent_fields, centre_norm
from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer


@transaction.atomic
def open_centre(new: Centre, *, by: Officer, on: date) -> Centre:
    """Register an (unsaved) centre of a union of county level or above; each has one.

    Refused, with nothing written: without name or place, at another kind of union, a second one.
    """
    norm = centre_norm()
    if new.org.level not in norm.levels or new.org.kind != norm.kind:
        raise Refused("县级以上地方总工会才登记职工服务中心", clause=rules.CENTRE, field="org")
    _check_said(new)
    try:
        insert([new])  # no savepoint: a refusal undoes the caller's whole action
    except IntegrityError as error:
        raise Refused(f"{new.org}已经登记过职工服务中心", clause=rules.CENTRE, field="org") from error
    record(Act("open_centre", new, by, on, new.org_id))
    return new


@transaction.atomic
def change_centre(centre: Centre, name: str, address: str, *, by: Officer, on: date) -> Centre:
    """Change what a centre is called and where it is."""
    centre = _locked(centre)
    centre.name, centre.address = name, address
    _check_said(centre)
    centre.save(update_fields=["name", "address"])
    record(Act("change_centre", centre, by, on, centre.org_id))
    return centre


def _check_said(centre: Centre) -> None:
    centre.name = rules.check_words(centre.name, "name", "名称", rules.NAME)
    centre.address = rules.check_words(centre.address, "address", "地点", rules.PLACE)


def _locked(centre: Centre) -> Centre:
    # the proof is read afterwards: beside a row that was waited for, PostgreSQL does not see what came meanwhile
    return Centre.objects.select_for_update(of=("self",)).select_related("org").get(pk=centre.pk)


@dataclass(frozen=True)
class Served:
    """One of the seven functions: where, when, by which officers or by whom from outside."""

    function: str
    place: str
    hours: str
    staff: Sequence[Officer] = ()
    outside: str = ""


@transaction.atomic
def set_function(centre: Centre, served: Served, *, by: Officer, on: date) -> CentreFunction:
    """Say where, when and by whom a function is served; said again, it is replaced.

    Refused, with nothing written: an unknown function, one without place, hours, or anybody; staff not in office.
    """
    centre = _locked(centre)
    rules.check_function(served.function, len(served.staff), served.outside)
    gone = [who.name for who in served.staff if who.until is not None and who.until <= on]
    if gone:
        raise Refused(f"{'、'.join(gone)}不在职", field="staff")
    found = centre.functions.filter(function=served.function, until=None).first()
    made = found or CentreFunction(centre=centre, function=served.function)
    made.place = rules.check_words(served.place, "place", "在哪里", rules.PLACE)
    made.hours = rules.check_words(served.hours, "hours", "什么时候", rules.NAME)
    made.outside = rules.check_words(served.outside, "outside", "", rules.NAME)
    made.save()
    made.staff.set(served.staff)
    record(Act("set_function", made, by, on, centre.org_id))
    return made


@transaction.atomic
def drop_function(function: CentreFunction, reason: str, *, by: Officer, on: date) -> Centre:
    """Say that a function is served no longer: a converted centre is then none any more, and its fact is void."""
    centre = _locked(function.centre)
    check_reason(reason, "停办")
    found = CentreFunction.objects.select_for_update().get(pk=function.pk)
    if found.until is not None:
        raise Refused(f"这项服务已于{zh_date(found.until)}停办")
    found.until, found.reason = on, reason.strip()
    found.save(update_fields=["until", "reason"])
    record(Act("drop_function", found, by, on, centre.org_id))
    if centre.proof is not None:
        void(centre.proof, by=by, on=on)
        centre.converted, centre.proof, centre.why = None, None, ""
        centre.save(update_fields=["converted", "proof", "why"])
    return centre


@transaction.atomic
def convert_centre(centre: Centre, day: date, *, by: Officer, on: date) -> Centre:
    """Say that a help centre has become a worker service centre. Fact: `centre_converted`, with all it serves.

    Refused, with nothing written: while one of the seven functions is missing (each is named), a second time, on a day
    to come, or before the year of the plan or the union itself had begun.
    """
    centre = _locked(centre)
    if centre.converted is not None:
        raise Refused(f"已于{zh_date(centre.converted)}转型", clause=rules.CENTRE)
    _check_converted(centre, day, on)
    rules.check_whole(Centre.objects.prefetch_related("functions__staff").get(pk=centre.pk).lacks(on))
    return _convert(centre, day, record(Act("convert_centre", centre, by, on, centre.org_id), [_fact(centre, day, by)]))


@transaction.atomic
def redate_centre(centre: Centre, day: date, reason: str, *, by: Officer, on: date) -> Centre:
    """Mend the day on which a centre was converted: the former fact is void, the new one is recorded.

    Refused, with nothing written: of a centre that is not converted, without a reason, for the same day, or for one on
    which it cannot have been.
    """
    centre = _locked(centre)
    if centre.converted is None or centre.proof is None:
        raise Refused("还没有转型，没有可以更正的日期", clause=rules.CENTRE)
    check_reason(reason, "更正")
    if day == centre.converted:
        raise Refused("日期没有变", field="day")
    _check_converted(centre, day, on)
    void(centre.proof, by=by, on=on)
    entry = record(Act("redate_centre", centre, by, on, centre.org_id), [_fact(centre, day, by)])
    return _convert(centre, day, entry, reason.strip())


def _check_converted(centre: Centre, day: date, on: date) -> None:
    rules.check_day(day, on, "day", queries.first_day(centre.org), rules.CENTRE)


def _fact(centre: Centre, day: date, by: Officer) -> NewFact:
    tags = tuple(("service", name) for name in rules.FUNCTIONS)
    return NewFact("centre_converted", day, centre.org, centre.org, dims={"officer": by.pk}, tags=tags)


def _convert(centre: Centre, day: date, proof: Entry, why: str = "") -> Centre:
    centre.converted, centre.proof, centre.why = day, proof, why
    centre.save(update_fields=["converted", "proof", "why"])
    return centre


@transaction.atomic
def name_agent(new: Agent, *, by: Officer, on: date) -> Agent:
    """Put an officer on the roster of agents of a union, with the fields that they work on."""
    rules.check_fields(new.fields, agent_fields())
    rules.check_day(new.since, on, "since")
    if new.officer.until is not None and new.officer.until <= on:
        raise Refused(f"{new.officer}不在职", field="officer")
    try:
        insert([new])  # no savepoint: a refusal undoes the caller's whole action
    except IntegrityError as error:
        raise Refused(f"{new.officer}已经是{new.org}的信访代理员", clause=rules.AGENTS, field="officer") from error
    record(Act("name_agent", new, by, on, new.org_id))
    return new


@transaction.atomic
def end_agent(agent: Agent, day: date, reason: str, *, by: Officer, on: date) -> Agent:
    """Take somebody off the roster."""
    found = Agent.objects.select_for_update(of=("self",)).select_related("officer").get(pk=agent.pk)
    if found.until is not None:
        raise Refused(f"{found}已于{zh_date(found.until)}不再担任")
    rules.check_day(day, on, "day", found.since)
    check_reason(reason, "不再担任")
    found.until, found.reason = day, reason.strip()
    found.save(update_fields=["until", "reason"])
    record(Act("end_agent", found, by, on, found.org_id))
    return found
