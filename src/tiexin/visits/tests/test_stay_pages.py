"""The pages of a stay: who reads and who changes it; each refusal stands beside its field and keeps what was typed."""

from datetime import date, timedelta

import pytest

from tiexin.duties.models import Term
from tiexin.duties.tests.scene import TEAMS, publish, settle, tally
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.actions import NewMustVisit
from tiexin.visits import actions
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Stay, StayChange, Team

pytestmark = pytest.mark.django_db
WEEK, NEXT = (date(2012, 4, 9), date(2012, 4, 13)), (date(2012, 4, 16), date(2012, 4, 20))
WHY = "企业停产检修"
GIVEN = {"start": "2012-04-10", "end": "2012-04-12", "reason": WHY}
HELD = "已在这家企业登记走访，蹲点应包含这些日子；走访登记错了的，先作废走访"
RULE = "（依据：如实记录：已经发生的不能改成没有发生）"


@kept.fixture
def cast():
    """The city sends a team to the county's enterprise, in April and once more the week after."""
    found = c.stage()
    new = Team(org=found.city, name="银川一组", kind="stay_team", since=c.FOUNDED)
    found.team = actions.form_team(NewTeam(new, found.people["officer"]), by=None, on=c.TODAY)
    found.stay, found.next = planned(found, *WEEK), planned(found, *NEXT)
    return found


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["city_office"])


def planned(cast, start, end):
    return actions.plan_stay(Stay(team=cast.team, employer=cast.employer, start=start, end=end), by=None, on=c.TODAY)


def visited(cast, day):
    author = cast.people["officer"]
    new = NewVisit(author, cast.employer, day, ["hear"], cast.team, known=[cast.worker])
    return actions.record_visit(new, by=author, on=c.TODAY)


def at(stay, page=""):
    return f"/teams/stays/{stay.pk}/{page}"


def rows():
    """Everything that a stay is: its days, whether it stands, what was changed of it."""
    stays = Stay.objects.order_by("pk").values_list("pk", "start", "end", "cancelled")
    return list(stays), list(StayChange.objects.order_by("pk").values_list("pk", "reason"))


def refused(client, stay, page, sent):
    """Send a form that must be refused: nothing changes, what was typed is still there; the errors by field."""
    before = rows()
    with c.nothing_written():
        answer = client.post(at(stay, page), sent)
    form = answer.context["form"]
    assert (answer.status_code, rows()) == (422, before)
    assert {name: form[name].value() for name in form.fields} == sent
    assert all(f'value="{sent[name]}"' in answer.text for name in ("start", "end") if sent.get(name))
    assert sent["reason"].strip("\0 ") in answer.text
    assert all(text in answer.text for texts in form.errors.values() for text in texts)
    return {field: list(texts) for field, texts in form.errors.items()}


# ── who ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_sends_the_team_changes_its_stay_the_host_only_reads_it(cast, client):
    people = cast.people | {"host": c.officer("丁向东", cast.county, "office")}
    reached = {}
    for name, who in people.items():
        c.enter(client, who)
        with c.nothing_written():
            reached[name] = tuple(client.get(at(cast.stay, page)).status_code for page in ("", "move/", "cancel/"))
    reads, changes = (200, 404, 404), (200, 200, 200)
    assert {name: codes for name, codes in reached.items() if codes != (404, 404, 404)} == {
        "leader": reads,
        "office": changes,
        "city_office": changes,
        "officer": reads,
        "host": reads,
    }


@pytest.mark.parametrize("name", ["leader", "officer", "stranger", "nobody", "system"])
@pytest.mark.parametrize("page", ["move/", "cancel/"])
def test_who_may_not_change_a_stay_finds_no_form_for_it(cast, client, name, page):
    before = rows()
    c.enter(client, cast.people[name])
    with c.nothing_written():
        assert client.post(at(cast.stay, page), GIVEN).status_code == 404
    assert rows() == before


def test_a_stay_that_is_not_there_is_not_found(office):
    assert [office.get(f"/teams/stays/999999/{page}").status_code for page in ("", "move/", "cancel/")] == [404] * 3


def test_the_page_of_a_stay_takes_nothing(cast, office):
    with c.nothing_written():
        assert office.post(at(cast.stay), GIVEN).status_code == 405


@pytest.mark.parametrize(("name", "shown"), [("city_office", True), ("officer", False), ("leader", False)])
def test_only_who_may_change_it_is_offered_to(cast, client, name, shown):
    answer = c.enter(client, cast.people[name]).get(at(cast.stay))
    assert [f'href="{at(cast.stay, page)}"' in answer.text for page in ("move/", "cancel/")] == [shown, shown]
    assert answer.context["may_change"] is shown


