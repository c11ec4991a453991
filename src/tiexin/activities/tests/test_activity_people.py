"""Who came is ticked at once or signed and confirmed; each person counts once, and what was wrong is taken back."""

import pytest

from tiexin.activities import queries, rules
from tiexin.activities.actions import people as actions
from tiexin.activities.actions.people import Came
from tiexin.activities.models import Attendance, Signing
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
from tiexin.evidence.models import Entry, Fact, Tag
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def crowd(cast, count=30):
    return [c.worker(cast.employer, f"职工{number:02d}") for number in range(count)]


def dropped(cast, row, reason="点错了"):
    return actions.drop_person(row, reason, by=cast.author, on=c.TODAY)


# ── ticked ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_seminar_of_thirty_is_thirty_talks_in_one_entry(cast):
    made, people = seminar(cast), crowd(cast)
    ticked(cast, made, *people)
    assert counted("talk", "worker", "on") == sorted((each.pk, made.on) for each in people)
    assert Entry.objects.filter(verb="tick_people").count() == 1
    tags = Tag.objects.filter(set__facts__measure="talk").values_list("key", "value").distinct()
    assert set(tags) == {("method", "seminar"), ("employer_kind", "private"), ("role", "front_line")}


def test_marks_and_groups_of_the_day_are_tags(cast):
    firm = c.employer(cast.county, "红光仪表厂", "distressed")
    made = seminar(cast, employer=firm)
    ticked(cast, made, c.worker(firm, "王二"))
    values = Tag.objects.filter(set__facts__measure="talk", key="employer_tag").values_list("value", flat=True)
    assert list(values) == ["distressed"]


def test_who_is_ticked_again_counts_once(cast):
    made, (first, second) = seminar(cast), crowd(cast, 2)
    ticked(cast, made, first, first)
    assert [row.worker for row in ticked(cast, made, first, second)] == [second]
    assert counted("talk", "worker") == [(first.pk,), (second.pk,)]
    assert "已经记过" in refuse("people", lambda: ticked(cast, made, first, second))


def test_training_is_per_person_and_dated(cast):
    made, other = training(cast), cast.people["enterprise"]
    ticked(cast, made, cast.author, other)
    assert counted("training_attended", "officer", "on", "by_org", "at_org") == sorted(
        [
            (cast.author.pk, made.on, cast.county.pk, cast.county.pk),
            (other.pk, made.on, cast.county.pk, cast.enterprise.pk),
        ]
    )


def test_workers_at_a_lecture_are_noted_and_no_talk(cast):
    made = recorded(cast, employer=cast.employer)
    ticked(cast, made, cast.worker)
    assert (Attendance.objects.get().worker, counted("talk", "pk")) == (cast.worker, [])


def test_who_does_not_fit_is_refused(cast):
    trained, talk, hall = training(cast), seminar(cast), recorded(cast)
    officers, workers = Came(officers=[cast.author]), Came(workers=[cast.worker])
    foreign = c.worker(cast.foreign, "外人")
    for activity, came in ((trained, workers), (talk, officers), (hall, workers), (talk, Came(workers=[foreign]))):
        refuse("people", lambda a=activity, w=came: actions.tick_people(a, w, by=cast.author, on=c.TODAY))
    refuse("people", lambda: ticked(cast, talk))


def test_nobody_is_ticked_at_what_is_only_planned(cast):
    made = planned(cast, "seminar", employer=cast.employer)
    assert "已安排" in refuse("", lambda: ticked(cast, made, cast.worker))


def test_no_more_at_once_than_a_page_shows(cast):
    made = seminar(cast)
    refuse("people", lambda: ticked(cast, made, *[cast.worker] * (rules.TICKED + 1)))


# ── taken back ──────────────────────────────────────────────────────────────────────────────────────────


def test_one_taken_back_leaves_the_others_counted(cast):
    made, (first, second) = seminar(cast), crowd(cast, 2)
    rows = ticked(cast, made, first, second)
    row = next(each for each in rows if each.worker == first)
    assert dropped(cast, row).dropped == c.TODAY
    assert counted("talk", "worker") == [(second.pk,)]
    dropped(cast, Attendance.objects.get(worker=second, dropped=None))
    assert counted("talk", "worker") == []


