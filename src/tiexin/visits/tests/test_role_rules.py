"""The three parts of C097–C099 follow from what was recorded; a stay's log sums them up, one officer's when asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.evidence.measures import TAGS
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits import role_rules as rules
from tiexin.visits.actions import NewVisit, record_visit, void_visit
from tiexin.visits.actions.opinions import Heard, add_opinion
from tiexin.visits.models import Problem
from tiexin.visits.problem_rules import STATES
from tiexin.visits.tests import stay_scene as scene

LECTURER, COLLECTOR, MEDIATOR = rules.PARTS.values()
PROBLEMS = st.lists(st.tuples(st.sampled_from(list(STATES)), st.booleans()), max_size=4)
METHODS = st.lists(st.sampled_from(list(TAGS["method"])), unique=True)


@pytest.mark.parametrize(
    ("methods", "problems", "opinions", "played"),
    [
        ([], [], 0, []),
        (["hear", "interview"], [], 0, []),
        (["service"], [], 0, [LECTURER]),
        (["hear"], [("explained", False)], 0, [LECTURER, COLLECTOR]),
        (["hear"], [("open", False)], 0, [COLLECTOR]),
        (["hear"], [], 1, [COLLECTOR]),
        (["hear"], [("open", True)], 0, [COLLECTOR, MEDIATOR]),
        (["service"], [("solved", True)], 2, [LECTURER, COLLECTOR, MEDIATOR]),
        (["hear"], [("withdrawn", True)], 0, []),
    ],
)
def test_parts_follow_from_methods_problems_and_opinions(methods, problems, opinions, played):
    assert rules.parts_played(methods, problems, opinions) == played


@given(METHODS, PROBLEMS, st.integers(0, 3))
def test_a_mediator_collects_and_more_records_never_take_a_part_away(methods, problems, opinions):
    played = rules.parts_played(methods, problems, opinions)
    assert MEDIATOR not in played or COLLECTOR in played
    more = rules.parts_played([*methods, "service"], [*problems, ("open", True)], opinions + 1)
    assert more == [LECTURER, COLLECTOR, MEDIATOR]
    assert set(played) <= set(more)


@given(st.lists(st.lists(st.sampled_from(list(rules.PARTS.values())), unique=True)))
def test_sums_stand_in_the_source_s_order(visits):
    told = rules.summed(visits)
    assert [label for label, _ in told] == [label for label in rules.PARTS.values() if any(label in v for v in visits)]
    assert sum(count for _, count in told) == sum(map(len, visits))


@pytest.fixture
def cast():
    yield scene.staged()
    calendar.forget()


def visited(cast, author, methods, **more):
    new = NewVisit(author, cast.employer, scene.FIRST, methods, cast.team, known=[cast.worker], **more)
    return record_visit(new, by=author, on=c.TODAY)


@pytest.mark.django_db
def test_the_log_of_a_stay_says_how_often_each_part_was_played(cast, client):
    visited(cast, cast.author, ["service"], problems=[("urgent", "欠薪两个月")])
    Problem.objects.update(dispute=True)
    heard = visited(cast, cast.mate, ["hear"])
    add_opinion(heard, Heard("食堂供热饭", "front_line"), by=cast.mate, on=c.TODAY)
    void_visit(visited(cast, cast.author, ["service"]), "写错了", by=cast.author, on=c.TODAY)
    office = c.enter(client, cast.office)
    whole = office.get(f"/teams/stays/{cast.stay.pk}/log/")
    assert whole.context["played"] == [(LECTURER, 1), (COLLECTOR, 2), (MEDIATOR, 1)]
    assert f"当好三员：{LECTURER} 1 次、{COLLECTOR} 2 次、{MEDIATOR} 1 次。" in whole.text
    theirs = office.get(f"/teams/stays/{cast.stay.pk}/log/?officer={cast.mate.pk}")
    assert theirs.context["played"] == [(COLLECTOR, 1)]


@pytest.mark.django_db
def test_a_visit_says_which_parts_were_played(cast, client):
    visit = visited(cast, cast.author, ["service"])
    plain = visited(cast, cast.author, ["hear"])
    author = c.enter(client, cast.author)
    assert author.get(f"/visits/{visit.pk}/").context["played"] == [LECTURER]
    assert "当好三员" not in author.get(f"/visits/{plain.pk}/").text
    assert "政策宣讲员" in author.get(f"/visits/{visit.pk}/").text
