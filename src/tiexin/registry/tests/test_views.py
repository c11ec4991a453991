"""Pages of employers, marks and workers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.orgs.tests import cast as c
from tiexin.registry import actions
from tiexin.registry.models import Employer, EmployerTag, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["office"])


def names(answer):
    return [str(row) for row in answer.context["pager"].rows]


def test_list_is_limited_to_the_reach(cast, client):
    for who, found in (("officer", ["宁夏凤凰机械有限公司"]), ("stranger", ["石嘴山煤业有限公司"]), ("enterprise", [])):
        c.enter(client, cast.people[who])
        assert names(client.get("/employers/")) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["宁夏凤凰机械有限公司", "石嘴山煤业有限公司", "银川出租车公司"]),
        ("q=凤凰", ["宁夏凤凰机械有限公司"]),
        ("q=CODE", ["银川出租车公司"]),
        ("kind=state", ["石嘴山煤业有限公司"]),
        ("tag=taxi", ["银川出租车公司"]),
        ("tag=halted", []),
        ("sort=most", ["银川出租车公司", "宁夏凤凰机械有限公司", "石嘴山煤业有限公司"]),
        ("sort=new", ["银川出租车公司", "石嘴山煤业有限公司", "宁夏凤凰机械有限公司"]),
        ("kind=royal&sort=moon", ["宁夏凤凰机械有限公司", "石嘴山煤业有限公司", "银川出租车公司"]),
        ("tag=taxi&kind=state", []),
    ],
)
def test_list_is_filtered_and_sorted_by_its_address(cast, office, asked, found):
    taxi = c.employer(cast.city, "银川出租车公司", "taxi", "halted", headcount=900)
    Employer.objects.filter(pk=cast.foreign.pk).update(headcount=None)
    actions.end_tag(taxi.tags.get(tag="halted"), by=None, on=c.TODAY)
    assert names(office.get(f"/employers/?{asked.replace('CODE', taxi.credit_code[9:])}")) == found


def test_list_shows_marks_in_force(cast, office):
    taxi = c.employer(cast.city, "银川出租车公司", "taxi", "halted")
    actions.end_tag(taxi.tags.get(tag="halted"), by=None, on=c.TODAY)
    rows = {row.name: [mark.tag for mark in row.marks] for row in office.get("/employers/").context["pager"].rows}
    assert rows["银川出租车公司"] == ["taxi"]
    assert rows["宁夏凤凰机械有限公司"] == []


def test_empty_list_says_what_would_fill_it(cast, client):
    c.enter(client, cast.people["enterprise"])
    assert "活动办公室登记企业后会列在这里" in client.get("/employers/").text
    c.enter(client, c.officer("新来", cast.enterprise, "office"))
    answer = client.get("/employers/")
    assert "登记第一家企业" in answer.text
    assert 'href="/employers/new/"' in answer.text
    assert "看全部企业" in client.get("/employers/?q=没有").text


def test_list_comes_in_pages(cast, office):
    for number in range(26):
        c.employer(cast.city, f"厂{number:02}")
    first = office.get("/employers/?q=厂")
    assert (len(first.context["pager"].rows), first.context["pager"].total) == (25, 26)
    assert names(office.get("/employers/?q=厂&page=2")) == ["厂25"]


def test_list_costs_the_same_with_more_rows(cast, office):
    costs = []
    for more in (0, 3):
        for number in range(more):
            c.employer(cast.city, f"出租车公司{number}", "taxi", "halted")
        for page in ("/employers/", "/employers/?tag=taxi", "/employers/pick/?name=employer&q=公司"):
            office.get(page)
            with CaptureQueriesContext(connection) as run:
                office.get(page)
            costs.append(len(run))
    assert costs[0] == costs[3]
    assert costs[2] == costs[5]
    assert max(costs) <= 8


NEW = {"name": "银川纺织厂", "kind": "state", "industry": "纺织", "headcount": "120"}


def test_new_employer(cast, office):
    code = c.credit_code(800)
    answer = office.post("/employers/new/", {**NEW, "credit_code": code, "org": cast.county.pk})
    made = Employer.objects.get(credit_code=code)
    assert answer.url == f"/employers/{made.pk}/"
    assert (made.name, made.org, made.kind, made.industry, made.headcount) == (
        "银川纺织厂",
        cast.county,
        "state",
        "纺织",
        120,
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"credit_code": "911"}, "credit_code"),
        ({"credit_code": "KNOWN"}, "credit_code"),
        ({"org": ""}, "org"),
        ({"kind": "royal"}, "kind"),
        ({"headcount": "-1"}, "headcount"),
        ({"industry": "x" * 41}, "industry"),
    ],
)
def test_bad_employer_is_refused_beside_the_field(cast, office, changed, field):
    if changed.get("credit_code") == "KNOWN":
        changed = {"credit_code": cast.foreign.credit_code}
    with c.nothing_written():
        sent = {**NEW, "credit_code": c.credit_code(801), "org": cast.county.pk, **changed}
        answer = office.post("/employers/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    if "credit_code" in changed:
        assert "GB 32100-2015" in answer.context["form"].errors[field][0]


def test_employer_cannot_be_put_under_a_foreign_or_closed_unit(cast, client):
    c.enter(client, cast.people["city_office"])
    for org in (cast.other_county, cast.province, cast.closed):
        with c.nothing_written():
            sent = {**NEW, "credit_code": c.credit_code(802), "org": org.pk}
            assert client.post("/employers/new/", sent).status_code == 422


def test_mark_is_set_and_ended(cast, office):
    page = f"/employers/{cast.employer.pk}/tags/new/"
    assert 'value="2012-05-10"' in office.get(page).text
    sent = {"tag": "distressed", "since": "2012-05-01", "reason": "停产"}
    assert office.post(page, sent).url == f"/employers/{cast.employer.pk}/"
    tag = EmployerTag.objects.get()
    assert (tag.tag, tag.set_by, tag.until) == ("distressed", cast.people["office"], None)
    assert office.post(f"/tags/{tag.pk}/end/").url == f"/employers/{cast.employer.pk}/"
    tag.refresh_from_db()
    assert tag.until == c.TODAY
    with c.nothing_written():
        office.post(f"/tags/{tag.pk}/end/")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"tag": "royal"}, "tag"),
        ({"since": "2012-05-11"}, "since"),
        ({"since": "x"}, "since"),
        ({"reason": " "}, "reason"),
    ],
)
def test_bad_mark_is_refused_beside_the_field(cast, office, changed, field):
    with c.nothing_written():
        sent = {"tag": "halted", "since": "2012-05-01", "reason": "停产", **changed}
        answer = office.post(f"/employers/{cast.employer.pk}/tags/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_new_worker_needs_a_name_only(cast, office):
    page = f"/employers/{cast.employer.pk}/workers/new/"
    assert "只在发放款物等依法必须时才问，加密保存" in office.get(page).text
    answer = office.post(page, {"name": "马兰花", "role": "front_line"})
    made = Worker.objects.get(name="马兰花")
    assert answer.url == f"/workers/{made.pk}/"
    assert (made.employer, made.role, made.identity_index) == (cast.employer, "front_line", None)
    with c.nothing_written():
        assert office.post(page, {"name": "", "role": "king"}).status_code == 422


def test_forms_of_a_foreign_employer_are_not_there(cast, client):
    tag = actions.tag_employer(
        cast.employer, actions.NewTag("halted", c.TODAY - timedelta(9), "停产"), by=None, on=c.TODAY
    )
    for who in ("stranger", "officer", "leader", "nobody"):
        c.enter(client, cast.people[who])
        for page in (f"/employers/{cast.employer.pk}/tags/new/", f"/employers/{cast.employer.pk}/workers/new/"):
            with c.nothing_written():
                assert client.get(page).status_code == 404
                assert client.post(page, {"name": "甲", "role": "front_line"}).status_code == 404
        with c.nothing_written():
            assert client.post(f"/tags/{tag.pk}/end/").status_code == 404


def test_only_the_office_is_offered_to_register(cast, client):
    for who, offered in (("office", True), ("officer", False), ("leader", False)):
        c.enter(client, cast.people[who])
        assert ("登记企业" in client.get("/employers/").text) == offered
        assert client.get("/employers/new/").status_code == (200 if offered else 404)


def test_picker_searches_within_reach(cast, client):
    c.enter(client, cast.people["officer"])
    found = client.get("/employers/pick/?name=employer&q=公司")
    assert [(pick["label"], pick["note"]) for pick in found.context["picks"]] == [("宁夏凤凰机械有限公司", "兴庆区")]
    assert f'name="employer" value="{cast.employer.pk}"' in found.text
    c.enter(client, cast.people["enterprise"])
    assert client.get("/employers/pick/").status_code == 404
