"""Going back and sending again asks first: the same person, the same words, the same day."""

import uuid
from datetime import timedelta

import pytest

from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.tests import portal_scene as portal

FORM = "/cases/new/?kind=dispute"
SAID = {"asker": "self", "name": "刘桂英", "phone": "13900001111", "people": "1", "title": "拖欠三个月工资"}
SAID |= {"text": "从二月起一直没有发", "channel": "window", "reply_way": "code", "ask_claim": "wages"}


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def sent(client, cast, form=FORM, **more):
    return c.enter(client, cast.author).post(form, {**SAID, "key": uuid.uuid4(), **more})


def test_the_second_time_it_asks_with_a_link_and_one_tick_goes_on(cast, client):
    first = registered(cast)
    with c.nothing_written():
        answer = sent(client, cast)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"今天已经登记过 {first.number}" in page and f'href="/cases/{first.pk}/"' in page and 'name="again"' in page
    assert sent(client, cast, again="1").status_code == 302
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    "more",
    [
        {"text": "另一件事"},
        {"title": "加班费"},
        {"name": "别人", "phone": "13900002222"},
        {"form": "/cases/new/?kind=petition"},
    ],
    ids=["text", "title", "person", "kind"],
)
def test_what_differs_is_registered_at_once(cast, client, more):
    registered(cast)
    assert sent(client, cast, **more).status_code == 302


@pytest.mark.parametrize(
    "more", [{"name": "别人"}, {"phone": ""}, {"phone": "13900002222"}], ids=["phone", "name", "another phone"]
)
def test_the_same_phone_or_the_same_name_is_the_same_person(cast, client, more):
    registered(cast)
    assert sent(client, cast, **more).status_code == 422


def test_a_matter_that_ended_or_of_yesterday_is_no_twin(cast, client):
    moved(registered(cast), "withdraw", by=cast.author)
    assert sent(client, cast).status_code == 302
    Case.objects.update(on=c.TODAY - timedelta(days=1))
    assert sent(client, cast).status_code == 302


def test_a_sealed_one_is_compared_by_its_opened_words(cast, client):
    first = registered(cast, "counselling", details={})
    answer = sent(client, cast, "/cases/new/?kind=counselling")
    assert answer.status_code == 422 and first.number in answer.content.decode()
    assert sent(client, cast, "/cases/new/?kind=counselling", text="别的").status_code == 302


def test_one_that_the_officer_may_not_read_is_not_told_of(cast, client):
    registered(cast, org=cast.other_county, by=cast.people["stranger"])
    assert sent(client, cast).status_code == 302


def test_nobody_to_compare_with_is_nobody_twice(cast, client):
    registered(cast, "petition", asker="anonymous", name="", phone="")
    said = {"asker": "anonymous", "name": "", "phone": ""}
    assert sent(client, cast, "/cases/new/?kind=petition", **said).status_code == 302


def test_the_same_form_sent_twice_is_still_one_slip(cast, client):
    key = uuid.uuid4()
    first, second = (sent(client, cast, key=key) for _ in range(2))
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert Case.objects.count() == 1


def test_at_the_portal_it_asks_in_the_browser_that_asked_before_and_in_no_other(cast):
    mine = portal.browser()
    first = portal.asked(mine, cast)
    address, key = portal.form_of(mine, cast)
    answer = mine.post(address, portal.sent(key))
    page = answer.content.decode()
    assert answer.status_code == 422 and first.number in page and 'name="again"' in page and "/my/" in page
    assert Case.objects.count() == 1
    assert mine.post(address, portal.sent(key, again="1")).status_code == 302
    portal.asked(portal.browser(), cast)
    assert Case.objects.count() == 3
