"""A document beside its clauses: lines joined, sentences cut, boiler-plate once, slips shown and found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.plans.editor.document import Laid, Mark, Sentence, lay, mended, pieces, says, suggestion
from tiexin.plans.fields import QUOTE_LIMIT
from tiexin.plans.quotes import Document

BROKEN = """\
扩展阅读:服务职工在基层
一、以掌握实情为前提
省总工会把密切联系职工、切实做好新形势下职工群众工作,作为重要内容,把存在的
问题弄明白。第二句话,没有数；第三句!
二、工作要求
组长:某某
友情提示:本文仅供参考
来源:网络整理 免责声明:本文仅限学习分享
"""


def laid(text: str, *quotes: str) -> Laid:
    return lay(Document(text), [Mark(f"C{number}", quote) for number, quote in enumerate(quotes, 1)])


def texts(found: Laid) -> list[list[str]]:
    return [[sentence.text for sentence in paragraph] for paragraph in found.paragraphs]


def test_lines_broken_inside_a_word_are_joined_before_sentences_are_cut():
    assert texts(laid(BROKEN))[2] == [
        "省总工会把密切联系职工、切实做好新形势下职工群众工作,作为重要内容,把存在的问题弄明白。",
        "第二句话,没有数；",
        "第三句!",
    ]


def test_headings_and_short_lines_stay_paragraphs_of_their_own():
    assert [part[0] for part in texts(laid(BROKEN))] == [
        "扩展阅读:服务职工在基层",
        "一、以掌握实情为前提",
        "省总工会把密切联系职工、切实做好新形势下职工群众工作,作为重要内容,把存在的问题弄明白。",
        "二、工作要求",
        "组长:某某",
        "友情提示:本文仅供参考来源:网络整理免责声明:本文仅限学习分享",
    ]


def test_boiler_plate_is_marked_once_and_never_open():
    found = laid(BROKEN)
    assert [sentence.number for sentence in found.sentences if sentence.boiler] == [0, 7]
    assert [sentence.text for sentence in found.open] == [
        "省总工会把密切联系职工、切实做好新形势下职工群众工作,作为重要内容,把存在的问题弄明白。",
        "第二句话,没有数；",
        "第三句!",
        "组长:某某",
    ]


@pytest.mark.parametrize(
    ("line", "following", "joined"),
    [
        ("把" * 31, "接着说完。", True),
        ("把" * 29, "接着说完。", False),
        ("把" * 31 + "。", "接着说完。", False),
        ("关于开展活动的" + "很" * 30 + "通知", "各市总工会:", False),
        ("把" * 31, "（一）下一段", False),
        ("把" * 31, "2、下一段", False),
        ("把" * 31, "第二条 下一段", False),
        ("把" * 31, "来源:网络", False),
    ],
)
def test_when_a_line_goes_on_in_the_next(line, following, joined):
    assert len(laid(f"{line}\n{following}\n").paragraphs) == (1 if joined else 2)


def test_a_sentence_keeps_its_closing_quotation_marks():
    assert texts(laid("他说“办好了。”于是走了。")) == [["他说“办好了。”", "于是走了。"]]


def test_sentences_know_their_clauses_and_the_rest_is_open():
    found = laid(BROKEN, "把存在的问题弄明白", "第三句", "没有这句")
    assert [(sentence.number, sentence.clauses) for sentence in found.sentences if sentence.clauses] == [
        (2, ("C1",)),
        (4, ("C2",)),
    ]
    assert [sentence.number for sentence in found.open] == [3, 6]
    assert found.lost == [Mark("C3", "没有这句")]


def test_a_quote_across_two_sentences_covers_both():
    assert [s.clauses for s in laid("甲乙丙。丁戊己。庚。", "丙。丁").sentences] == [("C1",), ("C1",), ()]


def test_the_same_words_twice_belong_to_the_clause_after_the_one_before():
    text = "组长一人。成员五人。组长一人。"
    assert [s.clauses for s in laid(text, "组长一人", "成员五人", "组长一人").sentences] == [("C1",), ("C2",), ("C3",)]


def test_a_clause_out_of_order_is_still_found():
    assert [s.clauses for s in laid("甲一。乙二。", "乙二", "甲一").sentences] == [("C2",), ("C1",)]


def test_one_clause_named_twice_in_a_sentence_stands_there_once():
    found = lay(Document("不少于10家，不少于100名。"), [Mark("C1", "不少于10家"), Mark("C1", "不少于100名")])
    assert found.sentences[0].clauses == ("C1",)


def test_paragraphs_without_any_clause_are_listed():
    found = laid("一、总则\n甲一。甲二。\n乙一。\n丙一。\n", "甲二")
    assert [[s.text for s in part] for part in found.bare] == [["乙一。"], ["丙一。"]]


def test_a_number_leads_to_its_sentence_and_no_other():
    found = laid("甲。乙。")
    assert found.sentence(1) == Sentence(1, 2, "乙。")
    assert (found.sentence(2), found.sentence(-1)) == (None, None)


@pytest.mark.parametrize("text", ["", "\n\n", " \t\n", "\ufeff"])
def test_nothing_is_no_document(text):
    assert (laid(text).paragraphs, laid(text, "甲").lost) == ([], [Mark("C1", "甲")])


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("二、组织领导", True),
        ("(一)成立活动领导机构。", True),
        ("第三章 附则", True),
        ("附:分组安排", True),
        ("一、以掌握实情为前提,开展一次活动。", False),
        ("三是个案访谈;", False),
        ("1、综合协调组", False),
    ],
)
def test_what_is_only_a_heading_needs_no_clause(text, heading):
    assert Sentence(0, 0, text).heading == heading
    assert Sentence(0, 0, text).open != heading


@given(st.text(st.sampled_from("甲乙丙。；!\n 一、(（2友情提示:”"), max_size=80))
def test_every_character_of_a_document_stands_in_exactly_one_sentence(text):
    document = Document(text)
    found = lay(document, [])
    assert "".join(sentence.text for sentence in found.sentences) == document.joined
    assert [sentence.number for sentence in found.sentences] == list(range(len(found.sentences)))
    assert all(document.joined.startswith(sentence.text, sentence.start) for sentence in found.sentences)


# ── slips ───────────────────────────────────────────────────────────────────────────────────────────────


def test_slips_are_shown_as_found_with_what_was_meant():
    assert pieces("管理的的方法赢得信耐。") == [
        ("管理", ""),
        ("的的", "的"),
        ("方法赢得", ""),
        ("信耐", "信赖"),
        ("。", ""),
    ]
    assert pieces("没有错") == [("没有错", "")]
    assert pieces("") == [("", "")]


@pytest.mark.parametrize("text", ["目的的实现", "的的士", "的的确确"])
def test_what_only_looks_like_a_slip_is_none(text):
    assert pieces(text) == [(text, "")]


def test_a_search_finds_a_slip_under_both_spellings():
    text = "赢得职工信耐"
    assert [says(text, words) for words in ("信耐", "信赖", "工信赖", "信 赖", "依赖", "", " ")] == [
        True, True, True, True, False, False, False,
    ]  # fmt: skip
    assert mended(text) == "赢得职工信赖"


# ── the quote that is proposed ──────────────────────────────────────────────────────────────────────────


def test_a_short_sentence_is_proposed_whole_without_its_full_stop():
    assert suggestion("各级工会要认真组织。") == "各级工会要认真组织"


def test_a_long_sentence_is_cut_at_its_last_comma_that_fits():
    text = "市一级走访企业数不少于10家,面对面交流沟通的职工不少于100名,县一级不少于15家。"
    assert suggestion(text) == "市一级走访企业数不少于10家"


def test_a_long_sentence_without_a_comma_is_cut_short():
    assert suggestion("长" * 60) == "长" * QUOTE_LIMIT
    assert suggestion("短，" + "长" * 60) == "短，" + "长" * (QUOTE_LIMIT - 2)


@given(st.text(st.sampled_from("甲乙，、。；:10%"), max_size=90))
def test_what_is_proposed_is_a_beginning_that_may_be_quoted(text):
    proposed = suggestion(text)
    assert text.startswith(proposed) and len(proposed) <= QUOTE_LIMIT
