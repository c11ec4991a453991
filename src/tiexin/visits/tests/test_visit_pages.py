"""Visits through the form, by machine and in lists: two skins over one action, each in the scope of who asks."""

import io
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.registry.models import Worker
from tiexin.visits import actions
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Team, Visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRM = "宁夏凤凰机械有限公司"


@kept.fixture
def cast():
    """The county's officer leads a team with one colleague."""
    found = c.stage()
    found.colleague = c.officer("同行人", found.county, "officer")
    new = Team(org=found.county, name="兴庆一组", kind="stay_team", since=c.FOUNDED)
    team = NewTeam(new, found.people["officer"], [found.colleague])
    found.team = actions.form_team(team, by=None, on=c.TODAY)
    return found


@pytest.fixture
def officer(cast, client):
    return c.enter(client, cast.people["officer"])


def visited(cast, day=c.TODAY, author=None, **more):
    author = author or cast.people["officer"]
    wanted = {"author": author, "employer": cast.employer, "on": day, "methods": ["hear"], "known": [cast.worker]}
    return actions.record_visit(NewVisit(**wanted | more), by=author, on=c.TODAY)


def typed(cast, **changes):
    """What an officer's browser sends; None leaves a field out."""
    wanted = {
        "key": str(uuid.uuid4()),
        "employer": str(cast.employer.pk),
        "on": "2012-05-09",
        "methods": ["hear", "home"],
        "places": ["workshop"],
        "team": str(cast.team.pk),
        "companions": [str(cast.colleague.pk)],
        "known": [str(cast.worker.pk)],
        "name": ["王大山", "", "李小河"],
        "role": ["front_line", "front_line", "manager"],
        "said": "食堂冬天太冷",
        "question": "urgent",
        "problem": "夜班补贴",
    }
    return {name: value for name, value in (wanted | changes).items() if value is not None}


def by_machine(cast, **changes):
    """The same visit as a machine sends it."""
    wanted = {
        "key": str(uuid.uuid4()),
        "employer": cast.employer.pk,
        "on": "2012-05-09",
        "methods": ["hear", "home"],
        "places": ["workshop"],
        "team": cast.team.pk,
        "companions": [cast.colleague.pk],
        "known": [cast.worker.pk],
        "met": [{"name": " 王大山 ", "role": "front_line"}, {"name": "李小河", "role": "manager"}],
        "said": "食堂冬天太冷",
        "problems": [{"question": "urgent", "text": "夜班补贴"}],
    }
    return wanted | changes


def send(client, sent):
    return client.post("/api/visits", sent, content_type="application/json")


def whole(visit):
    """Everything that one visit left behind, by its words."""
    facts = Fact.objects.live().filter(entry__thing="visits.visit", entry__thing_id=visit.pk)
    return {
        "row": (visit.org, visit.author, visit.team, visit.employer, visit.on, visit.methods, visit.places, visit.said),
        "companions": visit.companions,
        "talks": list(visit.talks.order_by("pk").values_list("worker__name", "role")),
        "problems": list(visit.problems.values_list("question", "text")),
        "facts": sorted(facts.values_list("measure", flat=True)),
    }


# ── one visit, two skins ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("skin", ["form", "machine"])
def test_a_visit_leaves_the_same_behind_through_the_form_and_by_machine(cast, officer, skin):
    if skin == "form":
        answer, code = officer.post("/visits/new/", typed(cast)), 302
    else:
        answer, code = send(officer, by_machine(cast)), 201
    assert answer.status_code == code
    visit, who = Visit.objects.get(), cast.people["officer"]
    told = f"/visits/{visit.pk}/saved/" if skin == "form" else visit.pk
    assert (answer.url if skin == "form" else answer.json()["id"]) == told
    assert whole(visit) == {
        "row": (
            *(cast.county, who, cast.team, cast.employer),
            *(c.TODAY - DAY, ["hear", "home"], ["workshop"], "食堂冬天太冷"),
        ),
        "companions": [who.pk, cast.colleague.pk],
        "talks": [("刘桂英", "front_line"), ("王大山", "front_line"), ("李小河", "manager")],
        "problems": [("urgent", "夜班补贴")],
        "facts": ["presence", "presence", "problem_found", "talk", "talk", "talk", "visit"],
    }
    assert Entry.objects.get(verb="record_visit").by == who


