"""What a careful editor asks about sheets and weights, and which shapes pass without a word."""

import pytest

from tiexin.plans.lint import lint
from tiexin.plans.tests.desk import duties, duty, pack, read
from tiexin.plans.tests.item_faults import one

pytestmark = pytest.mark.once


def warned(text: str) -> list[tuple[int, str]]:
    loaded = read(text)
    assert loaded.pack is not None, loaded.problems
    return [(problem.line, problem.rule) for problem in lint(loaded)]


def test_a_weight_without_a_sheet_is_asked_about():
    assert warned(duties(duty(weight="10"))) == [(14, "weight-alone")]


def test_weights_and_indicators_make_up_the_total_together():
    sheet = "scoring: [{clause: C2, quote: 考核, name: 考核, indicators: [{name: 率, points: 90}], permit: %s}]\n"
    allowed = sheet % "{basis: 办法, active: true}"
    assert warned(duties(duty(weight="10", score="考核")) + allowed) == []


@pytest.mark.parametrize("permit", ["", ", permit: {basis: 办法}", ", permit: {basis: 办法, active: false}"])
def test_a_sheet_that_nothing_allows_is_only_listed(permit):
    text = one("scoring", "name: 考核, indicators: [{name: 率, points: 100}]" + permit)
    assert warned(text) == [(9, "scoring-off")]


@pytest.mark.parametrize(
    "costs",
    [
        "[{payer: 甲, fraction: 100%}]",
        "[{payer: 甲, fraction: 60%}, {payer: 乙, fraction: 40%}]",
        "[{payer: 甲, fraction: 60%, up_to: 2000元}, {payer: 乙, remainder: true}]",
        "[{payer: 甲, fixed: 300元}, {payer: 乙, remainder: true}]",
        "[{payer: 甲, fixed: 300元}]",
        "[{payer: 甲, actual: true, up_to: 2000元}]",
    ],
)
def test_costs_that_somebody_pays(costs):
    assert warned(one("offers", f"name: 甲, costs: {costs}")) == []


@pytest.mark.parametrize(
    "quota",
    [
        "{percent: 5%, rounding: 四舍五入}",
        "{total: 45, carried: 5, reserved: 10, allocation: {rows: [{unit: 甲, places: 40}]}}",
        "{percent: 5%, rounding: 舍去, allocation: {rows: [{unit: 甲, places: 40, people: 810}]}}",
        "{allocation: {rows: [{unit: 甲, places: 40}]}}",
    ],
)
def test_places_that_add_up(quota):
    assert warned(one("offers", f"name: 甲, quota: {quota}")) == []


def test_a_quorum_may_be_exactly_the_body_and_seats_may_end():
    seats = "seats: [{from: 0, to: 99, seats: 3}, {from: 100, to: 200, seats: 5}]"
    assert warned(one("quorums", f"body: 会, members: 7, present_count: 7, {seats}")) == []


def test_members_may_name_one_or_all_duties_of_a_cadence():
    cadence = "{population: 干部, level: 市级}"
    one_each = duty(
        of=cadence, cadence_by="{rank: {领导: 每年, 干部: 每月}}", at_least="10", unit="次", do="{measure: 到基层}"
    )
    for name in ("C1", "C1@领导"):
        text = f"programmes: [{{clause: C2, quote: 甲, name: 甲, members: ['{name}']}}]\n"
        assert warned(pack("duties:\n" + one_each + text)) == []
