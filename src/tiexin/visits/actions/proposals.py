"""Every write of proposals: sent with the problems that it joins, answered, seen to take effect, closed without."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer
from tiexin.visits import proposal_rules as rules
from tiexin.visits.actions.problems import Step, move_problem
from tiexin.visits.actions.steps import locked, step_of
from tiexin.visits.models import Problem
from tiexin.visits.proposals import Proposal, ProposalStep


@transaction.atomic
def send_proposal(new: Proposal, problems: Sequence[Problem], *, by: Officer, on: date) -> Proposal:
    """Send a (unsaved) proposal to a body, with the problems that it joins: each goes to policy and carries it.

    Refused, with nothing written: words that are missing, a day to come, a problem that is not under way or that
    another proposal has.
    """
    rules.check_text(new.title, "title", "建议什么", rules.TITLE)
    rules.check_text(new.text, "text", "建议的内容和理由", rules.LONG)
    rules.check_text(new.body, "body", "提给谁", rules.BODY)
    if new.sent > on:
        raise Refused("提出的日期还没有到", field="sent")
    rules.check_due(new.due, on)
    new.title, new.text, new.body = new.title.strip(), new.text.strip(), new.body.strip()
    new.state, new.due = "sent", new.due or rules.due_of("sent", on)
    new.save(force_insert=True)
    _note("send_proposal", new, "", f"提给{new.body}", by, on)
    _take_in(new, problems, by, on)
    return new


def _note(verb: str, proposal: Proposal, was: str, text: str, by: Officer, on: date) -> None:
    entry = record(Act(verb, proposal, by, on, proposal.org_id))
    now = {"state": proposal.state, "owner_id": proposal.owner_id, "due": proposal.due}
    ProposalStep.objects.create(proposal=proposal, entry=entry, was=was, text=text.strip()[: rules.TEXT], **now)


def _locked(proposal: Proposal, *wanted: str) -> Proposal:
    found: Proposal = Proposal.objects.select_for_update(of=("self",)).select_related("org").get(pk=proposal.pk)
    rules.check_state(found.state, wanted)
    return found


@transaction.atomic
def take_in_problems(proposal: Proposal, problems: Sequence[Problem], *, by: Officer, on: date) -> Proposal:
    """Let a proposal under way join more problems; refused like those that it was sent with, and without any."""
    proposal = _locked(proposal, *rules.UNDER_WAY)
    rules.check_many(len(problems), 1)
    _take_in(proposal, problems, by, on)
    return proposal


def _take_in(proposal: Proposal, problems: Sequence[Problem], by: Officer, on: date) -> None:
    rules.check_many(len(problems), 0)
    said = f"列入政策建议“{proposal}”"
    for problem in sorted(problems, key=lambda each: each.pk):
        found = locked(problem, None)
        other = found.proposal
        rules.check_taken_in(found.state, other is not None and other.state in rules.UNDER_WAY)
        if found.state != "policy":
            move_problem(found, Step("propose", said, proposal=proposal), by=by, on=on)
            continue
        found.proposal = proposal
        found.save(update_fields=["proposal"])
        insert([step_of(found, "policy", said, record(Act("propose_problem", found, by, on, found.org_id)))])


@dataclass(frozen=True)
class Answer:
    """What the body said, whether it agrees, on which day; until when something should have changed."""

    text: str
    verdict: str
    day: date
    due: date | None = None


@transaction.atomic
def answer_proposal(proposal: Proposal, new: Answer, *, by: Officer, on: date) -> Proposal:
    """Note the body's answer; a later answer takes the place of the former one, which stays in the trail.

    Refused, with nothing written: words or verdict missing, a day to come or before it was sent, due before today.
    """
    proposal = _locked(proposal, *rules.UNDER_WAY)
    rules.check_text(new.text, "text", "怎么答复的")
    rules.check_verdict(new.verdict)
    rules.check_day(new.day, proposal.sent, on)
    rules.check_due(new.due, on)
    was, proposal.state = proposal.state, "answered"
    proposal.answer, proposal.verdict, proposal.answered = new.text.strip(), new.verdict, new.day
    proposal.due = new.due or rules.due_of("answered", on)
    proposal.save(update_fields=["state", "answer", "verdict", "answered", "due"])
    _note("answer_proposal", proposal, was, f"{rules.VERDICTS[new.verdict]}：{new.text.strip()}", by, on)
    return proposal


@dataclass(frozen=True)
class Effect:
    """What changed, on which day, by which document."""

    text: str
    day: date
    document: str = ""


@transaction.atomic
def record_effect(proposal: Proposal, new: Effect, *, by: Officer, on: date) -> Proposal:
    """Note what an answered proposal changed: its problems can be ended now, and those who raised them told.

    Refused, with nothing written: no answer yet, words missing, a day to come or before the answer.
    """
    proposal = _locked(proposal, "answered")
    rules.check_text(new.text, "text", "改变了什么")
    if new.document:
        rules.check_text(new.document, "document", "文件号", rules.BODY)
    rules.check_day(new.day, proposal.answered or proposal.sent, on)
    proposal.state, proposal.effect, proposal.effect_on = "effect", new.text.strip(), new.day
    proposal.document = new.document.strip()
    proposal.save(update_fields=["state", "effect", "effect_on", "document"])
    _note("record_effect", proposal, "answered", new.text, by, on)
    return proposal


@transaction.atomic
def close_proposal(proposal: Proposal, reason: str, *, by: Officer, on: date) -> Proposal:
    """End a proposal from which nothing came, with a reason; its problems stay open and may go other ways."""
    proposal = _locked(proposal, *rules.UNDER_WAY)
    check_reason(reason, "结束")
    was, proposal.state = proposal.state, "closed"
    proposal.save(update_fields=["state"])
    _note("close_proposal", proposal, was, reason, by, on)
    return proposal


@dataclass(frozen=True)
class Passing:
    """Who goes on with a proposal, until when, and why; without a day it stays."""

    officer: Officer
    text: str
    due: date | None = None


@transaction.atomic
def pass_on_proposal(proposal: Proposal, new: Passing, *, by: Officer, on: date) -> Proposal:
    """Give a proposal another owner of the same unit, or another day, with a reason.

    Refused, with nothing written: nothing changes, somebody of another unit or not in office, no reason.
    """
    proposal = _locked(proposal, *rules.UNDER_WAY)
    rules.check_text(new.text, "text", "为什么改")
    rules.check_due(new.due, on)
    officer = new.officer
    if officer.org_id != proposal.org_id or officer.since > on or (officer.until is not None and officer.until <= on):
        raise Refused(f"{officer}今天不在“{proposal.org}”任职", field="officer")
    due = new.due or proposal.due
    if (officer.pk, due) == (proposal.owner_id, proposal.due):
        raise Refused("负责人和期限都没有变", field="officer")
    proposal.owner, proposal.due = officer, due
    proposal.save(update_fields=["owner", "due"])
    _note("pass_on_proposal", proposal, proposal.state, new.text, by, on)
    return proposal


@transaction.atomic
def end_problems(proposal: Proposal, problems: Sequence[Problem], text: str, *, by: Officer, on: date) -> list[Problem]:
    """End problems of a proposal that took effect, all or none: each counts as solved, whoever raised it is to be told.

    Refused, with nothing written: before an effect was noted, none chosen, one that is not with this proposal.
    """
    proposal = _locked(proposal, "effect")
    rules.check_many(len(problems), 1)
    ended = []
    for problem in sorted(problems, key=lambda each: each.pk):
        found = locked(problem, None)
        if found.proposal_id != proposal.pk or found.state != "policy":
            raise Refused("选中的问题里有的刚才已经另行办理，请重新选", clause=rules.PATH, field="problems")
        ended.append(move_problem(found, Step("solve", text), by=by, on=on))
    return ended
