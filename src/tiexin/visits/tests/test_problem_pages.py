"""The pages of problems and the same for machines: what is listed, which buttons there are, what is told."""

import io
import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits import problem_queries as queries
from tiexin.visits import problem_rules as rules
from tiexin.visits.actions import problems as actions
from tiexin.visits.actions.problems import Handover
from tiexin.visits.matters import Voice
from tiexin.visits.models import Problem
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, heard, step, trail

pytestmark = pytest.mark.django_db
LATER = c.TODAY + timedelta(days=31)


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def listed(client, **asked):
    return [row.pk for row in client.get("/problems/", asked).context["pager"].rows]


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_is_what_is_not_solved_unless_asked_otherwise(cast, client):
    solved, explained = heard(cast), heard(cast)
    step(cast, "solve", problem=solved)
    step(cast, "explain", problem=explained)
    client = enter(cast, client)
    assert listed(client) == [cast.problem.pk, explained.pk]
    assert listed(client, state="solved") == [solved.pk]
    assert listed(client, state="explained") == [explained.pk]
    assert set(listed(client, state="all")) == {cast.problem.pk, solved.pk, explained.pk}


def test_the_list_is_narrowed_by_unit_kind_owner_words_and_day(cast, client):
    worried = heard(cast, problems=[("worry", "怕裁员")])
    office = cast.people["city_office"]
    actions.hand_over_problem(worried, Handover(office, "请市总协调"), by=cast.author, on=c.TODAY)
    client = enter(cast, client, "city_office")
    assert listed(client, unit="兴庆区") == [cast.problem.pk]
    assert listed(client, question="worry") == listed(client, whose="mine") == listed(client, q="裁员") == [worried.pk]
    assert set(listed(client, q="凤凰机械")) == {cast.problem.pk, worried.pk}
    assert listed(client, q="没有的") == listed(client, late="yes") == []
    c.set_day(LATER)
    assert set(listed(client, late="yes")) == {cast.problem.pk, worried.pk}


def test_late_is_said_on_the_list_and_on_the_page(cast, client):
    client = enter(cast, client)
    assert "已超期" not in client.get(f"/problems/{cast.problem.pk}/").content.decode()
    c.set_day(LATER)
    for page in ("/problems/", f"/problems/{cast.problem.pk}/"):
        assert "tx-state--missed" in client.get(page).content.decode()


def test_problems_of_other_places_are_not_listed(cast, client):
    assert listed(enter(cast, client, "stranger")) == []