def test_who_was_taken_back_may_be_ticked_again(cast):
    made = training(cast)
    dropped(cast, ticked(cast, made, cast.author)[0])
    ticked(cast, made, cast.author)
    assert counted("training_attended", "officer") == [(cast.author.pk,)]


def test_taking_back_asks_for_a_reason_and_happens_once(cast):
    row = ticked(cast, seminar(cast), cast.worker)[0]
    refuse("reason", lambda: dropped(cast, row, ""))
    dropped(cast, row)
    assert "更正过" in refuse("", lambda: dropped(cast, row))


# ── signed ──────────────────────────────────────────────────────────────────────────────────────────────


def today(cast, **changes):
    return seminar(cast, on=c.TODAY, **changes)


def sign(activity, *names):
    for name in names:
        actions.sign_in(activity, name, on=c.TODAY)
    return list(Signing.objects.filter(activity=activity, settled=None).order_by("pk").values_list("pk", flat=True))


def confirmed(cast, activity, ids):
    return actions.confirm_signings(activity, ids, by=cast.author, on=c.TODAY)


def test_names_wait_for_the_union_and_count_nothing(cast):
    made = today(cast)
    assert len(sign(made, "刘桂英", " 刘桂英 ", "新来的")) == 2
    assert (counted("talk", "pk"), Worker.objects.filter(name="新来的").count()) == ([], 0)


def test_confirmed_names_are_those_of_the_roster_or_new_on_it(cast):
    made = today(cast)
    rows = confirmed(cast, made, sign(made, "刘桂英", "新来的"))
    new = Worker.objects.get(name="新来的", employer=cast.employer)
    assert {(row.worker_id, row.signed) for row in rows} == {(cast.worker.pk, True), (new.pk, True)}
    assert counted("talk", "worker") == sorted([(cast.worker.pk,), (new.pk,)])
    assert Signing.objects.filter(settled=None).count() == 0


def test_who_was_ticked_and_signs_counts_once(cast):
    made = today(cast)
    ticked(cast, made, cast.worker)
    assert confirmed(cast, made, sign(made, "刘桂英")) == []
    assert counted("talk", "worker") == [(cast.worker.pk,)]


def test_a_name_that_two_bear_is_ticked_by_hand(cast):
    c.worker(cast.employer, "刘桂英")
    made = today(cast)
    ids = sign(made, "刘桂英")
    assert "两位" in refuse("people", lambda: confirmed(cast, made, ids))


def test_a_name_that_is_not_accepted_is_emptied(cast):
    made = today(cast)
    ids = sign(made, "路人甲", "刘桂英")
    assert actions.refuse_signings(made, ids[:1], by=cast.author, on=c.TODAY) == 1
    assert list(Signing.objects.order_by("pk").values_list("name", flat=True)) == ["", "刘桂英"]
    refuse("people", lambda: actions.refuse_signings(made, ids[:1], by=cast.author, on=c.TODAY))
    refuse("people", lambda: confirmed(cast, made, []))


@pytest.mark.parametrize("name", ["", " ", "字" * 41, "a\0"])
def test_no_name_is_no_signing(cast, name):
    made = today(cast)
    refuse("name", lambda: sign(made, name))


def test_the_code_is_for_the_day_itself(cast):
    for made in (seminar(cast), today(cast, employer=None)):
        assert "今天不能" in refuse("", lambda a=made: sign(a, "刘桂英"))


def test_one_code_takes_so_many_names(cast, monkeypatch):
    monkeypatch.setattr(actions, "SIGNED", 1)
    made = today(cast)
    sign(made, "刘桂英")
    assert "已满" in refuse("", lambda: sign(made, "别人"))


# ── who is trained ──────────────────────────────────────────────────────────────────────────────────────


def test_trained_is_who_attended_and_on_which_day_last(cast):
    old, new = training(cast, on=c.TODAY - 30 * DAY), training(cast)
    ticked(cast, old, cast.author, cast.people["enterprise"])
    ticked(cast, new, cast.author)
    ids = [cast.author.pk, cast.people["enterprise"].pk, cast.people["nobody"].pk]
    last = queries.with_training(Officer.objects.filter(pk__in=ids)).values_list("pk", "trained")
    assert dict(last) == {ids[0]: c.TODAY - DAY, ids[1]: c.TODAY - 30 * DAY, ids[2]: None}
    assert Fact.objects.filter(measure="training_attended").count() == 3
