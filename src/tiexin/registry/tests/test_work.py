"""Where somebody works: none, one, several at once, sent by an agency, on a platform."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.actions import NewMustVisit, hand_over, list_must_visit, work
from tiexin.registry.actions.work import NewSpell
from tiexin.registry.models import Worker
from tiexin.registry.people import Spell, WorkerGroup
from tiexin.search import verify
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.django_db
DAY, LONG = timedelta(1), date(2012, 1, 2)
WHEN = {"by": None, "on": c.TODAY}


@kept.fixture
def cast():
    found = c.stage()
    found.agency = c.employer(found.city, "银川人力公司")
    found.mine = c.employer(found.other_county, "石嘴山一矿")
    return found


def start(cast, kind="contract", employer=None, using=None, since=LONG, leaves=True):
    return work.start_spell(cast.worker, NewSpell(kind, since, employer, using, leaves), **WHEN)


def now(cast):
    row = Worker.objects.get(pk=cast.worker.pk)
    return row.employer, row.org


def spells(cast):
    rows = Spell.objects.filter(worker=cast.worker).order_by("pk")
    return [(row.kind, row.place, row.since, row.until) for row in rows]


def refuse(field, call, *args, **kwargs):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.field == field


def test_changing_the_job_ends_the_old_one_even_when_nobody_entered_it(cast):
    start(cast, employer=cast.mine)
    assert spells(cast) == [("contract", cast.employer, None, LONG), ("contract", cast.mine, LONG, None)]
    assert now(cast) == (cast.mine, cast.other_county)
    row = SearchRow.objects.get(kind="worker", thing_id=cast.worker.pk)
    assert (row.note, row.org_id, verify.differences()) == ("石嘴山一矿", cast.other_county.pk, [])
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.thing_id, entry.org_id) == ("start_spell", cast.worker.pk, cast.other_county.pk)


def test_the_present_job_is_dated_without_a_second_one(cast):
    start(cast, employer=cast.employer)
    assert spells(cast) == [("contract", cast.employer, LONG, None)]
    assert now(cast) == (cast.employer, cast.county)


def test_dispatched_work_is_where_the_using_employer_is(cast):
    spell = start(cast, "dispatch", cast.agency, cast.mine)
    assert (spell.place, now(cast)) == (cast.mine, (cast.mine, cast.other_county))
    group = WorkerGroup.objects.get()
    assert (group.worker, group.group, group.since, group.until) == (cast.worker, "dispatched", LONG, None)
    for employer in (cast.agency, cast.mine):
        assert list(Worker.objects.at(employer)) == [cast.worker]
    for unit in (cast.city, cast.other_county):  # the agency's union reaches them, too
        assert list(Worker.objects.within([unit.pk])) == [cast.worker]
    work.end_spell(spell, c.TODAY - DAY, **WHEN)
    group.refresh_from_db()
    assert (group.until, now(cast)) == (c.TODAY - DAY, (None, cast.other_county))
    assert list(Worker.objects.at(cast.mine)) == list(Worker.objects.within([cast.city.pk])) == []
    start(cast, "dispatch", cast.agency, cast.employer, since=c.TODAY - 2 * DAY)
    assert [row.since for row in WorkerGroup.objects.order_by("pk")] == [LONG, c.TODAY - DAY]


def test_several_jobs_at_once(cast):
    first = start(cast, employer=cast.employer)
    second = start(cast, "platform", cast.agency, leaves=False)
    assert now(cast) == (cast.employer, cast.county)
    assert {str(e) for e in (cast.employer, cast.agency) if cast.worker in Worker.objects.at(e)} == {
        str(cast.employer),
        str(cast.agency),
    }
    assert cast.worker in Worker.objects.within([cast.city.pk])
    work.end_spell(first, c.TODAY, **WHEN)
    assert now(cast) == (cast.agency, cast.city)
    work.end_spell(second, c.TODAY, **WHEN)
    assert now(cast) == (None, cast.city)


def test_work_for_nobody_and_no_work(cast):
    start(cast, "flexible")
    assert (now(cast), spells(cast)[-1]) == ((None, cast.county), ("flexible", None, LONG, None))
    start(cast, employer=cast.mine, since=LONG + DAY)
    worker = work.leave_employer(cast.worker, c.TODAY, **WHEN)
    assert (worker.employer, worker.org, [s[3] for s in spells(cast)]) == (
        None,
        cast.other_county,
        [LONG, LONG + DAY, c.TODAY],
    )
    refuse("", work.leave_employer, cast.worker, c.TODAY, **WHEN)


def test_leaving_a_job_that_nobody_entered(cast):
    work.leave_employer(cast.worker, c.TODAY, **WHEN)
    assert (now(cast), spells(cast)) == ((None, cast.county), [("contract", cast.employer, None, c.TODAY)])


def test_who_leaves_is_no_longer_to_be_visited_there(cast):
    listed = list_must_visit(cast.employer, NewMustVisit("刘桂英", "union_cadre", "team", LONG), **WHEN)
    start(cast, employer=cast.mine, since=c.TODAY)
    listed.refresh_from_db()
    assert (listed.worker, listed.until) == (cast.worker, c.TODAY)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("slavery", {"employer": "employer"}, "kind"),
        ("contract", {}, "employer"),
        ("contract", {"employer": "mine", "using": "employer"}, "using"),
        ("dispatch", {"employer": "agency"}, "using"),
        ("dispatch", {"employer": "agency", "using": "agency"}, "using"),
        ("platform", {}, "employer"),
        ("flexible", {"employer": "mine"}, "employer"),
        ("contract", {"employer": "mine", "since": c.TODAY + DAY}, "since"),
        ("contract", {"employer": "mine", "since": LONG}, "since"),
        ("contract", {"employer": "employer", "leaves": False}, "employer"),
    ],
)
def test_employment_that_cannot_be(cast, kind, given, field):
    start(cast, employer=cast.employer)
    named = {name: getattr(cast, value) if isinstance(value, str) else value for name, value in given.items()}
    refuse(field, start, cast, kind, **named)


def test_an_end_lies_between_the_beginning_and_today(cast):
    spell = start(cast, employer=cast.mine)
    for day in (LONG, c.TODAY + DAY):
        refuse("day", work.end_spell, spell, day, **WHEN)
        refuse("day", work.leave_employer, cast.worker, day, **WHEN)
    work.end_spell(spell, c.TODAY, **WHEN)
    refuse("day", work.end_spell, spell, c.TODAY, **WHEN)


def test_workers_go_with_their_employer_to_another_union(cast):
    free = c.worker(cast.mine, "留下的")
    hand_over([cast.employer.pk], cast.city)
    assert (now(cast), Worker.objects.get(pk=free.pk).org) == ((cast.employer, cast.city), cast.other_county)
    assert verify.differences() == []
