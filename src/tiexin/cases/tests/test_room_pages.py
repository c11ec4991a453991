"""Pages of rooms: registered, checked, linked, narrowed, covered; what is typed wrong is said; who sees what."""

import io
import re

import pytest
from openpyxl import load_workbook

from tiexin.activities.actions.guidance import give_guidance, void_guidance
from tiexin.activities.guidance import Guidance
from tiexin.cases.actions import rooms as actions
from tiexin.cases.rooms.models import Room, RoomCheck, RoomLink
from tiexin.cases.rooms.standards import standard
from tiexin.cases.tests.rooms_scene import DAY, answers, checked, linked, opened, received, stage
from tiexin.evidence.models import Entry
from tiexin.evidence.names import names
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def enter(cast, client, who="manager"):
    return c.enter(client, cast.people[who] if who in cast.people else getattr(cast, who))


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def listed(client, page="/rooms/", **asked):
    return [row.pk for row in client.get(page, asked).context["pager"].rows]


def cells(response):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()]


# ── registered ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_room_is_registered_with_three_answers(cast, client):
    client = enter(cast, client)
    page = client.post(
        "/rooms/new/", {"employer": cast.employer.pk, "address": "办公楼一层", "opened": "2012-03-05"}
    ).url
    room = Room.objects.get()
    assert page == f"/rooms/{room.pk}/"
    assert (room.name, room.org) == ("宁夏凤凰机械有限公司群众工作室", cast.county)
    text = text_of(client.get(page))
    said = ("群众工作室", "职工服务（帮扶）站", "8:30-17:30", "没有联系干部", "还没有规范化", "C149")
    assert [each for each in said if each not in text] == []


