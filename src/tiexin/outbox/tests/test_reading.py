"""What readers do: open their messages, say how they want to be reached."""

from datetime import time

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.evidence.names import NAMINGS
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as units
from tiexin.outbox.actions import (
    NewPreferences,
    mark_all_read,
    mark_read,
    set_preferences,
    tell_officer,
    tell_officers,
)
from tiexin.outbox.models import Message, Preference
from tiexin.outbox.queries import preference_of
from tiexin.outbox.tests.telling import CRISIS, NEWS, PHONE, TEXT, told, wants_texts

pytestmark = pytest.mark.django_db
THING = "outbox.preference"
NIGHT = (time(21), time(8))


@pytest.fixture
def cast():
    return units.stage()


@pytest.fixture
def officer(cast):
    return cast.people["officer"]


def test_an_opened_message_is_read(officer):
    made = told(officer)
    found = mark_read(made, by=officer, on=units.TODAY)
    assert (found.state, found.opened is None) == ("read", False)
    assert Message.objects.values_list("state", "opened").get() == ("read", found.opened)


def test_opening_it_again_changes_nothing(officer):
    first = mark_read(told(officer), by=officer, on=units.TODAY)
    assert mark_read(first, by=officer, on=units.TODAY).opened == first.opened


def test_nobody_opens_the_message_of_somebody_else(officer, cast):
    made = told(officer)
    with pytest.raises(Refused, match="不是发给您的"):
        mark_read(made, by=cast.people["leader"], on=units.TODAY)
    assert Message.objects.get().state == "sent"


def test_a_text_is_not_opened(officer):
    wants_texts(officer)
    tell_officer(officer, TEXT, on=units.TODAY)
    with pytest.raises(Refused):
        mark_read(Message.objects.texts().get(), by=officer, on=units.TODAY)


def test_all_of_ones_own_are_read_at_once(officer, cast):
    wants_texts(officer)
    tell_officers([officer, cast.people["leader"]], NEWS, on=units.TODAY)
    tell_officer(officer, CRISIS, on=units.TODAY)
    assert mark_all_read(by=officer, on=units.TODAY) == 2
    assert mark_all_read(by=officer, on=units.TODAY) == 0
    left = Message.objects.exclude(state="read").values_list("officer", "channel", "state")
    assert sorted(left) == sorted([(cast.people["leader"].pk, "app", "sent"), (officer.pk, "sms", "waiting")])


def test_who_never_said_has_the_usual_hours_and_no_texts(officer):
    found = preference_of(officer)
    assert (found.pk, found.way, found.number, found.quiet_from, found.quiet_until) == (None, "none", "", *NIGHT)


def test_how_one_wants_to_be_reached_is_kept_with_an_entry(officer):
    kept = set_preferences(NewPreferences("sms", "138 0013 8000", time(22), time(7)), by=officer, on=units.TODAY)
    found = Preference.objects.get()
    assert (found, found.officer, found.way, found.number) == (kept, officer, "sms", PHONE)
    assert (found.quiet.begins, found.quiet.ends) == (time(22), time(7))
    assert PHONE.encode() not in bytes(found.phone)
    entry = Entry.objects.get(verb="set_delivery")
    assert (entry.thing, entry.thing_id, entry.by, entry.org) == (THING, kept.pk, officer, officer.org)
    assert NAMINGS[THING].read([kept.pk]) == {kept.pk: "李秀兰的消息设置"}
    assert PHONE not in str(kept)


def test_a_number_stays_when_none_is_typed(officer):
    wants_texts(officer)
    set_preferences(NewPreferences("sms", "", time(20), time(9)), by=officer, on=units.TODAY)
    assert (Preference.objects.get().number, Preference.objects.get().quiet_from) == (PHONE, time(20))
    wants_texts(officer, "13900139000")
    assert Preference.objects.get().number == "13900139000"


@pytest.mark.parametrize("phone", ["", "12345"])
def test_no_texts_without_a_number(officer, phone):
    with pytest.raises(Refused) as refused:
        set_preferences(NewPreferences("sms", phone, *NIGHT), by=officer, on=units.TODAY)
    assert refused.value.field == "phone"
    assert not Preference.objects.exists()
    assert not Entry.objects.filter(verb="set_delivery").exists()


def test_who_wants_no_texts_any_more_gets_none_that_waits(officer, cast):
    wants_texts(officer)
    wants_texts(cast.people["leader"], "13900139000")
    tell_officers([officer, cast.people["leader"]], TEXT, on=units.TODAY)
    set_preferences(NewPreferences("none", "", *NIGHT), by=officer, on=units.TODAY)
    texts = Message.objects.texts().values_list("officer", "state", "error")
    dropped = (officer.pk, "dropped", "本人不再另外收消息")
    assert sorted(texts) == sorted([dropped, (cast.people["leader"].pk, "waiting", "")])
    tell_officer(officer, CRISIS, on=units.TODAY)
    assert not Message.objects.texts().filter(source=CRISIS.source).exists()


def test_who_practises_says_no_number_and_gets_no_text(officer, cast):
    double = Officer.objects.create(name="李秀兰", org=cast.county, since=units.FOUNDED, practises_for=officer)
    with pytest.raises(Refused, match="练习"):
        set_preferences(NewPreferences("sms", PHONE, *NIGHT), by=double, on=units.TODAY)
    wants_texts(officer)
    Preference.objects.update(officer=double)
    assert tell_officer(double, TEXT, on=units.TODAY) == 1
    assert Message.objects.get().channel == "app"
