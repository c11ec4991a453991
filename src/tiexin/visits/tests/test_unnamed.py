"""People met whose names nobody wrote down: so many person-times, nobody's in a count of different people."""

import io
import uuid
from functools import partial

import pytest
from openpyxl import load_workbook

from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.models import Gauge
from tiexin.duties.queries import facts_of
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, rate, tally, totals, values
from tiexin.evidence.models import Entry, Fact, Limit, Tag
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.plans.tests import small
from tiexin.visits import actions
from tiexin.visits.actions import NewVisit, mending
from tiexin.visits.models import Talk, Visit

pytestmark = pytest.mark.django_db
TIMES, PEOPLE = Do(measure="talk", count="sum"), Do(measure="talk", count="worker")


@kept.fixture
def cast():
    found = c.stage()
    found.author = found.people["officer"]
    return found


@pytest.fixture
def author(cast, client):
    return c.enter(client, cast.author)


def new(cast, unnamed=7, **changes):
    wanted = {"author": cast.author, "employer": cast.employer, "on": c.TODAY, "methods": ["hear"]}
    return NewVisit(**wanted | {"known": [cast.worker], "unnamed": unnamed} | changes)


def saved(cast, unnamed=7, **changes):
    return actions.record_visit(new(cast, unnamed, **changes), by=cast.author, on=c.TODAY)


def typed(cast, unnamed, **changes):
    wanted = {"key": str(uuid.uuid4()), "employer": cast.employer.pk, "on": "2012-05-10", "methods": ["hear"]}
    wanted |= {"known": [cast.worker.pk], "name": [""], "role": ["front_line"], "unnamed": unnamed}
    return {name: value for name, value in (wanted | changes).items() if value is not None}


# ── what is kept ────────────────────────────────────────────────────────────────────────────────────────


def test_they_are_one_fact_of_so_many_without_a_worker(cast):
    visit = saved(cast)
    talks = Fact.objects.filter(measure="talk").order_by("qty")
    assert list(talks.values_list("worker", "qty", "officer", "employer")) == [
        (cast.worker.pk, 1, cast.author.pk, cast.employer.pk),
        (None, 7, cast.author.pk, cast.employer.pk),
    ]
    roles = Tag.objects.filter(set=talks[1].tag_set, key="role").values_list("value", flat=True)
    assert list(roles) == ["front_line"]
    assert (visit.unnamed, Talk.objects.filter(visit=visit).count()) == (7, 1)


def test_a_visit_without_them_leaves_no_such_fact(cast):
    saved(cast, 0)
    assert list(Fact.objects.filter(measure="talk").values_list("worker", "qty")) == [(cast.worker.pk, 1)]


def test_a_visit_may_have_met_nobody_by_name(cast):
    visit = saved(cast, 3, known=[])
    facts = Fact.objects.filter(entry__thing_id=visit.pk, measure="talk")
    assert list(facts.values_list("worker", "qty")) == [(None, 3)]


@pytest.mark.parametrize("number", [-1, 1000])
def test_a_number_that_no_visit_has_is_refused(cast, number):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        saved(cast, number)
    assert (caught.value.field, caught.value.message) == ("unnamed", "没有记姓名的人数应为0至999")


def test_somebody_must_have_been_met_with_or_without_a_name(cast):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        saved(cast, 0, known=[])
    assert caught.value.field == "people"


@pytest.mark.parametrize("number", [1, 999])
def test_the_bounds_themselves_are_taken(cast, number):
    assert saved(cast, number).unnamed == number


# ── how it is counted ───────────────────────────────────────────────────────────────────────────────────


def test_person_times_hold_them_and_counts_of_people_never_do(cast):
    """Every way of counting, own and with everything below, before and after voiding; nothing differs from facts."""
    front = {"role": ["front_line"]}
    duties = scene.publish(
        cast.province,
        tally(TIMES),
        tally(PEOPLE),
        tally(PEOPLE, OFFICERS),
        tally(TIMES, counted="below"),
        tally(PEOPLE, counted="below"),
        tally(Do(measure="talk", count="sum", where=front)),
        tally(Do(measure="talk", count="worker", where=front)),
        tally(Do(measure="talk", count="employer")),
        rate(PEOPLE, TIMES),
    )
    first, second = saved(cast), saved(cast, 20, known=[])
    home, top = cast.county.pk, cast.province.pk

    def numbers():
        scene.settle()
        assert verify.differences() == []
        own = [values(duties[n]).get(cast.author.pk if n == 2 else top if n in (3, 4) else home, 0) for n in range(9)]
        return own, values(duties[8], "base").get(home, 0)

    assert numbers() == ([28, 1, 1, 28, 1, 28, 1, 1, 1], 28)
    assert (totals(duties[3])["银川市"], totals(duties[4])["银川市"]) == (28, 1)
    actions.void_visit(second, "没有去过", by=cast.author, on=c.TODAY)
    assert numbers() == ([8, 1, 1, 8, 1, 8, 1, 1, 1], 8)
    mending.mend_visit(first, new(cast, 2, known=[]), "漏记了", by=cast.author, on=c.TODAY)
    assert numbers() == ([2, 0, 0, 2, 0, 2, 0, 1, 0], 2)


def test_how_often_people_were_met_is_person_times_in_a_pack(cast):
    """A clerk writes 面对面交流职工 and no way of counting, or `times`: every person is one time."""
    of = "{population: 各级工会, level: 县级, kind: 地方总工会}"
    plain, said, firms = (
        small.duty(f"C{n}", f"任务{n}", of, do=do, at_least=1, unit="人次")
        for n, do in enumerate(
            ("{measure: 面对面交流职工}", "{measure: 面对面交流职工, count: times}", "{measure: 走访企业}"), 1
        )
    )
    version = small.publish(small.text(plain, said, firms), cast.province)
    saved(cast)
    small.settle()
    gauges = Gauge.objects.filter(term__duty__clause__version=version, subject=cast.county.pk)
    found = gauges.order_by("term__duty__clause__code")
    assert list(found.values_list("term__duty__clause__code", "value")) == [("C1", 8), ("C2", 8), ("C3", 1)]


