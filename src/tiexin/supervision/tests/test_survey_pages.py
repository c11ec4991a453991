"""Pages of surveys: who may open which, what stands on them, what a list costs, what the open page takes."""

import io
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.supervision import survey_links as links
from tiexin.supervision.actions import surveys as actions
from tiexin.supervision.actions.surveys import NewBody
from tiexin.supervision.surveys import Survey, SurveyTally
from tiexin.supervision.tests import survey_scene as scene
from tiexin.supervision.tests.scene import DAY
from tiexin.supervision.tests.survey_scene import BAD, GOOD, HALF, UNTIL, answered, closed, link, opened, recognised

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.asker)


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def of(survey, *rest):
    return "/".join(["/inspections/surveys", str(survey.pk), *rest, ""])


# For officers


def test_a_survey_is_opened_listed_and_looked_at(cast, office):
    draw = scene.drawn(cast)
    sent = {"kind": "workers", "unit": cast.county.pk, "draw": draw.pk, "since": c.TODAY, "until": UNTIL}
    made = office.post("/inspections/surveys/new/", sent)
    survey = Survey.objects.get()
    assert (made.status_code, made["Location"]) == (302, of(survey))
    assert (survey.org, survey.unit, survey.by) == (cast.province, cast.county, cast.asker)
    assert "兴庆区" in text(office.get("/inspections/surveys/"))
    page = text(office.get(of(survey)))
    assert "见过面的和没有见过面的都在内" in page
    assert "没有回答的 6 人不计入满意率" in page
    assert "结束以后才公布" in page


def test_a_wrong_form_keeps_what_was_typed_and_says_why_beside_the_field(cast, office):
    sent = {"kind": "workers", "unit": cast.county.pk, "since": c.TODAY, "until": c.TODAY - DAY}
    with c.nothing_written():
        answer = office.post("/inspections/surveys/new/", sent)
    assert answer.status_code == 422
    assert "要先抽签" in text(answer)
    assert f'value="{c.TODAY - DAY}"' in text(answer)


def test_one_may_not_choose_ones_own_unit(cast, office):
    sent = {"kind": "recognition", "unit": cast.province.pk, "since": c.TODAY, "until": UNTIL}
    with c.nothing_written():
        assert office.post("/inspections/surveys/new/", sent).status_code == 422


WHO = {  # who reads what of an open survey of the county, and of an ended one
    "office": ("open", True),
    "leader": ("open", False),
    "city_office": ("closed", False),
    "officer": ("closed", False),
    "enterprise": ("", False),
    "stranger": ("", False),
}


@pytest.mark.parametrize("who", WHO)
def test_the_unit_judged_reads_its_result_after_the_end_and_never_who_was_asked(cast, client, who):
    since, handles = WHO[who]
    survey = answered(opened(cast), *[GOOD] * 5)
    c.enter(client, cast.people[who])
    assert client.get(of(survey)).status_code == (200 if since == "open" else 404)
    assert ("兴庆区" in text(client.get("/inspections/surveys/")).split("tx-main")[-1]) == (since == "open")
    pages = [of(survey, "asks"), of(survey, "slips"), of(survey, "close"), of(survey, "withdraw")]
    pages += [f"/inspections/survey-asks/{survey.asks.all()[0].pk}/", of(survey, "bodies", "new")]
    pages += [of(survey, "bodies", "pick")]
    assert {client.get(page).status_code for page in pages} == ({200} if handles else {404})
    closed(survey, cast)
    assert client.get(of(survey)).status_code == (200 if since else 404)
    assert {client.get(page).status_code for page in pages} == ({200} if handles else {404})


def test_whoever_has_a_post_at_the_unit_judged_handles_nothing_of_it(cast, client):
    survey = opened(cast)
    c.actions.grant_post(cast.asker, cast.county, "officer", by=None, on=c.FOUNDED.replace(year=2012))
    c.enter(client, cast.asker)
    assert client.get(of(survey)).status_code == 200
    assert "名单</a>" not in text(client.get(of(survey)))
    assert client.get(of(survey, "asks")).status_code == 404
    assert client.post(f"/inspections/survey-asks/{survey.asks.all()[0].pk}/", {"answer": GOOD}).status_code == 404
    assert set(SurveyTally.objects.values_list("count", flat=True)) == {0}


