"""复查、复核: each goes one unit up, into the queue there, and nobody decides who has handled the matter before.

《信访工作条例》第35、36条: the review is asked of the next higher organ; after the second one there is none. What it
changes or revokes goes back to whoever answered, to be handled once more; what a first review ordered may still go up.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tiexin.cases import promise, queries, reviewing, rules
from tiexin.cases.actions import going_past, reopening, steps, telling
from tiexin.cases.actions.hearers import Hearers
from tiexin.cases.actions.offering import drop_waiting
from tiexin.cases.actions.steps import Happened
from tiexin.cases.catalogue import ClockRule
from tiexin.cases.models import Case
from tiexin.cases.review_results import Result
from tiexin.core.days import moment
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org

ANSWERED = ("review_answered", "second_review_answered")


def check(case: Case, move: str, *, by: Officer | None, on: date) -> None:
    """Refuse a review by whoever handled it before, and closing while the second one is open."""
    if move in rules.ANSWERED_ABOVE:
        _check_reviewer(case, by)
    if move == "close" and case.state == "reviewed":
        at = moment(on)
        left = case.clocks.filter(rule="ask_second_review", met=None, ended=None)
        if left.filter(Q(due=None) | Q(due__gt=at)).exists():
            raise Refused("职工还可以请求复核，过了期限没有请求的再办结", clause=rules.REVIEW, field="move")


def _check_reviewer(case: Case, by: Officer | None) -> None:
    if case.owner_id is None:
        raise Refused("还没有承办人，请先认领或者指派", clause=rules.FIRST)
    if by is not None and reviewing.handled_before(case, by):
        raise Refused("您以前办过这件诉求，复查、复核由别人办", clause=rules.REVIEW)


def orders(case: Case, move: str, result: Result | None) -> bool:
    """Whether a review sends a matter back to whoever answered: it changes or revokes, or upholds what did so and was
    not carried out yet."""
    return result is not None and (result.orders or (move == "answer_second" and case.review == "ordered"))


def standing(case: Case, move: str, *, ordered: bool, again: bool) -> str:
    """How the answer that stands came through its review, after a move; a new answer was not reviewed yet, unless by
    the second one, after which there is none."""
    if move == "answer_second":
        return "final"
    if move == "answer_review":
        return "ordered" if ordered else "upheld"
    anew = (move == "reply" and case.review == "ordered") or (move == "reopen" and again)
    return "" if anew else case.review


def clocks(case: Case, move: str) -> list[ClockRule] | None:
    """The clocks that a reply starts which carries the last review out: of no days to ask for another; None: all."""
    if move != "reply" or case.review != "final":
        return None
    asks = rules.MOVES["ask_review"].event
    return [rule for rule in case.service.clocks if "replied" in rule.starts and asks not in rule.met_by]


def hand_up(case: Case, move: str, on: date) -> str:
    """Let the unit above review a locked matter: it waits in the queue there; what is said beside the step.

    Whoever handled it so far reads on and decides no more, and so do those who lead where it was answered. Where nobody
    leads matters above, others of the same unit review it, and the step says so.
    """
    if move not in rules.ASKED_ABOVE:
        return ""
    drop_waiting(case, on)
    _let_read(case, on)
    _lay_down(case, on)
    unit = _where(case, "review_answered") if move == "ask_second" else case.org
    above = going_past.above(unit, on)
    case.org, case.owner, case.lead = above or unit, None, None
    case.save(update_fields=["org", "owner", "lead"])
    who = str(above) if above else "本单位没有办过的人"
    return f"，{'' if above else '上面没有人办理，'}由{who}{rules.ASKED_ABOVE[move]}"


def hand_down(case: Case, move: str, entry: Entry, on: date) -> None:
    """Let the unit that answered handle a locked matter once more, by what a review found: with its own clock, and one
    round more unless the round had no answer yet. Its owner and those who lead there hear of it.

    Where its owner serves there no more, it waits in the queue; where the unit is gone, at the unit that reviewed it.
    """
    unit = _where(case, "replied")
    unit = unit if unit.is_open(on) else case.org
    former = _former(case, unit, on)
    word, again = rules.ANSWERED_ABOVE[move], reopening.is_answered(case)
    made = steps.step(case, Happened("review_ordered", f"由{unit}按{word}意见办理"[:40], told=True), entry, moment(on))
    _lay_down(case, on)
    case.org, case.owner, case.lead = unit, former, None
    if again:
        case.round, case.redone = case.round + 1, case.redone + 1
    case.save(update_fields=["org", "owner", "lead", "round", "redone"])
    if former is not None:
        steps.part(case, former, "reader", on)
        steps.join(case, former, "owner", on)
    steps.hear(case, "review_ordered", made.at)
    telling.tell_ordered(case, word, made.pk, on)


def _lay_down(case: Case, on: date) -> None:
    """Whoever has it in hand reads on and decides no more."""
    for part in case.parts.filter(until=None, role__in=queries.HANDLERS).select_related("officer"):
        steps.part(case, part.officer, part.role, on)
        steps.join(case, part.officer, "reader", on)


def _let_read(case: Case, on: date) -> None:
    """Those who lead where it was answered read on, if they read it before: what is changed above is theirs to mend."""
    if not promise.withheld(case):
        for officer in Hearers([case], on).fit(case, queries.handlers(case.org, on, "cases.lead")):
            steps.join(case, officer, "reader", on)


def _where(case: Case, event: str) -> Org:
    """The unit that took a step last."""
    last = case.steps.filter(event=event).select_related("org").order_by("-pk").first()
    return last.org if last else case.org


def _former(case: Case, unit: Org, on: date) -> Officer | None:
    """Who owned a matter last at the unit that answered it, and handles matters there still; none who reviewed it."""
    reviewers = {case.owner_id, *case.steps.filter(event__in=ANSWERED).values_list("by", flat=True)}
    there = {each.pk for each in queries.handlers(unit, on)} - reviewers
    owned = case.parts.filter(role="owner", officer__in=there).select_related("officer").order_by("-pk")
    return next(iter(Hearers([case], on).fit(case, [part.officer for part in owned])), None)
