"""The form of an activity and the page of its roster: what each offers, refuses and keeps; who is taken back."""

import uuid

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiexin.activities import actions, rules, topics
from tiexin.activities.actions import people
from tiexin.activities.actions.people import Came
from tiexin.activities.models import Activity, Attendance
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
from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.tests import scene
from tiexin.evidence.models import Entry, Fact
from tiexin.evidence.vocabulary import TASKS
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
SERVES = {name: topic.task for name, topic in topics.topics().items()}
HUGE = 10**17


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def sent(**more):
    said = {"key": uuid.uuid4(), "kind": "lecture", "on": c.TODAY, "title": "条例宣讲", "place": "一车间"}
    return {**said, "lecturer": "周教授", **more}


def dropped(cast, row, reason="点错了"):
    return people.drop_person(row, reason, by=cast.author, on=c.TODAY)


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_typed_stands_in_the_form_again_when_one_thing_is_wrong(cast, client):
    said = sent(
        title="条例宣讲第三讲",
        place="三车间会议室",
        lecturer="法学院 周教授",
        audience="九十",
        audience_kind="leader",
        note="问了加班费",
        topics=["law", "doubts"],
        givers=[cast.author.pk],
        employer=cast.employer.pk,
    )
    with c.nothing_written():
        answer = enter(cast, client).post("/activities/new/", said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["audience"])
    text = answer.content.decode()
    typed = ("条例宣讲第三讲", "三车间会议室", "法学院 周教授", "九十", "问了加班费", str(said["key"]), "2012-05-10")
    assert [each for each in typed if each not in text] == []
    form = answer.context["form"]
    assert (form["topics"].value(), form["givers"].value()) == (["law", "doubts"], [str(cast.author.pk)])
    assert (form["audience_kind"].value(), form["employer"].value()) == ("leader", str(cast.employer.pk))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "feast"),
        ("kind", ""),
        ("key", "not-a-key"),
        ("title", "字" * 101),
        ("title", "a\0b"),
        ("place", "字" * 101),
        ("lecturer", "字" * 101),
        ("note", "字" * 1001),
        ("audience", "100000"),
        ("audience", "1.5"),
        ("audience_kind", "children"),
        ("on", "2012-02-30"),
        ("givers", "x"),
        ("givers", str(HUGE)),
        ("employer", "x"),
        ("employer", str(HUGE)),
        ("organ", "7"),
    ],
)
def test_whatever_cannot_be_is_named_at_its_field_and_nothing_is_written(cast, client, field, value):
    client = enter(cast, client)
    if field == "organ":  # without a corps the field is not there: what is sent for it is nothing
        assert client.post("/activities/new/", sent(organ=value)).status_code == 302
        assert Activity.objects.get().organ is None
        return
    with c.nothing_written():
        answer = client.post("/activities/new/", sent(**{field: value}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(("field", "whom"), [("givers", "stranger"), ("employer", "foreign")])
def test_nobody_and_nothing_out_of_reach_is_taken(cast, client, field, whom):
    chosen = cast.people["stranger"] if field == "givers" else cast.foreign
    with c.nothing_written():
        answer = enter(cast, client).post("/activities/new/", sent(**{field: chosen.pk}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert chosen.name not in answer.content.decode()


def test_a_form_sent_twice_is_written_once_and_says_so(cast, client):
    client, said = enter(cast, client), sent()
    assert client.post("/activities/new/", said).status_code == 302
    with c.nothing_written():
        answer = client.post("/activities/new/", said)
    assert (answer.status_code, "没有重复写入" in answer.content.decode()) == (422, True)


def test_whoever_records_above_records_for_their_own_unit(cast, client):
    enter(cast, client, "city_office").post("/activities/new/", sent(employer=cast.employer.pk))
    made = Activity.objects.get()
    assert (made.org, made.author, made.employer) == (cast.city, cast.people["city_office"], cast.employer)
    assert counted("lecture_stop", "by_org", "at_org") == [(cast.city.pk, cast.county.pk)]


@pytest.mark.parametrize(("days", "state", "stops"), [(-400, "held", 1), (0, "held", 1), (1, "planned", 0)])
def test_the_day_decides_whether_it_was_held(cast, client, days, state, stops):
    enter(cast, client).post("/activities/new/", sent(on=c.TODAY + days * DAY))
    assert Activity.objects.get().state == state
    assert len(counted("lecture_stop", "pk")) == stops


# ── held ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("audience", "came"), [("", 30), ("0", 0), ("12", 12), ("99999", 99_999)])
def test_how_many_came_is_as_typed_or_as_expected(cast, client, audience, came):
    stop = planned(cast, days=1)
    c.set_day(stop.on)
    assert enter(cast, client).post(f"/activities/{stop.pk}/held/", {"audience": audience}).status_code == 302
    assert Activity.objects.get().audience == came


@pytest.mark.parametrize("audience", ["-1", "100000", "many"])
def test_an_impossible_number_leaves_it_planned(cast, client, audience):
    stop = planned(cast, days=1)
    c.set_day(stop.on)
    with c.nothing_written():
        answer = enter(cast, client).post(f"/activities/{stop.pk}/held/", {"audience": audience})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["audience"])
    assert Activity.objects.get().state == "planned"


def test_before_its_day_the_page_says_that_it_has_not_come(cast, client):
    stop = planned(cast, days=1)
    with c.nothing_written():
        answer = enter(cast, client).post(f"/activities/{stop.pk}/held/")
    assert (answer.status_code, "2012年5月11日还没有到" in answer.content.decode()) == (422, True)


def test_a_stop_that_was_held_moves_the_gauge_on_the_day_it_was_planned_for(cast):
    duty = scene.publish(cast.province, scene.tally("lecture_stop", unit="item"))[0]
    stop = planned(cast, days=1)
    scene.settle()
    assert scene.values(duty).get(cast.county.pk, 0) == 0
    actions.hold_activity(stop, by=cast.author, on=stop.on + 3 * DAY)
    scene.settle()
    assert (scene.values(duty)[cast.county.pk], verify.differences()) == (1, [])
    assert counted("lecture_stop", "on") == [(stop.on,)]


# ── ticked ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("value", ["x", "", "-1", str(HUGE), str(10**20)])
def test_whoever_is_not_on_the_roster_is_not_ticked(cast, client, value):
    made = seminar(cast)
    with c.nothing_written():
        answer = enter(cast, client).post(f"/activities/{made.pk}/people/", {"people": [cast.worker.pk, value]})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["people"])
    assert [(each.name, each.ticked) for each in answer.context["people"]] == [("刘桂英", True)]


def test_a_search_keeps_who_is_ticked_and_finds_by_team(cast, client):
    other = c.worker(cast.employer, "陈大力")
    other.team = "装配二班"
    other.save()
    made = seminar(cast)
    page = f"/activities/{made.pk}/people/"
    shown = enter(cast, client).get(page, {"q": "二班", "people": [cast.worker.pk]}).context["people"]
    assert [(each.name, each.note, each.ticked) for each in shown] == [
        ("刘桂英", "一线职工", True),
        ("陈大力", "一线职工 · 装配二班", False),
    ]
    assert client.get(page, {"q": "没有这人", "people": ["x", str(HUGE)]}).context["people"] == []
    assert "没有找到" in client.get(page, {"q": "没有这人"}).content.decode()


def test_a_null_in_the_search_is_no_error(cast, client):
    made = seminar(cast)
    shown = enter(cast, client).get(f"/activities/{made.pk}/people/", {"q": "刘\0"}).context["people"]
    assert [each.name for each in shown] == ["刘桂英"]


def test_ticked_again_through_the_page_is_refused_and_counted_once(cast, client):
    client, made = enter(cast, client), seminar(cast)
    page = f"/activities/{made.pk}/people/"
    assert client.post(page, {"people": [cast.worker.pk]}).status_code == 302
    with c.nothing_written():
        answer = client.post(page, {"people": [cast.worker.pk]})
    assert (answer.status_code, answer.context["form"].errors["people"]) == (422, ["选中的人都已经记过了"])
    assert counted("talk", "worker") == [(cast.worker.pk,)]


def test_how_many_were_noted_is_said_without_those_noted_before(cast, client):
    client, made = enter(cast, client), seminar(cast)
    ticked(cast, made, cast.worker)
    more = [c.worker(cast.employer, name) for name in ("陈大力", "王二")]
    page = client.post(f"/activities/{made.pk}/people/", {"people": [each.pk for each in (cast.worker, *more)]}).url
    assert "记下了 2 人" in client.get(page).content.decode()


@pytest.mark.parametrize("kind", rules.KINDS)
@pytest.mark.parametrize("at_employer", [True, False])
def test_who_may_be_ticked_at_what(cast, kind, at_employer):
    more = {"employer": cast.employer} if at_employer or kind == "help" else {}
    made = recorded(cast, kind, note="帮了", **more)
    fits = {
        "officer": kind == "training",
        "worker": kind != "training" and bool(more),
    }
    for whom, came in (("officer", Came(officers=[cast.author])), ("worker", Came(workers=[cast.worker]))):
        if fits[whom]:
            assert len(people.tick_people(made, came, by=cast.author, on=c.TODAY)) == 1
        else:
            refuse("people", lambda a=made, w=came: people.tick_people(a, w, by=cast.author, on=c.TODAY))
    assert len(counted("talk", "pk")) == (1 if kind == "seminar" and at_employer else 0)
    assert len(counted("training_attended", "pk")) == (1 if kind == "training" else 0)


def test_officers_and_workers_at_once_fit_nothing(cast):
    both = Came(officers=[cast.author], workers=[cast.worker])
    for made in (training(cast), seminar(cast)):
        refuse("people", lambda a=made: people.tick_people(a, both, by=cast.author, on=c.TODAY))


# ── taken back ──────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_is_taken_back_from_what_was_voided(cast):
    made = seminar(cast)
    (row,) = ticked(cast, made, cast.worker)
    actions.void_activity(made, "登记重了", by=cast.author, on=c.TODAY)
    assert "作废" in refuse("", lambda: dropped(cast, row))
    assert counted("talk", "pk") == []


def test_voided_after_one_was_taken_back_nothing_counts_any_more(cast):
    made = seminar(cast)
    rows = ticked(cast, made, cast.worker, c.worker(cast.employer, "王二"))
    dropped(cast, rows[0])
    assert len(counted("talk", "pk")) == 1
    actions.void_activity(made, "登记重了", by=cast.author, on=c.TODAY)
    assert (counted("talk", "pk"), Fact.objects.filter(measure="talk").count()) == ([], 3)


def test_those_of_another_tick_keep_their_entry(cast):
    made = seminar(cast)
    (first,) = ticked(cast, made, cast.worker)
    (second,) = ticked(cast, made, c.worker(cast.employer, "王二"))
    dropped(cast, first)
    kept = Attendance.objects.get(pk=second.pk)
    assert (kept.entry_id, kept.dropped) == (second.entry_id, None)
    assert counted("talk", "entry", "worker") == [(second.entry_id, second.worker_id)]


def test_the_page_of_taking_back_says_whom_and_keeps_the_reason_of_a_refusal(cast, client):
    client, made = enter(cast, client), training(cast)
    (row,) = ticked(cast, made, cast.people["nobody"])
    page = f"/activities/people/{row.pk}/drop/"
    assert "孙小军" in client.get(page).content.decode()
    with c.nothing_written():
        answer = client.post(page, {"reason": "字" * 201})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert client.post(page, {"reason": "没有来"}).status_code == 302
    with c.nothing_written():
        answer = client.post(page, {"reason": "再点一次"})
    assert (answer.status_code, "已经更正过了" in answer.content.decode()) == (422, True)
    assert "再点一次" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("enterprise", 404), ("city_office", 302)])
