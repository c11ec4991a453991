"""The list of those whom a stay must meet: put on, taken off, put on again; days and roles."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.registry import actions, queries, vocabulary
from tiexin.registry.actions import NewMustVisit
from tiexin.registry.models import MustVisit, Worker

pytestmark = pytest.mark.django_db
DAY = timedelta(1)


@pytest.fixture
def cast():
    return c.stage()


def new(name="何厂长", role="leader", level="enterprise", since=c.TODAY, title=""):
    return NewMustVisit(name, role, level, since, title)


def put(cast, **changed):
    return actions.list_must_visit(cast.employer, new(**changed), by=cast.people["officer"], on=c.TODAY)


def end(listed, on):
    return actions.end_must_visit(listed, by=None, on=on)


def on(cast, day):
    return [listed.worker.name for listed in queries.must_visits(cast.employer, day)]


def last():
    entry = Entry.objects.latest("pk")
    return entry.verb, entry.thing, entry.thing_id, entry.org, entry.by, entry.on


def refuse(call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    return caught.value.message, caught.value.clause, caught.value.field


def test_leader_is_listed_and_becomes_a_worker_of_that_role(cast):
    before = Worker.objects.count()
    listed = put(cast, name=" 何厂长 ", title=" 厂长 ")
    listed.refresh_from_db()
    assert (listed.role, listed.level, listed.title, listed.since, listed.until) == (
        *("leader", "enterprise", "厂长"),
        *(c.TODAY, None),
    )
    assert (listed.worker.name, listed.worker.role, listed.worker.employer) == ("何厂长", "leader", cast.employer)
    assert Worker.objects.count() == before + 1
    assert last() == (
        *("list_must_visit", "registry.mustvisit", listed.pk),
        *(cast.county, cast.people["officer"], c.TODAY),
    )


def test_known_worker_is_the_same_person_in_a_new_role(cast):
    before = Worker.objects.count()
    listed = put(cast, name="刘桂英", role="union_cadre", level="team")
    cast.worker.refresh_from_db()
    assert (listed.worker_id, cast.worker.role, Worker.objects.count()) == (cast.worker.pk, "union_cadre", before)


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"name": " "}, ("请写姓名", "", "name")),
        ({"role": "front_line"}, ("“front_line”不在可选范围内", "", "role")),
        ({"role": "manager"}, ("“manager”不在可选范围内", "", "role")),
        ({"level": "county"}, ("“county”不在可选范围内", "", "level")),
        ({"level": "workshop"}, ("党政领导只有企业一级", vocabulary.MUST_VISIT, "level")),
        ({"level": "team"}, ("党政领导只有企业一级", vocabulary.MUST_VISIT, "level")),
        ({"since": c.TODAY + DAY}, ("起始日期还没有到", "", "since")),
    ],
    ids=["no name", "worker", "manager", "level", "leader of a workshop", "leader of a team", "tomorrow"],
)
def test_listing_is_refused_and_adds_nobody(cast, changed, answer):
    assert refuse(lambda: put(cast, **changed)) == answer


@pytest.mark.parametrize("role", ["leader", "union_cadre"])
def test_nobody_is_listed_twice_at_once(cast, role):
    put(cast)
    assert refuse(lambda: put(cast, role=role)) == ("何厂长已在必访名单上", "", "name")
    assert Worker.objects.get(name="何厂长").role == "leader"


def test_list_holds_from_its_first_day_to_the_day_before_its_end(cast):
    listed = end(put(cast, since=c.TODAY - 9 * DAY), c.TODAY)
    assert listed.until == c.TODAY
    assert last() == ("end_must_visit", "registry.mustvisit", listed.pk, cast.county, None, c.TODAY)
    days = [-10, -9, -1, 0, 1]
    assert [on(cast, c.TODAY + n * DAY) for n in days] == [[], ["何厂长"], ["何厂长"], [], []]


def test_end_is_refused_on_the_first_day_and_twice(cast):
    listed = put(cast)
    assert refuse(lambda: end(listed, c.TODAY)) == ("列入当天不能移出，请次日再操作", "", "")
    end(listed, c.TODAY + DAY)
    assert refuse(lambda: end(listed, c.TODAY + 2 * DAY)) == ("已于2012年5月11日移出名单", "", "")


def test_listed_again_is_one_person_with_two_terms(cast):
    first = end(put(cast, since=c.TODAY - 9 * DAY), c.TODAY - 5 * DAY)
    again = put(cast, role="union_cadre", level="workshop", since=c.TODAY - 2 * DAY)
    assert (again.worker_id, again.pk == first.pk) == (first.worker_id, False)
    seen = [on(cast, c.TODAY - n * DAY) for n in (9, 6, 5, 3, 2, 0)]
    assert seen == [["何厂长"], ["何厂长"], [], [], ["何厂长"], ["何厂长"]]


def test_listed_again_from_the_day_of_the_end(cast):
    end(put(cast, since=c.TODAY - 9 * DAY), c.TODAY - 5 * DAY)
    put(cast, since=c.TODAY - 5 * DAY)
    assert on(cast, c.TODAY - 5 * DAY) == ["何厂长"]


def test_terms_do_not_overlap(cast):
    end(put(cast, since=c.TODAY - 9 * DAY), c.TODAY - 5 * DAY)
    said = refuse(lambda: put(cast, since=c.TODAY - 6 * DAY))
    assert said == ("何厂长到2012年5月5日为止已在必访名单上，起始日期不能更早", "", "since")


def test_leaders_stand_first_then_cadres(cast):
    put(cast, name="丁", role="union_cadre", level="team")
    put(cast, name="丙", role="union_cadre", level="workshop")
    put(cast, name="乙", role="union_cadre", level="enterprise")
    put(cast, name="甲")
    rows = queries.must_visits(cast.employer, c.TODAY).values_list("worker__name", "role", "level")
    assert list(rows) == [
        ("甲", "leader", "enterprise"),
        ("乙", "union_cadre", "enterprise"),
        ("丙", "union_cadre", "workshop"),
        ("丁", "union_cadre", "team"),
    ]


def test_list_of_another_employer_is_its_own(cast):
    other = actions.list_must_visit(cast.foreign, new(), by=None, on=c.TODAY)
    mine = put(cast)
    assert (on(cast, c.TODAY), other.worker_id == mine.worker_id) == (["何厂长"], False)
    assert list(MustVisit.objects.within([cast.county.pk])) == [mine]
    assert list(MustVisit.objects.within([cast.other_city.pk])) == [other]


def test_database_itself_refuses_an_end_before_the_start_and_two_open_terms(cast):
    listed = put(cast)
    row = {"worker": listed.worker, "role": "leader", "level": "enterprise", "since": c.TODAY}
    for more in ({}, {"until": c.TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MustVisit.objects.create(**row, **more)
    assert str(listed) == f"{listed.worker_id} leader"
