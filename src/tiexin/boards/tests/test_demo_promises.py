"""What the demo shows of rates, letters, hours and a crisis: every list has something to show."""

import pytest

from tiexin.boards.demo import doors, pace, promises
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.calling import CallBack
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.rates.models import Exclusion
from tiexin.cases.tests.case_scene import stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message, Preference

pytestmark = pytest.mark.django_db


@kept.fixture
def promised():
    cast = stage()
    for number, name in enumerate(("桑玉梅", "柏建军", "凌晓东")):
        c.officer(name, (cast.city, cast.other_county, cast.other_city)[number], "officer")
    c.worker(cast.foreign, "傅桂兰")
    doors.open_doors()
    promises.keep_promises(pace.TODAY)
    return cast


def test_who_called_back_took_no_part(promised):
    assert CallBack.objects.count() > 0
    for each in CallBack.objects.select_related("case"):
        assert not each.case.parts.filter(officer=each.by).exists()
        assert each.case.state in ("called_back", "closed")


def test_what_was_left_out_was_decided_above(promised):
    found = list(Exclusion.objects.select_related("decided_org", "org"))
    assert found
    assert {each.state for each in found} == {"granted"}
    assert all(each.decided_org_id != each.org_id for each in found)


def test_letters_went_out_with_numbers_that_leave_no_gap(promised):
    numbers = {}
    for org, serial in CaseLetter.objects.order_by("pk").values_list("org", "serial"):
        numbers.setdefault(org, []).append(serial)
    assert numbers
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_hours_are_to_come_and_one_is_taken(promised):
    assert Slot.objects.count() == 3
    assert all(slot.day > pace.TODAY for slot in Slot.objects.all())
    taken = Appointment.objects.select_related("case").get()
    assert (taken.state, taken.case.kind, taken.case.sealed) == ("booked", "counselling", True)


def test_the_crowd_went_home_and_somebody_was_told(promised):
    crowd = Case.objects.get(kind="crisis")
    events = list(CaseStep.objects.filter(case=crowd).order_by("pk").values_list("event", flat=True))
    assert events == ["registered", "reported", "followed_up"]
    running = CaseClock.objects.filter(case=crowd, met=None, ended=None).values_list("rule", flat=True)
    assert not {"follow_up", "report"} & set(running)
    assert Message.objects.filter(kind="crisis", urgent=True).count() > 0


def test_no_text_leaves_the_demo(promised):
    assert Case.objects.filter(phone_sealed__isnull=False).count() == 0
    assert Message.objects.exclude(channel="app").count() == 0
    assert Preference.objects.exclude(way="none").count() == 0
