"""Pages of the knowledge base: the one box, entries read, written, marked; who sees what; what is never shown."""

import io
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tiexin.cases import findable as matters
from tiexin.cases.actions import knowledge as actions
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.knowledge import findable
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.cases.tests.knowledge_scene import DAY, FORM, QUOTE, SAID, enter, published, stage, written
from tiexin.core.findable import Findable
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.registry import findable as registry
from tiexin.search import actions as index
from tiexin.search.verify import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def groups(response):
    return {g.kind.name: [r.row.thing_id for r in g.results] for g in response.context["box"].groups}


def look(client, **asked):
    return client.get("/knowledge/", asked)


def answered(cast, **changes):
    case = registered(cast, "dispute", **changes)
    return moved(case, "accept", "begin", "reply", "close", by=cast.author)


# ── the one box ─────────────────────────────────────────────────────────────────────────────────────────


def test_one_box_finds_entries_and_past_answers(cast, client):
    entry, case = published(cast), answered(cast, title="拖欠工资三个月")
    index.put(findable.answers())
    client = enter(cast, client, "clerk")
    response = look(client, q="拖欠工资怎么办？")
    assert groups(response) == {"knowledge": [entry.pk], "answer": [case.pk]}
    assert [g.kind.label for g in response.context["box"].groups] == ["知识", "以往答复"]


def test_policy_sentences_stand_between_them(cast, client):
    entry, case = published(cast), answered(cast, title="拖欠工资三个月")
    clause = Findable("clause", 143, cast.province.pk, "七项服务", "帮助追讨拖欠的工资", page_id=7)
    index.put([clause, *findable.answers()])
    response = look(enter(cast, client, "clerk"), q="拖欠", kind="dispute")
    assert list(groups(response).items()) == [("knowledge", [entry.pk]), ("clause", [143]), ("answer", [case.pk])]
    assert 'href="/plans/7/#c143"' in text_of(response)


def test_the_box_may_be_of_one_service(cast, client):
    entry, general = published(cast), published(cast, question="工资单怎么看", kind="")
    published(cast, question="欠工资能申请法律援助吗", kind="legal_aid")
    client = enter(cast, client, "clerk")
    assert sorted(groups(look(client, q="工资", kind="dispute"))["knowledge"]) == [entry.pk, general.pk]
    assert len(groups(look(client, q="工资", kind="没有这项"))["knowledge"]) == 3
    listed = [row.pk for row in look(client, kind="dispute").context["pager"].rows]
    assert sorted(listed) == [entry.pk, general.pk]


def test_expired_entries_are_counted_and_never_shown_as_answers(cast, client):
    entry = published(cast, valid_until=c.TODAY)
    client = enter(cast, client, "clerk")
    assert groups(look(client, q="拖欠")) == {"knowledge": [entry.pk]}
    Knowledge.objects.update(valid_until=c.TODAY - DAY)
    response = look(client, q="拖欠")
    assert (groups(response), response.context["box"].expired) == ({}, 1)
    assert "已经过期，不能照着答" in text_of(response)
    assert look(client).context["pager"].rows == []
    page = text_of(client.get(f"/knowledge/{entry.pk}/"))
    assert [each for each in ("已过期", "不能照着答", "以前的答复") if each not in page] == []


def test_what_is_doubted_says_so_everywhere(cast, client):
    entry = published(cast)
    actions.remark_knowledge(entry, "不对", by=cast.chief, on=c.TODAY)
    client = enter(cast, client, "clerk")
    for page in ("/knowledge/", "/knowledge/?q=拖欠", f"/knowledge/{entry.pk}/"):
        assert "有人指出可能有误" in text_of(client.get(page)), page


