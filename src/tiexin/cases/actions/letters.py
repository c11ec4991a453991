"""Issuing a letter about a matter, and writing down what was answered to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import transaction
from django.db.models import Max

from tiexin.cases import rules as of_cases
from tiexin.cases.actions import steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.actions.telling_asker import tell_asker
from tiexin.cases.agency.rules import HIDDEN, check_answered, check_words
from tiexin.cases.letters import rules
from tiexin.cases.letters.models import CaseLetter, LetterAnswer, LetterDelivery
from tiexin.cases.letters.queries import hides
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.stages.queries import done_of
from tiexin.cases.stages.rules import check_order
from tiexin.core.actions import insert
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.sealed import seal
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org


@dataclass(frozen=True)
class NewLetter:
    """Which letter, to whom, in which words; `seen` is the last step that its writer had read; the day and the way of
    its delivery, where it is known already.
    """

    name: str
    to: str
    text: str
    seen: int | None = None
    delivered: date | None = None
    way: str = ""


@transaction.atomic
def issue_letter(case: Case, new: NewLetter, *, by: Officer, on: date) -> CaseLetter:
    """Issue a letter: it takes the unit's next number of the year and becomes a step that clocks hear of; the term of
    its answer begins with its delivery, which may be written down with it.

    Refused, with nothing written and no number lost: a letter that the service does not have, about a step that was
    not taken, with something still missing, written before somebody else's step was read, delivered on no such day.
    """
    case = steps.locked(case, new.seen)
    service = case.service
    letter = next((each for each in service.letters if each.name == new.name), None)
    happened = set(case.steps.values_list("event", flat=True))
    letter = rules.check_ready(letter, happened, of_cases.EVENTS[letter.at] if letter else "")
    rules.check_text(new.to, new.text)
    if hides(case, rules.body_of(service, letter)) and case.nameless(new.text) != new.text:
        raise Refused("职工要求对外不写姓名，文书里请改成“一名职工”", clause=HIDDEN, field="text")
    check_order(service, letter.name, done_of(case))
    if letter.at in rules.BY_HAND:
        of_cases.check_open(case.state)
    serial = _next(case.org, on.year)
    event = letter.at if letter.at in rules.BY_HAND else "noted"
    entry = record(Act("issue_letter", case, by, on, case.org_id))
    words = f"{letter.label}〔{on.year}〕{serial}号，写给{new.to.strip()}"
    told = event in rules.OUTSIDE  # what goes to the other side for them, whoever asked reads: that, and to whom
    step = steps.step(case, Happened(event, f"发出{letter.label}"[:40], words, told), entry, moment(on))
    steps.hear(case, event, step.at)
    plain = {"name": letter.name, "label": letter.label, "year": on.year, "serial": serial, "to": new.to.strip()}
    made = CaseLetter(case=case, step=step, org=case.org, by=by, on=on, text=new.text.strip(), **plain)
    if case.sealed:
        made.text, made.text_sealed = "", seal(new.text.strip(), f"letter.text:{made.key}")
    [out] = insert([made])
    if new.delivered is not None or new.way:
        _deliver(case, out, (new.delivered, new.way, "delivered"), by, on)
    return out


@transaction.atomic
def deliver_letter(letter: CaseLetter, day: date, way: str, *, by: Officer, on: date) -> LetterDelivery:
    """Write down that a letter reached whom it was written to, and how: the term of its answer runs from that day.

    Refused, with nothing written: a letter without such a term, one delivered or answered already, in a matter that
    has ended, on a day before it was issued or to come, in no known way.
    """
    case = steps.locked(letter.case)
    return _deliver(case, CaseLetter.objects.get(pk=letter.pk), (day, way, "day"), by, on)


def _deliver(
    case: Case, letter: CaseLetter, said: tuple[date | None, str, str], by: Officer, on: date
) -> LetterDelivery:
    """The delivery of a letter of a locked matter; `said`: its day, its way, the field that asked for the day."""
    day, way, field = said
    event = rules.delivered(case.service, letter.name)
    if not event:
        raise Refused(f"{letter.label}没有从送达起算的期限，不用记送达", field=field)
    of_cases.check_open(case.state)
    if letter.clock_id or LetterDelivery.objects.filter(letter=letter).exists():
        raise Refused("送达已经记过，期限已经在算", field=field)
    if LetterAnswer.objects.filter(letter=letter).exists():
        raise Refused("对方已经答复，不用再记送达", field=field)
    how = rules.check_delivery(day, way, letter.on, on, field)
    arrived = cast(date, day)
    entry = record(Act("deliver_letter", case, by, on, case.org_id))
    words = f"{letter.label}{letter.number}，{zh_date(arrived)}送达{letter.to}：{how}"
    step = steps.step(case, Happened(event, f"{letter.label}送达"[:40], words, told=True), entry, moment(on))
    steps.hear(case, event, moment(arrived))
    letter.clock = _clock(case, event)
    letter.save(update_fields=["clock"])
    return insert([LetterDelivery(letter=letter, step=step, day=arrived, way=way, by=by)])[0]


def _clock(case: Case, event: str) -> CaseClock | None:
    """The term that an event starts: the new one, or the one that runs already."""
    rules_of = [rule.name for rule in case.service.clocks if event in rule.starts]
    return CaseClock.objects.filter(case=case, rule__in=rules_of, met=None, ended=None).order_by("-pk").first()


@transaction.atomic
def answer_letter(letter: CaseLetter, day: date, answer: str, *, by: Officer, on: date) -> LetterAnswer:
    """Write down what whoever a letter was sent to answered, and on which day: their term is met on that day.

    Refused, with nothing written: a letter that nobody answers, a second answer, a day before its delivery (before the
    letter, where nobody wrote that down) or to come.
    """
    case = steps.locked(letter.case)
    event = rules.answers(case.service, letter.name)
    if not event:
        raise Refused(f"{letter.label}不用对方答复", field="answer")
    first = LetterAnswer.objects.filter(letter=letter).first()
    if first is not None:
        raise Refused(f"{zh_date(first.day)}的答复已经记过，没有再记一遍", field="answer")
    arrived = LetterDelivery.objects.filter(letter=letter).first()
    check_answered(day, arrived.day if arrived else letter.on, on)
    words = f"{letter.to}{zh_date(day)}答复：{check_words(answer, 'answer', '对方怎么答复的')}"
    entry = record(Act("answer_letter", case, by, on, case.org_id))
    step = steps.step(case, Happened(event, f"{letter.label}的答复"[:40], words, told=True), entry, moment(on))
    letter = CaseLetter.objects.get(pk=letter.pk)  # its term may have begun since it was read
    clock = next((each for each in steps.running_of(case) if each.pk == letter.clock_id), None)
    if clock is not None:  # an answer to another letter leaves this term running
        clock.met = max(moment(day), clock.began)
        clock.save(update_fields=["met"])
        steps.hear(case, event, step.at)
    tell_asker(case, step, on)
    return insert([LetterAnswer(letter=letter, step=step, day=day, by=by)])[0]


def _next(org: Org, year: int) -> int:
    """The next number of a unit in a year: the unit's row is locked, so that two who issue at once wait in line."""
    Org.objects.select_for_update(of=("self",)).get(pk=org.pk)
    found = CaseLetter.objects.filter(org=org, year=year).aggregate(last=Max("serial"))
    return int(found["last"] or 0) + 1
