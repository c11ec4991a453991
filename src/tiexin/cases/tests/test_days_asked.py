"""A day that a matter asks for lies in its own age: a slip of the hand is said at once, beside its field."""

import pytest

from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import refuse, registered, stage
from tiexin.core.plain_errors import DAY
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
BETWEEN = "请核对年份：要在1949年到2022年之间"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def said(day):
    return {"claim": "wages", "since": day}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("1800-01-01", BETWEEN),
        ("1948-12-31", BETWEEN),
        ("2023-01-01", BETWEEN),
        ("2099-01-01", BETWEEN),
        ("2012-02-30", DAY),
        ("昨天", DAY),
    ],
)
def test_a_day_of_another_age_is_refused_beside_its_field(cast, day, words):
    assert refuse("ask_since", lambda: registered(cast, details=said(day))) == words
    assert Case.objects.count() == 0


@pytest.mark.parametrize("day", ["1949-01-01", "2012-05-10", "2012-06-01", "2022-12-31"])
def test_a_day_of_its_age_is_kept_as_it_was_said(cast, day):
    assert registered(cast, details=said(day)).details == said(day)


def test_the_page_says_it_beside_the_field_and_keeps_what_was_written(cast, client):
    client = c.enter(client, cast.author)
    where = "/cases/new/?kind=dispute"
    form = client.get(where).context["form"]
    first = {"key": form["key"].value(), "asker": "self", "name": "刘桂英", "title": "拖欠三个月工资", "people": 1}
    sent = {**first, "channel": "window", "reply_way": "code", "ask_claim": "wages", "ask_since": "2099-01-01"}
    with c.nothing_written():
        answer = client.post(where, sent)
    assert (answer.status_code, dict(answer.context["form"].errors)) == (422, {"ask_since": [BETWEEN]})
    assert 'value="2099-01-01"' in answer.content.decode()