def test_name_and_union_can_be_said(cast, client):
    client = enter(cast, client)
    said = {"employer": cast.employer.pk, "address": "东门", "opened": "2012-03-05", "name": "老马工作室"}
    client.post("/rooms/new/", {**said, "org": cast.enterprise.pk})
    assert (Room.objects.get().name, Room.objects.get().org) == ("老马工作室", cast.enterprise)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("employer", ""),
        ("employer", "foreign"),
        ("address", ""),
        ("opened", "2012-06-01"),
        ("opened", "x"),
        ("org", "other"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_written(cast, client, field, value):
    client = enter(cast, client)
    value = {"foreign": cast.foreign.pk, "other": cast.other_county.pk}.get(value, value)
    said = {"employer": cast.employer.pk, "address": "东门", "opened": "2012-03-05", field: value}
    with c.nothing_written():
        response = client.post("/rooms/new/", said)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_pickers_offer_what_is_within_reach(cast, client):
    client = enter(cast, client)
    firms = text_of(client.get("/rooms/new/employers/", {"q": "有限公司", "name": "employer"}))
    assert "宁夏凤凰机械有限公司" in firms and "石嘴山煤业有限公司" not in firms
    units = text_of(client.get("/rooms/new/units/", {"q": "", "name": "org"}))
    assert "兴庆区" in units and "大武口区" not in units


def test_a_room_is_changed_its_hours_set_and_closed(cast, client):
    room, client = opened(cast), enter(cast, client)
    assert client.post(f"/rooms/{room.pk}/change/", {"name": "新名字", "address": "二楼"}).status_code == 302
    week = {"day1": "8:30-12:00，14:00-17:30", "day6": "9:00-11:00"}
    assert client.post(f"/rooms/{room.pk}/hours/", week).status_code == 302
    text = text_of(client.get(f"/rooms/{room.pk}/"))
    assert [each for each in ("新名字", "8:30-12:00，14:00-17:30", "9:00-11:00") if each not in text] == []
    assert 'value="9:00-11:00"' in client.get(f"/rooms/{room.pk}/hours/").content.decode()
    wrong = client.post(f"/rooms/{room.pk}/hours/", {"day2": "全天"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["day2"])
    assert client.post(f"/rooms/{room.pk}/close/", {"day": c.TODAY, "reason": "厂区搬迁"}).status_code == 302
    text = text_of(client.get(f"/rooms/{room.pk}/"))
    assert "厂区搬迁" in text and "规范化检查</a>" not in text and "记接待" not in text
    assert (listed(client), listed(client, closed="yes")) == ([], [room.pk])


# ── the checklist ───────────────────────────────────────────────────────────────────────────────────────


def test_the_checklist_is_answered_line_by_line_with_its_sources(cast, client):
    room, client = opened(cast), enter(cast, client)
    page = f"/rooms/{room.pk}/check/"
    text = text_of(client.get(page))
    assert [line.label for line in standard().lines if line.label not in text] == []
    assert "依据：方案第C149条" in text and "本系统建议，可改" in text
    wanted = {"on": c.TODAY, "note": "", **answers("law")}
    assert client.post(page, wanted).url == f"/rooms/{room.pk}/"
    text = text_of(client.get(f"/rooms/{room.pk}/"))
    assert "已规范化" in text and "达标" in text
    shown = text_of(client.get(f"/rooms/checks/{RoomCheck.objects.get().pk}/"))
    assert [line.label for line in standard().lines if line.label not in shown] == []
    assert "现在用的检查表" in shown


def test_a_line_left_out_is_said_beside_it(cast, client):
    room, client = opened(cast), enter(cast, client)
    with c.nothing_written():
        response = client.post(f"/rooms/{room.pk}/check/", {"on": c.TODAY, **answers(), "hotline": ""})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["hotline"])


def test_what_a_room_lacks_is_named_at_the_room(cast, client):
    room = opened(cast)
    checked(cast, room, "hotline", note="正在做牌子")
    text = text_of(enter(cast, client).get(f"/rooms/{room.pk}/"))
    assert "最近一次检查还缺：墙上写明 12351 职工服务热线" in text


def test_a_check_by_a_former_list_says_so(cast, client):
    room = opened(cast)
    check = checked(cast, room)
    RoomCheck.objects.update(list_hash="0" * 64)
    client = enter(cast, client)
    assert "用的是以前的检查表" in text_of(client.get(f"/rooms/{room.pk}/"))
    assert "当时的检查表，现在的已经改过" in text_of(client.get(f"/rooms/checks/{check.pk}/"))


# ── the linked cadre ────────────────────────────────────────────────────────────────────────────────────


def test_a_cadre_is_linked_handed_over_and_ended(cast, client):
    room, client = opened(cast), enter(cast, client)
    page = f"/rooms/{room.pk}/link/"
    assert client.post(page, {"officer": cast.chief.pk, "since": c.TODAY - DAY}).status_code == 302
    assert "丁文博" in text_of(client.get(f"/rooms/{room.pk}/"))
    assert "现在是丁文博" in text_of(client.get(page))
    said = {"officer": cast.manager.pk, "since": c.TODAY}
    assert client.post(page, said).status_code == 422  # a hand-over says why
    assert client.post(page, {**said, "reason": "分工调整"}).status_code == 302
    text = text_of(client.get(f"/rooms/{room.pk}/"))
    assert "以前的联系干部" in text and "分工调整" in text
    link = RoomLink.objects.standing().get()
    assert client.post(f"/rooms/links/{link.pk}/end/", {"day": c.TODAY, "reason": "调离"}).status_code == 302
    assert "没有联系干部" in text_of(client.get(f"/rooms/{room.pk}/"))


def test_only_cadres_who_owe_and_are_free_are_offered(cast, client):
    room, other = opened(cast), opened(cast, "二厂区群众工作室")
    linked(cast, other, cast.chief)
    staff = c.officer("冯小满", cast.county)
    client = enter(cast, client)
    text = text_of(client.get(f"/rooms/{room.pk}/link/cadres/", {"q": "", "name": "officer"}))
    assert "柳如松" in text and [who.name for who in (cast.chief, staff, cast.cadre) if who.name in text] == []
    with c.nothing_written():
        assert client.post(f"/rooms/{room.pk}/link/", {"officer": staff.pk, "since": c.TODAY}).status_code == 422
    city = c.enter(client, cast.people["city_office"])
    assert "葛春梅" in text_of(city.get(f"/rooms/{room.pk}/link/cadres/", {"q": "", "name": "officer"}))


def guided(cast, room, **changes):
    said = {"subject": "接待怎样登记", "advice": "件件写结果", "on": c.TODAY, "room": room.name, "to": cast.county}
    new = Guidance(**{"org": cast.city, "author": cast.people["city_office"], **said, **changes})
    return give_guidance(new, by=new.author, on=c.TODAY)


def test_the_latest_guidance_stands_beside_its_room(cast, client):
    room, other = opened(cast), opened(cast, "二厂区群众工作室")
    guided(cast, room, on=c.TODAY - DAY, subject="上一次")
    made = guided(cast, room)
    beside = {"org": cast.other_city, "author": cast.people["stranger"], "to": cast.other_county}
    guided(cast, other, **beside)
    client = enter(cast, client)
    text = text_of(client.get(f"/rooms/{room.pk}/"))
    assert f'href="/activities/guidance/{made.pk}/"' in text and "上一次" not in text
    assert "最近的指导" not in text_of(client.get(f"/rooms/{other.pk}/"))  # another city's room of the same name
    void_guidance(made, "登记重了", by=made.author, on=c.TODAY)
    assert "上一次" in text_of(client.get(f"/rooms/{room.pk}/"))


def test_whoever_may_not_read_guidance_sees_none(cast, client):
    room = opened(cast)
    guided(cast, room)
    window = c.officer("任晓燕", cast.county, "window")
    assert "最近的指导" not in text_of(c.enter(client, window).get(f"/rooms/{room.pk}/"))


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def many(cast):
    made = {
        "plain": opened(cast, "甲群众工作室"),
        "done": opened(cast, "乙群众工作室"),
        "linked": opened(cast, "丙群众工作室"),
    }
    checked(cast, made["done"])
    linked(cast, made["linked"], cast.chief)
    made["closed"] = actions.close_room(opened(cast, "丁群众工作室"), c.TODAY, "搬迁", by=cast.manager, on=c.TODAY)
    return made


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, {"plain", "done", "linked"}),
        ({"standardised": "yes"}, {"done"}),
        ({"standardised": "no"}, {"plain", "linked"}),
        ({"linked": "yes"}, {"linked"}),
        ({"linked": "no"}, {"plain", "done"}),
        ({"closed": "yes"}, {"closed"}),
        ({"q": "甲"}, {"plain"}),
        ({"q": "凤凰机械"}, {"plain", "done", "linked"}),
        ({"unit": "兴庆"}, {"plain", "done", "linked"}),
        ({"unit": "金凤"}, set()),
        ({"linked": "moon"}, {"plain", "done", "linked"}),
    ],
)
def test_the_list_is_narrowed(cast, client, many, asked, wanted):
    assert set(listed(enter(cast, client), **asked)) == {many[name].pk for name in wanted}


