"""Sentences beside where they stand, as far as each person sees."""

from datetime import date
from types import SimpleNamespace

import pytest

from tiexin.duties.models import PlanVersion, State
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.plans import queries
from tiexin.plans.reading import read_bytes
from tiexin.plans.tests import small
from tiexin.visits.actions import NewVisit, record_visit

pytestmark = pytest.mark.django_db
CODES = ("C1", "C3", "C8", "C9", "C10")


@pytest.fixture(scope="module")
def plan(django_db_setup, django_db_blocker):
    """The cast, a plan in force with its document, and one visit with a problem."""
    with small.shared(django_db_blocker):
        cast = c.stage()
        duties = {**small.BELOW, **small.OWN}
        version = small.publish(small.text(*map(duties.get, CODES)), cast.province, small.DOCUMENT.encode())
        li, heard = cast.people["officer"], [("urgent", "工资拖欠")]
        new = NewVisit(li, cast.employer, date(2012, 4, 2), ["hear"], known=[cast.worker], problems=heard)
        record_visit(new, by=li, on=c.TODAY)
        small.settle()
        yield SimpleNamespace(cast=cast, version=version)


def asking(plan, name, needs="plans.see", today=c.TODAY):
    return SimpleNamespace(officer=plan.cast.people[name], today=today, needs=needs)


# ── sentences beside their standings ────────────────────────────────────────────────────────────────────


def told(plan, name, **more):
    """Per clause: met, owed and the total (None where nobody owes it), and whether anything records it."""
    found = queries.sections(plan.version, plan.cast.province, asking(plan, name, **more))
    rows = {}
    for clause in (clause for section in found for clause in section["clauses"]):
        stands = clause.standing and (clause.standing.met, clause.standing.owed, clause.total)
        rows[clause.code] = (stands, clause.recorded)
    return rows


def test_standings_are_those_of_ones_own_highest_unit(plan):
    assert told(plan, "leader") == {
        "C1": ((0, 1, 1), True),
        "C3": ((0, 2, 1), True),
        "C8": ((0, 2, 0), False),
        "C9": ((0, 0, 1), True),
        "C10": ((0, 2, 0), True),
        "C12": (None, False),
    }
    assert told(plan, "officer") == {
        "C1": (None, True),
        "C3": ((0, 1, 1), True),
        "C8": ((0, 1, 0), False),
        "C9": ((0, 0, 1), True),
        "C10": ((0, 1, 0), True),
        "C12": (None, False),
    }
    assert told(plan, "stranger")["C9"] == ((0, 0, 0), True)
    assert {stands for stands, _ in told(plan, "enterprise").values()} == {None}


def test_a_repeated_duty_stands_as_in_the_period_that_runs_and_before_the_first_as_in_it(plan):
    months = {month: told(plan, "officer", today=date(2012, month, 15))["C10"][0] for month in (1, 3, 4, 5, 8)}
    assert months == {1: (0, 1, 0), 3: (0, 1, 0), 4: (1, 1, 1), 5: (0, 1, 0), 8: (0, 1, 0)}


def test_before_the_campaign_begins_everybody_is_already_named(plan):
    assert told(plan, "leader", today=date(2012, 2, 1))["C3"] == ((0, 2, 1), True)


def test_each_standing_opens_its_clause_at_that_unit(plan):
    found = queries.sections(plan.version, plan.cast.province, asking(plan, "officer"))
    urls = {clause.code: clause.board_url for section in found for clause in section["clauses"]}
    duty = plan.version.clauses.get(code="C3").duty
    assert urls["C3"] == f"/board/{plan.cast.county.pk}/duties/{duty.pk}/"
    assert urls["C12"] == ""


def test_clauses_stand_under_their_headings_in_the_documents_order(plan):
    found = queries.by_section(plan.version)
    assert [(part["title"], [clause.code for clause in part["clauses"]]) for part in found] == [
        ("一、总体要求", ["C1"]),
        ("二、工作要求", ["C3", "C8", "C9", "C10", "C12"]),
    ]
    assert [hasattr(clause, "duty") for part in found for clause in part["clauses"]] == [True] * 5 + [False]


def test_the_document_is_offered_to_those_who_can_open_it(plan):
    offered = {name: queries.document(plan.version, asking(plan, name)) for name in ("leader", "officer", "nobody")}
    assert offered == {"leader": plan.version.document, "officer": None, "nobody": None}
    assert queries.document(PlanVersion(), asking(plan, "leader")) is None


# ── versions and issuers ────────────────────────────────────────────────────────────────────────────────


def test_the_newest_version_of_a_plan(plan):
    assert queries.newest("small") == plan.version
    second = small.draft(small.text(small.OWN["C7"]), plan.cast.province)
    assert (queries.newest("small"), second.number) == (second, 2)
    assert queries.newest("none") is None


def test_at_most_one_version_is_being_published(plan):
    assert queries.publishing() is None
    PlanVersion.objects.update(state=State.PUBLISHING)
    assert queries.publishing() == plan.version


@pytest.mark.parametrize(
    ("issuer", "code", "found"),
    [
        ("银川市总工会", "64", "银川市总工会"),
        ("无名工会", "64", "宁夏回族自治区总工会"),
        ("无名工会", "640100", "宁夏回族自治区总工会"),
        ("无名工会", "11", None),
    ],
)
def test_a_pack_is_issued_by_the_union_it_names_else_by_the_province(plan, issuer, code, found):
    text = small.text(small.OWN["C7"], issuer=issuer).replace('"64"', f'"{code}"')
    pack = read_bytes(text.encode(), None).loaded.pack
    assert queries.issuer_of(pack) == Org.objects.filter(name=found).first()


def test_one_may_issue_for_units_at_and_below_ones_own(plan):
    own = {name: set(queries.issuers(asking(plan, name, "plans.publish"))) for name in ("city_office", "officer")}
    below = {plan.cast.city, plan.cast.county, plan.cast.enterprise, plan.cast.closed}
    assert own == {"city_office": below, "officer": set()}
