"""How names are read aloud."""

import pytest

from tiexin.search.sounds import DOUBLE, LONGEST, SURNAMES, readings, spoken, tokens

pytestmark = pytest.mark.once


def test_a_name_has_all_its_forms():
    assert tokens("李桂英", "person") == [
        "liguiying",
        "lgy",
        "guiying",
        "gy",
        "李桂ying",
        "李gui英",
        "李guiying",
        "li桂英",
        "li桂ying",
        "ligui英",
    ]


SAID = {"单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "查": "zha", "区": "ou", "任": "ren", "朴": "piao"}


@pytest.mark.parametrize(("surname", "sound"), SAID.items())
def test_a_surname_is_read_as_one(surname, sound):
    assert tokens(f"{surname}明", "person")[:2] == [f"{sound}ming", f"{sound[0]}m"]


def test_the_other_readings_of_the_first_character_are_found_too():
    found = tokens("单明", "person")
    assert {"shanming", "danming", "chanming", "sm", "dm", "cm"} <= set(found)
    assert "单ming" in found and "shan明" in found and "dan明" not in found


def test_double_surnames():
    assert {"zhangsunwuji", "zswj"} <= set(tokens("长孙无忌", "person"))
    assert {"chanyuxin", "cyx", "shanyuxin"} <= set(tokens("单于欣", "person"))
    assert all(len(name) == len(sounds) == 2 for name, sounds in DOUBLE.items())


def test_tables_hold_single_characters_and_plain_letters():
    assert all(len(name) == 1 and sound.isascii() and sound.islower() for name, sound in SURNAMES.items())


def test_long_names_have_no_mixed_forms():
    assert tokens("买买提·艾力", "person") == ["maimaitiaili", "mmtal", "maitiaili", "mtal"]


def test_letters_and_digits_read_themselves():
    assert tokens("第3毛纺厂", "brief") == ["d3mfc"]
    assert tokens("abc公司", "unit") == ["abcgs", "abcgongsi"]
    assert readings("a") == ("a",)


def test_units_by_initials_and_whole():
    assert tokens("银川市总工会", "unit") == ["ycszgh", "yinchuanshizonggonghui"]


def test_nothing_to_read():
    assert [tokens(text, how) for text, how in (("", "person"), ("·—", "person"), ("🙂", "brief"), ("李", ""))] == [
        [],
        [],
        [],
        [],
    ]
    assert spoken("李-桂") == [("李", "li"), ("桂", "gui")]


def test_tokens_have_an_end():
    assert max(map(len, tokens("长" * 200, "unit"))) == LONGEST
