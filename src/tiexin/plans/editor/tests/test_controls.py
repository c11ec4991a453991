"""Controls: which one a key gets from its type, and that a value survives the way through it."""

import pytest
from hypothesis import given

from tiexin.core.documents.source import read
from tiexin.plans.duty import Duty
from tiexin.plans.editor import controls as parts
from tiexin.plans.editor.controls import Choice, Control, Flag, Lines, Small, Yaml, as_lines, control
from tiexin.plans.editor.phrases import What, Whose, controls
from tiexin.plans.editor.tables import Targets
from tiexin.plans.editor.tests.hand import WORDS
from tiexin.plans.editor.tests.packs import values
from tiexin.plans.items import About, Checklist, Document, Milestone, Organ, Post, Teams
from tiexin.plans.pack import LISTS, Head
from tiexin.plans.said import surface

CHOSEN = {
    (Duty, "clause"): Control,
    (Duty, "at_least"): Control,
    (Duty, "share"): Control,
    (Duty, "length"): Control,
    (Duty, "within"): Control,
    (Duty, "of"): Whose,
    (Duty, "have"): Whose,
    (Duty, "do"): What,
    (Duty, "on"): What,
    (Duty, "self_set"): Flag,
    (Duty, "strength"): Choice,
    (Duty, "per"): Choice,
    (Duty, "unit"): Choice,
    (Duty, "same"): Choice,
    (Duty, "before"): Small,
    (Duty, "targets"): Targets,
    (Duty, "cadence_by"): Yaml,
    (Milestone, "event"): Choice,
    (Document, "papers"): Lines,
    (Document, "count"): Control,
    (Post, "concurrent"): Flag,
    (Checklist, "tag"): Choice,
    (About, "states"): Choice,
    (Teams, "size"): Yaml,
    (Head, "period"): Small,
    (Head, "issuers"): Lines,
    (Head, "readings"): Yaml,
    (Head, "recipients"): Yaml,
}


@pytest.mark.parametrize(("model", "name"), CHOSEN, ids=lambda part: getattr(part, "__name__", part))
def test_a_key_gets_the_control_of_its_type(model, name):
    assert type(controls(model, WORDS)[name]) is CHOSEN[model, name]


def test_every_key_of_the_language_has_a_control_or_a_form_of_its_own():
    for model in (*LISTS.values(), Head):
        apart = set(surface(model)) - set(controls(model, WORDS))
        assert apart <= {"posts", "tasks", "groups", "steps", "points", "indicators"}, (model.__name__, apart)


def test_words_of_a_choice_are_its_chinese_labels():
    def offered(model, name):
        return [word for word, _ in controls(model, WORDS)[name].fields(None)[name].choices][1:]

    assert offered(Duty, "strength") == ["必须", "应当", "力争", "预期", "鼓励"]
    assert {"活动期", "每年", "每月", "终身"} <= set(offered(Duty, "per"))
    assert {"家", "人", "人次", "户", "件"} <= set(offered(Duty, "unit"))
    assert {"走访企业", "单位启动"} <= set(offered(Milestone, "event"))
    assert offered(Duty, "same")[:2] == ["干部", "工作组"]
    assert "场所" in offered(Checklist, "tag")


def test_a_small_part_is_a_field_for_each_of_its_keys():
    part = controls(Head, WORDS)["period"]
    assert [(name, field.label) for name, field in part.fields(None).items()] == [
        ("period-from", "活动期：从哪天"),
        ("period-to", "活动期：到哪天"),
    ]
    assert part.initial({"from": "2-1", "to": "6-30"}) == {"period-from": "2-1", "period-to": "6-30"}
    assert part.initial("2-1 到 6-30") == {"period-from": "", "period-to": ""}
    assert part.value({"period-from": "2-1", "period-to": " "}) == {"from": "2-1"}
    assert part.value({}) is None


def test_a_long_text_gets_more_than_one_line_and_its_limit():
    reading = controls(Duty, WORDS)["reading"].fields(None)["reading"]
    title = controls(Duty, WORDS)["title"].fields(None)["title"]
    assert (type(reading.widget).__name__, reading.max_length) == ("Textarea", 200)
    assert (type(title.widget).__name__, title.max_length) == ("TextInput", 80)


def test_an_example_stands_below_its_field():
    assert controls(Duty, WORDS)["within"].fields(None)["within"].help_text == "例：3天、3个工作日、当天"
    assert controls(Organ, WORDS)["group_count"].fields(None)["group_count"].help_text.startswith("按 YAML 写")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", 10),
        ("0", 0),
        ("010", "010"),
        ("10%", "10%"),
        (" 走访 ", "走访"),
        ("", None),
        (" ", None),
        ("9" * 12, "9" * 12),
        ("²", "²"),
    ],
)
def test_whole_numbers_are_numbers_and_the_rest_is_text(text, value):
    assert control("x", surface(Duty)["at_least"], WORDS).value({"x": text}) == value


def test_lines_hold_one_each_and_a_single_text_is_one_line():
    papers = controls(Document, WORDS)["papers"]
    assert papers.initial("日志") == {"papers": "日志"}
    assert papers.initial(["日志", "总结"]) == {"papers": "日志\n总结"}
    assert papers.value({"papers": "日志\r\n\r\n 总结"}) == ["日志", "总结"]
    assert papers.value({"papers": "\n"}) is None


def test_a_tick_is_true_or_left_out():
    tick = controls(Duty, WORDS)["self_set"]
    assert (tick.value({"self_set": True}), tick.value({"self_set": False}), tick.value({})) == (True, None, None)


@given(values)
def test_any_value_survives_as_yaml(value):
    box = Yaml("x", surface(Duty)["targets"], WORDS)
    assert box.value(box.initial(value)) == value
    assert read("\n".join(as_lines(value))).value == value


def test_nothing_is_no_yaml():
    box = Yaml("x", surface(Duty)["targets"], WORDS)
    assert (box.initial(None), box.value({"x": " \n"}), box.value({})) == ({"x": ""}, None, None)


@pytest.mark.parametrize(
    "raw", [None, "text", 7, [], ["a"], {"population": 7}, {"population": ["a"]}, {"level": {"a": 1}}]
)
def test_a_phrase_that_is_no_phrase_is_shown_empty_and_never_breaks(raw):
    for name in ("of", "do"):
        part = controls(Duty, WORDS)[name]
        assert part.fields(raw)
        assert isinstance(part.initial(raw), dict)


def test_small_parts_are_told_by_their_keys():
    assert parts.is_small(parts.inner(surface(Head)["period"].annotation))
    assert not parts.is_small(Post)
    assert not parts.is_small(Duty)
