"""Every write of surveys: opened, asked, answered with one tap, ended and counted, taken back with a reason."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Max

from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.draws.models import Draw
from tiexin.draws.models import State as DrawState
from tiexin.draws.queries import rules_of
from tiexin.evidence.actions import NewFact, record
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.rules import check_sides
from tiexin.registry.models import Employer
from tiexin.supervision import survey_queries as queries
from tiexin.supervision import survey_rules as rules
from tiexin.supervision.queries import at_or_below
from tiexin.supervision.sheets import limits
from tiexin.supervision.survey_links import hash_of, token_of
from tiexin.supervision.surveys import Survey, SurveyAsk, SurveyTally


@dataclass(frozen=True)
class NewSurvey:
    """A survey as it is opened: by which unit of which, what is asked, from when to when, of whom."""

    org: Org
    unit: Org
    kind: str
    since: date
    until: date
    draw: Draw | None = None


@transaction.atomic
def open_survey(new: NewSurvey, *, by: Officer, on: date) -> Survey:
    """Open a survey of a unit below; where workers are asked, each whom the lot names gets a link.

    Refused, with nothing written: a unit that does not stand below the asking one, by somebody of the unit judged, a
    time that is over or too long, a draw that is not one of this unit's workers by lot alone or was used already.
    """
    check_sides(new.org, new.unit, "unit")
    rules.check_sides_apart(queries.stands_above(new.org.pk, new.unit.pk))
    rules.check_person_apart(queries.is_judged(by, new.unit.pk, on))
    rules.check_kind(new.kind, new.draw is not None)
    rules.check_days(new.since, new.until, on, limits()["survey_days"])
    if not new.unit.is_open(on):
        raise Refused(f"{new.unit}已经撤销", field="unit")
    draw = _checked(new)
    made = Survey(org=new.org, unit=new.unit, kind=new.kind, since=new.since, until=new.until, draw=draw, by=by)
    made.save(force_insert=True)
    insert(SurveyTally(survey=made, answer=answer) for answer in rules.ANSWERS)
    if draw is not None:
        workers = queries.drawn_workers(draw)
        insert(_ask(made, place, worker_id=worker) for place, worker in enumerate(workers, 1))
    record(Act("open_survey", made, by, on, made.org_id))
    return made


def _checked(new: NewSurvey) -> Draw | None:
    """The draw, locked: of this unit's workers, carried out by the asking unit, by lot alone, not used before."""
    if new.draw is None:
        return None
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=new.draw.pk)
    if draw.kind != "workers" or draw.state != DrawState.DRAWN or draw.org_id != new.org.pk:
        raise Refused("请选择本单位已经抽过的职工抽签", clause=rules.EFFECT, field="draw")
    if draw.place_id != new.unit.pk:
        raise Refused(f"这次抽签的范围不是{new.unit}", clause=rules.EFFECT, field="draw")
    if rules_of(draw).arranged:
        raise Refused("满意度只问抽中的职工，不能由当地安排", clause=rules.EFFECT, field="draw")
    if Survey.objects.filter(draw=draw).exclude(state="withdrawn").exists():
        raise Refused("这次抽签已经用过了", clause=rules.EFFECT, field="draw")
    return draw


def _ask(survey: Survey, place: int, **whom: object) -> SurveyAsk:
    key = uuid.uuid4()
    return SurveyAsk(survey=survey, place=place, key=key, token_hash=hash_of(token_of(key)), **whom)


@dataclass(frozen=True)
class NewBody:
    """A body that is asked whether it recognises the work: of which side, by what name."""

    body: str
    name: str = ""
    employer: Employer | None = None


@transaction.atomic
def ask_body(survey: Survey, new: NewBody, *, by: Officer, on: date) -> SurveyAsk:
    """Add a body to a survey of recognition, an enterprise of the register by its own name.

    Refused: where workers are asked, after the end, by somebody of the unit judged, an enterprise that is not of the
    unit judged, the same body twice.
    """
    survey = _locked(survey.pk)
    _check_hand(survey, by, on)
    rules.check_running(survey.state)
    if survey.kind != "recognition":
        raise Refused("职工由抽签决定，不能加", clause=rules.EFFECT)
    employer = new.employer if new.body == "enterprise" else None
    name = employer.name[: rules.NAME] if employer else new.name.strip()
    rules.check_body(new.body, name)
    if employer is not None and not at_or_below(employer.org_id, survey.unit_id):
        raise Refused(f"{employer}不在{survey.unit}", clause=rules.EFFECT, field="employer")
    if survey.asks.filter(body=new.body, name=name).exists():
        raise Refused("已经在名单上了", field="employer" if employer else "name")
    last = survey.asks.aggregate(last=Max("place"))["last"] or 0
    made = _ask(survey, last + 1, body=new.body, name=name, employer=employer)
    made.save(force_insert=True)
    record(Act("ask_body", survey, by, on, survey.org_id))
    return made


