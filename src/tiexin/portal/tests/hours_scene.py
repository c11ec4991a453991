"""Hours that a county's counsellor offers, and a worker who chooses among them on their own page, for their tests."""

from datetime import timedelta

from django.core.cache import cache

from tiexin.cases.actions.appointments import offer_slot
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.tests.case_scene import registered
from tiexin.core.days import moment, opening
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message
from tiexin.portal.tests import portal_scene

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SECRET = "三个月睡不好"


def stage():
    cache.clear()
    return staged()


@kept.once
def staged():
    found = portal_scene.stage()
    found.listener = c.officer("许静", found.county, "officer")
    return found


def hour(cast, at=9, *, by=None, day=1, length=HOUR, **more):
    """An hour offered by the listener, or by somebody else."""
    first = opening(c.TODAY + day * DAY) + at * HOUR
    new = Slot(**{"org": cast.county, "place": "谈心室", "begins": first, "ends": first + length, **more})
    return offer_slot(new, by=by or cast.listener, on=c.TODAY)


def begun(cast, minutes=-1, on=c.TODAY, **more):
    """An hour that began some minutes ago, or begins in some; the form of officers knows no such one."""
    first = moment(on) + timedelta(minutes=minutes)
    said = {"org": cast.county, "counsellor": cast.listener, "place": "谈心室", **more}
    return Slot.objects.create(begins=first, ends=first + HOUR, **said)


def talk(cast, **said):
    return registered(cast, "counselling", **{"title": "睡不着", "text": SECRET, "details": {}, **said})


def states(case):
    return list(Appointment.objects.filter(case=case).order_by("pk").values_list("slot", "state", "by"))


def told(officer):
    rows = Message.objects.filter(officer=officer, channel="app").order_by("pk")
    return list(rows.values_list("title", flat=True))


def texts():
    return list(Message.objects.filter(channel="sms").order_by("pk").values_list("title", flat=True))
