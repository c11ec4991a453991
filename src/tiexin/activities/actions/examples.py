"""Every write of models: proposed, consented to, judged above, published, taken up, withdrawn."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from tiexin.activities import example_rules as rules
from tiexin.activities.examples import Example, Proof, TakeUp
from tiexin.activities.rules import check_text
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer


@transaction.atomic
def propose_example(new: Example, proofs: Sequence[Entry], *, by: Officer, on: date) -> Example:
    """Propose an (unsaved) example with the records that prove it; refused without words, evidence or a person."""
    rules.check_proposal(new.kind, new.title, new.text, person=new.officer_id is not None)
    entries = list(dict.fromkeys(proofs))
    rules.check_proofs(entries)
    new.title, new.text, new.on = new.title.strip(), new.text.strip(), on
    new.save(force_insert=True)
    Proof.objects.bulk_create(Proof(example=new, entry=entry) for entry in entries)
    record(Act("propose_example", new, by, on, new.org_id))
    return new


def _locked(example: Example, move: str) -> Example:
    found: Example = Example.objects.select_for_update(of=("self",)).get(pk=example.pk)
    rules.check_move(move, found.state)
    return found


@transaction.atomic
def consent_to_example(example: Example, *, by: Officer, on: date) -> Example:
    """The person named consents to being published; nobody can do so for them."""
    found = _locked(example, "consent")
    if found.officer_id != by.pk:
        raise Refused("只有本人能同意", clause=rules.PERSON)
    if found.consented is not None:
        raise Refused("您已经同意过了")
    found.consented = on
    found.save(update_fields=["consented"])
    record(Act("consent_to_example", found, by, on, found.org_id))
    return found


@transaction.atomic
def decide_example(example: Example, reason: str, *, accept: bool, by: Officer, on: date) -> Example:
    """Accept an example or not, with a reason that its unit reads; never one's own proposal."""
    found = _locked(example, "accept" if accept else "decline")
    rules.check_decider(by.pk, found.author_id)
    check_reason(reason, "采纳或不采纳")
    found.state = "accepted" if accept else "declined"
    found.decided_by, found.decided, found.reason = by, on, reason.strip()
    found.save(update_fields=["state", "decided_by", "decided", "reason"])
    record(Act("accept_example" if accept else "decline_example", found, by, on, found.org_id))
    return found


@transaction.atomic
def publish_example(example: Example, *, by: Officer, on: date) -> Example:
    """Let every unit read an accepted example; refused before the person named has consented."""
    found = _locked(example, "publish")
    rules.check_consent(found.officer_id, found.consented)
    found.state, found.published = "published", on
    found.save(update_fields=["state", "published"])
    record(Act("publish_example", found, by, on, found.org_id))
    return found


@transaction.atomic
def withdraw_example(example: Example, reason: str, *, by: Officer, on: date) -> Example:
    """Take an example back, with a reason; who took it up stays readable."""
    found = _locked(example, "withdraw")
    check_reason(reason, "撤回")
    found.state, found.reason = "withdrawn", reason.strip()
    found.save(update_fields=["state", "reason"])
    record(Act("withdraw_example", found, by, on, found.org_id))
    return found


@transaction.atomic
def take_up_example(example: Example, new: TakeUp, *, by: Officer, on: date) -> TakeUp:
    """Let a unit take up a published example: an (unsaved) row with unit, day and what it does; once each."""
    found = _locked(example, "take_up")
    check_text(new.what, "what", "怎样学用的", rules.TEXT)
    rules.check_taker(new.org_id, found.org_id)
    if not (found.published or new.on) <= new.on <= on:
        raise Refused("日期要在公布以后、今天以前", field="on")
    new.example, new.by, new.what = found, by, new.what.strip()
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("本单位已经登记过学用", field="what") from error
    record(Act("take_up_example", found, by, on, new.org_id))
    return new
