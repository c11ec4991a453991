"""What a number means: each part of a definition against a handful of facts."""

from datetime import date

import pytest

from tiexin.duties.definition import Do, Of
from tiexin.duties.models import Gauge
from tiexin.duties.relations import stale_gauges, stale_keys, table
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, TEAMS, UNIONS, fact, note, publish, rate, stock, tally, totals, values
from tiexin.evidence.actions import void
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.plans.terms import terms
from tiexin.visits.models import TeamKind

pytestmark = pytest.mark.django_db
CITY, CITIES = {"level": ["city"]}, Of(population="unions", where={"level": ["city"]})


@pytest.fixture
def cast():
    return c.units()


def of_city(cast, definition):
    """The city's gauge of a published definition."""
    duty = publish(cast.province, definition)[0]
    return Gauge.objects.get(term__duty=duty, subject=cast.city.id)


@pytest.mark.parametrize(
    ("bounds", "mets"),
    [  # met for 0, 1, 2, 3 facts
        ({"target": "at_least", "low": 2}, [0, 0, 1, 1]),
        ({"target": "at_least", "low": 0}, [1, 1, 1, 1]),
        ({"target": "at_most", "high": 1}, [1, 1, 0, 0]),
        ({"target": "at_most", "high": 0}, [1, 0, 0, 0]),
        ({"target": "exactly", "low": 2, "high": 2}, [0, 0, 1, 0]),
        ({"target": "between", "low": 1, "high": 2}, [0, 1, 1, 0]),
        ({"target": "about", "low": 2, "high": 3}, [0, 0, 1, 1]),
        ({"target": "measured"}, [None] * 4),
        ({"target": "self_set"}, [None] * 4),
    ],
)
def test_met_for_every_kind_of_target(cast, bounds, mets):
    found = []
    for facts in range(4):
        if facts:
            note(fact(cast.city))
        gauge = of_city(cast, tally(tally_of=CITIES, **bounds))
        assert (gauge.value, gauge.base, gauge.low, gauge.high) == (
            facts, None, bounds.get("low"), bounds.get("high"),
        )  # fmt: skip
        found.append(gauge.met)
    assert found == mets


@pytest.mark.parametrize(
    ("satisfied", "asked", "bounds", "met"),
    [
        (0, 0, {"low": 98}, None),
        (0, 0, {"high": 5}, None),
        (49, 50, {"low": 98}, 1),
        (48, 49, {"low": 98}, 0),  # 97.96 %: never rounded up
        (50, 50, {"low": 100}, 1),
        (1, 20, {"high": 5}, 1),
        (2, 39, {"high": 5}, 0),  # 5.13 %
        (3, 4, {"low": 50, "high": 75}, 1),
        (3, 4, {}, None),
    ],
)
def test_rate(cast, satisfied, asked, bounds, met):
    good = fact(cast.city, "satisfaction_answer", qty=satisfied or 1, tags=[("answer", "satisfied")])
    bad = fact(cast.city, "satisfaction_answer", qty=max(1, asked - satisfied), tags=[("answer", "partly")])
    note(*([good] if satisfied else []), *([bad] if asked > satisfied else []) or [fact(cast.city)])
    answers = Do(measure="satisfaction_answer", count="sum")
    numerator = answers.model_copy(update={"where": {"answer": ["satisfied"]}})
    gauge = of_city(cast, rate(numerator, answers, CITIES, **bounds))
    assert (gauge.value, gauge.base, gauge.met) == (satisfied, asked, met)


COUNTS = {  # six facts of two workers, two employers, three days; qty 1, 2, 3 …
    "sum": 21,
    "times": 6,
    "worker": 2,
    "employer": 2,
    "day": 3,
    "officer": 0,
    "tag:method": 3,
    "tag:question": 1,
    "tag:place": 0,
}