def test_the_records_behind_a_number_are_those_that_it_counts(cast, author):
    times, people = scene.publish(cast.province, tally(TIMES), tally(PEOPLE))
    saved(cast)
    scene.settle()
    behind = {}
    for duty in (times, people):
        gauge = Gauge.objects.get(term__duty=duty, subject=cast.county.pk)
        behind[duty] = sorted(facts_of(gauge).values_list("qty", flat=True))
        assert ("没有记姓名的 7 人" in author.get(f"/gauges/{gauge.pk}/").text) is (duty == times)
    assert (behind[times], behind[people]) == ([1, 7], [1])


@pytest.mark.parametrize(("count", "refused"), [("sum", True), ("worker", False)])
def test_a_cap_counts_them_as_the_plan_counts(cast, count, refused):
    members = {"of": {}, "cells": [["county", "", 5]], "issuer": cast.province.pk}
    members["terms"] = [[str(scene.START), str(scene.END)]]
    values = {"measure": "talk", "count": count, "column": "by_org_id", "members": members, "high": 5}
    Limit.objects.create(duty_id=1, start=scene.START, end=scene.END, refuses=True, clause="C1", **values)
    calendar.forget()
    if refused:
        with c.nothing_written(), pytest.raises(Refused, match="最多 5，连同这次是 8"):
            saved(cast)
    else:
        assert saved(cast).unnamed == 7


# ── pages, machine, workbook ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("said", "kept"), [("", 0), ("0", 0), ("12", 12), (" 12 ", 12), ("999", 999), (None, 0)])
def test_the_form_takes_a_plain_number_or_nothing(cast, author, said, kept):
    assert author.post("/visits/new/", typed(cast, said)).status_code == 302
    assert Visit.objects.get().unnamed == kept


@pytest.mark.parametrize("said", ["-1", "1000", "99999999999999999999", "几个", "1.5", "1e2", "1_0", "+5", "１２"])
def test_anything_else_is_refused_beside_the_field_and_stays_there(cast, author, said):
    with c.nothing_written():
        answer = author.post("/visits/new/", typed(cast, said))
    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (422, {"unnamed": ["请填0至999的整数"]})
    assert form["unnamed"].value() == said


def test_a_count_of_people_is_not_told_to_have_counted_them(cast, author):
    scene.publish(cast.province, tally(TIMES), tally(PEOPLE))
    told = [author.get(f"/visits/{visit.pk}/saved/") for visit in (saved(cast, 3, known=[]), saved(cast))]
    moved = [sorted((view.value, view.delta) for view in page.context["moved"]) for page in told]
    assert moved == [[(11, 3)], [(1, 1), (11, 8)]]


def test_they_cost_no_statement(cast, author):
    """What a usual visit costs is held at 14 (`bench`)."""
    saved(cast)  # the tags of such a visit are there
    sent = [partial(author.post, "/visits/new/", typed(cast, said)) for said in ("", "12")]
    costs = [len(scene.statements(send)) for send in sent]
    assert Visit.objects.count() == 3
    assert costs[0] == costs[1] <= 14


def test_the_pages_tell_them(cast, author):
    visit = saved(cast)
    for page in (f"/visits/{visit.pk}/", f"/visits/{visit.pk}/saved/"):
        shown = author.get(page).text
        assert "见到 8 人" in shown
        assert "另有没有记姓名的 7 人" in shown
    alone = author.get(f"/visits/{saved(cast, 3, known=[]).pk}/").text
    assert "见到 3 人" in alone
    assert "没有记下见到的人" not in alone
    entry = Entry.objects.get(thing_id=visit.pk, verb="record_visit")
    assert "7 人次" in author.get(f"/entries/{entry.pk}/").text


def test_a_correction_begins_with_them_and_may_change_them_alone(cast, author):
    visit = saved(cast)
    page = f"/visits/{visit.pk}/mend/"
    assert author.get(page).context["form"]["unnamed"].value() == 7
    with c.nothing_written():
        same = author.post(page, typed(cast, "7", reason="漏记了"))
    assert list(same.context["form"].errors) == ["__all__"]
    assert author.post(page, typed(cast, "8", reason="漏记了")).status_code == 302
    assert Visit.objects.get(corrects=visit).unnamed == 8


def by_machine(cast, unnamed):
    sent = {"key": str(uuid.uuid4()), "employer": cast.employer.pk, "on": "2012-05-10", "methods": ["hear"]}
    return sent | {"known": [cast.worker.pk], "unnamed": unnamed}


def test_a_machine_says_and_reads_the_number(cast, author):
    answer = author.post("/api/visits", by_machine(cast, 9), content_type="application/json")
    assert (answer.status_code, answer.json()["unnamed"]) == (201, 9)
    assert author.get(f"/api/visits/{answer.json()['id']}").json()["unnamed"] == 9
    with c.nothing_written():
        refused = author.post("/api/visits", by_machine(cast, 1000), content_type="application/json")
    assert (refused.status_code, refused.json()["field"]) == (422, "unnamed")


def test_the_workbook_has_them_in_a_column_of_their_own(cast, author):
    saved(cast)
    saved(cast, 0)
    head, *rows = load_workbook(io.BytesIO(author.get("/visits/?as=xlsx").content)).active.iter_rows(values_only=True)
    place = head.index("没有记姓名的人数")
    assert [row[place] for row in rows] == [None, 7]
