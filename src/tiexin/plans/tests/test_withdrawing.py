"""A start entered wrongly is taken back with its reason; all that was read from it follows, and it starts anew."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.boards.tests.world import visit
from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.models import Gauge
from tiexin.evidence.models import Entry, Fact, File
from tiexin.orgs.tests import cast as c
from tiexin.plans import dispatching
from tiexin.plans.actions.dispatching import NewStart, start, withdraw_start
from tiexin.plans.models import Withdrawal
from tiexin.plans.tests import sent, small
from tiexin.visits import queries

pytestmark = pytest.mark.django_db
WHY = "把接到通知的日子写成了启动的日子"


def withdraw(dispatch, why=WHY, by=None):
    return withdraw_start(dispatch, why, by=by, on=c.TODAY)


def again(dispatch, day, plan=b""):
    return start(dispatch, NewStart(day, plan, "方案.txt" if plan else ""), by=None, on=c.TODAY)


def met(cast):
    return Gauge.objects.get(term__duty__measure="unit_started", subject=cast.county.pk).met


def url(dispatch, step=""):
    return f"/plans/received/{dispatch.pk}/{step}"


# ── the action ──────────────────────────────────────────────────────────────────────────────────────────


def test_day_and_own_plan_are_void_and_kept_with_who_and_why(post, cast):
    paper = post.start(cast.county, sent.OUTSIDE, b"x").own_plan
    found = withdraw(post.to(cast.county), f" {WHY} ", cast.people["city_office"])
    for each in (found, post.to(cast.county)):
        assert (each.received, each.started, each.own_plan) == (c.TODAY, None, None)
    assert list(Withdrawal.objects.values_list("dispatch", "started", "own_plan", "reason")) == [
        (found.pk, sent.OUTSIDE, paper.pk, WHY)
    ]
    entry = Withdrawal.objects.get().entry
    assert (entry.verb, entry.thing, entry.thing_id, entry.by, entry.on, entry.org) == (
        "void", "duties.dispatch", found.pk, cast.people["city_office"], c.TODAY, cast.county,
    )  # fmt: skip
    assert entry.voids == Entry.objects.get(verb="start")
    assert Fact.objects.live().count() == 0
    assert sorted(Fact.objects.values_list("measure", flat=True)) == ["document_filed", "unit_started"]
    assert File.objects.filter(pk=paper.pk).exists()


def test_its_gauge_follows_and_follows_the_second_start(post, cast):
    post.start(cast.county, sent.WITHIN)
    small.settle()
    assert met(cast) == 1
    withdraw(post.to(cast.county))
    small.settle()
    assert met(cast) == 0
    again(post.to(cast.county), date(2012, 3, 13))
    small.settle()
    assert (met(cast), post.to(cast.county).started) == (1, date(2012, 3, 13))
    assert verify.differences() == []


def test_a_second_start_is_taken_back_like_the_first(post, cast):
    post.start(cast.county, sent.WITHIN)
    withdraw(post.to(cast.county))
    again(post.to(cast.county), date(2012, 3, 13), b"x")
    withdraw(post.to(cast.county), "还是不对")
    assert list(Withdrawal.objects.order_by("pk").values_list("started", "reason")) == [
        (sent.WITHIN, WHY),
        (date(2012, 3, 13), "还是不对"),
    ]
    assert Entry.objects.filter(verb="start", voided_by=None).count() == 0


@pytest.mark.parametrize("why", ["", " ", "字" * 201], ids=["none", "blank", "too long"])
def test_without_a_proper_reason_nothing_is_taken_back(post, cast, why):
    found = post.start(cast.county, sent.WITHIN)
    with c.nothing_written(), pytest.raises(Refused) as caught:
        withdraw(found, why)
    assert caught.value.field == "reason"
    assert post.to(cast.county).started == sent.WITHIN


@pytest.mark.parametrize("signed", [False, True])
def test_a_unit_that_has_not_started_has_nothing_to_take_back(post, cast, signed):
    found = post.receive(cast.county) if signed else post.to(cast.county)
    with c.nothing_written(), pytest.raises(Refused, match="还没有登记启动"):
        withdraw(found)


def test_a_start_is_taken_back_once(post, cast):
    found = post.start(cast.county, sent.WITHIN)
    withdraw(found)
    with c.nothing_written(), pytest.raises(Refused, match="还没有登记启动"):
        withdraw(found)


def test_others_keep_their_starts(post, cast):
    post.start(cast.county, sent.WITHIN)
    post.start(cast.city, sent.OUTSIDE)
    withdraw(post.to(cast.county))
    assert post.to(cast.city).started == sent.OUTSIDE
    assert [fact.by_org for fact in Fact.objects.live()] == [cast.city]


def test_a_start_that_went_on_into_a_new_version_is_taken_back_from_both(post, cast):
    post.start(cast.county, sent.WITHIN, b"x")
    second = sent.Post(cast, small.publish(sent.text(), cast.province))
    with c.nothing_written(), pytest.raises(Refused, match="在新的一版上撤回"):
        withdraw(post.to(cast.county))
    withdraw(second.receive(cast.county))
    assert [(each.to(cast.county).started, each.to(cast.county).own_plan) for each in (post, second)] == [
        (None, None),
        (None, None),
    ]
    assert Fact.objects.live().count() == 0
    third = sent.Post(cast, small.publish(sent.text(), cast.province))
    assert third.receive(cast.county).started is None


# ── what is read from a start ───────────────────────────────────────────────────────────────────────────


def test_a_visit_after_the_start_is_early_once_the_start_is_taken_back(post, cast):
    """T17 is computed when a visit is read, so it follows the withdrawal and the second start."""
    post.start(cast.county, sent.WITHIN)
    author = cast.people["officer"]
    made = visit(author, cast.employer, date(2012, 3, 14), met=["某人"])
    assert queries.early(made) is None
    withdraw(post.to(cast.county))
    assert queries.early(made).dispatch == post.to(cast.county)
    again(post.to(cast.county), date(2012, 3, 20))
    assert queries.early(made).dispatch.started == date(2012, 3, 20)
    withdraw(post.to(cast.county))
    again(post.to(cast.county), date(2012, 3, 14))
    assert queries.early(made) is None


def test_the_issuers_view_counts_it_as_signed_again(post, cast):
    post.start(cast.county, sent.WITHIN)
    withdraw(post.to(cast.county))
    asked = dispatching.windows([post.version])[post.version.pk]
    whole = dispatching.whole(dispatching.shares(post.version, asked))
    assert (whole.received, whole.started) == (1, 0)


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_start_is_taken_back_on_its_page_and_stays_readable(post, cast, client):
    client = c.enter(client, cast.people["city_office"])
    post.receive(cast.city)
    paper = SimpleUploadedFile("银川方案.txt", "方案".encode())
    client.post(url(post.to(cast.city), "start/"), {"day": "2012-03-12", "plan": paper})
    assert url(post.to(cast.city), "withdraw/") in client.get(url(post.to(cast.city))).text
    assert "登记2012年3月12日启动" in client.get(url(post.to(cast.city), "withdraw/")).text
    kept = post.to(cast.city).own_plan_id
    answer = client.post(url(post.to(cast.city), "withdraw/"), {"reason": WHY}, follow=True)
    for words in ("已撤回，可以重新登记启动", "撤回过的启动", "原登记2012年3月12日启动", WHY, "马建国", "登记启动</a>"):
        assert words in answer.text
    assert f'href="/files/{kept}/"' in answer.text
    assert url(post.to(cast.city), "withdraw/") not in answer.text
    client.post(url(post.to(cast.city), "start/"), {"day": "2012-03-13"})
    page = client.get(url(post.to(cast.city))).text
    assert "2012年3月13日" in page and "原登记2012年3月12日启动" in page


def test_a_refusal_stands_beside_its_field_and_a_unit_that_did_not_start_is_told(post, cast, client):
    client = c.enter(client, cast.people["city_office"])
    answer = client.post(url(post.to(cast.city), "withdraw/"), {"reason": WHY})
    assert (answer.status_code, "还没有登记启动" in answer.text, WHY in answer.text) == (422, True, True)
    post.start(cast.city, sent.WITHIN)
    answer = client.post(url(post.to(cast.city), "withdraw/"), {"reason": " "})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert post.to(cast.city).started == sent.WITHIN


def test_who_may_take_back_is_who_may_start(post, cast, client):
    post.start(cast.county, sent.WITHIN)
    codes = {
        name: c.enter(client, cast.people[name]).get(url(post.to(cast.county), "withdraw/")).status_code
        for name in ("leader", "office", "city_office", "officer", "enterprise", "stranger", "nobody", "system")
    }
    assert codes == {
        "leader": 200, "office": 200, "city_office": 200,
        "officer": 404, "enterprise": 404, "stranger": 404, "nobody": 404, "system": 404,
    }  # fmt: skip


def test_the_page_costs_the_same_however_often_it_was_taken_back(post, cast, client):
    client = c.enter(client, cast.people["city_office"])
    post.receive(cast.city)
    client.get(url(post.to(cast.city)))  # what a process reads once
    costs = []
    for day in (12, 13, 14, 15):
        again(post.to(cast.city), date(2012, 3, day), b"x%d" % day)
        withdraw(post.to(cast.city))
        with CaptureQueriesContext(connection) as asked:
            client.get(url(post.to(cast.city)))
        costs.append(len(asked))
    assert len(set(costs)) == 1
