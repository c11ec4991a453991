"""What a sentence most likely is, and what a pack would say with an item in it."""

import pytest
from django.http import QueryDict

from tiexin.core.documents import problems
from tiexin.core.documents.problems import Problem
from tiexin.core.refusal import Refused
from tiexin.plans.editor import findings
from tiexin.plans.editor.desk import Desk, changed
from tiexin.plans.editor.editing import Moved, around, as_if, by_itself, guess, opened, quoted
from tiexin.plans.editor.tests.hand import DOCUMENT, DUTY, QUOTE, TEXT, WRITTEN, sent
from tiexin.plans.models import PackDraft


def desk(text=TEXT, document=DOCUMENT):
    return Desk(PackDraft(text=text, document=document))


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("市一级走访企业数不少于10家", "tally"),
        ("不少于1个月", "tally"),
        ("每月至少与职工保持1次联系", "tally"),
        ("办理三件实事，走访五家", "tally"),
        ("满意率达到98%", "rate"),
        ("在3日内看望住院职工", "response"),
        ("3月初全面启动", "milestones"),
        ("各级工会要认真组织", "tasks"),
        ("", "tasks"),
    ],
)
def test_a_sentence_is_guessed_by_its_words(quote, kind):
    assert guess(quote) == kind


def test_a_quote_comes_from_the_selection_or_the_sentence():
    assert quoted(desk(), sent(quote=" 认真\n组织 ")) == "认真组织"
    assert quoted(desk(), sent(sentence="2")) == QUOTE
    assert quoted(desk(document=""), sent(sentence="2")) == ""
    assert quoted(desk(), QueryDict()) == ""


def test_the_sentence_around_a_quote_is_found_again():
    whole = "市一级走访企业数不少于10家，面对面交流的职工不少于100名。"
    assert around(desk(), QUOTE, QueryDict()) == whole
    assert around(desk(), "别处", sent(sentence="2")) == whole
    assert around(desk(), "没有的话", QueryDict()) == ""
    assert around(desk(), "", QueryDict()) == ""


def test_what_would_be_is_read_without_being_stored():
    found = desk()
    editing = opened(found, sent(**{**DUTY, "clause": "C3"}))
    said = as_if(editing, {**WRITTEN, "clause": "C3", "unit": "条"})
    assert [(problem.level, problem.path) for problem in said] == [("error", "duties[C3].unit")]
    assert (found.errors, found.draft.text) == (0, TEXT)
    assert as_if(editing, {**WRITTEN, "clause": "C3"}) == []


def test_of_an_item_of_a_long_pack_its_own_keys_are_read_at_once():
    editing = opened(desk(), sent(**{**DUTY, "clause": "C3"}))
    assert [problem.rule for problem in by_itself(editing, {**WRITTEN, "unit": "条"})] == ["schema:said"]
    assert by_itself(editing, {**WRITTEN, "clause": "C1"}) == []


def test_an_item_opens_at_its_place_with_a_mark_of_what_it_says():
    editing = opened(desk(), sent(at="duties.0"))
    assert (editing.at, editing.new, editing.kind.name) == ("duties.0", False, "tally")
    assert opened(desk(), sent(at="duties.0", mark="before")).mark == "before"
    assert opened(desk(), sent(at="head")).at == "head"
    assert opened(desk(), sent(kind="norms")).at == ""


def test_nothing_opens_where_there_is_nothing():
    assert opened(desk("- 1"), sent(at="head")) is None
    assert opened(desk(), sent(at="duties.1")) is None
    assert opened(desk(), sent(kind="nothing")) is None


def test_an_item_goes_into_a_newer_text_unless_it_changed_there():
    editing = opened(desk(), sent(at="norms.0"))
    item = {**editing.raw, "title": "组织"}
    assert editing.into("# 新\n" + TEXT, item) == "# 新\n" + TEXT.replace("认真组织}", "认真组织, title: 组织}")
    with pytest.raises(Moved, match="改过") as moved:
        editing.into(TEXT.replace("认真组织}", "认真落实}"), item)
    assert moved.value.theirs == {"clause": "C2", "quote": "各级工会要认真落实"}
    with pytest.raises(Moved, match="删去了") as moved:
        editing.into(TEXT.split("norms:")[0], item)
    assert moved.value.theirs is None
    with pytest.raises(Refused, match="文本里还有写错的格式"):
        editing.into("a: [", item)


def test_a_desk_counts_findings_and_says_whether_forms_can_write():
    found = desk(TEXT.replace("unit: 家", "unit: 条"))
    assert (found.errors, found.warnings, found.notes, found.readable) == (1, 0, 0, True)
    assert found.lists == [("duties", "任务", 1), ("norms", "原则", 1)]
    assert not desk("a: [").readable
    assert (desk(TEXT.replace("2012", "201*")).masked, desk().masked, desk("a: [").masked) == ("201*", "", "")


def test_sentences_whose_items_are_others_are_told_apart():
    before, after = desk(), desk(TEXT.split("norms:")[0])
    assert [(sentence.number, rows) for sentence, rows in changed(before, after)] == [(3, [])]
    assert changed(before, desk()) == []
    renamed = desk(TEXT.replace("clause: C1", "clause: C9"))
    assert [[row.ident for row in rows] for _, rows in changed(before, renamed)] == [["C9"]]


def test_a_desk_tells_three_kinds_of_findings_apart_as_the_version_does(monkeypatch):
    levels = ["info", "warning", "error", "info"]
    said = [Problem(level, 1, 1, "", level) for level in levels]
    monkeypatch.setattr(findings, "findings", lambda *asked: said)
    found = desk(TEXT)
    assert [problem.label for problem in found.problems] == ["错误", "提醒", "说明", "说明"]
    assert (found.errors, found.warnings, found.notes) == (1, 1, 2)
    assert problems.counts([{"level": level} for level in levels]) == [("错误", 1), ("提醒", 1), ("说明", 2)]
