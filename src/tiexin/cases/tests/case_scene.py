"""A county's matters, for their tests: a wage dispute, a petition, people who handle them."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache

from tiexin.cases.actions import cases as actions
from tiexin.cases.actions.cases import NewCase, Step
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.cases.rules import ANSWERED_ABOVE
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Fact
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

DAY = timedelta(days=1)
SAID = {
    "title": "拖欠三个月工资",
    "name": "刘桂英",
    "asker": "self",
    "channel": "window",
    "people": 1,
    "reply_way": "code",
}
ASKED = {"petition": {}, "dispute": {"claim": "wages"}}
OUTCOME = {"petition": {"opinion": "support", "recovered": 1250000}, "dispute": {"agreement": "reached"}}


def stage():
    cache.clear()
    return staged()


@kept.once
def staged():
    found = c.stage()
    found.author = found.people["officer"]
    found.chief = c.officer("丁文博", found.county, "leader", rank=Rank.LEADER, title="主席")
    found.mate = c.officer("葛春梅", found.county, "officer")
    return found


def registered(cast, kind="dispute", *, by=None, org=None, offer=None, **changes):
    by = by or cast.author
    if changes.get("people", 1) > 1 and "group" in catalogue()[kind].askers:
        changes.setdefault("asker", "group")
    said = {**SAID, "kind": kind, "org": org or cast.county, "first_org": org or cast.county, **changes}
    text, phone = said.pop("text", "从二月起一直没有发"), said.pop("phone", "13900001111")
    elsewhere, details = said.pop("elsewhere", ""), said.pop("details", ASKED.get(kind, {}))
    case = Case(**{"key": uuid.uuid4(), **said})
    return actions.register_case(NewCase(case, phone, text, details, elsewhere, offer), by=by, on=c.TODAY)


def moved(case, *names, by, on=c.TODAY):
    for name in names:
        outcome = OUTCOME[case.kind] if name == "reply" else {}
        result = "upheld" if name in ANSWERED_ABOVE else ""
        others = "在会上当众答复，当场张贴" if name in ("close", "answer_second") and case.asker == "group" else ""
        new = Step(name, f"{name}的情况", None, outcome, result=result, others=others)
        case = actions.move_case(case, new, by=by, on=on)
    return case


def clocks(case):
    """Rule → (day due, met, ended) of every clock, the newest of a rule."""
    return {
        clock.rule: (
            clock.due and (c_local(clock.due) - timedelta(seconds=1)).date(),
            bool(clock.met),
            bool(clock.ended),
        )
        for clock in case.clocks.order_by("pk")
    }


def c_local(at):
    from django.utils import timezone

    return timezone.localtime(at)


def counted(measure, *columns):
    return sorted(Fact.objects.live().filter(measure=measure).values_list(*columns))


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)
