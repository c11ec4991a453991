"""复查、复核: each goes one unit up, into the queue there, and nobody decides who has handled the matter before.

《信访工作条例》第35、36条: the review is asked of the next higher organ; after the second one there is none.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tiexin.cases import queries, rules
from tiexin.cases.actions import going_past, steps
from tiexin.cases.actions.offering import drop_waiting
from tiexin.cases.models import Case
from tiexin.core.days import moment
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer

ASKED = {"ask_review": "复查", "ask_second": "复核"}
ANSWERED = ("answer_review", "answer_second")


def check(case: Case, move: str, *, by: Officer | None, on: date) -> None:
    """Refuse a review by whoever handled it before, a first review after one, and closing while the second is open."""
    if move in ANSWERED:
        _check_reviewer(case, by)
    if move == "ask_review" and case.steps.filter(event="review_answered").exists():
        raise Refused("这件诉求已经复查过，不再复查", clause=rules.REVIEW, field="move")
    if move == "close" and case.state == "reviewed":
        at = moment(on)
        left = case.clocks.filter(rule="ask_second_review", met=None, ended=None)
        if left.filter(Q(due=None) | Q(due__gt=at)).exists():
            raise Refused("职工还可以请求复核，过了期限没有请求的再办结", clause=rules.REVIEW, field="move")


def _check_reviewer(case: Case, by: Officer | None) -> None:
    if case.owner_id is None:
        raise Refused("还没有承办人，请先认领或者指派", clause=rules.FIRST)
    if by is not None and queries.handled_before(case, by):
        raise Refused("您以前办过这件诉求，复查、复核由别人办", clause=rules.REVIEW)


def hand_up(case: Case, move: str, on: date) -> str:
    """Let the unit above review a locked matter: it waits in the queue there; what is said beside the step.

    Whoever handled it so far reads on and decides no more. Where nobody leads matters above, others of the same unit
    review it, and the step says so.
    """
    if move not in ASKED:
        return ""
    drop_waiting(case, on)
    for part in case.parts.filter(until=None, role__in=queries.HANDLERS).select_related("officer"):
        steps.part(case, part.officer, part.role, on)
        steps.join(case, part.officer, "reader", on)
    above = going_past.above(case.org, on)
    case.org, case.owner, case.lead = above or case.org, None, None
    case.save(update_fields=["org", "owner", "lead"])
    who = str(above) if above else "本单位没有办过的人"
    return f"，{'' if above else '上面没有人办理，'}由{who}{ASKED[move]}"
