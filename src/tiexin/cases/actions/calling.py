"""Calling back whoever asked, by somebody else than whoever handled it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.cases import calling_rules, queries, rules
from tiexin.cases.actions import steps, telling
from tiexin.cases.actions.steps import Happened
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case
from tiexin.core.actions import insert
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.sealed import unseal
from tiexin.evidence.actions import record
from tiexin.evidence.measures import TAGS
from tiexin.orgs.models import Officer


@dataclass(frozen=True)
class Heard:
    """What came of one attempt: whether the person was reached, whether it is solved, whether they are satisfied."""

    reached: bool
    solved: str = ""
    answer: str = ""
    text: str = ""


@transaction.atomic
def call_back_case(case: Case, new: Heard, *, by: Officer, on: date) -> CallBack:
    """Ask whoever brought the matter. Reached, or after attempts on as many days as the data say, the matter is called
    back; what was closed before stays closed, and is heard all the same.

    Refused, with nothing written: before an answer, by somebody who handled it, half an answer.
    """
    case = steps.locked(case)
    handled = not queries.apart_from(by).filter(pk=case.pk).exists()
    waits = case.clocks.filter(rule="call_back", met=None, ended=None).exists()
    calling_rules.check_caller(case.state, waits, handled)
    calling_rules.check_heard(new.reached, new.solved, new.answer)
    rules.check_words(new.text, "text")
    before = CallBack.objects.filter(case=case, round=case.round).values_list("on", flat=True)
    ends = new.reached or calling_rules.gives_up(before, on)
    return keep_heard(case, new, ends, by=by, on=on)


@transaction.atomic
def look_at_phone(case: Case, *, by: Officer, on: date) -> str:
    """Open the number for whoever is to ring; that they looked stays in the trail.

    Refused, with nothing written: no number was left, whom the matter is about.
    """
    if case.phone_sealed is None:
        raise Refused("没有留电话，打不了")
    if case.about_id == by.pk:
        raise Refused("反映的就是您，请由别人打", clause=rules.CONFLICT)
    record(Act("look_at_number", case, by, on, case.org_id))
    return unseal(bytes(case.phone_sealed), f"case.phone:{case.key}")


def keep_heard(case: Case, new: Heard, ends: bool, *, by: Officer | None, on: date) -> CallBack:
    """Keep what was heard of a locked matter, and its step; without an officer it is what the asker said themself.

    An own answer after all attempts is the answer of the round: that nobody was reached ends it no more.
    What was not solved starts a term of its own, and whoever is responsible hears of it.
    """
    was = case.state
    if ends and was == "replied":
        case.state = "called_back"
        case.save(update_fields=["state"])
    entry = record(Act("call_back_case" if by else "answer_case", case, by, on, case.org_id))
    event = "called_back" if ends else "tried"
    told = by is None  # their own words; what an officer notes of a call is for the file
    made = steps.step(case, Happened(event, _label(new, ends, by), new.text, told), entry, moment(on), was)
    if ends:
        steps.hear(case, "called_back", made.at)
    if new.solved == "no":
        steps.hear(case, "unsolved", made.at)
        telling.tell_unsolved(case, made.pk, on)
    if by is None:
        CallBack.objects.filter(case=case, round=case.round, ends=True).update(ends=False)
    said = {"reached": new.reached, "solved": new.solved, "answer": new.answer, "ends": ends}
    source = "officer" if by else "asker"
    return insert([CallBack(case=case, step=made, round=case.round, by=by, source=source, on=on, **said)])[0]


def _label(new: Heard, ends: bool, by: Officer | None) -> str:
    if new.reached:
        who = "回访" if by else "本人评价"
        return f"{who}：{calling_rules.SOLVED[new.solved]}，{TAGS['answer'][new.answer]}"
    return "回访没有找到本人，不再打扰" if ends else "回访没有找到本人"
