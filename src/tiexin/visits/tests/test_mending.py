"""A wrong record is mended: void and anew in one step, linked, counted once; a refusal changes nothing."""

import uuid
from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.models import Correction, Term
from tiexin.duties.queries import moved_by
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, tally, values
from tiexin.evidence.models import Entry, Fact, Limit
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.models import Worker
from tiexin.visits import actions, queries
from tiexin.visits.actions import NewTeam, NewVisit, mending
from tiexin.visits.models import Talk, Team, Visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
VISITED = Do(measure="visit", count="employer")


@kept.fixture
def cast():
    """The county's officer has written down a visit to the wrong enterprise."""
    found = c.stage()
    found.author = found.people["officer"]
    found.right = c.employer(found.county, "吴忠纺织厂")
    found.wrong = written(found)
    return found


def as_it_was(cast, **changes):
    wanted = {"author": cast.author, "employer": cast.employer, "on": c.TODAY - DAY, "methods": ["hear"]}
    wanted |= {"known": [cast.worker], "said": "谈了工资"}
    return NewVisit(**wanted | changes)


def written(cast, **changes):
    return actions.record_visit(as_it_was(cast, **changes), by=cast.author, on=c.TODAY)


def mended(cast, wrong=None, reason="写错了", **changes):
    new = as_it_was(cast, **changes)
    return mending.mend_visit(wrong or cast.wrong, new, reason, by=cast.author, on=c.TODAY)


def elsewhere(cast, **more):
    return {"employer": cast.right, "known": [], "met": [("刘桂英", "front_line")], **more}


def facts(visit, live=True):
    rows = Fact.objects.filter(entry__thing="visits.visit", entry__thing_id=visit.pk, entry__verb="record_visit")
    return sorted(rows.filter(voided_by__isnull=live).values_list("measure", "employer", "on"))


def refuse(field, cast, *, wrong=None, reason="写错了", **changes):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        mended(cast, wrong, reason, **changes)
    assert caught.value.field == field
    cast.wrong.refresh_from_db()
    return str(caught.value)


# ── what it writes ──────────────────────────────────────────────────────────────────────────────────────


def test_the_wrong_record_counts_no_more_and_the_right_one_counts_instead(cast):
    right = mended(cast, reason=" 企业选错了 ", **elsewhere(cast))
    wrong = Visit.objects.get(pk=cast.wrong.pk)
    assert (wrong.voided, wrong.void_reason, wrong.correction) == (c.TODAY, "企业选错了", right)
    assert (right.corrects, right.employer, right.on, right.voided) == (wrong, cast.right, c.TODAY - DAY, None)
    counted = [(measure, cast.right.pk, c.TODAY - DAY) for measure in ("presence", "talk", "visit")]
    assert (facts(right), facts(right, live=False), facts(wrong)) == (counted, [], [])
    assert len(facts(wrong, live=False)) == 3


def test_it_leaves_the_entries_of_voiding_and_recording(cast):
    right = mended(cast, said="谈了食堂")
    rows = Entry.objects.filter(thing="visits.visit").order_by("pk").values_list("verb", "thing_id", "by", "on")
    who = (cast.author.pk, c.TODAY)
    assert list(rows) == [
        ("record_visit", cast.wrong.pk, *who),
        ("void", cast.wrong.pk, *who),
        ("record_visit", right.pk, *who),
    ]
    assert Entry.objects.get(thing_id=right.pk, verb="record_visit").source == f"visit:{right.key}"


def test_a_correction_is_corrected_in_its_turn(cast):
    second = mended(cast, said="谈了食堂")
    third = mended(cast, second, said="谈了班车")
    visits = [Visit.objects.get(pk=each.pk) for each in (cast.wrong, second, third)]
    assert [(each.voided, each.corrects_id) for each in visits] == [
        (c.TODAY, None),
        (c.TODAY, cast.wrong.pk),
        (None, second.pk),
    ]
    assert [measure for measure, *_ in facts(third)] == ["presence", "talk", "visit"]
    assert (facts(cast.wrong), facts(second)) == ([], [])


def test_the_roles_of_that_day_stay_with_those_who_were_met(cast):
    Worker.objects.filter(pk=cast.worker.pk).update(role="manager")  # promoted since
    worker = Worker.objects.get(pk=cast.worker.pk)
    other = c.worker(cast.employer, "丁一", "manager")
    right = mended(cast, known=[worker, other])
    roles = list(Talk.objects.filter(visit=right).order_by("worker").values_list("worker__name", "role"))
    assert roles == [("刘桂英", "front_line"), ("丁一", "manager")]
    assert Worker.objects.get(pk=cast.worker.pk).role == "manager"


