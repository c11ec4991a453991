"""What must hold of supervision's rules whatever the values: compared with a slow way of saying the same."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.supervision import check_rules, patterns, rules, score_rules, scoring
from tiexin.supervision.patterns import Written
from tiexin.supervision.scoring import Counted, Rule

DAY = date(2012, 4, 2)
NOON = datetime(2012, 4, 2, 12, tzinfo=UTC)
ONE = timedelta(days=1)
WORDS = "谈了加班工资和食堂的饭菜，答应去问"
CAME = st.lists(st.sampled_from(["", *check_rules.CAME]), max_size=4)


def refused(rule, *args):
    """The field of the refusal, None where nothing is refused."""
    try:
        rule(*args)
    except Refused as said:
        return said.field
    return None


# ── spot checks ─────────────────────────────────────────────────────────────────────────────────────────


@given(CAME, st.randoms())
def test_what_the_answers_come_to_does_not_depend_on_their_order(came, random):
    mixed = list(came)
    random.shuffle(mixed)
    assert check_rules.state_after(mixed) == check_rules.state_after(came)


@given(CAME)
def test_one_no_is_enough_and_nobody_is_believed_before_all_were_asked(came):
    assert check_rules.state_after([*came, "no"]) == "to_author"
    state = check_rules.state_after(came)
    assert (state == "to_author") is ("no" in came)
    assert (state == "asking") is ("" in came and "no" not in came)
    assert (state == "agreed") is ("yes" in came and not {"no", ""} & set(came))
    assert (state == "nobody") is (not came)


@given(st.integers(-9, 9), st.integers(0, 9))
def test_an_answer_lies_between_the_visit_and_today(asked, ago):
    visited, day = DAY - ago * ONE, DAY + asked * ONE
    inside = -ago <= asked <= 0
    assert refused(check_rules.check_answer, "yes", "phone", day, visited, DAY) == (None if inside else "on")


@given(st.sampled_from(list(check_rules.CHECK_STATES)), st.one_of(st.none(), st.integers(-3, 3)))
def test_a_conclusion_follows_the_authors_word_or_their_day(state, days):
    due = None if days is None else DAY + days * ONE
    allowed = state == "replied" or (state == "to_author" and days is not None and days < 0)
    assert (refused(check_rules.check_decision, state, due, DAY) is None) is allowed


# ── what was found ──────────────────────────────────────────────────────────────────────────────────────


@given(st.sampled_from(list(rules.STATES)), st.integers(-3, 3))
def test_late_is_open_and_past(state, days):
    assert rules.is_late(state, DAY + days * ONE, DAY) is (state == "open" and days < 0)


@given(st.booleans(), st.one_of(st.none(), st.integers(-3, 3)))
def test_a_recheck_gives_back_with_a_day_that_is_still_to_come(passed, days):
    due = None if days is None else DAY + days * ONE
    allowed = passed or (days is not None and days >= 0)
    assert (refused(rules.check_again, passed, due, DAY) is None) is allowed


@given(st.sampled_from(list(rules.WAYS)), st.booleans(), st.booleans())
def test_each_way_needs_its_own(way, heard, drawn):
    needs_words, needs_draw = way != "sample", way != "hear"
    wanted = "heard" if needs_words and not heard else "draw" if needs_draw and not drawn else None
    assert refused(rules.check_inspection, way, DAY, DAY, "汇报" if heard else " ", drawn) == wanted


# ── scores ──────────────────────────────────────────────────────────────────────────────────────────────


@given(
    st.one_of(st.none(), st.integers(-3, 3)),
    st.booleans(),
    st.booleans(),
)
def test_an_appeal_is_known_first_and_in_time(days, appealed, corrected):
    until = None if days is None else DAY + days * ONE
    allowed = days is not None and days >= 0 and not appealed and not corrected
    assert (refused(score_rules.check_appeal, until, appealed, corrected, DAY) is None) is allowed


@given(st.fractions(0, 1000, max_denominator=1000))
def test_a_figure_is_cut_and_points_are_rounded_by_less_than_a_hundredth(value):
    said = Fraction(scoring.said(value))
    assert 0 <= value - said < Fraction(1, 100)
    assert abs(Fraction(scoring.rounded(value), 100) - value) <= Fraction(1, 200)


@given(st.integers(0, 300), st.integers(1, 300), st.integers(1, 100))
def test_points_in_proportion_are_whole_exactly_at_the_goal(done, base, goal):
    line = scoring.line_of(Rule("比例", 40), Counted(done, base, goal))
    assert line.earned + line.lost == line.points == 4000
    assert line.earned == 4000 or 100 * done < goal * base
    if 100 * done >= goal * base:
        assert line.lost == 0


@given(st.lists(st.integers(0, 100), min_size=1, max_size=5), st.data())
def test_what_is_left_out_changes_no_other_line(points, data):
    sheet = [Rule(f"第{n}项", each) for n, each in enumerate(points)]
    counted = [Counted(n, len(points)) for n in range(len(points))]
    left = data.draw(st.sets(st.sampled_from([rule.name for rule in sheet])))
    whole, less = (scoring.work_out(sheet, counted, 100, *more) for more in ((), (left, "停机")))
    for before, after in zip(whole.lines, less.lines, strict=True):
        if after.name in left:
            assert (after.earned, after.why) == (None, "申诉后不计：停机")
        else:
            assert after == before
    assert less.full == whole.full - sum(
        line.points for line in whole.lines if line.name in left and line.earned is not None
    )


# ── records that are seldom so ──────────────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 12), max_size=7))
def test_copied_words_are_found_exactly_where_enough_lie_within_the_days(days):
    limit = {"records": 3, "days": 5, "shortest": 12}
    rows = [Written(n, 1, DAY + day * ONE, text=WORDS) for n, day in enumerate(days)]
    hits = patterns.copied(rows, limit)
    runs = [some for n in range(3, len(days) + 1) for some in combinations(days, n) if max(some) - min(some) < 5]
    assert bool(hits) is bool(runs)
    if hits:
        assert len(hits[0].visits) == max(len(run) for run in runs)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=8))
def test_bursts_are_within_their_minutes_large_enough_and_apart(written):
    limit = {"talks": 20, "minutes": 10, "records": 3}
    rows = [Written(n, 1, DAY, NOON + timedelta(minutes=at), talks) for n, (at, talks) in enumerate(written)]
    hits = patterns.hasty(rows, limit)
    taken = [visit for hit in hits for visit in hit.visits]
    assert len(taken) == len(set(taken))
    for hit in hits:
        minutes = [written[visit][0] for visit in hit.visits]
        assert max(minutes) - min(minutes) <= 10 and len(minutes) >= 3
        assert sum(written[visit][1] for visit in hit.visits) >= 20
    windows = [[row for row in written if start <= row[0] <= start + 10] for start, _ in written]
    large = [run for run in windows if len(run) >= 3 and sum(talks for _, talks in run) >= 20]
    assert bool(hits) is bool(large)


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(0, 2)), max_size=14))
def test_a_crowded_day_is_one_authors_and_one_days(written):
    rows = [Written(n, author, DAY + day * ONE) for n, (author, day) in enumerate(written)]
    found = {(hit.author, len(hit.visits)) for hit in patterns.crowded(rows, {"visits": 3})}
    assert found == {
        (author, written.count((author, day))) for author, day in written if written.count((author, day)) > 3
    }


@given(st.sampled_from(list(patterns.STATES)), st.one_of(st.none(), st.integers(-3, 3)))
def test_inspectors_read_what_was_explained_or_is_past_its_day(state, days):
    due = None if days is None else DAY + days * ONE
    assert patterns.is_open(state, due, DAY) is (state == "explained" or (days is not None and days < 0))


@pytest.mark.parametrize("text", ["", " ，。", "___", "\n\t"])
def test_signs_alone_are_no_words(text):
    assert patterns.normalised(text) == ""
    assert (
        patterns.copied(
            [Written(n, 1, DAY, text=text * 20) for n in range(5)], {"records": 3, "days": 5, "shortest": 1}
        )
        == []
    )