def test_the_same_key_is_refused_by_both_skins_whichever_came_first(cast, officer):
    key = str(uuid.uuid4())
    assert officer.post("/visits/new/", typed(cast, key=key)).status_code == 302
    with c.nothing_written():
        by_form, by_api = officer.post("/visits/new/", typed(cast, key=key)), send(officer, by_machine(cast, key=key))
    assert (by_form.status_code, by_api.status_code) == (422, 422)
    said = "这条走访已经保存过，没有重复写入"
    assert (by_api.json()["message"], by_api.json()["field"]) == (said, "")
    assert list(by_form.context["form"].errors) == ["__all__"]
    assert said in by_form.text


WRONG = {
    "nobody met": ({"known": None, "name": None, "role": None}, "people"),
    "no way": ({"methods": None}, "methods"),
    "an unknown way": ({"methods": ["telepathy"]}, "methods"),
    "no enterprise": ({"employer": ""}, "employer"),
    "a day to come": ({"on": "2012-05-11"}, "on"),
    "not a day": ({"on": "2012-02-30"}, "on"),
    "a problem without its kind": ({"question": ""}, "question"),
    "a kind without its problem": ({"problem": " "}, "problem"),
    "a name twice": ({"name": ["王大山", "王大山"], "role": ["front_line", "manager"]}, "people"),
    "a role nobody has": ({"name": ["王大山"], "role": ["king"]}, "people"),
    "a team that is not mine": ({"team": "999999"}, "team"),
    "a colleague who is not": ({"companions": ["999999"]}, "companions"),
}