def test_the_split_stands_there_after_the_end_with_its_shares(cast, office):
    survey = closed(answered(opened(cast), GOOD, GOOD, HALF, BAD, GOOD), cast)
    page = text(office.get(of(survey)))
    assert "满意率 <b>60.0%</b>：5 份回答里满意的 3 份" in page
    assert "部分满意</th><td>1</td><td>20.0%</td>" in page
    assert "没有回答的 1 人不计入满意率" in page


def test_of_too_few_it_says_that_nothing_is_told(cast, office):
    page = text(office.get(of(closed(answered(opened(cast), GOOD), cast))))
    assert "回答不到 5 份" in page
    assert "占回答的" not in page


def test_everybody_answered_is_not_told_that_somebody_did_not(cast, office):
    assert "不计入" not in text(office.get(of(closed(answered(recognised(cast), GOOD, GOOD, GOOD), cast))))


def test_the_list_of_those_asked_says_who_answered_and_never_what(cast, office):
    survey = answered(opened(cast), BAD)
    actions.note_answer(survey.asks.get(place=2), BAD, by=cast.leader, on=c.TODAY)
    page = text(office.get(of(survey, "asks")))
    assert "自己点选" in page
    assert "电话记下 · 陈志远" in page
    assert "不满意" not in page
    assert page.count("记下电话回答</a>") + page.count("记下电话回答<span") == 4
    some = text(office.get(of(survey, "asks") + "?state=answered"))
    assert sum(name in some for name in ("刘桂英", *scene.NAMES)) == 2


def test_a_phone_answer_is_one_tap_and_not_found_is_another(cast, office):
    survey = opened(cast)
    first, second = survey.asks.order_by("place")[:2]
    assert "照着念" in text(office.get(f"/inspections/survey-asks/{first.pk}/"))
    answer = office.post(f"/inspections/survey-asks/{first.pk}/", {"answer": HALF})
    assert (answer.status_code, answer["Location"]) == (302, of(survey, "asks"))
    office.post(f"/inspections/survey-asks/{second.pk}/", {"answer": "unreached"})
    assert list(survey.asks.order_by("place").values_list("state", flat=True))[:3] == ["answered", "unreached", "open"]
    assert "已经回答过了" in text(office.get(f"/inspections/survey-asks/{first.pk}/"))
    with c.nothing_written():
        assert office.post(f"/inspections/survey-asks/{first.pk}/", {"answer": BAD}).status_code == 422
        assert office.post(f"/inspections/survey-asks/{second.pk}/", {"answer": "superb"}).status_code == 422


def test_slips_carry_a_link_each_until_it_is_answered(cast, office):
    survey = opened(cast)
    page = text(office.get(of(survey, "slips")))
    assert {link(ask) for ask in survey.asks.all()} == set(re.findall(r'href="(/s/[^"]+)"', page))
    assert page.count("<svg") >= 6
    answered(survey, GOOD)
    assert len(re.findall(r'href="/s/', text(office.get(of(survey, "slips"))))) == 5
    closed(survey, cast)
    assert "条子不能用了" in text(office.get(of(survey, "slips")))


def test_slips_stand_24_on_a_page(cast, office):
    survey = opened(cast, kind="recognition")
    for number in range(30):
        actions.ask_body(survey, NewBody("party", f"第{number}街道"), by=cast.asker, on=c.TODAY)
    assert text(office.get(of(survey, "slips"))).count('href="/s/') == 24
    assert text(office.get(of(survey, "slips") + "?page=2")).count('href="/s/') == 6


def test_bodies_are_added_in_the_browser(cast, office):
    survey = opened(cast, kind="recognition")
    assert "还没有要问的单位" in text(office.get(of(survey, "asks")))
    office.post(of(survey, "bodies", "new"), {"body": "party", "name": "兴庆区党委"})
    office.post(of(survey, "bodies", "new"), {"body": "enterprise", "employer": cast.employer.pk})
    assert list(survey.asks.values_list("name", flat=True)) == ["兴庆区党委", "宁夏凤凰机械有限公司"]
    with c.nothing_written():
        answer = office.post(of(survey, "bodies", "new"), {"body": "party", "name": "兴庆区党委"})
    assert (answer.status_code, "已经在名单上" in text(answer)) == (422, True)
    found = text(office.get(of(survey, "bodies", "pick"), {"q": "煤业", "name": "employer"}))
    assert "石嘴山煤业" not in found


