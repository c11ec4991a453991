"""Values written as YAML: read back equal, and as a person would write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.documents.source import read
from tiexin.plans.editor import write
from tiexin.plans.editor.tests.packs import scalars, values

BARE = ("走访企业", "2-13", "3月初", "10家", "a b", "-1x", "100%", "不少于10家，不多于20家", "1:30", "no", "012")
QUOTED = {
    "": '""',
    "12": '"12"',
    "true": '"true"',
    "~": '"~"',
    " 前面有空格": '" 前面有空格"',
    "a: b": '"a: b"',
    "冒号 #注": '"冒号 #注"',
    "@某": '"@某"',
    "- 一": '"- 一"',
    "*号": '"*号"',
    '说"好"': '说"好"',
    '"好"': "'\"好\"'",
    "反\\斜": "反\\斜",
    "两\n行": '"两\\n行"',
    "it's: 好": '"it\'s: 好"',
}


@pytest.mark.parametrize("text", BARE)
def test_what_reads_back_as_itself_stands_bare(text):
    assert write.scalar(text) == text


@pytest.mark.parametrize(("text", "written"), QUOTED.items(), ids=range(len(QUOTED)))
def test_what_would_be_read_otherwise_is_quoted(text, written):
    assert write.scalar(text) == written
    assert read(f"a: {written}\n").value == {"a": text}


def test_commas_and_brackets_are_quoted_only_inside_a_line_of_braces():
    assert write.scalar("各市、县(区),各部室") == "各市、县(区),各部室"
    assert write.in_line(["甲, 乙", "丙]"]) == '["甲, 乙", "丙]"]'
    assert write.in_line({"measure": "走访企业", "count": {"distinct": "企业"}}) == (
        "{measure: 走访企业, count: {distinct: 企业}}"
    )


def test_truth_and_numbers_are_words_of_yaml():
    assert [write.scalar(value) for value in (True, False, 7, 0)] == ["true", "false", "7", "0"]


def test_a_duty_is_a_block_with_its_phrases_on_one_line():
    duty = {
        "clause": "C1",
        "quote": "不少于10家",
        "of": {"population": "各级工会", "level": ["市级", "县级"]},
        "do": {"measure": "走访企业"},
        "at_least": 10,
    }
    assert write.item(duty, block=True) == [
        "  - clause: C1",
        "    quote: 不少于10家",
        "    of: {population: 各级工会, level: [市级, 县级]}",
        "    do: {measure: 走访企业}",
        "    at_least: 10",
    ]


def test_another_item_is_one_line_while_it_is_short():
    short = {"clause": "C1", "quote": "避免形式主义"}
    assert write.item(short, block=False) == ["  - {clause: C1, quote: 避免形式主义}"]
    long = write.item({**short, "title": "长" * 60}, block=False)
    assert [line.strip().partition(":")[0] for line in long] == ["- clause", "quote", "title"]


def test_lists_of_mappings_hang_under_their_key():
    organ = {"name": "办公室", "posts": [{"clause": "C2", "post": "主任"}], "sent_to": ["全总", "区党委"]}
    assert write.keys(organ, 0) == [
        "name: 办公室",
        "posts:",
        "  - {clause: C2, post: 主任}",
        "sent_to: [全总, 区党委]",
    ]


def test_keys_stand_in_the_order_of_the_manual():
    mixed = {"reading": "r", "unit": "家", "quote": "q", "of": {}, "clause": "C1", "strength": "应当", "title": "t"}
    assert list(write.in_order(mixed)) == ["clause", "quote", "title", "unit", "of", "strength", "reading"]
    assert list(write.in_order(mixed, ("of", "unit")))[3:5] == ["of", "unit"]


def test_a_chinese_character_is_two_columns_wide():
    assert write.width("ab走访，") == 8


@given(scalars)
def test_every_scalar_is_read_back_equal(value):
    assert read(f"a: {write.scalar(value)}\n").value == {"a": value}
    assert read(f"[{write.scalar(value, flow=True)}, b]\n").value == [value, "b"]


@given(st.dictionaries(st.sampled_from(["clause", "of", "posts", "二 三", "x-y", "true"]), values, min_size=1))
def test_every_mapping_is_read_back_equal(mapping):
    assert read("\n".join(write.keys(mapping, 0)) + "\n").value == mapping
    for block in (True, False):
        assert read("a:\n" + "\n".join(write.item(mapping, block=block)) + "\n").value == {"a": [mapping]}
