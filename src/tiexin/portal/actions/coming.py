"""The hour at which whoever asked comes: chosen among those that the responsible unit offers, moved, given up."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from tiexin.cases.actions import steps, telling
from tiexin.cases.actions.appointments import book_appointment, cancel_appointment, move_appointment
from tiexin.cases.appointments import rules
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.appointments.queries import agreed_on
from tiexin.cases.models import Case
from tiexin.core.days import moment, opening
from tiexin.core.refusal import Refused
from tiexin.portal.rules import limits

GIVEN_UP = "本人在网上取消"


@transaction.atomic
def take_hour(case: Case, slot: Slot, *, on: date) -> Appointment:
    """Take a free hour; whoever receives and whoever owns the matter hear of it. The same one twice is once.

    Refused, with nothing written: an hour that is taken, has begun, is too far ahead or another unit's, a second one, a
    matter that has ended.
    """
    case, agreed = _locked(case)
    if agreed is not None and agreed.slot_id == slot.pk:
        return agreed
    _check(case, slot, on)
    made = book_appointment(case, slot, by=None, on=on)
    _tell_owner(case, made, "本人约了时间", on)
    return made


@transaction.atomic
def move_hour(case: Case, slot: Slot, *, on: date) -> Appointment:
    """Take another hour instead, before the one agreed upon has begun; the former is free again."""
    case, agreed = _locked(case)
    if agreed is None:
        raise Refused("现在没有约好的时间，请重新约")
    if agreed.slot_id == slot.pk:
        return agreed
    rules.check_ahead(agreed.slot.begins, moment(on))
    _check(case, slot, on)
    made = move_appointment(agreed, slot, by=None, on=on)
    _tell_owner(case, made, "本人改了时间", on)
    return made


@transaction.atomic
def give_up_hour(case: Case, *, on: date) -> Appointment:
    """Give the hour up before it has begun, also of a matter that has ended; nobody asks why, it is free again."""
    case, agreed = _locked(case)
    if agreed is None:
        raise Refused("现在没有约好的时间，不用取消")
    rules.check_ahead(agreed.slot.begins, moment(on))
    done = cancel_appointment(agreed, GIVEN_UP, by=None, on=on)
    _tell_owner(case, done, "本人取消了预约", on)
    return done


def _locked(case: Case) -> tuple[Case, Appointment | None]:
    case = steps.locked(case)
    return case, agreed_on(case)


def _check(case: Case, slot: Slot, on: date) -> None:
    """Refuse an hour that is none of theirs to choose; whether it is free is looked at when it is taken."""
    last = opening(on + timedelta(days=limits().hours.days))
    rules.check_own(slot.org_id == case.org_id and slot.dropped is None, slot.begins, moment(on), last)


def _tell_owner(case: Case, made: Appointment, said: str, on: date) -> None:
    """Whoever receives has heard already."""
    if made.slot.counsellor_id != case.owner_id:
        telling.tell_heard(case, said, steps.last_step(case), on)
