"""A stay is moved or cancelled with a reason; what was recorded in it holds it in place, and it stays readable."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.duties.models import Gauge, Term
from tiexin.duties.tests.scene import OFFICERS, TEAMS, publish, settle, tally
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions, queries
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Stay, StayChange, Team

pytestmark = pytest.mark.django_db
WEEK, NEXT = (date(2012, 4, 9), date(2012, 4, 13)), (date(2012, 4, 16), date(2012, 4, 20))
WHY = "企业停产检修"


@kept.fixture
def cast():
    found = c.stage()
    new = Team(org=found.city, name="银川一组", kind="stay_team", since=c.FOUNDED)
    found.team = actions.form_team(NewTeam(new, found.people["officer"]), by=None, on=c.TODAY)
    return found


@pytest.fixture
def stay(cast):
    return planned(cast, WEEK)


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["city_office"])


def planned(cast, days):
    new = Stay(team=cast.team, employer=cast.employer, start=days[0], end=days[1])
    return actions.plan_stay(new, by=None, on=c.TODAY)


def move(stay, days, why=WHY, by=None):
    return actions.move_stay(stay, *days, why, by=by, on=c.TODAY)


def cancel(stay, why=WHY, by=None):
    return actions.cancel_stay(stay, why, by=by, on=c.TODAY)


def visited(cast, *days, team=True):
    author = cast.people["officer"]
    for day in days:
        new = NewVisit(author, cast.employer, day, ["hear"], cast.team if team else None, known=[cast.worker])
        yield actions.record_visit(new, by=author, on=c.TODAY)


def refused(action, *values):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        action(*values)
    return caught.value


def days_of(stay):
    return Stay.objects.values_list("start", "end").get(pk=stay.pk)


# ── moving ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_moved_stay_says_its_days_before_who_moved_it_and_why(cast, stay):
    by = cast.people["city_office"]
    moved = move(stay, NEXT, f" {WHY} ", by)
    assert (moved.start, moved.end, days_of(stay)) == (*NEXT, NEXT)
    entry = Entry.objects.get(verb="move_stay")
    assert (entry.thing, entry.thing_id, entry.by, entry.on, entry.org_id) == (
        "visits.stay", stay.pk, by, c.TODAY, cast.city.pk,
    )  # fmt: skip
    assert list(StayChange.objects.values_list("stay", "entry", "start", "end", "reason")) == [
        (stay.pk, entry.pk, *WEEK, WHY)
    ]


def test_a_stay_may_overlap_its_own_former_days_but_no_other_of_the_team(cast, stay):
    other = planned(cast, NEXT)
    move(stay, (WEEK[0], NEXT[0] - timedelta(days=1)))
    no = refused(move, stay, (WEEK[0], NEXT[0]))
    assert (no.field, "重叠" in no.message) == ("start", True)
    cancel(other)
    move(stay, (WEEK[0], NEXT[0]))  # a cancelled stay is in nobody's way


@pytest.mark.parametrize(
    ("days", "why", "field"),
    [
        (NEXT, "  ", "reason"),
        (NEXT, "字" * 201, "reason"),
        ((NEXT[1], NEXT[0]), WHY, "end"),
        (WEEK, WHY, "start"),
    ],
)
def test_what_is_wrong_is_refused_with_its_field(stay, days, why, field):
    assert refused(move, stay, days, why).field == field


def test_a_visit_recorded_in_the_stay_must_stay_inside(cast, stay):
    (visit, *_) = visited(cast, date(2012, 4, 10), date(2012, 4, 12))
    no = refused(move, stay, (date(2012, 4, 11), date(2012, 4, 13)))
    assert no.field == "start"
    assert str(no) == (
        "2012年4月10日已在这家企业登记走访，蹲点应包含这些日子；走访登记错了的，先作废走访"
        "（依据：如实记录：已经发生的不能改成没有发生）"
    )
    assert refused(move, stay, (date(2012, 4, 9), date(2012, 4, 11))).field == "end"
    actions.void_visit(visit, "记错了", by=None, on=c.TODAY)
    move(stay, (date(2012, 4, 11), date(2012, 4, 13)))


def test_visits_outside_its_days_or_without_the_team_hold_nothing(cast, stay):
    list(visited(cast, date(2012, 4, 8), date(2012, 4, 14)))
    list(visited(cast, date(2012, 4, 10), team=False))
    move(stay, NEXT)
    assert days_of(stay) == NEXT


# ── cancelling ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_cancelled_stay_keeps_its_row_its_days_and_the_reason(cast, stay):
    by = cast.people["city_office"]
    cancel(stay, f" {WHY} ", by)
    found = Stay.objects.get(pk=stay.pk)
    assert (found.start, found.end, found.cancelled) == (*WEEK, c.TODAY)
    entry = Entry.objects.get(verb="cancel_stay")
    assert list(StayChange.objects.values_list("stay", "entry", "entry__by", "reason")) == [
        (stay.pk, entry.pk, by.pk, WHY)
    ]


def test_once_cancelled_it_is_neither_moved_nor_cancelled_again(stay):
    cancel(stay)
    for no in (refused(cancel, stay), refused(move, stay, NEXT)):
        assert str(no) == "这次蹲点已于2012年5月10日取消，不能再改"


def test_a_stay_in_which_a_visit_was_recorded_took_place(cast, stay):
    visits = list(visited(cast, *(date(2012, 4, day) for day in (9, 10, 11, 12))))
    no = refused(cancel, stay)
    assert no.message.startswith(
        "2012年4月9日、2012年4月10日、2012年4月11日等4天已在这家企业登记走访，这次蹲点已经发生"
    )
    for visit in visits:
        actions.void_visit(visit, "记错了", by=None, on=c.TODAY)
    assert cancel(stay).cancelled == c.TODAY


def test_a_cancelled_stay_is_nobodys_today(cast):
    stay = planned(cast, (c.TODAY, c.TODAY))
    assert list(queries.stays_today([cast.team.pk], c.TODAY)) == [stay]
    cancel(stay)
    assert list(queries.stays_today([cast.team.pk], c.TODAY)) == []


@pytest.mark.parametrize("population", [TEAMS, OFFICERS], ids=["the team's", "a member's"])
def test_what_was_told_in_a_closed_period_holds_a_stay_in_place(cast, stay, population):
    (duty,) = publish(cast.province, tally(tally_of=population, per="stay"))
    settle()
    assert Gauge.objects.filter(term__duty=duty).count() == 1
    Term.objects.filter(duty=duty).update(closed=c.TODAY)
    for no in (refused(cancel, stay), refused(move, stay, NEXT)):
        assert str(no) == "这次蹲点的数已经封账，不能再改（依据：封账规则：封账后的数保持原样）"


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stay_is_moved_and_cancelled_on_its_pages(cast, stay, office):
    page = office.get(f"/teams/{cast.team.pk}/").text
    assert f'href="/teams/stays/{stay.pk}/"' in page
    form = office.get(f"/teams/stays/{stay.pk}/move/").text
    for words in ('value="2012-04-09"', 'value="2012-04-13"', "现定2012年4月9日至2012年4月13日"):
        assert words in form
    sent = {"start": "2012-04-16", "end": "2012-04-20", "reason": WHY}
    answer = office.post(f"/teams/stays/{stay.pk}/move/", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/teams/stays/{stay.pk}/")
    page = office.get(f"/teams/stays/{stay.pk}/").text
    for words in ("2012年4月16日至2012年4月20日", "原定 2012年4月9日至2012年4月13日", WHY, "马建国", "取消蹲点"):
        assert words in page
    assert office.post(f"/teams/stays/{stay.pk}/cancel/", {"reason": "不去了"}).status_code == 302
    page = office.get(f"/teams/stays/{stay.pk}/").text
    assert "已于2012年5月10日取消，不再计入任何指标" in page
    assert "不去了" in page
    assert f"/teams/stays/{stay.pk}/move/" not in page
    assert "已取消" in office.get(f"/teams/{cast.team.pk}/").text


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(cast, stay, office):
    list(visited(cast, WEEK[0]))
    answer = office.post(f"/teams/stays/{stay.pk}/move/", {"start": "2012-04-16", "end": "2012-04-20", "reason": WHY})
    assert answer.status_code == 422
    assert "2012年4月9日已在这家企业登记走访" in answer.context["form"].errors["start"][0]
    for typed in ('value="2012-04-16"', WHY):
        assert typed in answer.text
    assert list(answer.context["form"].errors) == ["start"]
    answer = office.post(f"/teams/stays/{stay.pk}/cancel/", {"reason": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert "这次蹲点已经发生" in office.post(f"/teams/stays/{stay.pk}/cancel/", {"reason": "不去"}).text
    assert days_of(stay) == WEEK


def test_the_stays_page_lists_what_was_recorded_in_it(cast, stay, office):
    (visit,) = visited(cast, WEEK[0])
    page = office.get(f"/teams/stays/{stay.pk}/").text
    assert f'href="/visits/{visit.pk}/"' in page
    assert "这段日子里还没有走访" in office.get(f"/teams/stays/{planned(cast, NEXT).pk}/").text


def test_the_host_reads_a_stay_but_cannot_change_it(cast, stay, client):
    host = c.officer("丁向东", cast.county, "office")
    client = c.enter(client, host)
    page = client.get(f"/teams/stays/{stay.pk}/")
    assert page.status_code == 200
    assert f"/teams/stays/{stay.pk}/move/" not in page.text
    assert f'href="/teams/{cast.team.pk}/"' not in page.text
    for place in ("move", "cancel"):
        assert client.get(f"/teams/stays/{stay.pk}/{place}/").status_code == 404
        assert client.post(f"/teams/stays/{stay.pk}/{place}/", {"reason": WHY}).status_code == 404
    assert days_of(stay) == WEEK
