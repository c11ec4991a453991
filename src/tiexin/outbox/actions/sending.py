"""What the worker does: brings messages whose moment has come, hands texts to the gateway, makes the daily digest.

A text is marked before it is handed over and again when it went. Killed between, it is found again as lost: a gateway
that is idempotent is asked once more under the same id; of another nobody knows whether it sent, so it is left alone.
"""

from datetime import date, datetime

from django.db import transaction

from tiexin.core.days import aware, naive
from tiexin.outbox import queries, rules
from tiexin.outbox.actions.telling import text_officers
from tiexin.outbox.gateways import LINES, Failed, Gateway, gateway
from tiexin.outbox.models import Channel, Message, MessageQuerySet, Preference, State
from tiexin.outbox.rules import News

UNKNOWN = "后台进程中断过，不知道是否已经发出；为免重复，不再发"
ENOUGH = "今天已发满{}条，请在系统里看"
CHANGED = "没有发成，本人改了收消息的办法，请在系统里看"
TRIED = "试了{}次都没有发成：{}"


def deliver(now: datetime, out: Gateway | None = None, channel: Channel = Channel.SMS) -> int:
    """Send what is due one way at a moment, a batch of texts at most; returns how many texts went.

    What is due in the product appears with the texts by SMS. While nothing is due it costs one read, and takes no lock.
    """
    if not queries.anything_due(now, channel):
        return 0
    if channel == Channel.SMS:
        show_due(now)
    way = out or gateway(channel)
    return sum(_send(message, now, way) for message in take_texts(now, way.idempotent, channel))


def show_due(now: datetime) -> int:
    """Let messages in the product appear whose moment has come."""
    waiting = Message.objects.filter(channel=Channel.APP, state=State.WAITING, due__lte=now)
    return waiting.update(state=State.SENT)


@transaction.atomic
def take_texts(now: datetime, idempotent: bool, channel: Channel = Channel.SMS) -> list[Message]:
    """Mark a batch of texts as being sent and return it; the rest of the batch is put off, dropped or given up."""
    found = list(queries.ready(now, channel).select_for_update(skip_locked=True)[: rules.limits().batch])
    hours, sent = queries.quiet_hours(found), queries.sent_today(found, now)
    taken = []
    for message in found:
        _decide(message, now, idempotent, (hours.get(message.officer_id or 0), sent.get(message.reader, 0)))
        message.save(update_fields=["state", "taken", "tries", "due", "error"])
        if message.state == State.SENDING and message.taken == now:
            taken.append(message)
            sent[message.reader] = sent.get(message.reader, 0) + (not message.urgent)
    return taken


def _decide(message: Message, now: datetime, idempotent: bool, known: tuple[rules.Quiet | None, int]) -> None:
    """Give a text its next state: being sent, put off, dropped or failed."""
    if message.is_lost(now):
        if not idempotent or message.tries >= rules.limits().tries:
            message.state, message.error = State.FAILED, UNKNOWN
        else:
            message.taken, message.tries = now, message.tries + 1
        return
    quiet, sent = known
    later = _later(message, now, quiet or rules.usual(), sent)
    if later is None:
        message.state, message.taken, message.tries = State.SENDING, now, message.tries + 1
    elif message.officer_id and sent >= rules.limits().per_day:
        message.state, message.error = State.DROPPED, ENOUGH.format(sent)
    else:
        message.due = later


def _later(message: Message, now: datetime, quiet: rules.Quiet, sent: int) -> datetime | None:
    """When a text may go instead of now, if not now; somebody without an account has no other way to read it."""
    at = naive(now)
    if message.urgent:
        return None
    if sent >= rules.limits().per_day:
        return aware(rules.tomorrow(at, quiet))
    return aware(quiet.over(at)) if quiet.holds(at.time()) else None


def _send(message: Message, now: datetime, way: Gateway) -> bool:
    """Hand one text over and note what came of it; a broken line counts as a failure."""
    address, line = message.address, LINES[Channel(message.channel)]
    try:
        way.send(message.uuid, address, message.text)
    except (Failed, OSError) as error:
        said = rules.without_numbers(_plain(error, line), address)
        _note_failure(message, now, said[: rules.ERROR // 2] or f"{line}没有说明原因")
        return False
    _own(message).update(state=State.SENT, error="")
    return True


def _plain(error: Failed | OSError, line: str) -> str:
    """What went wrong in plain words: the gateway's own, or that it could not be reached, with the system's number."""
    if isinstance(error, Failed):
        return str(error)
    return f"{line}没有回应" if isinstance(error, TimeoutError) else f"连不上{line}（错误 {error.errno or '未知'}）"


def _note_failure(message: Message, now: datetime, said: str) -> None:
    """Try again later, or give up after the last try, or when its reader chose another way while it was tried."""
    again = rules.next_try(message.tries, now)
    if message.officer_id and not queries.still_chosen(message):
        _own(message).update(state=State.DROPPED, error=CHANGED)
    elif again is None:
        _own(message).update(state=State.FAILED, error=TRIED.format(message.tries, said))
    else:
        _own(message).update(state=State.WAITING, due=again, error=said)


def _own(message: Message) -> MessageQuerySet:
    """The row, as long as it is this worker's: another may have taken it over since."""
    return Message.objects.filter(pk=message.pk, state=State.SENDING, taken=message.taken)


@transaction.atomic
def make_digests(day: date, now: datetime) -> int:
    """Send whoever is told outside one text a day that says how many messages are unread, where any is new since.

    Made twice on a day it changes nothing. Returns how many were made.
    """
    unread = queries.to_digest(now)
    found = Preference.objects.filter(officer__in=unread).select_related("officer").order_by("pk")
    source = f"digest/{day}"
    texts = [(kept, News("digest", rules.summary(unread[kept.officer_id]), source, "/messages/")) for kept in found]
    Preference.objects.filter(officer__in=unread).update(digested=now)
    return text_officers(texts, now)