def test_names_are_hidden_in_past_answers_and_sealed_ones_are_not_there(cast, client):
    case = registered(cast, "dispute", title="刘桂英要工资", name="刘桂英")
    moved(case, "accept", "begin", by=cast.author)
    words = "刘桂英，13900001111，的工资已经补发"
    move_case(case, Step("reply", words, None, {"agreement": "reached"}), by=cast.author, on=c.TODAY)
    row = findable.of_answer(findable.answered().get(pk=case.pk))
    assert (row.title, row.body) == ("某某要工资", "某某，（号码略），的工资已经补发")
    index.put(findable.answers())
    client = enter(cast, client, "clerk")
    assert groups(look(client, q="补发")) == {}  # not closed yet
    moved(case, "close", by=cast.author)
    response = look(client, q="补发")
    assert groups(response) == {"answer": [case.pk]}
    assert "刘桂英" not in text_of(response)
    sealed = registered(cast, "counselling", details={}, title="心里难受")
    assert sealed.sealed
    assert [each.pk for each in findable.answered()] == [case.pk]


def test_answers_follow_their_matters_in_the_index(cast):
    case = answered(cast)
    rows = matters.of_entries([case.pk])
    assert [(row.kind, row.thing_id) for row in rows] == [("case", case.pk), ("answer", case.pk)]
    index.put(rows)
    assert list(differences()) == []


def test_another_county_finds_neither_entries_nor_answers(cast, client):
    entry = published(cast)
    answered(cast, title="拖欠工资三个月")
    index.put(findable.answers())
    client = enter(cast, client, "far")
    assert groups(look(client, q="拖欠")) == {}
    assert client.get(f"/knowledge/{entry.pk}/").status_code == 404


def test_entries_speak_to_everybody_below_their_unit(cast, client):
    entry = published(cast, org=cast.province)
    for who in ("clerk", "far", "above"):
        assert groups(look(enter(cast, client, who), q="拖欠")) == {"knowledge": [entry.pk]}
        assert client.get(f"/knowledge/{entry.pk}/").status_code == 200
        assert client.get(f"/knowledge/{entry.pk}/edit/").status_code == 404


def test_drafts_are_read_by_who_may_change_them(cast, client):
    draft = written(cast)
    seen = {
        who: enter(cast, client, who).get(f"/knowledge/{draft.pk}/").status_code for who in ("keeper", "above", "clerk")
    }
    assert seen == {"keeper": 200, "above": 200, "clerk": 404}


# ── what was not found ──────────────────────────────────────────────────────────────────────────────────


def misses():
    return list(KnowledgeMiss.objects.order_by("pk").values_list("words", "count"))


def test_a_search_that_finds_nothing_is_listed_without_numbers(cast, client):
    client = enter(cast, client, "clerk")
    for typed in ("高温津贴怎么发", "高温津贴怎么发 13900001111", "高温津贴怎么发"):
        assert "没有查到" in text_of(look(client, q=typed))
    assert misses() == [("高温津贴怎么发", 3)]
    look(client, q="高温津贴", kind="dispute")  # narrowed: it may stand elsewhere
    assert misses() == [("高温津贴怎么发", 3)]
    client = enter(cast, client)
    page = client.get("/knowledge/misses/")
    assert ("高温津贴怎么发" in text_of(page), "13900001111" in text_of(page)) == (True, False)
    miss = KnowledgeMiss.objects.get()
    assert client.post(f"/knowledge/misses/{miss.pk}/settle/").status_code == 302
    assert (client.get("/knowledge/misses/").context["pager"].rows, misses()) == ([], [("高温津贴怎么发", 3)])
    assert [row.pk for row in client.get("/knowledge/misses/?settled=yes").context["pager"].rows] == [miss.pk]


def test_names_of_people_and_enterprises_are_never_kept(cast, client):
    index.put([*registry.workers(), *registry.employers()])
    client = enter(cast, client)
    for typed in (cast.worker.name, f"{cast.worker.name} 补贴款", cast.employer.name):
        look(client, q=typed)
    assert misses() == []


# ── read, said to be wrong, written ─────────────────────────────────────────────────────────────────────


def test_an_entry_shows_its_sentences_with_the_whole_article(cast, client):
    entry = published(cast)
    page = text_of(enter(cast, client, "clerk").get(f"/knowledge/{entry.pk}/"))
    said = (
        SAID["question"],
        QUOTE,
        "看《劳动合同法》第三十条全文",
        "向劳动者及时足额支付劳动报酬",
        "兴庆区有人负责",
        "答错了",
    )
    assert [each for each in said if each not in page] == []
    assert "各版" not in page


