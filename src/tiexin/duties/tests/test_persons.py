"""Two entries that are one person: every count of different workers follows a merge and its undoing."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiexin.duties import build, closing, verify
from tiexin.duties.definition import Clock, Do, Of
from tiexin.duties.models import Correction, Duty, Gauge, Seen, Slice, Term
from tiexin.duties.tests.scene import (
    DAY,
    OFFICERS,
    fact,
    note,
    publish,
    rate,
    settle,
    stock,
    tally,
    totals,
    values,
)
from tiexin.evidence.actions import void
from tiexin.evidence.models import Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.actions.memberships import join_union
from tiexin.registry.actions.merging import merge_workers, undo_merge
from tiexin.registry.people import Membership
from tiexin.registry.persons import SamePerson
from tiexin.registry.tests.books import carried, started

pytestmark = pytest.mark.django_db
WORKERS = Do(measure="talk", count="worker")
BELOW = tally(WORKERS, counted="below")
MEMBERS = Of(population="members")
UP = {"凤凰机械厂工会": 1, "兴庆区": 1, "银川市": 1, "自治区总工会": 1, "自治区机冶建材工会": 1}


@kept.fixture
def cast():
    found = c.units()
    found.employer = c.employer(found.county, "企业")
    found.staff = [c.worker(found.employer, f"职工{number}") for number in range(5)]
    found.who = c.officer("李秀兰", found.county)
    found.people["city_office"] = found.who
    return found


def merge(one, other):
    return merge_workers(one, other, "本人确认", by=None, on=c.TODAY)


def undo(done):
    return undo_merge(done, "弄错了", by=None, on=c.TODAY)


def clean():
    settle()
    return verify.differences()


def test_two_become_one_at_every_node_and_two_again(cast):
    (duty,) = publish(cast.province, BELOW)
    one, two = cast.staff[:2]
    note(fact(cast.enterprise, worker=one.pk), fact(cast.enterprise, worker=two.pk))
    note(fact(cast.other_city, worker=two.pk))
    settle()
    both = {name: 2 for name in UP} | {"石嘴山市": 1}
    assert totals(duty) == both
    before = list(Fact.objects.order_by("pk").values_list("pk", "worker"))
    done = merge(two, one)
    settle()
    assert totals(duty) == UP | {"石嘴山市": 1}
    assert set(Seen.objects.values_list("key", flat=True)) == {str(one.pk)}
    assert clean() == []
    undo(done)
    settle()
    assert totals(duty) == both
    assert clean() == []
    assert list(Fact.objects.order_by("pk").values_list("pk", "worker")) == before  # no record was rewritten


def test_what_is_recorded_and_voided_after_a_merge_counts_as_one(cast):
    (duty,) = publish(cast.province, BELOW)
    one, two = cast.staff[:2]
    merge(two, one)
    first, second = note(fact(cast.enterprise, worker=two.pk)), note(fact(cast.enterprise, worker=one.pk))
    settle()
    assert totals(duty) == UP
    void(second, by=None, on=c.TODAY)
    settle()
    assert totals(duty) == UP
    void(first, by=None, on=c.TODAY)
    settle()
    assert set(totals(duty).values()) <= {0}
    assert clean() == []


def test_a_chain_of_merges_ends_in_one_and_comes_apart_in_any_order(cast):
    (duty,) = publish(cast.province, BELOW)
    one, two, three = cast.staff[:3]
    note(*(fact(cast.county, worker=each.pk) for each in (one, two, three)))
    first, second = merge(three, two), merge(two, one)
    settle()
    assert totals(duty)["兴庆区"] == 1
    assert dict(SamePerson.objects.values_list("worker", "person")) == {two.pk: one.pk, three.pk: one.pk}
    undo(second)
    settle()
    assert (totals(duty)["兴庆区"], dict(SamePerson.objects.values_list("worker", "person"))) == (2, {three.pk: two.pk})
    second = merge(two, one)
    undo(first)
    settle()
    assert (totals(duty)["兴庆区"], dict(SamePerson.objects.values_list("worker", "person"))) == (2, {two.pk: one.pk})
    assert clean() == []
    undo(second)
    assert (clean(), totals(duty)["兴庆区"]) == ([], 3)


def test_a_cadre_s_own_number_follows(cast):
    (duty,) = publish(cast.province, tally(WORKERS, OFFICERS, low=2))
    one, two = cast.staff[:2]
    note(fact(cast.county, worker=one.pk, officer=cast.who.pk), fact(cast.county, worker=two.pk, officer=cast.who.pk))
    settle()
    assert values(duty)[cast.who.pk] == 2
    done = merge(two, one)
    settle()
    gauge = Gauge.objects.get(term__duty=duty, subject=cast.who.pk)
    assert (gauge.value, gauge.met) == (1, False)
    undo(done)
    settle()
    assert (values(duty)[cast.who.pk], clean()) == (2, [])


def test_a_share_of_workers_counts_persons_above_and_below(cast):
    listed = Do(measure="must_visit", count="worker")
    (duty,) = publish(cast.province, rate(WORKERS, listed, low=100))
    one, two = cast.staff[:2]
    note(fact(cast.county, "must_visit", worker=two.pk), fact(cast.county, worker=one.pk))
    settle()
    row = Gauge.objects.get(term__duty=duty, org=cast.county)
    assert (row.value, row.base) == (1, 1)
    note(fact(cast.county, worker=two.pk))
    settle()
    merge(two, one)
    settle()
    row.refresh_from_db()
    assert (row.value, row.base, clean()) == (1, 1, [])


def test_an_answer_to_one_entry_answers_the_other(cast):
    asked = Do(measure="problem_found")
    answered = tally(WORKERS.model_copy(update={"count": "times"}), kind="response", over=asked, clock=Clock(days=5))
    (duty,) = publish(cast.province, answered)
    one, two = cast.staff[:2]
    note(fact(cast.county, "problem_found", worker=two.pk))
    note(fact(cast.county, worker=one.pk))
    settle()
    row = Gauge.objects.get(term__duty=duty, org=cast.county)
    assert (row.value, row.base) == (0, 1)
    done = merge(two, one)
    settle()
    row.refresh_from_db()
    assert (row.value, clean()) == (1, [])
    note(fact(cast.county, "problem_found", worker=one.pk))
    note(fact(cast.county, worker=two.pk))
    settle()
    row.refresh_from_db()
    assert (row.value, row.base, clean()) == (2, 2, [])
    undo(done)
    settle()
    row.refresh_from_db()
    assert (row.value, clean()) == (2, [])  # each has answers of its own


def test_a_closed_period_keeps_what_was_told_and_says_what_it_is_now(cast):
    (duty,) = publish(cast.province, tally(WORKERS, OFFICERS, low=2))
    one, two = cast.staff[:2]
    note(fact(cast.county, worker=one.pk, officer=cast.who.pk), fact(cast.county, worker=two.pk, officer=cast.who.pk))
    settle()
    term = Term.objects.get(duty=duty)
    closing.close([term], term.end)
    merge(two, one)
    settle()
    assert Gauge.objects.get(term=term, subject=cast.who.pk).value == 2
    assert list(Correction.objects.values_list("told", "now")) == [(2, 1)]


# ── members owe and are counted ─────────────────────────────────────────────────────────────────────────


def test_members_of_a_unit_on_the_day(cast):
    (duty,) = publish(cast.province, stock(MEMBERS, low=2, counted="below"))
    one, two = cast.staff[:2]
    join_union(one, cast.enterprise, DAY, by=None, on=c.TODAY)
    settle()
    assert values(duty)[cast.enterprise.pk] == 1
    join_union(two, cast.enterprise, c.TODAY, by=None, on=c.TODAY)
    settle()
    assert (values(duty)[cast.enterprise.pk], values(duty)[cast.province.pk]) == (2, 2)
    done = merge(two, one)
    settle()
    assert (values(duty)[cast.enterprise.pk], values(duty)[cast.province.pk], clean()) == (1, 1, [])
    undo(done)
    settle()
    assert (values(duty)[cast.enterprise.pk], clean()) == (2, [])


def test_a_member_owes_once_however_many_entries(cast):
    (duty,) = publish(cast.province, tally("talk", MEMBERS, low=1))
    one, two, other = cast.staff[:3]
    for each in (one, two, other):
        join_union(each, cast.enterprise, DAY, by=None, on=c.TODAY)
    note(fact(cast.county, worker=two.pk))
    settle()
    assert values(duty) == {one.pk: 0, two.pk: 1, other.pk: 0}
    merge(two, one)
    settle()
    assert (values(duty), clean()) == ({one.pk: 1, other.pk: 0}, [])
    note(fact(cast.county, worker=two.pk), fact(cast.county, worker=one.pk))
    settle()
    assert (values(duty), clean()) == ({one.pk: 3, other.pk: 0}, [])


def test_members_who_come_in_by_workbook_are_counted(cast):
    owed, held = publish(cast.province, tally("talk", MEMBERS, low=1), stock(MEMBERS, low=2, counted="below"))
    note(fact(cast.county, worker=cast.staff[0].pk))
    settle()
    rows = [["马一", cast.employer.name, "2010-05-01"], ["马二", cast.employer.name, None]]
    run = started(cast, rows, "worker", heads=["姓名", "单位", "入会日期"])
    assert carried(run).added == 2
    settle()
    (member,) = Membership.objects.all()
    assert (member.worker.name, member.org, member.since) == ("马一", cast.county, date(2010, 5, 1))
    assert (values(owed), values(held)[cast.county.pk], verify.differences()) == ({member.worker_id: 0}, 1, [])


# ── against brute force ─────────────────────────────────────────────────────────────────────────────────

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("talk"), st.integers(0, 4), st.integers(0, 2)),
        st.tuples(st.just("merge"), st.integers(0, 4), st.integers(0, 4)),
        st.tuples(st.just("undo"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("void"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("look"), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@given(STEPS)
@settings(max_examples=min(40, settings().max_examples))
def test_any_history_counts_as_brute_force_does(django_db_blocker, steps):
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            play(steps)
            transaction.set_rollback(True)


def play(steps):
    cast = c.units()
    employer = c.employer(cast.county, "企业")
    staff = [c.worker(employer, f"职工{number}") for number in range(5)]
    places = (cast.enterprise, cast.county, cast.other_city)
    (duty,) = publish(cast.province, BELOW)
    into, merges, talks = {}, [], []
    for kind, a, b in steps:
        if kind == "talk":
            talks.append((note(fact(places[b], worker=staff[a].pk)), staff[a].pk, places[b]))
        elif kind == "void" and a < len(talks):
            entry, *_ = talks.pop(a)
            void(entry, by=None, on=c.TODAY)
        elif kind == "merge" and a != b and a not in into and b not in into:
            merges.append((merge(staff[a], staff[b]), a))
            into[a] = b
        elif kind == "undo" and a < len(merges):
            done, worker = merges.pop(a)
            undo(done)
            del into[worker]
        elif kind == "look":
            settle()
    settle()
    assert {name: n for name, n in totals(duty).items() if n} == counted(talks, into, staff)
    assert verify.differences() == []


def counted(talks, into, staff):
    ids = {each.pk: place for place, each in enumerate(staff)}
    reach = {}
    for _, worker, org in talks:
        place = ids[worker]
        while place in into:
            place = into[place]
        for name in above(org):
            reach.setdefault(name, set()).add(place)
    return {name: len(found) for name, found in reach.items()}


def above(org):
    from tiexin.orgs.models import Under

    return set(Under.objects.filter(org=org).values_list("ancestor__short_name", flat=True))


# ── what was published by an older version ──────────────────────────────────────────────────────────────


def test_a_rebuild_words_anew_what_another_version_compiled(cast):
    (duty,) = publish(cast.province, BELOW)
    piece = Slice.objects.get(terms__duty=duty)
    texts = (duty.sql_all, duty.sql_some, piece.sql_all, piece.sql_some)
    assert build.outdated() == 0
    Duty.objects.filter(pk=duty.pk).update(compiled_with="texts 1", sql_all="SELECT", sql_some="SELECT")
    Slice.objects.filter(pk=piece.pk).update(sql_all="SELECT", sql_some="SELECT")
    one, two = cast.staff[:2]
    merge(two, one)
    assert build.outdated() == 1
    build.rebuild()
    duty.refresh_from_db()
    piece.refresh_from_db()
    assert (duty.sql_all, duty.sql_some, piece.sql_all, piece.sql_some) == texts
    note(fact(cast.enterprise, worker=one.pk), fact(cast.enterprise, worker=two.pk))
    settle()
    assert (build.outdated(), totals(duty), verify.differences()) == (0, UP, [])
