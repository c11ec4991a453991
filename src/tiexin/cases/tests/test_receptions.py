"""Receptions at a room: one line where it was answered at once, a matter where it was not, each counted once."""

import uuid

import pytest

from tiexin.cases.actions import receptions as actions
from tiexin.cases.actions import rooms
from tiexin.cases.models import Case, CaseOrigin
from tiexin.cases.rooms.models import Reception
from tiexin.cases.tests.rooms_scene import DAY, OPENED, counted, opened, received, refuse, stage
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


@pytest.fixture
def room(cast):
    return opened(cast)


def test_answered_at_once_is_one_line_and_no_matter(cast, room):
    made = received(cast, room, worker=cast.worker, about=" 问加班工资怎么算 ")
    assert (made.about, made.end, made.answer, made.who) == ("问加班工资怎么算", "answered", "按一倍半算", "刘桂英")
    assert Case.objects.count() == 0
    columns = ("on", "qty", "by_org", "at_org", "officer", "employer", "worker")
    assert counted("reception_held", *columns) == [
        (c.TODAY, 1, cast.county.pk, cast.county.pk, cast.author.pk, cast.employer.pk, cast.worker.pk)
    ]
    assert counted("case_taken", "pk") == []


def test_nobody_has_to_say_a_name(cast, room):
    assert received(cast, room).who == "没有留姓名"
    assert received(cast, room, name="老马").who == "老马"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("about", {"about": " "}),
        ("about", {"about": "字" * 61}),
        ("answer", {"answer": ""}),
        ("answer", {"answer": "字" * 201}),
        ("end", {"end": "later"}),
        ("end", {"end": "case"}),
        ("on", {"on": c.TODAY + DAY}),
        ("on", {"on": OPENED - DAY}),
        ("name", {"name": "字" * 41}),
    ],
)
def test_a_reception_that_says_too_little_is_refused(cast, room, field, changes):
    refuse(field, lambda: received(cast, room, **changes))


def test_the_same_form_is_taken_once(cast, room):
    key = uuid.uuid4()
    received(cast, room, key=key)
    assert "没有重复" in refuse("", lambda: received(cast, room, key=key))


def test_a_closed_room_receives_nobody(cast, room):
    rooms.close_room(room, c.TODAY, "搬迁", by=cast.manager, on=c.TODAY)
    assert "撤销" in refuse("", lambda: received(cast, room))


def test_what_waits_has_no_answer_until_it_is_written_once(cast, room):
    made = received(cast, room, end="", answer="不该留下")
    assert (made.end, made.answer) == ("", "")
    refuse("answer", lambda: actions.answer_reception(made, " ", by=cast.author, on=c.TODAY))
    done = actions.answer_reception(made, "问过社保局，已经补缴", by=cast.author, on=c.TODAY)
    assert (done.end, done.answer) == ("answered", "问过社保局，已经补缴")
    assert "当场答复" in refuse("", lambda: actions.answer_reception(made, "再答", by=cast.author, on=c.TODAY))
    assert len(counted("reception_held", "pk")) == 1


def test_it_becomes_a_matter_once_and_counts_no_second_reception(cast, room):
    made = received(cast, room, end="")
    actions.turn_into_case(made.pk, Case(), cast.author, c.TODAY)
    assert Reception.objects.get().end == "case"
    assert Entry.objects.filter(verb="reception_to_case", thing_id=made.pk).count() == 1
    assert "已经转为诉求" in refuse("", lambda: actions.turn_into_case(made.pk, Case(), cast.author, c.TODAY))
    refuse("", lambda: actions.answer_reception(made, "答复", by=cast.author, on=c.TODAY))
    assert len(counted("reception_held", "pk")) == 1


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who] if isinstance(who, str) else who)


def sent(**more):
    said = {"key": uuid.uuid4(), "about": "问加班工资怎么算", "end": "answered", "answer": "按一倍半算"}
    return {**said, "on": c.TODAY, **more}


def test_written_down_with_few_fields_and_shown_at_the_room(cast, client, room):
    client = enter(cast, client)
    page = f"/rooms/{room.pk}/receptions/new/"
    text = client.get(page).content.decode()
    assert 'name="about"' in text and 'value="answered"' in text
    made = client.post(page, sent(worker=cast.worker.pk))
    found = Reception.objects.get()
    assert made.url == f"/rooms/receptions/{found.pk}/"
    assert (found.officer, found.worker, found.room) == (cast.author, cast.worker, room)
    shown = client.get(made.url).content.decode()
    assert [each for each in ("按一倍半算", "刘桂英", "当场答复", "转为诉求") if each not in shown] == []
    assert f'href="/rooms/receptions/{found.pk}/"' in client.get(f"/rooms/{room.pk}/").content.decode()


def test_pressed_twice_it_is_one_reception_and_the_same_page(cast, client, room):
    client, said = enter(cast, client), sent()
    pages = {client.post(f"/rooms/{room.pk}/receptions/new/", said).url for _ in range(2)}
    assert pages == {f"/rooms/receptions/{Reception.objects.get().pk}/"}


