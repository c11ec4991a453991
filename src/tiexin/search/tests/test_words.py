"""The one meaning of “found”, in plain Python."""

import pytest

from tiexin.search.words import LONGEST, MOST_WORDS, any_of, asked, bigrams, matches, plain, said

pytestmark = pytest.mark.once

PLAIN = {
    "李桂英": "李桂英",
    "ＡＢＣ１２３": "abc123",
    "GDP": "gdp",
    "一　二\n三\t四": "一 二 三 四",
    "留\0心": "留心",
    "㎡": "m2",
    "🙂": "🙂",
    "（县）": "(县)",
    "İ": "i̇",
    "": "",
}
ASKED = {
    "": [],
    "   ": [],
    "　\t\n": [],
    "\0": [],
    "李 桂英": ["李", "桂英"],
    "李 李": ["李"],
    "Li桂": ["li桂"],
    "％_": ["%_"],
    "字" * 10_000: ["字" * LONGEST],
    "a b c d e f g h i j": ["a", "b", "c", "d", "e", "f", "g", "h"],
}
SAID = {"lgy": True, "li桂": True, "9164": True, "李": False, "l-g": False, "'": False, "🙂": False, "a🙂": False}


@pytest.mark.parametrize(("text", "wanted"), PLAIN.items())
def test_plain(text, wanted):
    assert plain(text) == wanted


@pytest.mark.parametrize(("typed", "wanted"), ASKED.items(), ids=[text[:10] for text in ASKED])
def test_words_of_a_query(typed, wanted):
    assert asked(typed) == wanted
    assert len(asked(typed)) <= MOST_WORDS


@pytest.mark.parametrize(("word", "wanted"), SAID.items())
def test_what_may_be_said_aloud(word, wanted):
    assert said(word) is wanted


def test_pairs_of_neighbours():
    assert [bigrams("李桂英"[:length]) for length in range(4)] == [[], ["李"], ["李桂"], ["李桂", "桂英"]]


def test_a_word_matches_in_the_text_or_at_the_beginning_of_a_token():
    text, sounds = "李桂英", " liguiying lgy guiying"
    assert [matches(text, sounds, [word]) for word in ("桂英", "li", "lgy", "guiy", "uiying", "gy", "李英")] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_every_word_must_match():
    assert matches("李桂英", " lgy", ["李", "lg"])
    assert not matches("李桂英", " lgy", ["李", "王"])
    assert matches("李桂英", "", [])


def test_of_words_that_say_the_same_one_must_match():
    assert [
        matches("拖欠工资三个月", " lgy", [words]) for words in (("欠薪", "拖欠工资"), ("欠薪", "lg"), ("欠薪",), ())
    ] == [
        True,
        True,
        False,
        False,
    ]
    assert not matches("拖欠工资三个月", "", [("欠薪", "拖欠工资"), "仲裁"])
    assert [any_of(word) for word in ("欠薪", ("欠薪", "讨薪"))] == [("欠薪",), ("欠薪", "讨薪")]
