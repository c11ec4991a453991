"""Matters linked and parted: one head, one leader, each asker answered on their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.cases import rules
from tiexin.cases.actions import steps, taking_part
from tiexin.cases.actions.offering import check_hand
from tiexin.cases.actions.steps import Happened
from tiexin.cases.linking import rules as link_rules
from tiexin.cases.linking.models import CaseLink
from tiexin.cases.linking.queries import open_followers, side_of
from tiexin.cases.models import Case
from tiexin.core.actions import insert
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer

AGAIN = "又提出已经结束的同一件事"


@dataclass(frozen=True)
class NewLink:
    """Which matter is the head of which, why they belong together, in words."""

    head: Case
    follower: Case
    kind: str
    reason: str


@transaction.atomic
def link_cases(new: NewLink, *, by: Officer, on: date) -> CaseLink:
    """Let one matter follow another; the head's leader takes charge of both (C137).

    What the same person brings again may point to what has ended: nothing is written there, and no leader changes.
    Refused, with nothing written: a matter with itself, a chain or ring, a sealed one, an ended one but for that,
    another asker's as repeated, another employer's as the same.
    """
    pair = {pk: steps.locked(Case(pk=pk)) for pk in sorted({new.head.pk, new.follower.pk})}
    head, follower = pair[new.head.pk], pair[new.follower.pk]
    check_reason(new.reason, "并案")
    link_rules.check(new.kind, side_of(head), side_of(follower))
    link = CaseLink(case=follower, head=head, kind=new.kind, reason=new.reason.strip(), by=by, since=on)
    insert([link])
    words = f"{link_rules.SHORT[new.kind]}：{link.reason}"
    if head.state in rules.ENDED:
        _write(follower, "link_case", (AGAIN, words), by, on)
        return link
    _write(head, "link_case", ("并案，作为主办", words), by, on)
    _write(follower, "link_case", ("并案，随主办一起办", words), by, on)
    if head.lead is not None and head.lead_id != follower.lead_id:
        _carry(follower, head.lead, by, on)
    return link


def _write(case: Case, verb: str, said: tuple[str, str], by: Officer, on: date) -> None:
    """One step of a matter; no number of the other stands in it, whoever reads it may not know of that one."""
    entry = record(Act(verb, case, by, on, case.org_id))
    steps.step(case, Happened("noted", *said), entry, moment(on))


@transaction.atomic
def unlink_case(link: CaseLink, reason: str, *, by: Officer, on: date) -> CaseLink:
    """Part two matters: each goes on by itself, with the leader that it has."""
    pair = {pk: steps.locked(Case(pk=pk)) for pk in sorted({link.head_id, link.case_id})}
    check_reason(reason, "解除并案")
    found = CaseLink.objects.select_for_update().get(pk=link.pk)
    if found.until is not None:
        raise Refused("已经解除并案")
    found.until, found.end_reason = on, reason.strip()
    found.save(update_fields=["until", "end_reason"])
    head = pair[found.head_id]
    past = head.closed is not None and head.closed <= found.since  # it had ended, and nothing was written there
    for pk in (found.case_id,) if past else (found.head_id, found.case_id):
        _write(pair[pk], "unlink_case", ("解除并案", found.end_reason), by, on)
    return found


@transaction.atomic
def lead_together(case: Case, leader: Officer, reason: str, *, by: Officer | None, on: date) -> Case:
    """Put one leader in charge of a matter and of all that follow it (C137)."""
    found = taking_part.lead_case(case, leader, reason, by=by, on=on)
    for each in open_followers(found).exclude(lead=leader):
        _carry(each, leader, by, on)
    return found


def _carry(follower: Case, leader: Officer, by: Officer | None, on: date) -> None:
    """The head's leader takes charge of one that follows, unless a conflict of interest forbids it, or they left."""
    rules.check_open(follower.state)
    try:
        check_hand(follower, leader)
        taking_part.check_serving(leader, on)
    except Refused:
        return
    taking_part.lead_case(follower, leader, "随主办的诉求，由同一位领导包案", by=by, on=on)
