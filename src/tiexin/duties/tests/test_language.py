"""What the rest of the language means: exclusions, cells, increases, endings, own numbers."""

from datetime import date

import pytest

from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.actions import set_own_target
from tiexin.duties.cells import expand
from tiexin.duties.compile import Uncountable, gauges
from tiexin.duties.definition import Cell, Clock, Do, Of
from tiexin.duties.models import Gauge, Term
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, TEAMS, UNIONS, fact, note, publish, rate, settle, stock, tally, values
from tiexin.evidence.actions import void
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
CITIES = Of(population="unions", where={"level": ["city"]})


@pytest.fixture
def cast():
    return c.units()


def names(found):
    return {c.Org.objects.get(pk=pk).short_name: n for pk, n in found.items()}


# ── exclusions ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("unless", "owing"),
    [
        ([], {"自治区总工会", "银川市", "石嘴山市", "自治区机冶建材工会"}),
        ([{"kind": ["industry"]}], {"自治区总工会", "银川市", "石嘴山市"}),
        ([{"level": ["province"], "kind": ["industry"]}], {"自治区总工会", "银川市", "石嘴山市"}),
        ([{"level": ["province"]}], {"银川市", "石嘴山市"}),
        ([{"kind": ["industry"]}, {"level": ["city"]}], {"自治区总工会"}),
        ([{"level": ["city"], "kind": ["industry"]}], {"自治区总工会", "银川市", "石嘴山市", "自治区机冶建材工会"}),
        ([{}], {"自治区总工会", "银川市", "石嘴山市", "自治区机冶建材工会"}),
    ],
)
def test_an_exclusion_leaves_out_whom_all_its_filters_fit(cast, unless, owing):
    of = Of(population="unions", where={"level": ["province", "city"]}, unless=unless)
    assert set(names(values(publish(cast.province, tally(tally_of=of))[0]))) == owing


def test_an_exclusion_holds_for_what_is_held_too(cast):
    scene.team(cast.city)
    scene.team(cast.city, "service_group")
    held = Of(population="teams", unless=[{"kind": ["service_group"]}])
    assert values(publish(cast.province, stock(held))[0])[cast.city.id] == 1


@pytest.mark.parametrize(
    ("unless", "number"),
    [
        ({}, 4),
        ({"answer": ["dissatisfied"]}, 3),
        ({"answer": ["dissatisfied", "partly"]}, 2),
        ({"answer": ["partly"], "method": ["home"]}, 2),
        ({"method": ["seminar"]}, 4),
    ],
)
def test_facts_with_an_excluded_tag_do_not_count(cast, unless, number):
    note(
        fact(cast.city, tags=[("answer", "partly")]),
        fact(cast.city, tags=[("answer", "dissatisfied"), ("answer", "satisfied")]),
        fact(cast.city, tags=[("method", "home")]),
        fact(cast.city),
    )
    duty, whole = publish(
        cast.province,
        tally(Do(measure="talk", unless=unless), CITIES),
        tally(Do(measure="talk", unless=unless), counted="below"),
    )
    assert values(duty)[cast.city.id] == number
    assert values(whole)[cast.province.id] == number
    assert verify.differences() == []


def test_a_fact_with_an_excluded_tag_comes_and_goes(cast):
    count = Do(measure="talk", unless={"answer": ["partly"]}, count="sum")
    duty, whole = publish(cast.province, tally(count, CITIES), tally(count, counted="below"))
    entry = note(fact(cast.city, qty=2, tags=[("answer", "partly")]), fact(cast.city, qty=3))
    settle()
    assert (values(duty)[cast.city.id], values(whole)[cast.province.id]) == (3, 3)
    void(entry, by=None, on=c.TODAY)
    settle()
    assert (values(duty)[cast.city.id], values(whole)[cast.province.id]) == (0, 0)
    assert verify.differences() == []


def test_each_of_several_places_counts_only_where_it_was_asked_for(cast):
    """Two of three places and a fourth that nobody asked for are two, not three."""
    places = Do(measure="visit", where={"place": ["enterprise", "workshop", "team"]}, count="tag:place")
    note(
        fact(cast.city, "visit", tags=[("place", "enterprise"), ("place", "living")]),
        fact(cast.city, "visit", tags=[("place", "workshop")]),
        fact(cast.city, "visit", tags=[("place", "living")]),
    )
    own, whole = publish(
        cast.province,
        tally(places, CITIES, low=3, target="at_least"),
        tally(places, counted="below", low=3, target="at_least"),
    )
    assert (values(own)[cast.city.id], values(own, "met")[cast.city.id]) == (2, 0)
    note(fact(cast.city, "visit", tags=[("place", "team")]))
    settle()
    assert (values(own)[cast.city.id], values(own, "met")[cast.city.id]) == (3, 1)
    assert values(whole)[cast.province.id] == 3
    assert verify.differences() == []


# ── cells ───────────────────────────────────────────────────────────────────────────────────────────────


def cells(*written, of=OFFICERS):
    found = expand(tally(tally_of=of, target="at_least", cells=[Cell(**cell) for cell in written]))
    return {(cell.level, cell.rank): (cell.low, cell.high) for cell in found}


