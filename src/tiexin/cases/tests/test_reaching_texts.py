"""A text about a matter that did not arrive: whoever handles it has to tell by phone, until the person was told."""

import pytest
from django.core.cache import cache

from tiexin.boards import waiting
from tiexin.cases import reaching
from tiexin.cases.actions.reaching import tell_by_phone
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.actions import send_text_again
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
LIST = "/cases/?whose=phone"


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    return moved(registered(cast), "accept", by=cast.author)


def fail(number=None):
    """The newest text to whoever asked did not go, or that of this number."""
    texts = list(Message.objects.texts().filter(officer=None).order_by("pk"))
    text = texts[-1 if number is None else number]
    Message.objects.filter(pk=text.pk).update(state="failed", error="连不上短信通道")
    return text


def waits(client, who):
    return [row.pk for row in c.enter(client, who).get(LIST).context["pager"].rows]


def state_of(text):
    return Message.objects.values_list("state", flat=True).get(pk=text.pk)


def test_a_failed_text_puts_the_matter_among_those_to_be_told_by_phone(cast, case, client):
    assert waits(client, cast.author) == []
    fail()
    who = (cast.author, cast.mate, cast.chief, cast.people["city_office"])
    assert [waits(client, each) for each in who] == [[case.pk], [], [], []]
    assert "还没有电话告诉" in c.enter(client, cast.author).get(f"/cases/{case.pk}/").content.decode()


def test_it_waits_for_its_handler_under_todo(cast, case):
    fail()
    heaps = {heap.title: [each.url for each in heap.matters] for heap in waiting.heaps(cast.author, c.TODAY)}
    assert heaps["要打电话告诉结果的"] == [f"/cases/{case.pk}/"]


def test_whoever_sees_to_texts_has_one_row_however_many_failed(cast, case):
    moved(case, "reply", by=cast.author)
    fail(0)
    fail(1)
    rows = {heap.title: heap.matters for heap in waiting.heaps(cast.people["city_office"], c.TODAY)}["没有发成的消息"]
    assert [(row.label, row.url, row.late) for row in rows] == [
        ("2条消息没有发成", "/messages/texts/?state=failed", False)
    ]
    assert "没有发成的消息" not in {heap.title for heap in waiting.heaps(cast.author, c.TODAY)}
    assert "没有发成的消息" not in {heap.title for heap in waiting.heaps(cast.people["stranger"], c.TODAY)}


def test_told_by_phone_it_waits_no_more_and_is_not_sent_again(cast, case, client):
    text = fail()
    assert c.enter(client, cast.author).post(f"/cases/{case.pk}/phoned/").status_code == 302
    assert (waits(client, cast.author), state_of(text)) == ([], "dropped")
    refuse("", lambda: tell_by_phone(case, by=cast.author, on=c.TODAY))
    refuse("", lambda: send_text_again(text, by=cast.people["office"], on=c.TODAY))


def test_sent_again_it_waits_no_more_and_failing_again_it_does(cast, case, client):
    text = fail()
    send_text_again(text, by=cast.people["office"], on=c.TODAY)
    assert waits(client, cast.author) == []
    fail()
    assert waits(client, cast.author) == [case.pk]


@pytest.mark.parametrize("state", ["waiting", "sending", "sent", "dropped"])
def test_only_what_failed_counts(cast, case, client, state):
    text = fail()
    Message.objects.filter(pk=text.pk).update(state=state)
    assert waits(client, cast.author) == []


def test_an_older_text_that_failed_counts_as_well(cast, case, client):
    moved(case, "reply", by=cast.author)
    fail(0)
    assert waits(client, cast.author) == [case.pk]


def test_the_text_of_another_matter_counts_for_that_one_alone(cast, case, client):
    other = moved(registered(cast), "accept", by=cast.author)
    fail(0)
    assert waits(client, cast.author) == [case.pk]
    fail(1)
    assert sorted(waits(client, cast.author)) == sorted([case.pk, other.pk])


@pytest.mark.parametrize("source", ["case/{}/reminder", "case/{}/asker/{}0", "case/{}/asker/0", "case/{}0/asker/{}"])
def test_a_text_of_no_step_of_it_does_not_count(cast, case, client, source):
    step = case.steps.latest("pk").pk
    text = fail()
    Message.objects.filter(pk=text.pk).update(source=source.format(case.pk, step))
    assert waits(client, cast.author) == []


def test_a_change_of_an_hour_that_did_not_arrive_counts(cast, case, client):
    text = fail()
    step = case.steps.earliest("pk").pk
    Message.objects.filter(pk=text.pk).update(source=f"case/{case.pk}/appointment/{step}")
    assert waits(client, cast.author) == [case.pk]


@pytest.mark.parametrize("way", ["slip", "call"])
def test_who_wishes_otherwise_is_not_called_for_it(cast, case, client, way):
    fail()
    Case.objects.filter(pk=case.pk).update(reply_way=way)
    assert waits(client, cast.author) == []


def test_an_officers_text_that_failed_is_none_of_the_askers(cast, case, client):
    text = fail()
    Message.objects.filter(pk=text.pk).update(officer=cast.author)
    assert waits(client, cast.author) == []


def test_every_text_that_is_written_to_an_asker_has_one_of_the_sources(cast, case):
    moved(case, "begin", "reply", by=cast.author)
    written = set(Message.objects.texts().filter(officer=None).values_list("source", flat=True))
    assert (len(written), written - set(reaching.sources(case))) == (2, set())


def test_ended_it_waits_all_the_same(cast, case, client):
    moved(case, "reply", "close", by=cast.author)
    fail()
    assert waits(client, cast.author) == [case.pk]
