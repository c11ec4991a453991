"""Every write of guidance: given, answered, voided."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.activities import guidance_rules as rules
from tiexin.activities.guidance import Guidance
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Under


@transaction.atomic
def give_guidance(new: Guidance, *, by: Officer, on: date) -> Guidance:
    """Write down (unsaved) guidance; of a room it is a `room_guided`.

    Refused, with nothing written: without subject or advice, of nobody, of a union that does not stand below, of a day
    to come, looked at again before it was given.
    """
    rules.check_guidance(new.subject, new.advice, new.room, new.on, on)
    lower = Under.objects.filter(ancestor=new.org_id, org=new.to_id, depth__gt=0)
    rules.check_whom(None if new.to_id is None else lower.exists(), new.room)
    rules.check_follow(new.follow, new.on)
    for name in ("subject", "advice", "room"):
        setattr(new, name, getattr(new, name).strip())
    new.save(force_insert=True)
    record(Act("give_guidance", new, by, on, new.org_id), _facts(new))
    return new


def _facts(new: Guidance) -> list[NewFact]:
    if not new.room:
        return []
    return [NewFact("room_guided", new.on, new.org, new.to or new.org, dims={"officer": new.author_id})]


@dataclass(frozen=True)
class Answer:
    """Whether the advice was taken up, and how or why not."""

    state: str
    text: str


@transaction.atomic
def answer_guidance(guidance: Guidance, answer: Answer, *, by: Officer, on: date) -> Guidance:
    """Say whether guidance was taken up, by who guides or who is guided; what was not may be taken up later."""
    found = Guidance.objects.select_for_update(of=("self",)).get(pk=guidance.pk)
    rules.check_answer(found.state, answer.state, answer.text, found.voided)
    found.state, found.answer, found.answered, found.answered_by = answer.state, answer.text.strip(), on, by
    found.save(update_fields=["state", "answer", "answered", "answered_by"])
    record(Act("answer_guidance", found, by, on, found.org_id))
    return found


@transaction.atomic
def void_guidance(guidance: Guidance, reason: str, *, by: Officer, on: date) -> Guidance:
    """Void guidance recorded wrongly: it counts no more and stays readable."""
    found = Guidance.objects.select_for_update(of=("self",)).get(pk=guidance.pk)
    if found.voided is not None:
        raise Refused(f"这次指导已于{zh_date(found.voided)}作废")
    check_reason(reason, "作废")
    found.voided, found.void_reason = on, reason.strip()
    found.save(update_fields=["voided", "void_reason"])
    entry = Entry.objects.get(thing="activities.guidance", thing_id=found.pk, verb="give_guidance")
    void(entry, by=by, on=on)
    return found
