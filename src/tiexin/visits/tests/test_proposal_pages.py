"""The pages of proposals and the same for machines: lists, buttons by state, forms that keep what was typed."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits.models import Problem
from tiexin.visits.proposals import Proposal
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import step
from tiexin.visits.tests.test_proposals import answer, effective, send

pytestmark = pytest.mark.django_db
LATER = c.TODAY + timedelta(days=61)


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def listed(client, **asked):
    return [row.pk for row in client.get("/proposals/", asked).context["pager"].rows]


def text_of(client, address):
    return client.get(address).content.decode()


def table(answer):
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_list_is_narrowed_and_says_what_is_late(cast, client):
    first = send(cast, cast.problem)
    second = answer(cast, send(cast, title="工伤认定时限", body="人社部门"))
    client = enter(cast, client)
    assert listed(client) == [first.pk, second.pk]
    assert listed(client, state="answered") == listed(client, q="人社") == listed(client, q="工伤") == [second.pk]
    assert listed(client, unit="没有") == listed(client, late="yes") == []
    c.set_day(LATER)
    assert listed(client, late="yes") == [first.pk]
    assert "已超期" in text_of(client, "/proposals/") and "已超期" in text_of(client, f"/proposals/{first.pk}/")
    assert listed(enter(cast, client, "stranger")) == []


def test_the_list_and_the_problems_of_one_go_out(cast, client):
    made = send(cast, cast.problem)
    client = enter(cast, client)
    (row,) = table(client.get("/proposals/", {"as": "xlsx"}))
    assert (row["建议"], row["提给谁"], row["汇总的问题"]) == ("设立欠薪应急周转金", "人民政府", 1)
    (row,) = table(client.get(f"/proposals/{made.pk}/", {"as": "xlsx"}))
    assert (row["问题"], row["状态"]) == ("欠薪三个月", "从政策和制度层面推动")


def test_an_empty_list_says_what_fills_it(cast, client):
    client = enter(cast, client)
    assert "还没有政策建议" in text_of(client, "/proposals/")
    assert "没有符合条件的政策建议" in text_of(client, "/proposals/?q=x")


def test_from_a_problem_to_a_proposal_that_holds_it(cast, client):
    step(cast, "propose")
    client = enter(cast, client)
    assert f"/proposals/new/?problem={cast.problem.pk}" in text_of(client, f"/problems/{cast.problem.pk}/")
    page = client.get(f"/proposals/new/?problem={cast.problem.pk}")
    assert page.context["form"].initial["problems"] == [str(cast.problem.pk)]
    assert '<option value="党委">' in page.content.decode()
    sent = {"title": "设周转金", "text": "五家都有", "body": "人民政府", "sent": c.TODAY, "problems": cast.problem.pk}
    made = Proposal.objects.get(pk=client.post("/proposals/new/", sent).url.split("/")[2])
    assert (made.org, made.owner, list(made.problems.all())) == (cast.county, cast.author, [cast.problem])
    said = text_of(client, f"/problems/{cast.problem.pk}/")
    assert f'href="/proposals/{made.pk}/"' in said and "提给人民政府 · 已提出，等答复" in said


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(cast, client):
    client = enter(cast, client)
    answer = client.post("/proposals/new/", {"title": "设周转金", "text": "五家都有", "sent": c.TODAY})
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"body"}
    assert 'value="设周转金"' in answer.content.decode()
    answer = client.post("/proposals/new/", {"title": "x", "text": "x", "body": "x", "sent": "2012-05-11"})
    assert answer.context["form"].errors.keys() == {"sent"}


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("sent", {"answer", "take-in", "pass-on", "close"}),
        ("answered", {"answer", "effect", "take-in", "pass-on", "close"}),
        ("effect", {"end"}),
    ],
)
def test_the_buttons_are_those_of_the_state(cast, client, state, offered):
    made = {"sent": send, "answered": lambda *a: answer(cast, send(*a)), "effect": effective}[state](cast, cast.problem)
    text = text_of(enter(cast, client), f"/proposals/{made.pk}/")
    every = {"answer", "effect", "take-in", "pass-on", "close", "end"}
    assert {each for each in every if f"/proposals/{made.pk}/{each}/" in text} == offered


def test_from_the_answer_to_the_end_of_its_problems_on_the_pages(cast, client):
    made = send(cast, cast.problem)
    client, at = enter(cast, client), f"/proposals/{made.pk}/"
    sent = {"verdict": "accepted", "text": "同意", "day": c.TODAY}
    assert client.post(f"{at}answer/", sent).url == at
    assert client.post(f"{at}effect/", {"text": "已设立", "document": "30号", "day": c.TODAY}).url == at
    form = client.get(f"{at}end/").context["form"]
    assert form.initial == {"problems": [cast.problem.pk], "text": "已设立（30号）"}
    done = client.post(f"{at}end/", {"problems": cast.problem.pk, "text": "补发了"}, follow=True)
    assert "办结1个问题，还有1人要告知" in done.content.decode()
    assert Problem.objects.get().state == "solved"
    assert "1 人没告知" in text_of(client, at) and "/end/" not in text_of(client, at)
    assert client.post(f"{at}end/", {"text": "补发了"}).status_code == 422


def test_more_problems_another_owner_another_day_and_the_end(cast, client):
    made, colleague = send(cast), c.officer("高原", cast.county)
    client, at = enter(cast, client), f"/proposals/{made.pk}/"
    assert client.post(f"{at}take-in/", {"problems": cast.problem.pk}).url == at
    assert client.post(f"{at}take-in/", {}).status_code == 422
    assert "高原" in text_of(client, f"{at}pass-on/pick/?name=officer")
    assert client.post(f"{at}pass-on/", {"officer": colleague.pk, "text": "出差"}).url == at
    assert "改为高原负责" in text_of(client, at)
    assert client.post(f"{at}close/", {"reason": "已有规定"}).url == at
    assert client.post(f"{at}close/", {"reason": "已有规定"}).status_code == 422


def test_the_problems_to_choose_from_are_within_reach_and_free(cast, client):
    at = "/proposals/problems/pick/?name=problems&many=1"
    assert f'value="{cast.problem.pk}"' in text_of(enter(cast, client), at)
    assert f'value="{cast.problem.pk}"' not in text_of(enter(cast, client, "stranger"), at)
    send(cast, cast.problem)
    assert f'value="{cast.problem.pk}"' not in text_of(enter(cast, client), at)


def test_a_step_to_policy_offers_the_proposals_under_way(cast, client):
    made = send(cast)
    client = enter(cast, client)
    sent = {"move": "propose", "text": "同类", "proposal": made.pk}
    assert client.post(f"/problems/{cast.problem.pk}/step/", sent).status_code == 302
    assert Problem.objects.get().proposal == made
    assert "proposal" not in client.get(f"/problems/{cast.problem.pk}/step/").context["form"].fields


def test_strangers_find_nothing_and_readers_have_no_buttons(cast, client):
    made = send(cast, cast.problem)
    for page in ("", "answer/", "effect/", "close/", "pass-on/", "pass-on/pick/", "take-in/", "end/"):
        assert enter(cast, client, "stranger").get(f"/proposals/{made.pk}/{page}").status_code == 404
    c.actions.grant_post(cast.people["enterprise"], cast.county, "enterprise", by=None, on=c.TODAY)
    assert f"/proposals/{made.pk}/answer/" not in text_of(enter(cast, client, "enterprise"), f"/proposals/{made.pk}/")


def test_whoever_may_not_open_the_proposal_still_reads_what_came_of_it(cast, client):
    made = send(cast, cast.problem, org=cast.city, owner=cast.people["city_office"])
    text = text_of(enter(cast, client), f"/problems/{cast.problem.pk}/")
    assert "设立欠薪应急周转金" in text and f"/proposals/{made.pk}/" not in text


def test_machines_read_the_list_and_one(cast, client):
    made = send(cast, cast.problem)
    client = enter(cast, client)
    page = client.get("/api/proposals").json()
    assert (page["total"], page["rows"][0]["count"], page["rows"][0]["late"]) == (1, 1, False)
    one = client.get(f"/api/proposals/{made.pk}").json()
    words = {"text": "五家企业都有", "answer": "", "effect": "", "document": "", "problems": [cast.problem.pk]}
    assert one == page["rows"][0] | words
    assert client.get(f"/api/problems/{cast.problem.pk}").json()["proposal"] == made.pk
    assert client.get("/api/proposals", {"state": "closed"}).json()["total"] == 0
    assert enter(cast, client, "stranger").get(f"/api/proposals/{made.pk}").status_code == 404