@pytest.mark.parametrize(("count", "number"), COUNTS.items())
def test_ways_of_counting(cast, count, number):
    firms = [c.employer(cast.city, f"企业{n}") for n in range(2)]
    people = [c.worker(firm, "职工") for firm in firms]
    tags = [[], [("method", "hear")], [("method", "hear"), ("method", "home")], [("method", "seminar")]]
    tags += [[("question", "hope")], [("question", "hope")]]
    for n in range(6):
        dims = {"worker": people[n % 2].id, "employer": firms[n // 3].id} if n < 5 else {}
        note(fact(cast.city, on=date(2012, 4, 1 + n % 3), qty=n + 1, tags=tags[n], **dims))
    duty = publish(cast.province, tally(Do(measure="talk", count=count)))[0]
    others = {org.id: 0 for org in (cast.province, cast.county, cast.enterprise, cast.other_city)}
    wanted = {cast.city.id: number, cast.other_county.id: 0, cast.industry.id: 0, **others}
    assert values(duty) == wanted
    assert totals(duty) == ({"银川市": number, "自治区总工会": number} if number else {})


@pytest.mark.parametrize(
    ("where", "number"),
    [
        ({}, 4),
        ({"role": ["front_line"]}, 2),
        ({"role": ["front_line", "manager"]}, 3),
        ({"role": ["front_line"], "method": ["hear"]}, 1),
        ({"method": ["hear", "home"]}, 2),
        ({"role": ["leader"]}, 0),
    ],
)
def test_filters_take_any_of_the_values_of_every_key(cast, where, number):
    note(
        fact(cast.city, tags=[("role", "front_line"), ("method", "hear"), ("method", "home")]),
        fact(cast.city, tags=[("role", "front_line")]),
        fact(cast.city, tags=[("role", "manager"), ("method", "home")]),
        fact(cast.city),
        fact(cast.city, "visit", tags=[("role", "front_line"), ("method", "hear")]),
    )
    assert of_city(cast, tally(Do(measure="talk", where=where))).value == number


def test_only_live_facts_inside_the_term_count(cast):
    for day in (date(2012, 2, 29), scene.START, date(2012, 5, 10)):
        note(fact(cast.city, on=day))
    void(note(fact(cast.city)), by=None, on=c.TODAY)
    assert of_city(cast, tally()).value == 2


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"basis": "by"}, {"自治区总工会": 0, "银川市": 1, "兴庆区": 0, "凤凰机械厂工会": 0, "自治区机冶建材工会": 1}),
        ({"basis": "at"}, {"自治区总工会": 0, "银川市": 0, "兴庆区": 0, "凤凰机械厂工会": 2, "自治区机冶建材工会": 0}),
        ({"basis": "by", "counted": "below"},
         {"自治区总工会": 2, "银川市": 1, "兴庆区": 0, "凤凰机械厂工会": 0, "自治区机冶建材工会": 1}),
        ({"basis": "at", "counted": "below"},
         {"自治区总工会": 2, "银川市": 2, "兴庆区": 2, "凤凰机械厂工会": 2, "自治区机冶建材工会": 2}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["tally", "rate"])
def test_whose_work_it_was_and_where_it_was_done(cast, kind, more, found):
    note(fact(cast.city, at=cast.enterprise), fact(cast.industry, at=cast.enterprise))
    definition = tally(**more) if kind == "tally" else rate("talk", Do(measure="talk"), **more)
    duty = publish(cast.province, definition)[0]
    names = {cast.province: 0, cast.city: 1, cast.county: 2, cast.enterprise: 3, cast.industry: 4}
    number = values(duty)
    assert {org.short_name: number[org.id] for org in names} == found
    if kind == "rate":
        assert values(duty, "base") == number


@pytest.mark.parametrize("count", ["sum", "times", "worker"])
def test_a_rate_counts_a_fact_once_although_two_paths_lead_down_to_it(cast, count):
    orgs.hang_under(cast.county, cast.industry, since=c.FOUNDED, tree="industry")
    orgs.hang_under(cast.city, cast.industry, since=c.FOUNDED, tree="industry")
    who = c.worker(c.employer(cast.county, "企业"), "职工")
    note(fact(cast.county, qty=3, worker=who.id))
    talks = Do(measure="talk", count=count)
    duty = publish(cast.province, rate(talks, talks, counted="below"))[0]
    number = {"sum": 3, "times": 1, "worker": 1}[count]
    found = values(duty, "base")
    assert {found[org.id] for org in (cast.province, cast.city, cast.county, cast.industry)} == {number}


def test_different_keys_count_once_at_every_node(cast):
    firms = [c.employer(cast.city, f"企业{n}") for n in range(3)]
    note(*(fact(cast.county, employer=firm.id) for firm in firms[:2]))
    note(*(fact(cast.other_county, employer=firm.id) for firm in firms[1:]))
    duty = publish(cast.province, tally(Do(measure="talk", count="employer"), counted="below"))[0]
    assert totals(duty) == {"自治区总工会": 3, "银川市": 2, "兴庆区": 2, "石嘴山市": 2, "大武口区": 2}
    assert scene.standing(duty, cast.province)[:4] == (7, 0, 0, 3 + 2 + 2 + 2 + 2)


def test_officers_by_rank_and_level(cast):
    people = [
        c.officer(f"干部{n}", home, rank=rank)
        for n, (home, rank) in enumerate([(cast.city, "leader"), (cast.city, "staff"), (cast.county, "leader")])
    ]
    note(*(fact(cast.province, on=date(2012, 4, day), officer=p.id) for p in people for day in (1, 2)))
    days = Do(measure="talk", count="day")
    wanted = {"level": ["city"], "rank": ["leader", "middle"]}
    duty = publish(cast.province, tally(days, Of(population="officers", where=wanted), low=2))[0]
    assert values(duty) == {people[0].id: 2}
    duty = publish(cast.province, tally(days, OFFICERS))[0]
    assert values(duty) == {person.id: 2 for person in people}


