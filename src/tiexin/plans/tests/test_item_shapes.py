"""Typed items keep what was said: every word of a choice, numbers as written, and nothing that was not said."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.documents.problems import has_errors
from tiexin.duties.definition import Definition
from tiexin.plans.bodies import BASE
from tiexin.plans.clocks import OFFSETS, SILENCE
from tiexin.plans.offers import ORDERS, SIDES, TOO_FEW, TOO_MANY, UNUSED, VACANT
from tiexin.plans.pack import LISTS
from tiexin.plans.quantities import ROUNDING
from tiexin.plans.said import surface
from tiexin.plans.tests.desk import pack, read
from tiexin.plans.tests.item_faults import one
from tiexin.plans.tests.test_duty import defined

pytestmark = pytest.mark.once

SERIES = "references: [{clause: C9, quote: 低保, name: 低保, unit: 元, values: [{year: 2012, value: 330}]}]\n"


def stored(name: str, keys: str, more: str = "") -> dict[str, object]:
    loaded = read(one(name, keys, more))
    assert loaded.pack is not None, loaded.problems
    return dict(loaded.items[0].data)


CHOICES = [
    ("offers", "name: 甲, quota: {{percent: 5%, rounding: {}}}", ("quota", "rounding"), ROUNDING),
    ("offers", "name: 甲, quota: {{total: 5, vacant: {{then: {}}}}}", ("quota", "vacant", "then"), VACANT),
    ("offers", "name: 甲, batches: {{count: 1, size: 5, too_few: {}}}", ("batches", "too_few"), TOO_FEW),
    ("offers", "name: 甲, batches: {{count: 1, size: 5, too_many: {}}}", ("batches", "too_many"), TOO_MANY),
    ("offers", "name: 甲, unused: {{then: {}}}", ("unused", "then"), UNUSED),
    ("offers", "name: 甲, priority: [{{by: 工龄, order: {}}}]", ("priority", 0, "order"), ORDERS),
    ("clocks", "name: 甲, starts: 乙, limit: 3天, offset: {}", ("offset",), OFFSETS),
    ("clocks", "name: 甲, starts: 乙, limit: 3天, silence: {}", ("silence",), SILENCE),
    ("quorums", "body: 甲, vote: {{part: 过半数, base: {}}}", ("vote", "base"), BASE),
]


@pytest.mark.parametrize(("name", "keys", "path", "table"), CHOICES, ids=[str(case[2]) for case in CHOICES])
def test_each_word_of_a_choice_is_taken_by_name_or_label(name, keys, path, table):
    for word, label in table.items():
        for written in (word, label):
            value = stored(name, keys.format(written))
            for step in path:
                value = value.get(step, "default") if isinstance(value, dict) else value[step]
            assert value in (word, "default")
        assert label


@pytest.mark.parametrize(("name", "label"), SIDES.items())
def test_a_threshold_lies_below_or_above_a_multiple_of_a_series(name, label):
    found = stored(
        "offers", f"name: 甲, thresholds: [{{what: 收入, side: {label}, times: 1.5, reference: 低保}}]", SERIES
    )
    side = {} if name == "below" else {"side": name}
    assert found["thresholds"] == [{"what": "收入", **side, "times": "1.5", "reference": "低保"}]


def test_several_objects_for_one_person_stand_beside_the_quota_of_the_unit():
    found = stored(
        "offers", "name: 甲, quota: {total: 40}, each: [{what: 疗养, most: 5天, per: 每3年}, {what: 体检, most: 1次}]"
    )
    assert found == {
        "name": "甲",
        "quota": {"total": 40},
        "each": [{"what": "疗养", "most": "5天", "per": "每3年"}, {"what": "体检", "most": "1次"}],
    }


def test_costs_by_share_by_sum_by_actual_and_what_is_left():
    costs = "[{payer: 甲, fraction: 50%, up_to: 1.5万元}, {payer: 乙, fixed: 300}, {payer: 丙, remainder: true}]"
    assert stored("offers", f"name: 甲, costs: {costs}")["costs"] == [
        {"payer": "甲", "fraction": {"n": 50, "unit": "percent"}, "up_to": "1.5万元"},
        {"payer": "乙", "fixed": "300"},
        {"payer": "丙", "remainder": True},
    ]
    assert stored("offers", "name: 甲, costs: [{payer: 甲, actual: true, up_to: 9元}]")["costs"] == [
        {"payer": "甲", "actual": True, "up_to": "9元"}
    ]


def test_several_caps_name_what_is_counted_into_them():
    caps = "[{name: 总额, most: 3000元, includes: 食宿费}, {name: 交通, most: 500元, excludes: [机票, 船票]}]"
    assert stored("offers", f"name: 甲, caps: {caps}")["caps"] == [
        {"name": "总额", "most": "3000元", "includes": ["食宿费"]},
        {"name": "交通", "most": "500元", "excludes": ["机票", "船票"]},
    ]


def test_a_matrix_of_amounts_answers_each_case():
    lines = "[{when: {病种: 重, 级: 一}, amount: 5000}, {when: {病种: 重, 级: 二}, amount: 3000}]"
    found = stored("offers", f"name: 甲, amounts: {lines}")["amounts"]
    assert [(line["when"]["级"], line["amount"]) for line in found] == [("一", "5000"), ("二", "3000")]


def test_a_clock_says_when_it_starts_stops_and_ends():
    more = "extension: {limit: 10天, times: 2, by: 领导}, suspension: {because: 鉴定, most: 30天}"
    assert stored("clocks", f"name: 甲, starts: 收到来信, offset: 收到时起算, limit: 24小时, {more}") == {
        "name": "甲",
        "starts": "收到来信",
        "offset": "on-receipt",
        "limit": "24小时",
        "extension": {"limit": "10天", "times": 2, "by": "领导"},
        "suspension": {"because": ["鉴定"], "most": "30天"},
    }


def test_a_number_to_be_decided_has_none_until_it_is():
    assert stored("decisions", "what: 人数, body: 组") == {"what": "人数", "body": "组"}
    assert stored("decisions", "what: 人数, body: 组, value: 0") == {"what": "人数", "body": "组", "value": 0}


# --- whatever is written, an answer comes ---------------------------------------

WORDS = st.sampled_from(
    [
        "C1",
        "甲",
        "10",
        "-1",
        "100%",
        "3天",
        "1.5万元",
        "2/3",
        "[]",
        "{}",
        "[甲, 1]",
        "[{}]",
        "{甲: 1}",
        "~",
        "true",
        "''",
    ]
)
KEYS = {name: [key for key in surface(model) if key != "where"] for name, model in LISTS.items()}


@given(st.sampled_from(sorted(LISTS)), st.data())
def test_a_member_of_random_words_never_raises(name, data):
    keys = data.draw(st.dictionaries(st.sampled_from([*KEYS[name], "x"]), WORDS, max_size=6))
    member = "{" + ", ".join(f"{key}: {word}" for key, word in keys.items()) + "}"
    loaded = read(pack(f"{name}:\n  - {member}\n"))
    assert (loaded.pack is None) == has_errors(loaded.problems)
    assert all(problem.message.endswith("。") for problem in loaded.problems if problem.level == "error")


# --- what is stored can be read again -------------------------------------------

PHRASES = [
    {"at_least": "10"},
    {"between": "[1, 2]", "per": "每月"},
    {"about": "5", "tolerance": "1", "per": "每两周"},
    {"all": "true", "do": "{measure: visit, count: {each_of: {place: [企业, 车间]}}}"},
    {"increase": "true", "per": "近3年"},
    {"targets": "[{at_least: 3}]", "unless": ""},
    {"on": "{measure: 发现问题}", "do": "{measure: 办成实事}", "within": "3个工作日", "at_least": "98%"},
    {"over": "{measure: visit, unless: {method: 座谈会}}", "do": "{measure: visit}", "at_least": "98%"},
    {"do": "", "have": "{population: teams}", "at_least": "3"},
    {"until": "{measure: 办成实事}", "per": "每3年", "at_least": "1", "enforce": "提醒"},
    {"of": "{population: 干部, level: 市级}", "scope": "合计", "at_least": "100"},
    {"of": "{population: 各级工会, unless: [{kind: 产业工会, because: 自定}]}", "before": "{event: issued, days: 0}"},
]


@pytest.mark.parametrize("keys", PHRASES, ids=str)
def test_a_definition_survives_being_stored(keys):
    found = defined(**keys)
    assert Definition.model_validate(json.loads(json.dumps(found.model_dump(mode="json")))) == found