def test_the_list_of_what_is_not_solved_goes_out_by_unit(cast, client):
    heard(cast, problems=[("hope", "盼涨工资")], on=c.TODAY)
    solved = heard(cast, problems=[("resent", "食堂差")])
    step(cast, "solve", problem=solved)
    c.set_day(LATER)
    answer = enter(cast, client).get("/problems/", {"as": "xlsx"})
    assert "%E6%9C%AA%E8%A7%A3%E5%86%B3%E9%97%AE%E9%A2%98%E6%B8%85%E5%8D%95" in answer["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    heads = next(row for row in rows if row[0] == "负责单位")
    body = [dict(zip(heads, row, strict=True)) for row in rows[rows.index(heads) + 1 :]]
    assert [(row["问题"], row["状态"], row["超期"], row["还没有告知的人数"]) for row in body] == [
        ("欠薪三个月", "在企业层面解决", "已超期", 1),
        ("盼涨工资", "在企业层面解决", "已超期", 1),
    ]
    assert {row["负责单位"] for row in body} == {"兴庆区总工会"}


def test_an_empty_list_says_what_fills_it(cast, client):
    step(cast, "solve")
    client = enter(cast, client)
    assert "没有还没解决的问题" in client.get("/problems/").content.decode()
    assert "没有符合条件的问题" in client.get("/problems/", {"q": "没有的"}).content.decode()


# ── one problem ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("moves", [(), ("raise",), ("explain",), ("propose",), ("solve",)])
def test_the_buttons_are_those_of_the_table(cast, client, moves):
    for move in moves:
        step(cast, move)
    state = Problem.objects.get(pk=cast.problem.pk).state
    answer = enter(cast, client).get(f"/problems/{cast.problem.pk}/")
    text = answer.content.decode()
    offered = [name for name in rules.MOVES if f"?to={name}" in text]
    assert offered == [move.name for move in rules.moves_from(state)] == [m.name for m in answer.context["moves"]]
    assert ("hand-over/" in text) is (state in rules.UNSOLVED)
    assert (f"/problems/{cast.problem.pk}/tell/" in text) is (state != "open")


def test_whoever_only_reads_has_no_buttons(cast, client):
    text = enter(cast, client, "enterprise").get("/problems/").content.decode()
    assert "欠薪三个月" not in text  # the enterprise is the county's, not this union's own
    c.actions.grant_post(cast.people["enterprise"], cast.county, "enterprise", by=None, on=c.TODAY)
    answer = enter(cast, client, "enterprise").get(f"/problems/{cast.problem.pk}/")
    assert (answer.status_code, answer.context["moves"]) == (200, [])
    assert "?to=" not in answer.content.decode()


def test_the_visit_and_the_employer_lead_to_the_problem(cast, client):
    client = enter(cast, client)
    for page in (f"/visits/{cast.problem.visit_id}/", f"/employers/{cast.employer.pk}/"):
        assert f'href="/problems/{cast.problem.pk}/"' in client.get(page).content.decode()


def test_the_path_is_told_in_words(cast, client):
    step(cast, "raise", "报县政府专题会")
    office = cast.people["city_office"]
    actions.hand_over_problem(cast.problem, Handover(office, "涉及全市"), by=cast.author, on=c.TODAY)
    text = enter(cast, client).get(f"/problems/{cast.problem.pk}/").content.decode()
    said = ["发现问题", "争取党委和政府解决", "报县政府专题会", "移交给马建国（银川市）", "涉及全市"]
    path = text[text.index("办理过程") :]
    assert sorted(said, key=path.index) == said


def take(client, problem, page="step", **sent):
    return client.post(f"/problems/{problem.pk}/{page}/", sent)


def test_a_step_is_taken_on_its_page(cast, client):
    client = enter(cast, client)
    page = client.get(f"/problems/{cast.problem.pk}/step/?to=raise")
    assert (page.context["form"]["move"].value(), page.context["asks"]) == ("raise", "找了哪个部门、为什么")
    seen = page.context["form"]["seen"].value()
    sent = {"move": "raise", "text": "报县政府", "due": "2012-06-01", "seen": seen}
    assert take(client, cast.problem, **sent).url == f"/problems/{cast.problem.pk}/"
    again = take(client, cast.problem, **{**sent, "move": "solve", "text": "写了很多字"})
    assert again.status_code == 422
    assert "刚才已有人办理" in again.content.decode() and "写了很多字" in again.content.decode()
    assert trail(cast.problem) == [("", "open"), ("open", "raised")]


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("move", {"text": "说"}),
        ("move", {"text": "说", "move": "reopen"}),
        ("text", {"move": "solve"}),
        ("due", {"move": "raise", "text": "说", "due": "2012-05-09"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field(cast, client, field, sent):
    answer = take(enter(cast, client), cast.problem, **sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert trail(cast.problem) == [("", "open")]


def test_a_problem_is_handed_down_by_those_above_and_taken_up_by_them(cast, client):
    client = enter(cast, client, "city_office")
    answer = take(client, cast.problem, "hand-over", officer=cast.people["city_office"].pk, text="市总接过来办")
    assert answer.url == f"/problems/{cast.problem.pk}/"
    assert list(queries.owned_by(cast.people["city_office"])) == [cast.problem]
    answer = take(client, cast.problem, "hand-over", officer=cast.author.pk, text="请县里接着办")
    assert answer.url == f"/problems/{cast.problem.pk}/"
    assert list(queries.owned_by(cast.author)) == [cast.problem]


def test_nobody_out_of_reach_is_offered_or_taken(cast, client):
    client = enter(cast, client)
    page = f"/problems/{cast.problem.pk}/hand-over/"
    assert "马建国" not in client.get(f"{page}pick/", {"q": "马建国", "name": "officer"}).content.decode()
    answer = take(client, cast.problem, "hand-over", officer=cast.people["city_office"].pk, text="请市总办")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["officer"])


def test_the_worker_is_told_on_its_page(cast, client):
    step(cast, "explain", "年底才有钱")
    client = enter(cast, client)
    voice = Voice.objects.get()
    form = client.get(f"/problems/{cast.problem.pk}/tell/").context["form"]
    assert (form["voices"].value(), form["day"].value()) == ([voice.pk], c.TODAY)
    answer = take(client, cast.problem, "tell", voices=voice.pk, way="face", day="2012-05-10")
    assert answer.url == f"/problems/{cast.problem.pk}/"
    text = client.get(answer.url).content.decode()
    assert "2012年5月10日当面告知 · 李秀兰" in text
    assert take(client, cast.problem, "tell", voices=voice.pk, way="face", day="2012-05-10").status_code == 422


def test_who_raised_it_is_said_on_its_page(cast, client):
    other = c.worker(cast.employer, "马小军")
    problem = heard(cast, known=[cast.worker, other])
    client = enter(cast, client)
    assert take(client, problem, "voices", workers=other.pk).url == f"/problems/{problem.pk}/"
    assert client.get(f"/problems/{problem.pk}/voices/").context["form"].initial == {"workers": [other.pk]}
    assert take(client, problem, "voices", workers=9**9).status_code == 422


@pytest.mark.parametrize("page", ["", "step/", "hand-over/", "hand-over/pick/", "tell/", "voices/"])
def test_strangers_find_nothing(cast, client, page):
    assert enter(cast, client, "stranger").get(f"/problems/{cast.problem.pk}/{page}").status_code == 404


# ── for machines ────────────────────────────────────────────────────────────────────────────────────────


def post(client, problem, **sent):
    return client.post(f"/api/problems/{problem.pk}/steps", json.dumps(sent), content_type="application/json")


def test_a_machine_reads_the_list_and_one_problem(cast, client):
    client = enter(cast, client)
    page = client.get("/api/problems").json()
    assert (page["total"], [row["id"] for row in page["rows"]]) == (1, [cast.problem.pk])
    one = client.get(f"/api/problems/{cast.problem.pk}").json()
    assert one == page["rows"][0] | {"steps": one["steps"], "moves": ["solve", "raise", "explain", "propose"]}
    assert [(each["was"], each["state"], each["on"]) for each in one["steps"]] == [("", "open", "2012-05-10")]
    assert client.get("/api/problems", {"state": "solved"}).json()["total"] == 0


def test_a_machine_takes_a_step_and_is_refused_one(cast, client):
    client = enter(cast, client)
    seen = client.get(f"/api/problems/{cast.problem.pk}").json()["steps"][-1]["id"]
    taken = post(client, cast.problem, move="solve", text="补发了", seen=seen)
    assert (taken.status_code, taken.json()["state"], taken.json()["moves"]) == (201, "solved", ["reopen"])
    refused = post(client, cast.problem, move="solve", text="补发了")
    assert (refused.status_code, refused.json()["field"]) == (422, "move")
    assert post(enter(cast, client, "stranger"), cast.problem, move="reopen", text="没有").status_code == 404


def test_the_day_is_kept_where_only_the_owner_changes(cast):
    before = cast.problem.due
    gone = actions.hand_over_problem(
        cast.problem, Handover(cast.people["city_office"], "请办"), by=cast.author, on=c.TODAY + DAY
    )
    assert gone.due == before
