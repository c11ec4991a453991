"""Pages of plans: the list, sentences beside standings, loading with every problem at once, publishing."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from tiexin.core.documents.source import MAX_BYTES
from tiexin.duties.models import Clause, Plan, PlanVersion, State
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans import reading
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db
LOAD = "/plans/load/"
ONE = small.text(small.OWN["C7"], code="other")


@pytest.fixture(scope="module")
def plan(django_db_setup, django_db_blocker):
    """The cast and a plan of the province in force."""
    with small.shared(django_db_blocker):
        cast = c.stage()
        pack = small.text(small.BELOW["C1"], small.OWN["C3"], small.OWN["C8"])
        version = small.publish(pack, cast.province, small.DOCUMENT.encode())
        yield SimpleNamespace(cast=cast, version=version, url=f"/plans/{version.plan_id}/")


@pytest.fixture
def cast(plan):
    calendar.forget()
    return plan.cast


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["office"])


def statuses(client, cast, url, *names):
    return tuple(c.enter(client, cast.people[name]).get(url).status_code for name in names)


# ── the list and the plan ───────────────────────────────────────────────────────────────────────────────


def test_the_list_names_each_plan_with_its_version_in_force(plan, cast, office):
    draft = small.draft(ONE, cast.province)
    small.draft(small.text(small.OWN["C7"], code="foreign", issuer=cast.other_city.name), cast.other_city)
    answer = office.get("/plans/")
    assert [(p.code, live) for p, live in answer.context["rows"]][:2] == [("small", plan.version), ("other", None)]
    assert "第1版，已发布" in answer.text
    assert 'href="/plans/load/"' in answer.text
    answer = c.enter(office, cast.people["officer"]).get("/plans/")
    assert [p.code for p, _ in answer.context["rows"]] == ["small", draft.plan.code]
    assert 'href="/plans/load/"' not in answer.text


def test_sentences_stand_beside_their_standings(plan, cast, client):
    told = {
        name: c.enter(client, cast.people[name]).get(plan.url).text.split("tx-clause-row")[1:]
        for name in ("leader", "officer")
    }
    none, count = "您的范围内没有责任者", '<b>0</b><span class="tx-of"> / {}</span>'
    expected = {
        "leader": [count.format(1), count.format(2), "尚无登记入口", "不增加负担"],
        "officer": [none, count.format(1), "尚无登记入口", "不增加负担"],
    }
    for name, rows in expected.items():
        assert [text in row for text, row in zip(rows, told[name], strict=True)] == [True] * 4
        assert ["tx-of" in row for row in told[name]][2:] == [False, False]
    assert "“原文C3”" in told["officer"][1]
    assert "读法：同一企业只算一家" in told["officer"][1]


def test_a_plan_tells_its_head_and_offers_what_one_may_open(plan, cast, client):
    page = c.enter(client, cast.people["office"]).get(plan.url).text
    for text in ("宁工发〔2012〕1号", "宁夏回族自治区总工会", "2012年3月1日至2012年6月30日", "原文.txt", "第1版"):
        assert text in page
    assert f'href="/plans/versions/{plan.version.pk}/"' in page
    page = c.enter(client, cast.people["city_office"]).get(plan.url).text
    assert "原文.txt" not in page
    assert f'href="/plans/versions/{plan.version.pk}/"' not in page


def test_a_plan_in_no_force_says_so(cast, office):
    draft = small.draft(ONE, cast.province)
    answer = office.get(f"/plans/{draft.plan_id}/")
    assert "这份方案还没有发布" in answer.text
    assert answer.context["sections"] == []


def test_who_reaches_which_page(plan, cast, client):
    foreign = small.draft(small.text(small.OWN["C7"], code="foreign", issuer=cast.other_city.name), cast.other_city)
    at = f"/plans/versions/{foreign.pk}/"
    expected = {
        plan.url: (200, 200, 200, 200, 404, 404),
        f"/plans/{foreign.plan_id}/": (200, 404, 404, 200, 404, 404),
        at: (200, 404, 404, 200, 404, 404),
        f"{at}progress/": (200, 404, 404, 200, 404, 404),
        LOAD: (200, 200, 404, 200, 404, 404),
    }
    names = ("office", "city_office", "officer", "stranger", "nobody", "system")
    assert {url: statuses(client, cast, url, *names) for url in expected} == expected


# ── loading ─────────────────────────────────────────────────────────────────────────────────────────────


def upload(client, pack, **more):
    raw = pack.encode() if isinstance(pack, str) else pack
    return client.post(LOAD, {"pack": SimpleUploadedFile("plan.yaml", raw), **more})


def test_a_good_pack_is_stored_as_a_draft_with_its_document(cast, office):
    document = SimpleUploadedFile("原文.txt", small.DOCUMENT.encode())
    answer = upload(office, ONE, document=document)
    made = PlanVersion.objects.get(plan__code="other")
    assert (answer.status_code, answer.url) == (302, f"/plans/versions/{made.pk}/")
    assert (made.state, made.pack, made.document.name) == (State.DRAFT, ONE, "原文.txt")
    assert list(made.clauses.values_list("code", flat=True)) == ["C7", "C12"]


def test_a_pack_that_ships_is_chosen_by_name_and_asks_for_its_year(office):
    with c.nothing_written():
        answer = office.post(LOAD, {"shipped": "ningxia-f2f"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"year": ["原文年份写作 201*，请先填写年份"]}
    assert office.post(LOAD, {"shipped": "ningxia-f2f", "year": "2012"}).status_code == 302
    assert PlanVersion.objects.get(plan__code="ningxia-f2f").year == 2012


def test_a_broken_pack_is_told_every_problem_with_its_place_and_stores_nothing(cast, office):
    pack = ONE.replace("unit: 个", "unit: 只").replace("level: 县级", "level: 县").replace("exactly: 1", "exact: 1")
    with c.nothing_written():
        answer = upload(office, pack)
    assert answer.status_code == 422
    problems = answer.context["problems"]
    found = [(problem.line, problem.level) for problem in problems]
    assert found == [(17, "error"), (19, "error"), (20, "error")]
    for problem in problems:
        assert f"第{problem.line}行第{problem.column}列" in answer.text
        assert problem.accepted[0] in answer.text
    for text in (
        "有错误，没有装载任何内容",
        "县级",
        "您是不是要写 exactly",
        "家、人" if "家、人" in answer.text else "个",
    ):
        assert text in answer.text


@pytest.mark.parametrize("pack", ["a: [", "a: &a [*a]\nb: *a\n", "", "- 1\n- 2\n", b"\xff\xfe\x00", "a: \x00"])
def test_what_is_no_pack_at_all_is_told_so(office, pack):
    with c.nothing_written():
        answer = upload(office, pack)
    assert answer.status_code == 422
    assert {problem.level for problem in answer.context["problems"]} == {"error"}
    assert "有错误，没有装载任何内容" in answer.text


def test_what_cannot_be_taken_is_told_beside_its_field(office):
    large = SimpleUploadedFile("d.txt", b"a" * (reading.MAX_DOCUMENT + 1))
    foreign = SimpleUploadedFile("d.txt", "原文".encode("gb18030"))
    with c.nothing_written():
        answers = [
            office.post(LOAD, {}),
            upload(office, b"a" * (MAX_BYTES + 1)),
            upload(office, ONE, year="1066"),
            office.post(LOAD, {"shipped": "none"}),
            upload(office, ONE, document=large),
            upload(office, ONE, document=foreign),
        ]
    assert [answer.status_code for answer in answers] == [422] * 6
    told = [dict(answer.context["form"].errors) for answer in answers]
    assert [list(errors) for errors in told] == [["pack"], ["pack"], ["year"], ["shipped"], ["document"], ["document"]]
    assert told[0]["pack"] == ["请选择一份内置方案，或上传方案文件"]
    assert told[1]["pack"] == ["文件有 2,000,001 字节，最多 2,000,000 字节"]
    assert told[5]["document"] == ["原文应为 UTF-8 编码的纯文本"]


def test_a_quote_that_the_document_does_not_have_is_refused(cast, office):
    with c.nothing_written():
        answer = upload(office, ONE, document=SimpleUploadedFile("d.txt", "别的文件".encode()))
    assert answer.status_code == 422
    assert [problem.rule for problem in answer.context["problems"] if problem.level == "error"] == ["quote", "quote"]


@pytest.mark.parametrize("issuer", ["宁夏回族自治区总工会", "石嘴山市总工会", "没有这个工会"])
def test_nobody_loads_a_plan_for_an_issuer_beyond_ones_posts(cast, client, issuer):
    c.enter(client, cast.people["city_office"])
    with c.nothing_written():
        answer = upload(client, small.text(small.OWN["C7"], code="other", issuer=issuer))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"pack": [f"发文单位“{issuer}”不在您可发布的范围内"]}
    assert upload(client, small.text(small.OWN["C7"], code="own", issuer="银川市总工会")).status_code == 302
    assert Plan.objects.get(code="own").issuer == cast.city


def test_nobody_takes_over_the_code_of_anothers_plan(cast, client):
    c.enter(client, cast.people["city_office"])
    with c.nothing_written():
        answer = upload(client, small.text(small.OWN["C7"], code="small", issuer="银川市总工会"))
    assert answer.context["form"].errors == {"pack": ["代号 small 已被“自治区总工会”的方案使用"]}


# ── a version and its publication ───────────────────────────────────────────────────────────────────────


def test_a_draft_shows_its_reminders_its_clauses_and_the_button(cast, office):
    draft = small.draft(small.text(small.BELOW["C1"], small.OWN["C3"], code="other"), cast.province)
    page = office.get(f"/plans/versions/{draft.pk}/")
    assert (page.context["job"], page.context["may_publish"]) == (None, True)
    assert "检查结果：1 条提醒" in page.text
    assert "不知道 C3 有几个责任者" in page.text
    assert "第14行第5列" in page.text
    assert f'action="/plans/versions/{draft.pk}/publish/"' in page.text
    assert [clause.code for part in page.context["sections"] for clause in part["clauses"]] == ["C1", "C3", "C12"]


def test_a_draft_tells_what_it_costs_each_officer(cast, office):
    draft = small.draft(small.text(small.OWN["C8"], small.OWN["C10"], code="other"), cast.province)
    page = office.get(f"/plans/versions/{draft.pk}/")
    assert "检查结果：1 条说明" in page.text  # nothing records deeds yet
    assert "<span>说明</span>" in page.text
    assert "登记负担：每名干部每月" in page.text
    assert "县级总工会" in page.text
    assert "2 人，2 个单位" in page.text
    assert "走访企业 2 分钟（C10）" in page.text
    assert "超过" not in page.text.partition("登记负担")[2].partition("</section>")[0]


def test_what_cannot_be_estimated_is_said_with_its_reason(cast, office):
    draft = small.draft(small.text(small.BELOW["C1"], small.OWN["C6"], code="other"), cast.province)
    page = office.get(f"/plans/versions/{draft.pk}/").text
    assert "未估：做多少要看发生多少（1 项）。" in page
    assert "未估：是各级的总数，已分在各级或没有分下去（1 项）。" in page


def test_an_upload_is_read_beside_the_registers(cast, office):
    upload = SimpleUploadedFile("p.yaml", small.text(small.BELOW["C2"], small.OWN["C3"], code="other").encode())
    page = office.post(LOAD, {"pack": upload}, follow=True)
    messages = [problem["message"] for problem in page.context["version"].problems]
    assert any("C2 要 10 人，而现在知道的职工一共只有 1 个" in message for message in messages)


def test_publishing_is_queued_once(cast, office):
    draft = small.draft(ONE, cast.province)
    url = f"/plans/versions/{draft.pk}/"
    assert office.post(f"{url}publish/").url == url
    draft.refresh_from_db()
    assert (draft.state, draft.published_on) == (State.PUBLISHING, c.TODAY)
    assert DBTaskResult.objects.ready().filter(args_kwargs={"args": [draft.pk], "kwargs": {}}).count() == 1
    with c.nothing_written():
        answer = office.post(f"{url}publish/", follow=True)
    assert "这一版发布中，不能再发布" in answer.text
    assert f'action="{url}publish/"' not in answer.text


def test_two_plans_are_not_published_at_once(cast, office):
    first, second = small.draft(ONE, cast.province), small.draft(ONE, cast.province)
    office.post(f"/plans/versions/{first.pk}/publish/")
    with c.nothing_written():
        answer = office.post(f"/plans/versions/{second.pk}/publish/", follow=True)
    assert "另一份方案正在发布，请等它完成后再发布" in answer.text
    second.refresh_from_db()
    assert second.state == State.DRAFT


def test_only_those_with_the_right_publish_and_only_by_post(plan, cast, client):
    draft = small.draft(ONE, cast.province)
    url = f"/plans/versions/{draft.pk}/publish/"
    with c.nothing_written():
        for name in ("leader", "city_office", "stranger", "officer", "nobody"):
            assert c.enter(client, cast.people[name]).post(url).status_code == 404
        assert c.enter(client, cast.people["office"]).get(url).status_code == 405
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    office = client.post(f"/plans/versions/{plan.version.pk}/publish/", follow=True)
    assert "这一版已发布，不能再发布" in office.text


@pytest.mark.parametrize(
    ("state", "progress", "told", "silent"),
    [
        ("publishing", 40, ("发布中", "40", "every 2s", "可以离开本页"), ("查看结果",)),
        ("live", 100, ("已发布", "100", "查看结果"), ("every 2s",)),
        ("failed", 40, ("发布失败", "有条款无法换算成指标"), ("every 2s", "查看结果")),
        ("superseded", 100, ("已被新版替代",), ("every 2s", "查看结果")),
    ],
)
def test_progress_in_each_state(cast, office, state, progress, told, silent):
    draft = small.draft(ONE, cast.province)
    error = "有条款无法换算成指标，请先检查方案再发布" if state == "failed" else ""
    PlanVersion.objects.filter(pk=draft.pk).update(state=state, progress=progress, error=error)
    url = f"/plans/versions/{draft.pk}/"
    for page in (office.get(f"{url}progress/").text, office.get(url).text):
        assert [text for text in told if text not in page] == []
        assert [text for text in silent if text in page] == []
    assert office.get(url).context["may_publish"] == (state == "failed")


def test_a_draft_has_no_progress_part(cast, office):
    draft = small.draft(ONE, cast.province)
    assert Clause.objects.filter(version=draft).count() == 2
    answer = office.get(f"/plans/versions/{draft.pk}/progress/")
    assert (answer.status_code, answer.context["job"]) == (200, None)