def test_a_clause_leads_to_the_plan_and_a_link_is_shown(cast, client):
    sources = [
        {"clause": "C143", "law": "", "article": "", "quote": "七项服务", "url": ""},
        {"clause": "", "law": "本省办法", "article": "", "quote": "一个月", "url": "https://example.org/a"},
    ]
    page = text_of(enter(cast, client).get(f"/knowledge/{published(cast, sources=sources).pk}/"))
    assert ("?kind=clause&amp;q=C143" in page, 'href="https://example.org/a"' in page) == (True, True)


def test_wrong_is_said_answered_and_read_by_who_said_it(cast, client):
    entry = published(cast)
    client = enter(cast, client, "clerk")
    assert client.post(f"/knowledge/{entry.pk}/wrong/", {"text": ""}).status_code == 422
    assert client.post(f"/knowledge/{entry.pk}/wrong/", {"text": "期限不对"}).url == f"/knowledge/{entry.pk}/"
    assert client.post(f"/knowledge/{entry.pk}/wrong/", {"text": "期限不对"}).status_code == 422
    remark = entry.remarks.get()
    address = f"/knowledge/remarks/{remark.pk}/"
    assert client.get(address).status_code == 404
    client = enter(cast, client)
    assert client.post(address, {"answer": "mended", "reply": "改了"}).status_code == 422
    assert client.post(address, {"answer": "right", "reply": "第三十条就这样写"}).status_code == 302
    assert client.get(address).status_code == 404
    assert "第三十条就这样写" in text_of(enter(cast, client, "clerk").get(f"/knowledge/{entry.pk}/"))
    assert "第三十条就这样写" not in text_of(enter(cast, client, "mate").get(f"/knowledge/{entry.pk}/"))


def test_an_entry_is_written_published_changed_retired(cast, client):
    client = enter(cast, client)
    page = client.post("/knowledge/new/", {**FORM, "owner": cast.keeper.pk}).url
    entry = Knowledge.objects.get()
    assert (page, entry.org, entry.sources[0]["article"]) == (f"/knowledge/{entry.pk}/", cast.county, "第三十条")
    assert "草稿" in text_of(client.get(page))
    client.post(f"{page}publish/")
    assert (
        client.post(f"{page}edit/", {**FORM, "answer": "找工会，也可以申请支付令", "owner": cast.chief.pk}).url == page
    )
    entry.refresh_from_db()
    assert (entry.state, entry.version, entry.officer) == ("published", 2, cast.chief)
    text = text_of(client.get(page))
    assert ("第1版" in text, "第2版" in text) == (True, True)
    form = client.get(f"{page}edit/").context["form"]
    assert form["sources"].value() == f"《劳动合同法》第三十条：{QUOTE}"
    assert client.post(f"{page}retire/", {"reason": "法律改了"}).url == page
    assert "已停用" in text_of(client.get(page))
    assert (client.get(f"{page}edit/").status_code, look(client, q="拖欠").context["box"].groups) == (404, [])


def test_what_cannot_be_published_says_why(cast, client):
    entry = written(cast, sources=[])
    client = enter(cast, client)
    page = client.post(f"/knowledge/{entry.pk}/publish/", follow=True)
    assert "还没有写依据" in text_of(page)
    entry.refresh_from_db()
    assert entry.state == "draft"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sources", "随便一行"),
        ("sources", "《劳动合同法》第三十条：没有这句"),
        ("valid_until", "2000-01-01"),
        ("question", ""),
    ],
)
def test_what_is_typed_wrong_is_said_beside_its_field(cast, client, field, value):
    client = enter(cast, client)
    with c.nothing_written():
        response = client.post("/knowledge/new/", {**FORM, "owner": cast.keeper.pk, field: value})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_owners_are_those_who_can_answer(cast, client):
    picks = text_of(enter(cast, client).get("/knowledge/new/owners/?name=owner&q=杭"))
    assert "杭静" in picks
    assert cast.author.name not in text_of(client.get(f"/knowledge/new/owners/?name=owner&q={cast.author.name}"))