def test_it_is_ended_and_taken_back_in_the_browser(cast, office):
    one, other = answered(opened(cast), *[GOOD] * 5), opened(cast, kind="recognition")
    assert office.post(of(one, "close"))["Location"] == of(one)
    with c.nothing_written():
        assert office.post(of(one, "close")).status_code == 422
        assert office.post(of(other, "withdraw"), {"reason": ""}).status_code == 422
    office.post(of(other, "withdraw"), {"reason": "问重了"})
    assert "已撤回：问重了" in text(office.get(of(other)))
    assert set(Survey.objects.values_list("state", flat=True)) == {"closed", "withdrawn"}


FILTERS = {"kind=workers": 1, "kind=recognition": 1, "state=closed": 0, "unit=兴庆": 2, "unit=大武口": 0, "": 2}


@pytest.mark.parametrize("asked", FILTERS)
def test_the_list_is_narrowed(cast, office, asked):
    opened(cast)
    opened(cast, kind="recognition")
    assert text(office.get(f"/inspections/surveys/?{asked}")).count('<tr class="tx-row"') == FILTERS[asked]


@pytest.mark.parametrize("page", ["asks", "slips"])
def test_a_list_costs_the_same_with_more_rows(cast, office, page):
    survey = recognised(cast, "第一家")
    where = of(survey, page)
    office.get(where)
    with CaptureQueriesContext(connection) as before:
        office.get(where)
    for number in range(5):
        actions.ask_body(survey, NewBody("enterprise", f"第{number}家厂"), by=cast.asker, on=c.TODAY)
    drawn = opened(cast)
    with CaptureQueriesContext(connection) as after:
        office.get(where)
    assert len(after) == len(before)
    with CaptureQueriesContext(connection) as workers:
        office.get(of(drawn, page))
    assert len(workers) == len(before)


# The open page


def test_one_tap_without_a_log_in_answers_and_thanks(cast):
    survey = opened(cast)
    ask, guest = survey.asks.get(place=3), Client(enforce_csrf_checks=False)
    page = text(guest.get(link(ask)))
    assert "您对兴庆区总工会的工作满意吗？" in page
    assert "宁夏回族自治区总工会在问" in page
    assert "到2012年5月20日为止" in page
    assert page.count('class="btn tx-tap"') == 3
    assert ask.worker.name not in page
    assert "谢谢您，记下了" in text(guest.post(link(ask), {"answer": HALF}))
    ask.refresh_from_db()
    assert (ask.state, ask.way) == ("answered", "link")
    assert dict(survey.tallies.values_list("answer", "count")) == {GOOD: 0, HALF: 1, BAD: 0}


def test_a_second_visit_says_so_and_changes_nothing(cast, client):
    survey = opened(cast)
    ask = survey.asks.get(place=1)
    client.post(link(ask), {"answer": GOOD})
    with c.nothing_written():
        again = client.get(link(ask)), client.post(link(ask), {"answer": BAD})
    assert [answer.status_code for answer in again] == [200, 200]
    assert ["已经回答过了" in text(answer) for answer in again] == [True, True]
    assert dict(survey.tallies.values_list("answer", "count")) == {GOOD: 1, HALF: 0, BAD: 0}


def test_looking_never_answers(cast, client):
    survey = opened(cast)
    where = link(survey.asks.get(place=1))
    with c.nothing_written():
        for asked in (where, f"{where}?answer=satisfied"):
            assert client.get(asked).status_code == 200
            assert client.head(asked).status_code == 200
        assert client.put(where).status_code == 405
    assert set(survey.asks.values_list("state", flat=True)) == {"open"}


def test_a_tap_needs_the_forms_own_token(cast):
    strict, survey = Client(enforce_csrf_checks=True), opened(cast)
    where = link(survey.asks.get(place=1))
    assert strict.post(where, {"answer": GOOD}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text(strict.get(where))).group(1)
    assert "谢谢您" in text(strict.post(where, {"answer": GOOD, "csrfmiddlewaretoken": token}))


FORGED = ("x", "a" * 22, "A" * 21 + "!", "字" * 22, "a" * 500, "a" * 23)


@pytest.mark.parametrize("token", FORGED)
def test_a_forged_link_gets_a_kind_page(cast, client, token):
    opened(cast)
    for answer in (client.get(f"/s/{token}/"), client.post(f"/s/{token}/", {"answer": GOOD})):
        assert (answer.status_code, "没有找到这张条子" in text(answer)) == (404, True)


