"""Rooms as they are registered, checked, linked and closed: what is counted, what is refused, what stays."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tiexin.cases.actions import rooms as actions
from tiexin.cases.actions.rooms import Said
from tiexin.cases.rooms import queries
from tiexin.cases.rooms.models import Room, RoomCheck, RoomLink
from tiexin.cases.rooms.standards import standard
from tiexin.cases.tests.rooms_scene import DAY, OPENED, answers, checked, counted, linked, opened, refuse, stage
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar, orphans
from tiexin.orgs.actions.people import leave_office
from tiexin.orgs.models import Kind, Rank
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def by(cast, on=c.TODAY):
    return {"by": cast.manager, "on": on}


# ── registered ──────────────────────────────────────────────────────────────────────────────────────────


def test_one_record_has_two_signs_and_the_hours_of_the_standard(cast):
    room = opened(cast)
    assert room.signs == ("群众工作室", "职工服务（帮扶）站")
    assert room.week[0] == ("星期一", "8:30-17:30") and room.week[6] == ("星期日", "")
    assert room.open_on(date(2012, 5, 11)) == "8:30-17:30"  # a Friday
    assert room.open_on(date(2012, 5, 12)) == ""
    entry = Entry.objects.get(thing="cases.room", thing_id=room.pk)
    assert (entry.verb, entry.by, entry.org) == ("open_room", cast.manager, cast.county)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "字" * 61}),
        ("address", {"address": ""}),
        ("address", {"address": "a\0"}),
        ("opened", {"opened": c.TODAY + DAY}),
    ],
)
def test_a_room_that_says_too_little_is_refused(cast, field, changes):
    refuse(field, lambda: opened(cast, **changes))


def test_a_room_belongs_to_the_line_of_its_enterprise(cast):
    assert "不归" in refuse("employer", lambda: opened(cast, employer=cast.foreign))
    assert opened(cast, "本级", org=cast.city).org == cast.city
    assert opened(cast, "企业工会的", org=cast.enterprise).org == cast.enterprise  # below the enterprise's union


def test_one_name_of_an_enterprise_is_registered_once_until_it_is_closed(cast):
    first = opened(cast)
    with transaction.atomic():
        assert "已经登记过" in refuse("name", lambda: opened(cast))
    actions.close_room(first, c.TODAY, "厂区搬迁", **by(cast))
    assert opened(cast).pk != first.pk
    assert opened(cast, "二厂区群众工作室").closed is None


def test_name_and_place_are_changed_and_the_same_rules_hold(cast):
    room, other = opened(cast), opened(cast, "二厂区群众工作室")
    made = actions.change_room(room, Said("一厂区群众工作室 ", "东门"), **by(cast))
    assert (made.name, made.address) == ("一厂区群众工作室", "东门")
    refuse("address", lambda: actions.change_room(room, Said("一厂区", " "), **by(cast)))
    assert "已经登记过" in refuse("name", lambda: actions.change_room(room, Said(other.name, "东门"), **by(cast)))
    assert Room.objects.get(pk=room.pk).name == "一厂区群众工作室"


def test_hours_are_set_by_weekday_and_kept_as_they_are_read(cast):
    room = opened(cast)
    week = {1: "8:30-12:00，14:00-17:30", 6: "9:00-11:00"}
    made = actions.set_hours(room, week, **by(cast))
    assert made.hours == {"1": [("08:30", "12:00"), ("14:00", "17:30")], "6": [("09:00", "11:00")]}
    again = Room.objects.get(pk=room.pk)
    assert [hours for _, hours in again.week] == ["8:30-12:00，14:00-17:30", "", "", "", "", "9:00-11:00", ""]
    refuse("day2", lambda: actions.set_hours(room, {2: "全天"}, **by(cast)))
    refuse("day1", lambda: actions.set_hours(room, {}, **by(cast)))


# ── the checklist ───────────────────────────────────────────────────────────────────────────────────────


def test_all_that_must_be_is_there_and_it_counts_once(cast):
    room = opened(cast)
    check = checked(cast, room, "private", "law")
    assert (check.passed, check.lacks, check.list_hash) == (True, [], standard().hash)
    checked(cast, room)
    columns = ("on", "qty", "by_org", "at_org", "employer", "officer")
    assert counted("room_standardised", *columns) == [
        (c.TODAY, 1, cast.county.pk, cast.county.pk, cast.employer.pk, cast.manager.pk)
    ]
    room.refresh_from_db()
    assert room.standardised == c.TODAY
    assert room.proof == Entry.objects.get(thing="cases.roomcheck", thing_id=check.pk)


def test_a_later_check_that_fails_voids_it_and_a_later_one_counts_again(cast):
    room = opened(cast)
    checked(cast, room, on=c.TODAY - 2 * DAY)
    failed = checked(cast, room, "signs", on=c.TODAY - DAY)
    assert failed.lacks == [line.label for line in standard().lines if line.key == "signs"]
    room.refresh_from_db()
    assert (room.standardised, room.proof, counted("room_standardised", "on")) == (None, None, [])
    assert Fact.objects.filter(measure="room_standardised").count() == 1  # voided, not erased
    checked(cast, room)
    assert counted("room_standardised", "on") == [(c.TODAY,)]


def test_a_first_check_that_fails_counts_nothing(cast):
    room = opened(cast)
    assert not checked(cast, room, "hotline", "place").passed
    assert counted("room_standardised", "pk") == []
    assert room.checks.get().lacks == [x.label for x in standard().lines if x.key in ("hotline", "place")]


def test_a_check_keeps_its_list_as_it_was(cast):
    room = opened(cast)
    lines = checked(cast, room, "signs", note=" 牌子还没有做好 ").lines
    assert [line["key"] for line in lines] == [line.key for line in standard().lines]
    assert [line["answer"] for line in lines] == list(answers("signs").values())
    assert RoomCheck.objects.get().note == "牌子还没有做好"


def test_checks_that_say_too_little_are_refused(cast):
    room = opened(cast)
    half = actions.Checked(c.TODAY, {**answers(), "hours": ""})
    refuse("hours", lambda: actions.check_room(room, half, **by(cast)))
    refuse("on", lambda: checked(cast, room, on=c.TODAY + DAY))
    refuse("on", lambda: checked(cast, room, on=OPENED - DAY))
    refuse("note", lambda: checked(cast, room, note="字" * 501))
    checked(cast, room, on=c.TODAY - DAY)
    refuse("on", lambda: checked(cast, room, on=c.TODAY - 2 * DAY))


def test_a_room_never_stands_as_standardised_without_its_proof(cast):
    room = opened(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.filter(pk=room.pk).update(standardised=c.TODAY)


# ── the linked cadre ────────────────────────────────────────────────────────────────────────────────────


def test_a_link_counts_for_its_cadre_at_the_cadres_own_union(cast):
    room = opened(cast, org=cast.enterprise)
    link = linked(cast, room, since=c.TODAY - DAY)
    assert (link.org, link.counted, link.until) == (cast.city, 2012, None)
    columns = ("on", "by_org", "at_org", "officer", "employer")
    assert counted("room_linked", *columns) == [
        (c.TODAY - DAY, cast.city.pk, cast.enterprise.pk, cast.cadre.pk, cast.employer.pk)
    ]


def test_one_room_a_cadre_and_one_cadre_a_room(cast):
    room, other = opened(cast), opened(cast, "二厂区群众工作室")
    linked(cast, room)
    assert "每人联系一个" in refuse("officer", lambda: linked(cast, other))
    assert "每人联系一个" in refuse("officer", lambda: linked(cast, room, reason="换人"))
    for pair in ({"room": room, "officer": cast.chief}, {"room": other, "officer": cast.cadre}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoomLink.objects.create(org=cast.city, since=c.TODAY, counted=2012, **pair)


def test_handed_over_with_a_reason_and_both_count(cast):
    room = opened(cast)
    first = linked(cast, room, since=c.TODAY - 9 * DAY)
    refuse("reason", lambda: linked(cast, room, cast.chief))
    refuse("since", lambda: linked(cast, room, cast.chief, since=c.TODAY - 10 * DAY, reason="换人"))
    second = linked(cast, room, cast.chief, reason=" 分工调整 ")
    first.refresh_from_db()
    assert (first.until, first.reason, second.until) == (c.TODAY, "分工调整", None)
    assert counted("room_linked", "officer") == sorted([(cast.cadre.pk,), (cast.chief.pk,)])


def test_who_cannot_be_linked_is_refused(cast):
    room = opened(cast)
    staff = c.officer("冯小满", cast.county)
    industry = c.officer("任国栋", cast.industry, rank=Rank.LEADER)
    beside = c.officer("苗立新", cast.other_city, rank=Rank.MIDDLE)
    assert "中层以上" in refuse("officer", lambda: linked(cast, room, staff))
    assert "中层以上" in refuse("officer", lambda: linked(cast, room, industry))
    assert "上级工会" in refuse("officer", lambda: linked(cast, room, beside))
    refuse("since", lambda: linked(cast, room, since=c.TODAY + DAY))
    refuse("since", lambda: linked(cast, room, since=OPENED - DAY))
    gone = leave_office(cast.chief, c.TODAY, by=None, on=c.TODAY)
    assert "不在职" in refuse("officer", lambda: linked(cast, room, gone))


def test_a_link_ends_once_with_a_reason_and_the_year_stays_counted(cast):
    link = linked(cast, opened(cast), since=c.TODAY - 3 * DAY)
    refuse("day", lambda: actions.end_link(link, c.TODAY - 4 * DAY, "调离", **by(cast)))
    refuse("reason", lambda: actions.end_link(link, c.TODAY, " ", **by(cast)))
    ended = actions.end_link(link, c.TODAY, "调离", **by(cast))
    assert (ended.until, ended.reason) == (c.TODAY, "调离")
    assert counted("room_linked", "officer") == [(cast.cadre.pk,)]
    assert "结束" in refuse("", lambda: actions.end_link(link, c.TODAY, "调离", **by(cast)))


def test_all_year_round_is_counted_year_by_year(cast):
    room, other = opened(cast), opened(cast, "二厂区群众工作室")
    linked(cast, room)
    ended = linked(cast, other, cast.chief)
    actions.end_link(ended, c.TODAY, "调离", **by(cast))
    assert actions.carry_on_links(c.TODAY) == 0
    first = date(2013, 1, 1)
    assert [actions.carry_on_links(day) for day in (first, first, date(2013, 7, 1))] == [1, 0, 0]
    assert counted("room_linked", "on", "officer") == sorted(
        [(c.TODAY, cast.cadre.pk), (c.TODAY, cast.chief.pk), (first, cast.cadre.pk)]
    )
    entry = Entry.objects.get(verb="carry_on_link")
    assert (entry.by, entry.on) == (None, first)


def test_whoever_left_is_carried_on_no_further_and_waits_for_a_successor(cast):
    room = opened(cast)
    link = linked(cast, room)
    cast.cadre = leave_office(cast.cadre, c.TODAY, by=None, on=c.TODAY)
    actions.carry_on_links(date(2013, 1, 1))
    assert counted("room_linked", "on") == [(c.TODAY,)]
    assert list(queries.lacking_cadre(Room.objects.all(), c.TODAY)) == [room]
    (orphan,) = orphans.orphans_of(cast.cadre, c.TODAY)
    assert (str(orphan), orphan.unit_id) == (f"联系群众工作室：{room}", cast.city.pk)
    orphan.held.hand_over(orphan.row, cast.chief, cast.manager, c.TODAY)
    link.refresh_from_db()
    assert (link.until, RoomLink.objects.standing().get().officer) == (c.TODAY, cast.chief)


# ── closed ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_room_counts_no_more_and_nothing_is_done_with_it(cast):
    room = opened(cast)
    checked(cast, room)
    link = linked(cast, room)
    refuse("reason", lambda: actions.close_room(room, c.TODAY, "", **by(cast)))
    refuse("day", lambda: actions.close_room(room, OPENED - DAY, "搬迁", **by(cast)))
    made = actions.close_room(room, c.TODAY, "搬迁", **by(cast))
    assert (made.closed, made.close_reason, made.standardised) == (c.TODAY, "搬迁", None)
    link.refresh_from_db()
    assert (link.until, link.reason) == (c.TODAY, "群众工作室撤销")
    assert counted("room_standardised", "pk") == []
    for call in (
        lambda: checked(cast, room),
        lambda: linked(cast, room, cast.chief),
        lambda: actions.set_hours(room, {1: "8:30-17:30"}, **by(cast)),
        lambda: actions.close_room(room, c.TODAY, "再次", **by(cast)),
    ):
        assert "撤销" in refuse("", call)


def test_kinds_of_unions_below_keep_rooms_too(cast):
    town = c.org("凤凰北街总工会", "township", cast.county, kind=Kind.TERRITORIAL, region="640104001")
    firm = c.employer(town, "北街电机厂")
    assert opened(cast, "北街电机厂群众工作室", org=town, employer=firm).org == town
