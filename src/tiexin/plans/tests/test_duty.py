"""From the clerk's words to the definition that gauges are compiled from."""

import pytest

from tiexin.duties.definition import UNIT_LABELS, Counted, Do, Of, Per, Strength, Unit
from tiexin.plans.fields import BASES, COUNTING, PERIODS, STRENGTHS
from tiexin.plans.tests.desk import HEAD, duties, duty, pack, read

pytestmark = pytest.mark.once


def defined(head: str = HEAD, **keys: str):
    loaded = read(pack("duties:\n" + duty(**keys), head))
    assert loaded.problems == [], loaded.problems
    return loaded.duties[0].definition


def test_a_tally_in_chinese_becomes_names():
    found = defined(at_least="10", strength="力争", per="每月", counted="含下级", basis="在哪做的")
    assert found.of == Of(population="unions", where={"level": ["city"]})
    assert found.do == Do(measure="visit", count="employer")
    assert (found.kind, found.target, found.low, found.high) == ("tally", "at_least", 10, None)
    assert (found.strength, found.per, found.counted, found.basis) == ("strive", "month", "below", "at")
    assert (found.unit, found.over, found.stock) == ("enterprise", None, None)


def test_names_and_labels_say_the_same():
    chinese = defined(do="{measure: 走访企业, method: [座谈会, 听取汇报], count: {distinct: 企业}}")
    english = defined(
        of="{population: unions, level: city}",
        do="{measure: visit, method: [seminar, hear], count: {distinct: employer}}",
        unit="enterprise",
    )
    assert chinese == english


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("times", "times"),
        ("sum", "sum"),
        ("{distinct: 职工}", "worker"),
        ("{distinct: day}", "day"),
        ("{distinct: employer_kind}", "tag:employer_kind"),
        ("{distinct: tag:employer_kind}", "tag:employer_kind"),
    ],
)
def test_ways_to_count(count, expected):
    assert defined(do=f"{{measure: visit, count: {count}}}").do.count == expected


@pytest.mark.parametrize(
    ("keys", "target", "low", "high"),
    [
        ({"at_least": "10"}, "at_least", 10, None),
        ({"at_most": "0"}, "at_most", None, 0),
        ({"at_least": "0"}, "at_least", 0, None),
        ({"exactly": "2"}, "exactly", 2, 2),
        ({"exactly": "0"}, "exactly", 0, 0),
        ({"between": "[2, 3]"}, "between", 2, 3),
        ({"about": "5", "tolerance": "1"}, "about", 4, 6),
        ({"about": "1", "tolerance": "3"}, "about", 0, 4),
        ({"self_set": "true"}, "self_set", None, None),
        ({"self_set": "false"}, "measured", None, None),
        ({}, "measured", None, None),
        ({"at_least": "50天"}, "at_least", 50, None),
    ],
)
def test_targets(keys, target, low, high):
    found = defined(**keys)
    assert (found.target, found.low, found.high) == (target, low, high)


def test_an_approximate_number_takes_its_stated_range():
    found = defined(HEAD + "readings: {5人左右: 4..6}\n", about="5人左右")
    assert (found.target, found.low, found.high) == ("about", 4, 6)


def test_a_month_becomes_days_only_by_the_stated_conversion():
    assert defined(HEAD + "conversions: {month: 30天}\n", at_least="1个月").low == 30
    assert defined(HEAD + "conversions: {month: 22 days}\n", at_least="2个月").low == 44
    unknown = defined(at_least="1个月")
    assert (unknown.target, unknown.low) == ("measured", None)


def test_a_rate_has_a_denominator_and_per_cent():
    found = defined(do="{measure: visit, employer_tag: 经营困难}", over="{measure: visit}", at_least="100%")
    assert (found.kind, found.target, found.low) == ("rate", "at_least", 100)
    assert found.do.where == {"employer_tag": ["distressed"]}
    assert found.over == Do(measure="visit")


def test_a_stock_is_the_size_of_a_population():
    found = defined(do="", have="{population: 工作组, kind: 服务职工工作组}", at_least="10", unit="个")
    assert (found.kind, found.do, found.low, found.unit) == ("stock", None, 10, "group")
    assert found.stock == Of(population="teams", where={"kind": ["service_group"]})


def test_the_usual_duty_needs_few_keys():
    found = defined()
    assert (found.per, found.counted, found.basis, found.strength) == ("campaign", "own", "by", "must")


@pytest.mark.parametrize(
    ("labels", "words"),
    [(STRENGTHS, Strength), (PERIODS, Per), (COUNTING, Counted), (UNIT_LABELS, Unit)],
)
def test_every_word_of_the_definition_has_a_chinese_label(labels, words):
    assert set(labels) == set(words.__args__)
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize(
    ("key", "table"),
    [
        ("strength", STRENGTHS),
        ("per", PERIODS),
        ("counted", COUNTING),
        ("basis", BASES),
        ("unit", UNIT_LABELS),
    ],
)
def test_each_label_is_taken_for_its_name(key, table):
    for name, label in table.items():
        assert getattr(defined(**{key: label}), key) == getattr(defined(**{key: name}), key) == name


def test_ids_come_from_the_clause_unless_given():
    loaded = read(duties(duty(clause="C9"), duty(clause="C10", id="C10-a"), duty(clause="C10", id="C10-b")))
    assert [owed.id for owed in loaded.duties] == ["C9", "C10-a", "C10-b"]
