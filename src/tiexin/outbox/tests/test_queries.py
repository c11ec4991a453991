"""What units were told in a month: messages count as burden."""

from dataclasses import replace
from datetime import datetime

import pytest

from tiexin.core.days import aware
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as units
from tiexin.outbox.actions import mark_read
from tiexin.outbox.actions.sending import deliver
from tiexin.outbox.models import Message
from tiexin.outbox.queries import month_total, per_month
from tiexin.outbox.tests.telling import CRISIS, NEWS, Memory, at, phoned, told, wants_texts

pytestmark = pytest.mark.django_db


def day(text):
    return aware(datetime.fromisoformat(text))


@pytest.fixture
def cast():
    """The county's officer read one, left one, and got a text; the city's got one in April; a worker got a text."""
    cast = units.stage()
    officer = cast.people["officer"]
    wants_texts(officer)
    mark_read(told(officer), by=officer, on=units.TODAY)
    told(officer, CRISIS)
    told(cast.people["city_office"])
    Message.objects.filter(officer=cast.people["city_office"]).update(due=day("2012-04-30 23:30"))
    phoned(cast.county, replace(NEWS, source="case/7"))
    deliver(moment_of_all(), Memory())
    told(officer, replace(NEWS, source="case/9", due=at(0, days=40)))
    return cast


def moment_of_all():
    """A moment by which everything was told, whatever the clock says while the test runs."""
    return at(12, days=1)


def test_messages_are_counted_by_unit_and_month(cast):
    found = per_month(Org.objects.all().values("pk"))
    assert [(row["org"], f"{row['month']:%Y-%m}", row["messages"], row["texts"]) for row in found] == [
        (cast.county.pk, "2012-05", 2, 2),
        (cast.city.pk, "2012-04", 1, 0),
    ]


def test_of_the_units_that_are_asked_for_alone(cast):
    found = per_month(Org.objects.filter(pk=cast.city.pk).values("pk"))
    assert [row["org"] for row in found] == [cast.city.pk]


def test_a_month_is_summed_over_units(cast):
    units_all = Org.objects.all().values("pk")
    assert month_total(units_all, day("2012-05-01")) == {"messages": 2, "texts": 2}
    assert month_total(units_all, day("2012-04-01")) == {"messages": 3, "texts": 2}
    assert month_total(Org.objects.none().values("pk"), day("2012-04-01")) == {"messages": 0, "texts": 0}


def test_the_page_of_burden_says_what_was_told_this_month_within_reach(cast, client):
    client.force_login(cast.people["city_office"].account)
    assert "共发消息 2 条，另外发短信、发到工作平台 2 条" in client.get("/burden/").content.decode()
    client.force_login(cast.people["stranger"].account)
    assert "共发消息 0 条，另外发短信、发到工作平台 0 条" in client.get("/burden/").content.decode()
