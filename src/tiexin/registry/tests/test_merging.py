"""Two entries that are one person: what is refused, what is shown, and what happens to memberships and search."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry import actions, worker_queries
from tiexin.registry.actions.memberships import Leaving, join_union, leave_union
from tiexin.registry.actions.merging import merge_workers, undo_merge
from tiexin.registry.actions.work import NewSpell, end_spell, leave_employer, start_spell
from tiexin.registry.actions.workers import NewGroup, Numbers, keep_numbers, put_in_group
from tiexin.registry.models import Worker
from tiexin.registry.people import Membership
from tiexin.registry.persons import SamePerson, WorkerMerge, all_of, entries_of, persons_of
from tiexin.search import verify
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.django_db
WHEN = {"by": None, "on": c.TODAY}
EARLY = date(2010, 1, 1)


@kept.fixture
def cast():
    found = c.stage()
    found.twin = c.worker(found.employer, "刘贵英")
    found.third = c.worker(found.employer, "刘桂鹰")
    return found


def refuse(field, call, *args, **kwargs):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.field == field
    return str(caught.value)


def merge(one, other, reason="同一张身份证"):
    return merge_workers(one, other, reason, **WHEN)


def test_one_is_listed_found_and_offered_in_place_of_two(cast):
    done = merge(cast.twin, cast.worker)
    assert (done.worker, done.into, done.reason) == (cast.twin, cast.worker, "同一张身份证")
    assert Entry.objects.latest("pk").thing == "registry.workermerge"
    assert set(Worker.objects.persons()) == set(Worker.objects.at(cast.employer)) == {cast.worker, cast.third}
    assert set(worker_queries.found(Worker.objects.all(), {}, c.TODAY)) == {cast.worker, cast.third}
    assert not SearchRow.objects.filter(kind="worker", thing_id=cast.twin.pk).exists()
    assert verify.differences() == []
    known = worker_queries.known(cast.worker)
    assert ([each.worker for each in known.merged], known.into) == ([cast.twin], None)
    assert worker_queries.known(cast.twin).into == cast.worker


def test_the_name_of_the_merged_entry_leads_to_the_person(cast):
    merge(cast.twin, cast.worker)
    met = actions.meet_workers(cast.employer, [("刘贵英", "front_line"), ("新来的", "manager")], c.TODAY)
    assert [each.name for each in met.workers] == ["刘桂英", "新来的"]
    assert Worker.objects.filter(name="刘贵英").count() == 1


def test_taking_back_makes_two_again(cast):
    done = merge(cast.twin, cast.worker)
    undo_merge(done, "两个人", **WHEN)
    done.refresh_from_db()
    assert (done.undone, done.undo_reason, SamePerson.objects.count()) == (c.TODAY, "两个人", 0)
    assert set(Worker.objects.persons()) == {cast.worker, cast.twin, cast.third}
    assert SearchRow.objects.filter(kind="worker", thing_id=cast.twin.pk).count() == 1
    assert Entry.objects.latest("pk").verb == "undo_merge_workers"
    refuse("", undo_merge, done, "再撤一次", **WHEN)
    merge(cast.twin, cast.worker)
    assert WorkerMerge.objects.filter(worker=cast.twin).count() == 2


def test_who_counts_as_whom(cast):
    merge(cast.third, cast.twin)
    merge(cast.twin, cast.worker)
    one, two, three = cast.worker.pk, cast.twin.pk, cast.third.pk
    assert persons_of([one, two, three]) == {two: one, three: one}
    assert all_of([three]) == all_of([one]) == {one, two, three}
    assert entries_of([one, three, 0]) == {one: {one, two, three}, three: {one, two, three}}


def test_merges_that_are_refused(cast):
    refuse("into", merge, cast.worker, cast.worker)
    refuse("reason", merge, cast.twin, cast.worker, " ")
    merge(cast.twin, cast.worker)
    refuse("into", merge, cast.twin, cast.third)
    refuse("into", merge, cast.third, cast.twin)
    refuse("into", merge, cast.worker, cast.twin)  # no circles
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkerMerge.objects.create(worker=cast.twin, into=cast.third, on=c.TODAY, reason="绕过")


def test_two_identity_numbers_are_two_people(cast):
    keep_numbers(cast.twin, Numbers(identity=c.identity(1)), **WHEN)
    assert "请反过来合并" in refuse("into", merge, cast.twin, cast.worker)
    keep_numbers(cast.worker, Numbers(identity=c.identity(2)), **WHEN)
    assert "身份证号不同" in refuse("into", merge, cast.twin, cast.worker)
    assert merge(cast.third, cast.worker).into == cast.worker


# ── memberships ─────────────────────────────────────────────────────────────────────────────────────────


def counted():
    return list(Membership.objects.filter(doubled=False).order_by("pk").values_list("worker__name", "since"))


def test_a_membership_told_twice_counts_once(cast):
    join_union(cast.worker, cast.enterprise, EARLY, **WHEN)
    join_union(cast.twin, cast.enterprise, c.TODAY, **WHEN)
    done = merge(cast.twin, cast.worker)
    assert counted() == [("刘桂英", EARLY)]
    undo_merge(done, "两个人", **WHEN)
    assert counted() == [("刘桂英", EARLY), ("刘贵英", c.TODAY)]


def test_memberships_one_after_the_other_stay(cast):
    first = join_union(cast.twin, cast.county, EARLY, **WHEN)
    leave_union(first, Leaving(EARLY + timedelta(90), "left"), **WHEN)
    join_union(cast.worker, cast.enterprise, EARLY + timedelta(90), **WHEN)
    merge(cast.twin, cast.worker)
    assert counted() == [("刘贵英", EARLY), ("刘桂英", EARLY + timedelta(90))]
    known = worker_queries.known(cast.worker)
    assert [each.org for each in known.memberships] == [cast.enterprise, cast.county]


def test_members_of_two_unions_are_not_merged_before_one_has_ended(cast):
    join_union(cast.worker, cast.enterprise, EARLY, **WHEN)
    other = join_union(cast.twin, cast.county, c.TODAY - timedelta(5), **WHEN)
    assert "同一时间属于两个工会" in refuse("into", merge, cast.twin, cast.worker)
    leave_union(other, Leaving(c.TODAY, "left"), **WHEN)
    refuse("into", merge, cast.twin, cast.worker)  # five days in two unions remain a contradiction
    wrong = join_union(cast.twin, cast.industry, c.TODAY, **WHEN)
    leave_union(wrong, Leaving(c.TODAY + timedelta(1), "mistake"), by=None, on=c.TODAY + timedelta(1))
    Membership.objects.filter(pk=other.pk).update(doubled=True, why="mistake")
    done = merge(cast.twin, cast.worker)
    assert counted() == [("刘桂英", EARLY)]
    undo_merge(done, "两个人", **WHEN)
    assert counted() == [("刘桂英", EARLY)]


# ── what is new belongs to the person ───────────────────────────────────────────────────────────────────


def test_nothing_new_is_written_under_a_merged_entry(cast):
    merge(cast.twin, cast.worker)
    refuse("", keep_numbers, cast.twin, Numbers(identity=c.identity(4)), **WHEN)
    refuse("", put_in_group, cast.twin, NewGroup("needy", c.TODAY, "低保"), **WHEN)
    refuse("", start_spell, cast.twin, NewSpell("contract", c.TODAY, cast.foreign), **WHEN)
    refuse("", leave_employer, cast.twin, c.TODAY, **WHEN)
    refuse("", join_union, cast.twin, cast.county, c.TODAY, **WHEN)


def test_what_ends_under_a_merged_entry_lets_nobody_find_it_again(cast):
    spell = start_spell(cast.twin, NewSpell("contract", EARLY, cast.foreign), **WHEN)
    membership = join_union(cast.twin, cast.other_county, EARLY, **WHEN)
    merge(cast.twin, cast.worker)
    end_spell(spell, c.TODAY, **WHEN)
    leave_union(membership, Leaving(c.TODAY, "transfer", cast.county), **WHEN)
    assert not SearchRow.objects.filter(kind="worker", thing_id=cast.twin.pk).exists()
    assert verify.differences() == []


def test_the_page_of_a_merged_entry_offers_no_writing(cast, client):
    merge(cast.twin, cast.worker)
    c.enter(client, cast.people["city_office"])
    told = [client.get(f"/workers/{each.pk}/").context["may_edit"] for each in (cast.worker, cast.twin)]
    assert told == [True, False]
