"""What a batch changes: keys, totals, gauges, standings; and what it costs."""

from datetime import date

import pytest

from tiexin.duties import fold, gauging, run, verify
from tiexin.duties import seen as slices
from tiexin.duties.definition import Do, Of
from tiexin.duties.models import Gauge, Seen, Slice, Standing, Total
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, TEAMS, fact, note, publish, rate, settle, stock, tally, totals, values
from tiexin.evidence.actions import void
from tiexin.evidence.models import Entry, Fact, Pending
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.models import Employer
from tiexin.visits.actions import NewTeam, form_team
from tiexin.visits.models import Team

pytestmark = pytest.mark.django_db
BELOW = tally(Do(measure="talk", count="worker"), counted="below")


@kept.fixture
def cast():
    found = c.units()
    found.employer = c.employer(found.county, "企业")
    return found


def worker(cast):
    return c.worker(cast.employer, "职工").id


def seen():
    return set(Seen.objects.values_list("key", "org__short_name", "n"))


def cancel(entry):
    return void(entry, by=None, on=c.TODAY)


# ── keys and their reach ────────────────────────────────────────────────────────────────────────────────


def test_a_key_counts_once_under_every_node_of_both_trees(cast):
    (duty,) = publish(cast.province, BELOW)
    one, two = worker(cast), worker(cast)
    first = note(fact(cast.enterprise, worker=one))
    settle()
    up = {"凤凰机械厂工会": 1, "兴庆区": 1, "银川市": 1, "自治区总工会": 1, "自治区机冶建材工会": 1}
    assert totals(duty) == up
    second = note(fact(cast.enterprise, worker=one), fact(cast.other_city, worker=one))
    settle()
    assert totals(duty) == up | {"石嘴山市": 1}
    note(fact(cast.city, worker=two))
    settle()
    assert totals(duty) == up | {"石嘴山市": 1, "银川市": 2, "自治区总工会": 2}
    cancel(first)
    settle()
    assert totals(duty) == up | {"石嘴山市": 1, "银川市": 2, "自治区总工会": 2}
    cancel(second)
    settle()
    assert totals(duty) == {"银川市": 1, "自治区总工会": 1}
    assert seen() == {(str(two), "银川市", 1)}
    assert values(duty)[cast.province.id] == 1


def test_a_key_that_goes_and_comes_in_one_batch(cast):
    (duty,) = publish(cast.province, BELOW)
    one = worker(cast)
    entry = note(fact(cast.county, worker=one))
    settle()
    cancel(entry)
    note(fact(cast.city, worker=one))
    settle()
    assert totals(duty) == {"银川市": 1, "自治区总工会": 1}


@pytest.mark.parametrize("count", ["sum", "times"])
def test_sums_are_kept_at_the_unit_and_added_up(cast, count):
    (duty,) = publish(cast.province, tally(Do(measure="talk", count=count), counted="below"))
    one = note(fact(cast.county, qty=3), fact(cast.county, qty=4))
    note(fact(cast.other_city, qty=5))
    settle()
    county, other = (7, 5) if count == "sum" else (2, 1)
    assert seen() == {("", "兴庆区", county), ("", "石嘴山市", other)}
    assert totals(duty) == {
        "兴庆区": county, "银川市": county, "石嘴山市": other, "自治区总工会": county + other,
    }  # fmt: skip
    cancel(one)
    settle()
    assert totals(duty) == {"石嘴山市": other, "自治区总工会": other}


@pytest.mark.parametrize(
    ("count", "keys"),
    [("day", {"2012-04-02", "2012-04-03"}), ("tag:method", {"hear", "home"}), ("employer", None)],
)
def test_keys_are_texts(cast, count, keys):
    publish(cast.province, tally(Do(measure="talk", count=count)))
    note(
        fact(cast.city, tags=[("method", "hear"), ("method", "home")], employer=cast.employer.id),
        fact(cast.city, on=date(2012, 4, 3), tags=[("question", "hope")]),
    )
    settle()
    assert {key for key, *_ in seen()} == (keys or {str(cast.employer.id)})


@pytest.mark.parametrize("basis", ["by", "at"])
def test_duties_that_count_the_same_share_a_slice(cast, basis):
    one, two = publish(cast.province, BELOW.model_copy(update={"basis": basis}), BELOW.model_copy(update={"low": 3}))
    assert Slice.objects.count() == (1 if basis == "by" else 2)
    note(fact(cast.city, at=cast.county, worker=worker(cast)))
    settle()
    assert values(two)[cast.county.id] == 0
    assert values(one)[cast.county.id] == (basis == "at")


def test_facts_outside_the_days_or_of_another_measure_touch_nothing(cast):
    publish(cast.province, BELOW)
    note(fact(cast.city, on=date(2012, 2, 29), worker=worker(cast)), fact(cast.city, "visit", worker=worker(cast)))
    settle()
    assert not Seen.objects.exists()
    assert not Total.objects.exists()


