"""Who reaches which entry, remark and miss; what others typed never becomes code; names never leave; bad addresses."""

import uuid

import pytest

from tiexin.cases.actions import knowledge as actions
from tiexin.cases.knowledge import findable, searching
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss, KnowledgeRemark
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.cases.tests.knowledge_scene import FORM, SAID, enter, published, stage, written
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.registry import findable as registry
from tiexin.search import actions as index

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def doubted(cast, text="期限写错了", **changes):
    entry = published(cast, **changes)
    return entry, actions.remark_knowledge(entry, text, by=cast.clerk, on=c.TODAY)


def retired(cast):
    return actions.retire_knowledge(published(cast), "作废", by=cast.keeper, on=c.TODAY)


def body(response):
    return response.content.decode()


# ── who reaches what ────────────────────────────────────────────────────────────────────────────────────

WRITES = {
    "/knowledge/{entry}/edit/": FORM,
    "/knowledge/{entry}/publish/": {},
    "/knowledge/{entry}/retire/": {"reason": "作废"},
    "/knowledge/remarks/{remark}/": {"answer": "right", "reply": "没有错"},
    "/knowledge/misses/{miss}/settle/": {},
}


@pytest.mark.parametrize("who", ["clerk", "far"])
@pytest.mark.parametrize("address", WRITES)
def test_what_is_of_a_county_is_written_by_its_keeper_alone(cast, client, who, address):
    entry, remark = doubted(cast)
    miss = actions.note_miss(cast.county, "高温津贴", on=c.TODAY)
    place = address.format(entry=entry.pk, remark=remark.pk, miss=miss.pk)
    data = {**WRITES[address], "owner": getattr(cast, who).pk}
    client = enter(cast, client, who)
    with c.nothing_written():
        assert client.post(place, data).status_code == 404


def test_a_stranger_to_the_county_says_nothing_of_its_entries(cast, client):
    entry = published(cast)
    client = enter(cast, client, "far")
    with c.nothing_written():
        assert client.post(f"/knowledge/{entry.pk}/wrong/", {"text": "不对"}).status_code == 404


@pytest.mark.parametrize("make", [written, retired])
def test_drafts_and_former_entries_are_not_said_to_be_wrong(cast, client, make):
    entry = make(cast)
    assert enter(cast, client, "clerk").post(f"/knowledge/{entry.pk}/wrong/", {"text": "不对"}).status_code == 404
    client = enter(cast, client)
    with c.nothing_written():
        response = client.post(f"/knowledge/{entry.pk}/wrong/", {"text": "不对"})
    assert response.status_code == 422
    assert not KnowledgeRemark.objects.exists()


def test_lists_hold_what_is_of_the_reach_and_no_more(cast, client):
    near = published(cast)
    other = actions.write_knowledge(
        Knowledge(org=cast.other_county), actions.Said(**{**SAID, "owner": cast.far}), by=cast.far, on=c.TODAY
    )
    for org, words in ((cast.county, "高温津贴"), (cast.other_county, "独生子女费")):
        actions.note_miss(org, words, on=c.TODAY)
    seen = {}
    for who in ("keeper", "far", "above"):
        client = enter(cast, client, who)
        rows = [row.pk for row in client.get("/knowledge/list/").context["pager"].rows]
        seen[who] = (rows, [str(row) for row in client.get("/knowledge/misses/").context["pager"].rows])
    assert seen == {
        "keeper": ([near.pk], ["高温津贴"]),
        "far": ([other.pk], ["独生子女费"]),
        "above": ([near.pk], ["高温津贴"]),
    }


def test_what_waits_is_counted_within_reach(cast, client):
    doubted(cast)
    far = enter(cast, client, "far").get("/knowledge/list/").context["waiting"]
    assert far == {"soon": 0, "expired": 0, "unowned": 0, "doubted": 0}
    assert enter(cast, client).get("/knowledge/list/").context["waiting"]["doubted"] == 1


def test_readers_see_their_own_remark_alone_and_no_name_of_the_owner(cast, client):
    entry, _ = doubted(cast, "甲说的不对")
    actions.remark_knowledge(entry, "乙说的不对", by=cast.mate, on=c.TODAY)
    seen = {who: body(enter(cast, client, who).get(f"/knowledge/{entry.pk}/")) for who in ("clerk", "mate", "keeper")}
    said = {who: ("甲说的不对" in page, "乙说的不对" in page) for who, page in seen.items()}
    assert said == {"clerk": (True, False), "mate": (False, True), "keeper": (True, True)}
    owner = {who: ">杭静<" in page.split("<dt>负责人</dt>")[1][:40] for who, page in seen.items()}
    assert owner == {"clerk": False, "mate": False, "keeper": True}


def test_versions_are_read_by_who_may_change_them(cast, client):
    entry = published(cast, answer="第一版的话")
    new = actions.Said(**{**SAID, "answer": "第二版的话", "owner": cast.keeper})
    actions.change_knowledge(entry, new, by=cast.keeper, on=c.TODAY)
    seen = {
        who: "第一版的话" in body(enter(cast, client, who).get(f"/knowledge/{entry.pk}/"))
        for who in ("clerk", "keeper")
    }
    assert seen == {"clerk": False, "keeper": True}


@pytest.mark.parametrize("who", ["clerk", "far"])
def test_an_owner_must_be_one_who_can_answer_within_reach(cast, client, who):
    owner = getattr(cast, who).pk
    client = enter(cast, client)
    with c.nothing_written():
        response = client.post("/knowledge/new/", {**FORM, "owner": owner})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["owner"])


def test_an_owner_who_left_is_no_owner(cast, client):
    type(cast.chief).objects.filter(pk=cast.chief.pk).update(until=c.TODAY)
    client = enter(cast, client)
    assert client.post("/knowledge/new/", {**FORM, "owner": cast.chief.pk}).status_code == 422
    assert not Knowledge.objects.exists()