def test_rooms_are_taken_out_with_signs_hours_and_cadre(cast, client, many):
    head, *rows = cells(enter(cast, client).get("/rooms/", {"as": "xlsx", "linked": "yes"}))
    (row,) = (dict(zip(head, each, strict=True)) for each in rows)
    assert (row["名称"], row["牌子"]) == ("丙群众工作室", "群众工作室、职工服务（帮扶）站")
    assert (row["联系干部"], row["干部的单位"]) == ("丁文博", "兴庆区总工会")
    assert row["开放时间"].startswith("星期一 8:30-17:30；星期二")


def test_coverage_shows_its_denominators_by_county(cast, client, many):
    c.employer(cast.county, "没有工作室的厂")
    linked(cast, many["plain"])
    client = c.enter(client, cast.people["city_office"])
    context = client.get("/rooms/coverage/").context
    cadres = {"马建国", "柳如松", "丁文博", "葛春梅"}
    assert context["total"] == {
        "employers": 2,
        "standardised": 1,
        "rooms": 3,
        "lacking": 1,
        "cadres": len(cadres),
        "linked": 2,
        "unlinked": 2,
    }
    assert [(row.name, row.firms, row.had, row.done) for row in context["pager"].rows] == [("兴庆区总工会", 2, 1, 1)]


def test_of_the_whole_province_each_county_stands_with_its_own(cast, client, many):
    c.employer(cast.city, "市属的厂")
    client = c.enter(client, cast.people["office"])
    context = client.get("/rooms/coverage/").context
    rows = {row.short_name: (row.firms, row.had, row.done) for row in context["pager"].rows}
    assert rows == {"兴庆区": (1, 1, 1), "大武口区": (1, 0, 0)}
    assert context["total"]["employers"] == 3  # the city's own enterprise lies in no county
    assert cells(client.get("/rooms/coverage/", {"as": "xlsx"}))[1:] == [
        ["兴庆区总工会", 1, 1, 1],
        ["大武口区总工会", 1, 0, 0],
    ]


def test_cadres_who_owe_stand_with_their_room_or_without(cast, client, many):
    client = enter(cast, client)
    assert listed(client, "/rooms/cadres/") == [cast.chief.pk, cast.manager.pk]
    assert listed(client, "/rooms/cadres/", linked="no") == [cast.manager.pk]
    assert listed(client, "/rooms/cadres/", linked="yes") == [cast.chief.pk]
    assert listed(client, "/rooms/cadres/", q="柳") == [cast.manager.pk]
    assert listed(client, "/rooms/cadres/", unit="银川") == []
    rows = cells(client.get("/rooms/cadres/", {"as": "xlsx"}))[1:]
    assert [(row[1], row[2], row[4]) for row in rows] == [("丁文博", "领导", "丙群众工作室"), ("柳如松", "中层", None)]


