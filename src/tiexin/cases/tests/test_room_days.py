"""What happens to rooms by itself and through other rooms: the new year, leavers, practice, long lists, exports."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tiexin.boards.tests import practising
from tiexin.cases.actions import rooms as actions
from tiexin.cases.rooms import queries, standards
from tiexin.cases.rooms.models import Centre, Reception, Room, RoomLink
from tiexin.cases.rooms.standards import read_standard
from tiexin.cases.tests.rooms_scene import DAY, OPENED, answers, checked, counted, linked, opened, received, stage
from tiexin.duties import worker
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar, orphans
from tiexin.orgs.actions.people import leave_office, transfer_officer
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def cells(response):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()]


# ── by itself ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_worker_carries_links_into_the_new_year_once(cast):
    linked(cast, opened(cast))
    first = date(2013, 1, 1)
    worker.new_day(None, c.TODAY)
    assert counted("room_linked", "on") == [(c.TODAY,)]
    for last, day in ((c.TODAY, first), (first, first), (None, first), (first, date(2013, 1, 2))):
        worker.new_day(last, day)
    assert counted("room_linked", "on") == [(c.TODAY,), (first,)]
    worker.new_day(None, date(2014, 3, 1))
    assert [on for (on,) in counted("room_linked", "on")] == [c.TODAY, first, date(2014, 3, 1)]


def test_more_links_than_one_batch_are_carried_on(cast, monkeypatch):
    room = opened(cast)
    rows = [
        RoomLink(room=Room.objects.create(**like(room, number)), officer=who, org=cast.city, since=OPENED, counted=2012)
        for number, who in enumerate(c.officer(f"部长{each}", cast.city, rank="middle") for each in range(7))
    ]
    RoomLink.objects.bulk_create(rows)
    monkeypatch.setattr(actions, "BATCH", 3)
    worker.new_day(None, date(2013, 1, 1))
    assert len(counted("room_linked", "pk")) == 7
    assert set(RoomLink.objects.values_list("counted", flat=True)) == {2013}


def like(room, number):
    plain = {name: getattr(room, name) for name in ("org", "employer", "address", "opened", "hours")}
    return {**plain, "name": f"第{number}群众工作室"}


# ── leavers ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_leavers_room_is_handed_over_on_the_page_of_leavers(cast, client):
    room = opened(cast)
    linked(cast, room)
    gone = leave_office(cast.cadre, c.TODAY, by=None, on=c.TODAY)
    client = c.enter(client, cast.people["city_office"])
    page, link = f"/orphans/{gone.pk}/", RoomLink.objects.get()
    assert f"联系群众工作室：{room}" in client.get(page).content.decode()
    staff = {"thing": f"roomlink-{link.pk}", "officer": cast.author.pk}
    with c.nothing_written():
        assert client.post(page, staff).status_code == 422  # owes no room
    said = {**staff, "officer": cast.people["city_office"].pk}
    assert "已交给马建国" in client.post(page, said, follow=True).content.decode()
    assert RoomLink.objects.standing().get().officer == cast.people["city_office"]
    assert "离任移交" in RoomLink.objects.exclude(until=None).get().reason


def test_whoever_goes_to_another_unit_leaves_the_room_behind(cast):
    link = linked(cast, opened(cast), cast.chief)
    transfer_officer(cast.chief, cast.other_county, since=c.TODAY, by=None, on=c.TODAY)
    assert list(orphans.HELD["roomlink"].left_behind(c.TODAY, cast.chief)) == [link]


# ── practice ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_done_while_practising_counts_nowhere_else(cast, client):
    practising.begin(cast)
    practising.practise(client, cast.people["officer"], "office")
    unit = Org.objects.filter(practice=True, level="county").first()
    assert client.get("/rooms/").context["pager"].rows == []
    employer = client.get("/rooms/new/").context["form"].fields["employer"].queryset.first()
    assert employer is not None and employer.org.practice
    said = {"employer": employer.pk, "address": "一楼", "opened": c.TODAY}
    assert client.post("/rooms/new/", said).status_code == 302
    room = Room.objects.get()
    assert room.org.practice and unit is not None
    assert client.post(f"/rooms/{room.pk}/check/", {"on": c.TODAY, "note": "", **answers()}).status_code == 302
    (fact,) = Fact.objects.filter(measure="room_standardised")
    assert [(tag.key, tag.value) for tag in fact.tag_set.tags.all()] == [("practice", "yes")]
    real = c.enter(type(client)(), cast.manager)
    assert real.get("/rooms/").context["pager"].rows == []
    assert real.get("/rooms/coverage/").context["total"]["standardised"] == 0


# ── long lists and what is taken out ────────────────────────────────────────────────────────────────────


def test_long_lists_come_in_pages_of_25_in_their_order(cast, client):
    room = opened(cast)
    Room.objects.bulk_create(Room(**like(room, f"{number:03}")) for number in range(60))
    client = c.enter(client, cast.manager)
    seen = []
    for page in ("1", "2", "3"):
        rows = client.get("/rooms/", {"page": page}).context["pager"].rows
        seen += [row.name for row in rows]
    assert len(seen) == len(set(seen)) == 61
    assert seen == sorted(seen)
    assert len(cells(client.get("/rooms/", {"as": "xlsx"}))) == 62


def test_many_receptions_are_paged_and_the_room_shows_five(cast, client):
    room = opened(cast)
    for number in range(30):
        received(cast, room, about=f"第{number}件", on=c.TODAY - (number % 9) * DAY)
    client = c.enter(client, cast.author)
    assert len(client.get("/rooms/receptions/").context["pager"].rows) == 25
    assert len(client.get("/rooms/receptions/", {"page": "2"}).context["pager"].rows) == 5
    assert len(client.get(f"/rooms/{room.pk}/").context["receptions"]) == 5
    first = client.get("/rooms/receptions/").context["pager"].rows
    assert [row.on for row in first] == sorted((row.on for row in first), reverse=True)


def test_receptions_are_taken_out_without_names_and_it_leaves_an_entry(cast, client):
    room = opened(cast)
    received(cast, room, worker=cast.worker)
    received(cast, room, name="老马", end="", about="社保断了")
    head, *rows = cells(c.enter(client, cast.author).get("/rooms/receptions/", {"as": "xlsx"}))
    assert head == ["日期", "群众工作室", "谁接待的", "什么事", "怎么答复的", "答复了什么"]
    assert [row[2:] for row in rows] == [
        ["李秀兰", "社保断了", "还没有答复", None],
        ["李秀兰", "问加班工资怎么算", "当场答复", "按一倍半算"],
    ]
    words = "".join(str(cell) for row in rows for cell in row)
    assert "刘桂英" not in words and "老马" not in words
    assert Entry.objects.filter(verb="export", by=cast.author).count() == 1


def test_searches_with_odd_words_break_nothing(cast, client):
    opened(cast)
    client = c.enter(client, cast.manager)
    for page in ("/rooms/", "/rooms/receptions/", "/rooms/cadres/", "/centres/", "/agents/"):
        for odd in ("%", "_", "'\"", "\x00", "字" * 300, "²", "9" * 40):
            asked = dict.fromkeys(("q", "unit", "room", "state", "linked", "since", "field", "page"), odd)
            assert client.get(page, asked).status_code == 200, (page, odd)


# ── data ────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_list_is_used_from_the_next_check_on(cast, monkeypatch):
    room = opened(cast)
    before = checked(cast, room, "private")
    line = {"key": "lamp", "label": "门口有灯", "must": True, "source": {"note": "本系统建议，可改"}}
    own = read_standard({"name": "本省检查表", "source": {"note": "建议"}, "weekdays": {}, "lines": [line]})
    monkeypatch.setattr(actions, "standard", lambda: own)
    monkeypatch.setattr(standards, "standard", lambda: own)
    after = actions.check_room(room, actions.Checked(c.TODAY, {"lamp": "no"}), by=cast.manager, on=c.TODAY)
    assert (before.passed, after.passed, after.lacks) == (True, False, ["门口有灯"])
    assert before.list_hash != after.list_hash
    room.refresh_from_db()
    assert room.standardised is None
    before.refresh_from_db()
    assert len(before.lines) > 1  # the former check keeps its own list


def test_rooms_without_hours_of_the_standard_are_open_on_no_day(cast, monkeypatch):
    own = read_standard({"name": "本省检查表", "source": {"note": "建议"}, "weekdays": {}, "lines": []})
    monkeypatch.setattr(actions, "standard", lambda: own)
    room = opened(cast)
    assert (room.hours, room.open_on(c.TODAY)) == ({}, "")


def test_a_union_without_a_centre_lacks_all_seven(cast):
    assert len(queries.lacks(cast.county, c.TODAY)) == 7
    assert Centre.objects.count() == 0
    assert Reception.objects.count() == 0