# ── what is typed ───────────────────────────────────────────────────────────────────────────────────────


def test_what_is_typed_never_becomes_code(cast, client):
    source = {"clause": "", "law": "某办法", "article": "", "quote": SCRIPT, "url": f"https://a/{SCRIPT}"}
    entry, remark = doubted(cast, SCRIPT, question=f"拖欠{SCRIPT}", answer=f"拖欠{SCRIPT}", sources=[source])
    KnowledgeMiss.objects.create(org=cast.county, words=SCRIPT, last=c.TODAY)
    client = enter(cast, client)
    for place in (
        f"/knowledge/{entry.pk}/",
        f"/knowledge/{entry.pk}/edit/",
        f"/knowledge/{entry.pk}/retire/",
        f"/knowledge/remarks/{remark.pk}/",
        "/knowledge/list/",
        "/knowledge/misses/",
        "/knowledge/",
        "/knowledge/?q=拖欠",
        f"/knowledge/?q={SCRIPT}",
        f"/knowledge/new/?q={SCRIPT}",
    ):
        page = body(client.get(place))
        assert (SCRIPT in page, SHOWN in page or "&lt;" in page) == (False, True), place


@pytest.mark.parametrize("field", ["question", "answer", "sources", "valid_until", "kind", "owner"])
@pytest.mark.parametrize("bad", ["长" * 400_000, "坏\0字", "<b>", "-1"])
def test_bad_input_is_refused_or_kept_as_text(cast, client, field, bad):
    """Never an error of the server; what is kept is exactly what was typed."""
    client = enter(cast, client)
    response = client.post("/knowledge/new/", {**FORM, "owner": cast.keeper.pk, field: bad})
    if field in ("question", "answer") and len(bad) < 9 and "\0" not in bad:
        assert getattr(Knowledge.objects.get(), field) == bad
        assert response.status_code == 302
    else:
        assert (response.status_code, field in response.context["form"].errors) == (422, True)
        assert not Knowledge.objects.exists()


def test_the_same_form_sent_twice_is_one_entry(cast, client):
    client = enter(cast, client)
    first = client.post("/knowledge/new/", {**FORM, "owner": cast.keeper.pk})
    with c.nothing_written():
        second = client.post("/knowledge/new/", {**FORM, "owner": cast.keeper.pk})
    assert (first.status_code, second.status_code, list(second.context["form"].errors)) == (302, 422, ["question"])


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%00拖欠&kind=%00", "kind=x", "page=0", "page=x", "page=99999999999999999999"]
)
def test_a_strange_address_of_the_box_is_answered(cast, client, query):
    published(cast)
    assert enter(cast, client).get(f"/knowledge/?{query}").status_code in (200, 404)


@pytest.mark.parametrize("number", ["0", "-1", "１２", "9" * 19, "1' or 1=1", "%00"])
def test_a_past_answer_of_no_number_gives_an_empty_form(cast, client, number):
    response = enter(cast, client).get("/knowledge/new/", {"case": number})
    assert (response.status_code, response.context["form"]["question"].value()) == (200, "")


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", ["{0}欠薪怎么要", "职工{0}", "请问{0}的补贴", "补贴 {0}的", "1" * 60 + "{0}"])
def test_a_name_within_other_words_is_not_kept(cast, client, typed):
    index.put(registry.workers())
    client = enter(cast, client)
    with c.nothing_written():
        assert client.get("/knowledge/", {"q": typed.format(cast.worker.name)}).status_code == 200
    assert not KnowledgeMiss.objects.exists()


def test_the_name_of_an_officer_within_other_words_is_not_kept(cast, client):
    client = enter(cast, client)
    client.get("/knowledge/", {"q": f"找{cast.chief.name}批的手续"})
    assert not KnowledgeMiss.objects.exists()


def test_a_search_of_plain_words_is_kept_beside_people_in_reach(cast, client):
    index.put(registry.workers())
    enter(cast, client).get("/knowledge/", {"q": "高温津贴的手续"})
    assert list(KnowledgeMiss.objects.values_list("words", flat=True)) == ["高温津贴的手续"]


@pytest.mark.parametrize("field", ["name", "behalf"])
def test_whoever_is_named_in_a_matter_is_not_in_its_answer(cast, field):
    case = registered(cast, "dispute", title="马小兰的工资")
    Case.objects.filter(pk=case.pk).update(**{field: "马小兰"})
    moved(Case.objects.get(pk=case.pk), "accept", "begin", "reply", by=cast.author)
    [row] = findable.of_entries([case.pk])
    assert row.title == "某某的工资"


def test_a_matter_about_somebody_of_the_house_gives_no_entry(cast, client):
    case = moved(registered(cast, "dispute"), "accept", "begin", "reply", "close", by=cast.author)
    client = enter(cast, client)
    assert client.get(f"/knowledge/new/?case={case.pk}").context["case"] == case
    for about in ({"about": cast.mate}, {"about": None, "about_org": cast.county}):
        Case.objects.filter(pk=case.pk).update(**about)
        assert client.get(f"/knowledge/new/?case={case.pk}").context["case"] is None
        assert (list(findable.answers()), findable.of_entries([case.pk])) == ([], [])


def test_words_that_only_ask_find_nothing_and_count_nothing(cast, client):
    published(cast)
    for typed in ("怎么办？", "请问呢", str(uuid.UUID(int=0)), "   "):
        enter(cast, client).get("/knowledge/", {"q": typed})
    assert not KnowledgeMiss.objects.exists()
    assert searching.words_of("请问拖欠工资怎么办？") == ["拖欠工资"]
