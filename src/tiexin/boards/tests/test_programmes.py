"""A programme's page: its clauses at a unit, what the unit owes itself, how many people were reached."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.boards import programmes
from tiexin.boards.queries import current_terms
from tiexin.boards.tests.world import visit
from tiexin.duties.models import Clause, PlanVersion
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small
from tiexin.plans.tests.small import COUNTY, OWN, TALKS, duty

pytestmark = pytest.mark.django_db
CITY = "{population: 各级工会, level: 市级, kind: 地方总工会}"
PLAN = (
    OWN["C3"],
    duty("C4", "县级访职工", COUNTY, do=f"{{{TALKS}}}", at_least=3, unit="人"),
    duty("C5", "县级访一线职工", COUNTY, do=f"{{{TALKS}, role: 一线职工}}", at_least=2, unit="人"),
    OWN["C8"],
    OWN["C9"],
)
ITEMS = ["C3", "C4", "C8", "C12", "nothing"]


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """兴庆区 visits twice and meets four people, one of them twice; 大武口 meets one."""
    with small.shared(django_db_blocker):
        cast = c.stage()
        version = small.publish(small.text(*PLAN), cast.province)
        author, ding = cast.people["officer"], c.officer("丁一", cast.other_county, "officer")
        visit(author, cast.employer, date(2012, 4, 2), known=[cast.worker], met=["a", "b"])
        visit(author, cast.employer, date(2012, 4, 3), known=[cast.worker], met=["c"])
        visit(ding, cast.foreign, date(2012, 4, 4), met=["d"])
        small.settle()
        clause = Clause.objects.create(
            version=version, item="P1", code="P1", title="送温暖", quote="开展送温暖", kind="programme", order=99,
            data={"members": ITEMS},
        )  # fmt: skip
        yield cast, version, clause


@pytest.fixture
def cast(made):
    calendar.forget()
    return replace(made[0])


@pytest.fixture
def version(made):
    return PlanVersion.objects.get(pk=made[1].pk)


@pytest.fixture
def programme(made):
    return Clause.objects.get(pk=made[2].pk)


@pytest.fixture
def terms(version, programme):
    return programmes.terms_of(programmes.members(programme), current_terms([version], c.TODAY))


def test_members_are_the_items_that_the_version_has_in_the_plans_order(programme):
    assert [clause.item for clause in programmes.members(programme)] == ["C3", "C4", "C8", "C12"]


def test_members_of_another_version_do_not_count(programme, version, cast):
    small.draft(small.text(*PLAN), cast.province)
    assert {clause.version_id for clause in programmes.members(programme)} == {version.pk}


def test_only_counted_members_have_periods(terms):
    assert [term.duty.clause.code for term in terms] == ["C3", "C4", "C8"]


def test_people_are_counted_once_at_every_unit(cast, terms):
    nodes = (cast.province, cast.city, cast.county, cast.other_county, cast.other_city, cast.enterprise)
    assert [programmes.people(node, terms) for node in nodes] == [5, 4, 4, 1, 1, 0]


def test_people_whom_several_clauses_saw_are_still_counted_once(cast, version):
    both = [t for t in current_terms([version], c.TODAY) if t.duty.clause.code in ("C4", "C5")]
    assert len({term.slice_id for term in both}) == 2
    assert [programmes.people(node, both) for node in (cast.province, cast.county)] == [5, 4]


def test_where_no_clause_counts_workers_nobody_can_say(cast, terms):
    assert programmes.people(cast.province, [term for term in terms if term.duty.clause.code == "C3"]) is None


def test_own_gauges_are_those_of_the_unit(cast, terms):
    assert [(g.clause, g.value, g.state) for g in programmes.own_gauges(cast.county, terms, c.TODAY)] == [
        ("C3", 1, "on_track"),
        ("C4", 4, "met"),
        ("C8", 0, "unrecorded"),
    ]
    assert programmes.own_gauges(cast.city, terms, c.TODAY) == []


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────


def page(client, cast, name, node, programme):
    return c.enter(client, cast.people[name]).get(f"/board/{node.pk}/programmes/{programme.pk}/")


def test_the_page_lays_out_sentence_people_clauses_and_what_is_not_counted(client, cast, programme):
    answer = page(client, cast, "leader", cast.province, programme)
    assert [p.duty.clause.code for p in answer.context["promises"]] == ["C3", "C4"]
    assert [p.duty.clause.code for p in answer.context["waiting"]] == ["C8"]
    assert [item.code for item in answer.context["others"]] == ["C12"]
    for words in ("送温暖", "“开展送温暖”", "惠及职工", "<b>5</b>", "另有 1 项尚无登记入口", "不增加基层负担"):
        assert words in answer.text


def test_a_unit_sees_its_own_numbers(client, cast, programme):
    answer = page(client, cast, "officer", cast.county, programme)
    assert "兴庆区自己的任务" in answer.text
    assert [g.clause for g in answer.context["own"]] == ["C3", "C4", "C8"]


def test_plan_and_board_lead_there_from_the_viewers_own_unit(client, cast, programme, version):
    for name, node in (("leader", cast.province), ("officer", cast.county)):
        link = f'href="/board/{node.pk}/programmes/{programme.pk}/"'
        visitor = c.enter(client, cast.people[name])
        assert link in visitor.get(f"/plans/{version.plan_id}/").text
        assert link in visitor.get(f"/board/{node.pk}/").text


def test_what_is_no_programme_or_out_of_reach_is_not_there(client, cast, programme):
    duty_clause = Clause.objects.get(version=programme.version, item="C3")
    assert page(client, cast, "leader", cast.province, duty_clause).status_code == 404
    assert page(client, cast, "officer", cast.city, programme).status_code == 404
    assert page(client, cast, "nobody", cast.county, programme).status_code == 404


def test_a_programme_that_is_not_in_force_is_not_there(client, cast, programme):
    PlanVersion.objects.update(state="superseded")
    assert page(client, cast, "leader", cast.province, programme).status_code == 404


def test_the_page_costs_the_same_with_more_people(client, cast, programme):
    def cost():
        with CaptureQueriesContext(connection) as run:
            page(client, cast, "leader", cast.province, programme)
        return len(run)

    cost()
    before = cost()
    visit(cast.people["officer"], cast.employer, date(2012, 4, 9), met=["e", "voided"])
    small.settle()
    assert cost() == before