def test_what_could_not_be_answered_goes_on_to_the_form_of_a_matter(cast, client, room):
    client = enter(cast, client)
    said = sent(end="later", answer="", worker=cast.worker.pk, about="拖欠三个月工资")
    page = client.post(f"/rooms/{room.pk}/receptions/new/", said).url
    made = Reception.objects.get()
    assert page == f"/cases/new/?reception={made.pk}"
    assert f'href="{page}"' in client.get(f"/rooms/receptions/{made.pk}/").content.decode()
    form = client.get(f"{page}&kind=dispute").context["form"]
    known = {name: form.initial[name] for name in ("title", "worker", "employer", "channel", "place")}
    assert known == {
        "title": "拖欠三个月工资",
        "worker": cast.worker.pk,
        "employer": cast.employer.pk,
        "channel": "room",
        "place": room.name,
    }


def matter(made, **more):
    said = {"key": uuid.uuid4(), "asker": "self", "people": "1", "title": made.about, "text": "三个月没有发"}
    said |= {"channel": "room", "reply_way": "code", "hide_name": "on", "ask_claim": "wages", "name": "刘桂英"}
    return {**said, "phone": "139 0000 1111", **more}


def test_the_matter_knows_its_reception_and_the_reception_its_matter(cast, client, room):
    client, made = enter(cast, client), received(cast, room, end="", about="拖欠三个月工资")
    assert client.post(f"/cases/new/?reception={made.pk}&kind=dispute", matter(made)).status_code == 302
    case = Case.objects.get()
    assert (case.channel, CaseOrigin.objects.get().thing_id) == ("room", made.pk)
    made.refresh_from_db()
    assert made.end == "case"
    shown = client.get(f"/rooms/receptions/{made.pk}/").content.decode()
    assert case.number in shown and f"/cases/new/?reception={made.pk}" not in shown
    assert client.get(f"/cases/new/?reception={made.pk}&kind=dispute").context["form"].initial.get("place") is None


def test_an_answer_is_written_later_on_its_page(cast, client, room):
    client, made = enter(cast, client), received(cast, room, end="")
    page = f"/rooms/receptions/{made.pk}/answer/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"answer": ""}).status_code == 422
    assert client.post(page, {"answer": "已经补缴"}).url == f"/rooms/receptions/{made.pk}/"
    assert client.post(page, {"answer": "再答"}).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("about", ""),
        ("end", "case"),
        ("end", ""),
        ("on", "2012-13-01"),
        ("key", "x"),
        ("about", "字" * 61),
        ("answer", ""),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_written(cast, client, room, field, value):
    client = enter(cast, client)
    with c.nothing_written():
        response = client.post(f"/rooms/{room.pk}/receptions/new/", sent(**{field: value}))
    assert response.status_code == 422
    assert response.context["form"].errors


def test_a_worker_of_another_enterprise_is_not_taken(cast, client, room):
    elsewhere = c.worker(cast.foreign, "外人")
    client = enter(cast, client)
    with c.nothing_written():
        assert client.post(f"/rooms/{room.pk}/receptions/new/", sent(worker=elsewhere.pk)).status_code == 422
    picks = client.get(f"/rooms/{room.pk}/receptions/workers/", {"q": "", "name": "worker"}).content.decode()
    assert "刘桂英" in picks and "外人" not in picks


def test_scripts_in_a_line_do_no_harm(cast, client, room):
    client, evil = enter(cast, client), "<script>alert(1)</script>"
    page = client.post(f"/rooms/{room.pk}/receptions/new/", sent(about=evil, answer=evil, name=evil)).url
    for address in (page, "/rooms/receptions/", f"/rooms/{room.pk}/"):
        assert "<script>alert" not in client.get(address).content.decode()


def test_the_list_is_narrowed_and_the_newest_stand_first(cast, client, room):
    other = opened(cast, "二厂区群众工作室")
    made = {
        "old": received(cast, room, on=c.TODAY - 5 * DAY),
        "waits": received(cast, room, end="", about="社保断了"),
        "there": received(cast, other, about="宿舍漏雨"),
    }
    client = enter(cast, client)

    def listed(**asked):
        return [row.pk for row in client.get("/rooms/receptions/", asked).context["pager"].rows]

    assert listed() == [made[name].pk for name in ("there", "waits", "old")]
    assert listed(end="open") == [made["waits"].pk]
    assert listed(end="answered") == [made[name].pk for name in ("there", "old")]
    assert listed(room="二厂区") == [made["there"].pk]
    assert listed(q="社保") == [made["waits"].pk]
    assert listed(since=str(c.TODAY)) == [made[name].pk for name in ("there", "waits")]
    assert client.get("/rooms/receptions/", {"as": "xlsx"})["Content-Type"].startswith("application/vnd")


def test_strangers_see_no_reception_and_write_none(cast, client, room):
    made = received(cast, room)
    client = enter(cast, client, "stranger")
    pages = (
        f"/rooms/receptions/{made.pk}/",
        f"/rooms/{room.pk}/receptions/new/",
        f"/rooms/receptions/{made.pk}/answer/",
    )
    assert [client.get(page).status_code for page in pages] == [404] * 3
    assert client.get("/rooms/receptions/").context["pager"].rows == []
    with c.nothing_written():
        assert client.post(pages[1], sent()).status_code == 404


def test_the_enterprise_union_writes_its_own_receptions_down(cast, client):
    room = opened(cast, org=cast.enterprise)
    client = enter(cast, client, "enterprise")
    assert client.post(f"/rooms/{room.pk}/receptions/new/", sent()).status_code == 302
    assert Reception.objects.get().officer == cast.people["enterprise"]
    assert client.get(f"/rooms/{room.pk}/check/").status_code == 404  # whoever is checked does not check