ENDS = {
    "before its first day": (lambda s, cast: c.set_day(c.TODAY - DAY), "还没有开始"),
    "after its last day": (lambda s, cast: c.set_day(UNTIL + DAY), "已经结束"),
    "when it was ended": (closed, "已经结束"),
    "when it was taken back": (
        lambda s, cast: actions.withdraw_survey(s, "错了", by=cast.asker, on=c.TODAY),
        "已经结束",
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_link_that_holds_no_more_says_so_kindly(cast, client, end):
    survey = opened(cast)
    ENDS[end][0](survey, cast)
    where = link(survey.asks.get(place=1))
    for answer in (client.get(where), client.post(where, {"answer": GOOD})):
        assert (answer.status_code, ENDS[end][1] in text(answer)) == (410, True)
    assert set(survey.asks.values_list("state", flat=True)) == {"open"}


@pytest.mark.parametrize("sent", [{}, {"answer": ""}, {"answer": "superb"}, {"answer": "\0"}], ids=str)
def test_no_answer_is_no_answer(cast, client, sent):
    survey = opened(cast)
    with c.nothing_written():
        answer = client.post(link(survey.asks.get(place=1)), sent)
    assert (answer.status_code, answer.content.decode().count('class="btn tx-tap"')) == (422, 3)


def test_a_body_answers_in_its_name(cast, client):
    survey = recognised(cast, "兴庆区党委")
    assert "代表 兴庆区党委 回答" in text(client.get(link(survey.asks.get())))
    client.post(link(survey.asks.get()), {"answer": GOOD})
    assert survey.asks.get().state == "answered"


def test_whoever_tries_very_often_waits(cast, client, monkeypatch):
    monkeypatch.setattr(links, "TRIES", 3)
    survey = opened(cast)
    for _ in range(3):
        assert client.get("/s/guess/").status_code == 404
    answer = client.get("/s/guess/")
    assert (answer.status_code, "请15分钟后再试" in text(answer)) == (429, True)
    with c.nothing_written():
        assert client.post(link(survey.asks.get(place=1)), {"answer": GOOD}).status_code == 429
    assert client.get(link(survey.asks.get(place=1))).status_code == 200
    assert client.get("/s/guess/", REMOTE_ADDR="10.0.0.9").status_code == 404


def test_the_page_is_kept_by_nobody_and_leaks_no_link(cast, client):
    answer = client.get(link(opened(cast).asks.get(place=1)))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


# For machines, and for whoever takes lists along


def test_the_api_tells_what_the_pages_tell(cast, client):
    made = closed(answered(opened(cast), GOOD, HALF, BAD, GOOD, GOOD), cast)
    running = recognised(cast)
    found = c.enter(client, cast.asker).get("/api/surveys").json()
    assert [row["id"] for row in found["rows"]] == [running.pk, made.pk]
    assert [row["id"] for row in client.get("/api/surveys?kind=workers").json()["rows"]] == [made.pk]
    assert client.get(f"/api/surveys/{made.pk}").json() == {
        "id": made.pk,
        "kind": "workers",
        "org": cast.province.pk,
        "unit": cast.county.pk,
        "since": str(c.TODAY),
        "until": str(UNTIL),
        "state": "closed",
        "closed": str(c.TODAY),
        "asked": 6,
        "answered": 5,
        "unreached": 0,
        "silent": 1,
        "split": {GOOD: 3, HALF: 1, BAD: 1},
    }
    assert client.get(f"/api/surveys/{running.pk}").json()["split"] is None
    c.enter(client, cast.author)
    assert [row["id"] for row in client.get("/api/surveys").json()["rows"]] == [made.pk]
    assert client.get(f"/api/surveys/{running.pk}").status_code == 404


def test_lists_go_out_with_who_answered_and_never_what(cast, office):
    survey = answered(opened(cast), BAD)
    actions.note_answer(survey.asks.get(place=2), BAD, by=cast.leader, on=c.TODAY)
    rows = cells(office.get(of(survey, "asks") + "?as=xlsx"))
    assert rows[0] == ("次序", "哪一方", "姓名或名称", "单位", "进度", "怎样回答的", "谁记下的")
    assert [row[4:] for row in rows[1:4]] == [
        ("已回答", "自己点选", None),
        ("已回答", "电话记下", "陈志远"),
        ("还没有回答", None, None),
    ]
    listed = cells(office.get("/inspections/surveys/?as=xlsx"))
    assert listed[1][5:] == (6, 2, 4, "正在调查")


def cells(answer):
    return list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
