"""Words, headings and drafts: what the checks stand on."""

import pytest

from tiexin.core.documents.source import read as read_source
from tiexin.evidence.measures import DIMENSIONS, MEASURES, TAGS
from tiexin.plans.draft import clauses_in, sketch, walk
from tiexin.plans.headings import heading, natural
from tiexin.plans.items import Organ
from tiexin.plans.pack import Section
from tiexin.plans.tests.desk import DUTY, HEAD, LEVELS, POPULATIONS, duty, pack
from tiexin.plans.words import listed, resolve, standard

pytestmark = pytest.mark.once

WORDS = standard(POPULATIONS)


@pytest.mark.parametrize(
    ("word", "name"),
    [("city", "city"), ("市级", "city"), ("市", None), ("", None), (None, None), (3, None), (["city"], None)],
)
def test_a_word_is_found_by_name_or_label(word, name):
    assert resolve(word, LEVELS) == name


def test_an_empty_label_is_no_word():
    assert resolve("", {"method": ""}) is None


def test_the_words_are_those_of_the_product():
    assert set(WORDS.measures) == set(MEASURES)
    assert set(WORDS.tags) == set(TAGS)
    assert set(WORDS.countable) == {*DIMENSIONS, *TAGS}
    assert WORDS.population_labels == {"unions": "各级工会", "officers": "干部", "teams": "工作组"}


def test_labels_are_listed_where_there_are_any():
    assert listed({"city": "市级", "method": ""}) == ("市级", "method")


@pytest.mark.parametrize("table", [WORDS.measures, DIMENSIONS, *TAGS.values(), LEVELS])
def test_no_label_stands_for_two_names(table):
    assert len(set(table.values())) == len(table)
    assert not set(table) & set(table.values())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("C9", "C10"),
        ("C99", "C100"),
        ("第2条", "第10条"),
        ("第九条", "第十条"),
        ("第十条", "第十一条"),
        ("第十九条", "第二十条"),
        ("第九十九条", "第一百条"),
        ("第一百条", "第一百二十一条"),
        ("A9", "B1"),
        ("C1", "C1a"),
        ("甲", "乙"),
    ],
)
def test_clause_numbers_sort_as_people_read_them(before, after):
    assert (natural(before) < natural(after)) == (before != "甲")


SECTIONS = [
    Section(title="一", clauses="C1..C9"),
    Section(title="二", clauses="C10 .. C20"),
    Section(title="三", clauses="C30"),
    Section(title="附", clauses="附1..附3"),
]


@pytest.mark.parametrize(
    ("clause", "title"),
    [
        ("C1", "一"),
        ("C9", "一"),
        ("C10", "二"),
        ("C20", "二"),
        ("C21", ""),
        ("C30", "三"),
        ("附2", "附"),
        ("附4", ""),
        ("B5", ""),
        ("", ""),
    ],
)
def test_a_clause_stands_under_the_heading_whose_range_holds_it(clause, title):
    assert heading(clause, SECTIONS) == title


def test_without_headings_there_is_none():
    assert heading("C1", []) == ""


def test_walk_gives_every_value_outer_first():
    assert list(walk({"a": [1, {"b": 2}]})) == [
        ((), {"a": [1, {"b": 2}]}),
        (("a",), [1, {"b": 2}]),
        (("a", 0), 1),
        (("a", 1), {"b": 2}),
        (("a", 1, "b"), 2),
    ]


def test_clauses_inside_know_their_path_and_what_holds_them():
    organ = Organ.model_validate(
        {
            "clause": "C1",
            "quote": "甲",
            "name": "办公室",
            "posts": [{"clause": "C2", "quote": "乙", "post": "主任"}],
            "groups": [{"name": "协调组", "tasks": [{"clause": "C3", "quote": "丙"}]}],
        }
    )
    found = [(placed.path, placed.clause.clause, placed.inside) for placed in clauses_in(("organs", 0), organ)]
    assert found == [
        (("organs", 0), "C1", ()),
        (("organs", 0, "posts", 0), "C2", ("办公室",)),
        (("organs", 0, "groups", 0, "tasks", 0), "C3", ("办公室", "协调组")),
    ]


def test_a_wrong_member_does_not_hide_the_right_ones():
    text = pack("duties:\n" + duty(clause="C1") + duty(clause="C2", unit="条") + duty(clause="C3"))
    draft, problems = sketch(read_source(text), WORDS)
    assert [duty.clause for _, duty in draft.duties] == ["C1", "C3"]
    assert [path for path, _ in draft.duties] == [("duties", 0), ("duties", 2)]
    assert [problem.path for problem in problems] == ["duties[C2].unit"]


def test_a_wrong_head_does_not_hide_the_clauses():
    draft, problems = sketch(read_source(pack(DUTY, HEAD.replace("title: 示例方案\n", ""))), WORDS)
    assert draft.head is None
    assert len(draft.duties) == 1
    assert [problem.path for problem in problems] == ["title"]


def test_days_need_the_year():
    draft, _ = sketch(read_source(pack()), WORDS)
    assert draft.days("3-1") is None
    assert draft.years == list(range(2010, 2020))
    draft.year = 2012
    assert draft.years == [2012]
    assert [day.isoformat() for day in draft.days("3-1..3-10")] == ["2012-03-01", "2012-03-10"]
    assert draft.days("") is None
    assert draft.days("不知哪天") is None
    assert draft.days("2-29") is not None
    draft.year = 2013
    assert draft.days("2-29") is None