def test_one_is_taken_back_by_whoever_records_there(cast, client, who, status):
    (row,) = ticked(cast, seminar(cast), cast.worker)
    answer = enter(cast, client, who).post(f"/activities/people/{row.pk}/drop/", {"reason": "点错了"})
    assert answer.status_code == status
    assert Attendance.objects.filter(dropped=None).count() == (1 if status == 404 else 0)


def test_a_trained_cadre_of_another_unit_counts_for_who_trains_at_whose_unit(cast):
    duty = scene.publish(cast.province, scene.tally(Do(measure="training_attended", count="officer")))[0]
    made = training(cast)
    rows = ticked(cast, made, cast.author, cast.people["enterprise"])
    scene.settle()
    assert (scene.values(duty)[cast.county.pk], verify.differences()) == (2, [])
    dropped(cast, rows[1])
    scene.settle()
    assert (scene.values(duty)[cast.county.pk], verify.differences()) == (1, [])


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


@given(st.sampled_from(list(rules.KINDS)), st.lists(st.sampled_from(list(SERVES)), max_size=9))
def test_tasks_are_those_of_the_kind_and_of_each_topic_each_once_in_their_order(kind, about):
    found = rules.tasks_of(kind, about, SERVES)
    assert found == sorted(set(found), key=list(TASKS).index)
    assert set(found) == {SERVES[each] for each in about if SERVES[each]} | (
        {rules.SERVES[kind]} if kind in rules.SERVES else set()
    )
    assert found == rules.tasks_of(kind, [*reversed(about), *about], SERVES)


