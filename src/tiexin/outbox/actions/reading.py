"""What readers do: open messages, say how they want to be reached."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID, uuid4

from django.db import transaction

from tiexin.core import journal, sealed
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer
from tiexin.outbox import queries
from tiexin.outbox.models import Message, Preference, State, place
from tiexin.outbox.rules import check_phone


@dataclass(frozen=True)
class NewPreferences:
    """Whether somebody wants texts, to which number ("" keeps the one there is), and in which hours none."""

    sms: bool
    phone: str
    quiet_from: time
    quiet_until: time


@transaction.atomic
def mark_read(message: Message, *, by: Officer, on: date) -> Message:
    """Note that its reader has opened a message; a second time changes nothing. Refused for anybody else's."""
    found = Message.objects.of(by).select_for_update().filter(pk=message.pk).first()
    if found is None:
        raise Refused("这条消息不是发给您的")
    if found.state == State.SENT:
        found.state, found.opened = State.READ, moment(on)
        found.save(update_fields=["state", "opened"])
    return found


def mark_all_read(*, by: Officer, on: date) -> int:
    """Note that somebody has seen all messages that are there; returns how many were unread."""
    return Message.objects.unread().filter(officer=by).update(state=State.READ, opened=moment(on))


@transaction.atomic
def set_preferences(new: NewPreferences, *, by: Officer, on: date) -> Preference:
    """Say how one wants to be reached. Refused: texts without a number, a number that is none, and in practice.

    Texts that still wait are dropped when somebody wants none any more.
    """
    if by.practises_for_id is not None:
        raise Refused("练习中不登记真的号码，请回到正式的系统再设")
    Officer.objects.select_for_update().get(pk=by.pk)
    kept = queries.preference_of(by)
    if new.phone.strip():
        kept.phone = sealed.seal(check_phone(new.phone), place("preference", kept.uuid))
    if new.sms and not kept.phone:
        raise Refused("要收短信，请填手机号", field="phone")
    kept.sms, kept.quiet_from, kept.quiet_until = new.sms, new.quiet_from, new.quiet_until
    kept.save()
    if not new.sms:
        waiting = Message.objects.texts().filter(officer=by, state=State.WAITING)
        waiting.update(state=State.DROPPED, error="本人不再收短信")
    journal.write(Act("set_delivery", kept, by, on, by.org_id))
    return kept


@transaction.atomic
def renew_calendar(*, by: Officer, on: date) -> Preference:
    """Give somebody a link to their calendar of what waits; the one that they had before ends. Refused in practice."""
    if by.practises_for_id is not None:
        raise Refused("练习中没有日历，请回到正式的系统")
    return _keep_calendar(uuid4(), by, on)


@transaction.atomic
def end_calendar(*, by: Officer, on: date) -> Preference:
    """Let the link to somebody's calendar end; without one nothing changes."""
    kept = queries.preference_of(by)
    return _keep_calendar(None, by, on) if kept.calendar else kept


def _keep_calendar(key: UUID | None, by: Officer, on: date) -> Preference:
    Officer.objects.select_for_update().get(pk=by.pk)
    kept = queries.preference_of(by)
    kept.calendar = key
    kept.save()
    journal.write(Act("set_delivery", kept, by, on, by.org_id))
    return kept
