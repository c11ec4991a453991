"""Whatever is ticked and taken back in whatever order: who counts is who is noted as there, each once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiexin.activities.actions import people, void_activity
from tiexin.activities.models import Attendance
from tiexin.activities.tests.activity_scene import counted, seminar, stage, ticked, training
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
SOME = st.lists(st.integers(0, 4), min_size=1, max_size=4)
STEPS = st.lists(st.one_of(st.tuples(st.just("tick"), SOME), st.tuples(st.just("drop"), st.integers(0, 4))), max_size=8)


@kept.fixture
def cast():
    found = stage()
    found.crowd = [c.worker(found.employer, f"职工{number}") for number in range(5)]
    found.staff = [c.officer(f"干部{number}", found.county) for number in range(5)]
    return found


def play(cast, made, people_of, steps):
    """Do the steps; what is refused changes nothing. Return who should be there."""
    there = set()
    column = "officer" if made.kind == "training" else "worker"
    for step, what in steps:
        if step == "tick":
            try:
                ticked(cast, made, *(people_of[number] for number in what))
            except Refused:
                assert {people_of[number].pk for number in what} <= there
            there |= {people_of[number].pk for number in what}
            continue
        row = Attendance.objects.filter(activity=made, dropped=None, **{column: people_of[what]}).first()
        if row is not None:
            people.drop_person(row, "点错了", by=cast.author, on=c.TODAY)
            there.discard(people_of[what].pk)
    return there


@settings(max_examples=min(25, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, trains=st.booleans())
def test_who_counts_is_who_is_there(cast, steps, trains):
    made = training(cast) if trains else seminar(cast)
    measure, column = ("training_attended", "officer") if trains else ("talk", "worker")
    there = play(cast, made, cast.staff if trains else cast.crowd, steps)
    rows = Attendance.objects.filter(activity=made, dropped=None).values_list(column, flat=True)
    assert sorted(rows) == sorted(there)
    assert counted(measure, column) == sorted((pk,) for pk in there)
    void_activity(made, "登记重了", by=cast.author, on=c.TODAY)
    assert counted(measure, column) == []
