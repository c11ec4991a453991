"""Pages of preparation and discipline: who opens them, what they show, what they write."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits.actions import preparing
from tiexin.visits.actions.preparing import NewBreach
from tiexin.visits.models import Stay
from tiexin.visits.preparing import Breach, Material, Pledge
from tiexin.visits.tests import stay_scene as scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.staged()
    calendar.forget()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.office)


def upload(name="提纲.pdf", content=scene.PDF):
    return SimpleUploadedFile(name, content)


def breach(cast, what="接受企业吃请"):
    return preparing.report_breach(NewBreach(cast.author, c.TODAY, what), by=cast.office, on=c.TODAY)


def book(answer):
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def codes(client, people, address):
    found = {}
    for name, who in people.items():
        c.enter(client, who)
        found[name] = client.get(address).status_code
    return found


# ── materials ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_material_is_filed_found_taken_out_and_withdrawn(cast, office):
    sent = {"kind": "research_outline", "number": "兴工发〔2012〕3号", "file": upload()}
    answer = office.post("/teams/materials/new/", sent)
    assert (answer.status_code, answer.url) == (302, "/teams/materials/")
    made = Material.objects.get()
    assert (made.org, made.kind, made.file.name) == (cast.county, "research_outline", "兴工发〔2012〕3号.pdf")
    page = office.get("/teams/materials/")
    assert [row.pk for row in page.context["pager"].rows] == [made.pk]
    assert office.get(f"/files/{made.file_id}/").getvalue() == scene.PDF
    assert [row.pk for row in office.get("/teams/materials/?kind=publicity").context["pager"].rows] == []
    assert [row.pk for row in office.get("/teams/materials/?unit=兴庆").context["pager"].rows] == [made.pk]
    head, line = book(office.get("/teams/materials/?as=xlsx"))[-2:]
    assert dict(zip(head, line, strict=True)) == {
        "单位": "兴庆区总工会", "材料": "调研提纲", "文件": "兴工发〔2012〕3号.pdf",
        "归档日期": line[3], "撤下日期": None,
    }  # fmt: skip
    answer = office.post(f"/teams/materials/{made.pk}/withdraw/", follow=True)
    assert "已于2012年5月10日撤下" in answer.text
    with c.nothing_written():
        assert "这份材料已经撤下" in office.post(f"/teams/materials/{made.pk}/withdraw/", follow=True).text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "publicity"}, "file"),
        ({"kind": "", "file": ("a.pdf", scene.PDF)}, "kind"),
        ({"kind": "publicity", "file": ("a.exe", b"MZ")}, "file"),
        ({"kind": "publicity", "file": ("a.pdf", b"")}, "file"),
        ({"kind": "publicity", "file": ("a.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024))}, "file"),
    ],
)
def test_what_is_no_material_is_said_beside_its_field(cast, office, sent, field):
    if "file" in sent:
        sent = sent | {"file": upload(*sent["file"])}
    with c.nothing_written():
        answer = office.post("/teams/materials/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_strangers_see_no_material(cast, client):
    made = scene.filed(cast.county, "publicity", cast.office)
    c.enter(client, cast.people["stranger"])
    assert "宣传材料.pdf" not in client.get("/teams/materials/").text
    assert client.get(f"/files/{made.file_id}/").status_code == 404
    with c.nothing_written():
        assert client.post(f"/teams/materials/{made.pk}/withdraw/").status_code == 404


# ── the pledge ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_member_pledges_and_the_team_shows_it(cast, client):
    address = f"/teams/{cast.team.pk}/pledge/"
    people = {"author": cast.author, "mate": cast.people["leader"], "stranger": cast.people["stranger"]}
    assert codes(client, people, address) == {"author": 200, "mate": 404, "stranger": 404}
    c.enter(client, cast.author)
    assert "纪律承诺" in client.get(f"/teams/{cast.team.pk}/").text
    assert client.post(address, follow=True).text.count("已作纪律承诺") == 1
    assert Pledge.objects.get().officer == cast.author
    assert "您已于2012年5月10日承诺" in client.get(address).text
    with c.nothing_written():
        assert "您已经作过承诺" in client.post(address, follow=True).text


# ── beginning ───────────────────────────────────────────────────────────────────────────────────────────


def begin(cast):
    return f"/teams/stays/{cast.stay.pk}/begin/"


def test_only_the_team_and_who_sends_it_out_begin_a_stay(cast, client):
    people = {"author": cast.author, "office": cast.office, "city": cast.people["city_office"]}
    people |= {name: cast.people[name] for name in ("leader", "enterprise", "stranger")}
    wanted = {"author": 200, "office": 200, "city": 200, "leader": 404, "enterprise": 404, "stranger": 404}
    assert codes(client, people, begin(cast)) == wanted


def test_a_member_sees_what_is_missing_and_begins_when_nothing_is(cast, client):
    c.enter(client, cast.author)
    page = client.get(f"/teams/stays/{cast.stay.pk}/")
    assert (page.context["may_begin"], len(page.context["ready"])) == (True, 6)
    assert (page.text.count("还缺"), "记一天" in page.text) == (6, False)
    asked = client.get(begin(cast))
    assert ("reason" in asked.text, ">进驻</button>" in asked.text) == (False, False)
    with c.nothing_written():
        assert client.post(begin(cast), {"reason": "雪天"}).status_code == 422
    scene.made_ready(cast)
    assert client.get(begin(cast)).text.count("已备") == 6
    answer = client.post(begin(cast), follow=True)
    assert ("已登记进驻" in answer.text, "记一天" in answer.text) == (True, True)
    assert (answer.context["ready"], Stay.objects.get().begun) == ([], c.TODAY)


def test_the_office_gives_a_reason_which_stays(cast, office):
    assert 'name="reason"' in office.get(begin(cast)).text
    with c.nothing_written():
        answer = office.post(begin(cast), {"reason": " "})
    assert list(answer.context["form"].errors) == ["reason"]
    shown = office.post(begin(cast), {"reason": "雪天路不通"}, follow=True).text
    assert "理由：雪天路不通" in shown
    assert "当时还没有备齐：组员参加过培训" in office.get(begin(cast)).text


def test_the_host_does_not_see_how_the_team_prepares(cast, client):
    _, stay = scene.guests(cast)
    c.enter(client, cast.office)
    page = client.get(f"/teams/stays/{stay.pk}/")
    assert (page.status_code, "进驻前要备齐的" in page.text, "蹲点文字" in page.text) == (200, False, False)
    assert client.get(f"/teams/stays/{stay.pk}/begin/").status_code == 404


def test_the_page_of_a_day_sends_to_the_beginning_first(cast, client):
    c.enter(client, cast.author)
    page = client.get(f"/teams/stays/{cast.stay.pk}/day/")
    assert ("还没有登记进驻" in page.text, begin(cast) in page.text) == (True, True)
    with c.nothing_written():
        assert client.post(f"/teams/stays/{cast.stay.pk}/day/", {"together": ["eat"]}).status_code == 422


# ── discipline ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_breach_is_written_down_looked_at_and_closed(cast, office):
    sent = {"officer": cast.author.pk, "day": "2012-05-08", "what": "接受企业吃请"}
    answer = office.post("/teams/breaches/new/", sent)
    made = Breach.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/teams/breaches/{made.pk}/")
    assert (made.officer, made.on, made.org) == (cast.author, date(2012, 5, 8), cast.county)
    listed = office.get("/teams/breaches/?state=reported&unit=兴庆").context["pager"].rows
    assert [row.pk for row in listed] == [made.pk]
    with c.nothing_written():
        wrong = office.post(answer.url, {"state": "handled", "answer": ""})
    assert list(wrong.context["form"].errors) == ["answer"]
    done = office.post(answer.url, {"state": "handled", "answer": "谈话提醒，餐费补交"}, follow=True)
    assert ("已记下处理结果" in done.text, "餐费补交" in done.text, "查无此事”的" in done.text) == (True, True, False)
    assert book(office.get("/teams/breaches/?as=xlsx"))[-1][1:2] == [cast.author.name]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"day": "2012-05-08", "what": "吃请"}, "officer"),
        ({"officer": "999999", "day": "2012-05-08", "what": "吃请"}, "officer"),
        ({"officer": "author", "day": "2012-05-11", "what": "吃请"}, "day"),
        ({"officer": "author", "day": "昨天", "what": "吃请"}, "day"),
        ({"officer": "author", "day": "2012-05-08", "what": "x" * 501}, "what"),
        ({"officer": "office", "day": "2012-05-08", "what": "吃请"}, "officer"),
    ],
)
def test_what_is_no_breach_is_said_beside_its_field(cast, office, sent, field):
    people = {"author": cast.author.pk, "office": cast.office.pk}
    sent = sent | {"officer": people.get(sent.get("officer"), sent.get("officer", ""))}
    with c.nothing_written():
        answer = office.post("/teams/breaches/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_who_is_searched_is_within_reach(cast, office):
    found = office.get("/teams/breaches/pick/?q=李秀兰").text
    assert "李秀兰" in found
    assert "赵海燕" not in office.get("/teams/breaches/pick/?q=赵海燕").text


def test_breaches_are_for_the_office_above_the_unit_alone(cast, client):
    made = breach(cast)
    people = {"office": cast.office, "city": cast.people["city_office"], "author": cast.author}
    people |= {name: cast.people[name] for name in ("leader", "enterprise", "stranger", "audit")}
    wanted = {"office": 200, "city": 200, "author": 404, "leader": 404, "enterprise": 404, "stranger": 404}
    assert codes(client, people, f"/teams/breaches/{made.pk}/") == wanted | {"audit": 404}
    c.enter(client, cast.people["stranger"])
    assert cast.author.name not in client.get("/teams/breaches/").text
    with c.nothing_written():
        sent = {"state": "unfounded", "answer": "没有"}
        assert client.post(f"/teams/breaches/{made.pk}/", sent).status_code == 404
