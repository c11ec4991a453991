"""Pages of one item: its form, live findings, saving into the text, taking it out, two authors at once."""

import pytest

from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.plans.editor import item_views
from tiexin.plans.editor.tests.hand import DUTY, QUOTE, TEXT
from tiexin.plans.editor.tests.stage import HTMX, begun, edited, url
from tiexin.plans.models import PackDraft

TALKS = "面对面交流的职工不少于100名"
MORE = """
  - clause: C3
    quote: 面对面交流的职工不少于100名
    of: {population: 各级工会, level: 市级}
    do: {measure: 面对面交流职工, count: {distinct: 职工}}
    at_least: 100
    unit: 人
"""
TALK = {
    **DUTY,
    "clause": "C3",
    "quote": TALKS,
    "do-measure": "面对面交流职工",
    "do-count": "distinct:职工",
    "amount": "100",
    "unit": "人",
}


@pytest.fixture
def draft(cast):
    return begun(cast)


def form(office, draft, **asked):
    return office.get(url(draft, "item/"), asked, headers=HTMX)


def opened(office, draft, at):
    """The fields of an item's form as the page shows them, ready to be sent back."""
    shown = form(office, draft, at=at).context
    fields = {"at": at, "mark": shown["editing"].mark}
    for bound in shown["form"]:
        if bound.value() not in (None, "", [], False):
            fields[bound.name] = bound.value()
    return fields


def save(office, draft, sent, **headers):
    return office.post(url(draft, "item/"), sent, headers=headers or HTMX)


def text(draft):
    draft.refresh_from_db()
    return draft.text


# ── a new item ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_sentence_that_is_tapped_comes_with_its_first_part_and_a_likely_kind(office, draft):
    shown = form(office, draft, sentence="2").context
    assert (shown["form"]["quote"].value(), shown["editing"].kind.name) == (QUOTE, "tally")
    assert shown["around"] == "市一级走访企业数不少于10家，面对面交流的职工不少于100名。"
    assert shown["form"]["clause"].value() == "C3"
    assert form(office, draft, sentence="3").context["editing"].kind.name == "tasks"


def test_words_that_are_selected_become_the_quote(office, draft):
    shown = form(office, draft, quote="面对面交流的 职工不少于\n100名").context
    assert shown["form"]["quote"].value() == TALKS
    assert shown["around"].endswith("不少于100名。")
    assert len(form(office, draft, quote="长" * 60).context["form"]["quote"].value()) == 25


@pytest.mark.parametrize("sentence", ["", "x", "²", "-1", "99", "9" * 40])
def test_a_sentence_that_is_none_leaves_the_quote_empty(office, draft, sentence):
    answer = form(office, draft, sentence=sentence)
    assert (answer.status_code, answer.context["form"]["quote"].value()) == (200, "")


def test_a_new_item_comes_at_the_end_of_its_list(office, draft):
    answer = save(office, draft, {**TALK, "sentence": "2"})
    assert text(draft) == TEXT.replace("    unit: 家\n", "    unit: 家" + MORE)
    assert (draft.revision, draft.updated_by.name) == (2, "马建国")
    assert Entry.objects.filter(verb="edit_draft").count() == 1
    assert "已存入方案" in answer.text


def test_the_answer_brings_the_findings_the_items_and_the_sentences_that_changed(office, draft):
    page = save(office, draft, {**TALK, "sentence": "2"}).text
    for part in ("state", "items", "left", "s2"):
        assert f'id="{part}"' in page
    assert 'id="s3"' not in page
    assert page.count("hx-swap-oob") == 4


def test_many_changed_sentences_are_read_anew(office, draft, monkeypatch):
    monkeypatch.setattr(item_views, "MANY", 0)
    assert save(office, draft, TALK)["HX-Refresh"] == "true"


def test_without_scripts_the_editor_is_shown_again(office, draft):
    answer = office.post(url(draft, "item/"), TALK, follow=True)
    assert answer.redirect_chain == [(url(draft), 302)]
    assert "已存入方案" in answer.text
    assert "<html" in office.get(url(draft, "item/"), {"sentence": "2"}).text


def test_a_member_goes_into_the_part_it_was_begun_for(cast, office):
    organ = "\norgans:\n  - clause: C5\n    quote: 认真组织\n    name: 办公室\n"
    draft = begun(cast, TEXT + organ)
    shown = form(office, draft, kind="organs.0.posts", quote="赢得职工信耐").context
    assert shown["editing"].mark == "办公室"
    sent = {"kind": "organs.0.posts", "mark": "办公室", "clause": "C6", "quote": "赢得职工信耐", "post": "主任"}
    save(office, draft, sent)
    assert text(draft) == TEXT + organ + "    posts:\n      - {clause: C6, quote: 赢得职工信耐, post: 主任}\n"
    edited(draft, "name: 办公室", "name: 领导小组")
    with c.nothing_written():
        answer = save(office, draft, {**sent, "clause": "C7"})
    assert "刚被别人" in answer.text


