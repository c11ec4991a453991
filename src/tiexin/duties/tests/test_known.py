"""What moves a duty is known by words; what was read is kept under its digest and never shown in place of another."""

import pytest

from tiexin.duties import build, known
from tiexin.duties.definition import Clock, Do
from tiexin.duties.models import Duty, Slice, State, Term
from tiexin.duties.tests.scene import DAY, OFFICERS, TEAMS, publish, rate, stock, tally
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
TALK = Do(measure="talk", count="worker")


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (tally(TALK), "|@unions|talk|"),
        (rate(TALK, Do(measure="visit")), "|@unions|talk|visit|"),
        (tally(TALK, OFFICERS, until=Do(measure="visit")), "|@officers|talk|visit|"),
        (stock(TEAMS), "|@teams|@unions|"),
        (tally(TALK, kind="response", over=Do(measure="visit"), clock=Clock(days=3)), "|@unions|talk|visit|"),
        (
            tally(TALK, kind="response", over=Do(measure="visit"), clock=Clock(days=3, working=True)),
            "|@unions|calendar|talk|visit|",
        ),
    ],
)
def test_words_name_measures_populations_and_the_calendar(definition, words):
    assert known.movers(definition.model_dump()) == words


@kept.fixture
def duties():
    cast = c.units()
    return publish(cast.province, tally(TALK), tally(Do(measure="visit", count="employer")), stock(TEAMS))


def test_only_what_a_word_moves_is_found_and_only_whole_words_count(duties):
    talk, visit, teams = duties
    for words, found in (
        (["talk"], [talk]),
        (["visit", "talk"], [talk, visit]),
        (["@teams"], [teams]),
        (["@unions"], [talk, visit, teams]),
        (["tal", "@team", "calendar"], []),
        ([], []),
    ):
        assert known.duties_moved_by(words) == (found, {duty.pk for duty in found}), words


def test_a_former_version_counts_only_where_it_closed_something(duties):
    talk, *_ = duties
    talk.clause.version.__class__.objects.update(state=State.SUPERSEDED)
    assert known.duties_moved_by(["talk"]) == ([], set())
    Term.objects.filter(duty=talk).update(closed=DAY)
    assert known.duties_moved_by(["talk"]) == ([talk], set())
    talk.clause.version.__class__.objects.update(state=State.DRAFT)
    assert known.duties_moved_by(["talk"]) == ([], set())


def test_another_definition_is_read_anew(duties):
    talk, *_ = duties
    (before,), _ = known.duties_moved_by(["talk"])
    (again,), _ = known.duties_moved_by(["talk"])
    assert again is before
    definition = {**talk.definition, "low": 99}
    Duty.objects.filter(pk=talk.pk).update(definition=definition)
    talk.refresh_from_db()
    build.compile_duty(talk)
    (after,), _ = known.duties_moved_by(["talk"])
    assert (after.definition["low"], after.digest) == (99, talk.digest)
    assert before.digest != after.digest


def test_slices_are_found_by_measure_and_read_anew_when_worded_anew(duties):
    pieces = list(Slice.objects.filter(measure="talk", live=True).order_by("id"))
    assert known.slices_of({"talk", "nothing"}) == pieces
    assert known.slices_of(set()) == []
    (before,) = known.slices_of({"talk"})
    Slice.objects.filter(pk=before.pk).update(digest="other", sql_some="SELECT 1")
    (after,) = known.slices_of({"talk"})
    assert (before.sql_some == after.sql_some, after.sql_some) == (False, "SELECT 1")
    Slice.objects.update(live=False)
    assert known.slices_of({"talk"}) == []


def test_a_process_keeps_so_much_and_no_more(duties, monkeypatch):
    monkeypatch.setattr(known, "MOST", 2)
    monkeypatch.setattr(known, "_kept", {})
    assert len(known.duties_moved_by(["@unions"])[0]) == 3
    assert len(known.duties_moved_by(["talk"])[0]) == 1
    assert len(known._kept) == 1


def test_practice_moves_practice_only_and_what_is_real_what_is_real():
    cast = c.units()
    real, practice = cast.province, cast.closed
    type(practice).objects.filter(pk=practice.pk).update(practice=True)
    (mine,), (other,) = publish(real, tally(TALK)), publish(practice, tally(TALK))
    for units, found in (
        ([real.pk, cast.city.pk], [mine]),
        ([practice.pk], [other]),
        ([real.pk, practice.pk], [mine, other]),
        ([], [mine, other]),
    ):
        assert known.duties_moved_by(["talk"], units)[0] == found