# ── other days ──────────────────────────────────────────────────────────────────────────────────────────

WRONG = {
    "no first day": ({"start": ""}, {"start": ["请填写"]}),
    "no last day": ({"end": ""}, {"end": ["请填写"]}),
    "no reason": ({"reason": ""}, {"reason": ["请填写"]}),
    "blanks for a reason": ({"reason": "  "}, {"reason": ["请填写"]}),
    "not a day": ({"start": "2012-04-31"}, {"start": ["请填写日期，年、月、日都要有，例如2012-05-10"]}),
    "the end first": ({"start": "2012-04-12", "end": "2012-04-10"}, {"end": ["离开日期应不早于进驻日期"]}),
    "the same days": ({"start": "2012-04-09", "end": "2012-04-13"}, {"start": ["日子没有变"]}),
    "into the next stay": (
        {"end": "2012-04-16"},
        {"start": ["与2012年4月16日至2012年4月20日的另一次蹲点重叠"]},
    ),
    "around the next stay": (
        {"end": "2012-04-30"},
        {"start": ["与2012年4月16日至2012年4月20日的另一次蹲点重叠"]},
    ),
}


@pytest.mark.parametrize(("changed", "errors"), WRONG.values(), ids=WRONG)
def test_wrong_days_are_refused_beside_their_field(cast, office, changed, errors):
    assert refused(office, cast.stay, "move/", GIVEN | changed) == errors


@pytest.mark.parametrize("reason", ["字" * 201, "停\0产"], ids=["long", "unwritable"])
def test_a_reason_that_cannot_be_kept_is_refused_beside_it(cast, office, reason):
    assert list(refused(office, cast.stay, "move/", GIVEN | {"reason": reason})) == ["reason"]
    assert list(refused(office, cast.stay, "cancel/", {"reason": reason})) == ["reason"]


@pytest.mark.parametrize(
    ("days", "field", "said"),
    [
        ([9], "start", "2012年4月9日"),
        ([13], "end", "2012年4月13日"),
        ([9, 13], "start", "2012年4月9日、2012年4月13日"),
    ],
)
def test_the_side_that_leaves_a_visit_out_is_named(cast, office, days, field, said):
    for day in days:
        visited(cast, date(2012, 4, day))
    assert refused(office, cast.stay, "move/", GIVEN) == {field: [f"{said}{HELD}{RULE}"]}


@pytest.mark.parametrize("days", [(10, 12), (10, 10), (12, 12)])
def test_a_visit_on_the_first_or_the_last_new_day_is_inside(cast, office, days):
    for day in dict.fromkeys(days):
        visited(cast, date(2012, 4, day))
    assert office.post(at(cast.stay, "move/"), GIVEN).url == at(cast.stay)
    assert rows()[0][0] == (cast.stay.pk, date(2012, 4, 10), date(2012, 4, 12), None)


def test_a_stay_of_one_day_is_moved_to_a_single_day(cast, office):
    assert office.post(at(cast.stay, "move/"), GIVEN | {"end": "2012-04-10"}).url == at(cast.stay)
    assert rows()[0][0] == (cast.stay.pk, date(2012, 4, 10), date(2012, 4, 10), None)


def test_a_visit_of_another_team_there_does_not_hold_the_stay(cast, office):
    other = Team(org=cast.city, name="银川二组", kind="stay_team", since=c.FOUNDED)
    other = actions.form_team(NewTeam(other, cast.people["officer"]), by=None, on=c.TODAY)
    author = cast.people["officer"]
    new = NewVisit(author, cast.employer, WEEK[0], ["hear"], other, known=[cast.worker])
    actions.record_visit(new, by=author, on=c.TODAY)
    assert office.post(at(cast.stay, "move/"), GIVEN).url == at(cast.stay)


def test_changes_stand_newest_first_with_who_and_why(cast, office):
    office.post(at(cast.stay, "move/"), GIVEN)
    office.post(at(cast.stay, "move/"), GIVEN | {"end": "2012-04-14", "reason": "再多两天"})
    office.post(at(cast.stay, "cancel/"), {"reason": "企业已停业"})
    answer, by = office.get(at(cast.stay)), cast.people["city_office"]
    assert [
        (each.entry.verb, each.entry.by, each.entry.on, each.start.day, each.end.day, each.reason)
        for each in answer.context["changes"]
    ] == [
        ("cancel_stay", by, c.TODAY, 10, 14, "企业已停业"),
        ("move_stay", by, c.TODAY, 10, 12, "再多两天"),
        ("move_stay", by, c.TODAY, 9, 13, WHY),
    ]
    assert answer.context["may_change"] is False


