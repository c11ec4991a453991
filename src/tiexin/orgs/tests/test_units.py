"""Pages of units and the picker: what is shown, to whom, and at what cost."""

import pytest

from tiexin.orgs import actions, picker, queries
from tiexin.orgs.forms import OfficerForm
from tiexin.orgs.models import Kind, Org, Tree
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def leader(cast, client):
    return c.enter(client, cast.people["leader"])


def names(answer):
    return [str(unit) for unit in answer.context["pager"].rows]


def test_list_starts_at_the_highest_unit_and_the_step_below(cast, leader):
    answer = leader.get("/orgs/")
    assert names(answer) == ["自治区总工会", "自治区机冶建材工会", "银川市", "石嘴山市"]
    assert [unit.below or 0 for unit in answer.context["pager"].rows] == [3, 1, 2, 1]


def test_list_of_an_officer_starts_at_the_own_unit(cast, client):
    c.enter(client, cast.people["officer"])
    assert names(client.get("/orgs/")) == ["兴庆区", "凤凰机械厂工会"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=城", ["老城区"]),
        ("q=凤凰", ["凤凰机械厂工会"]),
        ("level=city", ["银川市", "石嘴山市"]),
        ("level=county&q=区", ["兴庆区", "老城区", "大武口区"]),
        ("q=%25", []),
        ("level=moon", ["自治区总工会", "自治区机冶建材工会", "银川市", "石嘴山市"]),
    ],
)
def test_filters_search_the_whole_reach(cast, leader, asked, found):
    assert names(leader.get(f"/orgs/?{asked}")) == found


def test_empty_search_offers_the_way_back(cast, leader):
    answer = leader.get("/orgs/?q=月球")
    assert "没有符合条件的单位" in answer.text
    assert 'href="/orgs/"' in answer.text


def test_highest_units_leave_out_those_below_another(cast, client):
    who = cast.people["city_office"]
    for unit in (cast.county, cast.other_county):
        actions.grant_post(who, unit, "officer", by=None, on=c.TODAY)
    c.enter(client, who)
    assert names(client.get("/orgs/")) == ["银川市", "兴庆区", "老城区", "大武口区"]


def test_unit_page_tells_its_place_people_and_children(cast, leader):
    answer = leader.get(f"/orgs/{cast.county.pk}/")
    assert [crumb["label"] for crumb in answer.context["crumbs"]] == ["自治区总工会", "银川市", "兴庆区"]
    for text in (
        "兴庆区总工会",
        "县级 · 地方总工会",
        "2000年1月1日成立",
        "640104",
        "李秀兰",
        "凤凰机械厂工会",
        "干部 2 人",
    ):
        assert text in answer.text
    assert "赵海燕" not in answer.text


def test_crumbs_begin_at_the_persons_own_highest_unit(cast, client):
    c.enter(client, cast.people["officer"])
    crumbs = client.get(f"/orgs/{cast.enterprise.pk}/").context["crumbs"]
    assert [crumb["label"] for crumb in crumbs] == ["兴庆区", "凤凰机械厂工会"]


def test_industry_union_shows_its_members_and_leads_to_them(cast, client):
    boss = c.officer("冯立新", cast.industry, "leader")
    c.enter(client, boss)
    assert names(client.get(f"/orgs/{cast.industry.pk}/")) == ["凤凰机械厂工会"]
    crumbs = client.get(f"/orgs/{cast.enterprise.pk}/").context["crumbs"]
    assert [crumb["label"] for crumb in crumbs] == ["自治区机冶建材工会", "凤凰机械厂工会"]


def test_closed_unit_says_so(cast, leader):
    assert "2005年1月1日撤销" in leader.get(f"/orgs/{cast.closed.pk}/").text
    assert "2005年1月1日撤销" in leader.get(f"/orgs/{cast.city.pk}/").text
    assert "没有下级单位" in leader.get(f"/orgs/{cast.closed.pk}/").text


def test_officers_of_a_unit_with_their_posts(cast, leader):
    actions.grant_post(cast.people["officer"], cast.city, "officer", by=None, on=c.TODAY)
    answer = leader.get(f"/orgs/{cast.county.pk}/officers/")
    assert "干部（兴庆区）" in answer.text
    assert "干部（银川市）" in answer.text
    assert "没有岗位" in answer.text  # 孙小军
    assert "还没有登记干部" in leader.get(f"/orgs/{cast.other_county.pk}/officers/").text


