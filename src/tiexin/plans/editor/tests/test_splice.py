"""One place of a text is changed: the values are what was meant, every line outside that place is the same."""

import difflib
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.documents.source import read
from tiexin.core.refusal import Refused
from tiexin.plans.editor import splice
from tiexin.plans.editor.tests.packs import packs, plain_items, scalars, values
from tiexin.plans.loader import PACKS
from tiexin.plans.pack import LISTS

NEW = {"clause": "C99", "quote": "新的一句: 好, 吧", "of": {"population": "各级工会"}, "at_least": 3}
HEAD = "pack: demo # 代号\ntitle: 标题\n\n# 任务\n"


def changes(old: str, new: str) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came, breaks kept."""
    lines = list(difflib.ndiff(old.splitlines(keepends=True), new.splitlines(keepends=True)))
    return [x[2:] for x in lines if x[0] == "-"], [x[2:] for x in lines if x[0] == "+"]


def outside(old: str, new: str) -> int:
    """How many characters at both ends are the same."""
    front = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = zip(reversed(old[front:]), reversed(new[front:]), strict=False)
    back = next((i for i, (a, b) in enumerate(rest) if a != b), min(len(old), len(new)) - front)
    return front + back


# ── properties over random packs ────────────────────────────────────────────────────────────────────────


@given(packs(), st.sampled_from(["duties", "tasks", "norms", "organs"]), plain_items)
def test_an_item_comes_at_the_end_of_its_list_and_nothing_else_changes(pack, name, more):
    text, value = pack
    item = {**NEW, **more}
    answer = splice.append(text, (name,), item)
    wanted = deepcopy(value)
    wanted.setdefault(name, []).append(item)
    assert read(answer).value == wanted
    assert outside(text, answer) == len(text), "an insertion takes nothing away"


@given(packs(), st.data())
def test_an_item_goes_and_every_other_line_stays(pack, data):
    text, value = pack
    places = [(name, i) for name in value if name in LISTS for i in range(len(value[name]))]
    if not places:
        return
    path = data.draw(st.sampled_from(places))
    answer = splice.drop(text, path)
    wanted = deepcopy(value)
    del wanted[path[0]][path[1]]
    if not wanted[path[0]]:
        del wanted[path[0]]
    assert read(answer).value == wanted
    assert outside(text, answer) == len(answer), "a deletion adds nothing"


@given(packs(), st.data(), values)
def test_a_key_of_an_item_changes_and_the_text_around_it_stays(pack, data, new):
    text, value = pack
    places = [(name, i) for name in value if name in LISTS for i in range(len(value[name]))]
    if not places:
        return
    path = data.draw(st.sampled_from(places))
    item = {**value[path[0]][path[1]], "unit": new}
    answer = splice.replace(text, path, item)
    wanted = deepcopy(value)
    wanted[path[0]][path[1]] = item
    assert read(answer).value == wanted
    gone, _ = changes(text, answer)
    kept = [line for line in gone if "# 注" in line and line.lstrip().startswith("#")]
    assert kept == [], "comments between lines stay"


@given(packs(), st.sampled_from(["pack", "title", "issuers", "number", "year"]), scalars)
def test_a_key_of_the_head_changes_and_the_lists_stay(pack, name, new):
    text, value = pack
    answer = splice.set_key(text, (), name, new)
    assert read(answer).value == {**value, name: new}
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            assert line in answer.splitlines()


@given(packs(), st.data())
def test_many_keys_of_an_item_change_at_once_and_comments_stay(pack, data):
    text, value = pack
    places = [(name, i) for name in value if name in LISTS for i in range(len(value[name]))]
    if not places:
        return
    path = data.draw(st.sampled_from(places))
    old = value[path[0]][path[1]]
    kept = {key: old[key] for key in old if key == "clause" or data.draw(st.booleans())}
    fresh = data.draw(st.dictionaries(st.sampled_from(["title", "of", "unit", "by", "id", "reading"]), values))
    answer = splice.replace(text, path, item := {**kept, **fresh})
    wanted = deepcopy(value)
    wanted[path[0]][path[1]] = item
    assert read(answer).value == wanted
    gone, _ = changes(text, answer)
    assert [line for line in gone if line.lstrip().startswith("#")] == []


@given(packs(), st.data())
def test_many_keys_of_the_head_change_at_once_and_the_lists_stay(pack, data):
    text, value = pack
    old = {key: value[key] for key in value if key not in LISTS}
    kept = {key: old[key] for key in old if key == "pack" or data.draw(st.booleans())}
    fresh = data.draw(st.dictionaries(st.sampled_from(["title", "number", "year", "cutoff"]), scalars))
    answer = splice.replace_head(text, head := {**kept, **fresh})
    assert read(answer).value == {**head, **{key: value[key] for key in value if key in LISTS}}


def test_new_keys_behind_one_that_goes_and_before_the_first_stand_in_order():
    text = "norms:\n  - clause: C1  # 一\n    title: 题\n    # 注\n    reading: 读\n"
    item = {"clause": "C1", "id": "C1-a", "quote": "句", "of": {"population": "各级工会"}, "reading": "另读"}
    assert splice.replace(text, ("norms", 0), item) == (
        "norms:\n  - clause: C1  # 一\n    id: C1-a\n    quote: 句\n"
        "    of: {population: 各级工会}\n    # 注\n    reading: 另读\n"
    )
    assert splice.replace_head("title: 题\nyear: 2012\n", {"pack": "a", "number": "一", "year": 2012}) == (
        "pack: a\nnumber: 一\nyear: 2012\n"
    )
    assert splice.replace_head("{title: 题, year: 2012}\n", {"pack": "a", "year": 2013}) == "{year: 2013, pack: a}\n"


@given(packs(), st.data())
def test_changing_nothing_changes_no_character(pack, data):
    text, value = pack
    for name in (name for name in value if name in LISTS):
        path = (name, data.draw(st.integers(0, len(value[name]) - 1)))
        if "- {" not in text and "[" not in text.split(name)[1][:12]:
            assert splice.replace(text, path, value[name][path[1]]) == text


# ── as an author would see it ───────────────────────────────────────────────────────────────────────────


def test_a_missing_list_begins_where_the_manual_has_it():
    text = HEAD + "duties:\n  - {clause: C1}\n\n# 原则\nnorms:\n  - {clause: C2}\n"
    answer = splice.append(text, ("tasks",), {"clause": "C3"})
    assert (
        answer == HEAD + "duties:\n  - {clause: C1}\n\ntasks:\n  - {clause: C3}\n\n# 原则\nnorms:\n  - {clause: C2}\n"
    )


def test_a_list_with_air_between_its_items_keeps_its_air():
    text = "pack: a\nduties:\n  - clause: C1\n    unit: 家\n\n  - clause: C2\n    unit: 家\n"
    assert splice.append(text, ("duties",), {"clause": "C3", "unit": "人"}) == (
        text + "\n  - clause: C3\n    unit: 人\n"
    )


def test_line_breaks_of_another_system_are_kept():
    text = "pack: a\r\nduties:\r\n- clause: C1  # 一\r\n"
    answer = splice.append(text, ("duties",), {"clause": "C2", "unit": "家"})
    assert answer == text + "- clause: C2\r\n  unit: 家\r\n"


def test_an_empty_list_is_filled():
    text = "pack: a\nduties: []  # 还没有\nnorms: [{clause: C1}]\n"
    answer = splice.append(text, ("duties",), {"clause": "C2"})
    assert answer == "pack: a\nduties:  # 还没有\n  - clause: C2\nnorms: [{clause: C1}]\n"


def test_a_key_in_place_keeps_the_comment_behind_it():
    text = "year: 201*     # 看不清\npack: a\n"
    assert splice.set_key(text, (), "year", 2012) == "year: 2012     # 看不清\npack: a\n"


def test_a_new_key_stands_where_the_manual_has_it():
    text = "# 头\npack: a\ntitle: 标题\nissuers: [甲]\n"
    assert splice.set_key(text, (), "number", "某工发1号").splitlines()[1:4] == [
        "pack: a",
        "title: 标题",
        "number: 某工发1号",
    ]
    assert splice.set_key("title: 标题\n", (), "pack", "a") == "pack: a\ntitle: 标题\n"
    item = "duties:\n  - clause: C1\n    quote: 一\n    unit: 家  # 家\n    reading: 读\n"
    changed = splice.set_key(item, ("duties", 0), "title", "题")
    assert [line.strip() for line in changed.splitlines()][1:4] == ["- clause: C1", "quote: 一", "title: 题"]
    assert splice.set_key(item, ("duties", 0), "by", "6-30").splitlines()[-2:] == ["    by: 6-30", "    reading: 读"]


def test_a_block_becomes_a_line_and_a_line_becomes_a_block():
    text = "a:\n  - x\n  - y\n\n# 注\nb: 1\n"
    assert splice.set_key(text, (), "a", ["z"]) == "a: [z]\n\n# 注\nb: 1\n"
    steps = [{"clause": "C1"}, {"clause": "C2"}]
    assert splice.set_key("a: 1  # 一\nb: 2\n", (), "a", steps) == (
        "a:  # 一\n  - {clause: C1}\n  - {clause: C2}\nb: 2\n"
    )
    assert splice.set_key("a: |\n  x\n  y\n\nb: 2\n", (), "a", "z") == "a: z\n\nb: 2\n"


def test_the_first_key_of_an_item_goes_and_the_next_moves_up():
    text = "duties:\n  - clause: C1\n    # 中间\n    unit: 家\n"
    assert splice.replace(text, ("duties", 0), {"unit": "家"}) == "duties:\n  - unit: 家\n"


def test_a_list_goes_with_its_last_member():
    assert splice.drop("pack: a\nnorms:\n  - {clause: C1}\n# 尾\n", ("norms", 0)) == "pack: a\n# 尾\n"
    text = "pack: a\norgans:\n  - clause: C1\n    posts:\n      - {clause: C2}\n"
    assert splice.drop(text, ("organs", 0, "posts", 0)) == "pack: a\norgans:\n  - clause: C1\n"


def test_members_of_braces_come_and_go():
    text = "pack: a\nnorms: [{clause: C1}, {clause: C2},]  # 注\n"
    assert splice.drop(text, ("norms", 0)) == "pack: a\nnorms: [{clause: C2},]  # 注\n"
    assert splice.drop(text, ("norms", 1)) == "pack: a\nnorms: [{clause: C1},]  # 注\n"
    assert splice.append(text, ("norms",), {"clause": "C3"}) == (
        "pack: a\nnorms: [{clause: C1}, {clause: C2}, {clause: C3},]  # 注\n"
    )
    assert splice.append("{pack: a}\n", ("norms",), {"clause": "C3"}) == "{pack: a, norms: [{clause: C3}]}\n"


def test_the_head_changes_key_by_key():
    text = "pack: a  # 代号\ntitle: 旧\nnumber: 一号\nperiod: {from: 2-1, to: 3-1}\nduties:\n  - clause: C1\n"
    head = {"pack": "a", "title": "新", "period": {"from": "2-1", "to": "6-30"}, "issued": "1-1"}
    assert splice.replace_head(text, head) == (
        "pack: a  # 代号\ntitle: 新\nissued: 1-1\nperiod: {from: 2-1, to: 6-30}\nduties:\n  - clause: C1\n"
    )


@pytest.mark.parametrize("text", ["a: [", "a: &b 1\n", "a: 1\na: 2\n", "- 1\n", "", "a:\n", "\ta: 1\n"], ids=range(7))
def test_a_text_that_does_not_read_cleanly_is_left_alone(text):
    with pytest.raises(Refused, match="文本里还有写错的格式"):
        splice.append(text, ("norms",), NEW)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("a: 1\n", lambda text: splice.drop(text, ("norms", 0))),
        ("a: 1\n", lambda text: splice.append(text, ("a",), NEW)),
        ("? a\n: b\n", lambda text: splice.drop(text, ("a",))),
        ("a: 1\n", lambda text: splice.replace(text, ("a",), {"b": 1})),
    ],
    ids=range(4),
)
def test_what_cannot_be_done_safely_is_refused_in_words(text, change):
    with pytest.raises(Refused, match="请在“文本”里改"):
        change(text)


def test_every_item_of_a_shipped_pack_can_be_taken_out_and_changed():
    text = Path(PACKS / "ningxia-f2f.yaml").read_text()
    value = read(text).value
    for name in (name for name in LISTS if name in value):
        last = len(value[name]) - 1
        gone, come = changes(text, splice.drop(text, (name, last)))
        assert come == [] and gone
        item = {**value[name][last], "title" if "clause" in value[name][last] else "name": "新的题目"}
        gone, come = changes(text, splice.replace(text, (name, last), item))
        assert len(gone) <= 1 and len(come) == 1