# ── gauges and standings ────────────────────────────────────────────────────────────────────────────────


def test_standing_follows_every_change(cast):
    (duty,) = publish(cast.province, tally(tally_of=Of(population="unions", where={"level": ["county"]}), low=2))
    assert scene.standing(duty, cast.province) == (2, 2, 0, 0, 0, 4)
    entry = note(fact(cast.county), fact(cast.county))
    settle()
    assert scene.standing(duty, cast.province) == (2, 2, 1, 2, 0, 4)
    assert scene.standing(duty, cast.city) == (1, 1, 1, 2, 0, 2)
    assert scene.standing(duty, cast.industry) is None
    cancel(entry)
    settle()
    assert scene.standing(duty, cast.province) == (2, 2, 0, 0, 0, 4)


def test_a_fact_moves_its_own_subject_only(cast):
    people = [c.officer(name, cast.city) for name in "甲乙"]
    mine, units = publish(cast.province, tally(tally_of=OFFICERS), tally())
    note(fact(cast.city, officer=people[0].id), fact(cast.city))
    settle()
    assert values(mine) == {people[0].id: 1, people[1].id: 0}
    assert values(units)[cast.city.id] == 2


def test_rate_moves_by_either_of_its_measures(cast):
    (duty,) = publish(cast.province, rate("visit", Do(measure="talk"), counted="below"))
    note(fact(cast.county))
    settle()
    assert [values(duty, name)[cast.city.id] for name in ("value", "base")] == [0, 1]
    note(fact(cast.county, "visit"))
    settle()
    assert [values(duty, name)[cast.city.id] for name in ("value", "base")] == [1, 1]
    assert [values(duty, name)[cast.other_city.id] for name in ("value", "base")] == [0, 0]


def test_a_new_unit_officer_or_team_owes_at_once(cast):
    units, people, groups = publish(cast.province, tally(), tally(tally_of=OFFICERS), tally(tally_of=TEAMS))
    org = c.org("新区总工会", "county", cast.city)
    person = c.officer("甲", org)
    team = form_team(NewTeam(Team(org=org, name="组", kind="stay_team", since=c.FOUNDED), person), by=None, on=c.TODAY)
    settle()
    assert values(units)[org.id] == 0
    assert values(people) == {person.id: 0}
    assert values(groups) == {team.id: 0}
    assert scene.standing(groups, cast.city)[0] == 1


def test_a_closed_unit_owes_nothing_any_more(cast):
    (duty,) = publish(cast.province, tally())
    before = scene.standing(duty, cast.province)[0]
    orgs.close_org(cast.other_county, closed=date(2012, 5, 1), by=None, on=c.TODAY)
    settle()
    assert cast.other_county.id not in values(duty)
    assert scene.standing(duty, cast.province)[0] == before - 1
    assert scene.standing(duty, cast.other_county) is None


@pytest.mark.parametrize(("counted", "found"), [("own", [0, 0, 1]), ("below", [1, 1, 1])])
def test_stock_moves_with_its_population(cast, counted, found):
    teams, people = publish(cast.province, stock(TEAMS, counted=counted), stock(OFFICERS, counted=counted))
    person = c.officer("甲", cast.county)
    form_team(NewTeam(Team(org=cast.county, name="组", kind="stay_team", since=c.FOUNDED), person), by=None, on=c.TODAY)
    settle()
    for duty in (teams, people):
        number = values(duty)
        assert [number[org.id] for org in (cast.province, cast.city, cast.county)] == found


def test_plans_not_in_force_are_left_alone(cast):
    (duty,) = publish(cast.province, tally())
    version = duty.clause.version
    for state in ("draft", "failed", "superseded"):
        type(version).objects.filter(pk=version.pk).update(state=state)
        note(fact(cast.city))
        settle()
        assert values(duty)[cast.city.id] == 0
    type(version).objects.filter(pk=version.pk).update(state="publishing")
    note(fact(cast.city))
    settle()
    assert values(duty)[cast.city.id] == 4


# ── batches ─────────────────────────────────────────────────────────────────────────────────────────────


