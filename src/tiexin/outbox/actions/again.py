"""Sending a text once more that did not go: the same row under the same id, so a gateway that has it sends nothing."""

from datetime import date

from django.db import transaction

from tiexin.core import journal
from tiexin.core.days import moment, naive
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer
from tiexin.outbox import queries, rules
from tiexin.outbox.gateways import ways
from tiexin.outbox.kinds import LIFE
from tiexin.outbox.models import Channel, Message, State

NO_TEXTS = "本人现在不另外收消息，请在系统里或者当面告诉"


@transaction.atomic
def send_text_again(message: Message, *, by: Officer, on: date) -> Message:
    """Let a text that failed wait to be sent anew; an officer's goes the way and to the address they have now.

    Refused, with nothing changed: sent anew already, true no longer, too old, or its reader wants no texts any more.
    """
    found = Message.objects.texts().select_for_update().get(pk=message.pk)
    if reason := rules.not_again(found.state, found.kind, naive(found.told).date(), on):
        raise Refused(reason)
    if found.officer is not None:
        _readdress(found, found.officer)
    found.state, found.tries, found.due, found.taken, found.error = State.WAITING, 0, moment(on), None, ""
    found.save(update_fields=["state", "tries", "due", "taken", "error", "channel", "phone", "account"])
    journal.write(Act("send_text_again", found, by, on, found.org_id))
    return found


def _readdress(message: Message, officer: Officer) -> None:
    kept = queries.texting([officer], life=message.kind == LIFE).get(officer.pk)
    if kept is None:
        raise Refused(NO_TEXTS)
    way = kept.way if kept.way in ways() else Channel.SMS
    message.send_to(way, kept.address_of(way))


def give_up_texts(sources: list[str]) -> int:
    """Drop texts that failed, as their readers were told in another way. Returns how many."""
    found = Message.objects.texts().filter(source__in=sources, officer=None, state=State.FAILED)
    return found.update(state=State.DROPPED, error="已经打电话告诉了")
