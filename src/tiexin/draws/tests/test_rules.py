"""What a draw decides, case by case, and what always holds."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.draws import rules
from tiexin.draws.definition import Rules
from tiexin.draws.rules import Item

DAY = date(2012, 5, 10)
KINDS = ["国有企业", "非公企业", "事业单位"]


def item(key, kind="国有企业", city="银川市", distressed="否", **more):
    values = {"kind": kind, "city": city, "focus": "无", "distressed": distressed}
    return Item(key, f"企业{key}", values, **more)


def keys(chosen):
    return [each.key for each in chosen]


def frames():
    one = st.builds(
        item,
        st.text("0123456789ABCXYZ", min_size=1, max_size=6),
        st.sampled_from(KINDS),
        st.sampled_from(["银川市", "石嘴山市"]),
        st.sampled_from(["是", "否"]),
        excluded=st.sampled_from(["", "", "已停产"]),
    )
    return st.lists(one, max_size=25, unique_by=lambda each: each.key)


def hows():
    return st.builds(
        Rules,
        by=st.sampled_from([[], ["city"], ["kind"], ["city", "kind"]]),
        each=st.integers(1, 6),
        distressed=st.booleans(),
        distinct=st.booleans(),
    )


seeds = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable())


# The order


def test_the_order_is_sha256_of_seed_and_number():
    # printf '%s' '7|91' | sha256sum
    assert rules.place_of("7", "91") == "6a217f1b7024e5895691a087f34fe0e0058e5886c03f6682ceda456b3bac6b60"


def test_canonical_text_is_fixed():
    assert rules.canonical({"b": [1, "企"], "a": True}).decode() == '{"a":true,"b":[1,"企"]}'


def test_what_is_frozen_is_sorted_and_whole():
    left, right = item("2", excluded="已停产"), item("1", arranged_by="市总", arranged_why="重点")
    found = rules.frozen(Rules(each=1), [left, right])
    assert [row["id"] for row in found["items"]] == ["1", "2"]
    assert found == rules.frozen(Rules(each=1), [right, left])
    assert found["items"][1]["excluded"] == "已停产"
    assert set(found["rules"]) == {"by", "each", "distressed", "distinct", "arranged"}
    assert json.loads(rules.canonical(found)) == found


@given(frames(), hows(), seeds)
def test_the_same_frame_and_seed_give_the_same(frame, how, seed):
    assert rules.choose(how, seed, frame) == rules.choose(how, seed, frame[::-1])


@given(frames(), hows(), seeds)
def test_one_that_is_left_out_changes_nothing(frame, how, seed):
    more = [*frame, item("left-out", excluded="已注销")]
    assert rules.choose(how, seed, frame) == rules.choose(how, seed, more)


@given(frames(), hows(), seeds)
def test_each_stratum_gives_what_it_can(frame, how, seed):
    chosen = rules.choose(how, seed, frame)
    for name, row in rules.ordered(how, seed, frame).items():
        there = len({each.values["kind"] for each in row}) if how.distinct else len(row)
        assert len([each for each in chosen if each.stratum == name]) == min(how.each, there)


@given(frames(), hows(), seeds)
def test_only_who_takes_part_is_chosen_and_nobody_twice(frame, how, seed):
    chosen, by_key = keys(rules.choose(how, seed, frame)), {each.key: each for each in frame}
    assert len(set(chosen)) == len(chosen)
    assert all(rules.eligible(how, by_key[key]) for key in chosen)


@given(frames(), st.integers(1, 6), seeds)
def test_types_are_distinct_in_a_stratum(frame, each, seed):
    kinds = {one.key: one.values["kind"] for one in frame}
    chosen = rules.choose(Rules(by=["city"], each=each, distinct=True), seed, frame)
    pairs = [(one.stratum, kinds[one.key]) for one in chosen]
    assert len(set(pairs)) == len(pairs)


@given(frames(), st.integers(1, 5), seeds)
def test_without_types_a_substitute_is_the_next_in_order(frame, each, seed):
    how = Rules(each=each)
    row = rules.ordered(how, seed, frame).get("", [])
    chosen = keys(rules.choose(how, seed, frame))
    found = rules.substitute(how, row, chosen, chosen[1:])
    assert (found.key if found else None) == (row[each].key if len(row) > each else None)


@given(frames(), hows(), seeds, st.data())
def test_substitutes_never_come_twice_and_keep_types(frame, how, seed, data):
    chosen = rules.choose(how, seed, frame)
    if not chosen:
        return
    gone = data.draw(st.sampled_from(chosen))
    row = rules.ordered(how, seed, frame)[gone.stratum]
    standing = {each.key for each in chosen} - {gone.key}
    found = rules.substitute(how, row, keys(chosen), standing)
    if found:
        assert found.key not in keys(chosen)
        kinds = [each.values["kind"] for each in row if each.key in standing | {found.key}]
        assert not how.distinct or len(set(kinds)) == len(kinds)


# Arrangements


def test_arranged_ones_come_first_and_count():
    frame = [item(str(n)) for n in range(9)] + [item("a", arranged_by="市总", arranged_why="重点")]
    chosen = rules.choose(Rules(each=3, arranged=1), "seed", frame)
    assert [each.how for each in chosen] == ["arranged", "random", "random"]
    assert chosen[0].key == "a"


def test_the_type_of_an_arranged_one_is_taken():
    frame = [item("1"), item("2", KINDS[1]), item("a", arranged_by="市总", arranged_why="重点")]
    chosen = rules.choose(Rules(each=3, arranged=1, distinct=True), "seed", frame)
    assert keys(chosen) == ["a", "2"]


def test_strata_are_named_by_their_values():
    how = Rules(by=["city", "kind"], each=1)
    assert rules.stratum(how, item("1")) == "银川市 / 国有企业"
    assert rules.stratum(Rules(each=1), item("1")) == ""


@pytest.mark.parametrize(
    ("distressed", "excluded", "only", "takes_part"),
    [("是", "", True, True), ("否", "", True, False), ("否", "", False, True), ("是", "停产", True, False)],
)
def test_who_takes_part(distressed, excluded, only, takes_part):
    one = item("1", distressed=distressed, excluded=excluded)
    assert rules.eligible(Rules(each=1, distressed=only), one) is takes_part


# Refusals


def test_more_arranged_than_drawn_is_refused():
    with pytest.raises(Refused, match="不能超过") as no:
        rules.check_rules(Rules(each=1, arranged=2))
    assert no.value.field == "arranged"
    rules.check_rules(Rules(each=2, arranged=2))


def test_distinct_types_within_one_type_are_refused():
    with pytest.raises(Refused, match="类型必然相同"):
        rules.check_rules(Rules(by=["kind"], each=1, distinct=True))


@pytest.mark.parametrize(
    ("how", "frame", "said"),
    [
        (Rules(each=1), [], "没有可抽的对象"),
        (Rules(each=1), [item("1", excluded="停产")], "没有可抽的对象"),
        (Rules(each=1, distressed=True), [item("1")], "没有可抽的对象"),
        (Rules(each=1), [item("1", arranged_by="市总")], "不接受当地安排"),
        (Rules(each=1, arranged=1), [item("1", arranged_by="市总"), item("2", arranged_by="市总")], "最多1家"),
        (
            Rules(each=2, arranged=2, distinct=True),
            [item("1", arranged_by="市总"), item("2", arranged_by="市总")],
            "相同类型",
        ),
        (
            Rules(each=1, arranged=1, distressed=True),
            [item("1", arranged_by="市总"), item("2", distressed="是")],
            "没有经营困难的标记",
        ),
    ],
)
def test_frames_that_cannot_be_frozen(how, frame, said):
    with pytest.raises(Refused, match=said):
        rules.check_frame(how, frame)


def test_a_good_frame_is_left_alone():
    rules.check_frame(Rules(each=1, arranged=1), [item("1", arranged_by="市总"), item("2")])


def test_what_is_left_out_cannot_be_arranged():
    with pytest.raises(Refused, match="已排除"):
        rules.check_arranged(Rules(each=1, arranged=1), item("1", excluded="停产"))


@pytest.mark.parametrize(
    ("words", "giver", "givers", "said"),
    [
        ("太短", 1, [], "容易被猜到"),
        ("字" * 121, 1, [], "容易被猜到"),
        ("够长的一句话了吧", 1, [1], "另一个人"),
        ("够长的一句话了吧", 3, [1, 2], "不能再加"),
    ],
)
def test_parts_that_are_refused(words, giver, givers, said):
    with pytest.raises(Refused, match=said):
        rules.check_part(words, giver, givers)


def test_a_part_of_eight_characters_is_taken():
    rules.check_part("够长的一句话了吧", 2, [1])


def test_other_words_than_agreed_are_refused():
    promised = rules.commitment("salt", "够长的一句话了吧")
    rules.check_revealed("salt", "够长的一句话了吧", promised)
    with pytest.raises(Refused, match="不一样"):
        rules.check_revealed("salt", "够长的一句话了吗", promised)


def test_a_published_value_lies_ahead_and_is_told_on_its_day():
    rules.check_promised(DAY.replace(day=11), DAY)
    rules.check_published(DAY, "2012055", DAY)
    for refused in (
        lambda: rules.check_promised(DAY, DAY),
        lambda: rules.check_published(DAY, "7", DAY.replace(day=9)),
        lambda: rules.check_published(None, "7", DAY),
        lambda: rules.check_published(DAY, "", DAY),
    ):
        with pytest.raises(Refused):
            refused()


def test_a_frame_that_changed_is_refused():
    rules.check_unchanged("a", "a")
    with pytest.raises(Refused, match="和封存时不一样"):
        rules.check_unchanged("a", "b")


def test_a_changed_word_changes_the_hash():
    how, frame = Rules(each=1), [item("1"), item("2")]
    before = rules.sha256(rules.canonical(rules.frozen(how, frame)))
    after = rules.sha256(rules.canonical(rules.frozen(how, [frame[0], replace(frame[1], excluded="停产")])))
    assert before != after


def test_no_substitute_is_left():
    row = [item("1"), item("2")]
    assert rules.substitute(Rules(each=2), row, ["1", "2"], ["2"]) is None