def test_a_past_answer_becomes_a_draft_with_a_warning(cast, client):
    case = answered(cast, title="刘桂英要工资", name="刘桂英")
    client = enter(cast, client)
    assert f"/knowledge/new/?case={case.pk}" in text_of(client.get(f"/cases/{case.pk}/"))
    page = client.get(f"/knowledge/new/?case={case.pk}")
    assert "手工删去" in text_of(page)
    assert (page.context["form"]["question"].value(), page.context["form"]["kind"].value()) == ("某某要工资", "dispute")
    made = client.post(f"/knowledge/new/?case={case.pk}", {**FORM, "owner": cast.keeper.pk}).url
    assert Knowledge.objects.get().from_case == case
    assert "办结的诉求整理" in text_of(client.get(made))


def test_what_is_not_closed_or_out_of_reach_gives_nothing(cast, client):
    opened, case = registered(cast), answered(cast)
    client = enter(cast, client)
    assert "整理成知识" not in text_of(client.get(f"/cases/{opened.pk}/"))
    for number in (str(opened.pk), "x", "9" * 30, ""):
        assert client.get(f"/knowledge/new/?case={number}").context["case"] is None
    assert enter(cast, client, "far").get(f"/knowledge/new/?case={case.pk}").context["case"] is None


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_narrows_to_what_waits(cast, client):
    good = published(cast)
    near = published(cast, question="快到期的", valid_until=c.TODAY + 10 * DAY)
    old = published(cast, question="过期的", valid_until=c.TODAY + 20 * DAY)
    lone = published(cast, question="没人管的")
    draft, gone = written(cast, question="草稿"), published(cast, question="停用的")
    Knowledge.objects.filter(pk=old.pk).update(valid_until=c.TODAY - DAY)
    Knowledge.objects.filter(pk=lone.pk).update(officer=None)
    actions.retire_knowledge(gone, "合并", by=cast.keeper, on=c.TODAY)
    actions.remark_knowledge(good, "不对", by=cast.clerk, on=c.TODAY)
    client = enter(cast, client)
    listed = {
        stand: sorted(row.pk for row in client.get("/knowledge/list/", {"stand": stand}).context["pager"].rows)
        for stand in ("", "valid", "soon", "expired", "unowned", "doubted", "draft", "retired")
    }
    assert listed == {
        "": [good.pk, near.pk, old.pk, lone.pk, draft.pk],
        "valid": [good.pk, near.pk, lone.pk],
        "soon": [near.pk],
        "expired": [old.pk],
        "unowned": [lone.pk],
        "doubted": [good.pk],
        "draft": [draft.pk],
        "retired": [gone.pk],
    }
    waiting = client.get("/knowledge/list/").context["waiting"]
    assert waiting == {"soon": 1, "expired": 1, "unowned": 1, "doubted": 1}
    assert [row.pk for row in client.get("/knowledge/list/", {"q": "没人"}).context["pager"].rows] == [lone.pk]
    assert enter(cast, client, "clerk").get("/knowledge/list/").status_code == 404


def test_the_list_is_taken_out(cast, client):
    published(cast)
    response = enter(cast, client).get("/knowledge/list/?as=xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()]
    assert rows[-1][:1] + rows[-1][3:7] == [SAID["question"], "争议调处", "兴庆区总工会", "杭静", "已发布"]
    assert rows[-1][2] == f"《劳动合同法》第三十条：{QUOTE}"


def test_the_form_of_a_new_matter_leads_to_the_box(cast, client):
    page = text_of(enter(cast, client, "clerk").get("/cases/new/?kind=dispute"))
    assert 'href="/knowledge/?kind=dispute"' in page
    assert 'href="/knowledge/"' in text_of(client.get("/cases/"))


def test_pages_of_entries_cost_the_same_however_many(cast, client, django_assert_max_num_queries):
    for number in range(12):
        published(cast, question=f"问题{number}", valid_until=c.TODAY + timedelta(days=number + 1))
    client = enter(cast, client)
    client.get("/knowledge/")
    for page in ("/knowledge/", "/knowledge/list/", "/knowledge/?q=问题"):
        with django_assert_max_num_queries(22):
            client.get(page)
