"""Scoring drawn calls on a sheet, and the answerer's own words about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from tiexin.cases.hotline import rules
from tiexin.cases.hotline.models import Call, CallScore
from tiexin.cases.hotline.sheet import KIND, sheet
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.draws.models import Pick
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer


@dataclass(frozen=True)
class Judged:
    """A word for each line of the sheet, and a note."""

    answers: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@transaction.atomic
def score_call(pick: Pick, new: Judged, *, by: Officer, on: date) -> CallScore:
    """Judge a drawn call line by line.

    Refused: a pick that is none of calls or was replaced, a call scored before, who answered it, half a sheet.
    """
    locked = Pick.objects.select_for_update(of=("self",)).select_related("draw", "item").get(pk=pick.pk)
    call = _drawn(locked)
    rules.check_scored(call.by_id, by.pk, CallScore.objects.filter(pick=locked).exists())
    rules.check_scores(new.answers.items(), sheet().keys)
    said = {"sheet": sheet().plain, "sheet_hash": sheet().hash, "answers": dict(new.answers), "note": new.note.strip()}
    made = CallScore.objects.create(pick=locked, call=call, org_id=call.org_id, by=by, on=on, **said)
    record(Act("score_call", made, by, on, made.org_id))
    return made


def _drawn(pick: Pick) -> Call:
    """The call that a pick stands for."""
    standing = pick.draw.kind == KIND and Pick.objects.standing().filter(pk=pick.pk).exists()
    call = Call.objects.filter(pk=pick.item.thing_id).first() if standing else None
    if call is None:
        raise Refused("只评抽签抽中的电话", clause=rules.SCORING)
    return call


@transaction.atomic
def reply_to_score(score: CallScore, reply: str, *, by: Officer, on: date) -> CallScore:
    """Say something about one's own call as it was scored; once."""
    found = CallScore.objects.select_for_update(of=("self",)).select_related("call").get(pk=score.pk)
    rules.check_reply(found.call.by_id, by.pk, found.reply, reply)
    found.reply, found.replied = reply.strip(), on
    found.save(update_fields=["reply", "replied"])
    record(Act("reply_to_score", found, by, on, found.org_id))
    return found
