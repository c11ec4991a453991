"""A cap that a plan enforces holds wherever a fact is written."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence import limits
from tiexin.evidence.actions import NewFact, lift_limits, put_limits, record, void
from tiexin.evidence.limits import Profile
from tiexin.evidence.models import Entry, Fact, Limit
from tiexin.orgs import calendar
from tiexin.orgs.models import Installation
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.actions.merging import merge_workers

DAY, NEXT = date(2012, 4, 2), date(2012, 4, 3)
CELLS = [[level, rank, 2] for level in ("province", "city", "county") for rank in ("", "leader", "middle", "staff")]
TERMS = [["2012-04-01", "2012-04-30"], ["2012-05-01", "2012-05-31"]]
THREADS = pytest.mark.skipif(connection.vendor != "postgresql", reason="线程共用内存里的 SQLite · needs PostgreSQL")


@kept.fixture
def cast():
    c.set_day(c.TODAY)
    return c.units()


def limit(cast, *, members=None, **more):
    usual = {"of": {}, "unless": [], "issuer": cast.province.id, "without": {}, "cells": CELLS, "terms": TERMS}
    columns = {
        "duty_id": 1,
        "measure": "presence",
        "column": "by_org_id",
        "start": date(2012, 4, 1),
        "end": date(2012, 5, 31),
        "high": 2,
        "refuses": True,
        "clause": "C9",
        "quote": "不超过2次",
    }
    return Limit(**{**columns, **more}, members={**usual, **(members or {})})


def fact(org, on=DAY, measure="presence", qty=1, tags=(), at=None, **dims):
    return NewFact(measure, on, org, at or org, qty=qty, dims=dims, tags=tuple(tags))


def write(*facts):
    return record(Act("note", Entry(pk=1), None, c.TODAY, facts[0].by_org.id), facts)


def refused(*facts):
    with c.nothing_written(), pytest.raises(Refused) as caught, transaction.atomic():
        write(*facts)
    return caught.value


def test_up_to_the_cap_and_no_further(cast):
    put_limits([limit(cast)])
    write(fact(cast.city))
    write(fact(cast.city, NEXT))
    said = refused(fact(cast.city, NEXT))
    assert said.message == "“到基层”最多 2，连同这次是 3"
    assert said.clause == "C9 不超过2次"
    write(fact(cast.county))
    write(fact(cast.city, measure="visit"))


def test_one_entry_may_not_go_over_it_at_once(cast):
    put_limits([limit(cast)])
    refused(*(fact(cast.city) for _ in "123"))
    write(*(fact(cast.city) for _ in "12"))


def test_a_warning_lets_it_pass_and_says_so(cast):
    put_limits([limit(cast, refuses=False)])
    assert [write(fact(cast.city)).warnings for _ in "123"] == [[], [], ["“到基层”最多 2，连同这次是 3"]]
    assert Fact.objects.count() == 3


def test_each_period_has_its_own_cap(cast):
    put_limits([limit(cast)])
    write(fact(cast.city), fact(cast.city))
    write(fact(cast.city, date(2012, 5, 1)), fact(cast.city, date(2012, 3, 31)))
    refused(fact(cast.city, date(2012, 4, 30)))


def test_what_is_voided_makes_room(cast):
    put_limits([limit(cast)])
    entry = write(fact(cast.city), fact(cast.city))
    void(entry, by=None, on=c.TODAY)
    assert write(fact(cast.city)).warnings == []


def test_more_than_the_cap_before_it_was_published_is_left_alone(cast):
    write(*(fact(cast.city) for _ in "1234"))
    put_limits([limit(cast, count="day")])
    write(fact(cast.city))  # the same day: no day more
    write(fact(cast.city, NEXT))
    refused(fact(cast.city, date(2012, 4, 4)))


@pytest.mark.parametrize(
    ("count", "first", "second"),
    [
        ("sum", {"qty": 2}, {"qty": 1}),
        ("day", {}, {"on": date(2012, 4, 9)}),
        ("worker", {}, {"worker": 0}),
        ("tag:method", {"tags": [("method", "hear"), ("method", "home")]}, {"tags": [("method", "seminar")]}),
    ],
)
def test_caps_on_every_way_of_counting(cast, count, first, second):
    people = [c.worker(c.employer(cast.city, "企业"), "职工").id for _ in range(3)]
    put_limits([limit(cast, count=count)])
    start = [fact(cast.city, **first)] if count in ("sum", "tag:method") else [fact(cast.city), fact(cast.city, NEXT)]
    if count == "worker":
        start, second = [fact(cast.city, worker=who) for who in people[:2]], {"worker": people[2]}
    write(*start)
    refused(fact(cast.city, **second))


def test_only_facts_that_count_are_capped(cast):
    where = {"method": ["hear", "home"]}
    put_limits([limit(cast, where=where, members={"without": {"answer": ["partly"]}})])
    home = [("method", "home")]
    write(fact(cast.city, tags=home), fact(cast.city, tags=[("method", "hear")]))
    write(fact(cast.city), fact(cast.city, tags=[*home, ("answer", "partly")]))
    refused(fact(cast.city, tags=home))


def test_a_counted_tag_is_only_what_was_asked_for(cast):
    put_limits(
        [limit(cast, where={"method": ["hear", "home"]}, count="tag:method", members={"cells": [["city", "", 1]]})]
    )
    write(fact(cast.city, tags=[("method", "hear"), ("method", "seminar")]))
    refused(fact(cast.city, tags=[("method", "home")]))


@pytest.mark.parametrize(
    ("members", "capped"),
    [
        ({"of": {"level": ["city"]}}, True),
        ({"of": {"level": ["county"]}}, False),
        ({"unless": [{"level": ["city"], "kind": ["industry"]}]}, True),
        ({"unless": [{"level": ["city"]}]}, False),
        ({"unless": [{}]}, True),
        ({"cells": [["county", "", 1]]}, False),
        ({"cells": [["city", "", 5]]}, False),
    ],
)
def test_whom_a_cap_concerns(cast, members, capped):
    put_limits([limit(cast, members=members)])
    facts = [fact(cast.city) for _ in "123"]
    refused(*facts) if capped else write(*facts)


def test_a_cap_binds_only_below_its_issuer(cast):
    put_limits([limit(cast, members={"issuer": cast.other_city.id})])
    write(*(fact(cast.city) for _ in "123"))
    refused(*(fact(cast.other_county) for _ in "123"))


def test_a_persons_cap_is_found_by_rank(cast):
    leader, staff = c.officer("甲", cast.city, rank="leader"), c.officer("乙", cast.city)
    put_limits([limit(cast, column="officer_id", members={"cells": [["city", "leader", 1], ["city", "staff", 2]]})])
    write(fact(cast.city, officer=leader.id), fact(cast.city, officer=staff.id), fact(cast.city))
    refused(fact(cast.city, officer=leader.id))
    write(fact(cast.city, officer=staff.id))
    refused(fact(cast.city, officer=staff.id))
    write(fact(cast.city))


def test_teams_are_known_through_their_own_room(cast):
    from tiexin.visits.models import Team

    team = Team.objects.create(org=cast.city, name="组", kind="stay_team", since=c.FOUNDED)
    assert limits.PROFILES["team_id"]([team.pk]) == {
        team.pk: Profile(cast.city.pk, {"level": "city", "kind": "stay_team", "rank": ""})
    }
    put_limits([limit(cast, column="team_id", members={"of": {"kind": ["stay_team"]}})])
    refused(*(fact(cast.city, team=team.pk) for _ in "123"))


def test_where_the_work_was_done(cast):
    put_limits([limit(cast, column="at_org_id")])
    write(*(fact(cast.city, at=cast.county) for _ in "12"))
    refused(fact(cast.other_city, at=cast.county))


def test_a_cap_on_a_whole_subtree_counts_every_unit_below(cast):
    below = {"below": True, "of": {"level": ["city"]}, "cells": [["city", "", 2]]}
    put_limits([limit(cast, members=below)])
    write(fact(cast.county))
    write(fact(cast.enterprise, NEXT))
    said = refused(fact(cast.city))
    assert said.message == "“到基层”最多 2，连同这次是 3"
    refused(fact(cast.county), fact(cast.enterprise))
    write(fact(cast.province))  # above: its work is not the city's
    write(fact(cast.other_county))
    write(fact(cast.industry))


def test_a_cap_on_a_whole_subtree_counts_people_once(cast):
    below = {"below": True, "of": {"level": ["province"], "kind": ["territorial"]}, "cells": [["province", "", 2]]}
    people = [c.officer(name, cast.county).pk for name in ("李一", "李二", "李三")]
    put_limits([limit(cast, members=below, count="officer")])
    write(fact(cast.county, officer=people[0]))
    write(fact(cast.other_county, officer=people[1]))
    write(fact(cast.city, officer=people[0]))
    refused(fact(cast.enterprise, officer=people[2]))


def test_a_cap_counts_somebody_entered_twice_once(cast):
    put_limits([limit(cast, count="worker", measure="talk")])
    firm = c.employer(cast.county, "企业")
    one, two, three = (c.worker(firm, f"职工{number}") for number in range(3))
    merge_workers(two, one, "本人确认", by=None, on=c.TODAY)
    write(*(fact(cast.county, measure="talk", worker=each.pk) for each in (one, two, three)))
    refused(fact(cast.county, measure="talk", worker=c.worker(firm, "第四个").pk))


def test_a_cap_on_a_subtree_where_the_work_was_done(cast):
    below = {"below": True, "of": {"level": ["city"]}, "cells": [["city", "", 1]]}
    put_limits([limit(cast, members=below, column="at_org_id")])
    write(fact(cast.province, at=cast.county))
    refused(fact(cast.other_city, at=cast.enterprise))
    write(fact(cast.city, at=cast.other_county))


def test_several_caps_are_all_asked(cast):
    put_limits([limit(cast, refuses=False), limit(cast, duty_id=2, members={"cells": [["city", "", 3]]})])
    write(fact(cast.city), fact(cast.city))
    assert len(write(fact(cast.city)).warnings) == 1
    refused(fact(cast.city))


# ── cost and freshness ──────────────────────────────────────────────────────────────────────────────────


def test_without_a_cap_on_the_measure_nothing_is_asked(cast, django_assert_num_queries):
    put_limits([limit(cast)])
    limits.limited()
    with django_assert_num_queries(3):  # entry, fact, pending
        write(fact(cast.city, measure="visit"))


def test_what_is_capped_is_read_once_in_five_seconds(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [limits.limited() for _ in "123"] == [frozenset()] * 3
    Limit.objects.bulk_create([limit(cast), limit(cast, duty_id=2), limit(cast, duty_id=3, measure="visit")])
    assert limits.limited() == frozenset()  # written by another process
    calendar.forget()  # five seconds later
    assert limits.limited() == {"presence", "visit"}


def test_caps_hold_in_an_installation_without_a_row(cast):
    Installation.objects.all().delete()
    put_limits([limit(cast)])
    assert limits.limited() == {"presence"}
    write(fact(cast.city), fact(cast.city, NEXT))
    refused(fact(cast.city))


def test_what_is_capped_comes_with_the_installation(cast, django_assert_num_queries):
    put_limits([limit(cast)])
    with django_assert_num_queries(1):
        calendar.installation()
        assert limits.limited() == {"presence"}


def test_publishing_and_lifting_hold_at_once(cast):
    assert limits.limited() == frozenset()
    put_limits([limit(cast)])
    assert limits.limited() == {"presence"}
    put_limits([limit(cast, measure="visit")])  # the same duty, replaced
    assert limits.limited() == {"visit"}
    lift_limits([1])
    assert limits.limited() == frozenset()
    write(*(fact(cast.city) for _ in "123"))


@THREADS
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_refused(transactional_db):
    calendar.forget()
    cast = c.units()
    put_limits([limit(cast)])
    write(fact(cast.city))
    ready, told = threading.Barrier(2, timeout=30), []

    def one():
        try:
            with transaction.atomic():
                ready.wait()
                write(fact(cast.city))
            told.append("written")
        except Refused:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in "12"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == ["refused", "written"]
    assert Fact.objects.filter(measure="presence").count() == 2