@pytest.mark.parametrize(
    ("written", "city_leader", "city_staff", "county_leader", "county_staff"),
    [
        ([{"low": 1}], 1, 1, 1, 1),
        ([{"low": 1}, {"level": "city", "low": 2}], 2, 2, 1, 1),
        ([{"rank": "leader", "low": 3}, {"low": 1}], 3, 1, 3, 1),
        ([{"level": "city", "low": 2}, {"rank": "leader", "low": 3}], 2, 2, 3, None),
        ([{"level": "city", "rank": "leader", "low": 4}, {"level": "city", "low": 2}], 4, 2, None, None),
        ([], None, None, None, None),
    ],
)
def test_the_most_specific_cell_applies(written, city_leader, city_staff, county_leader, county_staff):
    found = {key: low for key, (low, _) in cells(*written).items()}
    keys = [("city", "leader"), ("city", "staff"), ("county", "leader"), ("county", "staff")]
    assert [found.get(key) for key in keys] == [city_leader, city_staff, county_leader, county_staff]


def test_cells_only_of_those_the_duty_speaks_of():
    of = Of(population="officers", where={"level": ["city"], "rank": ["leader", "staff"]})
    assert cells({"low": 1, "high": 3}, of=of) == {("city", "leader"): (1, 3), ("city", "staff"): (1, 3)}
    assert set(cells({"low": 1}, of=CITIES)) == {("city", "")}
    assert cells({"rank": "leader", "low": 1}, of=CITIES) == {}


def test_without_cells_everybody_owes_the_same():
    assert {(cell.low, cell.high) for cell in expand(tally(low=1, high=2))} == {(1, 2)}


def test_each_person_owes_by_one_cell(cast):
    leader, staff = c.officer("甲", cast.city, rank="leader"), c.officer("乙", cast.city, rank="staff")
    other = c.officer("丙", cast.county, rank="staff")
    wanted = [Cell(level="city", low=2), Cell(level="city", rank="leader", low=30)]
    duty = publish(cast.province, tally(tally_of=OFFICERS, target="at_least", cells=wanted))[0]
    assert values(duty, "low") == {leader.id: 30, staff.id: 2, other.id: None}
    assert scene.standing(duty, cast.province) == (3, 2, 0, 0, 0, 32)


# ── increase ────────────────────────────────────────────────────────────────────────────────────────────


def rising(cast, do="talk", **more):
    """Published, compared with the two months before."""
    (duty,) = publish(cast.province, tally(do, **{"target": "increase", "tally_of": CITIES, **more}), before=True)
    return duty


def told(duty, subject):
    return Gauge.objects.filter(term__duty=duty, subject=subject.id).values_list("value", "base", "met").get()


@pytest.mark.parametrize(("before", "now", "met"), [(0, 0, None), (0, 3, None), (2, 1, 0), (2, 2, 0), (2, 3, 1)])
@pytest.mark.parametrize("counted", ["own", "below"])
def test_an_increase_is_more_than_in_the_period_before(cast, before, now, met, counted):
    note(fact(cast.other_city), *(fact(cast.city, on=date(2012, 1, 5)) for _ in range(before)))
    note(fact(cast.other_city), *(fact(cast.city, on=date(2012, 4, 5)) for _ in range(now)))
    assert told(rising(cast, counted=counted), cast.city) == (now, before, met)


def test_an_increase_without_a_period_before_is_only_measured(cast):
    note(fact(cast.city))
    (duty,) = publish(cast.province, tally(tally_of=CITIES, target="increase"))
    assert told(duty, cast.city) == (1, None, None)


def test_an_increase_moves_with_either_period(cast):
    duty = rising(cast)
    entry = note(fact(cast.city, on=date(2012, 2, 1)))
    settle()
    assert told(duty, cast.city) == (0, 1, 0)
    note(fact(cast.city), fact(cast.city))
    settle()
    assert told(duty, cast.city) == (2, 1, 1)
    void(entry, by=None, on=c.TODAY)
    settle()
    assert told(duty, cast.city) == (2, 0, None)
    assert verify.differences() == []


def test_a_roster_can_increase(cast):
    scene.team(cast.city, since=date(2012, 1, 1))
    scene.team(cast.city, since=date(2012, 4, 1))
    (duty,) = publish(cast.province, stock(TEAMS, CITIES, target="increase"), before=True)
    assert told(duty, cast.city) == (2, 1, 1)
    assert told(duty, cast.other_city) == (0, 0, None)


