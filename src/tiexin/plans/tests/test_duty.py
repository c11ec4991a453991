"""From the clerk's words to the definition that gauges are compiled from."""

from datetime import date

import pytest

from tiexin.duties.definition import UNIT_LABELS, Cell, Clock, Counted, Do, Enforce, Of, Per, Strength, Unit
from tiexin.plans.fields import BASES, COUNTING, ENFORCING, STRENGTHS
from tiexin.plans.periods import PERIODS
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
    [(STRENGTHS, Strength), (PERIODS, Per), (COUNTING, Counted), (UNIT_LABELS, Unit), (ENFORCING, Enforce)],
)
def test_every_word_of_the_definition_has_a_chinese_label(labels, words):
    assert set(labels) == set(words.__args__)
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize(
    ("key", "table"),
    [
        ("strength", STRENGTHS),
        ("counted", COUNTING),
        ("basis", BASES),
        ("unit", UNIT_LABELS),
        ("enforce", ENFORCING),
    ],
)
def test_each_label_is_taken_for_its_name(key, table):
    for name, label in table.items():
        assert getattr(defined(**{key: label}), key) == getattr(defined(**{key: name}), key) == name


def test_ids_come_from_the_clause_unless_given():
    loaded = read(duties(duty(clause="C9"), duty(clause="C10", id="C10-a"), duty(clause="C10", id="C10-b")))
    assert [owed.id for owed in loaded.duties] == ["C9", "C10-a", "C10-b"]


def test_whom_a_duty_leaves_out_is_said_with_the_reason():
    loaded = read(duties(duty(of="{population: 各级工会, unless: [{kind: 产业工会, level: 市级, because: 自定}]}")))
    assert loaded.duties[0].definition.of == Of(population="unions", unless=[{"kind": ["industry"], "level": ["city"]}])
    assert loaded.items[0].data["of"]["unless"] == [
        {"because": "自定", "where": {"kind": ["产业工会"], "level": ["市级"]}}
    ]


def test_facts_with_some_tags_do_not_count():
    found = defined(do="{measure: 走访企业, unless: {method: [座谈会, 听取汇报]}}")
    assert found.do == Do(measure="visit", unless={"method": ["seminar", "hear"]})


def test_each_value_of_a_tag_is_counted_and_all_of_them_are_asked_for():
    each = "{measure: 走访企业, count: {each_of: {place: [企业, 车间, 班组]}}}"
    found = defined(do=each, all="true")
    assert found.do == Do(measure="visit", where={"place": ["enterprise", "workshop", "team"]}, count="tag:place")
    assert (found.target, found.low, found.high) == ("at_least", 3, None)
    assert (defined(do=each, at_least="2").low, defined(do=each).target) == (2, "measured")


def test_all_means_every_case_or_everybody():
    rate = defined(do="{measure: visit}", over="{measure: visit}", all="true")
    assert (rate.target, rate.low) == ("at_least", 100)
    tally = defined(all="true")
    assert (tally.target, tally.low, tally.share) == ("at_least", 1, 100)


def test_a_share_of_the_owers_may_be_less_than_all():
    assert (defined(at_least="1", share="90%").share, defined().share) == (90, 100)


def test_more_than_before_has_no_number():
    assert (defined(increase="true").target, defined(increase="true").low) == ("increase", None)


def test_a_table_of_targets_has_a_cell_for_each_level_and_rank():
    found = defined(
        of="{population: 干部, level: [省级, 市级, 县级], rank: 领导}",
        targets="[{level: 省级, at_least: 1个月}, {level: [市级, 县级], rank: 领导, at_least: 50天}]",
        head=HEAD + "conversions: {month: 30天}\n",
    )
    assert found.cells == [
        Cell(level="province", low=30),
        Cell(level="city", rank="leader", low=50),
        Cell(level="county", rank="leader", low=50),
    ]
    assert (found.target, found.low, found.high) == ("at_least", None, None)


def test_a_table_may_mix_kinds_of_bounds():
    table = "[{level: 省级, at_most: 3}, {level: 市级, exactly: 2}, {level: 县级, between: [1, 2]}]"
    found = defined(of="{population: 各级工会, level: [省级, 市级, 县级]}", targets=table)
    assert found.target == "between"
    assert [(cell.low, cell.high) for cell in found.cells] == [(None, 3), (2, 2), (1, 2)]


