"""How entries and facts read on screen."""

from types import SimpleNamespace

import pytest

from tiexin.core.journal import Act
from tiexin.evidence import queries
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.measures import MEASURES, TAGS
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def asking(officer):
    return SimpleNamespace(officer=officer, today=c.TODAY, needs="evidence.see")


def shown(cast, **fact):
    wanted = {"measure": "visit", "on": c.TODAY, "by_org": cast.county, "at_org": cast.county, **fact}
    entry = record(Act("record_visit", cast.employer, None, c.TODAY, cast.county.id), [NewFact(**wanted)])
    return queries.counted(entry, asking(cast.people["office"]))[0]


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_said_with_its_unit(cast, name):
    row = shown(cast, measure=name, qty=3)
    assert (row.label, row.unit, row.fact.qty) == (MEASURES[name].label, MEASURES[name].unit, 3)


@pytest.mark.parametrize("key", TAGS)
def test_every_tag_is_said_in_words(cast, key):
    row = shown(cast, tags=tuple((key, value) for value in TAGS[key]))
    assert sorted(word for _, word in row.tags) == sorted(TAGS[key].values())
    assert {said for said, _ in row.tags}.isdisjoint(TAGS)


def test_dimensions_above_are_said_by_number(cast):
    row = shown(cast, dims={"team": 3, "household": 4, "pair": 5, "facility": 6})
    assert [(dim["label"], dim["name"]) for dim in row.dims] == [
        ("工作组", "第 3 号"),
        ("家庭", "第 4 号"),
        ("联系对子", "第 5 号"),
        ("设施", "第 6 号"),
    ]
    assert [bool(dim["url"]) for dim in row.dims] == [True, False, False, False]


@pytest.mark.parametrize(
    ("who", "thing", "opens"),
    [
        ("office", "registry.employer", True),
        ("office", "registry.worker", True),
        ("office", "orgs.org", True),
        ("office", "orgs.officer", True),
        ("office", "orgs.post", False),
        ("office", "future.thing", False),
        ("audit", "orgs.org", True),
        ("audit", "registry.employer", False),
        ("audit", "visits.visit", False),
        ("nobody", "orgs.org", False),
    ],
)
def test_address_is_given_only_to_those_who_may_open_it(cast, who, thing, opens):
    assert bool(queries.address(asking(cast.people[who]), thing, 7)) == opens


def test_lines_read_names_with_one_query_for_each_kind(cast, django_assert_num_queries):
    request = asking(cast.people["office"])
    queries.address(request, "orgs.org", 1)  # the posts of the asking person are known by now
    entries = list(queries.found(Entry.objects.all(), {}))
    kinds = {entry.thing for entry in entries}
    assert len(entries) > 20
    with django_assert_num_queries(len(kinds)):
        lines = queries.lines(entries, request)
    assert len(lines) == len(entries)
    assert not [line for line in lines if line.name.startswith("第 ")]


def test_found_reads_person_unit_and_voiding_along(cast, django_assert_num_queries):
    entry = record(Act("record_visit", cast.employer, cast.people["officer"], c.TODAY, cast.county.id))
    void(entry, by=None, on=c.TODAY)
    with django_assert_num_queries(1):
        rows = list(queries.found(Entry.objects.all(), {"verb": "record_visit"}))
        assert [(row.by.org.name, row.org.name, row.voided_by.verb) for row in rows] == [
            ("兴庆区总工会", "兴庆区总工会", "void")
        ]


@pytest.mark.parametrize("asked", [{}, {"verb": ""}, {"who": "", "since": None}, {"colour": "red"}])
def test_empty_question_finds_everything(cast, asked):
    assert queries.found(Entry.objects.all(), asked).count() == Entry.objects.count()
