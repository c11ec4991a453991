"""Pages of drafts: the list, beginning, the editor, text with its revision, the document, loading."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tiexin.core.documents.source import MAX_BYTES
from tiexin.duties.models import Clause, PlanVersion
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.plans.actions import drafts as actions
from tiexin.plans.actions.drafts import Written
from tiexin.plans.editor.tests.hand import DOCUMENT, QUOTE, TEXT
from tiexin.plans.editor.tests.stage import HTMX, begun, edited, url
from tiexin.plans.editor.views import typed
from tiexin.plans.models import PackDraft
from tiexin.plans.tests import small

NEW = "/plans/drafts/new/"
BLANK = {
    "way": "blank",
    "title": "走访方案",
    "pack": "demo",
    "year": "201*",
    "issued": "2-13",
    "first": "2-20",
    "last": "6-30",
}


def messages(answer):
    return " ".join(str(message) for message in answer.context["messages"])


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_drafts_within_reach_the_last_changed_first(cast, client):
    first, second = begun(cast), begun(cast, TEXT.replace("走访方案", "蹲点方案"))
    begun(cast, TEXT.replace("走访方案", "别处的方案"), org=cast.other_city)
    edited(first, "# 试写", "# 又写", cast.people["office"])
    for name, wanted in {"city_office": [first, second], "stranger": ["别处的方案"]}.items():
        answer = c.enter(client, cast.people[name]).get("/plans/drafts/")
        assert [str(row) for row in answer.context["pager"].rows] == [str(row) for row in wanted]
    assert "林晓梅" in c.enter(client, cast.people["office"]).get("/plans/drafts/").text


def test_an_empty_list_says_what_to_do(office):
    assert "还没有草稿" in office.get("/plans/drafts/").text


@pytest.mark.parametrize("name", ["officer", "leader", "enterprise", "nobody", "system", "audit"])
def test_only_those_who_publish_write(cast, client, name):
    draft = begun(cast)
    c.enter(client, cast.people[name])
    tails = ("", "text/", "document/", "download/", "item/")
    assert {client.get(url(draft, tail)).status_code for tail in tails} == {404}
    assert client.get("/plans/drafts/").status_code == client.get(NEW).status_code == 404


def test_a_draft_of_another_unit_is_not_there(cast, client):
    draft = begun(cast)
    c.enter(client, cast.people["stranger"])
    for tail in ("", "text/", "document/", "download/", "item/"):
        assert client.get(url(draft, tail)).status_code == 404
    for tail in ("text/", "document/", "item/", "item/try/", "item/drop/", "load/", "drop/"):
        with c.nothing_written():
            assert client.post(url(draft, tail), {"text": "x", "revision": 1}).status_code == 404


def test_a_draft_that_was_deleted_is_not_there(cast, office):
    draft = begun(cast)
    answer = office.post(url(draft, "drop/"), follow=True)
    assert "已删除草稿“走访方案”" in messages(answer)
    for tail in ("", "text/", "item/"):
        assert office.get(url(draft, tail)).status_code == 404
    assert office.post(url(draft, "drop/")).status_code == 404


# ── a new one ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_from_nothing_has_a_head_that_reads(cast, office):
    answer = office.post(NEW, {**BLANK, "org": cast.city.pk, "document": DOCUMENT})
    draft = PackDraft.objects.get()
    assert answer["Location"] == url(draft)
    assert draft.text == (
        "pack: demo\n"
        "title: 走访方案\n"
        "issuers: [银川市总工会]\n"
        'jurisdiction: "640100"\n'
        "year: 201*\n"
        "issued: 2-13\n"
        "period: {from: 2-20, to: 6-30}\n"
    )
    assert (draft.org, draft.document.replace("\r\n", "\n")) == (cast.city, DOCUMENT.strip())
    assert "没有错误" in office.get(url(draft)).text


def test_a_province_has_two_digits(cast, client):
    c.enter(client, cast.people["office"])
    client.post(NEW, {**BLANK, "org": cast.province.pk})
    assert 'jurisdiction: "64"\n' in PackDraft.objects.get().text


def test_a_draft_from_a_shipped_pack_is_that_pack(cast, client):
    c.enter(client, cast.people["office"])
    client.post(NEW, {"way": "shipped", "shipped": "ningxia-f2f"})
    draft = PackDraft.objects.get()
    assert (draft.org, draft.code) == (cast.province, "ningxia-f2f")
    assert draft.text.startswith("# 宁夏")


def test_a_shipped_pack_of_a_higher_union_becomes_a_draft_of_ones_own(cast, office):
    office.post(NEW, {"way": "shipped", "shipped": "ningxia-f2f"})
    assert PackDraft.objects.get().org == cast.city


def test_a_draft_from_a_file_keeps_every_byte(cast, office):
    text = TEXT.replace("\n", "\r\n")
    office.post(NEW, {"way": "file", "file": SimpleUploadedFile("a.yaml", text.encode("utf-8-sig"))})
    assert PackDraft.objects.get().text == text


def test_a_draft_continues_a_version_with_its_document(cast, client):
    version = small.draft(small.text(small.OWN["C7"]), cast.province, small.DOCUMENT.encode())
    c.enter(client, cast.people["office"])
    assert "走访方案 第1版" in client.get(NEW).text
    client.post(NEW, {"way": "version", "version": version.pk})
    draft = PackDraft.objects.get()
    assert (draft.text, draft.document, draft.year) == (version.pack, small.DOCUMENT, version.year)


def test_a_version_of_another_unit_cannot_be_continued(cast, office):
    version = small.draft(small.text(small.OWN["C7"]), cast.province)
    with c.nothing_written():
        answer = office.post(NEW, {"way": "version", "version": version.pk})
    assert "version" in answer.context["form"].errors


BAD_STARTS = {
    "nothing": ({}, "way"),
    "no way": ({"way": "telepathy"}, "way"),
    "no title": ({**BLANK, "title": ""}, "title"),
    "a code with capitals": ({**BLANK, "pack": "Demo"}, "pack"),
    "a strange year": ({**BLANK, "year": "20**1"}, "year"),
    "a foreign unit": ({**BLANK, "org": "foreign"}, "org"),
    "nul": ({**BLANK, "title": "a\0b"}, "title"),
    "no file": ({"way": "file"}, "file"),
    "a picture": ({"way": "file", "file": b"\x89PNG\xff"}, "file"),
    "too large": ({"way": "file", "file": b"#" * (MAX_BYTES + 1)}, "file"),
    "a pack that is none": ({"way": "shipped", "shipped": "../secrets"}, "shipped"),
    "a version that is none": ({"way": "version", "version": "99999"}, "version"),
}


@pytest.mark.parametrize(("sent", "field"), BAD_STARTS.values(), ids=BAD_STARTS)
def test_a_start_that_cannot_be_made_is_refused_beside_its_field(cast, office, sent, field):
    sent = {"org": cast.city.pk, **sent}
    if sent["org"] == "foreign":
        sent["org"] = cast.other_city.pk
    if isinstance(sent.get("file"), bytes):
        sent["file"] = SimpleUploadedFile("a.yaml", sent["file"])
    with c.nothing_written():
        answer = office.post(NEW, sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


# ── the editor ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_document_stands_beside_its_clauses(cast, office):
    page = office.get(url(begun(cast))).text
    assert f'href="{url(PackDraft.objects.get(), "item/")}?sentence=2"' in page
    said = page.split('id="s2"')[0].rsplit("<span", 1)[1], page.split('id="s2"')[1].split("</span>")[0]
    assert "is-said" in said[0] and ">C1</a>" in said[1]
    assert page.count("网页附加的话，不是条款") == 1
    assert '信耐<small class="tx-slip">〔原文如此〕</small>' in page
    assert "<b>1</b> 句还没有条款" in page, "the title; the heading and the boiler-plate need none"


def test_a_draft_without_a_document_says_how_to_attach_one(cast, office):
    page = office.get(url(begun(cast, document=""))).text
    assert "还没有原文" in page and "C1" in page


def test_findings_lead_to_their_items_to_the_head_or_to_the_text(cast, office):
    draft = begun(cast, TEXT.replace("unit: 家", "unit: 条").replace("title:", "titel:"))
    page = office.get(url(draft)).text
    assert f'href="{url(draft, "item/")}?at=duties.0"' in page
    assert f'href="{url(draft, "item/")}?at=head"' in page
    assert 'type="submit" disabled' in page
    broken = edited(draft, "norms:", "norms: [")
    page = office.get(url(broken)).text
    assert "表单暂时不能改" in page and f'href="{url(draft, "text/")}?line=' in page


def test_the_head_is_a_form_with_all_its_fields(cast, office):
    draft = begun(cast)
    answer = office.get(url(draft, "item/"), {"at": "head"})
    form = answer.context["form"]
    assert {"title", "pack", "issuers", "sections"} <= set(form.fields)
    assert [name for name in form.fields if f'name="{name}' not in answer.text] == []
    assert not set(form.fields) & {name for name in dir(form) if name.startswith("in_")}  # a field would hide it


def test_an_empty_draft_and_an_empty_list_are_pages_too(cast, office):
    for text in ("", "# 只有注释\n", "pack: a\n", "- 1\n", "duties: 1\n", "norms:\n"):
        assert office.get(url(begun(cast, text))).status_code == 200


# ── text ────────────────────────────────────────────────────────────────────────────────────────────────


def write(office, draft, text, revision=None, **headers):
    return office.post(url(draft, "text/"), {"text": text, "revision": revision or draft.revision}, headers=headers)


def test_the_text_is_saved_with_the_next_revision(cast, office):
    draft = begun(cast)
    answer = write(office, draft, TEXT.replace("10\n", "12\n"), **HTMX)
    draft.refresh_from_db()
    assert 'name="revision" value="2"' in answer.text
    assert (draft.text, draft.revision) == (TEXT.replace("10\n", "12\n"), 2)


def test_a_browsers_line_breaks_change_nothing(cast, office):
    draft = begun(cast)
    write(office, draft, TEXT.replace("\n", "\r\n"))
    draft.refresh_from_db()
    assert (draft.text, draft.revision) == (TEXT, 1)


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("a\nb\n", "a\r\nc\r\n", "a\nc\n"),
        ("a\r\nb\r\n", "a\r\nc\r\n", "a\r\nc\r\n"),
        ("a\r\nb\n", "a\r\nb\r\n", "a\r\nb\n"),
        ("", "a\r\n", "a\n"),
    ],
)
def test_a_text_keeps_its_own_line_breaks(old, new, kept):
    assert typed(old, new) == kept


def test_a_broken_text_is_kept_and_its_line_named(cast, office):
    draft = begun(cast)
    answer = write(office, draft, TEXT + "tasks: [\n", **HTMX)
    draft.refresh_from_db()
    assert draft.text.endswith("tasks: [\n")
    assert "读不懂" in answer.text or "没有配对" in answer.text


def test_the_second_author_sees_both_texts_and_loses_nothing(cast, office):
    draft = begun(cast)
    edited(draft, "# 试写", "# 对方写的", cast.people["office"])
    mine = TEXT.replace("# 试写", "# 我写的")
    with c.nothing_written():
        answer = write(office, draft, mine, revision=1, **HTMX)
    assert answer.status_code == 422
    assert "林晓梅刚才改过" in answer.text
    assert "# 对方写的" in answer.text
    assert 'name="revision" value="2"' in answer.text
    plain = write(office, draft, mine, revision=1)
    assert "<html" in plain.text and "# 我写的" in plain.text and "# 对方写的" in plain.text
    write(office, draft, mine, revision=2)
    draft.refresh_from_db()
    assert (draft.text, draft.revision) == (mine, 3)


BAD_TEXTS = {
    "no revision": {"revision": ""},
    "no number": {"revision": "x"},
    "a huge number": {"revision": "9" * 30},
    "nul": {"text": "a: \0", "revision": "1"},
    "too long": {"text": "a" * (MAX_BYTES + 10), "revision": "1"},
}


@pytest.mark.parametrize("sent", BAD_TEXTS.values(), ids=BAD_TEXTS)
@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_a_text_that_cannot_be_kept_is_refused_in_words(cast, office, sent, headers):
    draft = begun(cast)
    with c.nothing_written():
        answer = office.post(url(draft, "text/"), {"text": "a", **sent}, headers=headers)
    assert answer.status_code == 422
    assert "data-errors" in answer.text
    draft.refresh_from_db()
    assert draft.text == TEXT


def test_the_text_is_downloaded_as_it_stands(cast, office):
    answer = office.get(url(begun(cast), "download/"))
    assert answer.content.decode() == TEXT
    assert "demo.yaml" in answer["Content-Disposition"]


# ── document ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_is_pasted_or_uploaded(cast, office):
    draft = begun(cast, document="")
    office.post(url(draft, "document/"), {"document": "新的原文。", "revision": 1})
    draft.refresh_from_db()
    assert (draft.document, draft.revision) == ("新的原文。", 2)
    upload = SimpleUploadedFile("a.txt", "文件里的原文。".encode("utf-8-sig"))
    office.post(url(draft, "document/"), {"file": upload, "revision": 2})
    draft.refresh_from_db()
    assert draft.document == "文件里的原文。"


BAD_DOCUMENTS = {
    "stale": ({"document": "x", "revision": 7}, None),
    "nul": ({"document": "\0", "revision": 1}, "document"),
    "too long": ({"document": "字" * 400_000, "revision": 1}, "document"),
    "no text": ({"file": b"\xff\xfe", "revision": 1}, "file"),
    "a large file": ({"file": b"a" * 1_000_001, "revision": 1}, "file"),
}


@pytest.mark.parametrize(("sent", "field"), BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS)
def test_a_document_that_cannot_be_kept_is_refused(cast, office, sent, field):
    draft = begun(cast)
    if isinstance(sent.get("file"), bytes):
        sent = {**sent, "file": SimpleUploadedFile("a.txt", sent["file"])}
    with c.nothing_written():
        answer = office.post(url(draft, "document/"), sent)
    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert (field or "__all__") in errors


def test_the_second_of_two_documents_is_kept_in_the_form_and_may_go_over_the_first(cast, office):
    draft = begun(cast)
    actions.write_draft(draft, Written(document="对方贴的。"), 1, by=cast.people["office"], on=c.TODAY)
    answer = office.post(url(draft, "document/"), {"document": "我贴的。", "revision": 1})
    assert answer.status_code == 422
    assert all(words in answer.text for words in ("林晓梅刚才改过", "对方贴的。", "我贴的。", 'value="2"'))
    office.post(url(draft, "document/"), {"document": "我贴的。", "revision": 2})
    draft.refresh_from_db()
    assert draft.document == "我贴的。"


# ── loading ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_becomes_a_version_with_its_document(cast, office):
    draft = begun(cast)
    answer = office.post(url(draft, "load/"))
    version = PlanVersion.objects.get()
    assert answer["Location"] == f"/plans/versions/{version.pk}/"
    assert (version.pack, version.plan.issuer, version.document.name) == (TEXT, cast.city, "原文.txt")
    assert list(Clause.objects.values_list("item", "quote").order_by("order")) == [
        ("C1", QUOTE),
        ("C2", "各级工会要认真组织"),
    ]
    assert Entry.objects.filter(verb="load").count() == 1
    assert office.post(url(draft, "load/")).status_code == 302
    assert sorted(PlanVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_a_draft_with_errors_is_not_loaded(cast, office):
    draft = begun(cast, TEXT.replace("unit: 家", "unit: 条"))
    with c.nothing_written():
        answer = office.post(url(draft, "load/"), follow=True)
    assert "还有 1 处错误，没有装载" in messages(answer)


@pytest.mark.parametrize(
    ("year", "said"), [("", "请先填写年份"), ("2025", "处错误"), ("²", "年份"), ("9" * 40, "年份")]
)
def test_a_masked_year_is_asked_for_and_not_guessed(cast, office, year, said):
    draft = begun(cast, TEXT.replace("year: 2012", "year: 201*"))
    assert 'name="year"' in office.get(url(draft)).text
    with c.nothing_written():
        answer = office.post(url(draft, "load/"), {"year": year}, follow=True)
    assert said in messages(answer)
    assert office.post(url(draft, "load/"), {"year": "2012"}).status_code == 302
    assert PlanVersion.objects.get().year == 2012


def test_a_pack_that_names_another_issuer_is_not_loaded(cast, office):
    draft = begun(cast, TEXT.replace("银川市总工会", "石嘴山市总工会"))
    with c.nothing_written():
        answer = office.post(url(draft, "load/"), follow=True)
    assert "不在您可发布的范围内" in messages(answer)