# ── until ───────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_owed_in_a_period_that_begins_after_the_end(cast):
    done = Do(measure="deed_done", where={"answer": ["satisfied"]})
    duty, people = publish(
        cast.province,
        tally(tally_of=CITIES, until=done, per="month", low=1),
        tally(tally_of=OFFICERS, until=done, per="month", low=1),
    )
    person = c.officer("甲", cast.city)

    def months(of, subject):
        found = Term.objects.filter(gauges__subject=subject, duty=of).order_by("start")
        return [term.start.month for term in found]

    note(fact(cast.city, "deed_done", on=date(2012, 4, 1)))  # not the one that ends it
    settle()
    assert months(duty, cast.city.id) == [3, 4, 5, 6]
    entry = note(fact(cast.city, "deed_done", on=date(2012, 4, 30), tags=[("answer", "satisfied")], officer=person.id))
    settle()
    assert months(duty, cast.city.id) == months(people, person.id) == [3, 4]
    assert months(duty, cast.other_city.id) == [3, 4, 5, 6]
    assert verify.differences() == []
    void(entry, by=None, on=c.TODAY)
    settle()
    assert months(duty, cast.city.id) == months(people, person.id) == [3, 4, 5, 6]
    assert verify.differences() == []


def test_the_end_on_the_first_day_leaves_that_period_owed(cast):
    note(fact(cast.city, "deed_done", on=date(2012, 5, 1)))
    (duty,) = publish(cast.province, tally(tally_of=CITIES, until=Do(measure="deed_done"), per="month"))
    found = Term.objects.filter(gauges__subject=cast.city.id, duty=duty).order_by("start")
    assert [term.start.month for term in found] == [3, 4, 5]


# ── own numbers ─────────────────────────────────────────────────────────────────────────────────────────


def decide(duty, org, low=5, minutes="2012年第3次主席办公会", **more):
    return set_own_target(duty, org, low, minutes, **{"by": None, "on": c.TODAY, **more})


def test_a_unit_owes_the_number_that_it_sets_itself(cast):
    (duty,) = publish(cast.province, tally(tally_of=CITIES, target="self_set"))
    note(*(fact(cast.city) for _ in range(5)))
    settle()
    assert values(duty, "low") == {cast.city.id: None, cast.other_city.id: None}
    own = decide(duty, cast.city, 5, " 会议纪要 ")
    settle()
    assert (own.low, own.minutes, own.file) == (5, "会议纪要", None)
    assert values(duty, "low") == {cast.city.id: 5, cast.other_city.id: None}
    assert values(duty, "met") == {cast.city.id: 1, cast.other_city.id: None}
    assert scene.standing(duty, cast.province) == (2, 1, 1, 5, 0, 5)
    decide(duty, cast.city, 6)
    settle()
    assert (values(duty, "low")[cast.city.id], values(duty, "met")[cast.city.id]) == (6, 0)
    assert duty.own_targets.count() == 1
    assert Entry.objects.filter(verb="set_own_target", thing="orgs.org", thing_id=cast.city.id).count() == 2
    assert verify.differences() == []


@pytest.mark.parametrize(
    ("low", "minutes", "field"), [(0, "纪要", "low"), (-1, "纪要", "low"), (10**10, "纪要", "low"), (5, " ", "minutes"),
                                  (5, "长" * 201, "minutes")],
)  # fmt: skip
def test_an_own_number_needs_a_number_and_minutes(cast, low, minutes, field):
    (duty,) = publish(cast.province, tally(tally_of=CITIES, target="self_set"))
    with c.nothing_written(), pytest.raises(Refused) as caught:
        decide(duty, cast.city, low, minutes)
    assert caught.value.field == field


def test_only_who_owes_a_duty_that_leaves_the_number_open_sets_it(cast):
    own, stated, people = publish(
        cast.province,
        tally(tally_of=CITIES, target="self_set"),
        tally(tally_of=CITIES, target="at_least", low=2),
        tally(tally_of=OFFICERS, target="self_set"),
    )
    person = c.officer("甲", cast.city, id=cast.city.id)
    settle()
    for duty, org in ((stated, cast.city), (own, cast.county), (people, cast.city)):
        with c.nothing_written(), pytest.raises(Refused):
            decide(duty, org)
    assert person.id == cast.city.id
    type(own.clause.version).objects.update(state="superseded")
    with c.nothing_written(), pytest.raises(Refused, match="不承担"):
        decide(own, cast.city)


# ── what has no meaning ─────────────────────────────────────────────────────────────────────────────────

RESPONSE = {"kind": "response", "over": Do(measure="visit"), "clock": Clock(days=3)}


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        (rate("talk", Do(measure="talk"), target="increase"), "a share cannot increase"),
        (tally(**{**RESPONSE, "clock": None}), "an answer needs a clock"),
        (tally(**{**RESPONSE, "over": None}), "nothing is counted"),
        (tally(**{**RESPONSE, "clock": Clock(days=0, working=True)}), "one at least"),
        (tally(**{**RESPONSE, "clock": Clock(days=3, same="colour")}), "colour"),
        (tally(tally_of=OFFICERS, counted="below"), "nothing is below"),
        (stock(TEAMS, OFFICERS), "nothing is below"),
        (tally(tally_of=Of(population="unions", unless=[{"colour": ["red"]}])), "colour"),
        (tally(until=Do(measure="talk"), tally_of=Of(population="nobody")), "nobody"),
    ],
)
def test_what_has_no_meaning_is_refused(definition, reason):
    with pytest.raises(Uncountable, match=reason):
        gauges(1, definition, some=False)


def test_all_unions_owe_without_filters():
    assert UNIONS.unless == []
