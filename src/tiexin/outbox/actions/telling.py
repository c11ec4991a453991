"""Telling people something, inside the transaction of the room that has something to tell: plain inserts, no entries.

What is told follows from a deed that left its own entry; a message of it is none.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import AutoField

from tiexin.core import sealed
from tiexin.core.actions import insert_rows
from tiexin.core.days import moment
from tiexin.orgs.models import Officer, Org
from tiexin.outbox import queries
from tiexin.outbox.gateways import ways
from tiexin.outbox.models import Channel, Message, Preference, State
from tiexin.outbox.rules import News, check_news, check_phone


def tell_officer(officer: Officer, news: News, *, on: date) -> int:
    """Tell one person; see `tell_officers`."""
    return tell_officers([officer], news, on=on)


def tell_officers(officers: Iterable[Officer], news: News, *, on: date) -> int:
    """Tell people something in the product, and by a text, the way they chose, where the news asks for one.

    Two statements, however many people (one for a message that asks for no text, one more for every few dozen). Who was
    told of this `source` before is passed over. Returns how many messages were written. Raises `Refused` for what is no
    message. Where a life is at stake (`News.life`) whoever left a number here gets a text whatever they chose.
    """
    people = list({officer.pk: officer for officer in officers}.values())
    at = moment(on)
    made = [_message(officer.org_id, check_news(news), Channel.APP, at, _of(officer)) for officer in people]
    if news.sms or news.urgent:
        texting = queries.texting(people, life=news.life)
        made += [_text(officer, texting[officer.pk], news, at) for officer in people if officer.pk in texting]
    return _insert(made)


def tell_phone(phone: str, org: Org, news: News, *, on: date) -> int:
    """Send a text to somebody without an account, in the name of a unit; the number is kept sealed.

    Returns 1, or 0 when this `source` was told to this number before. Raises `Refused` for no mobile number.
    """
    return tell_phones([phone], org, news, on=on)


def tell_phones(phones: Iterable[str], org: Org, news: News, *, on: date) -> int:
    """Send the same text to many without an account, in one statement; a number that stands twice gets one."""
    at, made = moment(on), []
    for digits in dict.fromkeys(check_phone(each) for each in phones):
        reader = {"reader": f"phone:{sealed.blind_index(digits, 'message.phone').hex()}"}
        text = _message(org.pk, check_news(news), Channel.SMS, at, reader)
        text.send_to(Channel.SMS, digits)
        made.append(text)
    return _insert(made)


def text_officers(texts: Iterable[tuple[Preference, News]], at: datetime) -> int:
    """Write texts to people, each the way they chose, with words of its own, and nothing in the product beside them."""
    return _insert([_text(kept.officer, kept, check_news(news), at) for kept, news in texts])


def call_off(source: str) -> int:
    """Drop what still waits of an occasion that is over: a reminder of what was done in time. Returns how many."""
    waiting = Message.objects.filter(source=source, state=State.WAITING)
    return waiting.update(state=State.DROPPED, error="事情已经办了，不用再提醒")


def _of(officer: Officer) -> dict[str, Any]:
    return {"officer_id": officer.pk, "reader": f"officer:{officer.pk}"}


def _message(org_id: int, news: News, channel: str, at: datetime, reader: dict[str, Any]) -> Message:
    """A message to come; in the product it is there at once, when nothing says later."""
    due = news.due or at
    there = channel == Channel.APP and due <= at
    words = {"kind": news.kind, "title": news.title.strip(), "body": news.body.strip(), "url": news.url}
    when = {"told": at, "due": due, "state": State.SENT if there else State.WAITING}
    return Message(org_id=org_id, channel=channel, source=news.source, urgent=news.urgent, **words, **when, **reader)


def _text(officer: Officer, kept: Preference, news: News, at: datetime) -> Message:
    way = kept.way if kept.way in ways() else Channel.SMS
    text = _message(officer.org_id, news, way, at, _of(officer))
    text.send_to(way, kept.address_of(way))
    return text


def _insert(messages: list[Message]) -> int:
    """Write new messages; the table itself passes over what was told before, also at the same moment."""
    database = connections[DEFAULT_DB_ALIAS]
    fields = [field for field in Message._meta.concrete_fields if not isinstance(field, AutoField)]
    rows = [
        tuple(field.get_db_prep_save(getattr(each, field.attname), database) for field in fields) for each in messages
    ]
    with transaction.atomic(savepoint=False):
        return len(insert_rows(Message, [str(field.column) for field in fields], rows, unless_there=True))
