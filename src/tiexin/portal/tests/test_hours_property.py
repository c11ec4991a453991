"""Whatever workers and officers do with hours in whatever order, what must hold of them holds."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiexin.cases import rules as of_cases
from tiexin.cases.actions import appointments as officers
from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.models import Case, CaseStep, Part
from tiexin.core.days import moment
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.actions.coming import give_up_hour, move_hour, take_hour
from tiexin.portal.tests.hours_scene import SECRET, hour, stage, talk

pytestmark = pytest.mark.django_db
TAKEN = ("booked", "done", "absent")
OWN = ("take", "move", "give up", "withdraw")
DEEDS = (*OWN, "drop", "book", "change", "cancel", "came")
DAY = timedelta(days=1)


def tried(cast, case, slot, deed, on):
    """One deed with a matter and an hour, by whoever asked or by an officer."""
    newest = Appointment.objects.filter(case=case).order_by("-pk").first()
    if deed in ("change", "cancel", "came") and newest is None:
        return None
    who = {"by": cast.author, "on": on}
    ways = {
        "take": lambda: take_hour(case, slot, on=on),
        "move": lambda: move_hour(case, slot, on=on),
        "give up": lambda: give_up_hour(case, on=on),
        "withdraw": lambda: move_own(case, Step("withdraw", "好多了"), on=on),
        "drop": lambda: officers.drop_slot(slot, by=cast.listener, on=on),
        "book": lambda: officers.book_appointment(case, slot, **who),
        "change": lambda: officers.move_appointment(newest, slot, **who),
        "cancel": lambda: officers.cancel_appointment(newest, "有事", **who),
        "came": lambda: officers.close_appointment(newest, True, SECRET, **who),
    }
    return ways[deed]()


def check(cast, cases, on):
    for slot in Slot.objects.all():
        taken = slot.appointments.filter(state__in=TAKEN).count()
        assert taken <= 1 and not (taken and slot.dropped)
    for case in cases:
        found = Case.objects.get(pk=case.pk)
        booked = found.appointments.filter(state="booked")
        assert booked.count() <= 1
        helps = Part.objects.filter(case=case, role="helper", until=None).count()
        assert helps == found.appointments.filter(state__in=TAKEN).exists()
        if found.state in of_cases.ENDED:  # nobody waits at an hour to come
            assert not booked.filter(slot__begins__gt=moment(on) + timedelta(minutes=5)).exists()
    for step in CaseStep.objects.filter(label__startswith="本人"):
        assert (step.by, step.told, step.text) == (None, True, "")
    said = " ".join(f"{each.title}{each.body}" for each in Message.objects.all())
    assert not any(word in said for word in (SECRET, "睡不着", "谈心室", "刘桂英"))


@settings(max_examples=min(25, settings().max_examples))
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 1), st.integers(0, 3)), min_size=2, max_size=9))
def test_whoever_presses_one_comes_at_an_hour_and_no_word_of_it_leaves(deeds):
    cast = stage()
    cases = [talk(cast), talk(cast)]
    slots = [hour(cast, 9 + 2 * (number % 2), day=1 + 6 * (number // 2)) for number in range(4)]
    for number, (deed, which, at) in enumerate(deeds):
        on = c.TODAY + number * DAY
        case, slot = Case.objects.get(pk=cases[which].pk), Slot.objects.get(pk=slots[at].pk)
        before = c.rows()
        try:
            made = tried(cast, case, slot, deed, on)
        except Refused:
            assert c.rows() == before
        else:
            same = c.rows() == before  # the hour that is agreed on already
            assert deed not in ("take", "move") or same or made.slot.begins > moment(on) - timedelta(minutes=5)
        check(cast, cases, on)
