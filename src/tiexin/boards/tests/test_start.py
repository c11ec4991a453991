"""A first start: from the code over five questions to the links, the draft, and the page that is there no more."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tiexin.boards.start import codes, links, packs, queries, views
from tiexin.boards.tests import begun as b
from tiexin.core.days import now
from tiexin.duties.models import Plan, PlanVersion
from tiexin.evidence.models import Entry
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.models import Level, Org, Post
from tiexin.orgs.tests import cast as c
from tiexin.plans.reading import shipped
from tiexin.search import verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody")]
LATER = {"plan": "later", "text": ""}


@pytest.fixture
def client(nobody):
    return b.browser()


def finished(client):
    assert client.post("/start/check/")["Location"] == "/start/links/"
    return client.get("/start/links/")


def handed(page):
    """The addresses on the page of links, in order."""
    return [path.replace("&amp;", "&") for path in re.findall(r"http://testserver(/activate/[^<]+)<", page.text)]


# ── the way through ──────────────────────────────────────────────────────────────────────────────────────


def test_whatever_is_opened_leads_to_the_start():
    for place in ("/", "/board/", "/login/", "/orgs/7/", "/nothing/", "/activate/x/"):
        answer = Client().get(place)
        assert (answer.status_code, answer["Location"]) == (302, "/start/"), place
    page = Client().get("/start/")
    assert page.status_code == 200
    assert "启动码" in page.text and "哪个工会" in page.text


def test_programs_are_told():
    answer = Client().get("/api/orgs")
    assert answer.status_code == 503
    assert answer.json()["message"].startswith("这个安装还没有单位")


def test_five_questions_make_everything_at_once(client):
    b.answer(client)
    with c.nothing_written():
        page = client.get("/start/check/")
    for word in (b.UNION, "省级", "宁夏", "周明", "zhouming", "吴静", "wujing", "郑强", "zheng", "沈彦萍"):
        assert word in page.text
    assert "《本会走访通知》" in page.text
    assert "1 条，按 2026 年执行：2026年2月13日至2026年6月30日" in page.text
    page = finished(client)
    assert list(Org.objects.values_list("name", "level", "kind", "region")) == [
        (b.UNION, "province", "territorial", "640000")
    ]
    assert sorted(Post.objects.values_list("officer__account__username", "role")) == [
        ("shenyanping", "office"),
        ("wujing", "security"),
        ("zheng", "audit"),
        ("zhouming", "system"),
    ]
    version = PlanVersion.objects.get()
    assert (version.plan.code, version.plan.issuer.name, version.state, version.year) == (
        "our-plan",
        b.UNION,
        "draft",
        2026,
    )
    verbs = [*Entry.objects.order_by("id").values_list("verb", flat=True)]
    assert verbs == ["found", *["appoint", "open_account", "grant"] * 4, "load"]
    assert verify.differences() == []
    assert len(handed(page)) == 4


def test_nobody_is_logged_in_and_each_link_works_for_its_owner(client):
    page = finished(b.answer(client))
    assert "_auth_user_id" not in client.session
    first, *others = handed(page)
    sent = {"password": b.PASSWORD, "again": b.PASSWORD}
    for link in others:
        assert Client().post(link, sent)["Location"] == "/login/"
    office = Client()
    done = office.post(first, sent)
    assert done["Location"] == f"/plans/versions/{PlanVersion.objects.get().pk}/"
    draft = office.get(done["Location"])
    assert draft.status_code == 200
    assert draft.text.count("btn-primary") == 1
    assert "发布" in draft.text[draft.text.index("btn-primary") :][:200]


def test_the_links_stay_with_the_browser_that_began_until_it_says_they_are_out(client):
    page = finished(b.answer(client))
    assert [f"{who}" in page.text for who in ("沈彦萍", "周明", "吴静", "郑强")] == [True] * 4
    assert handed(client.get("/start/links/")) == handed(page)
    assert Client().get("/start/links/").status_code == 404
    assert client.post("/start/links/")["Location"] == "/login/"
    assert client.get("/start/links/").status_code == 404
    assert links.KEY not in client.session


def test_the_links_end_after_an_hour(client, monkeypatch):
    finished(b.answer(client))
    monkeypatch.setattr(views, "now", lambda: now() + links.KEPT)
    assert client.get("/start/links/").status_code == 404


def test_the_links_are_no_text_in_the_table_of_sessions(client):
    page = finished(b.answer(client))
    token = handed(page)[0].split("/")[2]
    assert token not in str(dict(client.session))
    session = client.session
    session[links.KEY] = session[links.KEY][:-8] + "AAAAAAA="
    session.save()
    assert client.get("/start/links/").status_code == 404


def test_later_makes_no_plan_and_asks_no_year(client):
    b.answer(client, until="year", plan={"plan": "later", "text": ""})
    assert "这一步不用答" in client.get("/start/year/").text
    assert client.post("/start/year/", {})["Location"] == "/start/check/"
    assert "以后再说" in client.get("/start/check/").text
    first = handed(finished(client))[0]
    assert first.endswith("?next=%2Fplans%2Fload%2F")
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("name", shipped())
def test_each_plan_that_ships_can_be_begun_with(client, name):
    year = {"ningxia-f2f": "2012", "province-f2f": "2026", "recuperation": "2007"}[name]
    b.answer(client, plan={"plan": name, "text": ""}, year={"year": year})
    finished(client)
    version = PlanVersion.objects.get()
    assert (version.plan.code, version.year, version.state) == (name, int(year), "draft")


def test_plans_are_offered_with_what_they_contain(client):
    page = b.answer(client, until="plan").get("/start/plan/")
    assert "宁夏回族自治区总工会印发 · 201* 年 · 153 条，其中 43 条能从记录里数出来" in page.text
    assert page.text.count('type="radio"') == len(shipped()) + 2


def test_a_plan_may_be_uploaded(client):
    b.answer(client, until="plan")
    file = SimpleUploadedFile("plan.yaml", b.OWN.encode())
    assert client.post("/start/plan/", {"plan": "later", "file": file})["Location"] == "/start/year/"
    assert "本会走访通知" in client.get("/start/plan/").text


# ── back and forth ───────────────────────────────────────────────────────────────────────────────────────


def test_going_back_loses_nothing_whether_right_or_wrong(client):
    b.answer(client, until="people")
    sent = {**b.ANSWERS["people"], "audit_name": "", "system_username": "周明", "to": "back"}
    assert client.post("/start/people/", sent)["Location"] == "/start/unit/"
    assert b.UNION in client.get("/start/unit/").text
    page = client.get("/start/people/")
    assert page.status_code == 200
    assert 'value="吴静"' in page.text and "请填写" not in page.text


def test_a_step_too_far_leads_to_the_one_that_is_asked(client):
    for step in ("people", "office", "plan", "year", "check"):
        assert client.get(f"/start/{step}/")["Location"] == "/start/unit/"
        assert client.post(f"/start/{step}/", {})["Location"] == "/start/unit/"
    b.answer(client, until="plan")
    assert client.get("/start/check/")["Location"] == "/start/plan/"
    assert client.get("/start/")["Location"] == "/start/plan/"
    assert client.get("/start/nothing/").status_code == 404
    assert Org.objects.count() == 0


def test_another_plan_asks_for_its_year_again(client):
    b.answer(client)
    client.post("/start/plan/", {"plan": "recuperation", "text": ""})
    assert client.get("/start/check/")["Location"] == "/start/year/"
    page = client.post("/start/year/", {"year": "2026"})
    assert (page.status_code, "请从列出的里面选一项" in page.text) == (422, True)


def test_each_question_says_how_far_one_is(client):
    for number, step in enumerate(b.STEPS[:-1], 1):
        b.answer(client, until=step)
        assert f"第 {number}/5 步" in client.get(f"/start/{step}/").text


# ── once and never again ─────────────────────────────────────────────────────────────────────────────────


def test_once_founded_the_start_is_gone_with_its_code(client, django_capture_on_commit_callbacks):
    code = codes.issue()
    client = b.answer(b.browser(code))
    assert codes.place().exists()
    with django_capture_on_commit_callbacks(execute=True):
        finished(client)
    assert not codes.place().exists()
    for place in ("/start/", f"/start/?code={code}", "/start/unit/", "/start/check/", "/start/regions/"):
        assert Client().get(place).status_code == 404, place
        assert Client().post(place).status_code in (404, 405), place
    assert Client().get("/login/").status_code == 200


def test_the_last_step_sent_twice_is_done_once(client):
    finished(b.answer(client))
    with c.nothing_written():
        again = client.post("/start/check/")
    assert again.status_code == 404
    assert "没有重复建" in again.text and "/start/links/" in again.text
    assert client.get("/start/year/").status_code == 404


def test_of_two_who_answer_one_wins_and_the_other_is_told(client):
    code = codes.issue()
    first, second = (
        b.answer(b.browser(code)),
        b.answer(b.browser(code), unit={"name": "另一个总工会"}, plan=LATER, year={}),
    )
    finished(first)
    with c.nothing_written():
        told = second.post("/start/check/")
    assert told.status_code == 404
    assert "有人先一步答完了" in told.text and "另一个总工会" not in told.text
    assert list(Org.objects.values_list("name", flat=True)) == [b.UNION]


def test_who_is_a_moment_too_late_is_told_too(client, monkeypatch):
    """The other's unit stands between the look and the write: the action says no."""
    b.answer(client)
    finished(b.answer(b.browser()))
    queries.KNOWN.clear()
    asked = iter([False, False])
    monkeypatch.setattr(views.codes, "current", lambda _: client.session["start"]["mark"])
    monkeypatch.setattr(views.queries, "founded", lambda: next(asked, True))
    with c.nothing_written():
        told = client.post("/start/check/")
    assert (told.status_code, "有人先一步答完了" in told.text) == (404, True)