def test_a_group_of_clauses_begins_with_what_it_needs(office, draft):
    shown = form(office, draft, kind="ladders", sentence="3").context["form"]
    assert "quote: 各级工会要认真组织" in shown["steps"].value()


def test_another_kind_draws_other_fields_and_keeps_the_quote(office, draft):
    answer = save(office, draft, {"kind": "milestones", "clause": "C9", "quote": TALKS, "redraw": "1"})
    shown = answer.context["form"]
    assert (answer.status_code, "event" in shown.fields, shown["quote"].value()) == (200, True, TALKS)
    assert text(draft) == TEXT


BAD_ITEMS = {
    "a quote that is not there": ({**TALK, "quote": "面对面交流的员工不少于100名"}, "quote"),
    "a quote that is too long": ({**TALK, "quote": "长" * 26}, "quote"),
    "boiler-plate": ({**TALK, "quote": "来源：网络"}, "quote"),
    "no quote": ({**TALK, "quote": " "}, "quote"),
    "nul": ({**TALK, "title": "a\0b"}, "title"),
    "an unknown word": ({**TALK, "do-measure": "喝茶"}, "do-measure"),
    "yaml that is none": ({**TALK, "cadence_by": "- ["}, "cadence_by"),
    "a row without its number": ({**TALK, "targets-0-level": "市级"}, "targets-0-amount"),
}


