"""An activity is recorded, planned, held, voided: each leaves an entry, a lecture counts once."""

import uuid

import pytest

from tiexin.activities import actions
from tiexin.activities.models import Activity
from tiexin.activities.tests.activity_scene import (
    DAY,
    counted,
    planned,
    recorded,
    refuse,
    seminar,
    stage,
    ticked,
    training,
)
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.duties import verify
from tiexin.duties.tests import scene
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.actions.organs import NewSeat, found_organ
from tiexin.orgs.organs import Organ
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def verbs(activity):
    rows = Entry.objects.filter(thing="activities.activity", thing_id=activity.pk)
    return list(rows.order_by("pk").values_list("verb", flat=True))


def held(cast, activity, audience=None, on=c.TODAY):
    return actions.hold_activity(activity, audience, by=cast.author, on=on)


def voided(cast, activity, reason="登记重了"):
    return actions.void_activity(activity, reason, by=cast.author, on=c.TODAY)


# ── recorded ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lecture_is_one_stop_of_whoever_spoke(cast):
    made = recorded(cast, title=" 条例宣讲 ", employer=cast.employer)
    assert (made.state, made.title, made.tasks) == ("held", "条例宣讲", ["宣传政策法规"])
    assert counted("lecture_stop", "on", "by_org", "at_org", "officer", "employer", "qty") == [
        (c.TODAY - DAY, cast.county.pk, cast.county.pk, cast.author.pk, cast.employer.pk, 1)
    ]
    assert verbs(made) == ["record_activity"]


@pytest.mark.parametrize("kind", ["consultation", "training", "seminar"])
def test_what_is_no_lecture_counts_no_stop(cast, kind):
    recorded(cast, kind)
    assert counted("lecture_stop", "on") == []


def test_two_who_speak_at_one_lecture_are_one_stop(cast):
    made = recorded(cast, givers=[cast.people["city_office"], cast.author, cast.author])
    assert {giver.name for giver in made.givers.all()} == {"马建国", "李秀兰"}
    assert len(counted("lecture_stop", "pk")) == 1


def test_a_lecturer_from_elsewhere_is_nobody_of_the_roster(cast):
    made = recorded(cast, givers=[], lecturer="法学院 周教授")
    assert (made.speakers, counted("lecture_stop", "officer")) == (["法学院 周教授"], [(None,)])


def test_a_stop_of_a_corps_carries_its_tag(cast):
    new = Organ(org=cast.county, name="兴庆区宣讲团", kind="lecture_corps", since=c.FOUNDED)
    corps = found_organ(new, [NewSeat("团长", "head")], by=None, on=c.TODAY)
    recorded(cast, "tour", organ=corps)
    recorded(cast, "tour")
    facts = (
        Fact.objects.filter(measure="lecture_stop")
        .order_by("pk")
        .values_list("tag_set__tags__key", "tag_set__tags__value")
    )
    assert list(facts) == [("organ", "lecture_corps"), (None, None)]


def test_help_to_an_enterprise_is_a_record(cast):
    made = recorded(cast, "help", employer=cast.employer, place="", note="联系银行办妥了转贷", givers=[])
    assert (made.tasks, made.note, made.where) == (
        ["宣传政策法规", "促进企业发展"],
        "联系银行办妥了转贷",
        str(cast.employer),
    )


@pytest.mark.parametrize(
    ("field", "kind", "changes"),
    [
        ("title", "lecture", {"title": " "}),
        ("title", "lecture", {"title": "字" * 101}),
        ("kind", "feast", {}),
        ("topics", "lecture", {"topics": ["gossip"]}),
        ("place", "lecture", {"place": ""}),
        ("givers", "lecture", {"givers": []}),
        ("audience", "lecture", {"audience": 100_000}),
        ("employer", "help", {"note": "帮了"}),
        ("lecturer", "lecture", {"lecturer": "字" * 101}),
    ],
)
def test_an_activity_says_what_where_and_who(cast, field, kind, changes):
    refuse(field, lambda: recorded(cast, kind, **changes))


def test_help_says_what_it_was(cast):
    refuse("note", lambda: recorded(cast, "help", employer=cast.employer))


def test_the_same_form_sent_twice_is_written_once(cast):
    key = uuid.uuid4()
    recorded(cast, key=key)
    assert "已经保存过" in refuse("", lambda: recorded(cast, key=key))


def test_a_lecture_moves_the_gauge_of_its_unit_and_voided_moves_it_back(cast):
    duty = scene.publish(cast.province, scene.tally("lecture_stop", unit="item"))[0]
    made = recorded(cast)
    scene.settle()
    assert scene.values(duty)[cast.county.pk] == 1
    voided(cast, made)
    scene.settle()
    assert scene.values(duty)[cast.county.pk] == 0
    assert verify.differences() == []


# ── planned, held ───────────────────────────────────────────────────────────────────────────────────────


def test_what_lies_in_days_to_come_is_planned_and_counts_nothing(cast):
    made = planned(cast)
    assert (made.state, verbs(made), counted("lecture_stop", "on")) == ("planned", ["plan_activity"], [])


def test_a_planned_stop_becomes_a_held_one_with_those_expected(cast):
    made = planned(cast)
    done = held(cast, made, on=made.on)
    assert (done.state, done.audience, verbs(done)) == ("held", 30, ["plan_activity", "hold_activity"])
    assert counted("lecture_stop", "on") == [(made.on,)]


def test_how_many_came_may_be_other_than_expected(cast):
    made = planned(cast)
    assert held(cast, made, 12, on=made.on + DAY).audience == 12


def test_a_planned_stop_is_not_held_before_its_day(cast):
    made = planned(cast)
    assert zh_date(made.on) in refuse("", lambda: held(cast, made, on=made.on - DAY))


def test_what_was_held_is_not_held_again(cast):
    made = recorded(cast)
    assert "已办" in refuse("", lambda: held(cast, made))


def test_an_impossible_number_of_people_is_refused(cast):
    made = planned(cast)
    refuse("audience", lambda: held(cast, made, -1, on=made.on))


# ── voided ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_voided_activity_counts_nothing_and_stays_readable(cast):
    made = seminar(cast)
    ticked(cast, made, cast.worker)
    gone = voided(cast, made, " 登记重了 ")
    assert (gone.voided, gone.void_reason, gone.title) == (c.TODAY, "登记重了", "职工座谈会")
    assert counted("talk", "pk") == []


def test_both_the_lecture_and_the_training_are_voided_with_what_was_ticked(cast):
    lecture, trained = recorded(cast), training(cast)
    ticked(cast, trained, cast.author)
    voided(cast, lecture)
    voided(cast, trained)
    assert counted("lecture_stop", "pk") + counted("training_attended", "pk") == []
    assert Activity.objects.exclude(voided=None).count() == 2


def test_a_planned_one_that_is_not_held_is_voided_too(cast):
    assert voided(cast, planned(cast), "改期").void_reason == "改期"


def test_voiding_asks_for_a_reason_and_happens_once(cast):
    made = recorded(cast)
    refuse("reason", lambda: voided(cast, made, " "))
    voided(cast, made)
    assert "作废" in refuse("", lambda: voided(cast, made))
    assert "作废" in refuse("", lambda: held(cast, made))