@transaction.atomic
def answer_survey(ask: SurveyAsk, answer: str, *, on: date) -> SurveyAsk:
    """Take the one tap of whoever holds the link: the ask is answered, the answer is counted, nothing joins the two.

    The entry says that somebody answered this survey, not who and not what. Refused: answered before, outside the
    survey's days, in no known word.
    """
    return _answered(ask, answer, "link", None, on)


@transaction.atomic
def note_answer(ask: SurveyAsk, answer: str, *, by: Officer, on: date) -> SurveyAsk:
    """Write down an answer that was given by phone: by somebody of the asking side, never of the unit judged."""
    _check_hand(ask.survey, by, on)
    return _answered(ask, answer, "phone", by, on)


def _answered(ask: SurveyAsk, answer: str, way: str, by: Officer | None, on: date) -> SurveyAsk:
    survey = _locked(ask.survey_id)
    ask = SurveyAsk.objects.select_for_update(of=("self",)).get(pk=ask.pk)
    rules.check_answer(ask.state, answer)
    rules.check_open(survey.state, survey.since, survey.until, on)
    ask.state, ask.way, ask.noted_by = "answered", way, by
    ask.save(update_fields=["state", "way", "noted_by"])
    SurveyTally.objects.filter(survey=survey, answer=answer).update(count=F("count") + 1)
    record(Act("answer_survey" if by is None else "note_answer", survey, by, on, survey.org_id))
    return ask


@transaction.atomic
def miss_ask(ask: SurveyAsk, *, by: Officer, on: date) -> SurveyAsk:
    """Say that somebody could not be found; whoever turns up later may still answer."""
    survey = _locked(ask.survey_id)
    _check_hand(survey, by, on)
    ask = SurveyAsk.objects.select_for_update(of=("self",)).get(pk=ask.pk)
    rules.check_running(survey.state)
    if ask.state != "open":
        raise Refused(f"这一份{rules.ASKS[ask.state]}", clause=rules.ONCE)
    ask.state = "unreached"
    ask.save(update_fields=["state"])
    record(Act("miss_ask", survey, by, on, survey.org_id))
    return ask


@transaction.atomic
def close_survey(survey: Survey, *, by: Officer | None, on: date) -> Survey:
    """End a survey and count it: one fact for each answer that was given, of the unit judged, at its last day.

    Nothing is counted while it runs, or every gauge would tell each answer as it comes in; nor of so few answers that
    one could guess whose they are. Refused where it has ended, and by somebody of the unit judged.
    """
    survey = _locked(survey.pk)
    if by is not None:
        _check_hand(survey, by, on)
    rules.check_running(survey.state)
    survey.state, survey.closed = "closed", on
    survey.save(update_fields=["state", "closed"])
    day = min(survey.until, on)
    facts = _facts(survey, day) if survey.unit.is_open(day) else []
    record(Act("close_survey", survey, by, on, survey.org_id), facts)
    return survey


def _facts(survey: Survey, day: date) -> list[NewFact]:
    split = queries.figures(survey).split or {}
    measure, unit = rules.MEASURES[survey.kind], survey.unit
    return [
        NewFact(measure, day, unit, unit, qty=split[answer], tags=(("answer", answer),))
        for answer in rules.ANSWERS
        if split.get(answer)
    ]


def close_over(day: date) -> int:
    """End every survey whose last day has passed; return how many. The worker asks once a day."""
    found = list(Survey.objects.over(day).order_by("pk"))
    for survey in found:
        close_survey(survey, by=None, on=day)
    return len(found)


@transaction.atomic
def withdraw_survey(survey: Survey, reason: str, *, by: Officer, on: date) -> Survey:
    """Take a survey back while it runs, with a reason; its links open no more and nothing of it is counted."""
    survey = _locked(survey.pk)
    _check_hand(survey, by, on)
    rules.check_running(survey.state)
    check_reason(reason, "撤回")
    survey.state, survey.reason = "withdrawn", reason.strip()
    survey.save(update_fields=["state", "reason"])
    record(Act("withdraw_survey", survey, by, on, survey.org_id))
    return survey


def _locked(pk: int) -> Survey:
    found: Survey = Survey.objects.select_for_update(of=("self",)).select_related("org", "unit").get(pk=pk)
    return found


def _check_hand(survey: Survey, by: Officer, on: date) -> None:
    rules.check_person_apart(queries.is_judged(by, survey.unit_id, on))
