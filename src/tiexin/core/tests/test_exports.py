"""Lists as workbooks: as shown, in reach, capped with a word, with an entry."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tiexin.core import exports
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits.actions import NewTeam, NewVisit, form_team, record_visit
from tiexin.visits.models import Team

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    cast = c.stage()
    office = cast.people["office"]
    team = Team(org=cast.province, name="一组", kind="stay_team", since=c.TODAY)
    form_team(NewTeam(team, office), by=office, on=c.TODAY)
    for days, home in ((3, cast.employer), (1, cast.foreign)):
        new = NewVisit(office, home, c.TODAY - timedelta(days=days), ["home"], met=[("马一", "front_line")])
        record_visit(new, by=office, on=c.TODAY)
    return cast


def table(answer):
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    book = load_workbook(io.BytesIO(answer.content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


LISTS = [
    ("office", "/employers/", "单位名称", ["宁夏凤凰机械有限公司", "石嘴山煤业有限公司"]),
    ("office", "/employers/?q=煤业", "单位名称", ["石嘴山煤业有限公司"]),
    ("office", "/employers/?sort=new", "单位名称", ["石嘴山煤业有限公司", "宁夏凤凰机械有限公司"]),
    ("officer", "/employers/", "单位名称", ["宁夏凤凰机械有限公司"]),
    ("office", "/imports/", "表格", []),
    ("office", "/visits/", "企业", ["石嘴山煤业有限公司", "宁夏凤凰机械有限公司"]),
    ("officer", "/visits/", "企业", ["宁夏凤凰机械有限公司"]),
    ("office", "/visits/?q=煤业", "企业", ["石嘴山煤业有限公司"]),
    ("office", "/teams/", "名称", ["一组"]),
    ("audit", "/audit/?verb=record_visit", "做了什么", ["登记走访", "登记走访"]),
]


@pytest.mark.parametrize(("who", "address", "head", "first"), LISTS, ids=str)
def test_list_is_taken_out_as_it_is_shown(cast, client, who, address, head, first):
    c.enter(client, cast.people[who])
    rows = table(client.get(f"{address}{'&' if '?' in address else '?'}as=xlsx"))
    place = rows[0].index(head)
    assert [row[place] for row in rows[1:]] == first


@pytest.mark.parametrize("address", sorted({case[1].partition("?")[0] for case in LISTS}))
def test_page_offers_what_it_shows(cast, client, address):
    c.enter(client, cast.people["audit" if "audit" in address else "office"])
    page = client.get(f"{address}?q=&page=1")
    assert ("as=xlsx" in page.text) == bool(page.context["pager"].rows)


def test_stranger_takes_nothing_out(cast, client):
    c.enter(client, cast.people["nobody"])
    for _, address, _, _ in LISTS:
        with c.nothing_written():
            assert client.get(address, {"as": "xlsx"}).status_code == 404


def test_taking_out_leaves_an_entry(cast, client):
    c.enter(client, cast.people["officer"])
    before = Entry.objects.count()
    client.get("/employers/?as=xlsx")
    entry = Entry.objects.latest("pk")
    assert Entry.objects.count() == before + 1
    assert (entry.verb, entry.by, entry.org, entry.thing) == (
        "export",
        cast.people["officer"],
        cast.county,
        "orgs.org",
    )


def test_long_list_is_not_cut_silently(cast, client, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 1)
    c.enter(client, cast.people["office"])
    with c.nothing_written():
        answer = client.get("/employers/?sort=new&as=xlsx", follow=True)
    assert answer.redirect_chain == [("/employers/?sort=new", 302)]
    assert "超过 1 行，请先用筛选条件缩小范围再导出" in answer.text
    assert len(table(client.get("/employers/?q=煤业&as=xlsx"))) == 2


def test_typed_formula_stays_text(cast, client):
    c.employer(cast.city, '=HYPERLINK("http://x")')
    c.enter(client, cast.people["office"])
    answer = client.get("/employers/?q=HYPER&as=xlsx")
    cell = load_workbook(io.BytesIO(answer.content)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x")')


def test_order_and_columns_of_employers(cast, client):
    taxi = c.employer(cast.city, "银川出租车公司", "taxi", "halted", headcount=900)
    c.enter(client, cast.people["office"])
    rows = table(client.get("/employers/?sort=most&as=xlsx"))
    assert rows[0] == ["单位名称", "统一社会信用代码", "类型", "行业", "职工人数", "所属工会", "标记"]
    assert (
        rows[1]
        == [
            "银川出租车公司",
            taxi.credit_code,
            "非公企业",
            "机械制造",
            900,
            "银川市总工会",
            "停产半停产、出租车行业",
        ]
        or rows[1][6] == "出租车行业、停产半停产"
    )
