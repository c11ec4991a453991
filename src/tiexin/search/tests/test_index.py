"""What is put into the index and how it is asked."""

import pytest

from tiexin.search import index
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.once


def row(text, sounds=""):
    return SearchRow(pk=7, kind="visit", text=text, sounds=sounds)


def test_sqlite_gets_characters_parted_by_blanks_and_marks_as_characters_of_their_own():
    assert index.sqlite_row(row("李a, 桂", " lg l")) == (
        7,
        "visit",
        "李 a \ue02c \ue020 桂",
        "visit\ue03alg visit\ue03al",
    )


def test_sqlite_is_asked_for_phrases_and_beginnings():
    assert index.sqlite_query("visit", ["李桂"]) == 'kind : visit AND chars : "李 桂"'
    assert index.sqlite_query("visit", ["lg"]) == 'kind : visit AND (chars : "l g" OR sounds : "visit\ue03alg" *)'
    assert index.sqlite_query("visit", ['"*']) == 'kind : visit AND chars : "\ue022 \ue02a"'


def test_postgres_gets_characters_pairs_and_tokens():
    assert index.postgres_row(row("李桂英", " lgy")) == (
        7,
        ["#visit", "visit\ue03algy", "李", "李桂", "桂", "桂英", "英"],
    )


def test_postgres_is_asked_for_all_pairs_or_a_beginning():
    assert index.postgres_query("visit", ["李桂英"]) == "'#visit' & ('李桂' & '桂英')"
    assert index.postgres_query("visit", ["lg"]) == "'#visit' & (('lg') | 'visit\ue03alg':*)"
    assert index.postgres_query("visit", ["'\\"]) == "'#visit' & ('''\\\\')"


def test_of_words_that_say_the_same_one_is_asked_for():
    assert index.sqlite_query("visit", [("欠薪", "讨薪"), "工资"]) == (
        'kind : visit AND (chars : "欠 薪" OR chars : "讨 薪") AND chars : "工 资"'
    )
    assert index.postgres_query("visit", [("欠薪", "讨薪"), "工资"]) == "'#visit' & (('欠薪') | ('讨薪')) & ('工资')"
    assert index.sqlite_query("visit", [("工资",)]) == index.sqlite_query("visit", ["工资"])
    assert index.postgres_query("visit", [("工资",)]) == index.postgres_query("visit", ["工资"])
