"""Whatever is done with hours and exclusions in whatever order, what must hold of them holds."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiexin.cases import rules as of_cases
from tiexin.cases.actions import appointments as actions
from tiexin.cases.actions.rates import ask_exclusion, decide_exclusion
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.models import Case, CaseStep, Part
from tiexin.cases.rates.models import Exclusion
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import DAY, moved, registered
from tiexin.core.days import opening
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
TAKEN = ("booked", "done", "absent")
DEEDS = ["offer", "drop", "book", "move", "cancel", "came", "absent", "accept", "withdraw"]


def offered(cast, at):
    first = opening(c.TODAY + 9 * DAY) + timedelta(hours=at)
    new = Slot(org=cast.county, place="谈心室", begins=first, ends=first + timedelta(minutes=90))
    return actions.offer_slot(new, by=cast.mate, on=c.TODAY)


def tried(cast, cases, deed, at, on):
    """One deed with one of the matters and one of the hours."""
    case = Case.objects.get(pk=cases[at % len(cases)].pk)
    slots = list(Slot.objects.filter(counsellor=cast.mate).order_by("pk"))
    slot = slots[at % len(slots)] if slots else None
    open_one = Appointment.objects.filter(case=case).order_by("-pk").first()
    if deed == "offer":
        return offered(cast, at)
    if deed in ("accept", "withdraw"):
        return moved(case, deed, by=cast.author, on=on)
    if slot is None or (deed not in ("drop", "book") and open_one is None):
        return None
    who = {"by": cast.author, "on": on}
    ways = {
        "drop": lambda: actions.drop_slot(slot, by=cast.mate, on=on),
        "book": lambda: actions.book_appointment(case, slot, **who),
        "move": lambda: actions.move_appointment(open_one, slot, **who),
        "cancel": lambda: actions.cancel_appointment(open_one, "有事", **who),
        "came": lambda: actions.close_appointment(open_one, True, "谈过", **who),
        "absent": lambda: actions.close_appointment(open_one, False, "", **who),
    }
    return ways[deed]()


def check_hours(cast, cases):
    for slot in Slot.objects.filter(counsellor=cast.mate):
        taken = slot.appointments.filter(state__in=TAKEN).count()
        assert taken <= 1 and not (taken and slot.dropped)
        assert Slot.objects.free().filter(pk=slot.pk).exists() == (not taken and slot.dropped is None)
    standing = list(Slot.objects.filter(counsellor=cast.mate, dropped=None).order_by("begins"))
    assert all(one.ends <= next_one.begins for one, next_one in pairwise(standing))
    for case in cases:
        found = Case.objects.get(pk=case.pk)
        assert found.appointments.filter(state="booked").count() <= 1
        assert found.appointments.exclude(note_sealed=None).exclude(state="done").count() == 0
        helped = Part.objects.filter(case=case, role="helper", until=None).count()
        assert helped == found.appointments.filter(state__in=TAKEN).exists()  # with the hour ends the part
        ended = found.state in of_cases.ENDED
        late = CaseStep.objects.filter(case=case, event="contacted", state__in=of_cases.ENDED).count()
        assert not (ended and late)


@settings(max_examples=min(25, settings().max_examples))
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(8, 12)), min_size=1, max_size=9))
def test_one_at_an_hour_and_one_hour_at_a_time_after_anything(deeds):
    cast = scene.stage()
    cases = [registered(cast, "counselling", title="睡不着", details={}) for _ in range(2)]
    offered(cast, 9)
    for number, (deed, at) in enumerate(deeds):
        before = c.rows()
        try:
            tried(cast, cases, deed, at, c.TODAY + (2 * number) * DAY)
        except Refused:
            assert c.rows() == before
        check_hours(cast, cases)


CHOICES = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.sampled_from(["author", "mate", "above"])),
        st.tuples(st.just("grant"), st.sampled_from(["author", "above", "other"])),
        st.tuples(st.just("refuse"), st.sampled_from(["chief", "above", "other"])),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=min(25, settings().max_examples))
@given(CHOICES)
def test_at_most_one_exclusion_stands_and_none_is_granted_by_its_own_unit(deeds):
    cast = scene.stage()
    case = registered(cast)
    for deed, name in deeds:
        who, newest = getattr(cast, name), case.exclusions.order_by("-pk").first()
        before = c.rows()
        try:
            if deed == "ask":
                ask_exclusion(case, "court", "立案了", by=who, on=c.TODAY)
            elif newest is not None:
                decide_exclusion(newest, deed == "grant", "查过了", by=who, on=c.TODAY)
        except Refused:
            assert c.rows() == before
        assert case.exclusions.filter(state__in=("asked", "granted")).count() <= 1
        for each in case.exclusions.exclude(state="asked"):
            assert (each.decided_org, each.org, each.asked_by == each.decided_by) == (cast.city, cast.county, False)
        counted = not Exclusion.objects.granted().filter(case=case).exists()
        assert counted or case.exclusions.latest("pk").state == "granted"
