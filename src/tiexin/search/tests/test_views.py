"""The page and the API: two skins over the same search."""

import json
from urllib.parse import urlencode

import pytest

from tiexin.orgs.tests import cast
from tiexin.search import actions
from tiexin.search.tests.asker import thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


def page(client, who, **asked):
    return cast.enter(client, who).get("/search/", asked)


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def api(client, who, **asked):
    answer = cast.enter(client, who).get("/api/search", asked)
    return answer.status_code, json.loads(answer.content)


def test_before_anything_is_typed_the_page_says_what_can_be_found(client, stage):
    shown = text(page(client, stage.people["officer"]))
    assert "姓名、拼音或首字母：李桂英、liguiying、lgy" in shown
    assert "没有找到" not in shown
    assert "职工" not in text(page(client, stage.people["system"])).split('id="found"')[1]


def test_results_stand_under_their_kind_with_marks_and_their_address(client, stage):
    shown = text(page(client, stage.people["leader"], q="刘桂"))
    assert f'<a href="/workers/{stage.worker.pk}/"><mark>刘桂</mark>英</a>' in shown
    assert '<h2 id="k-worker">职工</h2>' in shown
    assert "宁夏凤凰机械有限公司，兴庆区" in shown


def test_an_officer_is_found_by_initials_and_leads_to_the_own_page(client, stage):
    shown = text(page(client, stage.people["leader"], q="lxl"))
    assert f'<a href="/officers/{stage.people["officer"].pk}/"><mark>李秀兰</mark></a>' in shown


@pytest.mark.parametrize("typed", ["没有的", "%", "'\"<b>", "🙂", "字" * 10_000, "li桂"])
def test_what_was_typed_stays(client, stage, typed):
    from django.utils.html import escape

    shown = text(page(client, stage.people["officer"], q=typed))
    assert f'name="q" value="{escape(typed)}"' in shown
    assert ("只按前 60 个字检索" in shown) is (len(typed) > 60)


def test_nothing_found_says_what_to_try(client, stage):
    shown = text(page(client, stage.people["officer"], q="没有的"))
    assert "没有找到" in shown and "换拼音首字母" in shown


def test_a_stranger_finds_nothing(client, stage):
    assert "没有找到" in text(page(client, stage.people["stranger"], q="刘桂英"))


def test_nobody_gets_in(client, stage):
    assert client.get("/search/").status_code == 302
    assert page(client, stage.people["nobody"]).status_code == 404


def test_htmx_gets_the_results_alone(client, stage):
    answer = cast.enter(client, stage.people["leader"]).get("/search/", {"q": "刘"}, headers={"HX-Target": "found"})
    shown = text(answer)
    assert "<mark>刘</mark>" in shown and "<html" not in shown


def many(org, count):
    actions.put([thing(org, pk, f"蒲公英{pk}", kind="employer") for pk in range(1000, 1000 + count)])


def test_more_of_a_kind_is_one_step_away(client, stage):
    many(stage.county, 5)
    assert "更多企业" not in text(page(client, stage.people["leader"], q="蒲公英"))
    actions.put([thing(stage.county, 2000, "蒲公英", kind="employer")])
    shown = text(page(client, stage.people["leader"], q="蒲公英"))
    assert shown.count("<mark>蒲公英</mark>") == 5
    assert f"?{urlencode({'q': '蒲公英', 'kind': 'employer'})}".replace("&", "&amp;") in shown


def test_one_kind_page_by_page(client, stage):
    many(stage.county, 30)
    first = text(page(client, stage.people["leader"], q="蒲公英", kind="employer"))
    second = text(page(client, stage.people["leader"], q="蒲公英", kind="employer", page="2"))
    assert (first.count("<mark>"), second.count("<mark>")) == (25, 5)
    assert "共 30 条" in first and "在全部类别里找" in first


def test_an_unknown_kind_is_all_kinds(client, stage):
    assert "刘桂" in text(page(client, stage.people["leader"], q="刘桂", kind="nothing"))


def test_every_page_has_the_box(client, stage):
    shown = text(cast.enter(client, stage.people["leader"]).get("/orgs/"))
    assert 'action="/search/"' in shown and 'class="tx-search-go" href="/search/"' in shown
    assert "tx-search-go" not in text(page(client, stage.people["leader"]))  # which has its own


def test_the_cost_does_not_grow_with_what_is_found(client, stage, django_assert_max_num_queries):
    many(stage.county, 40)
    page(client, stage.people["leader"], q="蒲公英")
    with django_assert_max_num_queries(8):  # the session, the person, the index, the hits, their rows
        client.get("/search/", {"q": "蒲公英"})
    with django_assert_max_num_queries(8):
        client.get("/search/", {"q": "蒲公英", "kind": "employer"})


def test_api_finds_the_same(client, stage):
    assert api(client, stage.people["leader"], q="没有的") == (200, {"groups": []})
    _, said = api(client, stage.people["leader"], q="刘桂")
    assert said == {
        "groups": [
            {
                "kind": "worker",
                "label": "职工",
                "more": False,
                "rows": [
                    {
                        "id": stage.worker.pk,
                        "title": "刘桂英",
                        "note": "宁夏凤凰机械有限公司",
                        "excerpt": "",
                        "org": stage.county.pk,
                        "org_name": "兴庆区",
                        "url": f"/workers/{stage.worker.pk}/",
                    }
                ],
            }
        ]
    }
    assert api(client, stage.people["stranger"], q="刘桂") == (200, {"groups": []})


def test_api_pages_one_kind(client, stage):
    many(stage.county, 30)
    _, first = api(client, stage.people["leader"], q="蒲公英", kind="employer")
    _, second = api(client, stage.people["leader"], q="蒲公英", kind="employer", page=2)
    assert [(len(s["groups"][0]["rows"]), s["groups"][0]["more"]) for s in (first, second)] == [(25, True), (5, False)]


def test_api_refuses_what_is_too_long_or_no_text(client, stage):
    assert api(client, stage.people["leader"], q="字" * 61)[0] == 422
    assert api(client, stage.people["leader"], q="\0")[0] == 422