def test_each_cell_of_level_and_rank_has_its_own_target(cast):
    leader, staff = c.officer("甲", cast.city, rank=Rank.LEADER), c.officer("乙", cast.city, rank=Rank.STAFF)
    other = c.officer("丙", cast.county, rank=Rank.LEADER)
    note(*(fact(cast.city, officer=person.id) for person in (leader, staff, other)))
    cells = [("city", "leader", 1, None), ("city", "staff", 2, None)]
    duty = publish(cast.province, tally(tally_of=OFFICERS), cells=cells)[0]
    found = Gauge.objects.filter(term__duty=duty).values_list("subject", "value", "low", "met")
    assert set(found) == {(leader.id, 1, 1, 1), (staff.id, 1, 2, 0), (other.id, 1, None, None)}
    assert scene.standing(duty, cast.province) == (3, 2, 1, 3, 0, 3)


def test_teams_by_kind(cast):
    stay, service = scene.team(cast.city, TeamKind.STAY_TEAM), scene.team(cast.city, TeamKind.SERVICE_GROUP)
    note(fact(cast.city, team=stay.id), fact(cast.county, team=stay.id), fact(cast.city, team=service.id))
    where = {"kind": ["stay_team"], "level": ["city"]}
    assert values(publish(cast.province, tally(tally_of=Of(population="teams", where=where)))[0]) == {stay.id: 2}
    assert values(publish(cast.province, tally(tally_of=TEAMS))[0]) == {stay.id: 2, service.id: 1}


@pytest.mark.parametrize(
    ("counted", "found"),
    [
        ("own", {"省": 0, "市": 1, "县": 2, "企": 0, "产": 0}),
        ("below", {"省": 3, "市": 3, "县": 2, "企": 0, "产": 0}),
    ],
)
def test_stock_is_the_size_of_another_population(cast, counted, found):
    for org in (cast.city, cast.county, cast.county):
        scene.team(org)
    scene.team(cast.other_city, TeamKind.SERVICE_GROUP)
    scene.team(cast.county, until=scene.END)
    stays = Of(population="teams", where={"kind": ["stay_team"]})
    duty = publish(cast.province, stock(stays, counted=counted, low=2, target="at_least"))[0]
    units = [cast.province, cast.city, cast.county, cast.enterprise, cast.industry]
    number = values(duty)
    assert {name: number[org.id] for name, org in zip(found, units, strict=True)} == found


def test_stock_of_units_counts_a_unit_of_both_trees_once(cast):
    firms = Of(population="unions", where={"kind": ["enterprise"]})
    found = values(publish(cast.province, stock(firms, counted="below"))[0])
    names = (cast.province, cast.city, cast.county, cast.enterprise, cast.industry, cast.other_city)
    assert [found[org.id] for org in names] == [1, 1, 1, 1, 1, 0]


ASOF = [  # opened, closed, owes in a term that ends on 30 June 2012
    (date(2000, 1, 1), None, True),
    (date(2012, 6, 30), None, True),
    (date(2012, 7, 1), None, False),
    (date(2000, 1, 1), date(2012, 6, 30), False),
    (date(2000, 1, 1), date(2012, 7, 1), True),
    (date(2000, 1, 1), date(2005, 1, 1), False),
]


@pytest.mark.parametrize(("since", "until", "owes"), ASOF)
def test_population_is_taken_as_it_stands_when_the_term_ends(cast, since, until, owes):
    org = c.org("新区总工会", "county", cast.city, opened=since)
    if until:
        orgs.close_org(org, closed=until, by=None, on=c.TODAY)
    person = c.officer("甲", cast.city, since=since, until=until)
    group = scene.team(cast.city, since=since, until=until)
    found = [values(duty) for duty in publish(cast.province, tally(), tally(tally_of=OFFICERS), tally(tally_of=TEAMS))]
    assert [org.id in found[0], person.id in found[1], group.id in found[2]] == [owes] * 3
    held = publish(cast.province, stock(TEAMS), stock(OFFICERS))
    assert [values(duty)[cast.city.id] for duty in held] == [int(owes)] * 2


def test_each_month_has_its_own_population_and_number(cast):
    org = c.org("新区总工会", "county", cast.city, opened=date(2012, 4, 15))
    note(fact(org, on=date(2012, 4, 20)), fact(org, on=date(2012, 5, 3)), fact(org, on=date(2012, 5, 4)))
    duty = publish(cast.province, tally(per="month"))[0]
    labels = [label for *_, label in terms(tally(per="month"), (scene.START, scene.END))]
    assert labels == ["2012年3月", "2012年4月", "2012年5月", "2012年6月"]
    found = Gauge.objects.filter(term__duty=duty, subject=org.id).order_by("term__start")
    assert list(found.values_list("term__label", "value")) == [("2012年4月", 1), ("2012年5月", 2), ("2012年6月", 0)]


def test_tables_offer_only_columns_that_every_engine_knows():
    found = {name: str(kind) for name, kind in table(Fact).schema().items()}
    assert found.pop("measure") == "string"
    assert found.pop("on") == "date"
    assert set(found.values()) == {"int64"}
    assert "at" not in table(Entry).columns
    assert stale_gauges().columns == ("term_id", "subject")
    assert stale_keys().columns == ("key", "org_id")


def test_population_of_everybody_is_not_filtered():
    assert UNIONS.where == OFFICERS.where == TEAMS.where == {}