def test_drain_takes_the_oldest_and_leaves_the_rest(cast):
    entries = [note(fact(cast.city)) for _ in range(5)]
    Pending.objects.exclude(entry__in=entries).delete()
    assert [fold.drain(2), Pending.objects.count(), fold.drain(2), fold.drain(2), fold.drain(2)] == [2, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("room", "name", "stored"), [(slices, "add_totals", 0), (fold, "changes", 1), (gauging, "add_standings", 1)]
)
def test_a_batch_that_fails_is_still_waiting(cast, monkeypatch, room, name, stored):
    """Keys are written in a transaction of their own; whatever is lost after it, the next look makes whole."""
    duty, own = publish(cast.province, BELOW, tally(Do(measure="talk"), counted="below"))
    person = worker(cast)
    settle()
    note(fact(cast.city, worker=person))
    real, before = getattr(room, name), c.rows()

    def broken(*args):
        real(*args)
        raise RuntimeError("killed")

    monkeypatch.setattr(room, name, broken)
    with pytest.raises(RuntimeError):
        fold.drain()
    written = {name: n - before[name] for name, n in c.rows().items() if n != before[name]}
    assert written == ({"duties.Seen": 2, "duties.Total": 4} if stored else {})
    monkeypatch.undo()
    settle()
    assert totals(duty) == totals(own) == {"银川市": 1, "自治区总工会": 1}
    assert verify.differences() == []


def test_replays_change_nothing(cast):
    duties = publish(cast.province, BELOW, tally(Do(measure="talk", count="sum"), low=2), tally(tally_of=OFFICERS))
    person = c.officer("甲", cast.city)
    entry = note(*(fact(cast.city, qty=2, worker=worker(cast), officer=person.id) for _ in range(3)))
    settle()

    def everything():
        tables = [Seen, Total, Standing, Gauge]
        return [sorted(model.objects.values_list()) for model in tables]

    before = everything()
    for _ in range(3):
        fold.fold([entry.id])
    assert everything() == before
    assert totals(duties[1])["自治区总工会"] == 6


def test_settle_folds_everything(cast):
    note(fact(cast.city))
    fold.settle()
    assert not Pending.objects.exists()


def test_more_keys_than_fit_one_statement(cast, monkeypatch):
    monkeypatch.setattr(run, "CHUNK", 3)
    monkeypatch.setattr(run.chunks, "__defaults__", (3,))
    (duty,) = publish(cast.province, BELOW)
    entry = note(*(fact(org, worker=worker(cast)) for org in (cast.city, cast.county) for _ in range(5)))
    settle()
    assert totals(duty) == {"银川市": 10, "兴庆区": 5, "自治区总工会": 10}
    cancel(entry)
    settle()
    assert totals(duty) == {}


# ── cost ────────────────────────────────────────────────────────────────────────────────────────────────


FULL = [pytest.param(count, marks=pytest.mark.house) for count in ("times", "day", "employer")]


@pytest.mark.parametrize("count", ["worker", "tag:method", *FULL])
def test_cost_of_one_entry_does_not_grow_with_what_is_there(cast, count):
    """The same number of statements with one unit and with hundreds that have the same keys."""
    publish(
        cast.province,
        tally(Do(measure="talk", count=count), counted="below"),
        tally(Do(measure="talk", count=count), OFFICERS, low=1),
        rate("talk", Do(measure="talk"), low=98),
    )
    person, one = c.officer("甲", cast.county), worker(cast)
    settle()

    def visit():
        tags = [("method", "hear")]
        note(*(fact(cast.county, worker=one, officer=person.id, employer=cast.employer.id, tags=tags) for _ in "123"))

    visit()
    small = scene.statements(fold.drain)
    crowd(cast, person, one)
    visit()
    assert len(scene.statements(fold.drain)) <= len(small)


def crowd(cast, person, worker_id):
    """Four hundred and fifty units with the same keys, straight into the tables, folded in one go."""
    opened = {"level": "enterprise", "kind": "enterprise", "opened": c.FOUNDED}
    units = c.Org.objects.bulk_create(c.Org(name=f"厂{n}", **opened) for n in range(450))
    rows = [(unit, unit, 0) for unit in units] + [(cast.county, unit, 1) for unit in units]
    under = orgs.Under
    under.objects.bulk_create(under(tree="territory", ancestor=a, org=b, depth=d) for a, b, d in rows)
    entry = note(fact(cast.county))
    common = {"entry": entry, "measure": "talk", "on": scene.DAY, "officer": person, "employer": Employer.objects.get()}
    common["tag_set_id"] = Fact.objects.filter(tag_set__tags__value="hear").values_list("tag_set", flat=True)[0]
    Fact.objects.bulk_create(Fact(by_org=u, at_org=u, worker_id=worker_id, **common) for u in units)
    settle()


def test_looking_at_an_entry_sees_facts_tags_and_things(cast):
    person = c.officer("甲", cast.city)
    entry = note(fact(cast.city, tags=[("method", "hear")]))
    other = Entry.objects.get(thing="orgs.officer", thing_id=person.id)
    touched = fold.look_at([entry.id, other.id])
    assert [found.measure for found in touched.facts] == ["talk"]
    assert list(touched.tags.values()) == [[("method", "hear")]]
    assert touched.things == {("evidence.entry", entry.thing_id), ("orgs.officer", person.id)}
    assert touched.units["orgs.officer"] == {cast.city.id}
    assert Officer.objects.get() == person