@pytest.mark.parametrize(("sent", "field"), BAD_ITEMS.values(), ids=BAD_ITEMS)
def test_an_item_that_cannot_be_is_refused_beside_its_field(office, draft, sent, field):
    with c.nothing_written():
        answer = save(office, draft, sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert text(draft) == TEXT


@pytest.mark.parametrize("asked", [{"at": "duties.7"}, {"at": "nothing"}, {"at": "..."}, {"kind": "telepathy"}])
def test_a_place_that_is_none_says_so(office, draft, asked):
    assert "这一项已经不在方案里了" in form(office, draft, **asked).text
    with c.nothing_written():
        assert save(office, draft, asked).status_code == 422


@pytest.mark.parametrize("broken", ["a: [", "- 1\n", "", "a: &b 1\n"])
def test_a_broken_text_is_mended_in_the_text_first(cast, office, broken):
    draft = begun(cast, broken)
    with c.nothing_written():
        answer = save(office, draft, TALK)
    assert answer.status_code == 422
    assert "文本" in answer.text


def test_a_text_that_is_full_takes_no_more(cast, office):
    draft = begun(cast, TEXT + "# " + "a" * (2_000_000 - len(TEXT.encode()) - 100) + "\n")
    with c.nothing_written():
        answer = save(office, draft, TALK)
    assert "方案超过 2 MB" in answer.text


# ── an item that is there ───────────────────────────────────────────────────────────────────────────────


def test_an_item_is_changed_in_its_place_and_its_comments_stay(office, draft):
    sent = {**opened(office, draft, "duties.0"), "amount": "12", "title": "市级走访"}
    save(office, draft, sent)
    assert text(draft) == TEXT.replace("at_least: 10", "at_least: 12").replace(
        "    of: {", "    title: 市级走访\n    of: {"
    )


def test_an_untouched_item_is_not_written(office, draft):
    with c.nothing_written():
        save(office, draft, opened(office, draft, "duties.0"))
    assert (text(draft), draft.revision) == (TEXT, 1)


def test_the_head_is_changed_key_by_key(office, draft):
    sent = {**opened(office, draft, "head"), "number": "银工发〔2012〕1号", "period-to": "7-31"}
    save(office, draft, sent)
    assert text(draft) == TEXT.replace("title: 走访方案\n", "title: 走访方案\nnumber: 银工发〔2012〕1号\n").replace(
        "to: 6-30", "to: 7-31"
    )


def test_an_item_is_taken_out(office, draft):
    sent = opened(office, draft, "norms.0")
    answer = office.post(url(draft, "item/drop/"), sent, headers=HTMX)
    assert text(draft) == TEXT.replace("norms:\n  - {clause: C2, quote: 各级工会要认真组织}\n", "")
    assert "已从方案里删去" in answer.text and 'id="s3"' in answer.text


def test_neither_the_head_nor_nothing_is_taken_out(office, draft):
    for sent in ({"at": "head"}, {}, {"at": "duties.9"}, {"kind": "tally"}):
        with c.nothing_written():
            assert office.post(url(draft, "item/drop/"), sent).status_code == 422


# ── two authors at once ─────────────────────────────────────────────────────────────────────────────────


def test_a_change_elsewhere_is_joined_with_ones_own(cast, office, draft):
    sent = {**opened(office, draft, "norms.0"), "title": "组织"}
    edited(draft, "duties:", "tasks:\n  - {clause: C8, quote: 一, who: 全体}\n\nduties:", cast.people["office"])
    save(office, draft, sent)
    assert "who: 全体" in text(draft)
    assert "{clause: C2, quote: 各级工会要认真组织, title: 组织}" in draft.text
    assert draft.revision == 3


def test_an_item_that_moved_is_changed_where_it_is_now(cast, office):
    draft = begun(cast, TEXT.replace("    unit: 家\n", "    unit: 家" + MORE))
    sent = {**opened(office, draft, "duties.1"), "title": "访职工"}
    first = TEXT.split("duties:\n")[1].split("\nnorms")[0]
    edited(draft, first, "")
    save(office, draft, sent)
    assert "title: 访职工" in text(draft).split("clause: C3")[1]


def test_the_same_item_changed_by_another_is_shown_with_ones_own(cast, office, draft):
    sent = {**opened(office, draft, "duties.0"), "amount": "12"}
    edited(draft, "at_least: 10", "at_least: 11", cast.people["office"])
    with c.nothing_written():
        answer = save(office, draft, sent)
    assert answer.status_code == 422
    assert "刚被别人改过" in answer.text
    assert "at_least: 11" in answer.text and "at_least: 12" in answer.text
    save(office, draft, {**sent, "mark": answer.context["editing"].mark})
    assert "at_least: 12" in text(draft)


def test_an_item_removed_by_another_is_not_written_over_its_neighbour(cast, office):
    draft = begun(cast, TEXT.replace("    unit: 家\n", "    unit: 家" + MORE))
    sent = {**opened(office, draft, "duties.1"), "title": "访职工"}
    edited(draft, MORE.lstrip("\n"), "")
    before = text(draft)
    with c.nothing_written():
        answer = save(office, draft, sent)
    assert answer.status_code == 422
    assert text(draft) == before


def test_a_head_changed_by_another_is_shown(cast, office, draft):
    sent = {**opened(office, draft, "head"), "number": "一号"}
    edited(draft, "title: 走访方案", "title: 新方案", cast.people["office"])
    with c.nothing_written():
        answer = save(office, draft, sent)
    assert "title: 新方案" in answer.text and "number: 一号" in answer.text


def test_an_item_changed_by_another_is_not_taken_out(cast, office, draft):
    sent = opened(office, draft, "norms.0")
    edited(draft, "认真组织", "认真落实")
    before = text(draft)
    with c.nothing_written():
        office.post(url(draft, "item/drop/"), sent)
    assert text(draft) == before


# ── live findings ───────────────────────────────────────────────────────────────────────────────────────


def tried(office, draft, **changes):
    with c.nothing_written():
        return office.post(url(draft, "item/try/"), {**TALK, **changes}, headers=HTMX).text


def test_a_right_item_is_told_so_before_it_is_saved(office, draft):
    assert "没有问题" in tried(office, draft)
    assert text(draft) == TEXT


def test_a_fault_is_told_before_it_is_saved(office, draft):
    assert "这里应写不小于 0 的数" in tried(office, draft, amount="一百")
    assert "编号" in tried(office, draft, clause="C1")


def test_only_faults_of_the_item_itself_are_told(cast, office):
    draft = begun(cast, TEXT.replace("unit: 家", "unit: 条"))
    assert "没有问题" in tried(office, draft)


def test_what_is_still_missing_is_named(office, draft):
    page = tried(office, draft, **{"do-measure": "", "unit": ""})
    assert "还要填：做什么、怎样数、计量单位" in page


def test_a_quote_that_is_not_there_is_told_while_it_is_typed(office, draft):
    assert "原文里没有这一句" in tried(office, draft, quote="没有的话")


def test_an_existing_item_is_tried_in_its_place(office, draft):
    sent = {**opened(office, draft, "duties.0"), "amount": "十"}
    assert "不小于 0" in office.post(url(draft, "item/try/"), sent).text


def test_nothing_is_tried_of_the_head_or_of_a_broken_text(cast, office, draft):
    assert office.post(url(draft, "item/try/"), {"at": "head"}).text == ""
    assert office.post(url(begun(cast, "a: ["), "item/try/"), TALK).text == ""
    edited(draft, "duties:", "duties: &x")
    assert "文本里还有写错的格式" in tried(office, draft)
    assert PackDraft.objects.count() == 2