def test_the_work_stays_that_of_the_unit_for_which_it_was_done(cast):
    Officer.objects.filter(pk=cast.author.pk).update(org=cast.city)  # works elsewhere since
    cast.author.refresh_from_db()
    assert mended(cast, said="谈了食堂").org == cast.county
    team = actions.form_team(
        NewTeam(Team(org=cast.province, name="一组", kind="stay_team", since=c.FOUNDED), cast.author),
        by=None,
        on=c.TODAY,
    )
    again = Visit.objects.get(voided=None)
    assert mended(cast, again, team=team).org == cast.province


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mend_that_says_the_same_is_none(cast):
    assert refuse("", cast) == "内容和原来的记录一样，没有要更正的"
    refuse("", cast, said=" 谈了工资 ", companions=[cast.author.pk])


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("methods", {"methods": []}),
        ("people", {"known": []}),
        ("on", {"on": c.TODAY + DAY}),
        ("on", {"on": date(1999, 12, 31)}),
        ("said", {"said": "字" * 4001}),
        ("problem", {"problems": [("hope", "")]}),
        ("reason", {"said": "谈了食堂", "reason": " "}),
        ("reason", {"said": "谈了食堂", "reason": "字" * 201}),
    ],
)
def test_what_is_wrong_is_refused_and_the_old_record_stands(cast, field, changes):
    refuse(field, cast, **changes)
    assert (cast.wrong.voided, len(facts(cast.wrong))) == (None, 3)


def test_a_unit_closed_that_day_refuses_both_halves(cast):
    Org.objects.filter(pk=cast.county.pk).update(closed=c.TODAY - 3 * DAY)
    cast.county.refresh_from_db()
    cast.author.refresh_from_db()
    cast.employer.refresh_from_db()
    assert "不存在" in refuse("on", cast, said="谈了食堂")


def test_the_second_tab_is_refused_and_so_is_a_voided_record(cast):
    mended(cast, said="谈了食堂")
    assert "已经更正过了" in refuse("", cast, said="谈了班车")
    other = written(cast, said="另一次")
    actions.void_visit(other, "记错", by=cast.author, on=c.TODAY)
    assert "作废" in refuse("", cast, wrong=other, said="又一次")


def test_a_key_that_was_saved_before_is_refused(cast):
    key = uuid.uuid4()
    written(cast, key=key, on=c.TODAY)
    assert "已经保存过" in refuse("", cast, said="谈了食堂", key=key)


def cap(cast, high):
    Limit.objects.create(
        duty_id=1,
        measure="visit",
        column="by_org_id",
        members={
            "of": {},
            "cells": [["county", "", high]],
            "issuer": cast.province.pk,
            "terms": [[str(scene.START), str(scene.END)]],
        },
        start=scene.START,
        end=scene.END,
        high=high,
        refuses=True,
        clause="C9",
    )
    calendar.forget()


def test_a_cap_sees_one_visit_and_not_two(cast):
    cap(cast, 1)
    right = mended(cast, said="谈了食堂")
    assert right.voided is None


def test_a_correction_over_a_cap_changes_nothing(cast):
    """A correction may bring a visit into the capped period that lay outside."""
    early = written(cast, on=scene.START - DAY)
    cap(cast, 1)
    assert "最多" in refuse("", cast, wrong=early, on=c.TODAY)
    early.refresh_from_db()
    assert early.voided is None


# ── the numbers ─────────────────────────────────────────────────────────────────────────────────────────


def test_gauges_follow_and_verify_finds_no_difference(cast):
    firms, people = scene.publish(cast.province, tally(VISITED), tally(Do(measure="talk", count="worker"), OFFICERS))
    scene.settle()
    assert (values(firms)[cast.county.pk], values(people)[cast.author.pk]) == (1, 1)
    right = mended(cast, known=[cast.worker, c.worker(cast.employer, "丁一")])
    scene.settle()
    assert (values(firms)[cast.county.pk], values(people)[cast.author.pk]) == (1, 2)
    assert verify.differences() == []
    actions.void_visit(right, "没有去过", by=cast.author, on=c.TODAY)
    scene.settle()
    assert (values(firms)[cast.county.pk], values(people)[cast.author.pk]) == (0, 0)
    assert verify.differences() == []


def told(visit, cast):
    entry = Entry.objects.get(thing="visits.visit", thing_id=visit.pk, verb="record_visit")
    moved = moved_by(entry, c.TODAY, queries.voiding(visit))
    return sorted((view.unit, view.value, view.delta) for view in moved)


def test_what_moved_is_told_for_both_halves_together(cast):
    """The same enterprise on another day moves nothing; two people more are two, not three."""
    scene.publish(cast.province, tally(VISITED, unit="enterprise"), tally(Do(measure="talk", count="worker")))
    more = [cast.worker, c.worker(cast.employer, "丁一"), c.worker(cast.employer, "于二")]
    right = mended(cast, on=c.TODAY, known=more)
    assert told(right, cast) == [("人", 3, 2), ("家", 1, 0)]
    fewer = mended(cast, right, on=c.TODAY, known=more[:1])
    assert told(fewer, cast) == [("人", 1, -2), ("家", 1, 0)]


def test_a_closed_period_keeps_what_it_told_and_gets_one_correction(cast):
    (firms,) = scene.publish(cast.province, tally(Do(measure="talk", count="worker")))
    scene.settle()
    Term.objects.filter(duty=firms).update(closed=c.TODAY)
    mended(cast, known=[cast.worker, c.worker(cast.employer, "丁一")])
    scene.settle()
    assert values(firms)[cast.county.pk] == 1
    said = Correction.objects.filter(term__duty=firms, subject=cast.county.pk).values_list("told", "now")
    assert list(said) == [(1, 2)]