@pytest.mark.parametrize("page", ["", "officers/"])
@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_unit_out_of_reach_is_not_there(cast, client, page, who):
    c.enter(client, cast.people[who])
    assert client.get(f"/orgs/{cast.county.pk}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["/orgs/0/", "/orgs/-1/", "/orgs/abc/", "/orgs/1234567890123456789/", "/orgs/999999/"])
def test_address_of_no_unit(cast, leader, page):
    assert leader.get(page).status_code == 404


def test_pages_are_for_reading_only(cast, leader):
    for page in ("/orgs/", f"/orgs/{cast.city.pk}/", f"/orgs/{cast.city.pk}/officers/", "/orgs/pick/"):
        with c.nothing_written():
            assert leader.post(page).status_code == 405


def grow(cast):
    """Two more cities, counties and people, so that every list has three rows or more."""
    for number in range(2):
        city = c.org(f"第{number}市总工会", "city", cast.province, region=("640300", "640400")[number])
        c.org(f"第{number}区总工会", "county", cast.city, region=("640121", "640122")[number])
        c.officer(f"张{number}", cast.city, "officer")
        c.officer(f"王{number}", city)


def test_lists_cost_the_same_with_more_rows(cast, leader, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages = [
        "/orgs/",
        "/orgs/?level=city",
        f"/orgs/{cast.city.pk}/",
        f"/orgs/{cast.city.pk}/officers/",
        "/orgs/pick/?q=市",
    ]
    costs = []
    for _ in range(2):
        for page in pages:
            leader.get(page)
            with CaptureQueriesContext(
                connection,
            ) as run:
                assert leader.get(page).status_code == 200
            costs.append((page, len(run)))
        if len(costs) == len(pages):
            grow(cast)
    assert costs[: len(pages)] == costs[len(pages) :]
    assert max(cost for _, cost in costs) <= 12


# The picker


def picks(answer):
    return [(pick["label"], pick["checked"]) for pick in answer.context["picks"]]


def test_picker_finds_by_full_or_short_name_within_reach(cast, client):
    c.enter(client, cast.people["city_office"])
    assert picks(client.get("/orgs/pick/?name=org&q=总工会")) == [("银川市", False), ("兴庆区", False)]
    assert picks(client.get("/orgs/pick/?name=org&q=石嘴山")) == []
    assert "没有找到" in client.get("/orgs/pick/?name=org&q=石嘴山").text


def test_picker_keeps_the_chosen_row_first(cast, client):
    c.enter(client, cast.people["city_office"])
    chosen = cast.enterprise.pk
    assert picks(client.get(f"/orgs/pick/?name=org&q=银川&org={chosen}")) == [
        ("凤凰机械厂工会", True),
        ("银川市", False),
    ]
    stolen = cast.other_city.pk
    for value in (stolen, "0", "x", "²", ""):
        assert picks(client.get(f"/orgs/pick/?name=org&q=银川&org={value}")) == [("银川市", False)]


def test_picker_writes_the_name_safely(cast, leader):
    assert "<script>" not in leader.get("/orgs/pick/?name=<script>&q=市").text


def test_picker_shows_few_before_a_search_and_more_after(cast, leader):
    for number in range(25):
        c.org(f"厂{number}工会", "enterprise", cast.county, kind=Kind.ENTERPRISE)
    assert len(leader.get("/orgs/pick/?name=org").context["picks"]) == picker.FIRST
    answer = leader.get("/orgs/pick/?name=org&q=厂")
    assert len(answer.context["picks"]) == picker.SHOWN
    assert f"只列出前 {picker.SHOWN} 个" in answer.text


def test_field_accepts_only_its_own_rows_and_says_so(cast):
    units = Org.objects.filter(pk=cast.city.pk)
    for value, said in ((cast.province.pk, "请从搜索结果中选择"), ("", "请选择单位"), ("abc", "请从搜索结果中选择")):
        form = OfficerForm(units, c.TODAY, {"name": "甲", "rank": "staff", "since": "2012-01-01", "org": value})
        assert form.errors["org"] == [said]
    form = OfficerForm(units, c.TODAY, {"name": "甲", "rank": "staff", "since": "2012-01-01", "org": cast.city.pk})
    assert form.is_valid()
    assert form.instance.org == cast.city


def test_only_row_comes_chosen(cast):
    def html(form):
        return str(form["org"])

    assert "checked" in html(OfficerForm(Org.objects.filter(pk=cast.city.pk), c.TODAY))
    assert "checked" not in html(OfficerForm(Org.objects.all(), c.TODAY))


def test_way_prefers_the_territory(cast, rf):
    request = rf.get("/")
    request.officer, request.today, request.needs = cast.people["leader"], c.TODAY, "orgs.see"
    assert queries.way_to(cast.enterprise, request) == [cast.province, cast.city, cast.county, cast.enterprise]
    assert list(Org.objects.above(cast.enterprise, Tree.INDUSTRY)) == [cast.industry, cast.enterprise]