def test_a_house_that_was_begun_costs_no_look(client):
    finished(b.answer(client))
    Client().get("/login/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        Client().get("/login/")
    assert [each["sql"] for each in asked if "orgs_org" in each["sql"]] == []


def test_a_code_that_is_renewed_keeps_the_answers(client):
    b.answer(client, until="plan")
    new = codes.issue()
    assert client.get("/start/plan/")["Location"] == "/start/"
    assert client.get("/start/", {"code": new})["Location"] == "/start/plan/"


def test_a_code_ends_after_a_day(client, monkeypatch):
    monkeypatch.setattr(views, "now", lambda: now() + timedelta(hours=24))
    assert client.get("/start/unit/")["Location"] == "/start/"
    assert "现在没有有效的启动码" in client.get("/start/").text


def province(name, region):
    return NewOrg(name=name, level=Level.PROVINCE, parent=None, opened=c.FOUNDED, region=region)


def test_what_ships_is_told_as_it_reads_with_the_calendar_of_this_house():
    """It is read once by each process; how many items and duties it has does not hang on the year's holidays."""
    unit = province(b.UNION, "640000")
    for name in shipped():
        told, loaded = packs.offer(name, unit), packs.look(packs.raw_of(name)).loaded
        assert (told.title, told.items, told.counted) == (loaded.pack.title, len(loaded.items), len(loaded.duties))
        assert told == packs.offer(name, unit)
        elsewhere = packs.offer(name, province("外省总工会", "110000"))
        assert (told.fits, elsewhere.fits) == (loaded.pack.jurisdiction.startswith("64"), False)
