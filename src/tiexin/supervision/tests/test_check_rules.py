"""The order of the seed, and what answers come to, in plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.supervision import check_rules as rules


@given(st.text(min_size=1, max_size=9), st.lists(st.integers(1, 10**6), unique=True, max_size=9), st.integers(0, 9))
def test_the_order_depends_on_the_seed_alone(seed, workers, most):
    order = rules.order_of(seed, "k", workers, most)
    assert order == rules.order_of(seed, "k", reversed(workers), most)
    assert len(order) == min(most, len(workers)) and set(order) <= set(workers)
    whole = rules.order_of(seed, "k", workers, len(workers))
    assert order == whole[:most]


@pytest.mark.parametrize(
    ("came", "state"),
    [
        ([], "nobody"),
        (["", ""], "asking"),
        (["yes", ""], "asking"),
        (["yes", "yes"], "agreed"),
        (["yes", "unreachable"], "agreed"),
        (["unreachable", "unreachable"], "unreached"),
        (["no"], "to_author"),
        (["no", ""], "to_author"),
        (["yes", "no"], "to_author"),
        (["unreachable", "no"], "to_author"),
    ],
)
def test_what_the_answers_come_to(came, state):
    assert rules.state_after(came) == state
