"""The traps of the source, T1 to T18: each is walked into, and the product must come out of it.

Packs are those that ship; where the trap is about counting, records are made and the gauges read.
"""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.duties.definition import Do
from tiexin.duties.models import PlanVersion
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import OFFICERS, UNIONS, rate, tally, team, totals, values
from tiexin.orgs.tests import cast as c
from tiexin.plans.actions import NewVersion, load_plan
from tiexin.plans.lint import lint
from tiexin.plans.loader import PACKS, Loaded, load
from tiexin.plans.quotes import Document
from tiexin.plans.reading import read_pack
from tiexin.visits.actions import NewVisit, record_visit

once = pytest.mark.once
stored = pytest.mark.django_db


def text(name: str) -> str:
    return (PACKS / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ningxia() -> Loaded:
    return load(text("ningxia-f2f"), year=2012)


@pytest.fixture(scope="module")
def province() -> Loaded:
    return load(text("province-f2f"), year=2012)


@pytest.fixture
def cast():
    return c.stage()


def definitions(loaded: Loaded) -> dict:
    return {owed.id: owed.definition for owed in loaded.duties}


def found(loaded: Loaded, rule: str) -> dict[str, str]:
    """Path and sentence of what the lint says by one rule."""
    return {problem.path: problem.message for problem in lint(loaded) if problem.rule == rule}


def without(pack: str, *lines: str) -> Loaded:
    """A shipped pack with some of its words taken out."""
    for line in lines:
        assert line in pack
        pack = pack.replace(line, "")
    return load(pack, year=2012)


# ── T1 ──────────────────────────────────────────────────────────────────────────────────────────────────


@once
@pytest.mark.parametrize(("name", "mask"), [("ningxia-f2f", "201*"), ("province-f2f", "20**")])
def test_t1_a_masked_year_is_asked_for_and_no_day_is_computed(name, mask):
    unknown = load(text(name))
    assert [problem.rule for problem in unknown.problems] == ["year-unknown"]
    assert mask in unknown.problems[0].message
    assert {(owed.start, owed.end, owed.due) for owed in unknown.duties} == {(None, None, None)}


@once
def test_t1_day_and_month_are_known_in_whatever_year_is_given():
    for year in (2010, 2012, 2019):
        days = {owed.id: owed for owed in load(text("ningxia-f2f"), year=year).duties}
        assert days["C227"].end == date(year, 6, 30)
        assert days["C216-local"].due == date(year, 3, 10)
    assert [p.rule for p in load(text("ningxia-f2f"), year=2022).problems] == ["year"]


@stored
def test_t1_a_plan_without_its_year_is_not_stored(cast):
    read = read_pack("ningxia-f2f", None, None)
    with c.nothing_written(), pytest.raises(Refused, match=r"201\*"):
        load_plan(NewVersion(read.loaded, read.text, cast.province), by=None, on=c.TODAY)
    assert PlanVersion.objects.count() == 0


# ── T2 ──────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t2_a_month_and_days_are_compared_by_the_stated_conversion_only(ningxia):
    assert (definitions(ningxia)["C159"].low, definitions(ningxia)["C160-local"].low) == (30, 50)
    assert ningxia.readings["month"] == "30天"
    other = load(text("ningxia-f2f").replace("month: 30天", "month: 31天"), year=2012)
    assert definitions(other)["C159"].low == 31
    none = without(text("ningxia-f2f"), "conversions:\n  month: 30天       # “1个月”按 30 天\n")
    assert (definitions(none)["C159"].target, definitions(none)["C159"].low) == ("measured", None)
    assert list(found(none, "month-without-conversion")) == ["duties[C159]"]


# ── T3 ──────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t3_a_city_owes_less_than_a_county_and_the_lint_says_so_without_stopping_it(ningxia):
    owed = definitions(ningxia)
    assert [owed[name].low for name in ("C227", "C229", "C228", "C230")] == [10, 15, 100, 150]
    assert list(found(ningxia, "higher-owes-less")) == ["duties[C159]", "duties[C227]", "duties[C228]"]
    assert ningxia.pack is not None


# ── T4 ──────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t4_persons_and_households_are_two_duties_with_a_unit_each(province):
    owed = definitions(province)
    persons, households = owed["C108-workers"], owed["C108-households"]
    assert (persons.unit, persons.do.count, persons.low) == ("person", "worker", 142_000)
    assert (households.unit, households.do.count, households.over.count) == ("household", "household", "household")
    assert found(province, "units-mixed") == {}


@once
def test_t4_a_sentence_that_says_both_must_declare_one(province):
    assert found(province, "persons-or-households") == {}
    bare = without(text("province-f2f"), "    reading: 14.2万名按人数；“一户不漏”另按户算\n")
    assert list(found(bare, "persons-or-households")) == ["duties[C108-workers].quote"]


@once
def test_t4_a_rate_of_persons_over_households_is_named():
    pack = text("province-f2f").replace(
        "建档困难职工, count: {distinct: 家庭}", "建档困难职工, count: {distinct: 职工}"
    )
    mixed = found(load(pack, year=2012), "units-mixed")
    assert list(mixed) == ["duties[C108-households].over", "duties[C110].over"]


# ── T5 ──────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t5_floors_of_groups_cities_and_counties_stay_below_the_slogan(ningxia):
    said = found(ningxia, "floors-below-total")
    assert "合计 430 家（C224-enterprises 10×5=50，C227 5×10=50，C229 22×15=330）" in said["duties[C166-enterprises]"]
    assert "比 C166-enterprises 的 1000 家少 570 家；自定数的 C231 未计" in said["duties[C166-enterprises]"]
    assert "合计 4300 人（C225 10×50=500，C228 5×100=500，C230 22×150=3300）" in said["duties[C166-workers]"]
    assert "的 10000 人少 5700 人" in said["duties[C166-workers]"]


@once
def test_t5_the_number_that_the_source_lacks_is_a_parameter_with_its_origin(ningxia):
    assert "22 是算账用的参数（出处：公开资料，文件未载）" in found(ningxia, "parameter")["parameters.county_unions"]
    fewer = load(text("ningxia-f2f").replace("value: 22", "value: 20"), year=2012)
    assert "C229 20×15=300" in found(fewer, "floors-below-total")["duties[C166-enterprises]"]


@stored
def test_t5_a_roll_up_counts_an_enterprise_once_however_many_levels_went(cast):
    visits = Do(measure="visit", count="employer")
    duties = scene.publish(
        cast.province, tally(visits, unit="enterprise"), tally(visits, unit="enterprise", counted="below")
    )
    for by in (cast.province, cast.city, cast.county):
        scene.note(scene.fact(by, "visit", employer=cast.employer.id))
    scene.note(scene.fact(cast.county, "visit", employer=cast.foreign.id))
    scene.settle()
    own = values(duties[0])
    assert [own[org.id] for org in (cast.province, cast.city, cast.county)] == [1, 1, 2]
    assert totals(duties[0])["自治区总工会"] == 2
    assert values(duties[1])[cast.province.id] == 2


# ── T6 ──────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t6_a_total_of_links_states_no_number_for_each_cadre(province):
    said = found(province, "total-without-share")
    assert "C128-workers 只有总数 290000 人" in said["duties[C128-workers]"]
    assert "59000 算，平均每名约 4.9 人" in said["duties[C128-workers]"]
    cadres = [one for one in definitions(province).values() if one.of.population == "officers" and one.do]
    assert [one for one in cadres if one.do.measure == "pair_linked"] == []


# ── T7 ──────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t7_range_approximate_number_and_bounded_frequency_are_three_shapes(ningxia, province):
    frequency = definitions(province)["C132"]
    assert (frequency.target, frequency.low, frequency.high, frequency.per) == ("between", 1, 2, "year")
    sizes = [roster.size for loaded in (ningxia, province) for roster in loaded.pack.teams if roster.size]
    read = {
        size.quote: loaded.draft.readings.numbers(size.about)
        for loaded in (ningxia, province)
        for roster in loaded.pack.teams
        if (size := roster.size)
    }
    assert {size.about for size in sizes} == {"5人左右", "2-3人"}
    assert {quote: (numbers.low, numbers.high) for quote, numbers in read.items()} == {
        "每个工作组由5人左右组成": (4, 6),
        "每2-3人为一组": (2, 3),
    }


@once
def test_t7_one_shape_written_as_another_is_named():
    bare = text("province-f2f").replace("    reading: 1 至 2 次是上下限；对子登记以前按干部计\n", "")
    floor = load(bare.replace("between: [1, 2]", "at_least: 1"), year=2012)
    assert "“1至2次”是范围，这里却写成 at_least" in found(floor, "shape")["duties[C132]"]
    assert found(load(bare, year=2012), "shape") == {}


# ── T8 ──────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t8_a_limit_without_a_number_is_measured_and_asked_about(province):
    assert definitions(province)["C138"].low is None
    assert "C138 的“限时”没有日期或期限" in found(province, "limit-without-number")["duties[C138]"]


@once
def test_t8_with_a_number_from_law_it_becomes_a_clock():
    head, _, rest = text("province-f2f").partition(
        "    do: {measure: 信访代理办结}\n    over: {measure: 信访代理受理}\n"
    )
    answer = "    on: {measure: 信访代理受理}\n    do: {measure: 信访代理办结}\n    within: 60天\n    same: 职工\n"
    loaded = load(head + answer + rest.replace("counted: 含下级\n    unit: 件", "unit: 件", 1), year=2012)
    assert loaded.problems == []
    duty = definitions(loaded)["C138"]
    assert (duty.kind, duty.clock.days, duty.low) == ("response", 60, 100)
    assert "duties[C138]" not in found(loaded, "limit-without-number")


# ── T9 ──────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t9_the_pack_says_how_a_worker_seen_by_two_cadres_counts(province):
    assert found(province, "shared-talk") == {}
    reading = "    reading: 按每名干部、每次蹲点计；一次谈话只算给登记的那名干部，同组的人不重复算\n"
    assert list(found(without(text("province-f2f"), reading), "shared-talk")) == ["duties[C094]"]


@stored
def test_t9_one_record_of_two_cadres_counts_the_worker_for_one_of_them(cast):
    talks = tally(Do(measure="talk", count="worker"), OFFICERS)
    both = tally(Do(measure="talk", count="worker"), UNIONS)
    duties = scene.publish(cast.province, talks, both)
    author, companion = cast.people["officer"], cast.people["nobody"]
    pair = team(cast.county)
    record = {"employer": cast.employer, "on": scene.DAY, "methods": ["hear"], "team": pair, "known": [cast.worker]}
    record_visit(NewVisit(author, companions=[companion.id], **record), by=author, on=c.TODAY)
    scene.settle()
    assert [values(duties[0])[who.id] for who in (author, companion)] == [1, 0]
    record_visit(NewVisit(companion, companions=[author.id], **record), by=companion, on=c.TODAY)
    scene.settle()
    assert [values(duties[0])[who.id] for who in (author, companion)] == [1, 1]
    assert values(duties[1])[cast.county.id] == 1  # for the union the same worker is one


# ── T10 ─────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t10_the_denominator_is_the_linked_needy_workers(province):
    duty = definitions(province)["C133"]
    assert (duty.kind, duty.low, duty.do.measure, duty.over.measure) == ("rate", 100, "relief_given", "needy_linked")
    bare = without(text("province-f2f"), "    reading: 分母是所联系的困难职工；一个也没有联系的干部不欠\n")
    assert "duties[C133]" in found(bare, "empty-denominator")
    assert "duties[C133]" not in found(province, "empty-denominator")


@stored
def test_t10_a_cadre_with_nobody_linked_owes_nothing(cast):
    helped, linked = Do(measure="relief_given", count="worker"), Do(measure="needy_linked", count="worker")
    duty = scene.publish(cast.province, rate(helped, linked, OFFICERS, target="at_least", low=100))[0]
    busy, free = cast.people["officer"], cast.people["nobody"]
    other = c.worker(cast.employer, "马秀英")
    for worker in (cast.worker, other):
        scene.note(scene.fact(cast.county, "needy_linked", officer=busy.id, worker=worker.id))
    scene.note(scene.fact(cast.county, "relief_given", officer=busy.id, worker=other.id))
    scene.settle()
    assert [(values(duty)[who.id], values(duty, "base")[who.id]) for who in (busy, free)] == [(1, 2), (0, 0)]
    assert [values(duty, "met")[who.id] for who in (busy, free)] == [0, None]
    subjects, owed, met, *_ = scene.standing(duty, cast.county)
    assert (subjects > owed, owed, met) == (True, 1, 0)


# ── T11 ─────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t11_within_the_year_is_the_last_of_december_of_the_year_that_is_given():
    for year in (2011, 2012):
        assert {o.id: o.due for o in load(text("province-f2f"), year=year).duties}["C140"] == date(year, 12, 31)
    unknown = load(text("province-f2f"))
    assert {owed.id: owed.due for owed in unknown.duties}["C140"] is None
    assert "年内”是哪一年，还不知道：方案的年份写作 20**" in found(unknown, "year-end")["duties[C140]"]


@once
def test_t11_without_a_day_it_is_asked_for(province):
    assert found(province, "year-end") == {}
    bare = without(text("province-f2f"), "    by: 年内\n")
    assert "C140 的“年内”没有写明最迟哪天" in found(bare, "year-end")["duties[C140]"]


# ── T12 ─────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t12_the_absolute_promise_and_the_norm_are_both_shown(province):
    said = found(province, "above-norm")
    assert list(said) == ["duties[C146-connected]"]
    assert "承诺 100%" in said["duties[C146-connected]"]
    assert "只要求 95%（GB/T 33358-2016" in said["duties[C146-connected]"]
    assert definitions(province)["C146-connected"].low == 100  # the plan itself is not changed


# ── T13 ─────────────────────────────────────────────────────────────────────────────────────────────────

BROKEN = """把工会工作开展情况和存在的
问题弄明白。让他们进文化讲坛、进职工书屋、进假日影\r
  院、进文化宫。提供及时有效的指导
服务。
"""


@once
@pytest.mark.parametrize("quote", ["存在的问题弄明白", "进假日影院、进文化宫", "及时有效的指导服务"])
def test_t13_words_broken_across_lines_are_found(quote):
    pack = f"""pack: broken
title: 方案
issuers: [某市总工会]
jurisdiction: "64"
year: 2012
issued: 2-13
period: {{from: 3-1, to: 6-30}}
norms:
  - {{clause: C1, quote: {quote}}}
"""
    assert load(pack, document=BROKEN).problems == []
    assert [p.rule for p in load(pack, document=BROKEN.replace("的", "地")).problems] == (
        [] if "的" not in quote else ["quote"]
    )


# ── T14 ─────────────────────────────────────────────────────────────────────────────────────────────────

AS_FOUND = ["参与对工会疗休养事业的的管理", "职工可以信耐、可以依靠的健康生活的伙伴"]


@once
def test_t14_doubled_and_wrong_characters_stay_as_found():
    essay = load(text("recuperation"))
    quotes = {item.quote for item in essay.items}
    assert [any(found in quote or quote in found for quote in quotes) for found in AS_FOUND] == [True, True]
    document = Document("引入更多的机构参与对工会疗休养事业的的管理。职工可以信耐、可以依靠的健康生活的伙伴。")
    for quote in AS_FOUND:
        assert document.find(quote) is not None
        corrected = quote.replace("的的", "的").replace("信耐", "信赖")
        assert document.find(corrected) is None
        assert document.nearest(corrected)[:4] == quote[:4]


# ── T15 ─────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t15_the_four_firsts_are_named_and_not_filled_in():
    essay = load(text("recuperation"))
    item = next(item for item in essay.items if item.clause == "C057")
    assert "四个第一" in item.quote
    for words in ("第一信号", "第一需要", "第一选择", "第一考虑", "第一标准"):
        assert words not in text("recuperation")
    assert [owed.id for owed in essay.duties if owed.id.startswith("C057")] == []


# ── T16 ─────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t16_the_offices_groups_and_the_groups_that_travel_are_two_things(ningxia):
    office = next(organ for organ in ningxia.pack.organs if organ.group_count)
    assert (office.group_count.count, [group.name for group in office.groups]) == (
        4,
        ["综合协调组", "专题调研组", "宣传报道组", "督导检查组"],
    )
    roster = ningxia.pack.teams[0]
    assert (len(roster.groups), [group.number for group in roster.groups]) == (10, list(range(1, 11)))
    kinds = {item.kind for item in ningxia.items if item.clause in {group.clause for group in roster.groups}}
    assert kinds == {"team"}
    held = [one.stock for one in definitions(ningxia).values() if one.stock]
    assert {one.where["kind"][0] for one in held} == {"service_group"}  # the office's groups are owed by nobody


# ── T17 ─────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_t17_visits_may_begin_before_the_unit_has_started(ningxia):
    said = found(ningxia, "before-kickoff")
    assert "C246 走访从“2月底”（2月29日）开始，早于 C216 单位启动的“3月初”" in said["milestones[C246]"]
    days = {owed.id: owed for owed in ningxia.duties}
    assert days["C227"].start == date(2012, 2, 29) < days["C216-local"].due


@stored
def test_t17_a_visit_before_the_start_is_accepted_and_counts(cast):
    first = date(2012, 2, 29)
    duty = scene.publish(cast.province, tally(Do(measure="visit", count="employer")), start=first)[0]
    li = cast.people["officer"]
    for day in (first - timedelta(1), first):
        record_visit(NewVisit(li, cast.employer, day, ["hear"], known=[cast.worker]), by=li, on=c.TODAY)
    scene.settle()
    assert values(duty)[cast.county.id] == 1  # the same enterprise; the day before the campaign is outside
    scene.note(scene.fact(cast.county, "unit_started", date(2012, 3, 5)))
    scene.settle()
    assert values(duty)[cast.county.id] == 1


# ── T18 ─────────────────────────────────────────────────────────────────────────────────────────────────


@once
@pytest.mark.parametrize("line", ["友情提示：以上内容仅供参考", "免责声明：本文来自网络"])
def test_t18_web_boiler_plate_is_no_clause(line):
    pack = f"""pack: boiler
title: 方案
issuers: [某市总工会]
jurisdiction: "64"
year: 2012
issued: 2-13
period: {{from: 3-1, to: 6-30}}
norms:
  - {{clause: C1, quote: "{line}"}}
"""
    problems = load(pack, document=f"各级工会要高度重视。\n{line}\n").problems
    assert [problem.rule for problem in problems] == ["quote-boiler"]
    for name in ("ningxia-f2f", "province-f2f", "recuperation"):
        assert [item for item in load(text(name), year=None).items if line[:4] in item.quote] == []
