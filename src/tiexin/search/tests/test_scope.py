"""A result is seen only by those whose scope reaches it; one stranger for each kind, with the data there."""

from datetime import date

import pytest

from tiexin.cases.actions.cases import NewCase, Step, move_case, register_case
from tiexin.cases.actions.knowledge import Said, publish_knowledge, write_knowledge
from tiexin.cases.knowledge.models import Knowledge
from tiexin.cases.models import Case
from tiexin.duties import fold
from tiexin.duties.models import Clause, Plan, PlanVersion, State
from tiexin.orgs.roles import ROLES
from tiexin.orgs.tests import cast
from tiexin.plans import findable
from tiexin.registry.actions.workers import Numbers, register_worker
from tiexin.registry.models import Worker
from tiexin.search import actions
from tiexin.search.kinds import KINDS
from tiexin.search.models import SearchRow
from tiexin.search.tests.asker import asker, found
from tiexin.visits import actions as visits
from tiexin.visits.actions import NewVisit

pytestmark = pytest.mark.django_db
WORD = "独有词"


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    from django.db import transaction

    from tiexin.orgs import calendar

    with django_db_blocker.unblock(), transaction.atomic():
        yield fill()
        transaction.set_rollback(True)
    calendar.forget()


def fill():
    """One thing of every kind at the county, all with the same word."""
    cast.set_day(cast.TODAY)
    units = cast.units()
    unit = cast.org(f"{WORD}镇总工会", "township", units.county)
    officer = cast.officer(f"{WORD}甲", units.county, "officer")
    employer = cast.employer(units.county, f"{WORD}机械厂")
    worker = cast.worker(employer, f"{WORD}乙")
    new = NewVisit(officer, employer, cast.TODAY, ["hear"], known=[worker], problems=[("urgent", f"{WORD}问题")])
    visit = visits.record_visit(new, by=officer, on=cast.TODAY)
    while fold.drain():
        pass
    clause = sentence(units.county)
    pks = {"org": unit, "officer": officer, "employer": employer, "worker": worker, "visit": visit, "clause": clause}
    pks["case"] = pks["answer"] = matter(units.county, officer)
    pks["knowledge"] = entry(units.county, officer)
    return units, {kind: row.pk for kind, row in pks.items()}


def matter(unit, officer):
    new = Case(kind="petition", title=f"{WORD}补贴没有发", name="刘桂英", channel="window", org=unit, first_org=unit)
    made = register_case(NewCase(new), by=officer, on=cast.TODAY)
    for move in ("accept", "begin", "reply"):
        outcome = {"opinion": "support"} if move == "reply" else {}
        made = move_case(made, Step(move, f"{WORD}已经补发", None, outcome), by=officer, on=cast.TODAY)
    while fold.drain():
        pass
    return made


def entry(unit, officer):
    quote = {"clause": "C143", "law": "", "article": "", "quote": "职工服务中心的七项服务", "url": ""}
    said = Said(f"{WORD}怎么领", "照着答", [quote], date(2012, 12, 31), "dispute", officer)
    made = write_knowledge(Knowledge(org=unit), said, by=officer, on=cast.TODAY)
    made = publish_knowledge(made, by=officer, on=cast.TODAY)
    while fold.drain():
        pass
    return made


def sentence(issuer):
    plan = Plan.objects.create(code="p", title="方案", issuer=issuer)
    days = {"start": date(2012, 1, 1), "end": date(2012, 12, 31)}
    version = PlanVersion.objects.create(plan=plan, number=1, state=State.LIVE, pack="", **days)
    clause = Clause.objects.create(version=version, item="C1", code="C1", title=f"{WORD}条款", kind="duty", order=0)
    actions.put(findable.of_version(version))
    return clause


def test_every_kind_has_its_thing(stage):
    assert set(stage[1]) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_those_above_find_it(stage, kind):
    units, pks = stage
    for unit in (units.county, units.city, units.province):
        assert (kind, pks[kind]) in found(asker(unit), WORD, kinds=[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_stranger_does_not(stage, kind):
    units, _ = stage
    for unit in (units.other_city, units.other_county, units.industry):
        assert found(asker(unit), WORD, kinds=[kind]) == []
    assert found(asker(), WORD, kinds=[kind]) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "limits", [["RARE"], ["RARE", "FEW"], ["RARE", "FEW", "FOREMOST"], ["RARE", "FEW", "FOREMOST", "NEAR"]], ids=len
)
def test_nor_by_another_route(stage, kind, limits, monkeypatch):
    for name in limits:
        monkeypatch.setattr(f"tiexin.search.queries.{name}", 0)
    units, pks = stage
    assert found(asker(units.other_city), WORD, kinds=[kind]) == []
    assert (kind, pks[kind]) in found(asker(units.city), WORD, kinds=[kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ROLES)
def test_the_permission_is_that_of_its_page(stage, kind, role):
    units, pks = stage
    wanted = KINDS[kind].permission in ROLES[role].permissions
    assert ((kind, pks[kind]) in found(asker(units.city, role=role), WORD, kinds=[kind])) is wanted


def test_below_only_plans_and_knowledge_are_found(stage):
    units, pks = stage
    below = found(asker(units.enterprise), WORD)
    assert below == [("knowledge", pks["knowledge"]), ("clause", pks["clause"])]


def test_a_visit_is_found_by_both_units(stage):
    units, _ = stage
    officer = cast.officer("钱进", units.other_county)
    there = cast.employer(units.county, "红光仪表厂")
    new = NewVisit(officer, there, cast.TODAY, ["hear"], met=[("王大山", "front_line")], said="两家都看")
    pk = visits.record_visit(new, by=officer, on=cast.TODAY).pk
    assert found(asker(units.province), "两家都看") == []  # until the worker has looked
    fold.drain()
    reached = [u for u in (units.county, units.other_county, units.industry) if found(asker(u), "两家都看")]
    assert reached == [units.county, units.other_county]
    assert found(asker(units.county), "wds") == [("worker", Worker.objects.get(name="王大山").pk)]
    assert found(asker(units.other_county), "王大山") == []
    assert ("visit", pk) in found(asker(units.other_county), "两家都看")


def test_a_voided_visit_says_so(stage):
    _, pks = stage
    visit = visits.Visit.objects.get(pk=pks["visit"])
    visits.void_visit(visit, "写错了", by=visit.author, on=cast.TODAY)
    fold.drain()
    note = SearchRow.objects.get(kind="visit", thing_id=visit.pk).note
    assert note == f"2012年5月10日，{visit.author.name}，已作废"


def test_no_id_number_enters_the_index(stage):
    units, _ = stage
    number = cast.identity(7)
    worker = Worker(employer=cast.employer(units.county, "试厂"), name="李明", role="front_line")
    register_worker(worker, by=None, on=cast.TODAY, numbers=Numbers(identity=number))
    assert found(asker(units.province), number) == found(asker(units.province), number[:6]) == []
    assert not SearchRow.objects.filter(text__contains=number[:10]).exists()


def test_a_closed_unit_says_so(stage):
    units, _ = stage
    assert SearchRow.objects.get(kind="org", thing_id=units.closed.pk).note == "县级，2005年撤销"
