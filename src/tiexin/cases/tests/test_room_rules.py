"""Hours as people type them, the checklist as data, who owes a room, what a centre lacks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.rooms import rules
from tiexin.cases.rooms.standards import agent_fields, agent_source, centre_norm, read_standard, standard
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Level, Rank

TODAY = date(2012, 5, 10)


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.field, str(caught.value)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("8:30-17:30", [("08:30", "17:30")]),
        (" 08:30 - 17:30 ", [("08:30", "17:30")]),
        ("8：30至12：00，14：00到17：30", [("08:30", "12:00"), ("14:00", "17:30")]),
        ("8:30—12:00、14:00–17:30", [("08:30", "12:00"), ("14:00", "17:30")]),
        ("0:00~23:59", [("00:00", "23:59")]),
        ("", []),
        ("  ", []),
    ],
)
def test_hours_are_read_as_they_are_typed(text, read):
    assert rules.read_hours(text, "day1") == read


@pytest.mark.parametrize(
    "text",
    [
        "全天",
        "8点半到5点半",
        "17:30-8:30",
        "8:30-8:30",
        "24:00-25:00",
        "8:60-9:00",
        "14:00-17:30，8:30-12:00",
        "8:30-14:00，12:00-17:30",
        "8:30-17:30 节假日除外",
        "8:30",
        "\0",
    ],
)
def test_what_is_no_hours_is_refused_beside_its_day(text):
    field, said = refused(lambda: rules.read_hours(text, "day3"))
    assert field == "day3"
    assert said


MINUTES = st.integers(0, 24 * 60 - 1)


@given(st.lists(MINUTES, unique=True, max_size=8))
def test_hours_written_are_hours_read(minutes):
    edges = [f"{at // 60:02}:{at % 60:02}" for at in sorted(minutes)]
    stretches = list(zip(edges[::2], edges[1::2], strict=False))
    assert rules.read_hours(rules.write_hours(stretches), "day1") == stretches


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        found = rules.read_hours(text, "day1")
    except Refused as refusal:
        assert refusal.field == "day1"
    else:
        edges = [edge for stretch in found for edge in stretch]
        assert edges == sorted(set(edges))


def test_a_room_is_open_on_some_day():
    assert refused(lambda: rules.check_open({"1": [], "2": []})) == ("day1", "至少有一天开放")
    rules.check_open({"1": [], "6": [("09:00", "12:00")]})


# ── the checklist ───────────────────────────────────────────────────────────────────────────────────────


def test_every_line_says_where_it_comes_from():
    lines = standard().lines
    assert [line.key for line in lines if not str(line.source)] == []
    own = [line.key for line in lines if not line.source.clause]
    assert [line.key for line in lines if line.key in own and line.source.note != "本系统建议，可改"] == []
    assert "C148" in str(standard().source) and "本系统建议，可改" in str(standard().source)


def test_lines_are_named_once_and_never_like_a_field_of_the_form():
    keys = [line.key for line in standard().lines]
    assert sorted(keys) == sorted(set(keys))
    assert {"on", "note"} & set(keys) == set()
    assert any(line.must for line in standard().lines) and not all(line.must for line in standard().lines)


def test_the_hours_of_a_new_room_can_be_read():
    assert sorted(standard().weekdays) == [1, 2, 3, 4, 5]
    assert {len(rules.read_hours(text, "day1")) for text in standard().weekdays.values()} == {1}


def said(**changes):
    line = {"key": "signs", "label": "两块牌子", "must": True, "source": {"clause": "C149"}}
    return {"name": "检查表", "source": {"note": "建议"}, "weekdays": {}, "lines": [{**line, **changes}]}


def test_the_hash_tells_lists_apart_by_what_they_ask():
    first = read_standard(said())
    assert first.hash == read_standard(said(source={"clause": "C148"})).hash
    others = [
        read_standard(said(**{name: value})) for name, value in (("label", "一块"), ("must", False), ("key", "x"))
    ]
    assert len({first.hash, *(each.hash for each in others)}) == 4


def every(answer="yes", **others):
    return {**{line.key: answer for line in standard().lines}, **others}


def test_a_room_passes_when_every_line_that_must_be_is_there():
    assert rules.passes(standard(), every())
    musts = [line.key for line in standard().lines if line.must]
    assert [key for key in musts if rules.passes(standard(), every(**{key: "no"}))] == []
    mays = [line.key for line in standard().lines if not line.must]
    assert rules.passes(standard(), every(**dict.fromkeys(mays, "no")))


@given(st.lists(st.sampled_from(["yes", "no"]), min_size=len(standard().lines), max_size=len(standard().lines)))
def test_to_pass_is_to_lack_no_must(chosen):
    found = {line.key: answer for line, answer in zip(standard().lines, chosen, strict=True)}
    lacks = [line for line in standard().lines if line.must and found[line.key] == "no"]
    assert rules.passes(standard(), found) is (not lacks)


@pytest.mark.parametrize("answer", ["", "maybe", None])
def test_a_line_without_an_answer_is_named(answer):
    key = standard().lines[3].key
    field, words = refused(lambda: rules.check_answers(standard(), every(**{key: answer})))
    assert (field, standard().lines[3].label in words) == (key, True)
    rules.check_answers(standard(), every("no"))


# ── cadres, receptions, words ───────────────────────────────────────────────────────────────────────────


def test_who_owes_a_room_is_middle_and_above_in_organs_of_county_level_and_above():
    owing = {
        (rank, level) for rank in Rank.values for level in Level.values if rules.owes_room(rank, level, "territorial")
    }
    levels = ("national", "province", "city", "county")
    assert owing == {(rank, level) for rank in ("leader", "middle") for level in levels}
    assert not rules.owes_room("leader", "city", "industry")


@pytest.mark.parametrize(
    ("owes", "serving", "above", "word"),
    [(False, True, True, "中层以上"), (True, False, True, "不在职"), (True, True, False, "上级工会")],
)
def test_a_cadre_who_cannot_be_linked_is_named(owes, serving, above, word):
    field, words = refused(lambda: rules.check_cadre(owes, serving, above, "葛春梅"))
    assert field == "officer"
    assert word in words and "葛春梅" in words
    rules.check_cadre(True, True, True, "葛春梅")


def test_answered_at_once_says_what_was_answered():
    assert refused(lambda: rules.check_reception("answered", " "))[0] == "answer"
    assert refused(lambda: rules.check_reception("later", "好"))[0] == "end"
    rules.check_reception("answered", "按一倍半算")
    rules.check_reception("", "")


@pytest.mark.parametrize(("text", "word"), [("", "请写明地点"), ("字" * 11, "10字"), ("a\0", "不能保存")])
def test_words_that_cannot_be_kept_are_refused(text, word):
    field, words = refused(lambda: rules.check_words(text, "address", "地点", 10))
    assert field == "address"
    assert word in words


def test_words_are_kept_bare_and_may_be_left_out_where_nobody_asks():
    assert rules.check_words("  一楼 ", "address", "地点", 10) == "一楼"
    assert rules.check_words("  ", "note", "", 10) == ""


def test_days_to_come_and_days_before_are_refused():
    assert refused(lambda: rules.check_day(TODAY + timedelta(1), TODAY, "on"))[0] == "on"
    assert refused(lambda: rules.check_day(TODAY, TODAY, "on", TODAY + timedelta(1)))[0] == "on"
    rules.check_day(TODAY, TODAY, "on", TODAY)


# ── centres and agents ──────────────────────────────────────────────────────────────────────────────────


def test_missing_functions_are_named_in_the_order_of_the_plan():
    assert rules.missing([]) == ["困难帮扶", "互助保障", "就业服务", "职工信访", "争议调处", "法律援助", "心理咨询"]
    assert rules.missing(["hardship", "dispute", "counselling"]) == ["互助保障", "就业服务", "职工信访", "法律援助"]
    assert rules.missing(rules.FUNCTIONS) == []


@given(st.sets(st.sampled_from(sorted(rules.FUNCTIONS))))
def test_what_is_there_and_what_is_missing_make_seven(there):
    lacks = rules.missing(there)
    assert len(lacks) + len(there) == 7
    if not lacks:
        rules.check_whole(lacks)
    else:
        words = refused(lambda: rules.check_whole(lacks))[1]
        assert [each for each in lacks if each not in words] == []


def test_a_function_is_served_by_somebody():
    assert refused(lambda: rules.check_function("hardship", 0, " "))[0] == "staff"
    assert refused(lambda: rules.check_function("moon", 1, ""))[0] == "function"
    rules.check_function("hardship", 1, "")
    rules.check_function("legal_aid", 0, "某某律师事务所")


def test_the_last_day_is_the_last_of_the_year_with_its_source():
    norm = centre_norm()
    assert norm.last_day(2012) == date(2012, 12, 31)
    assert (str(norm.source), norm.levels, norm.kind) == ("C140、C141", ("province", "city", "county"), "territorial")
    assert "本系统建议，可改" in str(norm.functions)


def test_an_agent_works_on_something_known():
    assert refused(lambda: rules.check_fields([], agent_fields()))[0] == "fields"
    assert refused(lambda: rules.check_fields(["wages", "moon"], agent_fields()))[0] == "fields"
    rules.check_fields(["wages"], agent_fields())
    assert "本系统建议，可改" in str(agent_source())


def test_no_name_of_a_field_is_part_of_another():
    names = sorted(agent_fields())
    assert [(a, b) for a in names for b in names if a != b and a in b] == []
