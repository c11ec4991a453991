"""A change of mind: texts go the way and to the address of now; what leads nowhere is refused."""

from dataclasses import replace

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as units
from tiexin.outbox.actions import send_text_again
from tiexin.outbox.actions.sending import deliver
from tiexin.outbox.gateways import Failed
from tiexin.outbox.models import Channel, Message, Preference
from tiexin.outbox.tests.telling import ACCOUNT, PHONE, TEXT, Memory, at, choose, phoned, texted, wants_platform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _platform(settings):
    settings.WORK = "console"


@pytest.fixture
def cast():
    return units.stage()


@pytest.fixture
def officer(cast):
    wants_platform(cast.people["officer"])
    return cast.people["officer"]


def state(message):
    message.refresh_from_db()
    return message.state


def failed(text):
    Message.objects.filter(pk=text.pk).update(state="failed", tries=5, taken=at(9), error="工作平台没有回应")
    text.refresh_from_db()
    return text


@pytest.mark.parametrize(
    ("way", "address"), [("work", "li_2"), ("sms", PHONE)], ids=["a new account", "by SMS from now on"]
)
def test_it_is_sent_again_the_way_and_to_the_address_of_now(officer, cast, way, address):
    text = failed(texted(officer))
    choose(officer, way, PHONE, "li_2")
    again = send_text_again(text, by=cast.people["office"], on=units.TODAY)
    assert (again.pk, again.uuid, again.channel, again.address) == (text.pk, text.uuid, way, address)
    out = Memory()
    assert deliver(at(12, days=1), out, Channel(way)) == 1
    assert out.sent == {str(text.uuid): (address, TEXT.title)}
    assert Entry.objects.filter(verb="send_text_again", thing_id=text.pk).count() == 1


@pytest.mark.parametrize("why", ["none wanted", "no platform"])
def test_it_is_not_sent_again_where_no_way_is_open(officer, cast, settings, why):
    text = failed(texted(officer))
    if why == "none wanted":
        choose(officer, "none")
    else:
        settings.WORK = ""
    with units.nothing_written(), pytest.raises(Refused, match="本人现在不另外收消息，请在系统里或者当面告诉"):
        send_text_again(text, by=cast.people["office"], on=units.TODAY)
    assert state(text) == "failed"


def test_what_waits_goes_the_way_chosen_now(officer, cast):
    other = cast.people["leader"]
    wants_platform(other, "zhou")
    mine, theirs, gone = texted(officer), texted(other), texted(officer, replace(TEXT, source="went"))
    Message.objects.filter(pk=gone.pk).update(state="sent")
    choose(officer, "sms", PHONE)
    found = {each.pk: (each.channel, each.address, each.state) for each in Message.objects.texts()}
    assert found == {
        mine.pk: ("sms", PHONE, "waiting"),
        theirs.pk: ("work", "zhou", "waiting"),
        gone.pk: ("work", ACCOUNT, "sent"),
    }
    choose(officer, "sms", "13900139000")
    assert Message.objects.get(pk=mine.pk).address == "13900139000"
    choose(officer, "none")
    assert Message.objects.values_list("state", "error").get(pk=mine.pk) == ("dropped", "本人不再另外收消息")


@pytest.mark.parametrize(
    ("way", "phone", "account", "field"),
    [
        ("sms", "", ACCOUNT, "phone"),
        ("work", PHONE, "", "account"),
        ("work", "", "李秀兰", "account"),
        ("none", "", "a b", "account"),
        ("none", "12345", "", "phone"),
        ("pigeon", PHONE, ACCOUNT, "way"),
        ("app", PHONE, ACCOUNT, "way"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(cast, way, phone, account, field):
    with units.nothing_written(), pytest.raises(Refused) as refused:
        choose(cast.people["officer"], way, phone, account)
    assert refused.value.field == field
    assert not Preference.objects.exists()


def test_a_platform_that_is_not_here_is_refused(cast, settings):
    settings.WORK = ""
    with units.nothing_written(), pytest.raises(Refused, match="这里没有接工作平台") as refused:
        choose(cast.people["officer"], "work", "", ACCOUNT)
    assert refused.value.field == "way"


def test_number_and_account_stay_while_the_other_is_used(officer):
    choose(officer, "sms", PHONE)
    choose(officer, "work")
    kept = Preference.objects.get()
    assert (kept.way, kept.number, kept.userid, kept.address) == ("work", PHONE, ACCOUNT, ACCOUNT)
    choose(officer, "none")
    assert Preference.objects.get().address == ""


@pytest.mark.parametrize("way", ["none", "sms"])
@pytest.mark.parametrize("tries", [0, 4], ids=["the first try", "the last"])
def test_who_chose_anew_while_it_was_tried_is_not_tried_again(officer, way, tries):
    text = texted(officer)
    Message.objects.filter(pk=text.pk).update(tries=tries)
    out = Memory(breaks=[Failed("忙")])
    send = out.send

    def meanwhile(id, address, words):
        choose(officer, way, PHONE)
        send(id, address, words)

    out.send = meanwhile
    assert deliver(at(9), out, Channel.WORK) == 0
    assert (state(text), text.error) == ("dropped", "没有发成，本人改了收消息的办法，请在系统里看")
    assert [deliver(at(12), Memory(), channel) for channel in (Channel.SMS, Channel.WORK)] == [0, 0]


def test_who_chose_anew_while_it_arrived_has_it(officer):
    text, out = texted(officer), Memory()
    send = out.send

    def meanwhile(id, address, words):
        send(id, address, words)
        choose(officer, "none")

    out.send = meanwhile
    assert deliver(at(9), out, Channel.WORK) == 1
    assert (state(text), text.error) == ("sent", "")


def test_whoever_asked_has_no_other_way_and_is_tried_again(cast):
    text = phoned(cast.county)
    deliver(at(9), Memory(breaks=[Failed("忙")]))
    assert (state(text), text.error) == ("waiting", "忙")
