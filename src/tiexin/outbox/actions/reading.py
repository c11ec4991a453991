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
from tiexin.outbox.gateways import ways
from tiexin.outbox.kinds import LIFE
from tiexin.outbox.models import Message, Preference, State, Way, place
from tiexin.outbox.rules import check_account, check_phone


@dataclass(frozen=True)
class NewPreferences:
    """Which way somebody is told outside the product, to which number or account ("" keeps what there is), when not."""

    way: str
    phone: str
    quiet_from: time
    quiet_until: time
    account: str = ""


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


def mark_told(source: str, *, by: Officer, on: date) -> int:
    """Note that somebody came to what a message is about by another way than the message; returns how many it was."""
    unread = Message.objects.unread().filter(officer=by, source=source)
    return unread.update(state=State.READ, opened=moment(on))


def mark_all_read(*, by: Officer, on: date) -> int:
    """Note that somebody has seen all messages that are there; returns how many were unread."""
    return Message.objects.unread().filter(officer=by).update(state=State.READ, opened=moment(on))


@transaction.atomic
def set_preferences(new: NewPreferences, *, by: Officer, on: date) -> Preference:
    """Say how one wants to be reached. Refused: a way without its address, an address that is none, and in practice.

    Texts that still wait go the way chosen now; they are dropped when somebody wants none any more, but for those of a
    life at stake.
    """
    if by.practises_for_id is not None:
        raise Refused("练习中不登记真的号码，请回到正式的系统再设")
    Officer.objects.select_for_update().get(pk=by.pk)
    kept = queries.preference_of(by)
    if new.phone.strip():
        kept.phone = sealed.seal(check_phone(new.phone), place("preference", kept.uuid))
    if new.account.strip():
        kept.account = sealed.seal(check_account(new.account), place("preference", kept.uuid, "account"))
    _check_way(new.way, kept)
    kept.way, kept.quiet_from, kept.quiet_until = new.way, new.quiet_from, new.quiet_until
    kept.save()
    _redirect(kept)
    journal.write(Act("set_delivery", kept, by, on, by.org_id))
    return kept


def _check_way(way: str, kept: Preference) -> None:
    """Refuse a way that is not open here, or leads nowhere yet."""
    if way not in (Way.NONE, *ways()):
        raise Refused("这里没有接工作平台，请选别的办法", field="way")
    if way == Way.SMS and not kept.phone:
        raise Refused("要收短信，请填手机号", field="phone")
    if way == Way.WORK and not kept.account:
        raise Refused("要从工作平台收消息，请填平台账号", field="account")


def _redirect(kept: Preference) -> None:
    """Let what still waits go the way and to the address that its reader has now, or nowhere."""
    waiting = Message.objects.texts().filter(officer=kept.officer, state=State.WAITING)
    if kept.way == Way.NONE:
        waiting.exclude(kind=LIFE).update(state=State.DROPPED, error="本人不再另外收消息")
        return
    texts = list(waiting.select_for_update())
    for text in texts:
        text.send_to(kept.way, kept.address)
    Message.objects.bulk_update(texts, ["channel", "phone", "account"])


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
