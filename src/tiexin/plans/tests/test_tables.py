"""Tables that must be whole: whatever partition is written passes, whatever breaks it is named."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.plans.quantities import ROUNDING, rounded
from tiexin.plans.tests.desk import LEVELS, RANKS, duties, duty, read
from tiexin.plans.tests.item_faults import one

pytestmark = pytest.mark.once

PAIRS = list(product(LEVELS.values(), RANKS.values()))
NUMBERS = st.integers(1, 9999)


def rules(text: str) -> list[str]:
    return [problem.rule for problem in read(text).problems if problem.level == "error"]


def table(pairs: list[tuple[str, str]]) -> str:
    numbered = enumerate(pairs, start=1)
    rows = ", ".join(f"{{level: {level}, rank: {rank}, at_least: {n}}}" for n, (level, rank) in numbered)
    return duties(duty(of="{population: 干部}", targets=f"[{rows}]"))


@given(st.permutations(PAIRS))
def test_a_row_for_each_level_and_rank_in_any_order_is_whole(pairs):
    loaded = read(table(pairs))
    assert loaded.problems == []
    cells = {(cell.level, cell.rank): cell.low for cell in loaded.duties[0].definition.cells}
    levels, ranks = ({label: name for name, label in words.items()} for words in (LEVELS, RANKS))
    assert cells == {(levels[level], ranks[rank]): n for n, (level, rank) in enumerate(pairs, start=1)}


@given(st.permutations(PAIRS), st.integers(1, len(PAIRS) - 1))
def test_a_row_too_few_is_named(pairs, left):
    assert rules(table(pairs[:left])) == ["cell-never"]


@given(st.permutations(PAIRS), st.integers(0, len(PAIRS) - 1))
def test_a_row_too_many_is_named(pairs, again):
    assert rules(table([*pairs, pairs[again]])) == ["cell-twice"]


@given(st.sets(st.sampled_from(sorted(LEVELS.values())), min_size=1))
def test_levels_may_be_grouped_in_rows(levels):
    others = [level for level in LEVELS.values() if level not in levels]
    rows = [f"{{level: [{', '.join(sorted(group))}], at_least: 1}}" for group in (levels, others) if group]
    assert rules(duties(duty(of="{population: 各级工会}", targets=f"[{', '.join(rows)}]"))) == []


# --- places ---------------------------------------------------------------------


def places(rows: list[tuple[int, int]], percent: int, mode: str, total: int | None) -> str:
    lines = ", ".join(f"{{unit: 第{n}单位, places: {had}, people: {of}}}" for n, (had, of) in enumerate(rows))
    whole = f"total: {total}, " if total is not None else ""
    quota = f"{whole}percent: {percent}%, rounding: {ROUNDING[mode]}, allocation: {{rows: [{lines}]}}"
    return one("offers", f"name: 甲, quota: {{{quota}}}")


PEOPLE = st.lists(NUMBERS, min_size=1, max_size=4)


@given(PEOPLE, st.integers(1, 100), st.sampled_from(sorted(ROUNDING)))
def test_a_table_worked_out_as_declared_is_right(people, percent, mode):
    rows = [(rounded(n, percent, mode), n) for n in people]
    assert rules(places(rows, percent, mode, sum(had for had, _ in rows))) == []


@given(PEOPLE, st.integers(1, 100), st.sampled_from(sorted(ROUNDING)), st.integers(1, 5))
def test_a_row_that_is_off_is_named_and_so_is_the_sum(people, percent, mode, off):
    rows = [(rounded(n, percent, mode), n) for n in people]
    total = sum(had for had, _ in rows)
    rows[0] = (rows[0][0] + off, rows[0][1])
    assert rules(places(rows, percent, mode, None)) == ["places"]
    assert rules(places(rows, percent, mode, total)) == ["places", "places"]


# --- bands ----------------------------------------------------------------------


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=5, unique=True))
def test_bands_that_follow_one_another_are_whole(ends):
    edges = [0, *sorted(ends)]
    lines = [f"{{from: {a}元, to: {b}元, fixed: 1}}" for a, b in pairwise(edges)]
    lines.append(f"{{from: {edges[-1]}元, fixed: 2}}")
    assert rules(one("offers", f"name: 甲, bands: [{', '.join(lines)}]")) == []


@given(st.integers(1, 999), st.integers(-99, 99).filter(bool))
def test_a_gap_and_an_overlap_of_bands_are_named(edge, off):
    start = max(0, edge + off)
    lines = f"{{from: 0元, to: {edge}元, fixed: 1}}, {{from: {start}元, fixed: 2}}"
    problem = read(one("offers", f"name: 甲, bands: [{lines}]")).problems[0]
    assert problem.rule == "bands"
    assert ("空档" in problem.message) == (off > 0)
    assert problem.accepted == (f"from: {edge}元",)


@given(st.lists(st.integers(1, 999), min_size=1, max_size=5, unique=True))
def test_seats_for_every_size_are_whole(ends):
    edges = [0, *sorted(ends)]
    lines = [f"{{from: {a + 1}, to: {b}, seats: 1}}" for a, b in pairwise(edges)]
    lines.append(f"{{from: {edges[-1] + 1}, seats: 9}}")
    assert rules(one("quorums", f"body: 甲, seats: [{', '.join(lines)}]")) == []


# --- costs and points -----------------------------------------------------------


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4))
def test_shares_of_cost_are_right_exactly_when_they_make_the_whole(shares):
    lines = ", ".join(f"{{payer: 第{n}家, fraction: {share}%}}" for n, share in enumerate(shares))
    found = rules(one("offers", f"name: 甲, costs: [{lines}]"))
    assert found == ([] if sum(shares) == 100 else ["costs"])
    rest = rules(one("offers", f"name: 甲, costs: [{lines}, {{payer: 其余, remainder: true}}]"))
    assert rest == ([] if sum(shares) <= 100 else ["costs"])


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4), st.integers(1, 200))
def test_points_are_right_exactly_when_they_make_the_total(points, total):
    lines = ", ".join(f"{{name: 第{n}项, points: {each}}}" for n, each in enumerate(points))
    found = rules(one("scoring", f"name: 甲, total: {total}, indicators: [{lines}]"))
    assert found == ([] if sum(points) == total else ["points"])
