"""Every write of receptions at a room: received, answered at once, or become a matter."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tiexin.cases.models import Case
from tiexin.cases.rooms import rules
from tiexin.cases.rooms.models import Reception, Room
from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewFact, record
from tiexin.orgs.models import Officer

AGAIN = "一次录入：同一张表只记一次"


@transaction.atomic
def receive_worker(new: Reception, *, by: Officer, on: date) -> Reception:
    """Write down an (unsaved) reception. Fact: `reception_held`; what was answered at once stays one line, no matter.

    Refused, with nothing written: without what it was about, answered without an answer, at a closed room, on a day to
    come or before the room was there, sent twice.
    """
    room = Room.objects.select_for_update(of=("self",)).select_related("org", "employer__org").get(pk=new.room_id)
    rules.check_here(room.closed)
    rules.check_day(new.on, on, "on", room.opened)
    new.about = rules.check_words(new.about, "about", "什么事", rules.NAME)
    new.name = rules.check_words(new.name, "name", "", 40)
    new.answer = rules.check_words(new.answer, "answer", "", 200)
    if new.end == "case":
        raise Refused("转为诉求在登记诉求时自动记下", field="end")
    rules.check_reception(new.end, new.answer)
    new.answer = new.answer if new.end else ""
    try:
        insert([new])  # no savepoint: a refusal undoes the caller's whole action
    except IntegrityError as error:
        raise Refused("这次接待已经记过，没有重复记", clause=AGAIN) from error
    dims = {"officer": new.officer_id, "employer": room.employer_id, "worker": new.worker_id}
    fact = NewFact("reception_held", new.on, room.org, room.employer.org, dims=dims)
    record(Act("receive_worker", new, by, on, room.org_id, source=f"reception:{new.key}"), [fact])
    return new


@transaction.atomic
def answer_reception(reception: Reception, answer: str, *, by: Officer, on: date) -> Reception:
    """Write down what was answered to somebody who had to wait for it."""
    found = _locked(reception.pk)
    if found.end:
        raise Refused(f"这次接待现在是“{rules.ENDS[found.end]}”，不能再答复")
    found.answer = rules.check_words(answer, "answer", "答复了什么", 200)
    found.end = "answered"
    found.save(update_fields=["end", "answer"])
    record(Act("answer_reception", found, by, on, found.room.org_id))
    return found


@transaction.atomic
def turn_into_case(pk: int, case: Case, by: Officer, on: date) -> None:
    """Note that a reception became a matter; called by the action that registers it. It counts no second time."""
    found = _locked(pk)
    if found.end == "case":
        raise Refused("这次接待已经转为诉求")
    found.end = "case"
    found.save(update_fields=["end"])
    record(Act("reception_to_case", found, by, on, found.room.org_id))


def _locked(pk: int) -> Reception:
    return Reception.objects.select_for_update(of=("self",)).select_related("room").get(pk=pk)