# ── cancelling, and what may not be changed any more ────────────────────────────────────────────────────


def test_a_stay_is_not_cancelled_without_a_reason(cast, office):
    assert refused(office, cast.stay, "cancel/", {"reason": " "}) == {"reason": ["请填写"]}


def test_a_stay_that_took_place_is_not_cancelled(cast, office):
    visited(cast, WEEK[1])
    said = f"2012年4月13日已在这家企业登记走访，这次蹲点已经发生；可以改日子，走访登记错了的，先作废走访{RULE}"
    assert refused(office, cast.stay, "cancel/", {"reason": WHY}) == {"__all__": [said]}


def test_a_cancelled_stay_takes_neither_form(cast, office):
    office.post(at(cast.stay, "cancel/"), {"reason": WHY})
    wanted = {"__all__": ["这次蹲点已于2012年5月10日取消，不能再改"]}
    assert refused(office, cast.stay, "move/", GIVEN) == wanted
    assert refused(office, cast.stay, "cancel/", {"reason": WHY}) == wanted


def test_a_stay_whose_period_is_closed_takes_neither_form(cast, office):
    (duty,) = publish(cast.province, tally(tally_of=TEAMS, per="stay"))
    settle()
    Term.objects.filter(duty=duty, start=WEEK[0]).update(closed=c.TODAY)
    wanted = {"__all__": ["这次蹲点的数已经封账，不能再改（依据：封账规则：封账后的数保持原样）"]}
    assert refused(office, cast.stay, "move/", GIVEN) == wanted
    assert refused(office, cast.stay, "cancel/", {"reason": WHY}) == wanted
    assert office.post(at(cast.next, "cancel/"), {"reason": WHY}).url == at(cast.next)  # its period is open


# ── what the page shows ─────────────────────────────────────────────────────────────────────────────────


def test_a_stay_lists_whom_it_must_meet_as_of_its_first_day_and_one_to_come_as_of_today(cast, office):
    soon = planned(cast, c.TODAY + timedelta(days=1), c.TODAY + timedelta(days=2))
    for name, since in (("陈厂长", WEEK[0]), ("赵主席", WEEK[0] + timedelta(days=1)), ("钱主任", c.TODAY)):
        new = NewMustVisit(name, "union_cadre", "enterprise", since, "")
        actions.list_must_visit(cast.employer, new, by=cast.people["office"], on=c.TODAY)
    shown = {
        stay.pk: [(each.row.worker.name, each.met) for each in office.get(at(stay)).context["must_visits"]]
        for stay in (cast.stay, cast.next, soon)
    }
    everybody = [("陈厂长", None), ("赵主席", None), ("钱主任", None)]
    assert shown == {cast.stay.pk: everybody[:1], cast.next.pk: everybody[:2], soon.pk: everybody}
    assert "按今天的名单" in office.get(at(soon)).text
    assert "按进驻第一天的名单" in office.get(at(cast.stay)).text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "近来没有人走访"),
        ([c.TODAY - timedelta(days=30)], "近来没有人走访"),
        ([c.TODAY - timedelta(days=29)], "近30天各级走访1次"),
        ([c.TODAY - timedelta(days=1), c.TODAY], "近30天各级走访2次，再去就多了"),
    ],
)
def test_whoever_plans_a_stay_sees_how_often_people_came_lately(cast, office, days, said):
    for day in days:
        visited(cast, day)
    shown = office.get(f"/teams/{cast.team.pk}/stays/pick/?name=employer&q={cast.employer.name}")
    assert [pick["note"] for pick in shown.context["picks"]] == [f"{cast.employer.org} · {said}"]
    assert f"{cast.employer.org} · {said}" in office.get(f"/teams/{cast.team.pk}/stays/new/").text


def test_a_voided_visit_was_no_burden(cast, office):
    gone = visited(cast, c.TODAY)
    actions.void_visit(gone, "登记错了", by=cast.people["officer"], on=c.TODAY)
    shown = office.get(f"/teams/{cast.team.pk}/stays/pick/?name=employer&q={cast.employer.name}")
    assert [pick["note"] for pick in shown.context["picks"]] == [f"{cast.employer.org} · 近来没有人走访"]