def test_whoever_left_or_has_another_rank_owes_no_room(cast, client):
    c.officer("冯小满", cast.county)
    c.officer("任国栋", cast.industry, rank=Rank.LEADER)
    c.officer("王铁柱二", cast.enterprise, rank=Rank.LEADER)
    type(cast.chief).objects.filter(pk=cast.chief.pk).update(until=c.TODAY)
    assert listed(enter(cast, client), "/rooms/cadres/") == [cast.manager.pk]


# ── who sees what ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "sees"), [("enterprise", False), ("city_office", True), ("stranger", False), ("office", True)]
)
def test_rooms_of_a_county_are_seen_there_and_above(cast, client, who, sees):
    room = opened(cast)
    checked(cast, room)
    client = c.enter(client, cast.people[who])
    assert listed(client) == ([room.pk] if sees else [])
    pages = (f"/rooms/{room.pk}/", f"/rooms/checks/{RoomCheck.objects.get().pk}/", f"/api/rooms/{room.pk}")
    assert [client.get(page).status_code for page in pages] == [200 if sees else 404] * 3


def test_an_officer_reads_but_does_not_register_or_check(cast, client):
    room, client = opened(cast), enter(cast, client, "officer")
    text = text_of(client.get(f"/rooms/{room.pk}/"))
    assert "记接待" in text and "撤销</a>" not in text and "规范化检查</a>" not in text
    assert "登记群众工作室</a>" not in text_of(client.get("/rooms/"))
    pages = ("new/", *(f"{room.pk}/{each}/" for each in ("check", "link", "hours", "change", "close")))
    assert [client.get(f"/rooms/{page}").status_code for page in pages] == [404] * 6


@pytest.mark.parametrize("path", ["/rooms/", "/rooms/coverage/", "/centres/", "/agents/"])
def test_rooms_centres_and_agents_stand_in_the_room_of_matters(cast, client, path):
    text = text_of(enter(cast, client).get(path))
    assert re.findall(r'<a href="([^"]*)" class="is-active" aria-current="page">', text) == ["/cases/"]


def test_the_list_of_matters_leads_to_them(cast, client):
    assert 'href="/rooms/">服务中心和工作室</a>' in text_of(enter(cast, client).get("/cases/"))


def test_the_trail_names_rooms_but_not_what_somebody_came_for(cast, client, rf):
    room = opened(cast)
    check, link, made = checked(cast, room), linked(cast, room), received(cast, room, about="丈夫打人")
    request = rf.get("/")
    request.officer, request.today = cast.manager, c.TODAY
    wanted = {"cases.room": [room.pk], "cases.roomcheck": [check.pk], "cases.roomlink": [link.pk]}
    found = names({**wanted, "cases.reception": [made.pk]}, request)
    assert list(found.values()) == [
        room.name,
        f"{room.name} 2012-05-10",
        f"葛春梅 – {room.name}",
        "接待 2012-05-10",
    ]
    assert Entry.objects.filter(thing="cases.reception").count() == 1


def test_scripts_in_names_do_no_harm(cast, client):
    evil = "<script>alert(1)</script>"
    room = opened(cast, evil, address=evil)
    client = enter(cast, client)
    for page in ("/rooms/", f"/rooms/{room.pk}/", f"/rooms/{room.pk}/check/"):
        assert "<script>alert" not in client.get(page).content.decode()


# ── machines ────────────────────────────────────────────────────────────────────────────────────────────


def test_machines_read_rooms_with_the_filters_of_the_page(cast, client, many):
    client = enter(cast, client)
    answer = client.get("/api/rooms", {"linked": "yes"}).json()
    (row,) = answer["rows"]
    assert (row["id"], row["cadre"], answer["total"], answer["more"]) == (many["linked"].pk, cast.chief.pk, 1, False)
    one = client.get(f"/api/rooms/{many['done'].pk}").json()
    assert (one["standardised"], one["closed"], one["cadre"]) == ("2012-05-10", None, None)
    assert one["hours"]["1"] == [["08:30", "17:30"]]
    assert client.get("/api/rooms", {"closed": "yes"}).json()["rows"][0]["closed"] == "2012-05-10"