@given(st.integers(-10, rules.PEOPLE + 10))
def test_people_are_none_to_the_most(number):
    if 0 <= number <= rules.PEOPLE:
        rules.check_audience(number)
        return
    with pytest.raises(Refused) as caught:
        rules.check_audience(number)
    assert (caught.value.field, str(caught.value)) == ("audience", "请填0至99999的整数")


@pytest.mark.parametrize(
    ("kind", "givers", "lecturer", "said"),
    [
        ("lecture", 0, "", "请选择谁宣讲，或者写明外请的人"),
        ("tour", 0, " ", "请选择谁宣讲，或者写明外请的人"),
        ("consultation", 0, "", "请选择谁主讲，或者写明外请的人"),
        ("training", 0, "", "请选择谁主讲，或者写明外请的人"),
        ("training", 1, "", ""),
        ("consultation", 0, "周教授", ""),
        ("seminar", 0, "", ""),
        ("help", 0, "", ""),
    ],
)
def test_who_speaks_is_asked_in_the_words_of_the_kind(kind, givers, lecturer, said):
    if not said:
        rules.check_giver(kind, givers, lecturer)
        return
    with pytest.raises(Refused) as caught:
        rules.check_giver(kind, givers, lecturer)
    assert str(caught.value) == f"{said}（依据：{rules.LECTURE}）"


@settings(max_examples=min(15, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_a_title_is_kept_without_its_edges_or_refused_at_its_field(cast, title):
    fits = 0 < len(title.strip()) <= rules.TITLE and "\0" not in title
    try:
        assert (recorded(cast, title=title).title, fits) == (title.strip(), True)
    except Refused as refusal:
        assert (refusal.field, fits) == ("title", False)


def test_each_thing_done_leaves_one_entry_by_whoever_did_it(cast):
    stop = planned(cast, days=1)
    actions.hold_activity(stop, by=cast.people["city_office"], on=stop.on)
    actions.void_activity(stop, "重了", by=cast.people["office"], on=stop.on + DAY)
    trail = Entry.objects.filter(thing="activities.activity", thing_id=stop.pk).order_by("pk")
    assert list(trail.values_list("verb", "by", "on", "org")) == [
        ("plan_activity", cast.author.pk, c.TODAY, cast.county.pk),
        ("hold_activity", cast.people["city_office"].pk, stop.on, cast.county.pk),
        ("void_activity", cast.people["office"].pk, stop.on + DAY, cast.county.pk),
        ("void", cast.people["office"].pk, stop.on + DAY, cast.county.pk),
    ]
