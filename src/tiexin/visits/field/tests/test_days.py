"""Days of a stay told on a phone: kept, kept once, and a conflict where something else was told meanwhile."""

import uuid
from datetime import timedelta

import pytest
from tests.matrix.world import rows, tables

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits.actions import NewTeam, form_team, plan_stay
from tiexin.visits.actions.days import tell_day
from tiexin.visits.day_rules import DaySaid
from tiexin.visits.field.tests.phone import phone, said
from tiexin.visits.models import Stay, StayDay, Team
from tiexin.visits.tests.stay_scene import begun

pytestmark = pytest.mark.django_db
EATEN = DaySaid(together=("eat",))


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


@pytest.fixture
def stay(cast):
    return make_stay(cast, cast.people["officer"])


def make_stay(cast, who):
    new = Team(org=cast.county, name="蹲点一组", kind="stay_team", since=c.TODAY - timedelta(days=30))
    team = form_team(NewTeam(new, who), by=who, on=c.TODAY)
    days = {"start": c.TODAY - timedelta(days=2), "end": c.TODAY + timedelta(days=3)}
    return begun(plan_stay(Stay(team=team, employer=cast.employer, **days), by=who, on=c.TODAY), who)


@pytest.fixture
def li(cast):
    return phone(cast.people["officer"])


def day(where, **changes):
    return {"stay": where.pk, "on": str(c.TODAY), "together": ["eat", "work"], **changes}


def told(stay):
    return [(row.on, row.together, row.note) for row in stay.days.filter(replaced=None).order_by("on")]


def test_a_day_is_told(stay, li):
    payload = day(stay, done=["line_work"], board=1500, receipt=" 18号 ", note=" 修食堂 ")
    (answer,) = li.send(li.item("day", payload))
    row = StayDay.objects.get()
    assert (answer["state"], answer["thing"], answer["base"]) == ("stored", stay.pk, row.pk)
    assert (row.officer, row.together, row.done) == (li.owner, ["eat", "work"], ["line_work"])
    assert (row.board, row.receipt, row.note) == (1500, "18号", "修食堂")


def test_the_same_day_sent_again_and_again_is_told_once(stay, li):
    item = li.item("day", day(stay))
    first = li.send(item)
    assert li.send(item) == first
    (again,) = li.send(li.item("day", day(stay)))  # written twice, in the same words
    assert (again["state"], again["base"]) == ("stored", first[0]["base"])
    assert StayDay.objects.count() == 1


def test_what_was_told_elsewhere_meanwhile_is_a_conflict_and_both_are_shown(stay, li):
    before = tell_day(stay, c.TODAY, EATEN, by=li.owner, on=c.TODAY)
    li.send(li.item("day", day(stay, on=str(c.TODAY - timedelta(days=1)))))
    counting = tables()
    counted = rows(counting)
    payload = day(stay)
    (answer,) = li.send(li.item("day", payload))
    assert said(answer) == ("conflict", "base", "2012年5月10日已经在别处记过，内容不一样")
    assert answer["payload"] == payload
    assert answer["theirs"] == {
        "base": before.pk,
        "together": ["eat"],
        "done": [],
        "board": 0,
        "lodging": 0,
        "receipt": "",
        "note": "",
    }
    assert rows(counting) == counted


def test_the_officer_chooses_and_the_phones_words_replace_the_others(stay, li):
    number = uuid.uuid4()
    before = tell_day(stay, c.TODAY, EATEN, by=li.owner, on=c.TODAY)
    (conflict,) = li.send(li.item("day", day(stay), uuid=number))
    (answer,) = li.send(li.item("day", day(stay, base=conflict["theirs"]["base"]), uuid=number))
    assert (conflict["state"], answer["state"]) == ("conflict", "stored")
    assert told(stay) == [(c.TODAY, ["eat", "work"], "")]
    before.refresh_from_db()
    assert before.replaced == c.TODAY


def test_a_day_known_to_the_phone_is_told_anew(stay, li):
    (first,) = li.send(li.item("day", day(stay)))
    (second,) = li.send(li.item("day", day(stay, together=["live"], base=first["base"])))
    assert second["state"] == "stored"
    assert told(stay) == [(c.TODAY, ["live"], "")]


def test_a_day_told_twice_before_any_answer_is_no_conflict_with_itself(stay, li):
    first = li.item("day", day(stay))
    second = li.item("day", day(stay, together=["live"], over=first["uuid"]))
    third = li.item("day", day(stay, together=["study"], over=second["uuid"]))
    assert [answer["state"] for answer in li.send(first, second)] == ["stored", "stored"]
    tell_day(stay, c.TODAY, EATEN, by=li.owner, on=c.TODAY)
    assert [answer["state"] for answer in li.send(third)] == ["conflict"]
    assert told(stay) == [(c.TODAY, ["eat"], "")]


def test_a_photo_that_says_it_is_a_record_is_none(stay, li):
    (answer,) = li.send(li.item("photo", day(stay)))
    assert (answer["state"], answer["field"]) == ("refused", "envelope")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": "2012-06-30"}, "on"),
        ({"on": str(c.TODAY + timedelta(days=1))}, "on"),
        ({"together": []}, "together"),
        ({"together": ["sing"]}, "together"),
        ({"board": 100}, "receipt"),
        ({"board": "much"}, "board"),
        ({"stay": 2**70}, "stay"),
        ({"stay": 0}, "stay"),
        ({"note": "a\0b"}, "note"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field(stay, li, change, field):
    (answer,) = li.send(li.item("day", day(stay, **change)))
    assert (answer["state"], answer["field"]) == ("refused", field)
    assert StayDay.objects.count() == 0


def test_the_stay_of_another_team_is_not_there(cast, li):
    other = make_stay(cast, c.officer("白文斌", cast.county, "officer"))
    (answer,) = li.send(li.item("day", day(other)))
    assert said(answer) == ("refused", "stay", "没有这次蹲点，或者已经取消")
