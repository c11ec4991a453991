"""Whatever is done to a matter in whatever order, what must hold of it holds."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiexin.cases import rules
from tiexin.cases.actions import offering, taking_part, timing
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.actions.timing import Longer, Pause
from tiexin.cases.models import Case, CaseClock, ClockStop, Offer, Part
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db

DEEDS = [*rules.MOVES, "offer", "take", "return", "drop", "assign", "recuse", "lead", "stop", "resume", "extend"]


def done(cast, case, deed, on):
    owner = Case.objects.get(pk=case.pk).owner or cast.author
    clock = CaseClock.objects.filter(case=case, met=None, ended=None).order_by("-pk").first()
    ways = {
        "offer": lambda: offering.offer_case(case, NewOffer(cast.city, None, "属市里管"), by=owner, on=on),
        "take": lambda: offering.take_offer(case, by=cast.people["city_office"], on=on),
        "return": lambda: offering.return_offer(case, "退回", by=cast.people["city_office"], on=on),
        "drop": lambda: offering.drop_offer(case, by=owner, on=on),
        "assign": lambda: offering.assign_case(case, cast.mate, "指派", by=cast.chief, on=on),
        "recuse": lambda: offering.withdraw_from_case(case, "亲属", by=owner, on=on),
        "lead": lambda: taking_part.lead_case(case, cast.chief, "包案", by=cast.chief, on=on),
    }
    if deed in ways:
        return ways[deed]()
    if deed in rules.MOVES:
        return moved(case, deed, by=owner, on=on)
    if clock is None:
        return None
    timed = {
        "stop": lambda: timing.stop_clock(case, Pause(clock, "papers", "补材料"), by=cast.chief, on=on),
        "resume": lambda: timing.resume_clock(case, clock, by=owner, on=on),
        "extend": lambda: timing.extend_clock(case, Longer(clock, 10, "复杂"), by=cast.chief, on=on),
    }
    return timed[deed]()


def check(case):
    found = Case.objects.get(pk=case.pk)
    running = list(CaseClock.objects.filter(case=case, met=None, ended=None))
    bound = [clock.due for clock in running if clock.holder == "unit" and clock.due]
    owners = list(Part.objects.filter(case=case, role="owner", until=None).values_list("officer", flat=True))
    assert found.due == min(bound, default=None)
    assert owners == ([found.owner_id] if found.owner_id else [])
    assert (found.state in rules.ENDED) == (found.closed is not None)
    assert found.state not in rules.ENDED or not [clock for clock in running if clock.holder == "unit"]
    assert len({clock.rule for clock in running}) == len(running)
    assert Offer.objects.filter(case=case, answer="").count() <= 1
    assert not ClockStop.objects.filter(clock__case=case, until=None).exclude(clock__in=running).exists()
    last = found.steps.latest("pk")
    assert last.state == found.state


@settings(max_examples=min(25, settings().max_examples))
@given(st.lists(st.sampled_from(DEEDS), min_size=1, max_size=8))
def test_what_must_hold_of_a_matter_holds_after_anything(deeds):
    cast = stage()
    case = registered(cast, "petition")
    for number, deed in enumerate(deeds):
        before = c.rows()
        try:
            done(cast, case, deed, c.TODAY + timedelta(days=number))
        except Refused:
            assert c.rows() == before
        check(case)
    Case.objects.all()