@pytest.mark.parametrize(
    ("said", "per", "length"),
    [
        *((label, name, 1) for name, label in PERIODS.items() if "N" not in label),
        *((name, name, 1) for name, label in PERIODS.items() if "N" not in label),
        ("每20天", "every-days", 20),
        ("every 20 days", "every-days", 20),
        ("每两周", "every-days", 14),
        ("每3年", "cycle", 3),
        ("每三年", "cycle", 3),
        ("every 3 years", "cycle", 3),
        ("近5年", "rolling", 5),
        ("last 5 years", "rolling", 5),
    ],
)
def test_how_often(said, per, length):
    found = defined(per=said)
    assert (found.per, found.length) == (per, length)


@pytest.mark.parametrize("said", ["每N天", "every-days", "每N年", "cycle", "近N年", "rolling"])
def test_the_number_of_a_period_may_stand_in_its_own_key(said):
    assert defined(per=said, length="7").length == 7


def test_a_pool_is_owed_by_the_unit_of_its_people():
    found = defined(of="{population: 干部, level: 市级, kind: 地方总工会}", scope="合计", at_least="100")
    assert found.of == Of(population="unions", where={"level": ["city"], "kind": ["territorial"]})
    assert (found.pool, defined(of="{population: 干部}", scope="每个").pool) == ("officers", "")


def test_a_response_has_events_an_answer_and_a_clock():
    found = defined(on="{measure: 发现问题, question: 最急}", do="{measure: 办成实事}", within="3个工作日", same="企业")
    assert (found.kind, found.target, found.low) == ("response", "at_least", 100)
    assert found.over == Do(measure="problem_found", where={"question": ["urgent"]})
    assert found.do == Do(measure="deed_done")
    assert found.clock == Clock(days=3, working=True, same="employer")


def test_a_response_may_allow_some_misses_and_is_by_worker_unless_said():
    found = defined(on="{measure: 发现问题}", do="{measure: 办成实事}", within="当天", at_least="98%")
    assert (found.low, found.clock) == (98, Clock(days=0, working=False, same="worker"))


def test_a_duty_may_end_with_a_state_and_stop_what_exceeds_it():
    found = defined(until="{measure: 办成实事}", enforce="拒绝", at_most="3", weight="10")
    assert found.until == Do(measure="deed_done")
    assert (found.enforce, found.weight) == ("refuse", 10)


def test_a_cadence_for_each_kind_of_ower_is_a_duty_each():
    text = duties(
        duty(of="{population: 干部, level: 市级}", cadence_by="{rank: {领导: 每年, 干部: 每20天}}", at_least="1"),
        duty(clause="C2"),
    )
    loaded = read(text)
    assert loaded.problems == []
    assert [(item.id, item.clause, item.title, item.line) for item in loaded.items] == [
        ("C1@领导", "C1", "不少于10家（领导）", 9),
        ("C1@干部", "C1", "不少于10家（干部）", 9),
        ("C2", "C2", "不少于10家", 16),
    ]
    leader, staff, _ = loaded.duties
    assert (leader.id, staff.id) == ("C1@领导", "C1@干部")
    assert leader.definition.of.where == {"level": ["city"], "rank": ["leader"]}
    assert [(d.definition.per, d.definition.length, d.definition.low) for d in (leader, staff)] == [
        ("year", 1, 1),
        ("every-days", 20, 1),
    ]


@pytest.mark.parametrize(
    ("anchor", "due"),
    [
        ("{event: period.to, days: 10}", date(2012, 6, 20)),
        ("{event: period.from, days: 3天}", date(2012, 2, 17)),
        ("{event: issued, days: 0}", date(2012, 2, 13)),
        ("{event: C9, days: 1}", date(2012, 4, 30)),
        ("{event: C9, days: 1, working: true}", date(2012, 4, 28)),  # worked in exchange for 30 April
    ],
)
def test_a_deadline_may_be_counted_back_from_something(anchor, due):
    stones = "milestones:\n  - {clause: C9, quote: 会议, event: 会议, from: 5-1, to: 5月}\n"
    loaded = read(duties(duty(before=anchor)) + stones)
    assert loaded.problems == []
    assert loaded.duties[0].due == due


def test_a_deadline_before_a_day_of_an_unknown_year_is_unknown():
    loaded = read(duties(duty(before="{event: period.to, days: 10}")), year=None)
    assert loaded.duties[0].due is None


def test_a_change_says_from_when_and_when_numbers_are_closed():
    loaded = read(pack(head=HEAD + "effective: 5-1\ncutoff: 10天\n"))
    assert (loaded.effective, loaded.pack.cutoff) == (date(2012, 5, 1), 10)
    assert (read(pack()).effective, read(pack()).pack.cutoff) == (None, None)
