"""A number about answers opens the events that asked for them: the last day, what was done, how it stands."""

from datetime import date

import pytest

from tiexin.calendars.tests.years import unpublish
from tiexin.duties.definition import Clock, Do, Of
from tiexin.duties.models import Gauge
from tiexin.duties.tests.scene import fact, note, publish, settle, tally
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
SICK, SEEN = Do(measure="problem_found"), Do(measure="visit")
COUNTIES = Of(population="unions", where={"level": ["county"]})


@kept.fixture
def cast():
    unpublish(*range(2004, 2011), *range(2014, 2027))  # all that are published are eight thousand days
    return c.stage()


@pytest.fixture
def gauge(cast):
    """Two workers fell ill on 7 and 9 May; the second was seen on the 10th, within the three days."""
    asked = {"kind": "response", "over": SICK, "clock": Clock(days=2), "target": "at_least", "low": 100}
    (duty,) = publish(cast.province, tally(SEEN, COUNTIES, **asked))
    second = c.worker(cast.employer, "第二人")
    for worker, day in ((cast.worker, 7), (second, 9)):
        note(fact(cast.county, "problem_found", date(2012, 5, day), worker=worker.pk))
    note(fact(cast.county, "visit", date(2012, 5, 10), worker=second.pk))
    settle()
    return Gauge.objects.get(term__duty=duty, subject=cast.county.pk)


def page(client, gauge):
    answer = client.get(f"/gauges/{gauge.pk}/")
    assert answer.status_code == 200
    return answer


def test_each_event_has_its_last_day_and_its_answer(cast, client, gauge):
    c.enter(client, cast.people["leader"])
    rows = page(client, gauge).context["rows"]
    assert [(f.on.day, e.due.day, e.answered and e.answered.day, e.label) for f, e in rows] == [
        (9, 11, 10, "按时"),
        (7, 9, None, "逾期未办"),
    ]


def test_the_page_says_so(cast, client, gauge):
    c.enter(client, cast.people["leader"])
    text = page(client, gauge).content.decode()
    for words in ("最迟", "办理", "按时", "逾期未办", "5月9日", "5月10日"):
        assert words in text


def test_the_list_costs_the_same_with_more_events(cast, client, gauge, django_assert_max_num_queries):
    c.enter(client, cast.people["leader"])
    page(client, gauge)
    with django_assert_max_num_queries(100) as few:
        page(client, gauge)
    for n in range(3):
        note(fact(cast.county, "problem_found", date(2012, 5, 8), worker=c.worker(cast.employer, f"工人{n}").pk))
    settle()
    with django_assert_max_num_queries(100) as many:
        assert len(page(client, gauge).context["rows"]) == 5
    assert len(many) == len(few)


def test_other_numbers_have_no_such_columns(cast, client):
    (duty,) = publish(cast.province, tally("talk", COUNTIES))
    note(fact(cast.county, "talk", date(2012, 5, 9)))
    settle()
    c.enter(client, cast.people["leader"])
    found = page(client, Gauge.objects.get(term__duty=duty, subject=cast.county.pk))
    assert found.context["events"] == []
    assert [(f.measure, e) for f, e in found.context["rows"]] == [("talk", None)]
    assert "最迟" not in found.content.decode()
