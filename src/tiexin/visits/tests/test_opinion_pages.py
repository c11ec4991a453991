"""The pages of opinions and the same for machines: recorded with the visit, listed, ended, told, summed up."""

import io
import json
import uuid

import pytest
from openpyxl import load_workbook

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits.actions.opinions import Heard
from tiexin.visits.models import Stay, Team, TeamMember
from tiexin.visits.opinions import Opinion
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY
from tiexin.visits.tests.test_opinions import SAID, heard, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def text_of(client, address):
    return client.get(address).content.decode()


def form(cast, **changes):
    sent = {"key": uuid.uuid4(), "employer": cast.employer.pk, "on": c.TODAY, "methods": "hear", "team": ""}
    return {**sent, "known": cast.worker.pk, **changes}


def listed(client, **asked):
    return [row.pk for row in client.get("/opinions/", asked).context["pager"].rows]


def test_one_field_of_the_visit_is_enough(cast, client):
    assert enter(cast, client).post("/visits/new/", form(cast, opinion=SAID)).status_code == 302
    found = Opinion.objects.get()
    assert (found.text, found.source, found.worker, found.state) == (SAID, "front_line", cast.worker, "open")
    assert f'href="/opinions/{found.pk}/"' in text_of(client, f"/visits/{found.visit_id}/")


def test_what_was_answered_on_the_spot_is_written_with_it(cast, client):
    sent = form(cast, opinion=SAID, opinion_answer="下周起供热饭")
    assert enter(cast, client).post("/visits/new/", sent).status_code == 302
    assert (Opinion.objects.get().state, Opinion.objects.get().told_on) == ("answered", c.TODAY)


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(cast, client):
    manager = c.worker(cast.employer, "钱经理", "manager")
    client = enter(cast, client)
    answer = client.post("/visits/new/", form(cast, opinion=SAID, known=[cast.worker.pk, manager.pk]))
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"opinion_from"}
    assert SAID in answer.content.decode()
    answer = client.post("/visits/new/", form(cast, opinion_answer="好"))
    assert answer.context["form"].errors.keys() == {"opinion"}
    assert Opinion.objects.count() == 0


def test_the_form_of_a_correction_leaves_opinions_alone(cast, client):
    found = heard(cast)
    page = enter(cast, client).get(f"/visits/{found.visit_id}/mend/")
    assert "opinion" not in page.context["form"].fields and "提了意见建议" not in page.content.decode()


def test_the_list_is_narrowed_and_open_ones_stand_first(cast, client):
    done, first = settle(cast, heard(cast), "answered"), heard(cast)
    manager = heard(cast, Heard("建议错峰用电", "manager"))
    client = enter(cast, client)
    assert listed(client) == [manager.pk, first.pk, done.pk]
    assert listed(client, state="answered") == listed(client, told="no") == [done.pk]
    assert listed(client, source="manager") == listed(client, q="错峰") == [manager.pk]
    assert len(listed(client, q="凤凰机械")) == 3 and listed(client, unit="没有") == []
    assert listed(enter(cast, client, "stranger")) == []


def test_an_empty_list_says_what_fills_it(cast, client):
    client = enter(cast, client)
    assert "还没有意见建议" in text_of(client, "/opinions/")
    assert "没有符合条件的意见建议" in text_of(client, "/opinions/?q=x")


def test_the_register_goes_out(cast, client):
    settle(cast, heard(cast), "suggested", unit="食堂")
    answer = enter(cast, client).get("/opinions/", {"as": "xlsx"})
    assert "%E6%84%8F%E8%A7%81%E5%BB%BA%E8%AE%AE%E7%99%BB%E8%AE%B0%E8%A1%A8" in answer["Content-Disposition"]
    heads, row = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    said = dict(zip(heads, row, strict=True))
    assert (said["来源"], said["谁提的"], said["着落"]) == ("生产一线职工", "刘桂英", "已向单位建议，等回复")
    assert (said["意见建议"], said["向哪个单位建议"]) == (SAID, "食堂")


def test_from_open_to_told_on_its_pages(cast, client):
    found = heard(cast)
    client, at = enter(cast, client), f"/opinions/{found.pk}/"
    text = text_of(client, at)
    assert [end for end in ("answered", "problem", "suggested", "set_aside", "replied") if f"?to={end}" in text] == [
        "answered",
        "problem",
        "suggested",
        "set_aside",
    ]
    page = client.get(f"{at}settle/?to=set_aside")
    assert page.context["asks"] == "为什么不采纳" and page.context["form"]["end"].value() == "set_aside"
    assert client.post(f"{at}settle/", {"end": "set_aside", "text": "另有安排"}).url == at
    assert client.post(f"{at}settle/", {"end": "set_aside", "text": "另有安排"}).status_code == 422
    assert f"{at}tell/" in text_of(client, at)
    assert client.post(f"{at}tell/", {"way": "face", "day": c.TODAY}).url == at
    assert "2012年5月10日当面" in text_of(client, at) and f"{at}tell/" not in text_of(client, at)
    assert client.post(f"{at}tell/", {"way": "face", "day": c.TODAY}).status_code == 422


