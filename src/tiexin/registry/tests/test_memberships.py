"""Membership of a basic union, one at a time; dues month after month."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.registry import worker_queries
from tiexin.registry.actions import merging, work
from tiexin.registry.actions.memberships import Leaving, NewDues, join_union, leave_union, pay_dues
from tiexin.registry.models import Worker
from tiexin.registry.people import Dues, Membership

pytestmark = pytest.mark.django_db
DAY, JOINED = timedelta(1), date(2011, 11, 20)
WHEN = {"by": None, "on": c.TODAY}


@pytest.fixture
def cast():
    return c.stage()


def refuse(field, call, *args, **kwargs):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.field == field
    return str(caught.value)


def test_a_member_on_the_day(cast):
    membership = join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    assert Entry.objects.latest("pk").org == cast.enterprise
    leave_union(membership, Leaving(c.TODAY, "retired"), **WHEN)
    told = [Membership.objects.on(day).count() for day in (JOINED - DAY, JOINED, c.TODAY - DAY, c.TODAY)]
    assert told == [0, 1, 1, 0]
    again = join_union(cast.worker, cast.enterprise, c.TODAY, **WHEN)
    assert [row.pk for row in worker_queries.known(cast.worker).memberships] == [again.pk, membership.pk]


def test_nobody_is_in_two_unions_at_once(cast):
    join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    said = refuse("org", join_union, cast.worker, cast.other_county, c.TODAY, **WHEN)
    assert "会籍自2011年11月20日至今在“凤凰机械厂工会”" in said
    assert "请先转出" in said
    assert "中国工会章程" in said
    refuse("org", join_union, cast.worker, cast.other_county, JOINED - DAY, **WHEN)
    refuse("since", join_union, cast.worker, cast.enterprise, c.TODAY, **WHEN)


def test_nor_do_two_entries_of_one_person_make_two_memberships(cast):
    twin = c.worker(cast.foreign, "刘桂英")
    join_union(twin, cast.other_county, JOINED, **WHEN)
    merging.merge_workers(twin, cast.worker, "本人确认", **WHEN)
    refuse("org", join_union, cast.worker, cast.enterprise, c.TODAY, **WHEN)
    refuse("", join_union, twin, cast.enterprise, c.TODAY, **WHEN)


def test_the_database_refuses_a_second_open_membership(cast):
    join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(worker=cast.worker, org=cast.county, since=c.TODAY)


@pytest.mark.parametrize(("unit", "since", "field"), [("closed", c.TODAY, "org"), ("county", c.TODAY + DAY, "since")])
def test_memberships_that_cannot_be(cast, unit, since, field):
    refuse(field, join_union, cast.worker, getattr(cast, unit), since, **WHEN)


def test_a_transfer_names_the_union_that_takes_over(cast):
    work.leave_employer(cast.worker, c.TODAY, **WHEN)
    membership = join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    leave_union(membership, Leaving(c.TODAY, "transfer", cast.other_county), **WHEN)
    worker = Worker.objects.get(pk=cast.worker.pk)
    assert (worker.org, membership.org) == (cast.other_county, cast.enterprise)
    assert list(Worker.objects.within([cast.other_county.pk]).filter(pk=worker.pk)) == [worker]
    assert join_union(worker, cast.other_county, c.TODAY, **WHEN).until is None


@pytest.mark.parametrize(
    ("until", "why", "to", "field"),
    [
        (c.TODAY, "whim", None, "why"),
        (c.TODAY + DAY, "left", None, "until"),
        (JOINED, "left", None, "until"),
        (c.TODAY, "transfer", None, "to"),
        (c.TODAY, "retired", "county", "to"),
        (c.TODAY, "transfer", "enterprise", "to"),
        (c.TODAY, "transfer", "closed", "to"),
    ],
)
def test_endings_that_cannot_be(cast, until, why, to, field):
    membership = join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    refuse(field, leave_union, membership, Leaving(until, why, getattr(cast, to) if to else None), **WHEN)


def test_what_was_entered_by_mistake_never_was(cast):
    membership = join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    leave_union(membership, Leaving(c.TODAY, "mistake"), **WHEN)
    assert worker_queries.known(cast.worker).memberships == []
    assert join_union(cast.worker, cast.county, JOINED, **WHEN).org == cast.county


def test_an_ended_membership_stays_ended(cast):
    membership = join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    leave_union(membership, Leaving(c.TODAY, "left"), **WHEN)
    refuse("", leave_union, membership, Leaving(c.TODAY, "left"), **WHEN)


# ── dues ────────────────────────────────────────────────────────────────────────────────────────────────


def test_dues_follow_month_after_month_from_the_month_of_joining(cast):
    membership = join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    first = pay_dues(membership, NewDues(date(2011, 12, 1), 1000), **WHEN)
    second = pay_dues(membership, NewDues(date(2012, 2, 15), 1550), **WHEN)
    assert [(row.first, row.last, row.amount) for row in (first, second)] == [
        (date(2011, 11, 1), date(2011, 12, 31), 1000),
        (date(2012, 1, 1), date(2012, 2, 29), 1550),
    ]
    assert worker_queries.paid_from(membership) == date(2012, 3, 1)
    assert Entry.objects.latest("pk").verb == "pay_dues"
    assert [row.pk for row in worker_queries.known(cast.worker).memberships[0].paid] == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("last", "amount", "field"),
    [
        (date(2011, 12, 31), 100, "last"),
        (date(2012, 2, 1), 0, "amount"),
        (date(2012, 2, 1), -5, "amount"),
        (date(2013, 6, 1), 100, "last"),
    ],
)
def test_dues_that_cannot_be(cast, last, amount, field):
    membership = join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    pay_dues(membership, NewDues(date(2011, 12, 1), 1000), **WHEN)
    refuse(field, pay_dues, membership, NewDues(last, amount), **WHEN)
    assert Dues.objects.count() == 1


def test_no_dues_after_the_end(cast):
    membership = join_union(cast.worker, cast.enterprise, JOINED, **WHEN)
    leave_union(membership, Leaving(date(2011, 12, 1), "left"), **WHEN)
    pay_dues(membership, NewDues(date(2011, 11, 1), 500), **WHEN)
    refuse("last", pay_dues, membership, NewDues(date(2011, 12, 1), 500), **WHEN)
