"""Clauses with periods of each subject's own, beside the others on a board."""

from datetime import date

import pytest

from tiexin.boards import frames, queries
from tiexin.duties.definition import Of
from tiexin.duties.models import PlanVersion
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, TEAMS, fact, note, publish, settle, tally
from tiexin.orgs.tests import cast as c
from tiexin.visits.actions import NewTeam, form_team
from tiexin.visits.models import Stay, Team

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = ((date(2012, month, 2), date(2012, month, 20)) for month in (4, 5, 6))


@pytest.fixture
def cast(settings):
    found = c.stage()
    found.someone = found.people["officer"]
    team = Team(org=found.county, name="一组", kind="stay_team", since=c.FOUNDED)
    found.team = form_team(NewTeam(team, found.someone), by=None, on=c.TODAY)
    for start, end in (APRIL, MAY, JUNE):
        Stay.objects.create(team=found.team, employer=found.employer, start=start, end=end)
    return found


@pytest.fixture
def duties(cast):
    county = Of(population="unions", where={"level": ["county"]})
    found = publish(
        cast.province,
        tally("talk", TEAMS, per="stay", low=1, target="at_least"),
        tally("talk", OFFICERS, per="stay", low=1, target="at_least"),
        tally("talk", county, low=1, target="at_least"),
        tally("talk", county, per="event-year", low=2, target="at_least"),
    )
    for day in (APRIL[0], APRIL[1]):
        note(fact(cast.county, on=day, team=cast.team.id, officer=cast.someone.id))
    settle()
    return found


def current(duty, day=c.TODAY):
    return queries.current_terms(PlanVersion.objects.filter(pk=duty.clause.version_id), day)


def test_a_clause_with_own_periods_has_a_frame_instead_of_a_period(cast, duties):
    found = {term.duty_id: term for term in current(duties[0])}
    assert set(found) == {duty.id for duty in duties}
    frame = found[duties[0].id]
    assert (frame.pk, frame.label, frame.start, frame.end, frame.asof) == (
        None, "各自的周期", scene.START, scene.END, c.TODAY,
    )  # fmt: skip
    assert found[duties[2].id].label == "活动期"


def test_a_promise_adds_up_the_periods_that_have_begun(cast, duties):
    promised = {p.duty.id: p for p in queries.promises(cast.province, current(duties[0]), c.TODAY)}
    stays = promised[duties[0].id]
    assert (stays.standing.owed, stays.standing.met, stays.total, stays.distinct) == (2, 1, 2, None)
    assert (stays.percent, stays.state) == (50, "on_track")
    early = {p.duty.id: p for p in queries.promises(cast.city, current(duties[0], APRIL[1]), APRIL[1])}
    assert (early[duties[0].id].standing.owed, early[duties[0].id].state) == (1, "met")
    assert duties[0].id not in {p.duty.id for p in queries.promises(cast.other_city, current(duties[0]), c.TODAY)}


def test_before_the_first_of_them_nothing_stands_on_the_board(cast, duties):
    day = date(2012, 3, 5)
    assert duties[0].id not in {p.duty.id for p in queries.promises(cast.province, current(duties[0], day), day)}


def test_everybody_sees_the_own_period_begun_last(cast, duties):
    def mine(day):
        found = queries.owed_by(cast.someone, [cast.team], current(duties[0], day))[0]
        return sorted((g.term.duty_id, g.term.start, g.value) for g in found)

    assert mine(c.TODAY) == [(duty.id, MAY[0], 0) for duty in duties[:2]]
    assert mine(APRIL[1]) == [(duty.id, APRIL[0], 2) for duty in duties[:2]]
    assert mine(date(2012, 4, 1)) == []


def test_a_unit_sees_its_own_year(cast, duties):
    found = queries.owed_by(cast.someone, [], current(duties[0]), cast.county)[1]
    assert sorted((g.term.duty_id, g.value, g.met) for g in found) == [(duties[2].id, 2, 1), (duties[3].id, 2, 1)]


def test_the_ladders_count_them_too(cast, duties):
    terms = current(duties[0])
    rows = {row["name"]: (row["met"], row["owed"]) for row in queries.ladder(cast.province, terms, 1, c.TODAY)}
    assert rows["银川市"] == (1 + 1 + 1 + 1, 2 + 2 + 1 + 1)
    frame = next(term for term in terms if term.duty_id == duties[0].id)
    rung = queries.duty_ladder(cast.province, frame, 1, c.TODAY)
    assert [(row["name"], row["met"], row["owed"], row["value"]) for row in rung] == [("银川市", 1, 2, 2)]
    assert queries.duty_columns(frame) == {"value": "责任者合计"}


def test_subjects_lists_every_period_begun(cast, duties):
    frame = next(term for term in current(duties[0]) if term.duty_id == duties[0].id)
    found = queries.subjects(cast.province, frame)
    assert [(gauge.term.start, gauge.met) for gauge in found] == [(MAY[0], 0), (APRIL[0], 1)]


def test_without_such_clauses_nothing_more_is_asked(cast, django_assert_num_queries):
    (duty,) = publish(cast.province, tally("talk"))
    terms = current(duty)
    with django_assert_num_queries(1):
        assert len(frames.standings([cast.province], terms)) == 1


def test_the_pages_show_them(client, cast, duties):
    c.enter(client, cast.people["leader"])
    page = client.get(f"/board/{cast.county.pk}/duties/{duties[0].pk}/")
    assert [view.value for view in page.context["gauges"]] == [0, 2]
    assert [term.pk for term in page.context["terms"]] == []
    assert client.get(f"/board/{cast.county.pk}/").status_code == 200
    c.enter(client, cast.someone)
    assert {view.term for view in client.get("/").context["mine"]} == {"2012-05-02至2012-05-20蹲点"}