def test_suggested_it_waits_for_the_reply(cast, client):
    found = heard(cast)
    client, at = enter(cast, client), f"/opinions/{found.pk}/"
    assert client.post(f"{at}settle/", {"end": "suggested", "text": "请办"}).context["form"].errors.keys() == {"unit"}
    assert client.post(f"{at}settle/", {"end": "suggested", "text": "请办", "unit": "食堂"}).url == at
    assert "unit" not in client.get(f"{at}settle/").context["form"].fields
    assert client.post(f"{at}settle/", {"end": "replied", "text": "已办"}).url == at
    assert "回复</dt><dd>已办" in text_of(client, at)


def test_it_leads_to_the_problem_that_it_became(cast, client):
    found = heard(cast)
    client, at = enter(cast, client), f"/opinions/{found.pk}/"
    sent = {"end": "problem", "text": "要一起商量", "question": "hope"}
    assert client.post(f"{at}settle/", sent).url == at
    found.refresh_from_db()
    assert f'href="/problems/{found.problem_id}/"' in text_of(client, at)
    assert "看问题" in text_of(client, "/opinions/")


def test_one_is_noted_afterwards_from_its_visit(cast, client):
    client, visit = enter(cast, client), cast.problem.visit
    assert f'href="/visits/{visit.pk}/opinions/new/"' in text_of(client, f"/visits/{visit.pk}/")
    made = client.post(f"/visits/{visit.pk}/opinions/new/", {"opinion": SAID})
    assert made.url == f"/opinions/{Opinion.objects.get().pk}/"
    answer = client.post(f"/visits/{visit.pk}/opinions/new/", {"opinion": "", "opinion_answer": "好"})
    assert answer.status_code == 422 and "好" in answer.content.decode()


def test_a_stay_and_a_team_sum_up_what_they_heard(cast, client):
    team = Team.objects.create(org=cast.county, name="第一组", kind="stay_team", since=c.FOUNDED)
    TeamMember.objects.create(team=team, officer=cast.author, leads=True, since=c.FOUNDED)
    stay = Stay.objects.create(team=team, employer=cast.employer, start=c.TODAY - 3 * DAY, end=c.TODAY)
    inside = heard(cast, team=team)
    before = heard(cast, team=team, on=c.TODAY - 9 * DAY)
    heard(cast)
    client = enter(cast, client)
    page = client.get(f"/teams/stays/{stay.pk}/opinions/")
    assert [row.pk for row in page.context["pager"].rows] == [inside.pk]
    assert [source.total for source in page.context["sources"]] == [1, 0, 0, 0]
    page = client.get(f"/teams/{team.pk}/opinions/")
    assert {row.pk for row in page.context["pager"].rows} == {inside.pk, before.pk}
    assert client.get(f"/teams/{team.pk}/opinions/?as=xlsx")["Content-Type"].endswith("sheet")
    assert f"/teams/stays/{stay.pk}/opinions/" in text_of(client, f"/teams/stays/{stay.pk}/")
    assert f"/teams/{team.pk}/opinions/" in text_of(client, f"/teams/{team.pk}/")


@pytest.mark.parametrize("page", ["", "settle/", "tell/"])
def test_strangers_find_nothing(cast, client, page):
    found = heard(cast)
    assert enter(cast, client, "stranger").get(f"/opinions/{found.pk}/{page}").status_code == 404


def test_whoever_only_reads_has_no_buttons(cast, client):
    found = heard(cast)
    c.actions.grant_post(cast.people["enterprise"], cast.county, "enterprise", by=None, on=c.TODAY)
    text = text_of(enter(cast, client, "enterprise"), f"/opinions/{found.pk}/")
    assert SAID in text and "?to=" not in text


def test_a_machine_sends_them_with_the_visit_and_reads_them(cast, client):
    client = enter(cast, client)
    sent = {"key": str(uuid.uuid4()), "employer": cast.employer.pk, "on": "2012-05-10", "methods": ["hear"]}
    sent |= {"known": [cast.worker.pk], "opinions": [{"text": SAID}, {"text": "修澡堂", "answer": "已安排"}]}
    assert client.post("/api/visits", json.dumps(sent), content_type="application/json").status_code == 201
    page = client.get("/api/opinions").json()
    assert [(row["text"], row["state"], row["source"]) for row in page["rows"]] == [
        (SAID, "open", "front_line"),
        ("修澡堂", "answered", "front_line"),
    ]
    assert client.get("/api/opinions", {"state": "open"}).json()["total"] == 1
    bad = sent | {"key": str(uuid.uuid4()), "opinions": [{"text": " "}]}
    refused = client.post("/api/visits", json.dumps(bad), content_type="application/json")
    assert (refused.status_code, refused.json()["field"]) == (422, "opinion")
