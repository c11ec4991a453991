"""Pages of papers and the calendar of stays: who opens them, what they show, what is said when two write at once."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits import actions, calendar_views
from tiexin.visits.actions import NewTeam, writing
from tiexin.visits.models import Stay, Team
from tiexin.visits.tests import stay_scene as scene
from tiexin.visits.writing import StayPaper

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.staged()
    calendar.forget()


@pytest.fixture
def author(cast, client):
    return c.enter(client, cast.author)


def book(answer):
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def at(paper, page=""):
    return f"/teams/papers/{paper.pk}/{page}"


def test_a_paper_is_written_handed_in_returned_and_accepted(cast, author, client):
    paper = scene.written(cast, "report", {"done": "住了五天"})
    page = author.get(at(paper))
    assert ("还没有写：听到什么、问题和去向、建议。" in page.text, ">报送<" in page.text) == (True, False)
    form = author.get(at(paper, "write/")).context["form"]
    assert (form["done"].value(), form["edition"].value()) == ("住了五天", 1)
    saved = author.post(at(paper, "write/"), scene.WHOLE["report"] | {"edition": 1}, follow=True)
    assert ("已保存" in saved.text, ">报送<" in saved.text, "还没有写" in saved.text) == (True, True, False)
    assert "已报送" in author.post(at(paper, "submit/"), follow=True).text
    assert author.post(at(paper, "accept/")).status_code == 404
    office = c.enter(client, cast.office)
    assert office.post(at(paper, "return/"), {"reason": ""}).status_code == 422
    assert "退回：" not in office.get(at(paper)).text
    assert "建议太空" in office.post(at(paper, "return/"), {"reason": "建议太空"}, follow=True).text
    writing.submit_paper(StayPaper.objects.get(), by=cast.author, on=c.TODAY)
    done = office.post(at(paper, "accept/"), follow=True)
    assert ("已通过" in done.text, "接着写" in done.text) == (True, False)
    with c.nothing_written():
        assert "已通过" in office.post(at(paper, "accept/"), follow=True).text


def test_the_one_who_saves_second_sees_both(cast, author):
    paper = scene.written(cast)
    writing.write_paper(paper, 1, {"problems": "同伴写的"}, by=cast.mate, on=c.TODAY)
    with c.nothing_written():
        answer = author.post(at(paper, "write/"), {"edition": 1, "problems": "我写的", "rights": "", "help": ""})
    assert answer.status_code == 422
    assert all(word in answer.text for word in ("我写的", "同伴写的", "刚刚改过这份文字", "（新稿）"))


def test_what_a_form_without_its_edition_or_too_long_says(cast, author):
    paper = scene.written(cast)
    for sent, field in (({"problems": "a"}, "edition"), ({"edition": 1, "rights": "字" * 8001}, "rights")):
        with c.nothing_written():
            answer = author.post(at(paper, "write/"), sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_the_stay_shows_its_papers_and_begins_them(cast, author):
    address = f"/teams/stays/{cast.stay.pk}/"
    assert author.get(address).text.count("从记录起草") == 3
    scene.written(cast, "dossier", {"problems": "加班"})
    page = author.get(address)
    shown = [(kind.name, paper and paper.gaps) for kind, paper in page.context["papers"]]
    assert shown == [("dossier", ["职工权益维护情况", "需重点帮助解决的问题"]), ("portrait", None), ("report", None)]
    with c.nothing_written():
        for kind in ("dossier", "poem", ""):
            assert author.post(f"{address}papers/new/", {"kind": kind}).url == address


def test_the_list_of_papers_narrows_and_is_taken_out(cast, author):
    scene.written(cast, "dossier")
    paper = scene.written(cast, "report")
    writing.submit_paper(paper, by=cast.author, on=c.TODAY)
    assert len(author.get("/teams/papers/").context["pager"].rows) == 2
    for narrowed in ("kind=report", "state=submitted", "unit=兴庆&kind=report"):
        assert [row.pk for row in author.get(f"/teams/papers/?{narrowed}").context["pager"].rows] == [paper.pk]
    assert author.get("/teams/papers/?unit=石嘴山").context["pager"].rows == []
    rows = book(author.get("/teams/papers/?state=submitted&as=xlsx"))
    assert rows[-1][1:7] == ["蹲点一组", cast.employer.name, "调研报告", cast.author.name, "已报送", None]


def test_the_sending_side_alone_reads_a_paper(cast, client):
    paper = scene.written(cast)
    codes = {}
    people = {"author": cast.author, "office": cast.office, "leader": cast.people["leader"]}
    people |= {name: cast.people[name] for name in ("enterprise", "stranger", "audit")}
    for name, who in people.items():
        c.enter(client, who)
        codes[name] = client.get(at(paper)).status_code
    wanted = {"author": 200, "office": 200, "leader": 200, "enterprise": 404, "stranger": 404, "audit": 404}
    assert codes == wanted
    c.enter(client, cast.people["stranger"])
    with c.nothing_written():
        assert client.post(f"/teams/stays/{cast.stay.pk}/papers/new/", {"kind": "report"}).status_code == 404
        assert client.post(at(paper, "submit/")).status_code == 404
    assert cast.employer.name not in client.get("/teams/papers/").text


# ── the calendar ────────────────────────────────────────────────────────────────────────────────────────


def bars(answer):
    return [(bar.stay.start, round(bar.left, 2), round(bar.width, 2), bar.state) for bar in answer.context["bars"]]


def test_bars_stand_where_their_days_are(cast, author):
    scene.planned(cast, date(2012, 5, 7), date(2012, 5, 13), batch=2)
    scene.planned(cast, date(2012, 6, 4), date(2012, 7, 20), batch=3)
    first = author.get("/teams/calendar/?start=2012-04-11")
    assert bars(first) == [
        (date(2012, 4, 9), 0, 8.93, "past"), (date(2012, 5, 7), 50, 12.5, "now"),
    ]  # fmt: skip
    assert (first.context["said"], round(first.context["today_at"], 2)) == ("2012年4月9日起8周", 55.36)
    later = author.get("/teams/calendar/?start=2012-06-08")
    assert bars(later) == [(date(2012, 6, 4), 0, 83.93, "coming")]
    assert later.context["today_at"] is None
    assert bars(author.get("/teams/calendar/?start=2012-04-09&batch=2")) == [(date(2012, 5, 7), 50, 12.5, "now")]
    assert bars(author.get("/teams/calendar/?start=2012-04-09&unit=石嘴山")) == []


def test_a_cancelled_stay_is_not_in_the_calendar(cast, author):
    actions.cancel_stay(cast.stay, "不去了", by=None, on=c.TODAY)
    assert bars(author.get("/teams/calendar/?start=2012-04-09")) == []


def test_the_calendar_is_taken_out_as_rows(cast, author):
    rows = book(author.get("/teams/calendar/?start=2012-04-09&as=xlsx"))
    assert [rows[-1][1], rows[-1][3], rows[-1][6]] == ["蹲点一组", cast.employer.name, "已结束"]


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31", "2012-02-30", "x"])
def test_any_day_may_be_asked_for(cast, author, start):
    assert author.get(f"/teams/calendar/?start={start}").status_code == 200


@given(st.dates(), st.dates(date(1951, 1, 1), date(2198, 1, 1)))
def test_a_week_begins_on_monday_and_a_bar_stays_on_the_page(asked, start):
    first = calendar_views.monday(asked)
    assert (first.weekday(), calendar_views.EARLIEST <= first <= calendar_views.LATEST) == (0, True)
    bar = calendar_views.bar(Stay(start=start, end=start + timedelta(days=6)), calendar_views.monday(start), start)
    assert 0 <= bar.left < bar.left + bar.width <= 100


def test_the_calendar_costs_the_same_for_many_stays(cast, author, django_assert_max_num_queries):
    for n in range(6):
        new = Team(org=cast.county, name=f"{n}组", kind="stay_team", since=c.FOUNDED)
        team = actions.form_team(NewTeam(new, c.officer(f"{n}组长", cast.county)), by=None, on=c.TODAY)
        actions.plan_stay(
            Stay(team=team, employer=cast.employer, start=scene.FIRST, end=scene.LAST), by=None, on=c.TODAY
        )
    author.get("/teams/calendar/?start=2012-04-09")
    with django_assert_max_num_queries(9):
        assert len(bars(author.get("/teams/calendar/?start=2012-04-09"))) == 7
