"""A list as it is typed: read or refused with its line; when somebody has been answered."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.members import rules
from tiexin.cases.members.rules import Listed, numbers, read_lines
from tiexin.cases.rules import STATES
from tiexin.core.refusal import Refused

PHONE = "13900001111"


def test_every_number_is_read_and_says_where_it_comes_from():
    said = yaml.safe_load(rules.DATA.read_text())
    source = said.pop("source")
    assert source["clause"] == "C137" and "本系统建议，可改" in source["note"]
    assert numbers() == rules.Numbers(**said)
    assert rules.OWN not in numbers().ways and rules.said_way(rules.OWN) == said["own"]
    assert [rules.said_way(way) for way in ("phone", "unreached", "moon", "")] == ["打电话告诉的", "联系不上", "", ""]


@pytest.mark.parametrize(
    ("line", "name", "phone"),
    [
        ("马兰", "马兰", ""),
        ("  马兰  ", "马兰", ""),
        ("马兰 13900001111", "马兰", PHONE),
        ("马兰,13900001111", "马兰", PHONE),
        ("马兰，13900001111", "马兰", PHONE),
        ("马兰\t13900001111", "马兰", PHONE),
        ("马兰：13900001111", "马兰", PHONE),
        ("马兰13900001111", "马兰", PHONE),
        ("马兰 139-0000-1111", "马兰", PHONE),
        ("马兰 139 0000 1111", "马兰", PHONE),
        ("马兰 +8613900001111", "马兰", PHONE),
        ("马 兰", "马兰", ""),
        ("买买提·艾力 13900001111", "买买提·艾力", PHONE),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", ""),
        ("马兰（二班） 13900001111", "马兰（二班）", PHONE),
    ],
)
def test_a_line_is_a_name_and_perhaps_a_number(line, name, phone):
    assert read_lines(line) == [Listed(name, phone)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请填写名单"),
        (" \n\n ", "请填写名单"),
        ("马兰\n13900001111", "第2行没有写姓名"),
        ("马兰\n，13900001111", "第2行没有写姓名"),
        ("马兰 1390000", "第1行：马兰的手机号是11位数字"),
        ("马兰 03514567890", "第1行：马兰的手机号是11位数字"),
        ("马兰 139000011112", "第1行：马兰的手机号是11位数字"),
        ("长" * 41, "第1行：姓名请写在40字以内"),
        ("马兰\n\n马兰", "第3行：马兰前面已经写过"),
        ("马兰 13900001111\n马兰，139 0000 1111", "第2行：马兰前面已经写过"),
        ("a\0b", "第1行：姓名请写在40字以内"),
        ("\n".join(f"职工甲{'乙' * (n % 30)}{chr(0x4E00 + n)}" for n in range(101)), "一次最多登记100人"),
    ],
)
def test_what_is_no_list_is_refused_with_its_line(typed, said):
    with pytest.raises(Refused) as caught:
        read_lines(typed)
    assert (str(caught.value).startswith(said), caught.value.field) == (True, "lines")


def test_two_of_one_name_are_told_apart_by_their_numbers():
    assert read_lines(f"马兰\n马兰 {PHONE}") == [Listed("马兰"), Listed("马兰", PHONE)]


NAMES = st.text(st.sampled_from("马兰丁白杨秀梅军·A"), min_size=1, max_size=10)
PHONES = st.one_of(st.just(""), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))


@given(st.lists(st.builds(Listed, NAMES, PHONES), min_size=1, max_size=20, unique=True), st.sampled_from(" ,，、\t:"))
def test_a_list_is_read_as_it_was_written(people, between):
    typed = "\n".join(f"{each.name}{between}{each.phone}" if each.phone else each.name for each in people)
    assert read_lines(typed) == people


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_or_refused(typed):
    try:
        found = read_lines(typed)
    except Refused as refusal:
        assert refusal.field == "lines"
    else:
        assert all(0 < len(each.name) <= rules.NAME and len(each.phone) in (0, 11) for each in found)
        assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("asker", "sealed", "good"), [("group", False, True), ("group", True, False), ("self", False, False)]
)
def test_only_a_group_without_a_seal_has_a_list(asker, sealed, good):
    if good:
        rules.check_listed(asker, sealed)
    else:
        with pytest.raises(Refused):
            rules.check_listed(asker, sealed)


def test_who_stands_there_is_not_listed_twice_and_a_list_has_an_end():
    there = {Listed("马兰"), Listed("丁小军", PHONE)}
    rules.check_new([Listed("马兰", PHONE), Listed("丁小军")], there)
    for each, words in ((Listed("马兰"), "写班组"), (Listed("丁小军", PHONE), "手机号已经在名单里")):
        with pytest.raises(Refused, match=words):
            rules.check_new([each], there)
    full = [Listed(f"甲{chr(0x4E00 + n)}") for n in range(numbers().most - 2)]
    rules.check_new(full, there)
    with pytest.raises(Refused, match="最多500人"):
        rules.check_new([*full, Listed("乙")], there)


@pytest.mark.parametrize(
    ("way", "note", "field"),
    [
        ("phone", "", None),
        ("met", "在班前会上", None),
        ("unreached", "打过三次，都关机", None),
        ("unreached", "  ", "note"),
        ("", "", "way"),
        ("code", "", "way"),
        ("moon", "", "way"),
        ("phone", "长" * 201, "note"),
        ("phone", "a\0b", "note"),
    ],
)
def test_how_an_answer_reached_somebody_is_one_of_the_ways(way, note, field):
    if field is None:
        rules.check_way(way, note)
        return
    with pytest.raises(Refused) as caught:
        rules.check_way(way, note)
    assert caught.value.field == field


@pytest.mark.parametrize("state", list(STATES))
@pytest.mark.parametrize("answered", [False, True])
def test_somebody_is_answered_once_there_is_an_answer_and_once(state, answered):
    if state not in ("registered", "accepted", "handling", "withdrawn") and not answered:
        rules.check_answerable(state, answered)
    else:
        with pytest.raises(Refused):
            rules.check_answerable(state, answered)


def test_what_is_left_holds_the_end_back():
    assert rules.check_all_answered(0, 0, "") == ""
    with pytest.raises(Refused, match="还有2人没有答复到"):
        rules.check_all_answered(2, 3, "在会上当众答复过了")


@pytest.mark.parametrize("others", ["", "在会上答复", " 在会上答复 " + " " * 20, "长" * 201, "在会上当众答复过了。\0"])
def test_a_few_words_are_not_how_they_were_answered(others):
    with pytest.raises(Refused) as caught:
        rules.check_all_answered(0, 3, others)
    assert caught.value.field == "others"


@given(st.integers(1, 99_999), st.text(st.sampled_from("会上当众答复"), min_size=10, max_size=200))
def test_how_they_were_answered_is_kept_with_how_many(more, others):
    assert rules.check_all_answered(0, more, f" {others} ") == f"\n不在名单里的{more}人：{others}"