@pytest.mark.parametrize(("changes", "field"), WRONG.values(), ids=WRONG)
def test_a_wrong_visit_is_refused_beside_its_field_and_its_words_stay(cast, officer, changes, field):
    sent = typed(cast, **changes)
    with c.nothing_written():
        answer = officer.post("/visits/new/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "食堂冬天太冷" in answer.text
    rows = list(zip(sent.get("name", []), sent.get("role", []), strict=True))
    assert answer.context["rows"] == ([row for row in rows if row[0]] or [("", "front_line")])
    assert answer.context["ticked"] == sent.get("known", [])
    assert Worker.objects.filter(employer=cast.employer).count() == 1


def test_the_form_knows_today_my_team_and_the_enterprise_one_comes_from(cast, officer, client):
    form = officer.get(f"/visits/new/?employer={cast.employer.pk}").context["form"]
    given = {name: str(form[name].value()) for name in ("on", "team", "employer")}
    assert given == {"on": "2012-05-10", "team": str(cast.team.pk), "employer": str(cast.employer.pk)}
    assert list(form.fields["companions"].choices) == [(cast.colleague.pk, "同行人")]
    bare = c.enter(client, cast.people["city_office"]).get("/visits/new/?employer=x").context["form"]
    assert (bare["team"].value(), bare["employer"].value()) == ("", None)


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────


def test_lists_hold_what_is_in_scope_newest_first_on_the_page_and_by_machine(cast, client):
    days = [c.TODAY - 2 * DAY, c.TODAY, c.TODAY - DAY]
    old, new, mid = (visited(cast, day) for day in days)
    foreign = visited(
        cast, author=cast.people["stranger"], employer=cast.foreign, known=[c.worker(cast.foreign, "外人")]
    )
    seen = {}
    for name in ("officer", "stranger", "leader"):
        c.enter(client, cast.people[name])
        page = [visit.pk for visit in client.get("/visits/").context["pager"].rows]
        assert [row["id"] for row in client.get("/api/visits").json()["rows"]] == page
        seen[name] = page
    mine = [new.pk, mid.pk, old.pk]
    assert seen == {"officer": mine, "stranger": [foreign.pk], "leader": [foreign.pk, *mine]}


def test_rows_are_counted_without_what_each_of_them_shows(cast, officer):
    visited(cast)
    with CaptureQueriesContext(connection) as asked:
        officer.get("/visits/")
    shown = [query["sql"] for query in asked if 'FROM "visits_visit"' in query["sql"]]
    assert [("COUNT(*)" in sql, "duties_dispatch" in sql) for sql in shown] == [(True, False), (False, True)]


def test_filters_narrow_the_list_and_the_workbook_alike(cast, officer):
    visited(cast, said="甲")
    other = c.employer(cast.county, "隔壁公司")
    wrong = visited(cast, c.TODAY - DAY, author=cast.colleague, employer=other, known=[], met=[("某人", "manager")])
    actions.void_visit(wrong, "记错", by=cast.colleague, on=c.TODAY)
    mine = (FIRM, "2012-05-10", "李秀兰", None, "兴庆区总工会", "听取汇报", None, None)
    theirs = ("隔壁公司", "2012-05-09", "同行人", None, "兴庆区总工会", "听取汇报", None, "已作废")
    wanted = {"": [mine, theirs], "mine=on": [mine], "q=隔壁": [theirs], "q=隔壁&mine=on": [], "q=无": []}
    for asked, rows in wanted.items():
        page = officer.get(f"/visits/?{asked}").context["pager"].rows
        assert [visit.employer.name for visit in page] == [row[0] for row in rows]
        sheet = load_workbook(io.BytesIO(officer.get(f"/visits/?as=xlsx&{asked}").content)).active
        head, *body = sheet.iter_rows(values_only=True)
        assert head == ("企业", "日期", "谁去的", "工作组", "单位", "方式", "没有记姓名的人数", "状态")
        assert [tuple(str(cell)[:10] if n == 1 else cell or None for n, cell in enumerate(row)) for row in body] == rows


def test_teams_are_taken_out_as_they_are_listed(cast, officer, client):
    sheet = load_workbook(io.BytesIO(officer.get("/teams/?as=xlsx").content)).active
    head, *body = sheet.iter_rows(values_only=True)
    assert head == ("名称", "类别", "派出单位", "走访地点", "成立", "结束")
    assert [(*row[:3], str(row[4])[:10]) for row in body] == [("兴庆一组", "蹲点小组", "兴庆区总工会", "2000-01-01")]
    c.enter(client, cast.people["stranger"])
    assert list(client.get("/teams/").context["pager"].rows) == []


# ── searching for the enterprise, the page after saving, voiding ────────────────────────────────────────


def test_enterprises_are_searched_by_their_name_in_reach_only(cast, officer):
    near = c.employer(cast.county, "凤凰塑料厂")
    c.employer(cast.other_county, "凤凰煤矿")
    found = {
        asked: list(officer.get(f"/visits/new/pick/?q={asked}").context["employers"]) for asked in ("凤凰", "塑料", "")
    }
    assert found == {"凤凰": [near, cast.employer], "塑料": [near], "": []}


def test_the_people_known_at_an_enterprise_are_offered_by_name_and_not_to_strangers(cast, officer, client):
    c.worker(cast.employer, "丁一")
    page = f"/visits/new/people/{cast.employer.pk}/"
    shown = officer.get(page).context
    assert (shown["employer"], sorted(row.name for row in shown["known"])) == (cast.employer, ["丁一", "刘桂英"])
    assert c.enter(client, cast.people["stranger"]).get(page).status_code == 404


def test_what_a_visit_set_in_motion_is_told_to_its_author_others_are_led_to_the_visit(cast, officer, client):
    visit = visited(cast)
    assert officer.get(f"/visits/{visit.pk}/saved/").context["moved"] == []  # no plan counts anything here
    reached = {}
    for name in ("city_office", "leader", "stranger", "nobody"):
        answer = c.enter(client, cast.people[name]).get(f"/visits/{visit.pk}/saved/")
        reached[name] = (answer.status_code, answer.get("Location"))
    there = (302, f"/visits/{visit.pk}/")
    assert reached == {"city_office": there, "leader": there, "stranger": (404, None), "nobody": (404, None)}


@pytest.mark.parametrize("reason", ["", "  ", "字" * 201])
def test_a_visit_is_voided_through_its_page_with_a_reason_that_can_be_kept(cast, officer, reason):
    visit = visited(cast)
    page = f"/visits/{visit.pk}/void/"
    with c.nothing_written():
        answer = officer.post(page, {"reason": reason})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert answer.context["form"]["reason"].value() == reason
    assert officer.post(page, {"reason": "记错了企业"}).url == f"/visits/{visit.pk}/"
    visit.refresh_from_db()
    assert (visit.voided, visit.void_reason) == (c.TODAY, "记错了企业")
    assert officer.get(f"/visits/{visit.pk}/").context["may_void"] is False
    with c.nothing_written():
        again = officer.post(page, {"reason": "再来"})
    assert again.context["form"].errors == {"__all__": ["这条走访已于2012年5月10日作废"]}
